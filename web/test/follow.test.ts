import assert from "node:assert/strict";
import { test } from "node:test";
import { ask } from "../pages/thread/http.ts";
import { Follower, pauses_ms, type Found } from "../pages/thread/follow.ts";
import { closeTicket, readTicket, reopenTicket, writeTo } from "../pages/thread/tickets.ts";
import { cameSince } from "../pages/thread/order.ts";
import type { Message } from "../wire/types.ts";
import { FakeWorld, settle } from "./fake.ts";

/** A follower on a clock driven by hand; `found` is what the next askings find. */
function world(found: Found[] = []) {
  const w = new FakeWorld();
  const asked: number[] = [];
  const look = { visible: true };
  w.chance = 0.5; // pauses as they are
  const f = new Follower(async () => {
    asked.push(w.time);
    return found.shift() ?? "same";
  }, { ...w.env, visible: () => look.visible });
  const pass = async (ms: number) => {
    for (let left = ms; left > 0; left -= 500) {
      w.pass(Math.min(500, left));
      await settle();
    }
  };
  return { f, w, asked, look, pass, gaps: () => asked.map((t, i) => t - (asked[i - 1] ?? 1_000_000)) };
}

test("while_nothing_changes_it_asks_ever_more_seldom_and_never_less_than_once_a_minute", async () => {
  const { f, pass, gaps } = world();
  f.start();
  await pass(600_000);
  const all = gaps();
  assert.equal(all[0], pauses_ms.first);
  for (let i = 1; i < all.length; i += 1) assert.ok(all[i]! >= all[i - 1]! - 500 && all[i]! <= pauses_ms.most + 500, all.join(" "));
  assert.ok(all.at(-1)! > 59_000, all.join(" "));
});

test("a_change_makes_it_ask_often_again", async () => {
  const { f, pass, gaps } = world(["same", "same", "same", "same", "same", "changed"]);
  f.start();
  await pass(120_000);
  const all = gaps();
  assert.ok(all[5]! > 20_000 && all[6]! <= pauses_ms.first + 500, all.join(" "));
});

test("after_ones_own_word_it_asks_every_two_seconds_for_half_a_minute", async () => {
  const { f, w, asked, pass } = world();
  f.start();
  await pass(100_000);
  const before = asked.length;
  f.hurry();
  const begun = w.time;
  await pass(29_000);
  assert.ok(asked.length - before >= 13, String(asked.length - before));
  assert.equal(asked[before]! - begun, pauses_ms.soon);
  await pass(300_000);
  assert.ok(asked.at(-1)! - asked.at(-2)! > 40_000);
});

test("nothing_is_asked_while_nobody_looks_and_at_once_when_somebody_does", async () => {
  const { f, asked, look, pass } = world();
  f.start();
  look.visible = false;
  await pass(600_000);
  assert.equal(asked.length, 0);
  look.visible = true;
  f.wake();
  await pass(500);
  assert.equal(asked.length, 1);
});

test("trouble_is_met_with_growing_pauses_and_a_wait_is_kept_even_when_one_looks_again", async () => {
  const { f, asked, pass, gaps } = world(["trouble", "trouble", "trouble", "trouble", "trouble", "trouble", { wait_ms: 90_000 }]);
  f.start();
  await pass(395_000);
  const all = gaps();
  assert.deepEqual(all.slice(1, 5).map((g) => Math.round(g / 1000)), [10, 20, 40, 80]);
  assert.ok(all[5]! <= pauses_ms.trouble_most + 500);
  await pass(60_000);
  const count = asked.length;
  assert.equal(count, 7, gaps().join(" "));
  f.wake();
  await pass(10_000);
  assert.equal(asked.length, count);
  await pass(90_000);
  assert.ok(asked.length > count);
});

test("what_is_over_or_stopped_asks_no_more", async () => {
  const over = world(["over"]);
  over.f.start();
  await over.pass(300_000);
  assert.equal(over.asked.length, 1);
  const stopped = world();
  stopped.f.start();
  stopped.f.stop();
  stopped.f.wake();
  stopped.f.hurry();
  await stopped.pass(60_000);
  assert.equal(stopped.asked.length, 0);
});

const answered = (status: number, body: unknown = {}, headers: Record<string, string> = {}) => async () =>
  new Response(status === 204 || status === 304 ? null : JSON.stringify(body), { status, headers });

for (const [name, fetcher, expected] of [
  ["nothing changed", answered(304), { kind: "same" }],
  ["nobody is signed in", answered(401), { kind: "ended" }],
  ["too many, said in seconds", answered(429, {}, { "retry-after": "7" }), { kind: "wait", seconds: 7 }],
  ["too many, said in milliseconds", answered(429, { retry_after_ms: 1500 }), { kind: "wait", seconds: 2 }],
  ["too many, without a time", answered(429), { kind: "wait", seconds: 60 }],
  ["too many, for a day", answered(429, { retry_after_ms: 86_400_000 }), { kind: "wait", seconds: 3600 }],
  ["a field that is wrong", answered(400, { code: "bad_field", path: "subject" }), { kind: "refused", status: 400, code: "bad_field", path: "subject" }],
  ["another content under the same key", answered(422, { code: "id_reused" }), { kind: "refused", status: 422, code: "id_reused", path: "" }],
  ["what is not there", answered(404), { kind: "refused", status: 404, code: "not_found", path: "" }],
  ["what is not offered", answered(501, { code: "not_available" }), { kind: "refused", status: 501, code: "not_available", path: "" }],
  ["a service that is ill", answered(503, { code: "unavailable" }), { kind: "trouble" }],
  ["a network that is gone", () => Promise.reject(new TypeError("failed")), { kind: "trouble" }],
  ["an answer that is no JSON", async () => new Response("<html>", { status: 200 }), { kind: "trouble" }],
] as const) {
  test(`a_request_ends_in_${name.replaceAll(/[ ,]+/g, "_")}`, async () => assert.deepEqual(await ask("/x", {}, fetcher as typeof fetch), expected));
}

/** What was asked for, and the answers by path. */
function service(answers: Record<string, unknown>, etag = "") {
  const asked: { url: string; init: RequestInit }[] = [];
  const fetcher = (async (input: string, init: RequestInit) => {
    asked.push({ url: input, init });
    if (etag && new Headers(init.headers).get("if-none-match") === etag) return new Response(null, { status: 304 });
    const body = answers[input];
    return new Response(JSON.stringify(body ?? {}), { status: body ? 200 : 404, headers: etag ? { etag } : {} });
  }) as typeof fetch;
  return { fetcher, asked };
}
const line = (seq: number, more: Partial<Message> = {}): Message => ({ conversation: "c", seq, from: "visitor", kind: "text", at: "", text: `${seq}`, ...more });

test("a_thread_is_read_page_by_page_and_what_was_not_changed_is_not_read_again", async () => {
  const { fetcher, asked } = service({
    "/api/v1/tickets/CRE-1": { number: "CRE-1", state: "issued" },
    "/api/v1/tickets/CRE-1/messages?after=0": { messages: [line(1), line(2)], more: true },
    "/api/v1/tickets/CRE-1/messages?after=2": { messages: [line(3)], more: false },
  }, '"7"');
  const first = await readTicket("CRE-1", {}, "", fetcher);
  assert.ok(first.kind === "ok");
  assert.deepEqual([first.value.messages.map((m) => m.seq), first.etag], [[1, 2, 3], '"7"']);
  assert.deepEqual(await readTicket("CRE-1", {}, first.etag, fetcher), { kind: "same" });
  assert.equal(asked.length, 4);
  for (const { init } of asked) assert.equal(init.credentials, "same-origin");
});

test("a_long_thread_that_comes_with_its_newest_messages_alone_is_read_from_its_beginning", async () => {
  const newest = Array.from({ length: 200 }, (_, i) => line(i + 51));
  const { fetcher, asked } = service({
    "/api/v1/tickets/CRE-1": { number: "CRE-1", state: "issued", messages: newest },
    "/api/v1/tickets/CRE-1/messages?after=0": { messages: Array.from({ length: 200 }, (_, i) => line(i + 1)), more: true },
    "/api/v1/tickets/CRE-1/messages?after=200": { messages: Array.from({ length: 50 }, (_, i) => line(i + 201)), more: false },
    "/api/v1/tickets/CRE-2": { number: "CRE-2", state: "issued", messages: newest.slice(0, 5) },
  });
  const long = await readTicket("CRE-1", {}, "", fetcher);
  assert.deepEqual(long.kind === "ok" && [long.value.messages.length, long.value.messages[0]!.seq], [250, 1]);
  const short = await readTicket("CRE-2", {}, "", fetcher);
  assert.deepEqual([short.kind === "ok" && short.value.messages.length, asked.length], [5, 4]);
});

test("a_thread_that_promises_more_without_end_is_left_at_its_bound", async () => {
  let pages = 0;
  const fetcher = (async (url: string) => {
    if (!url.includes("/messages")) return new Response(JSON.stringify({ number: "n", state: "issued" }));
    pages += 1;
    return new Response(JSON.stringify({ messages: [line(pages)], more: true }));
  }) as typeof fetch;
  const got = await readTicket("n", {}, "", fetcher);
  assert.ok(got.kind === "ok" && got.value.messages.length === 20 && pages === 20);
});

test("with_a_secret_no_cookie_goes_along_and_no_act_has_it_in_its_address", async () => {
  const { fetcher, asked } = service({});
  const access = { secret: "geheim" };
  await writeTo("N", access, "i1", "Halo", fetcher);
  await closeTicket("N", access, "i2", true, fetcher);
  await reopenTicket("N", access, "i3", "Belum", fetcher);
  assert.deepEqual(asked.map((a) => [a.url, JSON.parse(String(a.init.body))]), [
    ["/api/v1/tickets/N/messages", { id: "i1", text: "Halo" }],
    ["/api/v1/tickets/N/close", { id: "i2", answered: true }],
    ["/api/v1/tickets/N/reopen", { id: "i3", text: "Belum" }],
  ]);
  for (const { init } of asked) assert.deepEqual([init.credentials, new Headers(init.headers).get("sahut-ticket-secret")], ["omit", "geheim"]);
});

for (const [name, before, now, came] of [
  ["an officer's new line", [line(1)], [line(1), line(2, { from: "officer" })], true],
  ["one's own new line", [line(1)], [line(1), line(2)], false],
  ["an automatic text", [line(1)], [line(1), line(2, { from: "system" })], false],
  ["an edit", [line(1, { from: "officer" })], [line(1, { from: "officer", text: "x" })], false],
  ["a line that was taken back at once", [line(1)], [line(1), line(2, { from: "officer", removed: true })], false],
] as [string, Message[], Message[], boolean][]) {
  test(`an_officers_message_is_told_of_${name.replaceAll(" ", "_")}_${came ? "yes" : "no"}`, () => assert.equal(cameSince(before, now), came));
}
