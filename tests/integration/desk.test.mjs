// The officer's side: presence, who gets what, answers and questions, several windows, notes, hand-overs.
import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { after, before, describe, test } from "node:test";
import { hire, start_daemon, told, wait } from "./support.mjs";

describe("presence and assignment", () => {
  let d;
  before(async () => (d = await start_daemon({ officers: { grace_seconds: 30, capacity: 2 } })));
  after(() => d?.close());
  const off = async (...officers) => {
    for (const o of officers) {
      await o.ask("presence.set", { state: "offline" });
      await o.leave();
    }
  };

  test("presence at sign-in is away, with the office's capacity; it belongs to the officer, not to the window", async () => {
    const name = await hire(d);
    const one = await d.officer(name, { presence: null });
    assert.deepEqual(one.welcome.presence, { state: "away", capacity: 2 });
    const two = await d.officer(name, { presence: null });
    const ack = await one.ask("presence.set", { state: "available", capacity: 3 });
    assert.equal(ack.type, "ack");
    const seen = await two.until((f) => f.type === "presence");
    assert.deepEqual([seen.state, seen.capacity], ["available", 3]);
    const three = await d.officer(name, { presence: null });
    assert.deepEqual(three.welcome.presence, { state: "available", capacity: 3 });
    await two.leave();
    await three.leave();
    await off(one);
  });

  test("a repeated presence.set has no second effect; other content under its id is refused", async () => {
    const o = await d.officer(await hire(d), { presence: null });
    const id = randomUUID();
    await o.ask("presence.set", { id, state: "available" });
    await o.ask("presence.set", { state: "away" });
    let from = o.frames.length;
    o.send("presence.set", { id, state: "available" });
    assert.equal((await o.until((f) => f.re === id, { from })).type, "ack");
    const again = await d.officer(o.name, { presence: null });
    assert.equal(again.welcome.presence.state, "away");
    from = o.frames.length;
    o.send("presence.set", { id, state: "offline" });
    assert.equal((await o.until((f) => f.re === id, { from })).code, "id_reused");
    await off(o);
    await again.leave();
  });

  test("nobody is given anything while away; whoever waits longest comes first", async () => {
    const o = await d.officer(await hire(d), { presence: null, capacity: 2 });
    const visitors = [];
    for (let i = 0; i < 3; i += 1) {
      const v = await d.visitor();
      visitors.push({ v, ack: await v.write(`Pertanyaan ${i}`) });
    }
    await wait(300); // the matcher looks when it likes, and nothing comes after its look
    assert.ok(visitors.every(({ v }) => !v.frames.some((f) => f.state === "assigned")));
    const positions = await Promise.all(visitors.map(({ v }) => v.state(null, "queued")));
    assert.deepEqual(positions.map((p) => p.position), [1, 2, 3]);
    await o.ask("presence.set", { state: "available", capacity: 2 });
    for (const { ack } of visitors.slice(0, 2)) await o.state(ack.conversation, "assigned");
    await visitors[1].v.state(null, "assigned");
    await wait(300); // likewise
    assert.ok(!told(visitors[2].v, 0, (f) => f.state === "assigned"), "capacity holds");
    await o.ask("message.send", { conversation: visitors[0].ack.conversation, seen: 10, text: "Jawaban", purpose: "answer" });
    await visitors[2].v.state(null, "assigned");
    for (const { ack } of visitors.slice(1)) {
      await o.answer(ack.conversation, "Selesai");
      await o.ask("conversation.close", { conversation: ack.conversation, outcome: "answered" });
    }
    await off(o);
  });

  test("the last officer gets their citizen back; else whoever has fewest open, then whoever has waited longest", async () => {
    const [a, b] = [await d.officer(await hire(d), { capacity: 5 }), await d.officer(await hire(d), { capacity: 5 })];
    const first = await d.visitor();
    const q1 = await first.write("Pertanyaan pertama");
    const got_first = (await first.state(null, "assigned")).officer.id;
    const second = await d.visitor();
    await second.write("Pertanyaan kedua");
    const got_second = (await second.state(null, "assigned")).officer.id;
    assert.notEqual(got_first, got_second, "fewest open");
    const handled_by = await Promise.race([a, b].map((o) => o.until((f) => f.type === "conversation" && f.conversation === q1.conversation && f.officer).then((f) => f.officer.id)));
    const one = handled_by === a.name ? a : b;
    await one.answer(q1.conversation, "Jawaban");
    await one.ask("conversation.close", { conversation: q1.conversation, outcome: "answered" });
    const third = await d.visitor();
    await third.write("Pertanyaan ketiga");
    assert.equal((await third.state(null, "assigned")).officer.id, got_first);
    const from1 = first.frames.length;
    await first.write("Saya lagi, pertanyaan lain");
    assert.equal((await first.state(null, "assigned", { from: from1 })).officer.id, got_first, "the last officer, though not the least laden");
    for (const v of [first, second, third]) await v.ask("conversation.end", {});
    await off(a, b);
  });

  test("offline gives back at once what was not answered, at its original place", async () => {
    const o = await d.officer(await hire(d), { capacity: 1 });
    const v = await d.visitor();
    const ack = await v.write("Yang pertama");
    await o.state(ack.conversation, "assigned");
    const later = await d.visitor();
    await later.write("Yang kedua");
    await later.state(null, "queued");
    const from = v.frames.length;
    await o.ask("presence.set", { state: "offline" });
    const back = await v.state(null, "queued", { from });
    assert.equal(back.position, 1);
    assert.equal(back.officer, undefined);
    const other = await d.officer(await hire(d), { capacity: 5 });
    await v.state(null, "assigned", { from });
    await later.state(null, "assigned");
    await off(o, other);
  });
});

describe("officers gone", () => {
  let d;
  before(async () => (d = await start_daemon({ officers: { grace_seconds: 2 } })));
  after(() => d?.close());

  test("within the grace nothing moves and a returning window misses nothing; after it the conversation goes back, at its received_at", async () => {
    const o = await d.officer(await hire(d));
    const v = await d.visitor();
    const ack = await v.write("Masih ada orang?");
    const head = await o.state(ack.conversation, "assigned");
    await o.leave();
    await v.write("Halo, petugas?");
    const back = await d.officer(o.name, { token: o.token, presence: null });
    assert.equal(back.welcome.presence.state, "available");
    const mine = back.welcome.conversations.find((c) => c.conversation === ack.conversation);
    assert.equal(mine.state, "assigned");
    assert.equal(mine.officer.id, o.name);
    assert.equal(mine.messages, undefined);
    const page = await back.ask("history.get", { conversation: ack.conversation, after: o.end(ack.conversation) });
    assert.deepEqual(page.messages.map((m) => m.text), ["Halo, petugas?"]);
    assert.equal(page.messages.at(-1).seq, mine.seq);
    const live = await v.write("Satu lagi");
    await back.until((f) => f.type === "message" && f.seq === live.seq);

    const from = v.frames.length;
    const left_at = Date.now();
    await back.leave();
    const queued = await v.state(null, "queued", { from });
    assert.ok(Date.now() - left_at >= 1900, "not before the grace is over");
    assert.ok(Date.now() - left_at < 10_000);
    assert.equal(queued.answer_due, head.answer_due);
    const other = await d.officer(await hire(d));
    const taken = await other.state(ack.conversation, "assigned");
    assert.equal(taken.received_at, head.received_at);
    assert.equal(taken.answer_due, head.answer_due);
  });

  test("one of two windows closing is no absence", async () => {
    const one = await d.officer(await hire(d));
    const two = await d.officer(one.name, { token: one.token, presence: null });
    const claimed = await d.visitor();
    const ack = await claimed.write("Pertanyaan");
    await claimed.state(null, "assigned");
    const from = claimed.frames.length;
    await one.leave();
    await wait(3000); // longer than the grace period
    const again = await d.officer(two.name, { presence: null });
    assert.equal(again.welcome.presence.state, "available");
    assert.equal(again.welcome.conversations.find((c) => c.conversation === ack.conversation)?.officer.id, two.name);
    await claimed.settle();
    assert.ok(!told(claimed, from, (f) => f.type === "conversation" && f.state !== "assigned"), "it never went back");
  });
});

describe("the manual queue", () => {
  let d;
  before(async () => (d = await start_daemon({ offices: [(await import("./support.mjs")).priok({ queues: [{ id: "meja", name: "Meja", assignment: "manual" }, { id: "teknis", name: "Teknis", kind: "unit", assignment: "manual" }] })] })));
  after(() => d?.close());

  test("those who serve it are told of what waits, and the first claim wins", async () => {
    const [a, b] = [await d.officer(await hire(d, { queues: ["meja"] })), await d.officer(await hire(d, { queues: ["meja"] }))];
    const stranger = await d.officer(await hire(d, { queues: ["teknis"] }));
    const v = await d.visitor();
    const ack = await v.write("Ada yang bisa bantu?");
    await a.until((f) => f.type === "queue" && f.queue === "meja" && f.waiting === 1 && f.oldest_received_at === ack.received_at);
    await b.state(ack.conversation, "queued");
    const before_claim = await a.ask("history.get", { conversation: ack.conversation });
    assert.equal(before_claim.messages[0].text, "Ada yang bisa bantu?");
    assert.equal((await a.refused("message.send", { conversation: ack.conversation, seen: 9, text: "x", purpose: "answer" })).code, "not_handling");
    for (const [type, fields] of [["conversation.release", {}], ["conversation.escalate", { reason: "x" }], ["conversation.close", { outcome: "spam" }], ["conversation.transfer", { queue: "teknis" }]])
      assert.equal((await a.refused(type, { conversation: ack.conversation, ...fields })).code, "not_handling", type);
    const [won, lost] = await Promise.all([a, b].map((o) => o.request("conversation.claim", { conversation: ack.conversation })));
    assert.deepEqual([won.type, lost.type].sort(), ["ack", "error"]);
    assert.equal([won, lost].find((x) => x.type === "error").code, "not_handling");
    const winner = won.type === "ack" ? a : b;
    const loser = winner === a ? b : a;
    const shown = (await v.state(null, "assigned")).officer;
    assert.ok(shown.id && !JSON.stringify(shown).includes(winner.name), "a citizen never learns an account's name");
    assert.equal((await winner.ask("conversation.claim", { conversation: ack.conversation })).type, "ack", "claiming what one has is no fault");
    const head = await loser.state(ack.conversation, "assigned");
    assert.equal(head.officer.id, winner.name);
    assert.equal((await loser.refused("message.send", { conversation: ack.conversation, seen: 9, text: "x", purpose: "answer" })).code, "not_handling");
    assert.equal((await stranger.refused("conversation.claim", { conversation: ack.conversation })).code, "not_found");
    await stranger.settle();
    assert.ok(!told(stranger, 0, (f) => f.conversation === ack.conversation && f.type !== "error"));
    await winner.ask("conversation.release", { conversation: ack.conversation });
    const from = loser.frames.length;
    await loser.ask("conversation.claim", { conversation: ack.conversation });
    await loser.state(ack.conversation, "assigned", { from: 0 });
    assert.ok(from);
  });
});

describe("answers", () => {
  let d, o, name;
  before(async () => {
    d = await start_daemon({ officers: { capacity: 100 } });
    name = await hire(d, { display: "Sari W." });
    o = await d.officer(name, { capacity: 100 });
  });
  after(() => d?.close());
  const talk = async (text = "Berapa tarif tas kulit?") => {
    const v = await d.visitor();
    const ack = await v.write(text);
    const head = await o.state(ack.conversation, "assigned");
    return { v, ack, head, c: ack.conversation };
  };

  test("the citizen is told once who took it, under the shown name", async () => {
    const { v, c } = await talk();
    const joined = await v.until((f) => f.template === "officer_joined");
    assert.match(joined.text, /Sari W\./);
    await o.answer(c, "Dua puluh lima persen");
    await v.write("Kalau tas kain bagaimana?");
    await v.settle();
    const heard = v.frames.filter((f) => f.template === "officer_joined").length;
    assert.ok(heard <= 2);
  });

  test("an answer stops the clock; a question does not", async () => {
    const { v, c, ack } = await talk();
    const asked = await o.question(c, "Bahannya apa?", ack.seq);
    const waiting = await v.state(c, "waiting_applicant");
    assert.ok(waiting.answer_due);
    await v.until((f) => f.type === "message" && f.seq === asked.seq);
    const from = v.frames.length;
    const reply = await v.write("Kulit sapi");
    await v.state(c, "assigned", { from });
    await o.until((f) => f.type === "message" && f.seq === reply.seq);
    const sent = await o.answer(c, "Dua puluh persen", reply.seq);
    const m = await v.until((f) => f.type === "message" && f.seq === sent.seq);
    assert.deepEqual([m.from, m.officer.name, m.text, m.id], ["officer", "Sari W.", "Dua puluh persen", undefined]);
    const answered = await v.state(c, "answered");
    assert.equal(answered.answer_due, undefined);
    const more = await o.answer(c, "Tambahan: PPN sebelas persen");
    await v.until((f) => f.seq === more.seq);
  });

  test("each window of the handling officer gets the messages, its own as ack", async () => {
    const { v, c } = await talk();
    const two = await d.officer(name, { token: o.token, presence: null });
    const line = await v.write("Tambahan dari saya");
    await o.until((f) => f.type === "message" && f.seq === line.seq);
    await two.until((f) => f.type === "message" && f.seq === line.seq);
    const id = randomUUID();
    const sent = await o.ask("message.send", { id, conversation: c, seen: line.seq, text: "Jawaban", purpose: "question" });
    const there = await two.until((f) => f.type === "message" && f.seq === sent.seq && f.conversation === c);
    assert.equal(there.id, id);
    await o.settle();
    assert.ok(!told(o, 0, (f) => f.type === "message" && f.conversation === c && f.seq === sent.seq));
    const stale = await two.refused("message.send", { conversation: c, seen: line.seq, text: "Jawaban lain", purpose: "answer" });
    assert.equal(stale.code, "stale");
    assert.equal(stale.temporary, false);
    assert.ok(stale.messages.some((m) => m.seq === sent.seq && m.text === "Jawaban"));
    const seen = Math.max(...stale.messages.map((m) => m.seq));
    await two.answer(c, "Jawaban lain", seen);
    assert.ok(!told(v, 0, (f) => f.text === "Jawaban lain" && f.seq <= sent.seq));
    await two.leave();
  });

  test("one window may send twice without having heard of itself", async () => {
    const { c, ack } = await talk();
    await o.question(c, "Satu?", ack.seq);
    const second = await o.question(c, "Dua?", ack.seq);
    assert.ok(second.seq);
  });

  test("a line that crosses the answer opens a new request, and the first has stopped", async () => {
    const { v, c, ack, head } = await talk();
    const crossing = await v.write("Dan bagaimana dengan sepatu olahraga?");
    await o.until((f) => f.type === "message" && f.seq === crossing.seq);
    const first_reference = head.reference;
    const at = o.frames.length;
    await o.answer(c, "Tas kulit: dua puluh persen", ack.seq);
    const next = await o.until((f) => f.type === "conversation" && f.conversation === c && f.reference !== first_reference, { from: at - 5 });
    assert.equal(next.received_at, crossing.received_at, "received when it was written");
    assert.equal(next.state, "assigned");
    const first = await v.until((f) => f.type === "conversation" && f.reference === first_reference);
    const status = await d.http("GET", `/api/v1/tickets/${first.reference}`, { headers: { "Sahut-Ticket-Secret": first.secret } });
    assert.equal(status.json.state, "answered");
    await o.answer(c, "Sepatu: tiga puluh persen");
    await v.until((f) => f.type === "conversation" && f.state === "answered", { from: v.frames.indexOf(first) });
  });

  test("a thank-you after the answer does not need an answer, a question after closing opens a new request", async () => {
    const { v, c, head } = await talk();
    await o.answer(c, "Dua puluh persen");
    await o.ask("conversation.close", { conversation: c, outcome: "answered" });
    await v.state(c, "closed");
    await v.until((f) => f.template === "closing");
    const from = o.frames.length;
    await v.write("Satu pertanyaan lagi: bagaimana dengan jam tangan?");
    const next = await o.state(c, "assigned", { from });
    assert.notEqual(next.reference, head.reference);
    assert.ok(next.request > head.request);
  });

  test("a repeated answer is one answer; other content under its id is refused", async () => {
    const { v, c, ack } = await talk();
    const id = randomUUID();
    const frame = { id, conversation: c, seen: ack.seq, text: "Hanya sekali", purpose: "answer" };
    const first = await o.ask("message.send", frame);
    const again = await d.officer(name, { token: o.token, presence: null });
    assert.equal((await again.ask("message.send", frame)).seq, first.seq);
    assert.equal((await again.refused("message.send", { ...frame, text: "Lain" })).code, "id_reused");
    assert.equal((await again.refused("note.add", { id, conversation: c, text: "Lain" })).code, "id_reused");
    await v.settle();
    assert.equal(v.frames.filter((f) => f.text === "Hanya sekali").length, 1);
    await again.leave();
  });

  test("`answered` needs an answer before it; the other outcomes close at once", async () => {
    const { c } = await talk();
    const e = await o.refused("conversation.close", { conversation: c, outcome: "answered" });
    assert.deepEqual([e.code, e.path], ["bad_field", "outcome"]);
    await o.question(c, "Tas apa?");
    assert.equal((await o.refused("conversation.close", { conversation: c, outcome: "answered" })).code, "bad_field");
    for (const [outcome, more] of [["not_a_request", {}], ["no_question", {}], ["redirected", { to: "ppid" }], ["duplicate", { of: "REF-261122-00001-6" }], ["spam", {}], ["abandoned", {}]]) {
      const one = await talk(`Untuk ditutup sebagai ${outcome}`);
      await o.ask("conversation.close", { conversation: one.c, outcome, ...more });
      const closed = await o.state(one.c, "closed");
      assert.equal(closed.outcome, outcome);
      await one.v.state(one.c, "closed");
      assert.equal((await o.refused("message.send", { conversation: one.c, seen: 9, text: "x", purpose: "answer" })).code, "not_handling");
    }
    assert.equal((await o.refused("conversation.close", { conversation: c, outcome: "redirected", to: "mars" })).code, "bad_field");
  });

  test("a note reaches officers and never the citizen", async () => {
    const { v, c } = await talk();
    const two = await d.officer(name, { token: o.token, presence: null });
    await o.ask("note.add", { conversation: c, text: "CATATAN-RAHASIA" });
    const note = await two.until((f) => f.type === "note" && f.conversation === c);
    assert.deepEqual([note.text, note.officer.id], ["CATATAN-RAHASIA", name]);
    await o.answer(c, "Jawaban biasa");
    await v.settle();
    const again = await d.visitor({ hello: { token: v.welcome.token } });
    const page = await again.ask("history.get", { after: 0 });
    assert.ok(page.messages.every((m, i) => m.seq === i + 1), "no gap where the note was");
    assert.ok(!JSON.stringify([v.frames, again.frames]).includes("CATATAN-RAHASIA"));
    const with_notes = await o.ask("history.get", { conversation: c, after: 0, after_rev: 0 });
    assert.deepEqual(with_notes.notes.map((n) => n.text), ["CATATAN-RAHASIA"]);
    assert.ok(with_notes.rev >= note.rev);
    assert.deepEqual((await o.ask("history.get", { conversation: c, after: 0, after_rev: note.rev })).notes, []);
    assert.equal((await o.ask("history.get", { conversation: c, after: 0 })).notes, undefined);
    await two.leave();
  });

  test("one's own slip may be reclassified, and the request waits again with its deadline", async () => {
    const { v, c, head, ack } = await talk();
    const slip = await o.answer(c, "Mohon tunggu", ack.seq);
    await v.state(c, "answered");
    const from = v.frames.length;
    await o.ask("message.reclassify", { conversation: c, seq: slip.seq, purpose: "question" });
    const again = await v.until((f) => f.type === "conversation" && f.state !== "answered", { from });
    assert.equal(again.answer_due, head.answer_due);
    assert.equal(again.reference, head.reference);
    const update = await o.until((f) => f.type === "message.update" && f.seq === slip.seq && f.conversation === c);
    assert.equal(update.purpose, "question");
    const page = await o.ask("history.get", { conversation: c, after: 0, after_rev: 0 });
    assert.equal(page.messages.find((m) => m.seq === slip.seq).purpose, "question");
    assert.ok(page.updates.some((u) => u.seq === slip.seq));
    assert.notEqual((await o.request("message.reclassify", { conversation: c, seq: ack.seq, purpose: "answer" })).type, "ack", "the citizen's own line");
    await o.answer(c, "Dua puluh persen");
    await v.state(c, "answered", { from: v.frames.indexOf(again) });
  });
});

describe("hand-over", () => {
  let d;
  before(async () => (d = await start_daemon({ officers: { grace_seconds: 3 } })));
  after(() => d?.close());

  test("to a queue that the giver does not serve: they are told that it is gone, and see nothing more", async () => {
    const giver = await d.officer(await hire(d, { queues: ["umum"] }));
    const technician = await d.officer(await hire(d, { queues: ["teknis"] }));
    const v = await d.visitor();
    const ack = await v.write("Soal nilai pabean mesin");
    const head = await giver.state(ack.conversation, "assigned");
    await giver.ask("conversation.transfer", { conversation: ack.conversation, queue: "teknis", note: "Tolong dibantu" });
    const queued = await technician.state(ack.conversation, "queued");
    assert.deepEqual([queued.queue, queued.received_at, queued.answer_due], ["teknis", head.received_at, head.answer_due]);
    await giver.until((f) => f.type === "conversation" && f.queue === "teknis");
    assert.equal((await giver.refused("history.get", { conversation: ack.conversation })).code, "not_found");
    assert.equal((await giver.refused("message.send", { conversation: ack.conversation, seen: 9, text: "x", purpose: "answer" })).code, "not_found");
    const from = giver.frames.length;
    await technician.ask("conversation.claim", { conversation: ack.conversation });
    const page = await technician.ask("history.get", { conversation: ack.conversation, after: 0, after_rev: 0 });
    assert.deepEqual(page.notes.map((n) => n.text), ["Tolong dibantu"]);
    assert.equal(page.messages[0].text, "Soal nilai pabean mesin");
    await technician.answer(ack.conversation, "Nilai transaksi");
    await v.state(null, "answered");
    await giver.settle();
    assert.ok(!told(giver, from, (f) => f.conversation === ack.conversation && f.type !== "error"));
    assert.ok(!JSON.stringify(v.frames).includes("Tolong dibantu"));
    await giver.leave();
  });

  test("to an officer: they must be able to handle that queue", async () => {
    const giver = await d.officer(await hire(d, { queues: ["umum", "teknis"] }));
    const outsider = await hire(d, { queues: ["teknis"] });
    const auditor = await hire(d, { queues: ["umum"], role: "auditor" });
    const v = await d.visitor();
    const ack = await v.write("Pertanyaan untuk rekan");
    await giver.state(ack.conversation, "assigned");
    const receiver = await d.officer(await hire(d, { queues: ["umum"] }), { presence: "away" });
    for (const officer of [outsider, auditor, "nobody"]) {
      const e = await giver.refused("conversation.transfer", { conversation: ack.conversation, officer });
      assert.ok(["bad_field", "not_found"].includes(e.code), e.code);
    }
    assert.equal((await giver.refused("conversation.transfer", { conversation: ack.conversation })).code, "bad_field");
    assert.ok(["bad_field", "not_found"].includes((await giver.refused("conversation.transfer", { conversation: ack.conversation, queue: "none" })).code));
    await giver.ask("conversation.transfer", { conversation: ack.conversation, officer: receiver.name });
    const mine = await receiver.state(ack.conversation, "assigned");
    assert.equal(mine.officer.id, receiver.name);
    assert.equal((await giver.state(ack.conversation, "assigned", { from: 0 })).conversation, ack.conversation);
    assert.equal((await giver.refused("message.send", { conversation: ack.conversation, seen: 9, text: "x", purpose: "answer" })).code, "not_handling", "their queue, not theirs");
    await receiver.answer(ack.conversation, "Dari rekan");
    await v.state(null, "answered");
    await giver.leave();
  });

  test("to an officer who is not there: it goes back to its queue after the grace", async () => {
    const giver = await d.officer(await hire(d, { queues: ["umum"] }));
    const absent = await hire(d, { queues: ["umum"] });
    const v = await d.visitor();
    const ack = await v.write("Pertanyaan untuk yang tidak hadir");
    const head = await giver.state(ack.conversation, "assigned");
    await giver.ask("presence.set", { state: "away" });
    const given = giver.frames.length;
    await giver.ask("conversation.transfer", { conversation: ack.conversation, officer: absent });
    await giver.until((f) => f.type === "conversation" && f.officer?.id === absent, { from: given });
    const back = await giver.state(ack.conversation, "queued", { from: giver.frames.length });
    assert.equal(back.received_at, head.received_at);
    await giver.ask("conversation.claim", { conversation: ack.conversation });
    await giver.leave();
  });

  test("earlier requests of another queue stay hidden", async () => {
    const technician = await d.officer(await hire(d, { queues: ["teknis"] }));
    const clerk = await d.officer(await hire(d, { queues: ["umum"] }));
    const v = await d.visitor();
    const ack = await v.write("Pertanyaan lama yang rahasia");
    await clerk.state(ack.conversation, "assigned");
    await clerk.ask("note.add", { conversation: ack.conversation, text: "Catatan lama" });
    await clerk.answer(ack.conversation, "Jawaban lama");
    await clerk.ask("conversation.close", { conversation: ack.conversation, outcome: "answered" });
    await v.state(null, "closed");
    const from = clerk.frames.length;
    const next = await v.write("Pertanyaan baru soal teknis");
    await clerk.state(ack.conversation, "assigned", { from });
    await clerk.ask("conversation.transfer", { conversation: ack.conversation, queue: "teknis", note: "Catatan alih" });
    await technician.state(ack.conversation, "queued");
    await technician.ask("conversation.claim", { conversation: ack.conversation });
    const page = await technician.ask("history.get", { conversation: ack.conversation, after: 0 });
    const [hidden, ...rest] = page.messages;
    assert.equal(hidden.type, "hidden");
    assert.deepEqual([hidden.from_seq, hidden.to_seq], [1, next.seq - 1]);
    assert.equal(rest[0].seq, next.seq);
    const stale = await technician.request("message.send", { conversation: ack.conversation, seen: 0, text: "Mesin apa?", purpose: "question" });
    assert.equal(stale.type, "ack", "what is hidden is not stale");
    const updates = await technician.ask("history.get", { conversation: ack.conversation, after: 0, after_rev: 0 });
    assert.deepEqual(updates.notes.map((n) => n.text), ["Catatan alih"]);
    assert.ok(!JSON.stringify(technician.frames).includes("lama"));
    const back = await technician.ask("history.get", { conversation: ack.conversation, before: next.seq });
    assert.ok(back.messages.every((m) => m.type === "hidden"));
    await clerk.leave();
  });
});
