import assert from "node:assert/strict";
import { test } from "node:test";
import { MessageLog } from "../wire/log.ts";
import type { Message } from "../wire/types.ts";

const line = (seq: number, text = `t${seq}`): Message => ({ conversation: "c", seq, from: "visitor", kind: "text", text, at: "2026-11-23T01:00:00.000Z" });
const shown = (log: MessageLog): number[] => log.items.map((m) => m.seq);

test("a_message_is_held_once_however_often_it_comes", () => {
  const log = new MessageLog();
  log.put([line(1), line(2)]);
  log.put([line(2), line(2)]);
  assert.deepEqual(shown(log), [1, 2]);
});

test("what_comes_early_waits_until_the_hole_is_filled", () => {
  const log = new MessageLog();
  log.put([line(1)]);
  log.put([line(3)]);
  assert.deepEqual(shown(log), [1]);
  assert.equal(log.hole, true);
  log.put([line(2)]);
  assert.deepEqual(shown(log), [1, 2, 3]);
  assert.equal(log.hole, false);
  assert.equal(log.last, 3);
});

test("an_older_page_goes_before_and_leaves_the_end_alone", () => {
  const log = new MessageLog();
  log.put([line(8), line(9)]);
  log.put([line(6), line(7)]);
  assert.deepEqual(shown(log), [6, 7, 8, 9]);
  assert.equal(log.first, 6);
  assert.equal(log.last, 9);
});

test("an_update_that_comes_before_its_message_is_kept_for_it", () => {
  const log = new MessageLog();
  log.update({ type: "message.update", conversation: "c", seq: 1, delivery: "delivered" });
  log.put([line(1)]);
  assert.equal(log.get(1)?.delivery, "delivered");
});

test("a_removed_message_loses_its_text_and_an_edited_one_gets_the_new", () => {
  const log = new MessageLog();
  log.put([line(1), line(2)]);
  log.update({ type: "message.update", conversation: "c", seq: 1, removed: true });
  log.update({ type: "message.update", conversation: "c", seq: 2, edited: { text: "baru" } });
  assert.equal(log.get(1)?.text, undefined);
  assert.equal(log.get(2)?.text, "baru");
});

test("an_older_revision_does_not_undo_a_newer_one", () => {
  const log = new MessageLog();
  log.put([line(1)]);
  log.update({ type: "message.update", conversation: "c", seq: 1, rev: 5, delivery: "read" });
  log.update({ type: "message.update", conversation: "c", seq: 1, rev: 4, delivery: "sent" });
  assert.equal(log.get(1)?.delivery, "read");
});

test("an_answer_that_is_taken_back_is_marked_in_the_log", () => {
  const log = new MessageLog();
  log.put([{ conversation: "c", seq: 1, from: "officer", kind: "text", text: "x", at: "", purpose: "answer", rev: 2 }]);
  log.update({ type: "message.update", conversation: "c", seq: 1, rev: 3, purpose: "question", revoked: true });
  assert.deepEqual([log.get(1)?.revoked, log.get(1)?.purpose], [true, "question"]);
});
