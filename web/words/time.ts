// Instants in the office's zone, with its label after every time, as the citizen is told them.
import type { Locale } from "./locale.ts";

const labels: Record<string, string> = {
  "Asia/Jakarta": "WIB",
  "Asia/Pontianak": "WIB",
  "Asia/Makassar": "WITA",
  "Asia/Ujung_Pandang": "WITA",
  "Asia/Jayapura": "WIT",
};

export interface Zone {
  timezone: string;
  label: string;
  /** What the office writes between hours and minutes in Indonesian; a full stop unless it says otherwise. */
  colon?: boolean;
}

export const zoneOf = (...sources: ({ timezone?: string; zone_label?: string; time_separator?: string } | string | undefined)[]): Zone => {
  for (const s of sources) {
    if (s === undefined || typeof s === "string" || !(s.timezone || s.zone_label)) continue;
    const byLabel = Object.entries(labels).find(([, label]) => label === s.zone_label)?.[0];
    const timezone = s.timezone ?? byLabel ?? "Asia/Jakarta";
    return { timezone, label: s.zone_label ?? labels[timezone] ?? "", colon: s.time_separator === ":" };
  }
  return { timezone: "Asia/Jakarta", label: "WIB" };
};

// The names are our own, and not the browser's: the daemon's texts say the same instant in the same words.
const days = {
  id: ["Minggu", "Senin", "Selasa", "Rabu", "Kamis", "Jumat", "Sabtu"],
  en: ["Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"],
};
const months = {
  id: ["Januari", "Februari", "Maret", "April", "Mei", "Juni", "Juli", "Agustus", "September", "Oktober", "November", "Desember"],
  en: ["January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December"],
};

interface Civil {
  year: number;
  month: number;
  day: number;
  hour: string;
  minute: string;
}

const cache = new Map<string, Intl.DateTimeFormat>();

function civil(at: number | string, { timezone }: Zone): Civil | undefined {
  let formatter = cache.get(timezone);
  if (!formatter) {
    formatter = new Intl.DateTimeFormat("en-GB", { year: "numeric", month: "numeric", day: "numeric", hour: "2-digit", minute: "2-digit", hourCycle: "h23", timeZone: timezone });
    cache.set(timezone, formatter);
  }
  const instant = new Date(at);
  if (Number.isNaN(instant.getTime())) return undefined;
  const part = Object.fromEntries(formatter.formatToParts(instant).map((p) => [p.type, p.value]));
  return { year: Number(part.year), month: Number(part.month), day: Number(part.day), hour: part.hour ?? "", minute: part.minute ?? "" };
}

/** "11.00", in English and where the office writes it so "11:00". */
export function clockTime(at: number | string, locale: Locale, zone: Zone): string {
  const t = civil(at, zone);
  return t ? `${t.hour}${locale === "en" || zone.colon ? ":" : "."}${t.minute}` : "";
}

/** "Rabu, 25 November 2026" */
export function longDate(at: number | string, locale: Locale, zone: Zone): string {
  const t = civil(at, zone);
  if (!t) return "";
  return `${days[locale][weekday(at, zone)]}, ${t.day} ${months[locale][t.month - 1]} ${t.year}`;
}

/** 0 is Sunday. */
export function weekday(at: number | string, zone: Zone): number {
  const t = civil(at, zone);
  return t ? new Date(Date.UTC(t.year, t.month - 1, t.day)).getUTCDay() : Number.NaN;
}

const two = (n: number): string => String(n).padStart(2, "0");

/** What a field of date and time holds: "2026-11-23T09:00" in the office's zone. */
export function fieldTime(at: number | string, zone: Zone): string {
  const t = civil(at, zone);
  return t ? `${t.year}-${two(t.month)}-${two(t.day)}T${t.hour}:${t.minute}` : "";
}

/** The instant of such a field; undefined where it holds none. Indonesia has no daylight saving, so one step finds it. */
export function ofFieldTime(text: string, zone: Zone): number | undefined {
  const as_utc = Date.parse(`${text}Z`);
  if (Number.isNaN(as_utc)) return undefined;
  return as_utc - (Date.parse(`${fieldTime(as_utc, zone)}Z`) - as_utc);
}

/** "25 Nov" */
export function shortDate(at: number | string, locale: Locale, zone: Zone): string {
  const t = civil(at, zone);
  return t ? `${t.day} ${months[locale][t.month - 1]!.slice(0, 3)}` : "";
}

export function dayKey(at: number | string, zone: Zone): string {
  const t = civil(at, zone);
  return t ? `${t.year}-${t.month}-${t.day}` : "";
}

export const sameDay = (a: number | string, b: number | string, zone: Zone): boolean => dayKey(a, zone) === dayKey(b, zone);

/** "11.00 WIB" */
export const clockIn = (at: number | string, locale: Locale, zone: Zone): string => `${clockTime(at, locale, zone)} ${zone.label}`.trim();

/** "Rabu, 25 November 2026 pukul 17.00 WIB" */
export const moment = (at: number | string, locale: Locale, zone: Zone): string =>
  `${longDate(at, locale, zone)}${locale === "en" ? "," : " pukul"} ${clockIn(at, locale, zone)}`;

/** "pukul 11.00 WIB" today, with its date on another day. */
export function promised(at: number | string, now: number, locale: Locale, zone: Zone): string {
  if (!sameDay(at, now, zone)) return moment(at, locale, zone);
  return locale === "en" ? clockIn(at, locale, zone) : `pukul ${clockIn(at, locale, zone)}`;
}

/** Minutes and seconds to go, "-" before it when over: 12:05, 1:02:05, -3:10. */
export function countdown(ms: number): string {
  const total = Math.floor(Math.abs(ms) / 1000);
  const h = Math.floor(total / 3600);
  const rest = `${h > 0 ? two(Math.floor((total % 3600) / 60)) : String(Math.floor(total / 60))}:${two(total % 60)}`;
  return `${ms < 0 ? "-" : ""}${h > 0 ? `${h}:` : ""}${rest}`;
}
