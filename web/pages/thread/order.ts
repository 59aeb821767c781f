// What of a thread comes first, and what of it is folded together.
import type { Message } from "../../wire/types.ts";
import { isAnswer } from "../../words/answers.ts";
import { isEnded } from "../../words/states.ts";

/**
 * What the page begins with: the answer of what was answered, where it was directed to, or an officer's word that nobody has replied to.
 * Nothing that was taken back, by its sender or by the office.
 */
export function firstToRead(t: { state: string }, thread: readonly Message[]): Message | undefined {
  const back = thread.filter((m) => !m.removed && !m.revoked).reverse();
  if (isEnded(t.state)) return back.find(isAnswer) ?? back.find((m) => m.template === "redirected");
  const last = back.find((m) => m.from !== "system");
  return last?.from === "officer" ? last : undefined;
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

/** What has come from an officer since; edits of what was there before are none of it. */
export const cameSince = (before: readonly Message[], now: readonly Message[]): boolean => {
  const seen = new Set(before.map((m) => m.seq));
  return now.some((m) => m.from === "officer" && !m.removed && !seen.has(m.seq));
};
