// "Not answered": how long it is offered under an answer. The service tells it (`deny_until`); where it tells nothing, nothing is offered.
import { isAnswer } from "../words/answers.ts";
import type { Message, VisitorConversation } from "../wire/types.ts";

/** The answer that can still be said to be none: the last word of a person, and the service takes it. */
export function deniable(messages: readonly Message[], conversation: Pick<VisitorConversation, "deny_until"> | undefined, now: number): number | undefined {
  const last = [...messages].reverse().find((m) => m.from !== "system" && !m.removed);
  const until = conversation?.deny_until;
  return last && until !== undefined && isAnswer(last) && now <= Date.parse(until) ? last.seq : undefined;
}
