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
}

export const zoneOf = (...sources: ({ timezone?: string; zone_label?: string } | string | undefined)[]): Zone => {
  for (const s of sources) {
    if (s === undefined || typeof s === "string" || !(s.timezone || s.zone_label)) continue;
    const byLabel = Object.entries(labels).find(([, label]) => label === s.zone_label)?.[0];
    const timezone = s.timezone ?? byLabel ?? "Asia/Jakarta";
    return { timezone, label: s.zone_label ?? labels[timezone] ?? "" };
  }
  return { timezone: "Asia/Jakarta", label: "WIB" };
};

const tag = (locale: Locale): string => (locale === "en" ? "en-GB" : "id-ID");
const cache = new Map<string, Intl.DateTimeFormat>();

function format(at: number | string, locale: Locale, timezone: string, options: Intl.DateTimeFormatOptions): string {
  const key = tag(locale) + timezone + JSON.stringify(options);
  let formatter = cache.get(key);
  if (!formatter) {
    formatter = new Intl.DateTimeFormat(tag(locale), { ...options, timeZone: timezone, hourCycle: "h23" });
    cache.set(key, formatter);
  }
  const instant = new Date(at);
  return Number.isNaN(instant.getTime()) ? "" : formatter.format(instant);
}

export const clockTime = (at: number | string, locale: Locale, zone: Zone): string =>
  format(at, locale, zone.timezone, { hour: "2-digit", minute: "2-digit" }).replace(":", locale === "id" ? "." : ":");

export const longDate = (at: number | string, locale: Locale, zone: Zone): string =>
  format(at, locale, zone.timezone, { weekday: "long", day: "numeric", month: "long", year: "numeric" });

export const shortDate = (at: number | string, locale: Locale, zone: Zone): string => format(at, locale, zone.timezone, { day: "numeric", month: "short" });

export const dayKey = (at: number | string, zone: Zone): string => format(at, "en", zone.timezone, { year: "numeric", month: "2-digit", day: "2-digit" });

export const sameDay = (a: number | string, b: number | string, zone: Zone): boolean => dayKey(a, zone) === dayKey(b, zone);

/** "pukul 11.00 WIB" today, "Rabu, 25 November 2026 pukul 17.00 WIB" on another day. */
export function promised(at: string, now: number, locale: Locale, zone: Zone): string {
  const time = `${clockTime(at, locale, zone)} ${zone.label}`.trim();
  if (sameDay(at, now, zone)) return locale === "id" ? `pukul ${time}` : time;
  return locale === "id" ? `${longDate(at, locale, zone)} pukul ${time}` : `${longDate(at, locale, zone)}, ${time}`;
}

/** Minutes and seconds to go, "-" before it when over: 12:05, 1:02:05, -3:10. */
export function countdown(ms: number): string {
  const total = Math.floor(Math.abs(ms) / 1000);
  const two = (n: number): string => String(n).padStart(2, "0");
  const h = Math.floor(total / 3600);
  const rest = `${h > 0 ? two(Math.floor((total % 3600) / 60)) : String(Math.floor(total / 60))}:${two(total % 60)}`;
  return `${ms < 0 ? "-" : ""}${h > 0 ? `${h}:` : ""}${rest}`;
}
