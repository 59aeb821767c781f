// What an officer is told of wherever they look: a reply, an arrival, a consult and its answer, five minutes to go, a failed delivery. Pure, but for who speaks.
import type { OfficerState } from "../wire/officer.ts";
import { idOf, type ConversationHead } from "../wire/types.ts";
import { isEnded } from "../words/states.ts";
import { asksMe } from "./consults.ts";
import { leftWith, ticketOf, unitOfMine, type Warning } from "./due.ts";

export const events = ["reply", "arrival", "consult", "advice", "five", "failed"] as const;
export type SignalEvent = (typeof events)[number];
export const ways = ["toast", "sound", "desktop"] as const;
export type Way = (typeof ways)[number];

export interface Signal {
  /** The same in every window of this browser, so that one of them speaks. */
  key: string;
  event: SignalEvent;
  conversation: string;
  /** The consult that it is about. */
  consult?: string;
  /** Known to the officer already, who looks at it or did it: no window speaks of it. */
  quiet?: boolean;
}

type Seen = Pick<OfficerState, "heads" | "tickets" | "words" | "unread" | "queues" | "me" | "own"> & Partial<Pick<OfficerState, "consults">>;

const mineIn = (s: Seen, h: ConversationHead | undefined): boolean => h !== undefined && idOf(h.officer) === s.me?.id && h.state !== "closed";
const waits = (h: ConversationHead | undefined): boolean => h?.state === "queued" || h?.state === "new";

// An open ticket of another officer that went to a unit of this one's.
const unitIn = (s: Seen, h: ConversationHead | undefined): string | undefined => {
  const t = h && !mineIn(s, h) ? ticketOf(h, s.tickets) : undefined;
  return t && !isEnded(t.state) ? unitOfMine(t, s.queues) : undefined;
};

/** What a toast of arrivals still has to tell: not what somebody took meanwhile, or what the officer has seen to themself. */
export function stillNew(t: Toast, s: Seen): readonly string[] {
  // A consult that was closed wants nothing any more, nor does a question that a colleague has answered.
  if (t.consult !== undefined && s.consults) {
    const c = s.consults.get(t.consult);
    return c && (t.event === "advice" || c.state !== "answered") ? t.conversations : [];
  }
  if (t.event !== "arrival") return t.conversations;
  return t.conversations.filter((c) => {
    const h = s.heads.get(c);
    return !s.own.has(c) && (mineIn(s, h) || waits(h) || unitIn(s, h) !== undefined);
  });
}

/** What has happened between two states of the desk. `watched` is what the officer is looking at: of that, and of what they did themself, they need no word. */
export function signalsOf(before: Seen, after: Seen, watched: string | undefined): Signal[] {
  const found: Signal[] = [];
  const by_hand = new Set(after.queues.filter((q) => q.assignment === "manual" && q.mine !== false).map((q) => q.id));
  for (const h of after.heads.values()) {
    const was = before.heads.get(h.conversation);
    if (was === h && before.words === after.words && before.unread === after.unread) continue;
    const quiet = h.conversation === watched;
    const add = (event: SignalEvent, what: string | number, known = quiet): unknown => found.push({ key: `${event}/${h.conversation}/${what}`, event, conversation: h.conversation, ...(known && { quiet: true }) });
    const arrived = (): unknown => add("arrival", h.rev, quiet || after.own.has(h.conversation));
    const mine = mineIn(after, h);
    const failed = h.undelivered;
    if ((mine || leftWith(h, after.me?.id ?? "")) && failed && (was?.undelivered?.seq !== failed.seq || was.undelivered.count !== failed.count)) add("failed", `${failed.seq}/${failed.count}`, false);
    if (mine && !mineIn(before, was)) arrived();
    else if (unitIn(after, h) !== undefined && unitIn(after, h) !== unitIn(before, was)) arrived();
    else if (waits(h) && by_hand.has(h.queue) && !(waits(was) && was?.queue === h.queue)) arrived();
    else if (mine && was) {
      const said = after.words.get(h.conversation);
      const missed = after.unread.has(h.conversation) && !before.unread.has(h.conversation) && h.seq > was.seq;
      if ((said !== undefined && said.seq > was.seq) || missed) add("reply", h.seq);
    }
  }
  return [...found, ...consultSignals(before, after, watched)];
}

/** A consult put to me, and what a colleague answered to mine. */
function consultSignals(before: Seen, after: Seen, watched: string | undefined): Signal[] {
  if (!after.consults || after.consults === before.consults) return [];
  const found: Signal[] = [];
  for (const c of after.consults.values()) {
    const was = before.consults?.get(c.consult);
    const answers = c.answers?.length ?? 0;
    const add = (event: SignalEvent, what: string | number): unknown =>
      found.push({ key: `${event}/${c.consult}/${what}`, event, conversation: c.conversation, consult: c.consult, ...(c.conversation === watched && { quiet: true }) });
    if (!was && c.state !== "answered" && asksMe(c, after.me, after.queues)) add("consult", "asked");
    else if (idOf(c.from) === after.me?.id && answers > (was?.answers?.length ?? 0) && idOf(c.answers!.at(-1)!.officer) !== after.me?.id) add("advice", answers);
  }
  return found;
}

export const fiveMinutes = (list: readonly Warning[]): Signal[] =>
  list.filter((w) => w.minutes === 5).map((w) => ({ key: `five/${w.conversation}/${w.at}`, event: "five", conversation: w.conversation }));

/** What stands on the screen for a while. */
export interface Toast {
  key: string;
  event: SignalEvent;
  conversations: readonly string[];
  consult?: string;
  until: number;
}

export const toast_ms = 12_000;
export const toasts_max = 4;

/** The toasts with what is new: arrivals of a short time are one, which counts. */
export function toasted(list: readonly Toast[], fresh: readonly Signal[], now: number): Toast[] {
  let toasts = list.filter((t) => t.until > now);
  for (const s of fresh) {
    const key = s.event === "arrival" ? "arrivals" : s.key;
    const was = toasts.find((t) => t.key === key)?.conversations ?? [];
    toasts = [...toasts.filter((t) => t.key !== key), { key, event: s.event, conversations: [...new Set([...was, s.conversation])], ...(s.consult && { consult: s.consult }), until: now + toast_ms }];
  }
  return toasts.slice(-toasts_max);
}

/** What is switched on, for each event and way. */
export type Choice = Record<SignalEvent, Record<Way, boolean>>;

export const defaults = (): Choice => Object.fromEntries(events.map((e) => [e, { toast: true, sound: true, desktop: false }])) as Choice;

/** What was kept, with the default in place of everything that cannot be read. */
export function choiceOf(kept: string | null | undefined): Choice {
  const choice = defaults();
  try {
    const read = JSON.parse(kept ?? "{}") as Partial<Record<SignalEvent, Partial<Record<Way, unknown>>>> | null;
    for (const e of events) for (const w of ways) if (typeof read?.[e]?.[w] === "boolean") choice[e][w] = read[e][w];
  } catch {
    // as if nothing had been kept
  }
  return choice;
}

export interface SpeakerEnv {
  locks?: { request(name: string, run: () => void): Promise<unknown> };
  get(key: string): string | null;
  set(key: string, value: string): void;
  now(): number;
  wait(ms: number): Promise<void>;
}

export const hidden_waits_ms = 400;
export const spoken_for_ms = 15_000;
const said_key = "sahut/console/said";
const said_max = 100;

/** Whether this window is the one that speaks. A window that is looked at goes first; a hidden one speaks only where no other did. */
export async function claim(key: string, hidden: boolean, env: SpeakerEnv): Promise<boolean> {
  if (hidden) await env.wait(hidden_waits_ms);
  if (!env.locks) return note(key, env);
  let ours = false;
  try {
    await env.locks.request(said_key, () => {
      ours = note(key, env);
    });
  } catch {
    return note(key, env);
  }
  return ours;
}

// Kept in the browser for a while: what one window has said no other says again.
function note(key: string, env: SpeakerEnv): boolean {
  const now = env.now();
  let said: [string, number][] = [];
  try {
    const read = JSON.parse(env.get(said_key) ?? "[]") as unknown;
    if (Array.isArray(read)) said = read.filter((x): x is [string, number] => Array.isArray(x) && typeof x[0] === "string" && Math.abs(now - Number(x[1])) < spoken_for_ms);
  } catch {
    // as if nothing had been said
  }
  if (said.some(([k]) => k === key)) return false;
  env.set(said_key, JSON.stringify([...said, [key, now]].slice(-said_max)));
  return true;
}
