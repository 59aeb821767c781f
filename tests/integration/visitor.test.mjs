// The citizen's side: hello and resume, several tabs, idempotency, history, identity, the end of a talk.
import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { after, before, test } from "node:test";
import { eventually, start_daemon } from "./support.mjs";

let d;
before(async () => {
  d = await start_daemon();
  await d.add_user("sari", { queues: ["umum"], display: "Sari W." });
});
after(() => d?.close());

const numbers = (list) => list.map((m) => m.seq);
const rising_from = (list, first) => numbers(list).every((seq, i) => seq === first + i);

test("a first hello is welcomed with a token, an epoch and nothing else to show", async () => {
  const v = await d.visitor();
  const w = v.welcome;
  assert.ok(w.token.length >= 43, "256 bits");
  assert.ok(w.epoch);
  assert.deepEqual([w.messages, w.more, w.gap, w.tickets, w.conversation], [[], false, false, [], undefined]);
  assert.match(w.texts.privacy_notice.id, /kata sandi, PIN/);
  assert.match(w.texts.complaint_footer.en, /WhatsApp 0811-0000-0000/);
});

test("an unknown token begins anew and reveals nothing", async () => {
  const claimed = "A".repeat(44);
  const v = await d.visitor({ hello: { token: claimed, seq: 5, epoch: "x" } });
  assert.notEqual(v.welcome.token, claimed);
  assert.equal(v.welcome.conversation, undefined);
  assert.deepEqual(v.welcome.messages, []);
});

test("a message is acknowledged with its place; the greeting, the notice, the footer and the promise follow in rising numbers", async () => {
  const v = await d.visitor();
  const ack = await v.write("Berapa bea masuk untuk sepatu?");
  assert.equal(ack.seq, 1);
  assert.match(ack.received_at, /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);
  const state = await v.until((f) => f.type === "conversation");
  assert.equal(state.conversation, ack.conversation);
  assert.match(state.reference, /^REF-\d{6}-\d{5}-\d$/);
  assert.equal(new URL(state.status_url).search, "");
  assert.ok(new URL(state.status_url).hash.includes(state.secret));
  await v.settle();
  const told = v.of("message");
  assert.ok(rising_from(told, 2));
  assert.deepEqual(told.map((m) => m.template), ["queue_position"]);
  assert.deepEqual(told[0].parts.map((p) => p.template), ["queue_position", "greeting", "privacy_notice", "complaint_footer"]);
  assert.ok(!told.some((m) => m.from === "visitor"), "the sending window learns its own message by the ack alone");
  assert.ok(!JSON.stringify(v.frames).includes('"rev"'));
});

test("what comes after seq is given back, and nothing twice", async () => {
  const v = await d.visitor();
  const ack = await v.write("Satu");
  await v.settle();
  const end = v.end(ack.conversation);
  const { token, epoch } = v.welcome;
  await v.leave();
  const again = await d.visitor({ hello: { token, epoch, seq: 1 } });
  assert.equal(again.welcome.token, token);
  assert.equal(again.welcome.gap, false);
  assert.equal(again.welcome.conversation, ack.conversation);
  assert.ok(rising_from(again.welcome.messages, 2));
  assert.equal(again.welcome.messages.at(-1).seq, end);
  const full = await d.visitor({ hello: { token, epoch, seq: end } });
  assert.deepEqual(full.welcome.messages, []);
  const nothing_held = await d.visitor({ hello: { token } });
  assert.equal(nothing_held.welcome.gap, false);
  assert.equal(nothing_held.welcome.messages[0].text, "Satu");
  assert.ok(rising_from(nothing_held.welcome.messages, 1));
});

for (const [name, claim] of [
  ["a client ahead of the log", (end, epoch) => ({ seq: end + 50, epoch })],
  ["a client of another epoch", (end) => ({ seq: end - 1, epoch: "another" })],
]) {
  test(`${name} gets a gap and the newest page`, async () => {
    const v = await d.visitor();
    const ack = await v.write("Dua");
    await v.settle();
    const end = v.end(ack.conversation);
    const again = await d.visitor({ hello: { token: v.welcome.token, ...claim(end, v.welcome.epoch) } });
    assert.equal(again.welcome.gap, true);
    assert.ok(rising_from(again.welcome.messages, 1));
    assert.equal(again.welcome.messages.at(-1).seq, end);
    assert.deepEqual(v.of("welcome").length, 1, "the others keep what they have");
  });
}

test("a long log comes in pages of 500, both directions", async () => {
  const v = await d.visitor();
  const first = await v.write("awal");
  const ids = [];
  for (let i = 1; i <= 620; i += 1) ids.push(v.send("message.send", { id: randomUUID(), text: `baris ${i}` }).id);
  await v.until((f) => f.re === ids.at(-1), { within: 60_000, what: "the last ack" });
  await v.settle();
  const acks = v.frames.filter((f) => f.type === "ack" && ids.includes(f.re));
  assert.equal(acks.length, 620);
  assert.ok(acks.every((a, i) => i === 0 || a.seq > acks[i - 1].seq), "in the order in which they were sent");
  const { token, epoch } = v.welcome;

  const anew = await d.visitor({ hello: { token, seq: 0 } });
  assert.equal(anew.welcome.messages.length, 500);
  assert.ok(rising_from(anew.welcome.messages, 1));
  assert.equal(anew.welcome.more, true);
  let held = anew.welcome.messages;
  for (let more = true; more; ) {
    const page = await anew.ask("history.get", { after: held.at(-1).seq });
    assert.ok(page.messages.length > 0 && page.messages.length <= 500);
    held = held.concat(page.messages);
    more = page.more;
  }
  assert.ok(rising_from(held, 1));
  assert.equal(held.length, v.end(first.conversation));

  const back = await anew.ask("history.get", { conversation: first.conversation, before: 601, limit: 100 });
  assert.deepEqual([back.messages[0].seq, back.messages.at(-1).seq, back.more], [501, 600, true]);
  const oldest = await anew.ask("history.get", { before: 51 });
  assert.deepEqual([oldest.messages[0].seq, oldest.messages.at(-1).seq, oldest.more], [1, 50, false]);
  const newest = await anew.ask("history.get", {});
  assert.equal(newest.messages.at(-1).seq, held.length);
  assert.deepEqual([newest.messages.length, newest.more], [500, true]);
  const nothing = await anew.ask("history.get", { after: held.length });
  assert.deepEqual([nothing.messages, nothing.more], [[], false]);

  const gapped = await d.visitor({ hello: { token, epoch: "another", seq: 3 } });
  assert.equal(gapped.welcome.gap, true);
  assert.equal(gapped.welcome.messages.at(-1).seq, held.length);
  assert.equal(gapped.welcome.messages.length, 500);
  assert.equal(gapped.welcome.more, true, "the older ones are asked for with `before`");
});

test("a page holds at most 512 KB", async () => {
  const v = await d.visitor();
  for (let i = 0; i < 60; i += 1) v.send("message.send", { id: randomUUID(), text: `${"é".repeat(3999)}${i % 10}`.replace(/é/g, "€") });
  await v.until((f) => f.type === "ack" && v.frames.filter((a) => a.type === "ack").length === 60, { within: 60_000 });
  await v.settle();
  const again = await d.visitor({ hello: { token: v.welcome.token } });
  assert.ok(JSON.stringify(again.welcome.messages).length && Buffer.byteLength(JSON.stringify(again.welcome.messages)) <= 524_288 + 1024);
  assert.equal(again.welcome.more, true);
  assert.ok(rising_from(again.welcome.messages, 1));
});

test("of two tabs the sending one gets the ack, the other the message with its id", async () => {
  const one = await d.visitor();
  const first = await one.write("Halo, berapa tarif tas?");
  const two = await d.visitor({ hello: { token: one.welcome.token } });
  const id = randomUUID();
  const ack = await one.ask("message.send", { id, text: "Dari tab pertama" });
  const told = await two.until((f) => f.type === "message" && f.seq === ack.seq);
  assert.deepEqual([told.id, told.text, told.from, told.conversation], [id, "Dari tab pertama", "visitor", first.conversation]);
  const back = await two.write("Dari tab kedua");
  await one.until((f) => f.type === "message" && f.seq === back.seq);
  assert.ok(!one.frames.some((f) => f.type === "message" && f.seq === ack.seq), "what comes after it has come");
});

test("the same id and content give the same answer and no second effect, on this and on a later connection", async () => {
  const v = await d.visitor();
  const id = randomUUID();
  const first = await v.ask("message.send", { id, text: "Sekali saja" });
  const from = v.frames.length;
  v.send("message.send", { id, text: "Sekali saja" });
  const second = await v.until((f) => f.re === id, { from });
  assert.deepEqual([second.type, second.conversation, second.seq, second.received_at], ["ack", first.conversation, first.seq, first.received_at]);
  const later = await d.visitor({ hello: { token: v.welcome.token } });
  const third = await later.ask("message.send", { id, text: "Sekali saja" });
  assert.deepEqual([third.seq, third.received_at], [first.seq, first.received_at]);
  await later.settle();
  const page = await later.ask("history.get", { after: 0 });
  assert.equal(page.messages.filter((m) => m.text === "Sekali saja").length, 1);
});

test("the same id with other content is refused, and nothing is stored", async () => {
  const v = await d.visitor();
  const id = randomUUID();
  await v.ask("message.send", { id, text: "Yang asli" });
  const from = v.frames.length;
  v.send("message.send", { id, text: "Yang lain" });
  const error = await v.until((f) => f.re === id, { from });
  assert.deepEqual([error.type, error.code, error.temporary], ["error", "id_reused", false]);
  const later = await d.visitor({ hello: { token: v.welcome.token } });
  assert.equal((await later.refused("message.send", { id, text: "Yang lain lagi" })).code, "id_reused");
  const page = await later.ask("history.get", { after: 0 });
  assert.ok(!JSON.stringify(page).includes("Yang lain"));
});

test("the same id of two citizens is two requests", async () => {
  const id = randomUUID();
  const [one, two] = [await d.visitor(), await d.visitor()];
  const a = await one.ask("message.send", { id, text: "Dari yang satu" });
  const b = await two.ask("message.send", { id, text: "Dari yang lain" });
  assert.notEqual(a.conversation, b.conversation);
});

test("an id answers one kind of request only", async () => {
  const v = await d.visitor();
  const id = randomUUID();
  await v.ask("message.send", { id, text: "Pertanyaan" });
  const from = v.frames.length;
  v.send("conversation.end", { id });
  assert.equal((await v.until((f) => f.re === id, { from })).code, "id_reused");
});

test("format faults of an identity are warnings, never a refusal", async () => {
  const v = await d.visitor();
  await v.write("Saya ingin tahu status aju saya");
  const good = await v.ask("identity.set", { name: "Budi", email: "budi@contoh.id", phone: "0812-3456-7890", nik: "3174012311900001", npwp: "012345678901000", documents: [{ kind: "aju", number: "000020-123456-20261123-000123" }] });
  assert.deepEqual(good.warnings, []);
  const faulty = await v.ask("identity.set", { email: "budi", phone: "12", nik: "31", npwp: "9", documents: [{ kind: "aju", number: "1" }] });
  assert.deepEqual(faulty.warnings.map((w) => w.path), ["email", "phone", "nik", "npwp", "documents[0].number"]);
  const before_any = await d.visitor();
  await before_any.ask("identity.set", { name: "Tanpa Tanya" });
});

test("a repeated identity is one; other content under its id is refused", async () => {
  const v = await d.visitor();
  await v.write("Halo, saya mau tanya");
  const id = randomUUID();
  const first = await v.ask("identity.set", { id, email: "budi" });
  const from = v.frames.length;
  v.send("identity.set", { id, email: "budi" });
  const again = await v.until((f) => f.re === id, { from });
  assert.deepEqual(again.warnings, first.warnings);
  const at = v.frames.length;
  v.send("identity.set", { id, email: "lain@contoh.id" });
  assert.equal((await v.until((f) => f.re === id, { from: at })).code, "id_reused");
});

test("the citizen may end the talk; the next message opens a new request in the same conversation", async () => {
  const v = await d.visitor();
  const ack = await v.write("Pertanyaan yang batal");
  const first = await v.until((f) => f.type === "conversation");
  await v.ask("conversation.end", {});
  await v.state(ack.conversation, "closed");
  const next = await v.write("Pertanyaan baru: tarif ponsel?");
  assert.equal(next.conversation, ack.conversation);
  const from = v.frames.indexOf(await v.until((f) => f.re === next.re));
  const state = await v.until((f) => f.type === "conversation" && f.state === "queued" && f.reference !== first.reference, { from: 0 });
  assert.match(state.reference, /^REF-/);
  assert.ok(from > 0);
});

test("typing and reading pass between the two, and only where the conversation is", async () => {
  const o = await d.officer("sari", { capacity: 100 });
  const v = await d.visitor();
  const stranger = await d.visitor();
  await stranger.write("Orang lain bertanya");
  const ack = await v.write("Halo, tarif buku?");
  await o.state(ack.conversation, "assigned");
  v.send("typing");
  await o.until((f) => f.type === "typing" && f.conversation === ack.conversation);
  o.send("typing", { conversation: ack.conversation });
  await v.until((f) => f.type === "typing");
  const sent = await o.answer(ack.conversation, "Bebas bea", ack.seq);
  v.send("read", { seq: sent.seq });
  assert.equal((await o.until((f) => f.type === "read" && f.conversation === ack.conversation)).seq, sent.seq);
  o.send("read", { conversation: ack.conversation, seq: ack.seq });
  assert.equal((await v.until((f) => f.type === "read")).seq, ack.seq);
  await stranger.settle();
  assert.equal(stranger.frames.filter((f) => f.type === "typing" || f.type === "read").length, 0);
  await o.leave();
});

test("until when an answer may be said to be none is told with it, and to a later window; once it is said, nothing is", async () => {
  const o = await d.officer("sari", { capacity: 100 });
  const v = await d.visitor();
  const ack = await v.write("Tarif sepeda?");
  await o.state(ack.conversation, "assigned");
  await o.answer(ack.conversation, "Lima persen", ack.seq);
  const answered = await v.until((f) => f.type === "conversation" && f.state === "answered");
  const days = (Date.parse(answered.deny_until) - Date.now()) / 86_400_000;
  assert.ok(days > 5 && days <= 6, answered.deny_until);
  const later = await d.visitor({ hello: { token: v.welcome.token } });
  assert.equal((await later.until((f) => f.type === "conversation")).deny_until, answered.deny_until);
  await v.write("Belum terjawab");
  const again = await v.until((f) => f.type === "conversation" && f.state === "assigned", { from: v.frames.indexOf(answered) });
  assert.equal(again.deny_until, undefined);
  await o.leave();
});

test("a citizen's own sockets alone are closed when they leave; the others go on", async () => {
  const one = await d.visitor();
  const ack = await one.write("Masih di sini?");
  const two = await d.visitor({ hello: { token: one.welcome.token } });
  await one.leave();
  const sent = await two.write("Ya");
  assert.equal(sent.conversation, ack.conversation);
  await eventually(() => two.end(ack.conversation) >= sent.seq);
});
