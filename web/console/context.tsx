// What nearly every part of the console needs: the client's state, words, the office's zone and a clock that ticks.
import { createContext, useContext, useEffect, useMemo, useState, useSyncExternalStore } from "react";
import { speaker, type Locale } from "../words/locale.ts";
import { conversationWord } from "../words/states.ts";
import { zoneOf, type Zone } from "../words/time.ts";
import { oneLine } from "../words/visible.ts";
import type { OfficerClient, OfficerState } from "../wire/officer.ts";
import { idOf, nameOf, type Addressee, type ConversationHead } from "../wire/types.ts";
import { readsOnly } from "./consults.ts";
import { Drafts, type Kept } from "./drafts.ts";
import { ticketOf } from "./due.ts";
import { passedByHand, unitName } from "./tickets.ts";
import type { Look } from "./look.ts";
import { tabStore } from "./store.ts";
import { words, type Say } from "./words.ts";

export interface Desk {
  client: OfficerClient;
  locale: Locale;
  say: Say;
  toggle(): void;
  signOut(): void;
  look: Look;
  setLook(look: Look): void;
}

const DeskContext = createContext<Desk | null>(null);
export const DeskProvider = DeskContext.Provider;

export function useDesk(): Desk {
  const desk = useContext(DeskContext);
  if (!desk) throw new Error("outside the desk");
  return desk;
}

export function useOfficer(): OfficerState {
  const { client } = useDesk();
  return useSyncExternalStore(client.subscribe, () => client.state);
}

/** The heads that stand in lists of conversations: not those that a consult alone lets them read. */
export function useListedHeads(): readonly ConversationHead[] {
  const { heads, tickets, consults, me, queues } = useOfficer();
  return useMemo(() => [...heads.values()].filter((h) => !readsOnly(h, ticketOf(h, tickets), consults.values(), me, queues)), [heads, tickets, consults, me, queues]);
}

export const drafts = new Drafts(tabStore);

/** What is begun in a conversation, whoever changes it: a refusal may come while another one is looked at. */
export const useDraft = (conversation: string): Kept => useSyncExternalStore(drafts.subscribe, () => drafts.of(conversation));

/** A text that stays in this tab, by officer, until it is sent. */
export function useKept(name: string): [string, (text: string) => void] {
  const { me } = useOfficer();
  const key = `sahut/console/kept/${me?.id ?? ""}/${name}`;
  const [text, setText] = useState(() => tabStore.get(key) ?? "");
  const keep = (next: string): void => {
    setText(next);
    if (next === "") tabStore.remove(key);
    else tabStore.set(key, next);
  };
  return [text, keep];
}

export function useZone(): Zone {
  const { office } = useOfficer();
  return zoneOf(office);
}

export function useNow(step_ms = 1000): number {
  const [now, set] = useState(() => Date.now());
  useEffect(() => {
    const timer = setInterval(() => set(Date.now()), step_ms);
    return () => clearInterval(timer);
  }, [step_ms]);
  return now;
}

export const sayer = (locale: Locale): Say => speaker(words, locale) as Say;

/** The name that the citizen gave; a platform's or our own id is none. */
export const whoSaid = ({ contact: c }: ConversationHead): string => (typeof c === "object" ? oneLine(c.name ?? "") : "");

export function whoIs(head: ConversationHead): string {
  const c = head.contact;
  const name = typeof c === "string" ? c : (c?.name || c?.id);
  const named = name && name !== head.conversation ? name : "";
  return named || (typeof head.ticket === "object" ? head.ticket?.number : head.ticket) || head.reference || head.conversation.slice(-6);
}

/** What a conversation stands at, in the words that its citizen reads; only whose turn it is reads the other way round. */
export function useStateWord(): (head: ConversationHead) => string {
  const { say, locale } = useDesk();
  const { tickets } = useOfficer();
  return (head) => {
    if (head.state === "waiting_applicant") return say("state_waiting_applicant");
    const ticket = ticketOf(head, tickets);
    // An officer knows where they passed it, and whether they did.
    if (head.state === "escalated" && passedByHand(ticket)) return unitName(ticket.unit) ? say("passed_to", { unit: unitName(ticket.unit) }) : say("passed_alone");
    return conversationWord(head.state, ticket ? [{ ...ticket, filed: ticket.kind === "care" }] : [], locale === "en" ? 1 : 0);
  };
}

const known_states = ["issued", "in_progress", "coordinating", "waiting_applicant", "answered", "closed", "reopened"] as const;

/** What a ticket is at, as officers say it. */
export function ticketWord(say: Say, state: string): string {
  const known = known_states.find((s) => s === state);
  return known ? say(`ts_${known}`) : state;
}

/** Whom a consult is put to, in words. */
export function useAddressee(): (to: Addressee | undefined) => string {
  const { say } = useDesk();
  const { officers, queues, me } = useOfficer();
  return (to) => {
    const officer = idOf(to?.officer);
    if (officer !== "") return officer === me?.id ? say("you") : (officers.find((o) => o.id === officer)?.name ?? nameOf(to?.officer));
    if (to?.role === "coordinator" || to?.role === "superior") return say(`role_${to.role}`);
    return queues.find((q) => q.id === to?.queue)?.name ?? to?.queue ?? to?.role ?? "";
  };
}

const channels: Record<string, string> = {
  webchat: "Web", care: "CEISA Care", messenger: "Messenger", instagram: "Instagram", whatsapp: "WhatsApp", x: "X", telegram: "Telegram", line: "LINE",
};
/** A platform's name is the same in every language; another program has none of its own. */
export const channelName = (kind: string | undefined, say: Say): string => (kind === "generic" ? say("channel_generic") : (channels[kind ?? ""] ?? kind ?? ""));
