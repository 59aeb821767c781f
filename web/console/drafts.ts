// What an officer has begun to write, by conversation, until it is sent or the tab is closed.
import { tabStore } from "./store.ts";

export type Mode = "answer" | "question" | "note";

export interface Draft {
  text: string;
  purpose: Mode;
}

/** What a text is to be: fixed when its typing begins, and changed by the officer alone. Only an empty draft follows what is possible. */
export function kindOf(draft: Draft, mine: boolean): { mode: Mode; possible: boolean } {
  if (draft.text === "") return { mode: mine ? draft.purpose : "note", possible: true };
  return { mode: draft.purpose, possible: mine || draft.purpose === "note" };
}

/** The draft after a change of its text. */
export const typed = (draft: Draft, text: string, mine: boolean): Draft => ({ text, purpose: kindOf(draft, mine).mode });

/** The empty draft after one was sent: an answer follows a question, a note that was chosen stays a note. */
export const afterSending = (sent: Mode, mine: boolean): Draft => ({ text: "", purpose: sent === "note" && mine ? "note" : "answer" });

/** What comes back unsent, and what was begun meanwhile: one text if both are of one kind, else they stay apart. */
export function together(back: Draft, begun: Draft): { draft: Draft; aside: Draft | null } {
  if (!begun.text || begun.text === back.text) return { draft: back, aside: null };
  if (begun.purpose === back.purpose) return { draft: { text: `${back.text}\n${begun.text}`, purpose: back.purpose }, aside: null };
  return { draft: begun, aside: back };
}

const key = (conversation: string): string => `sahut/console/draft/${conversation}`;

export function draftOf(conversation: string): Draft {
  try {
    const kept = JSON.parse(tabStore.get(key(conversation)) ?? "null") as Draft | null;
    if (kept) return kept;
  } catch {
    tabStore.remove(key(conversation));
  }
  return { text: "", purpose: "answer" };
}

const asideKey = (conversation: string): string => `sahut/console/aside/${conversation}`;
const aside_max = 8;

/** Texts of another kind than the draft, which wait until the officer takes them up or drops them. */
export function asideOf(conversation: string): Draft[] {
  try {
    const kept = JSON.parse(tabStore.get(asideKey(conversation)) ?? "[]") as Draft[];
    return Array.isArray(kept) ? kept : [];
  } catch {
    tabStore.remove(asideKey(conversation));
    return [];
  }
}

export function keepAside(conversation: string, list: readonly Draft[]): void {
  if (list.length === 0) tabStore.remove(asideKey(conversation));
  else tabStore.set(asideKey(conversation), JSON.stringify(list.slice(-aside_max)));
}

/** Puts back what was not sent, without touching the kind of anything. */
export function putBack(conversation: string, back: Draft): Draft {
  const { draft, aside } = together(back, draftOf(conversation));
  if (aside) keepAside(conversation, [...asideOf(conversation), aside]);
  keepDraft(conversation, draft);
  return draft;
}

export function keepDraft(conversation: string, draft: Draft): void {
  if (draft.text === "" && draft.purpose === "answer") tabStore.remove(key(conversation));
  else tabStore.set(key(conversation), JSON.stringify(draft));
}
