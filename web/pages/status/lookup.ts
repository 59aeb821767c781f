// A ticket's number and secret come in the address' fragment, which no server and no log ever sees, or are typed by hand.
import type { Message, OfficeInfo } from "../../wire/types.ts";

export interface TicketView {
  number: string;
  reference?: string;
  state: string;
  due?: string;
  answer_due?: string;
  received_at?: string;
  issued_at?: string;
  answered_at?: string;
  office?: OfficeInfo | string;
  timezone?: string;
  zone_label?: string;
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

export type Outcome = { kind: "found"; ticket: TicketView } | { kind: "not_found" } | { kind: "wait" } | { kind: "trouble" };

export async function lookUp(key: Key, fetcher: typeof fetch = fetch): Promise<Outcome> {
  try {
    const answer = await fetcher(`/api/v1/tickets/${encodeURIComponent(key.number.trim())}`, {
      headers: { "Sahut-Ticket-Secret": key.secret.trim(), accept: "application/json" },
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
