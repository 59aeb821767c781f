// A ticket's number and secret come in the address' fragment, which no server and no log ever sees, or are typed by hand.
import type { Uploaded } from "../../wire/media.ts";
import type { Message } from "../../wire/types.ts";
import { safeLink } from "../../words/linked.ts";
import { numberOf, secretOf } from "../../words/number.ts";
import type { Fetcher } from "../thread/http.ts";
import { readTicket, writeTo, type CareTicket } from "../thread/tickets.ts";

export interface TicketView extends CareTicket {
  reference?: string;
  automatic?: boolean;
  outcome?: string;
  answer_due?: string;
  issued_at?: string;
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

export type Outcome =
  | { kind: "found"; ticket: TicketView; etag: string }
  | { kind: "same" }
  | { kind: "not_found" | "no_number" | "wrong_number" | "trouble" }
  | { kind: "wait"; seconds: number };

/** `same`: nothing has changed since `etag`. */
export async function lookUp(key: Key, fetcher?: Fetcher, etag = ""): Promise<Outcome> {
  // A typing mistake is told here and asks nothing, so it is no failed look-up.
  const read = numberOf(key.number);
  if ("fault" in read) return { kind: read.fault };
  const got = await readTicket<TicketView>(read.number, { secret: secretOf(key.secret) }, etag, fetcher);
  switch (got.kind) {
    case "ok":
      return { kind: "found", ticket: got.value, etag: got.etag };
    case "ended":
    case "refused":
      return { kind: "not_found" };
    default:
      return got;
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

/** A question of its own, which a reply to what had been answered became. */
export interface Next {
  reference: string;
  status_url: string;
}

/** Taken, with its place in the conversation. */
export interface Taken {
  seq: number;
}

export type Sent = "sent" | "wait" | "not_sent" | "no_reply_here" | "files_gone" | Taken | Next;

/** Writes into the thread of a number. The same id again is the same message, so it may be sent until it is taken. */
export async function sendReply(key: Key, id: string, text: string, fetcher?: Fetcher, files: readonly Uploaded[] = []): Promise<Sent> {
  const read = numberOf(key.number);
  if ("fault" in read) return "no_reply_here";
  const got = await writeTo(read.number, { secret: secretOf(key.secret) }, id, text, fetcher, files);
  switch (got.kind) {
    case "ok": {
      const { seq, number, status_url } = got.value;
      const reference = got.value.reference ?? number;
      return reference && status_url && safeLink(status_url) ? { reference, status_url } : typeof seq === "number" ? { seq } : "sent";
    }
    case "wait":
      return "wait";
    case "refused":
      if (got.path.startsWith("attachments")) return "files_gone";
      return got.status === 404 || got.status === 405 || got.status === 501 ? "no_reply_here" : "not_sent";
    default:
      return "not_sent";
  }
}
