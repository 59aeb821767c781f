// A ticket's number and secret come in the address' fragment, which no server and no log ever sees, or are typed by hand.
import type { Message, OfficeInfo } from "../../wire/types.ts";
import { safeLink } from "../../words/linked.ts";
import { isEnded } from "../../words/states.ts";
import { numberOf, secretOf } from "../../words/number.ts";

export interface TicketView {
  number: string;
  reference?: string;
  state: string;
  automatic?: boolean;
  outcome?: string;
  due?: string;
  answer_due?: string;
  received_at?: string;
  issued_at?: string;
  answered_at?: string;
  office?: OfficeInfo | string;
  timezone?: string;
  zone_label?: string;
  time_separator?: string;
  messages?: Message[];
  thread?: Message[];
  answers?: (Message | string)[];
  answer?: Message | string;
}

export interface Key {
  number: string;
  secret: string;
}

/** `#NUMBER.SECRET` or `#n=NUMBER&s=SECRET`; a whole link pasted into a field is understood as well. */
export function keyOf(text: string): Key | null {
  const fragment = text.includes("#") ? text.slice(text.indexOf("#") + 1) : text;
  if (fragment.includes("=")) {
    const q = new URLSearchParams(fragment);
    const number = q.get("n") ?? "";
    const secret = q.get("s") ?? "";
    return number && secret ? { number, secret } : null;
  }
  const dot = fragment.indexOf(".");
  if (dot <= 0 || dot === fragment.length - 1) return null;
  try {
    return { number: decodeURIComponent(fragment.slice(0, dot)), secret: decodeURIComponent(fragment.slice(dot + 1)) };
  } catch {
    return null;
  }
}

export type Outcome = { kind: "found"; ticket: TicketView } | { kind: "not_found" } | { kind: "no_number" } | { kind: "wrong_number" } | { kind: "wait" } | { kind: "trouble" };

export async function lookUp(key: Key, fetcher: typeof fetch = fetch): Promise<Outcome> {
  // A typing mistake is told here and asks nothing, so it is no failed look-up.
  const read = numberOf(key.number);
  if ("fault" in read) return { kind: read.fault };
  try {
    const answer = await fetcher(`/api/v1/tickets/${encodeURIComponent(read.number)}`, {
      headers: { "Sahut-Ticket-Secret": encodable(secretOf(key.secret)), accept: "application/json" },
      cache: "no-store",
      credentials: "omit",
      referrerPolicy: "no-referrer",
    });
    if (answer.ok) return { kind: "found", ticket: (await answer.json()) as TicketView };
    if (answer.status === 429) return { kind: "wait" };
    return answer.status >= 500 ? { kind: "trouble" } : { kind: "not_found" };
  } catch {
    return { kind: "trouble" };
  }
}

/** The thread, with answers that came apart from it put in once. */
export function threadOf(t: TicketView): Message[] {
  const thread = [...(t.messages ?? t.thread ?? [])];
  const apart = [...(t.answers ?? []), ...(t.answer === undefined ? [] : [t.answer])];
  for (const a of apart) {
    const m: Message = typeof a === "string" ? { conversation: "", seq: 0, from: "officer", kind: "text", text: a, at: t.answered_at ?? "" } : a;
    if (!thread.some((x) => (m.seq > 0 && x.seq === m.seq) || x.text === m.text)) thread.push(m);
  }
  return thread;
}

/**
 * What the page begins with: the answer of what was answered, where it was directed to, or an officer's word that nobody has replied to.
 * Nothing that was taken back.
 */
export function firstToRead(t: TicketView, thread: readonly Message[]): Message | undefined {
  const back = thread.filter((m) => !m.removed).reverse();
  if (isEnded(t.state)) return back.find((m) => m.from === "officer" && m.purpose === "answer") ?? back.find((m) => m.template === "redirected");
  const last = back.find((m) => m.from !== "system");
  return last?.from === "officer" ? last : undefined;
}

// A header takes Latin letters only; a secret with others is wrong in any case.
const encodable = (secret: string): string => secret.replace(/[^\x21-\x7e]/g, "?");

export const text_chars_max = 4000;

/** A question of its own, which a reply to what had been answered became. */
export interface Next {
  reference: string;
  status_url: string;
}

/** Taken, with its place in the conversation. */
export interface Taken {
  seq: number;
}

export type Sent = "sent" | "wait" | "not_sent" | "no_reply_here" | Taken | Next;

/** Writes into the thread of a number. The same id again is the same message, so it may be sent until it is taken. */
export async function sendReply(key: Key, id: string, text: string, fetcher: typeof fetch = fetch): Promise<Sent> {
  const read = numberOf(key.number);
  if ("fault" in read) return "no_reply_here";
  try {
    const answer = await fetcher(`/api/v1/tickets/${encodeURIComponent(read.number)}/messages`, {
      method: "POST",
      headers: { "Sahut-Ticket-Secret": encodable(secretOf(key.secret)), "content-type": "application/json", accept: "application/json" },
      body: JSON.stringify({ id, text }),
      cache: "no-store",
      credentials: "omit",
      referrerPolicy: "no-referrer",
    });
    if (answer.ok) {
      const { seq, reference, status_url } = (await answer.json().catch(() => ({}))) as Partial<Taken & Next>;
      return reference && status_url && safeLink(status_url) ? { reference, status_url } : typeof seq === "number" ? { seq } : "sent";
    }
    if (answer.status === 429) return "wait";
    return answer.status === 404 || answer.status === 405 || answer.status === 501 ? "no_reply_here" : "not_sent";
  } catch {
    return "not_sent";
  }
}

export interface Group {
  automatic: boolean;
  messages: Message[];
}

/** Neighbouring automatic texts together, so that they can be shown as one folded line. */
export function groupsOf(thread: readonly Message[]): Group[] {
  const groups: Group[] = [];
  for (const m of thread) {
    const automatic = m.from === "system";
    const last = groups.at(-1);
    if (automatic && last?.automatic) last.messages.push(m);
    else groups.push({ automatic, messages: [m] });
  }
  return groups;
}
