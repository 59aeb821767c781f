// What runs out next for a conversation, and whom to warn when. Pure: the clock comes in.
import { idOf, type ConversationHead, type Queue, type Ticket } from "../wire/types.ts";
import { weekday, zoneOf, type Zone } from "../words/time.ts";

export interface Due {
  at: number;
  /** What happens at that instant: the system issues a ticket, the answer is due, or a ticket's answer or a colleague's advice is due. */
  what: "ticket_at" | "answer_due" | "ticket_due" | "consult_due";
}

const running = new Set(["new", "queued", "assigned", "waiting_applicant"]);
export const isRunning = (state: string): boolean => running.has(state);
const instant = (at: string | undefined): number => (at === undefined ? Number.NaN : Date.parse(at));

const open_ticket = (t: Ticket | undefined): boolean => t !== undefined && t.state !== "answered" && t.state !== "closed";

export function ticketOf(head: ConversationHead, tickets: ReadonlyMap<string, Ticket>): Ticket | undefined {
  if (head.ticket === undefined || head.ticket === null) return undefined;
  const number = typeof head.ticket === "string" ? head.ticket : head.ticket.number;
  const own = typeof head.ticket === "string" ? undefined : head.ticket;
  const listed = tickets.get(number);
  return listed && own && (own.rev ?? 0) > (listed.rev ?? 0) ? own : (listed ?? own);
}

export function nextDue(head: ConversationHead, ticket: Ticket | undefined): Due | undefined {
  // A filed ticket is worked on like a conversation, and its own deadline is the only one.
  const filed = running.has(head.state) && head.answer_due === undefined && head.ticket_at === undefined && open_ticket(ticket);
  if ((head.state === "escalated" && ticket) || filed) {
    const at = instant(ticket!.due);
    return Number.isNaN(at) ? undefined : { at, what: "ticket_due" };
  }
  if (!running.has(head.state)) return undefined;
  const issue = instant(head.ticket_at);
  const answer = instant(head.answer_due);
  if (!Number.isNaN(issue) && (Number.isNaN(answer) || issue <= answer)) return { at: issue, what: "ticket_at" };
  return Number.isNaN(answer) ? undefined : { at: answer, what: "answer_due" };
}

export const warn_minutes = [15, 5] as const;

export interface Warning {
  key: string;
  conversation: string;
  minutes: (typeof warn_minutes)[number];
  at: number;
}

/** The sharpest warning that each of the officer's own conversations has reached; `key` is stable, so that it is told once. */
export function warnings(heads: Iterable<ConversationHead>, tickets: ReadonlyMap<string, Ticket>, me: string, now: number): Warning[] {
  const found: Warning[] = [];
  for (const head of heads) {
    if (idOf(head.officer) !== me) continue;
    const due = nextDue(head, ticketOf(head, tickets));
    if (!due || due.at <= now) continue;
    const reached = warn_minutes.filter((m) => due.at - now <= m * 60_000).at(-1);
    if (reached !== undefined) found.push({ key: `${head.conversation}/${due.at}/${reached}`, conversation: head.conversation, minutes: reached, at: due.at });
  }
  return found.sort((a, b) => a.at - b.at);
}

export type Urgency = "over" | "now" | "soon" | "calm";

const day_ms = 86_400_000;

/** No later than this time on the next weekday, counted from a weekday. The console knows no holidays: what the office reminds of is near as well. */
export function withinWorkingDay(at: number, now: number, zone: Zone = zoneOf()): boolean {
  const pastWeekend = (t: number): number => (weekday(t, zone) % 6 === 0 ? pastWeekend(t + day_ms) : t);
  return at <= pastWeekend(pastWeekend(now) + day_ms);
}

/** A ticket has days where a request has minutes, so its last working day is near. */
export function urgency(due: Due, now: number, zone?: Zone): Urgency {
  const left = due.at - now;
  if (due.what === "ticket_due") return left <= 0 ? "over" : left <= 60 * 60_000 ? "now" : withinWorkingDay(due.at, now, zone) ? "soon" : "calm";
  if (due.what === "consult_due") return left <= 0 ? "over" : left <= 15 * 60_000 ? "now" : left <= 60 * 60_000 ? "soon" : "calm";
  return left <= 0 ? "over" : left <= 5 * 60_000 ? "now" : left <= 15 * 60_000 ? "soon" : "calm";
}

export interface Lists {
  /** Mine, each in one group alone: not delivered (which closed ones join), to answer by deadline, waiting for the citizen, answered. */
  mine: ConversationHead[];
  undelivered: ConversationHead[];
  to_answer: ConversationHead[];
  applicant: ConversationHead[];
  answered: ConversationHead[];
  waiting: Map<string, ConversationHead[]>;
  /** Open tickets that went to a unit of mine, by unit. */
  units: Map<string, ConversationHead[]>;
  /** Open tickets that stand in no other list. */
  tickets: ConversationHead[];
}

const byReceipt = (a: ConversationHead, b: ConversationHead): number => (a.received_at ?? "").localeCompare(b.received_at ?? "");

/** The unit that a ticket went to, where it is one of the officer's. */
export function unitOfMine(ticket: Ticket | undefined, queues: readonly Queue[]): string | undefined {
  const unit = typeof ticket?.unit === "object" ? ticket.unit.id : ticket?.unit;
  return queues.find((q) => q.id === unit && q.kind === "unit" && q.mine !== false)?.id;
}

export type Block = "failed" | "window" | "untold";

/** Why something does not reach the citizen: the reply window has closed on an unanswered one, a delivery failed, a number was not told. */
export function blockOf(head: ConversationHead, ticket: Ticket | undefined, now: number): Block | undefined {
  const untold = saidUntold(ticket) === true;
  if (head.state === "closed" && !head.undelivered) return undefined;
  const due = head.state !== "answered" && head.state !== "closed";
  const end = windowEnd(head, now);
  if (end !== undefined && end <= now && (due || head.undelivered || untold)) return "window";
  return head.undelivered ? "failed" : untold ? "untold" : undefined;
}

/** A closed one whose last message failed afterwards: it stays with the officer who handled it. */
export const leftWith = (head: ConversationHead, me: string): boolean => head.state === "closed" && me !== "" && head.undelivered?.with === me;

/** Every conversation stands in one list only. A queue shows its oldest request first. */
export function listsOf(heads: Iterable<ConversationHead>, tickets: ReadonlyMap<string, Ticket>, me: string, now = 0, queues: readonly Queue[] = []): Lists {
  const lists: Lists = { mine: [], undelivered: [], to_answer: [], applicant: [], answered: [], waiting: new Map(), units: new Map(), tickets: [] };
  for (const h of heads) {
    const t = ticketOf(h, tickets);
    if (leftWith(h, me)) lists.undelivered.push(h);
    else if (idOf(h.officer) === me && h.state !== "closed") {
      lists.mine.push(h);
      const group = blockOf(h, t, now) ? lists.undelivered : h.state === "waiting_applicant" ? lists.applicant : h.state === "answered" ? lists.answered : lists.to_answer;
      group.push(h);
    } else if (h.state === "queued" || h.state === "new") lists.waiting.set(h.queue, [...(lists.waiting.get(h.queue) ?? []), h]);
    else if (open_ticket(t)) {
      const unit = unitOfMine(t, queues);
      if (unit === undefined) lists.tickets.push(h);
      else lists.units.set(unit, [...(lists.units.get(unit) ?? []), h]);
    }
  }
  const due = (h: ConversationHead): number => nextDue(h, ticketOf(h, tickets))?.at ?? Number.POSITIVE_INFINITY;
  const byDue = (a: ConversationHead, b: ConversationHead): number => {
    const [x, y] = [due(a), due(b)];
    return x === y ? byReceipt(a, b) : x - y;
  };
  lists.mine.sort(byReceipt);
  for (const list of [lists.undelivered, lists.applicant, lists.answered, ...lists.waiting.values()]) list.sort(byReceipt);
  lists.to_answer.sort(byDue);
  for (const list of [lists.tickets, ...lists.units.values()]) list.sort(byDue);
  return lists;
}

/** The office's queues as configured, then those in which somebody waits though they are configured no more: without a name. */
export function shownQueues(configured: readonly Queue[], waiting: Iterable<string>): readonly Queue[] {
  const known = new Set(configured.map((q) => q.id));
  return [...configured, ...[...waiting].filter((id) => !known.has(id)).map((id): Queue => ({ id }))];
}

/** What to answer first: the oldest request of mine that waits for me, or that waits in one of my queues. */
export function oldestFirst(lists: Lists, queues: readonly { id: string; mine?: boolean }[]): ConversationHead[] {
  const elsewhere = new Set(queues.filter((q) => q.mine === false).map((q) => q.id));
  const waiting = [...lists.waiting].filter(([queue]) => !elsewhere.has(queue)).flatMap(([, list]) => list);
  return [...lists.to_answer, ...waiting].sort(byReceipt);
}

/** Until when the platform takes what an officer writes; undefined where it sets no limit. A longer one for humans counts. */
export function windowEnd(head: ConversationHead, now: number): number | undefined {
  const ends = [head.window_closes_at, head.human_window_closes_at].filter((w) => w !== undefined).map((w) => Date.parse(w));
  return ends.find((w) => w > now) ?? ends.at(-1);
}

/** What the daemon says of a ticket's number: true when it could not be told, undefined when it says nothing. */
export function saidUntold(ticket: Ticket | undefined): boolean | undefined {
  if (ticket?.announced !== undefined) return ticket.announced === "not_told";
  return ticket?.told === undefined ? undefined : !ticket.told;
}

/** A ticket whose number has not reached the citizen: said so, or its text failed, and no later message brought it. */
export function notTold(ticket: Ticket | undefined, messages: readonly { from: string; text?: string; delivery?: string }[]): boolean {
  const said = saidUntold(ticket);
  if (!ticket || said === false) return false;
  const mention = messages.filter((m) => m.from !== "visitor" && (m.text?.includes(ticket.number) ?? false));
  const through = (d: string | undefined): boolean => d === undefined || d === "sent" || d === "delivered" || d === "read";
  if (mention.some((m) => through(m.delivery))) return false;
  return said === true || mention.some((m) => m.delivery === "failed");
}
