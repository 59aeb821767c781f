// Tickets as an officer works with them: whose they are, which lists they stand in, what may be done. Pure.
import { idOf, type ConversationHead, type Queue, type Ticket } from "../wire/types.ts";
import { isEnded } from "../words/states.ts";
import type { Zone } from "../words/time.ts";
import { isRunning, unitOfMine, withinWorkingDay } from "./due.ts";

export const categories = ["ict_complaint", "information_request", "ict_support_request"] as const;

export interface Officer {
  id: string;
  role?: string;
}

export const supervises = (me: Officer | undefined): boolean => me?.role === "coordinator" || me?.role === "superior";

/** The name that its commands use. */
export const idOfTicket = (t: Ticket): string => t.ticket ?? t.number;

/** The daemon lets officers take, assign, describe and close it; an older one only tells of it. */
export const isManaged = (t: Ticket | undefined): t is Ticket => t !== undefined && (t.kind !== undefined || t.ticket !== undefined);

export const unitName = (unit: Ticket["unit"]): string => (typeof unit === "object" ? (unit.name ?? unit.id) : (unit ?? ""));

/** An officer made it of a conversation, and it waits for its answer. */
export const passedByHand = (t: Ticket | undefined): t is Ticket => t !== undefined && t.kind === "escalation" && !t.automatic && (t.state === "issued" || t.state === "in_progress");

/** The ticket that a conversation had, once its head names none: what was closed is still looked up by its number. */
export function endedTicketOf(head: ConversationHead, tickets: Iterable<Ticket>): Ticket | undefined {
  if (!isEnded(head.state)) return undefined;
  const of_it = [...tickets].filter((t) => t.conversation === head.conversation && !(t.received_at && head.received_at && t.received_at < head.received_at));
  return of_it.sort((a, b) => (a.received_at ?? "").localeCompare(b.received_at ?? "")).at(-1);
}

/** A ticket's number as the thread told it since the request came, where nothing else does any more. */
export function numberTold(head: ConversationHead, messages: readonly { from: string; at: string; text?: string }[]): string {
  if (!isEnded(head.state)) return "";
  const told = messages.filter((m) => m.from === "system" && !(head.received_at && m.at < head.received_at)).map((m) => /\b(?:ESK|CRE)-\d{6}-\d{5,19}-\d\b/.exec(m.text ?? "")?.[0] ?? "");
  return told.filter(Boolean).at(-1) ?? "";
}

export const isOpen = (t: Ticket | undefined): t is Ticket => t !== undefined && !isEnded(t.state);

export const ownerOf = (t: Ticket): string => idOf(t.owner ?? t.officer);

/** A fault that is answered needs what was mended. */
export const needsSolution = (t: Ticket | undefined): boolean => isOpen(t) && (t.categories?.includes("ict_complaint") ?? false);

export interface TicketDeeds {
  take: boolean;
  assign: boolean;
  set: boolean;
  close: boolean;
}

/** What an answer in this conversation may be to: the request that waits, which goes first, and each open ticket by its deadline. */
export function toAnswer(head: ConversationHead, tickets: Iterable<Ticket>, shown: Ticket | undefined): { request: boolean; tickets: Ticket[] } {
  const own = new Map([...tickets].filter((t) => t.conversation === head.conversation).map((t) => [t.number, t]));
  if (shown) own.set(shown.number, shown);
  return {
    request: isRunning(head.state) && head.answer_due !== undefined,
    tickets: [...own.values()].filter((t) => isManaged(t) && isOpen(t)).sort((a, b) => Date.parse(a.due) - Date.parse(b.due)),
  };
}

type Choices = ReturnType<typeof toAnswer>;

/** What an answer is to that is begun now; undefined: there is nothing to tell apart. */
export const aimOf = ({ request, tickets }: Choices): string | undefined => (request && tickets.length > 0 ? "" : request ? undefined : tickets[0]?.number);

/** What a begun answer is to by now. The request that waited may have become a ticket: the one that was received last. */
export function aimNow(to: string | undefined, choices: Choices): string | undefined {
  if (to === undefined) return aimOf(choices);
  if (to !== "" || choices.request) return to;
  return choices.tickets.reduce<Ticket | undefined>((last, t) => (last && (last.received_at ?? "") >= (t.received_at ?? "") ? last : t), undefined)?.number;
}

/** How an officer stands to a conversation: they handle it, it lies in a queue of theirs, or its ticket waits for a unit of theirs. */
export interface Standing {
  handles: boolean;
  serves: boolean;
  unit: boolean;
}

export function standingOf(head: ConversationHead, ticket: Ticket | undefined, me: Officer | undefined, queues: readonly Queue[]): Standing {
  return {
    handles: me !== undefined && idOf(head.officer) === me.id,
    serves: queues.some((q) => q.id === head.queue && q.mine !== false),
    unit: isOpen(ticket) && unitFor(ticket, queues) !== undefined,
  };
}

/** What may be done with a ticket: what may not be done has no control. */
export function deedsOn(t: Ticket, me: Officer | undefined, { handles, serves, unit }: Standing): TicketDeeds {
  if (!isManaged(t) || !me) return { take: false, assign: false, set: false, close: false };
  const leads = handles || ownerOf(t) === me.id || supervises(me);
  const free = ownerOf(t) === "" && (handles || serves);
  return {
    take: isOpen(t) && ownerOf(t) !== me.id && (free || unit || supervises(me)),
    assign: isOpen(t) && leads,
    set: isOpen(t) && (leads || serves || unit),
    close: t.state !== "closed" && leads,
  };
}

export const views = ["mine", "unit", "unowned", "overdue", "soon", "others"] as const;
export type View = (typeof views)[number];

/** The queue of a unit of mine in which it lies. */
function unitFor(t: Ticket, queues: readonly Queue[]): string | undefined {
  return unitOfMine(t, queues) ?? unitOfMine({ ...t, unit: t.queue }, queues);
}

/** Open tickets by what an officer looks for. One ticket may stand in several: an overdue one of mine is both. */
export function ticketViews(tickets: Iterable<Ticket>, heads: ReadonlyMap<string, ConversationHead>, me: string, queues: readonly Queue[], now: number, zone?: Zone): Record<View, Ticket[]> {
  const found: Record<View, Ticket[]> = { mine: [], unit: [], unowned: [], overdue: [], soon: [], others: [] };
  for (const t of tickets) {
    if (!isOpen(t)) continue;
    const due = Date.parse(t.due);
    const handler = idOf(heads.get(t.conversation ?? "")?.officer);
    const owner = ownerOf(t) || (isManaged(t) ? "" : handler);
    const unit = unitFor(t, queues);
    if (owner !== "" && owner === me) found.mine.push(t);
    if (unit !== undefined) found.unit.push(t);
    if (owner === "") found.unowned.push(t);
    if (due <= now) found.overdue.push(t);
    else if ((t.reminded ?? 0) > 0 || withinWorkingDay(due, now, zone)) found.soon.push(t);
    if (owner !== me && handler !== me && unit === undefined) found.others.push(t);
  }
  const byDue = (a: Ticket, b: Ticket): number => Date.parse(a.due) - Date.parse(b.due) || a.number.localeCompare(b.number);
  for (const view of views) found[view].sort(byDue);
  return found;
}
