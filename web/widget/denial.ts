// "Not answered": how long it is offered under an answer. The service decides; what comes too late is a question of its own there.
import { isAnswer } from "../words/answers.ts";
import { sameDay, weekday, type Zone } from "../words/time.ts";
import type { Message, VisitorConversation } from "../wire/types.ts";

/** As the office's policy has it where nothing else is said; holidays, which only lengthen it, are not known here. */
export const working_days = 5;
const day_ms = 86_400_000;

function inTime(at: string, now: number, zone: Zone): boolean {
  let passed = 0;
  for (let day = Date.parse(at); !sameDay(day, now, zone) && day < now; ) {
    day += day_ms;
    if (weekday(day, zone) % 6 !== 0) passed += 1;
    if (passed > working_days) return false;
  }
  return passed < working_days || weekday(now, zone) % 6 !== 0;
}

/** The answer that can still be said to be none: the last word of a person, not too old, of a question that waits for nothing else. */
export function deniable(messages: readonly Message[], conversation: Pick<VisitorConversation, "state"> | undefined, now: number, zone: Zone): number | undefined {
  const last = [...messages].reverse().find((m) => m.from !== "system" && !m.removed);
  const over = conversation?.state === "answered" || conversation?.state === "closed";
  return last && over && isAnswer(last) && inTime(last.at, now, zone) ? last.seq : undefined;
}
