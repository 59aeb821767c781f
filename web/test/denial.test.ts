// Until when "not answered" is offered under an answer.
import assert from "node:assert/strict";
import { test } from "node:test";
import { deniable } from "../widget/denial.ts";
import { zoneOf } from "../words/time.ts";
import type { Message } from "../wire/types.ts";

const said = (seq: number, more: Partial<Message> = {}): Message => ({ conversation: "c", seq, from: "visitor", kind: "text", text: "x", at: "2026-11-23T02:00:00.000Z", ...more });
const answer = (seq: number, more: Partial<Message> = {}): Message => said(seq, { from: "officer", purpose: "answer", ...more });
const zone = zoneOf();
const at = (when: string): number => Date.parse(when);

for (const [name, messages, state, now, expected] of [
  ["the_answer_that_was_the_last_word", [said(1), answer(2), said(3, { from: "system" })], "answered", "2026-11-23T03:00:00Z", 2],
  ["also_after_the_conversation_was_closed", [said(1), answer(2)], "closed", "2026-11-24T03:00:00Z", 2],
  ["not_while_something_waits", [said(1), answer(2)], "queued", "2026-11-23T03:00:00Z", undefined],
  ["not_after_the_citizen_has_written", [said(1), answer(2), said(3)], "answered", "2026-11-23T03:00:00Z", undefined],
  ["not_under_a_question", [said(1), answer(2, { purpose: "question" })], "answered", "2026-11-23T03:00:00Z", undefined],
  ["not_under_an_answer_that_was_withdrawn", [said(1), answer(2, { revoked: true })], "answered", "2026-11-23T03:00:00Z", undefined],
  ["on_the_fifth_working_day_a_monday_later", [said(1), answer(2)], "answered", "2026-11-30T03:00:00Z", 2],
  ["not_on_the_sixth", [said(1), answer(2)], "answered", "2026-12-01T03:00:00Z", undefined],
  ["days_are_the_offices", [said(1), answer(2, { at: "2026-11-22T18:00:00.000Z" })], "answered", "2026-11-30T16:00:00Z", 2],
  ["an_answer_of_a_friday_on_the_second_sunday", [said(1), answer(2, { at: "2026-11-27T02:00:00.000Z" })], "answered", "2026-12-06T03:00:00Z", undefined],
  ["nothing_without_a_conversation", [], undefined, "2026-11-23T03:00:00Z", undefined],
] as const) {
  test(`not_answered_is_offered: ${name}`, () => assert.equal(deniable(messages, state && { state }, at(now), zone), expected));
}
