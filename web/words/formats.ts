// The forms of the numbers that people cite, as the daemon checks them (routing/engine/conversation/identity_formats). A doubt is only
// ever told: it never holds anything back.
import type { Words } from "./locale.ts";

const bare = (s: string): string => s.replace(/[ .\-/]/g, "").toUpperCase();
const isDate = (year: number, month: number, day: number): boolean => {
  const d = new Date(Date.UTC(year, month - 1, day));
  return d.getUTCFullYear() === year && d.getUTCMonth() === month - 1 && d.getUTCDate() === day;
};
const of = (n: number) => (s: string): boolean => s.length === n && /^\d+$/.test(s);

function nik(s: string): boolean {
  const [day, month] = [Number(s.slice(6, 8)), Number(s.slice(8, 10))];
  return /^\d{16}$/.test(s) && ((day >= 1 && day <= 31) || (day >= 41 && day <= 71)) && month >= 1 && month <= 12;
}

const aju = (s: string): boolean => s.length === 26 && /^\d{14}$/.test(s.slice(12)) && isDate(Number(s.slice(12, 16)), Number(s.slice(16, 18)), Number(s.slice(18, 20)));

/** Couriers number as they like; a postal item is known by its shape. */
function consignment(s: string): boolean {
  if (!/^[A-Z]{2}.{9}[A-Z]{2}$/.test(s)) return s !== "";
  if (!/^\d{9}$/.test(s.slice(2, 11))) return false;
  const check = 11 - ([8, 6, 4, 2, 3, 5, 9, 7].reduce((sum, w, i) => sum + w * Number(s[2 + i]), 0) % 11);
  return (check === 10 ? 0 : check === 11 ? 5 : check) === Number(s[10]);
}

/** ISO 6346: letters count 10 to 38 without the multiples of 11, places double. */
function container(s: string): boolean {
  if (!/^[A-Z]{4}\d{7}$/.test(s)) return false;
  const worth = (c: string): number => (/\d/.test(c) ? Number(c) : 10 + (c.charCodeAt(0) - 65) + Math.floor((c.charCodeAt(0) - 65 + 9) / 10));
  return ([...s.slice(0, 10)].reduce((sum, c, i) => sum + worth(c) * 2 ** i, 0) % 11) % 10 === Number(s[10]);
}

function imei(s: string): boolean {
  const sum = [...s].reduce((total, c, i) => total + (i % 2 ? [0, 2, 4, 6, 8, 1, 3, 5, 7, 9][Number(c)]! : Number(c)), 0);
  return /^\d{15}$/.test(s) && sum % 10 === 0;
}

const forms: Record<string, readonly [good: (s: string) => boolean, grouped: boolean, id: string, en: string]> = {
  email: [(s) => /^[^\s@]+@[^\s@.][^\s@]*\.[^\s@]+$/.test(s), false, "nama@contoh.id", "name@example.id"],
  phone: [(s) => /^[\d+() ./-]*$/.test(s) && /^\d{8,15}$/.test(s.replace(/\D/g, "")), false, "8 sampai 15 angka", "8 to 15 digits"],
  nik: [nik, true, "16 angka, di dalamnya tanggal lahir", "16 digits, the date of birth among them"],
  npwp: [(s) => of(15)(s) || (of(16)(s) && (s.startsWith("0") || nik(s))), true, "15 atau 16 angka", "15 or 16 digits"],
  aju: [aju, true, "26 angka, di dalamnya tanggal pengajuan", "26 digits, the date of submission among them"],
  consignment: [consignment, true, "kiriman pos: 2 huruf, 9 angka, 2 huruf", "a postal item: 2 letters, 9 digits, 2 letters"],
  container: [container, true, "4 huruf dan 7 angka", "4 letters and 7 digits"],
  imei: [imei, true, "15 angka", "15 digits"],
};

/** What form a value should have, when it seems not to have it; nothing for what is empty or of no known form. */
export function doubt(kind: string, value: string, half: 0 | 1): string {
  const form = Object.hasOwn(forms, kind) ? forms[kind] : undefined;
  const given = value.trim();
  if (!form || !given || form[0](form[1] ? bare(given) : given)) return "";
  return form[half === 1 ? 3 : 2];
}

/** The hints as a table of words, for their test. */
export const hints: Words = Object.fromEntries(Object.entries(forms).map(([kind, form]) => [kind, [form[2], form[3]] as const]));
