// The list of one's own tickets, and how a ticket is told in words.
import type { Locale } from "../../words/locale.ts";
import { isEnded, promiseWord } from "../../words/states.ts";
import { moment, promised, zoneOf, type Zone } from "../../words/time.ts";
import type { CareTicket } from "../thread/tickets.ts";
import type { CareOffice, Page } from "./account.ts";

/** The newest page before what had been loaded of earlier ones. */
export function merged(held: readonly CareTicket[], first: Page): CareTicket[] {
  const last = first.tickets.at(-1)?.received_at;
  if (!first.next) return first.tickets;
  if (last === undefined) return [...held]; // a page may be empty though others follow
  const fresh = new Set(first.tickets.map((t) => t.number));
  return [...first.tickets, ...held.filter((t) => !fresh.has(t.number) && (t.received_at ?? "") <= last)];
}

export function officeOf(t: Pick<CareTicket, "office">, offices: readonly CareOffice[]): CareOffice | undefined {
  const id = typeof t.office === "object" ? t.office.id : t.office;
  return offices.find((o) => o.id === id) ?? (offices.length === 1 ? offices[0] : undefined);
}

export const ticketZone = (t: CareTicket, offices: readonly CareOffice[]): Zone =>
  zoneOf(t, typeof t.office === "object" ? t.office : undefined, officeOf(t, offices));

/** A ticket as the words of its state need it. */
export const wayOf = (t: CareTicket) => ({ state: t.state, ticket: true, filed: t.kind !== "escalation", answered: t.state === "answered" || t.answered_at !== undefined });

/** Until when there will be an answer; once there is one, nothing more is promised. */
export const dueWord = (t: CareTicket, now: number, locale: Locale, zone: Zone): string =>
  t.due && !isEnded(t.state) ? promiseWord("ticket", promised(t.due, now, locale, zone), locale === "en" ? 1 : 0) : "";

/** When it was answered, closed or received: the newest of what is known. */
export function lastWord(t: CareTicket, locale: Locale, zone: Zone, say: (key: "answered_at" | "closed_at" | "received") => string): string {
  const [key, at] = t.state === "closed" && t.closed_at ? (["closed_at", t.closed_at] as const) : t.answered_at ? (["answered_at", t.answered_at] as const) : (["received", t.received_at ?? ""] as const);
  return at ? `${say(key)}: ${moment(at, locale, zone)}` : "";
}

/** A wait as it is told: minutes, and below one in tens of seconds, so that it does not change with every breath. */
export const waitOf = (seconds: number): { unit: "minutes" | "seconds"; count: number } =>
  seconds > 60 ? { unit: "minutes", count: Math.ceil(seconds / 60) } : { unit: "seconds", count: Math.max(10, Math.ceil(seconds / 10) * 10) };
