import assert from "node:assert/strict";
import { test } from "node:test";
import { Visitor } from "../wire/visitor.ts";
import { FakeWorld, memory, settle } from "./fake.ts";

const at = "2026-11-23T01:00:00.000Z";
const line = (seq: number, more: Record<string, unknown> = {}) => ({ type: "message", conversation: "c", seq, from: "officer", kind: "text", text: `t${seq}`, at, ...more });
const welcome = (more: Record<string, unknown> = {}) => ({ type: "welcome", token: "tok", office: { name: "KPU" }, epoch: "e1", messages: [], more: false, gap: false, tickets: [], hours: {}, texts: {}, ...more });

function made(store = memory()) {
  const world = new FakeWorld();
  const visitor = new Visitor({ url: "ws://t", office: "priok", store, locale: () => "id", page: () => "p", env: world.env });
  return { world, visitor, store };
}
const seqs = (v: Visitor) => v.state.messages.map((m) => m.seq);

test("a_line_is_sent_only_after_the_ack_and_then_shown_once", async () => {
  const { world, visitor } = made();
  visitor.start();
  world.socket.open();
  world.socket.say(welcome());
  visitor.send("halo");
  assert.equal(visitor.state.outbox[0]?.state, "waiting");
  const frame = world.socket.of("message.send")[0]!;
  world.socket.say({ type: "ack", re: frame.id, conversation: "c", seq: 1, received_at: at });
  await settle();
  assert.deepEqual(seqs(visitor), [1]);
  assert.equal(visitor.state.outbox.length, 0);
});

test("pending_lines_survive_a_reload_and_go_out_in_order_with_the_same_ids", async () => {
  const first = made();
  first.visitor.send("satu");
  first.world.time += 1;
  first.visitor.send("dua");
  const ids = first.visitor.state.outbox.map((e) => e.id);
  const { world, visitor } = made(first.store);
  assert.equal(visitor.known, true);
  visitor.start();
  world.socket.open();
  world.socket.say(welcome());
  assert.deepEqual(world.socket.of("message.send").map((f) => f.id), [ids[0]]);
  world.socket.say({ type: "ack", re: ids[0], conversation: "c", seq: 1, received_at: at });
  await settle();
  assert.deepEqual(world.socket.of("message.send").map((f) => f.id), ids);
  world.socket.say({ type: "ack", re: ids[1], conversation: "c", seq: 2, received_at: at });
  await settle();
  assert.deepEqual(visitor.state.messages.map((m) => m.text), ["satu", "dua"]);
  assert.equal([...first.store.map.keys()].some((k) => k.includes("/out/")), false);
});

test("a_line_whose_ack_was_lost_is_recognised_by_its_id_in_the_log", async () => {
  const { world, visitor } = made();
  visitor.start();
  world.socket.open();
  world.socket.say(welcome());
  visitor.send("halo");
  const id = world.socket.of("message.send")[0]!.id;
  world.socket.drop(1006);
  world.pass(1000);
  world.socket.open();
  assert.equal(world.socket.of("hello")[0]?.token, "tok");
  world.socket.say(welcome({ messages: [line(1, { from: "visitor", id, text: "halo" }), line(2)] }));
  await settle();
  assert.deepEqual(seqs(visitor), [1, 2]);
  assert.equal(visitor.state.outbox.length, 0);
});

test("a_resume_says_what_is_held_and_adds_only_what_came_after", () => {
  const { world, visitor } = made();
  visitor.start();
  world.socket.open();
  world.socket.say(welcome({ messages: [line(1), line(2)] }));
  world.socket.drop(3001);
  world.pass(3000);
  world.socket.open();
  assert.deepEqual([world.socket.of("hello")[0]?.seq, world.socket.of("hello")[0]?.epoch], [2, "e1"]);
  world.socket.say(welcome({ messages: [line(3)] }));
  assert.deepEqual(seqs(visitor), [1, 2, 3]);
});

test("a_gap_discards_what_was_held_and_takes_the_newest_page", () => {
  const { world, visitor } = made();
  visitor.start();
  world.socket.open();
  world.socket.say(welcome({ messages: [line(1, { text: "lama" }), line(2)] }));
  world.socket.drop(3001);
  world.pass(3000);
  world.socket.open();
  world.socket.say(welcome({ epoch: "e2", gap: true, more: true, messages: [line(90), line(91)] }));
  assert.deepEqual(seqs(visitor), [90, 91]);
  assert.equal(visitor.state.older, true);
});

test("more_reads_on_until_the_end", async () => {
  const { world, visitor } = made();
  visitor.start();
  world.socket.open();
  world.socket.say(welcome({ messages: [line(1), line(2)], more: true }));
  const ask = world.socket.of("history.get")[0]!;
  assert.equal(ask.after, 2);
  world.socket.say({ type: "ack", re: ask.id, messages: [line(3)], more: false });
  await settle();
  assert.deepEqual(seqs(visitor), [1, 2, 3]);
});

test("a_live_message_beyond_a_hole_fetches_the_hole", async () => {
  const { world, visitor } = made();
  visitor.start();
  world.socket.open();
  world.socket.say(welcome({ messages: [line(1)] }));
  world.socket.say(line(3));
  const ask = world.socket.of("history.get")[0]!;
  assert.equal(ask.after, 1);
  world.socket.say({ type: "ack", re: ask.id, messages: [line(2), line(3)], more: false });
  await settle();
  assert.deepEqual(seqs(visitor), [1, 2, 3]);
});

test("a_temporary_refusal_is_repeated_after_its_time_and_a_permanent_one_is_shown", async () => {
  const { world, visitor } = made();
  visitor.start();
  world.socket.open();
  world.socket.say(welcome());
  visitor.send("halo");
  const id = world.socket.of("message.send")[0]!.id;
  world.socket.say({ type: "error", re: id, code: "rate_limited", temporary: true, retry_after_ms: 1500 });
  await settle();
  world.pass(1400);
  assert.equal(world.socket.of("message.send").length, 1);
  world.pass(200);
  assert.deepEqual(world.socket.of("message.send").map((f) => f.id), [id, id]);
  world.socket.say({ type: "error", re: id, code: "too_long", temporary: false });
  await settle();
  assert.deepEqual([visitor.state.outbox[0]?.state, visitor.state.outbox[0]?.code], ["failed", "too_long"]);
});

test("an_unknown_token_begins_anew_and_shows_nothing_of_before", () => {
  const { world, visitor } = made();
  visitor.start();
  world.socket.open();
  world.socket.say(welcome({ messages: [line(1)] }));
  world.socket.drop(1006);
  world.pass(1000);
  world.socket.open();
  world.socket.say(welcome({ token: "other" }));
  assert.deepEqual(seqs(visitor), []);
});

test("two_new_tabs_become_one_person", () => {
  const store = memory();
  const a = made(store);
  const b = made(store);
  a.visitor.start();
  b.visitor.start();
  a.world.socket.open();
  b.world.socket.open();
  a.world.socket.say(welcome({ token: "A" }));
  b.world.socket.say(welcome({ token: "B" }));
  b.world.socket.open();
  assert.equal(b.world.socket.of("hello")[0]?.token, "A");
  assert.equal(JSON.parse(store.map.get("sahut/priok/session")!).token, "A");
});

const kept = (map: Record<string, string>) => {
  const store = memory();
  for (const [k, v] of Object.entries(map)) store.map.set(`sahut/priok/${k}`, v);
  return store;
};

for (const session of ['{"token":123}', '{"token":""}', '{"token":null}', "[]", "null", "7", '"x"', "{", `{"token":"${"x".repeat(600)}"}`]) {
  test(`an_unusable_session_${session.slice(0, 20)}_is_dropped_and_the_citizen_starts_anew`, () => {
    const { world, visitor, store } = made(kept({ session }));
    assert.equal(visitor.known, false);
    visitor.start();
    world.socket.open();
    assert.equal("token" in world.socket.of("hello")[0]!, false);
    world.socket.say(welcome());
    assert.equal(visitor.state.ready, true);
    assert.equal(JSON.parse(store.map.get("sahut/priok/session")!).token, "tok");
  });
}

test("an_epoch_that_cannot_be_used_is_left_out", () => {
  for (const epoch of ["x".repeat(200), "", {}, 1.5]) {
    const { world, visitor } = made(kept({ session: JSON.stringify({ token: "tok", epoch }) }));
    visitor.start();
    world.socket.open();
    assert.deepEqual(Object.keys(world.socket.of("hello")[0]!).sort(), ["locale", "page", "token", "type"]);
  }
});

test("a_kept_line_without_words_is_dropped_and_one_with_words_is_sent", () => {
  const { world, visitor, store } = made(kept({ "out/x": "7", "out/y": '{"text":9}', "out/z": "null", "out/v": '{"text":"\u200b"}', "out/w": '{"text":"halo","at":"kemarin","code":{}}' }));
  assert.deepEqual(visitor.state.outbox.map((e) => [e.text, e.at, e.code]), [["halo", 0, undefined]]);
  assert.deepEqual([...store.map.keys()], ["sahut/priok/out/w"]);
  visitor.start();
  world.socket.open();
  world.socket.say(welcome());
  assert.equal(world.socket.of("message.send")[0]?.text, "halo");
});

test("each_refused_hello_is_followed_by_another_one_and_the_last_ends_it", () => {
  const { world, visitor } = made(kept({ session: '{"token":"tok","epoch":"e1"}' }));
  visitor.start();
  const said: string[] = [];
  for (let i = 0; i < 6 && visitor.state.link.state !== "stopped"; i += 1) {
    world.socket.open();
    said.push(JSON.stringify(world.socket.of("hello")[0]));
    world.socket.say({ type: "error", code: "bad_field", path: "token", temporary: false });
    world.pass(5_000);
  }
  assert.equal(visitor.state.link.state, "stopped");
  assert.equal(said.length, 3);
  assert.equal(new Set(said).size, 3);
});

test("an_ended_widget_leaves_no_socket_and_never_comes_back", () => {
  const { world, visitor } = made();
  visitor.start();
  world.socket.open();
  world.socket.say(welcome());
  const socket = world.socket;
  visitor.close();
  assert.equal(socket.closed_with, 1000);
  visitor.wake();
  visitor.storageChanged(null);
  world.pass(120_000);
  assert.equal(world.sockets.length, 1);
});

test("what_was_given_as_identity_is_shown_masked_and_outlives_a_reload_of_the_tab", async () => {
  const tab = memory();
  const world = new FakeWorld();
  const visitor = new Visitor({ url: "ws://t", office: "priok", store: memory(), tab, locale: () => "id", page: () => "p", env: world.env });
  visitor.start();
  world.socket.open();
  world.socket.say(welcome());
  const saved = visitor.identify({ name: "Budi", nik: "3171234567890123", documents: [{ kind: "aju", number: "000020" }] });
  world.socket.say({ type: "ack", re: world.socket.of("identity.set")[0]!.id, warnings: [] });
  await saved;
  assert.deepEqual(visitor.state.identity, { name: "Budi", nik: "••••••••23", "document.aju": "••••20" });
  assert.equal([...tab.map.values()].join().includes("317123"), false);
  const again = new Visitor({ url: "ws://t", office: "priok", store: memory(), tab, locale: () => "id", page: () => "p", env: world.env });
  assert.equal(again.state.identity.name, "Budi");
  world.socket.drop(1006);
  world.pass(1000);
  world.socket.open();
  world.socket.say(welcome({ token: "another" }));
  assert.deepEqual(visitor.state.identity, {});
  assert.equal(tab.map.size, 0);
});

const photo = { media: "PRI-M-1", kind: "image", name: "foto.png", type: "image/png", bytes: 10, preview: true };

test("a_line_of_files_alone_survives_a_reload_and_goes_out_again_with_the_same_id_and_files", async () => {
  const first = made();
  first.visitor.send("", [photo]);
  const id = first.visitor.state.outbox[0]!.id;
  const { world, visitor } = made(first.store);
  visitor.start();
  world.socket.open();
  world.socket.say(welcome({ files: { bytes: 100, count: 2 } }));
  assert.deepEqual(visitor.state.files, { bytes: 100, count: 2 });
  assert.deepEqual(world.socket.of("message.send"), [{ type: "message.send", id, text: "", attachments: [{ media: "PRI-M-1" }] }]);
  world.socket.say({ type: "ack", re: id, conversation: "c", seq: 1, received_at: at });
  await settle();
  const { preview: _, ...facts } = photo;
  assert.deepEqual(visitor.state.messages[0], { conversation: "c", seq: 1, from: "visitor", kind: "image", text: "", attachments: [{ ...facts, state: "ready", preview: true }], at, id });
});

test("a_line_whose_file_is_gone_comes_back_with_the_field_that_was_refused", async () => {
  const { world, visitor } = made();
  visitor.start();
  world.socket.open();
  world.socket.say(welcome());
  visitor.send("lihat", [photo]);
  const id = world.socket.of("message.send")[0]!.id;
  world.socket.say({ type: "error", re: id, code: "bad_field", path: "attachments[0].media", temporary: false });
  await settle();
  const { state, path, files } = visitor.state.outbox[0]!;
  assert.deepEqual([state, path, files], ["failed", "attachments[0].media", [photo]]);
  visitor.discard(id);
  assert.deepEqual(visitor.state.outbox, []);
});

test("an_answer_that_comes_after_the_message_itself_takes_nothing_from_it", async () => {
  const { world, visitor } = made();
  visitor.start();
  world.socket.open();
  world.socket.say(welcome());
  visitor.send("lihat", [photo]);
  const id = world.socket.of("message.send")[0]!.id;
  const attachments = [{ kind: "image", name: "foto.png", state: "refused", reason: "infected" }];
  world.socket.say(line(1, { from: "visitor", id, text: "lihat", attachments }));
  world.socket.say({ type: "ack", re: id, conversation: "c", seq: 1, received_at: at });
  await settle();
  assert.deepEqual(visitor.state.messages[0]?.attachments, attachments);
});
