import assert from "node:assert/strict";
import { test } from "node:test";
import { choiceOf, claim, defaults, fiveMinutes, signalsOf, spoken_for_ms, stillNew, toast_ms, toasted, toasts_max, type Signal, type SpeakerEnv } from "../console/signals.ts";
import type { ConversationHead, Message, Ticket } from "../wire/types.ts";

const head = (more: Partial<ConversationHead>): ConversationHead => ({ conversation: "c", rev: 1, queue: "umum", state: "assigned", officer: { id: "sari" }, seq: 3, ...more });
const said = (seq: number): Message => ({ conversation: "c", seq, from: "visitor", kind: "text", text: "x", at: "" });
const desk = (heads: ConversationHead[], more: { words?: Message[]; unread?: string[]; own?: string[] } = {}) => ({
  heads: new Map(heads.map((h) => [h.conversation, h])),
  words: new Map((more.words ?? []).map((m) => [m.conversation, m])),
  unread: new Set(more.unread ?? []),
  own: new Set(more.own ?? []),
  tickets: new Map(),
  queues: [{ id: "umum", assignment: "auto" }, { id: "tangan", assignment: "manual" }, { id: "lain", assignment: "manual", mine: false }, { id: "teknis", kind: "unit", assignment: "manual" }],
  me: { id: "sari" },
});

const passed: Ticket = { number: "ESK-1", state: "issued", due: "2026-11-25T10:00:00.000Z", unit: { id: "teknis" }, reason: "perlu dokumen" };
const nobody = { officer: undefined, state: "queued" };
const failed = { undelivered: { seq: 3, reason: "", count: 1 } };
for (const [name, before, after, watched, expected] of [
  ["the citizen writes in a conversation of mine", desk([head({})]), desk([head({ seq: 4 })], { words: [said(4)] }), undefined, ["reply/c/4"]],
  ["the last words of a row are fetched", desk([head({})]), desk([head({})], { words: [said(3)] }), undefined, []],
  ["something came while the line was broken", desk([head({})]), desk([head({ seq: 5 })], { unread: ["c"] }), undefined, ["reply/c/5"]],
  ["the citizen writes in the one that is looked at", desk([head({})]), desk([head({ seq: 4 })], { words: [said(4)] }), "c", []],
  ["the citizen writes in somebody else's", desk([head({ officer: { id: "budi" } })]), desk([head({ officer: { id: "budi" }, seq: 4 })], { words: [said(4)] }), undefined, []],
  ["one becomes mine", desk([head(nobody)]), desk([head({ rev: 2 })]), undefined, ["arrival/c/2"]],
  ["I take the one that I look at", desk([head(nobody)]), desk([head({ rev: 2 })]), "c", []],
  ["I take one that I do not look at", desk([head(nobody)]), desk([head({ rev: 2 })], { own: ["c"] }), undefined, []],
  ["I give one back to a queue worked by hand", desk([head({})]), desk([head({ ...nobody, queue: "tangan", rev: 2 })], { own: ["c"] }), undefined, []],
  ["the citizen writes in one that I took", desk([head({})]), desk([head({ seq: 4 })], { words: [said(4)], own: ["c"] }), undefined, ["reply/c/4"]],
  ["one waits in a queue worked by hand", desk([]), desk([head({ ...nobody, queue: "tangan" })]), undefined, ["arrival/c/1"]],
  ["it goes on waiting there", desk([head({ ...nobody, queue: "tangan" })]), desk([head({ ...nobody, queue: "tangan", rev: 2 })]), undefined, []],
  ["one waits where the office assigns", desk([]), desk([head(nobody)]), undefined, []],
  ["one waits in a queue of others", desk([]), desk([head({ ...nobody, queue: "lain" })]), undefined, []],
  ["a colleague passes one to my unit", desk([head({ officer: { id: "budi" } })]), desk([head({ officer: { id: "budi" }, state: "escalated", rev: 2, ticket: passed })]), undefined, ["arrival/c/2"]],
  ["what was passed to my unit goes on", desk([head({ officer: { id: "budi" }, state: "escalated", ticket: passed })]), desk([head({ officer: { id: "budi" }, state: "escalated", rev: 2, ticket: passed })]), undefined, []],
  ["a colleague passes one to another unit", desk([head({ officer: { id: "budi" } })]), desk([head({ officer: { id: "budi" }, state: "escalated", rev: 2, ticket: { ...passed, unit: "lain" } })]), undefined, []],
  ["a delivery fails", desk([head({})]), desk([head({ rev: 2, ...failed })]), undefined, ["failed/c/3/1"]],
  ["a delivery fails in the one that is looked at", desk([head({})]), desk([head({ rev: 2, ...failed })]), "c", ["failed/c/3/1"]],
  ["it is still the same failure", desk([head(failed)]), desk([head({ rev: 2, ...failed })]), undefined, []],
  ["a second one fails", desk([head(failed)]), desk([head({ rev: 2, undelivered: { seq: 4, reason: "", count: 2 } })]), undefined, ["failed/c/4/2"]],
  ["one fails after I closed it", desk([head({ officer: undefined, state: "closed" })]), desk([head({ officer: undefined, state: "closed", rev: 2, undelivered: { ...failed.undelivered, with: "sari" } })]), undefined, ["failed/c/3/1"]],
  ["one fails after a colleague closed it", desk([head({ officer: undefined, state: "closed" })]), desk([head({ officer: undefined, state: "closed", rev: 2, undelivered: { ...failed.undelivered, with: "budi" } })]), undefined, []],
  ["another officer's delivery fails", desk([head({ officer: { id: "budi" } })]), desk([head({ officer: { id: "budi" }, ...failed })]), undefined, []],
] as const) {
  test(`signals: ${name}`, () => assert.deepEqual(signalsOf(before, after, watched).filter((s) => !s.quiet).map((s) => s.key), expected));
}

test("what an officer does or looks at is known as quiet, so that no hidden window speaks of it", () => {
  const quiet = (before: ReturnType<typeof desk>, after: ReturnType<typeof desk>, watched?: string) => signalsOf(before, after, watched).map((s) => [s.key, s.quiet]);
  assert.deepEqual(quiet(desk([head(nobody)]), desk([head({ rev: 2 })], { own: ["c"] })), [["arrival/c/2", true]]);
  assert.deepEqual(quiet(desk([head({})]), desk([head({ seq: 4 })], { words: [said(4)] }), "c"), [["reply/c/4", true]]);
});

const signal = (event: Signal["event"], conversation: string, n = 1): Signal => ({ key: `${event}/${conversation}/${n}`, event, conversation });

test("a toast of arrivals tells no more of what somebody took, what the officer took themself, and what has ended", () => {
  const toast = toasted([], ["a", "b", "c", "d", "e", "f"].map((c) => signal("arrival", c)), 0)[0]!;
  const at = (conversation: string, more: Partial<ConversationHead>) => head({ conversation, ...more });
  const now = desk(
    [at("a", nobody), at("b", { officer: { id: "budi" } }), at("c", {}), at("d", {}), at("e", { officer: { id: "budi" }, state: "escalated", ticket: passed }), at("f", { officer: undefined, state: "closed" })],
    { own: ["c"] },
  );
  assert.deepEqual(stillNew(toast, now), ["a", "d", "e"]);
  assert.deepEqual(stillNew({ ...toast, event: "reply" }, now), toast.conversations);
});

test("arrivals of a short time are one toast that counts, whatever stands between them", () => {
  let list = toasted([], [signal("arrival", "a")], 0);
  list = toasted(list, [signal("reply", "x"), signal("arrival", "b"), signal("arrival", "c")], 1000);
  list = toasted(list, [signal("arrival", "b", 2), signal("arrival", "d")], 2000);
  assert.deepEqual(list.map((t) => [t.event, t.conversations]), [["reply", ["x"]], ["arrival", ["a", "b", "c", "d"]]]);
  // Once the time has passed, the next one stands alone again.
  assert.deepEqual(toasted(list, [signal("arrival", "e")], 2000 + toast_ms).map((t) => t.conversations), [["e"]]);
});

test("at most four toasts stand, the newest", () => {
  const list = toasted([], ["a", "b", "c", "d", "e"].map((c) => signal("reply", c)), 0);
  assert.deepEqual([list.length, list[0]!.conversations], [toasts_max, ["b"]]);
});

test("five minutes to go is told, fifteen only shown", () => {
  const list = [{ key: "a", conversation: "c", minutes: 5 as const, at: 9 }, { key: "b", conversation: "d", minutes: 15 as const, at: 9 }];
  assert.deepEqual(fiveMinutes(list).map((s) => s.key), ["five/c/9"]);
});

test("what was chosen is read back, and what cannot be read is as by default", () => {
  for (const bad of [null, "", "{", "null", "[]", "7", '{"reply":null}', '{"reply":{"sound":"no"}}']) assert.deepEqual(choiceOf(bad), defaults(), String(bad));
  const off = choiceOf('{"reply":{"sound":false}}');
  assert.deepEqual([off.reply.sound, off.reply.toast, off.failed.sound], [false, true, true]);
});

/** Two windows of one browser: one store, one clock, and locks if the browser has them. */
function browser(has_locks: boolean, has_store = true) {
  const kept = new Map<string, string>();
  let now = 1_000_000;
  let turn: Promise<unknown> = Promise.resolve();
  const sleepers: (() => void)[] = [];
  const env: SpeakerEnv = {
    get: (k) => (has_store ? (kept.get(k) ?? null) : null),
    set: (k, v) => void kept.set(k, v),
    now: () => now,
    wait: () => new Promise((done) => void sleepers.push(done)),
    ...(has_locks ? { locks: { request: (_: string, run: () => void) => (turn = turn.then(run)) } } : {}),
  };
  return { env, kept, pass: (ms: number) => void (now += ms), wake: () => sleepers.splice(0).forEach((w) => w()) };
}

for (const has_locks of [true, false]) {
  test(`one window speaks, the one that is looked at first, ${has_locks ? "with" : "without"} locks`, async () => {
    const b = browser(has_locks);
    const hidden = claim("reply/c/4", true, b.env);
    const seen = claim("reply/c/4", false, b.env);
    assert.equal(await seen, true);
    b.wake();
    assert.equal(await hidden, false);
    const both = [claim("reply/c/5", true, b.env), claim("reply/c/5", true, b.env)];
    b.wake();
    assert.deepEqual(await Promise.all(both), [true, false]); // where nobody looks, one of them
  });
}

test("what was said is kept for a while only, and nothing unreadable stops the next", async () => {
  const b = browser(false);
  assert.equal(await claim("a", false, b.env), true);
  b.pass(spoken_for_ms - 1);
  assert.equal(await claim("a", false, b.env), false);
  b.pass(1);
  assert.equal(await claim("a", false, b.env), true);
  b.kept.set("sahut/console/said", '[1,{"a":2},["b"]]');
  assert.equal(await claim("b", false, b.env), true);
  for (let i = 0; i < 300; i += 1) await claim(`k${i}`, false, b.env);
  assert.equal(JSON.parse(b.kept.get("sahut/console/said")!).length, 100);
});

test("locks that refuse do not silence the desk", async () => {
  const b = browser(false);
  const env = { ...b.env, locks: { request: () => Promise.reject(new Error("no")) } };
  assert.deepEqual([await claim("a", false, env), await claim("a", false, env)], [true, false]);
});
