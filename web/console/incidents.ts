// Incidents as an officer meets them: how they stand in their list, what may be done, what became of what was added. Pure.
import { idOf, type Ack, type ConversationHead, type Incident, type Ticket } from "../wire/types.ts";
import { supervises, type Officer } from "./tickets.ts";
import type { Say } from "./words.ts";

export const title_chars_max = 256;

const order: readonly string[] = ["proposed", "open", "answering", "answered", "closed"];

/** What waits for somebody stands first, what is closed last; then the oldest. */
export const listed = (incidents: Iterable<Incident>): Incident[] =>
  [...incidents].sort((a, b) => order.indexOf(a.state) - order.indexOf(b.state) || (a.opened_at ?? "").localeCompare(b.opened_at ?? "") || a.incident.localeCompare(b.incident));

/** A role that handles conversations; one that the daemon does not tell is an officer's. */
export const mayGather = (me: Officer | undefined): boolean => me !== undefined && (me.role === undefined || me.role === "officer" || supervises(me));

export const done = (i: Incident): number => (i.answered ?? 0) + (i.passed_over ?? 0);
export const left = (i: Incident): number => Math.max(0, i.members - done(i));

/** It takes members and gives them back. */
export const isLoose = (i: Incident): boolean => i.state === "open" || i.state === "proposed" || i.state === "answered";

export interface IncidentDeeds {
  /** Members come and go, and an answer is proposed. */
  change: boolean;
  approve: boolean;
  /** It waits for a second person: this one proposed it. */
  second: boolean;
  close: boolean;
}

export function deedsOnIncident(i: Incident, me: Officer | undefined): IncidentDeeds {
  const may = mayGather(me) && isLoose(i);
  const waits = may && i.state === "proposed";
  const own = idOf(i.proposed_by) === me?.id;
  return { change: may, approve: waits && !own && supervises(me), second: waits && own, close: may && left(i) === 0 };
}

const known_states = ["open", "proposed", "answering", "answered", "closed"] as const;

export function incidentWord(say: Say, state: string): string {
  const known = known_states.find((s) => s === state);
  return known ? say(`is_${known}`) : state;
}

const told_max = 5;

/** What became of it, in words: how many, who was not taken and why, and whether there may be more. */
export function outcomeOf(ack: Ack, adding: boolean, say: Say, nameFor: (what: string) => string, wordFor: (code: string) => string): string[] {
  const changed = Number(ack.changed) || 0;
  const refused = Array.isArray(ack.not_taken) ? (ack.not_taken as { what?: string; code?: string }[]) : [];
  const why = (code: string | undefined): string => (code === "bad_field" || code === undefined ? say(adding ? "in_why_add" : "in_why_out") : wordFor(code));
  return [
    changed > 0 ? say(adding ? "in_added" : "in_taken_out", { count: changed }) : say(adding ? "in_added_none" : "in_out_none"),
    ...refused.slice(0, told_max).map((r) => say("in_not_taken", { who: nameFor(r.what ?? ""), why: why(r.code) })),
    ...(refused.length > told_max ? [say("in_rest", { count: refused.length - told_max })] : []),
    ...(ack.more === true ? [say("in_more")] : []),
  ];
}

export interface Rule {
  topic: string;
  words: string;
  from?: number | undefined;
  until?: number | undefined;
}

/** A rule as it goes over the wire, or what is wrong with it. */
export function ruleFields(r: Rule): Record<string, string> | "in_need_rule" | "in_order" {
  const fields: Record<string, string> = {
    ...(r.topic ? { topic: r.topic } : {}), ...(r.words.trim() ? { words: r.words.trim() } : {}),
    ...(r.from === undefined ? {} : { from: new Date(r.from).toISOString() }), ...(r.until === undefined ? {} : { until: new Date(r.until).toISOString() }),
  };
  if (Object.keys(fields).length === 0) return "in_need_rule";
  return r.from !== undefined && r.until !== undefined && r.until <= r.from ? "in_order" : fields;
}

/** The members that the daemon names: a ticket, or a conversation whose request waits. */
export function membersTold(incident: string, heads: Iterable<ConversationHead>, tickets: Iterable<Ticket>): { tickets: Ticket[]; heads: ConversationHead[] } {
  const of = [...tickets].filter((t) => t.incident === incident);
  const by = new Set(of.map((t) => t.conversation));
  return { tickets: of, heads: [...heads].filter((h) => h.incident === incident && !by.has(h.conversation)) };
}
