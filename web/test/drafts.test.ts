import assert from "node:assert/strict";
import { test } from "node:test";
import { afterSending, type Draft, kindOf, type Mode, together, typed } from "../console/drafts.ts";

const empty: Draft = { text: "", purpose: "answer" };

test("what a text is to be is fixed when its typing begins, whatever happens to the conversation", () => {
  for (const begun_as_mine of [true, false])
    for (const purpose of ["answer", "question", "note"] as Mode[]) {
      let draft = typed({ ...empty, purpose }, "T", begun_as_mine);
      const kind: Mode = begun_as_mine ? purpose : "note";
      // Every order of gaining and losing the conversation while typing goes on.
      for (const order of [[true], [false], [true, false], [false, true], [true, false, true], [false, true, false]])
        for (const mine of order) {
          draft = typed(draft, `${draft.text}.`, mine);
          assert.deepEqual(kindOf(draft, mine), { mode: kind, possible: mine || kind === "note" });
        }
    }
});

test("an empty draft follows what is possible", () => {
  assert.deepEqual(kindOf(empty, false), { mode: "note", possible: true });
  assert.deepEqual(kindOf(empty, true), { mode: "answer", possible: true });
});

test("after a question comes an answer; a chosen note stays one", () => {
  assert.equal(afterSending("question", true).purpose, "answer");
  assert.equal(afterSending("answer", true).purpose, "answer");
  assert.equal(afterSending("note", true).purpose, "note");
  assert.equal(afterSending("note", false).purpose, "answer");
});

test("what comes back unsent joins only what is of its kind", () => {
  const note: Draft = { text: "internal", purpose: "note" };
  assert.deepEqual(together({ text: "jawaban", purpose: "answer" }, empty), { draft: { text: "jawaban", purpose: "answer" }, aside: null });
  assert.deepEqual(together({ text: "a", purpose: "answer" }, { text: "b", purpose: "answer" }), { draft: { text: "a\nb", purpose: "answer" }, aside: null });
  assert.deepEqual(together({ text: "a", purpose: "answer" }, note), { draft: note, aside: { text: "a", purpose: "answer" } });
});
