// What nearly every part of the console needs: the client's state, words, the office's zone and a clock that ticks.
import { createContext, useContext, useEffect, useState, useSyncExternalStore } from "react";
import { speaker, type Locale } from "../words/locale.ts";
import { conversationWord } from "../words/states.ts";
import { zoneOf, type Zone } from "../words/time.ts";
import { oneLine } from "../words/visible.ts";
import type { OfficerClient, OfficerState } from "../wire/officer.ts";
import type { ConversationHead } from "../wire/types.ts";
import { Drafts, type Kept } from "./drafts.ts";
import { ticketOf } from "./due.ts";
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

export const drafts = new Drafts(tabStore);

/** What is begun in a conversation, whoever changes it: a refusal may come while another one is looked at. */
export const useDraft = (conversation: string): Kept => useSyncExternalStore(drafts.subscribe, () => drafts.of(conversation));

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
    return conversationWord(head.state, ticket ? [ticket] : [], locale === "en" ? 1 : 0);
  };
}

const channels: Record<string, string> = {
  webchat: "Web", messenger: "Messenger", instagram: "Instagram", whatsapp: "WhatsApp", x: "X", telegram: "Telegram", line: "LINE",
};
export const channelName = (kind: string | undefined): string => channels[kind ?? ""] ?? kind ?? "";
