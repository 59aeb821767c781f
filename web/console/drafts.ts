// What an officer has begun to write, by conversation, until it is sent or the tab is closed.
import { tabStore } from "./store.ts";

export type Mode = "answer" | "question" | "note";

export interface Draft {
  text: string;
  purpose: Mode;
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

export function keepDraft(conversation: string, draft: Draft): void {
  if (draft.text === "" && draft.purpose === "answer") tabStore.remove(key(conversation));
  else tabStore.set(key(conversation), JSON.stringify(draft));
}
