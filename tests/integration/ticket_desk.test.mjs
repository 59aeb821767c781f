// A ticket's life on the officers' side, against a real daemon.
import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { hire, priok, start_daemon } from "./support.mjs";

describe("tickets on the officers' side", () => {
  let d, o, lead;
  before(async () => {
    d = await start_daemon();
    o = await d.officer(await hire(d, { queues: ["umum"] }));
    lead = await d.officer(await hire(d, { queues: ["umum"], role: "coordinator" }), { presence: "away" });
  });
  after(() => d?.close());

  const ticketed = async (text = "Mengapa barang saya ditahan?") => {
    const v = await d.visitor();
    const { conversation } = await v.write(text);
    await o.state(conversation, "assigned");
    const { ticket } = await o.ask("conversation.escalate", { conversation, reason: "perlu penelitian" });
    return { v, conversation, number: ticket.number };
  };
  const of_number = (number, holds = () => true) => (f) => f.type === "ticket" && f.number === number && holds(f);

  test("is taken, given to an officer and to a unit, described, and told to whoever may see it", async () => {
    const { conversation, number } = await ticketed();
    assert.equal((await o.ask("ticket.take", { ticket: number })).ticket.owner.id, o.name, "one's own is an ack");
    await o.ask("conversation.release", { conversation });
    const unowned = await lead.until(of_number(number, (t) => t.unowned && t.state === "issued"));
    const given = await lead.ask("ticket.assign", { ticket: number.toLowerCase(), officer: o.name });
    assert.equal(given.ticket.owner.id, o.name);
    assert.equal(given.ticket.kind, "escalation");
    const [topic] = lead.welcome.topics;
    await lead.ask("ticket.set", { ticket: number, categories: ["information_request"], topic });
    const seen = await o.until(of_number(number, (t) => t.topic === topic));
    assert.deepEqual(seen.categories, ["information_request"]);
    assert.ok(seen.rev > unowned.rev);
    await lead.ask("ticket.assign", { ticket: number, queue: "teknis" });
    const unit = await o.until(of_number(number, (t) => t.unit));
    assert.equal(unit.unit.id, "teknis");
    const later = await d.officer(lead.name, { token: lead.token, presence: null });
    assert.ok(later.welcome.tickets.some((t) => t.number === number && t.received_at && t.topic === topic));
    await later.leave();
    assert.equal((await o.refused("ticket.take", { ticket: "ESK-000000-00000-0" })).code, "not_found");
  });

  test("an answer to a fault says what was mended, and the citizen reads it", async () => {
    const { v, conversation, number } = await ticketed("Modul impor CEISA tidak bisa dibuka");
    await o.ask("ticket.set", { ticket: number, categories: ["ict_complaint"] });
    const say = (more) => ["message.send", { conversation, seen: 1000, purpose: "answer", text: "Modul impor sudah dapat dibuka.", ticket: number, ...more }];
    assert.equal((await o.refused(...say({}))).path, "solution");
    await o.ask(...say({ solution: "Layanan dimuat ulang." }));
    const read = await v.until((f) => f.type === "message" && f.solution);
    assert.equal(read.solution, "Layanan dimuat ulang.");
    const told = await v.until((f) => f.type === "ticket" && f.state === "answered");
    const { json } = await d.http("GET", `/api/v1/tickets/${number}`, { headers: { "Sahut-Ticket-Secret": told.secret } });
    assert.equal(json.solution, "Layanan dimuat ulang.");
    const closed = await o.ask("ticket.close", { ticket: number, outcome: "answered" });
    assert.equal(closed.ticket.state, "closed");
    await v.until((f) => f.type === "ticket" && f.state === "closed");
  });

  test("a text that answers nothing is held back for who asks, until they are sure", async () => {
    const v = await d.visitor();
    const { conversation } = await v.write("Berapa tarif barang kiriman?");
    await o.state(conversation, "assigned");
    const hold = { conversation, seen: 1000, purpose: "answer", text: "Mohon tunggu sebentar" };
    const refused = await o.refused("message.send", { ...hold, sure: false });
    assert.deepEqual([refused.code, refused.path], ["bad_field", "sure"]);
    await o.ask("message.send", { ...hold, sure: true });
    await o.state(conversation, "answered");
  });

  test("a second question is split off with its own clock, and an answer that was none is revoked", async () => {
    const { v, conversation, number } = await ticketed();
    const line = await v.write("Satu lagi: apakah IMEI saya terdaftar?");
    await o.ask("request.split", { conversation, from_seq: line.seq });
    const head = await o.until((f) => f.type === "conversation" && f.conversation === conversation && f.request === 2);
    assert.equal(head.received_at, line.received_at);
    await o.ask("conversation.topic", { conversation, topic: o.welcome.topics[0] });
    await o.ask("identity.request", { conversation, fields: ["nik", "documents"] });
    await v.until((f) => f.template === "identity_request" && f.text.includes("NIK (KTP)"));
    const answer = await o.answer(conversation, "IMEI Anda sudah terdaftar.");
    await o.state(conversation, "escalated");
    assert.equal((await o.refused("answer.revoke", { conversation, seq: answer.seq, reason: "belum" })).code, "not_handling", "it is read, and is not theirs to do");
    const from = o.frames.length;
    await lead.ask("answer.revoke", { conversation, seq: answer.seq, reason: "belum menjawab" });
    const back = await o.until((f) => f.type === "conversation" && f.conversation === conversation && f.request === 2 && f.state === "assigned", { from });
    assert.equal(back.ticket_at, head.ticket_at, "its original deadline");
    await o.until((f) => f.type === "note" && f.text.includes("belum menjawab"), { from });
    await v.until((f) => f.type === "message" && f.template === "answer_withdrawn");
    for (const who of [v, o]) await who.until((f) => f.type === "message.update" && f.seq === answer.seq && f.revoked === true);
    const again = { conversation, seq: answer.seq, purpose: "answer" };
    for (const who of [o, lead]) assert.deepEqual(await who.refused("message.reclassify", again).then((e) => [e.code, e.path]), ["bad_field", "seq"]);
    const thread = await d.http("GET", `/api/v1/tickets/${head.reference}`, { headers: { "Sahut-Ticket-Secret": (await v.until((f) => f.type === "conversation" && f.reference === head.reference)).secret } });
    assert.equal(thread.json.messages.find((m) => m.seq === answer.seq).revoked, true);
    const first = await v.until((f) => f.type === "ticket" && f.number === number);
    const post = await d.http("POST", `/api/v1/tickets/${number}/messages`, { headers: { "Sahut-Ticket-Secret": first.secret }, body: { id: `resi-${number}`, text: "Ini nomor resinya." } });
    assert.deepEqual([post.status, post.json.reference], [201, undefined], "it is no question of its own");
    const texts = async (name, secret) => (await d.http("GET", `/api/v1/tickets/${name}`, { headers: { "Sahut-Ticket-Secret": secret } })).json.messages.map((m) => m.text);
    assert.ok((await texts(number, first.secret)).includes("Ini nomor resinya."));
    assert.ok(!(await texts(head.reference, thread.json.status_url?.split(".").at(-1) ?? (await v.until((f) => f.type === "conversation" && f.reference === head.reference)).secret)).includes("Ini nomor resinya."));
    assert.equal((await lead.refused("message.send", { conversation, seen: 1000, text: "x", purpose: "question", ticket: number })).code, "not_handling");
  });
});

describe("a complaint about staff", () => {
  let d, o, lead, head, auditor;
  before(async () => {
    d = await start_daemon({ offices: [priok({ complaint: "WhatsApp 0811-0000-0000" })] });
    o = await d.officer(await hire(d, { queues: ["umum"] }));
    lead = await d.officer(await hire(d, { role: "coordinator" }), { presence: "away" });
    head = await d.officer(await hire(d, { role: "superior" }), { presence: "away" });
    auditor = await d.officer(await hire(d, { role: "auditor" }), { presence: null });
  });
  after(() => d?.close());

  test("is restricted to internal compliance and the superior, answered by the superior, and ordinary again for the next question", async () => {
    const v = await d.visitor();
    const { conversation } = await v.write("RAHASIA-1: petugas meminta uang.");
    await o.state(conversation, "assigned");
    assert.equal((await auditor.refused("conversation.restrict", { conversation, reason: "x" })).code, "not_handling");
    const from = { o: o.frames.length, lead: lead.frames.length };
    await o.ask("conversation.restrict", { conversation, reason: "RAHASIA-2: pengaduan pegawai" });
    await o.until((f) => f.type === "conversation" && f.conversation === conversation && f.gone, { from: from.o });
    await v.until((f) => f.template === "complaint_redirect" && f.text.includes("0811-0000-0000"));
    for (const who of [head, auditor]) {
      await who.until((f) => f.type === "conversation" && f.conversation === conversation && f.restricted === true);
      const page = await who.ask("history.get", { conversation, after_rev: 0 });
      assert.match(JSON.stringify(page.notes), /RAHASIA-2/);
    }
    await v.write("RAHASIA-3: ini buktinya.");
    for (const who of [o, lead]) assert.equal((await who.refused("history.get", { conversation })).code, "not_found");
    await head.ask("conversation.claim", { conversation });
    await head.answer(conversation, "RAHASIA-4: kami tindak lanjuti.");
    await head.ask("conversation.close", { conversation, outcome: "redirected", to: "sipuma" });
    await v.state(conversation, "closed");
    const again = await d.officer(o.name, { token: o.token, presence: null });
    for (const frames of [o.frames.slice(from.o), lead.frames.slice(from.lead), again.frames]) assert.doesNotMatch(JSON.stringify(frames), /RAHASIA/);
    await again.leave();
    const next = await v.write("Berapa bea masuk laptop?");
    await o.until((f) => f.type === "conversation" && f.conversation === conversation && f.state === "assigned" && !f.restricted && f.seq >= next.seq);
    const page = await o.ask("history.get", { conversation, after_rev: 0 });
    assert.equal(page.messages[0].type, "hidden");
    assert.ok(page.messages[0].to_seq < next.seq);
    assert.doesNotMatch(JSON.stringify(page), /RAHASIA/);
  });

  test("belum terjawab, said in the chat, takes the answer back with its first deadline", async () => {
    const v = await d.visitor();
    const { conversation } = await v.write("Berapa tarif barang kiriman?");
    const due = (await o.state(conversation, "assigned")).answer_due;
    const { seq } = await o.answer(conversation, "Lihat laman kami.");
    await v.state(conversation, "answered");
    const from = o.frames.length;
    await v.write("Belum terjawab");
    const back = await o.until((f) => f.type === "conversation" && f.conversation === conversation && f.state === "assigned", { from });
    assert.equal(back.answer_due, due);
    await o.until((f) => f.type === "note" && f.text.includes("belum terjawab"), { from });
    await v.until((f) => f.type === "message" && f.template === "answer_denied");
    await v.until((f) => f.type === "message.update" && f.seq === seq && f.revoked === true);
    await o.ask("identity.set", { conversation, name: "Ani", nik: "12" }).then((ack) => assert.equal(ack.warnings[0].path, "nik"));
    await o.until((f) => f.type === "conversation" && f.conversation === conversation && f.identity?.name === "Ani");
  });
});

describe("time on the officers' side", () => {
  test("its people are reminded, and silence closes it", async () => {
    const d = await start_daemon({ policy: { answer_limit_minutes: 60, silent_close_working_days: 0 } });
    try {
      const o = await d.officer(await hire(d));
      const v = await d.visitor();
      const { conversation } = await v.write("Berapa tarif barang kiriman?");
      await o.state(conversation, "assigned");
      const { ticket } = await o.ask("conversation.escalate", { conversation, reason: "perlu penelitian" });
      const shown = JSON.parse((await d.control("ticket", "show", ticket.number)).stdout.split("\n")[1]); // after its request
      assert.ok(shown.next_reminder > shown.issued_at && shown.next_reminder <= shown.answer_due);
      await o.question(conversation, "Bisa kirim nomor resi?");
      const waits = await o.until((f) => f.type === "ticket" && f.state === "waiting_applicant");
      assert.ok(waits.closes_at > ticket.issued_at);
    } finally {
      await d.close();
    }
  });
});
