// Consults as an officer meets them: put to me or by me, what they are at, the draft to take over. Pure.
import { idOf, type Advice, type Addressee, type Consult, type ConversationHead, type Queue, type Ticket } from "../wire/types.ts";
import { standingOf, supervises, type Officer } from "./tickets.ts";

export const roles = ["coordinator", "superior"] as const;

/** Put to me: by name, by role, or to a unit of mine. Nobody asks themself. */
export function asksMe(c: Consult, me: Officer | undefined, queues: readonly Queue[]): boolean {
  if (me === undefined || idOf(c.from) === me.id || !c.to) return false;
  if (c.to.officer !== undefined) return idOf(c.to.officer) === me.id;
  if (c.to.role !== undefined) return c.to.role === me.role;
  return queues.some((q) => q.id === c.to!.queue && q.mine !== false);
}

export interface ConsultLists {
  /** Nobody has answered yet. */
  asked: Consult[];
  /** Mine that are not closed. */
  asking: Consult[];
}

const dueOf = (c: Consult): number => Date.parse(c.due ?? c.citizen_due ?? "") || Number.POSITIVE_INFINITY;

export function consultLists(consults: Iterable<Consult>, me: Officer | undefined, queues: readonly Queue[]): ConsultLists {
  const lists: ConsultLists = { asked: [], asking: [] };
  for (const c of consults) {
    if (c.state === "closed") continue;
    if (me !== undefined && idOf(c.from) === me.id) lists.asking.push(c);
    else if (c.state !== "answered" && asksMe(c, me, queues)) lists.asked.push(c);
  }
  // What is due first stands first; of mine those with an answer, which wait for me.
  const byDue = (a: Consult, b: Consult): number => dueOf(a) - dueOf(b) || (a.asked_at ?? "").localeCompare(b.asked_at ?? "");
  lists.asked.sort(byDue);
  lists.asking.sort((a, b) => Number(b.state === "answered") - Number(a.state === "answered") || byDue(a, b));
  return lists;
}

/** The consult of a conversation that I may answer now: an open one before an answered one, then the oldest. */
export function askedIn(consults: Iterable<Consult>, conversation: string, me: Officer | undefined, queues: readonly Queue[]): Consult | undefined {
  return [...consults]
    .filter((c) => c.conversation === conversation && c.state !== "closed" && asksMe(c, me, queues))
    .sort((a, b) => Number(a.state === "answered") - Number(b.state === "answered") || (a.asked_at ?? "").localeCompare(b.asked_at ?? ""))[0];
}

/** Open to this officer for a consult alone: they may read it and advise, and nothing else of it is theirs. */
export function readsOnly(head: ConversationHead, ticket: Ticket | undefined, consults: Iterable<Consult>, me: Officer | undefined, queues: readonly Queue[]): boolean {
  const { handles, serves, unit } = standingOf(head, ticket, me, queues);
  if (handles || supervises(me)) return false;
  if (head.made_of === "consult") return true;
  return !serves && !unit && [...consults].some((c) => c.conversation === head.conversation && asksMe(c, me, queues));
}

/** The newest draft for the citizen that colleagues gave in this conversation. */
export function newestDraft(consults: Iterable<Consult>, conversation: string): string | undefined {
  const given = [...consults].filter((c) => c.conversation === conversation).flatMap((c) => c.answers ?? []).filter((a: Advice) => (a.draft ?? "") !== "");
  return given.reduce<Advice | undefined>((last, a) => (last && (last.at ?? "") > (a.at ?? "") ? last : a), undefined)?.draft;
}

/** One choice of a list, as it goes over the wire; undefined: nobody was chosen. */
export function addresseeOf(choice: string): Addressee | undefined {
  const at = choice.indexOf(":");
  const [kind, id] = [choice.slice(0, at), choice.slice(at + 1)];
  return (kind === "role" || kind === "queue" || kind === "officer") && id ? { [kind]: id } : undefined;
}
