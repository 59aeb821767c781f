import assert from "node:assert/strict";
import { test } from "node:test";
import { deedOf } from "../console/keys.ts";

const press = (key: string, more: object = {}) => ({ key, ctrlKey: false, metaKey: false, altKey: false, ...more });

test("a letter is a key only where nobody types", () => {
  for (const key of ["j", "J", "a", "e", "t", "k", "d", "m", "g", "?", "/"]) {
    assert.notEqual(deedOf(press(key), false, false), undefined, key);
    assert.equal(deedOf(press(key), true, false), undefined, key);
    assert.equal(deedOf(press(key), false, true), undefined, key);
  }
});

test("Ctrl+K finds from everywhere but a dialog, and no other chord is taken from the browser", () => {
  assert.equal(deedOf(press("k", { ctrlKey: true }), true, false), "find");
  assert.equal(deedOf(press("K", { metaKey: true }), false, false), "find");
  assert.equal(deedOf(press("k", { ctrlKey: true }), false, true), undefined);
  for (const key of ["j", "t", "a", "d", "m", "?"]) assert.equal(deedOf(press(key, { ctrlKey: true }), false, false), undefined);
});

test("composition, repetition and Alt fire nothing", () => {
  for (const more of [{ isComposing: true }, { keyCode: 229 }, { repeat: true }, { altKey: true }]) assert.equal(deedOf(press("j", more), false, false), undefined);
});

test("escape_is_a_key_only_where_somebody_writes", () => {
  const press = { key: "Escape", ctrlKey: false, metaKey: false, altKey: false };
  assert.equal(deedOf(press, true, false), "leave");
  assert.equal(deedOf(press, false, false), undefined);
  assert.equal(deedOf(press, true, true), undefined, "it closes a dialog there");
  assert.equal(deedOf({ ...press, isComposing: true }, true, false), undefined);
});
