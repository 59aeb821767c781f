// Heads that the daemon does not send by themselves, and the words that they bring.
import { type Consult, type ConversationHead, type Message, type Ticket } from "./types.ts";

// A ticket of one's queues may come without its conversation's head; what is known of it makes one, which the first real head replaces.
export function addHeadOf(t: Ticket, heads: Map<string, ConversationHead>): void {
  if (t.conversation === undefined || heads.has(t.conversation) || t.state === "closed") return;
  heads.set(t.conversation, { conversation: t.conversation, rev: 0, seq: 0, queue: t.queue ?? "", state: "escalated", officer: t.officer, channel: t.channel, contact: t.contact, ticket: t });
}

// A head that brings no newer words leaves what is known.
export function withWords(words: ReadonlyMap<string, Message>, heads: Iterable<ConversationHead>): ReadonlyMap<string, Message> {
  const fresh = [...heads].filter((h) => h.last_words && h.last_words.seq >= (words.get(h.conversation)?.seq ?? 0));
  return fresh.length === 0 ? words : new Map([...words, ...fresh.map((h): [string, Message] => [h.conversation, messageOf(h.conversation, h.last_words!)])]);
}

const messageOf = (conversation: string, { seq, kind, title, text }: NonNullable<ConversationHead["last_words"]>): Message =>
  ({ conversation, seq, from: "visitor", kind: kind ?? "text", text, at: "", ...(title ? { attachments: [{ kind, title }] } : {}) });

/** Whoever is consulted may read a conversation outside their queues: what the consult says of it makes its head until a real one comes. */
export function addHeadOfConsult(c: Consult, heads: Map<string, ConversationHead>): void {
  if (heads.has(c.conversation) || c.state === "closed") return;
  heads.set(c.conversation, { conversation: c.conversation, rev: 0, seq: 0, queue: "", state: "assigned", ticket: c.ticket, answer_due: c.citizen_due, channel: c.channel, made_of: "consult" });
}

/** What stood there for a consult alone goes with the last one that is open; what is looked at stays until it is left. */
export function withoutConsulted(heads: ReadonlyMap<string, ConversationHead>, consults: ReadonlyMap<string, Consult>, open: string | undefined): Map<string, ConversationHead> {
  const read = new Set([...consults.values()].map((c) => c.conversation));
  return new Map([...heads].filter(([id, h]) => h.made_of !== "consult" || id === open || read.has(id)));
}

/** The tickets with a newer form of one. One that comes with its revision is whole: what it does not name is no more; an older daemon tells the rest alone. */
export function withTicket(tickets: ReadonlyMap<string, Ticket>, t: Ticket): ReadonlyMap<string, Ticket> {
  if (t.gone) return new Map([...tickets].filter(([number]) => number !== t.number));
  const held = tickets.get(t.number);
  if (held?.rev !== undefined && t.rev !== undefined && t.rev < held.rev) return tickets;
  return new Map(tickets).set(t.number, t.rev === undefined ? { ...held, ...t } : t);
}

/** The conversation of a ticket, by the name that its commands use. */
export const conversationOf = (ticket: unknown, tickets: ReadonlyMap<string, Ticket>): string | undefined =>
  [...tickets.values()].find((t) => (t.ticket ?? t.number) === ticket)?.conversation;
