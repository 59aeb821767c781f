// Until when "not answered" is offered under an answer.
import assert from "node:assert/strict";
import { test } from "node:test";
import { deniable } from "../widget/denial.ts";
import type { Message } from "../wire/types.ts";

const said = (seq: number, more: Partial<Message> = {}): Message => ({ conversation: "c", seq, from: "visitor", kind: "text", text: "x", at: "2026-11-23T02:00:00.000Z", ...more });
const answer = (seq: number, more: Partial<Message> = {}): Message => said(seq, { from: "officer", purpose: "answer", ...more });
const until = { deny_until: "2026-11-30T10:00:00.000Z" };

for (const [name, messages, conversation, now, expected] of [
  ["the_answer_that_was_the_last_word", [said(1), answer(2), said(3, { from: "system" })], until, "2026-11-23T03:00:00.000Z", 2],
  ["until_the_time_that_the_service_tells", [said(1), answer(2)], until, "2026-11-30T10:00:00.000Z", 2],
  ["not_after_it", [said(1), answer(2)], until, "2026-11-30T10:00:00.001Z", undefined],
  ["not_where_the_service_tells_no_time", [said(1), answer(2)], {}, "2026-11-23T03:00:00.000Z", undefined],
  ["not_after_the_citizen_has_written", [said(1), answer(2), said(3)], until, "2026-11-23T03:00:00.000Z", undefined],
  ["not_under_a_question", [said(1), answer(2, { purpose: "question" })], until, "2026-11-23T03:00:00.000Z", undefined],
  ["not_under_an_answer_that_was_withdrawn", [said(1), answer(2, { revoked: true })], until, "2026-11-23T03:00:00.000Z", undefined],
  ["nothing_without_a_conversation", [], undefined, "2026-11-23T03:00:00.000Z", undefined],
] as const) {
  test(`not_answered_is_offered: ${name}`, () => assert.equal(deniable(messages, conversation, Date.parse(now)), expected));
}
