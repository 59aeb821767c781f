import assert from "node:assert/strict";
import { test } from "node:test";
import { OfficerClient } from "../wire/officer.ts";
import type { WireError } from "../wire/link.ts";
import { FakeWorld, memory, settle } from "./fake.ts";

const at = "2026-11-23T01:00:00.000Z";
const line = (seq: number, more: Record<string, unknown> = {}) => ({ type: "message", conversation: "c", seq, from: "visitor", kind: "text", text: `t${seq}`, at, ...more });
const head = (more: Record<string, unknown> = {}) => ({ conversation: "c", rev: 1, queue: "umum", state: "assigned", officer: { id: "sari", name: "Sari" }, seq: 2, received_at: at, ...more });
const welcome = (more: Record<string, unknown> = {}) => ({ type: "welcome", epoch: "e1", officer: { id: "sari", name: "Sari" }, queues: [{ id: "umum" }], conversations: [head()], tickets: [], ...more });

function made(store = memory()) {
  const world = new FakeWorld();
  const client = new OfficerClient({ url: "ws://t", token: () => undefined, store, env: world.env });
  const arrive = (w = welcome()) => {
    world.socket.open();
    world.socket.say(w);
  };
  const opened = async (messages = [line(1), line(2)], more: Record<string, unknown> = {}) => {
    client.start();
    arrive();
    client.look("c");
    const ask = world.socket.of("history.get")[0]!;
    world.socket.say({ type: "ack", re: ask.id, messages, more: false, ...more });
    await settle();
  };
  return { world, client, store, arrive, opened };
}
const seqs = (c: OfficerClient) => c.thread("c")!.log.items.map((m) => m.seq);

test("a_reply_carries_what_was_seen_and_is_shown_after_its_ack", async () => {
  const { world, client, opened } = made();
  await opened();
  const done = client.send({ conversation: "c", seen: 2, text: "Ya.", purpose: "answer" });
  const frame = world.socket.of("message.send")[0]!;
  assert.deepEqual([frame.seen, frame.purpose, frame.conversation], [2, "answer", "c"]);
  assert.equal(client.state.replies.length, 1);
  world.socket.say({ type: "ack", re: frame.id, conversation: "c", seq: 3 });
  await done;
  assert.deepEqual(seqs(client), [1, 2, 3]);
  assert.equal(client.state.replies.length, 0);
});

test("a_stale_reply_is_refused_with_what_was_missed_and_that_is_shown", async () => {
  const { world, client, opened, store } = made();
  await opened();
  const done = client.send({ conversation: "c", seen: 2, text: "Ya.", purpose: "answer" });
  const missed = line(3, { from: "officer", officer: { id: "budi", name: "Budi" } });
  world.socket.say({ type: "error", re: world.socket.of("message.send")[0]!.id, code: "stale", temporary: false, messages: [missed] });
  await assert.rejects(done, (e: WireError) => e.code === "stale" && e.frame.messages?.length === 1);
  assert.deepEqual(seqs(client), [1, 2, 3]);
  assert.equal(store.map.size, 0);
});

test("when_more_was_missed_than_a_stale_reply_brings_the_rest_is_asked_for", async () => {
  const { world, client, opened } = made();
  await opened();
  const done = client.send({ conversation: "c", seen: 2, text: "Ya.", purpose: "answer" });
  world.socket.say({ type: "error", re: world.socket.of("message.send")[0]!.id, code: "stale", temporary: false, messages: [line(3)], more: true });
  await assert.rejects(done);
  const ask = world.socket.of("history.get").at(-1)!;
  assert.equal(ask.after, 3);
  world.socket.say({ type: "ack", re: ask.id, messages: [line(4)], more: false });
  await settle();
  assert.deepEqual(seqs(client), [1, 2, 3, 4]);
});

test("a_temporary_refusal_is_repeated_under_the_same_id", async () => {
  const { world, client, opened } = made();
  await opened();
  const done = client.send({ conversation: "c", seen: 2, text: "Ya.", purpose: "question" });
  const id = world.socket.of("message.send")[0]!.id;
  world.socket.say({ type: "error", re: id, code: "unavailable", temporary: true, retry_after_ms: 500 });
  await settle();
  world.pass(500);
  await settle();
  assert.deepEqual(world.socket.of("message.send").map((f) => f.id), [id, id]);
  world.socket.say({ type: "ack", re: id, conversation: "c", seq: 3 });
  await done;
});

test("a_reply_without_an_answer_survives_a_reload_with_its_id", async () => {
  const first = made();
  await first.opened();
  void first.client.send({ conversation: "c", seen: 2, text: "Ya.", purpose: "answer" }).catch(() => {});
  const id = first.world.socket.of("message.send")[0]!.id;
  const next = made(first.store);
  next.client.start();
  next.arrive();
  assert.deepEqual(next.world.socket.of("message.send").map((f) => [f.id, f.seen]), [[id, 2]]);
});

test("after_a_break_messages_notes_and_updates_are_asked_for_from_what_is_held", async () => {
  const { world, client, opened, arrive } = made();
  await opened([line(1), line(2)], { notes: [{ type: "note", conversation: "c", rev: 7, at, text: "n" }] });
  world.socket.drop(1006);
  world.pass(1000);
  arrive(welcome({ conversations: [head({ seq: 3, rev: 9 })] }));
  const ask = world.socket.of("history.get")[0]!;
  assert.deepEqual([ask.after, ask.after_rev], [2, 7]);
  world.socket.say({ type: "ack", re: ask.id, messages: [line(3, { from: "officer", delivery: "pending" })], updates: [{ type: "message.update", conversation: "c", seq: 3, rev: 9, delivery: "failed" }], more: false });
  await settle();
  assert.equal(client.thread("c")!.log.get(3)?.delivery, "failed");
  assert.equal(client.thread("c")!.rev, 9);
});

test("notes_that_did_not_go_into_one_page_are_asked_for_from_where_it_ended_whatever_is_told_meanwhile", async () => {
  const { world, client, opened } = made();
  const note = (rev: number) => ({ type: "note", conversation: "c", rev, at, text: `n${rev}` });
  await opened([line(1), line(2)], { notes: [note(3)], rev: 3, more: true, more_revs: true });
  world.socket.say(note(90));
  const ask = world.socket.of("history.get")[1]!;
  assert.deepEqual([ask.after, ask.after_rev], [2, 3]);
  world.socket.say({ type: "ack", re: ask.id, messages: [], notes: [note(8)], rev: 8, more: true, more_revs: true });
  await settle();
  const last = world.socket.of("history.get")[2]!;
  assert.equal(last.after_rev, 8);
  world.socket.say({ type: "ack", re: last.id, messages: [], notes: [note(20)], rev: 91, more: false, more_revs: false });
  await settle();
  assert.deepEqual(client.thread("c")!.notes.map((n) => n.text).sort(), ["n20", "n3", "n8", "n90"]);
  assert.equal(world.socket.of("history.get").length, 3);
});

test("presence_without_a_capacity_shows_the_one_that_holds", async () => {
  const { world, client, opened } = made();
  await opened();
  const done = client.setPresence("available");
  world.socket.say({ type: "ack", re: world.socket.of("presence.set")[0]!.id, state: "available", capacity: 5 });
  await done;
  assert.equal(client.state.capacity, 5);
});

for (const [how, seq] of [["shorter", 1], ["longer", 9]] as const) {
  test(`a_new_epoch_is_a_new_log_and_read_anew_though_it_is_${how}`, async () => {
    const { world, client, opened, arrive } = made();
    await opened([line(1), line(2), line(3)], { notes: [{ type: "note", conversation: "c", rev: 7, at, text: "lama" }] });
    world.socket.say(line(4, { conversation: "d" }));
    world.socket.drop(3004);
    world.pass(3000);
    arrive(welcome({ epoch: "e2", conversations: [head({ seq })] }));
    const ask = world.socket.of("history.get")[0]!;
    assert.deepEqual([ask.after, ask.after_rev], [undefined, 0]);
    assert.deepEqual(seqs(client), []);
    world.socket.say({ type: "ack", re: ask.id, messages: [line(1, { text: "baru" })], more: false });
    await settle();
    assert.deepEqual(client.thread("c")!.log.items.map((m) => m.text), ["baru"]);
    assert.deepEqual(client.thread("c")!.notes, []);
    assert.equal(client.state.unread.size, 0);
  });
}

test("what_was_asked_of_the_old_epoch_is_not_mixed_into_the_new_one", async () => {
  const { world, client, opened, arrive } = made();
  await opened([line(1), line(2)]);
  world.socket.say(line(5));
  const old = world.socket.of("history.get")[1]!;
  assert.equal(old.after, 2);
  world.socket.drop(3004);
  world.pass(3000);
  arrive(welcome({ epoch: "e2", conversations: [head({ seq: 1 })] }));
  world.socket.say({ type: "ack", re: old.id, messages: [line(3), line(4)], more: false });
  const ask = world.socket.of("history.get").find((f) => f.after === undefined)!;
  world.socket.say({ type: "ack", re: ask.id, messages: [line(1, { text: "baru" })], more: false });
  await settle();
  assert.deepEqual(client.thread("c")!.log.items.map((m) => m.text), ["baru"]);
});

test("notes_between_the_messages_of_a_page_are_no_messages", async () => {
  const { client, opened } = made();
  await opened([line(1), { type: "note", conversation: "c", id: "n1", at, text: "catatan" } as never, line(2)]);
  assert.deepEqual(seqs(client), [1, 2]);
  assert.equal(client.thread("c")!.notes[0]?.text, "catatan");
});

test("hidden_messages_leave_no_hole_to_fetch", async () => {
  const { world, client, opened } = made();
  await opened([{ type: "hidden", from_seq: 1, to_seq: 2 } as never, line(3)]);
  assert.equal(client.thread("c")!.log.hole, false);
  assert.equal(world.socket.of("history.get").length, 1);
});

test("a_line_in_a_conversation_out_of_sight_is_unread_until_it_is_looked_at", () => {
  const { world, client, arrive } = made();
  client.start();
  arrive();
  world.socket.say(line(3));
  assert.deepEqual([...client.state.unread], ["c"]);
  assert.equal(client.state.heads.get("c")?.seq, 3);
  client.look("c");
  assert.equal(client.state.unread.size, 0);
});

test("a_line_in_a_colleagues_conversation_that_was_read_here_is_no_news", () => {
  const { world, client, arrive } = made();
  client.start();
  arrive(welcome({ conversations: [head({ officer: { id: "budi", name: "Budi" } })] }));
  world.socket.say(line(3));
  assert.equal(client.state.unread.size, 0);
  assert.equal(client.state.heads.get("c")?.seq, 3);
});

test("an_older_revision_of_a_head_is_ignored", () => {
  const { world, client, arrive } = made();
  client.start();
  arrive(welcome({ conversations: [head({ rev: 5 })] }));
  world.socket.say({ type: "conversation", ...head({ rev: 4, state: "queued", officer: undefined }) });
  assert.equal(client.state.heads.get("c")?.state, "assigned");
});

test("presence_that_the_daemon_does_not_tell_is_set_again_after_a_break", async () => {
  const { world, client, arrive } = made();
  client.start();
  arrive();
  const set = client.setPresence("available", 3);
  world.socket.say({ type: "ack", re: world.socket.of("presence.set")[0]!.id });
  await set;
  world.socket.drop(1006);
  world.pass(1000);
  arrive();
  assert.deepEqual(world.socket.of("presence.set").map((f) => [f.state, f.capacity]), [["available", 3]]);
});

test("a_ticket_without_its_head_still_has_a_conversation_to_open", () => {
  const { world, client, arrive } = made();
  client.start();
  arrive(welcome({ conversations: [], tickets: [{ number: "ESK-1", state: "issued", due: at, conversation: "k", queue: "umum" }] }));
  assert.equal(client.state.heads.get("k")?.state, "escalated");
  world.socket.say({ type: "conversation", ...head({ conversation: "k", state: "answered" }) });
  assert.equal(client.state.heads.get("k")?.state, "answered");
});

test("a_command_that_is_refused_for_a_while_is_repeated_under_its_id", async () => {
  const { world, client, arrive } = made();
  client.start();
  arrive();
  const done = client.command("conversation.claim", { conversation: "c" });
  const id = world.socket.of("conversation.claim")[0]!.id;
  world.socket.say({ type: "error", re: id, code: "unavailable", temporary: true });
  await settle();
  world.pass(2000);
  await settle();
  assert.deepEqual(world.socket.of("conversation.claim").map((f) => f.id), [id, id]);
  world.socket.say({ type: "ack", re: id });
  await done;
});

test("a_conversation_that_is_gone_leaves_the_desk", () => {
  const { world, client, arrive } = made();
  client.start();
  arrive();
  world.socket.say({ type: "conversation", conversation: "c", rev: 9, queue: "teknis", state: "queued", gone: true });
  assert.equal(client.state.heads.size, 0);
});

test("what_an_officer_took_themself_is_no_news_and_what_comes_to_them_later_is", async () => {
  const { world, client, arrive } = made();
  client.start();
  arrive(welcome({ conversations: [head({ state: "queued", officer: undefined })] }));
  const told = (more: Record<string, unknown>) => world.socket.say({ type: "conversation", ...head(more) });
  const news = () => [client.state.unread.has("c"), client.state.own.has("c")];
  const taken = client.command("conversation.claim", { conversation: "c" });
  told({ rev: 2 });
  world.socket.say({ type: "ack", re: world.socket.of("conversation.claim")[0]!.id });
  await taken;
  assert.deepEqual(news(), [false, true]);
  told({ rev: 3, seq: 5 });
  assert.deepEqual(news(), [false, true]);
  told({ rev: 4, officer: { id: "budi" } });
  told({ rev: 5 });
  assert.deepEqual(news(), [true, false]);
});

test("a_deed_that_was_refused_covers_nothing", async () => {
  const { world, client, arrive } = made();
  client.start();
  arrive(welcome({ conversations: [head({ state: "queued", officer: undefined })] }));
  const taken = client.command("conversation.claim", { conversation: "c" });
  world.socket.say({ type: "error", re: world.socket.of("conversation.claim")[0]!.id, code: "not_handling", temporary: false });
  await assert.rejects(taken);
  world.socket.say({ type: "conversation", ...head({ rev: 2 }) });
  assert.deepEqual([client.state.unread.has("c"), client.state.own.has("c")], [true, false]);
});

test("a_row_has_the_words_that_its_head_brings_and_asks_for_none", async () => {
  const { world, client, arrive } = made();
  client.start();
  arrive(welcome({ conversations: [head({ last_words: { seq: 2, text: "dari kepala" } }), head({ conversation: "d", last_words: { seq: 1, kind: "image", title: "resi" } }), head({ conversation: "e" })] }));
  const words = (c = "c") => client.state.words.get(c)?.text;
  assert.deepEqual([words(), client.state.words.get("d")?.attachments?.[0], client.state.words.has("e")], ["dari kepala", { kind: "image", title: "resi" }, false]);
  world.socket.say(line(5, { text: "baru saja" }));
  world.socket.say({ type: "conversation", ...head({ rev: 2, last_words: { seq: 3, text: "lebih lama" } }) });
  assert.equal(words(), "baru saja");
  world.socket.say({ type: "conversation", ...head({ rev: 3 }) });
  assert.equal(words(), "baru saja");
  world.socket.say({ type: "conversation", ...head({ rev: 4, last_words: { seq: 6, text: "lebih baru" } }) });
  assert.equal(words(), "lebih baru");
  await settle();
  assert.deepEqual(world.socket.of("history.get"), []);
});

test("what_is_configured_no_more_is_kept_as_last_told_and_a_queue_that_is_none_is_no_queue_to_pass_on_to", async () => {
  const { world, client, arrive } = made();
  client.start();
  const lost = { kind: "queue", id: "lama", waiting: 1, tickets: 0, officers: 0, messages: 0 };
  arrive(welcome({ unconfigured: [lost] }));
  assert.deepEqual(client.state.unconfigured, [lost]);
  world.socket.say({ type: "queue", queue: "lama", waiting: 1 });
  assert.deepEqual(client.state.queues.map((q) => q.id), ["umum"]);
  world.socket.say({ type: "unconfigured", unconfigured: [] });
  assert.deepEqual(client.state.unconfigured, []);
});

test("a_reply_that_one_officer_left_unanswered_is_never_sent_in_the_name_of_another", async () => {
  const store = memory();
  const first = made(store);
  await first.opened();
  const left = first.client.send({ conversation: "c", seen: 2, text: "Ya.", purpose: "answer" }).catch(() => {});
  first.client.stop();
  await left;
  const second = made(store);
  second.client.start();
  second.arrive(welcome({ officer: { id: "budi", name: "Budi" } }));
  await settle();
  assert.deepEqual(second.world.socket.of("message.send"), []);
  const third = made(store);
  third.client.start();
  third.arrive();
  await settle();
  assert.deepEqual(third.world.socket.of("message.send").map((f) => f.text), ["Ya."]);
});

test("a_note_goes_as_a_note_and_waits_like_a_reply", async () => {
  const { world, client, opened, store } = made();
  await opened();
  const done = client.send({ conversation: "c", seen: 2, text: "Dalam.", purpose: "note" });
  const note = world.socket.of("note.add")[0]!;
  assert.deepEqual([note.text, note.conversation, "purpose" in note], ["Dalam.", "c", false]);
  assert.deepEqual(client.state.replies.map((r) => r.purpose), ["note"]);
  assert.equal(store.map.size, 1);
  world.socket.say({ type: "ack", re: note.id, rev: 3, seq: 9 });
  await done;
  assert.deepEqual([world.socket.of("message.send"), client.state.replies, store.map.size, seqs(client)], [[], [], 0, [1, 2]]);
});

test("typing_is_told_every_few_seconds_however_many_keys_there_are", async () => {
  const { world, client, opened } = made();
  await opened();
  const told = () => world.socket.of("typing").map((f) => f.conversation);
  for (let i = 0; i < 20; i += 1) client.typing("c");
  assert.deepEqual(told(), ["c"]);
  client.typing("d");
  assert.deepEqual(told(), ["c", "d"]);
  world.time += 3_000;
  client.typing("d");
  assert.deepEqual(told(), ["c", "d", "d"]);
});
