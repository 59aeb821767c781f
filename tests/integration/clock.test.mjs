// The clock: tickets at their time, what does not convert, what is warned of, and what survives a restart. An hour is seconds.
import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { always_open, eventually, priok, start_daemon, status_of, wait } from "./support.mjs";

const limit_s = 4;
const policy = { answer_limit_minutes: limit_s / 60 };

describe("the automatic ticket", () => {
  let d, o;
  before(async () => {
    d = await start_daemon({ policy, offices: [priok({ queues: [{ id: "umum", name: "Umum", assignment: "manual" }, { id: "teknis", name: "T", kind: "unit", assignment: "manual" }] })] });
    await d.add_user("sari", { queues: ["umum"] });
    o = await d.officer("sari");
  });
  after(() => d?.close());
  // A barrier: whatever was due before now has been done when a question that is asked now has its ticket.
  const a_later_one_is_due = async () => {
    const v = await d.visitor();
    await v.write("Bagaimana dengan yang sesudahnya?");
    await v.until((f) => f.type === "ticket");
    await v.leave();
  };

  test("comes at ticket_at within a second, exactly once, in words and as a frame", async () => {
    const v = await d.visitor();
    const ack = await v.write("Berapa bea masuk sepeda?");
    const head = await o.state(ack.conversation, "queued");
    const due = Date.parse(head.ticket_at);
    assert.equal(due - Date.parse(ack.received_at), limit_s * 1000);
    const ticket = await v.until((f) => f.type === "ticket");
    assert.ok(ticket.received_ms >= due - 50 && ticket.received_ms <= due + 1000, `${ticket.received_ms - due} ms after ticket_at`);
    assert.equal(ticket.automatic, true);
    assert.deepEqual(await status_of(d, ticket), ["issued", true, "Tercatat, menunggu jawaban"]);
    const said = await v.until((f) => f.template === "ticket_issued_auto");
    assert.equal(said.from, "system");
    assert.ok(said.text.includes(ticket.number) && said.text.includes(ticket.status_url));
    const told = await o.until((f) => f.type === "conversation" && f.ticket);
    assert.equal(told.state, "escalated");
    assert.deepEqual([told.ticket.automatic, told.ticket.due], [true, ticket.due]);
    assert.ok(Math.abs(Date.parse(told.ticket.issued_at) - due) <= 1000);
    assert.equal(told.ticket.due_at, head.ticket_at);
    await a_later_one_is_due();
    assert.equal(new Set(v.of("ticket").map((t) => t.number)).size, 1);
    assert.equal(v.frames.filter((f) => f.template === "ticket_issued_auto").length, 1);
    await v.write("Masih menunggu");
    await a_later_one_is_due();
    assert.equal(new Set(v.of("ticket").map((t) => t.number)).size, 1, "a message while the ticket is open opens no second one");
  });

  test("many at one instant: each gets one, all numbers differ", async () => {
    const all = await Promise.all(Array.from({ length: 40 }, () => d.visitor()));
    await Promise.all(all.map((v, i) => v.write(`Pertanyaan serentak ${i}`)));
    const tickets = await Promise.all(all.map((v) => v.until((f) => f.type === "ticket")));
    assert.equal(new Set(tickets.map((t) => t.number)).size, 40);
    await a_later_one_is_due();
    assert.ok(all.every((v) => new Set(v.of("ticket").map((t) => t.number)).size === 1));
  });

  test("an answer in time prevents it; a question does not", async () => {
    const [answered, asked] = [await d.visitor(), await d.visitor()];
    const a = await answered.write("Dijawab tepat waktu?");
    const b = await asked.write("Hanya ditanya balik?");
    for (const x of [a, b]) await o.ask("conversation.claim", { conversation: x.conversation });
    await o.answer(a.conversation, "Ya");
    await o.question(b.conversation, "Barang apa?");
    const ticket = await asked.until((f) => f.type === "ticket");
    assert.equal(ticket.state, "waiting_applicant");
    const mine = await o.until((f) => f.type === "conversation" && f.conversation === b.conversation && f.ticket);
    assert.equal(mine.officer.id, "sari", "conversation and officer stay");
    await answered.settle();
    assert.equal(answered.of("ticket").length, 0, "it would have come first: it was asked first");
    const replied_at = asked.frames.length;
    await asked.write("Kain katun");
    await asked.until((f) => f.type === "ticket" && f.state === "in_progress", { from: replied_at });
    await o.question(b.conversation, "Berapa meter?");
    await asked.until((f) => f.type === "ticket" && f.state === "waiting_applicant", { from: replied_at });
    await o.answer(b.conversation, "Jawaban atas tiket");
    await asked.until((f) => f.type === "ticket" && f.state === "answered");
  });

  test("a request of courtesy alone closes as no_question at its time, with an invitation to ask", async () => {
    const v = await d.visitor();
    const ack = await v.write("Halo");
    await v.write("Selamat pagi");
    const closed = await o.state(ack.conversation, "closed");
    assert.equal(closed.outcome, "no_question");
    await v.until((f) => f.template === "ask_question");
    await v.state(null, "closed");
    assert.equal(v.of("ticket").length, 0);
  });

  test("a question after the courtesy makes it a request like any other", async () => {
    const v = await d.visitor();
    await v.write("Halo");
    await v.write("Berapa tarif kopi?");
    await v.until((f) => f.type === "ticket");
  });

  test("thanks after an answer closes silently", async () => {
    const v = await d.visitor();
    const ack = await v.write("Tarif teh?");
    await o.ask("conversation.claim", { conversation: ack.conversation });
    await o.answer(ack.conversation, "Lima persen");
    await v.state(null, "answered");
    const from = v.frames.length;
    await v.write("Terima kasih banyak");
    await a_later_one_is_due();
    const since = v.frames.slice(from);
    assert.ok(!since.some((f) => f.template === "ask_question" || f.type === "ticket"), JSON.stringify(since));
    assert.ok(v.of("conversation").at(-1).state !== "queued");
  });
});

describe("what was due while the daemon was down", () => {
  test("is done at the start, once, with its original due time", async (t) => {
    const d = await start_daemon({ policy, redis: { durability: "fsync" } });
    t.after(() => d.close());
    await d.add_user("sari", { queues: ["umum"] });
    const v = await d.visitor();
    const ack = await v.write("Pertanyaan sebelum mati listrik");
    const due = Date.parse(ack.received_at) + limit_s * 1000;
    const { token, epoch } = v.welcome;
    await v.settle();
    const held = v.end(ack.conversation);
    v.closed_expected = true;
    await d.end();
    assert.equal(v.closed_with.code, 3001, "draining: come back");
    await wait(Math.max(0, due - Date.now() + 1000)); // the daemon is down while it comes due
    await d.begin();
    const back = await d.visitor({ hello: { token, epoch, seq: held } });
    assert.equal(back.welcome.gap, false, "an orderly restart is the same epoch");
    const number = await eventually(async () => back.welcome.tickets[0]?.number ?? back.of("ticket")[0]?.number);
    const page = await eventually(async () => {
      const p = await back.ask("history.get", { after: held });
      return p.messages.some((m) => m.template === "ticket_issued_auto") && p;
    });
    assert.equal(page.messages.filter((m) => m.template === "ticket_issued_auto").length, 1);
    assert.ok(page.messages.every((m, i) => m.seq === held + 1 + i));
    const o = await d.officer("sari", { presence: null });
    const ticket = o.welcome.tickets.find((x) => x.number === number);
    assert.equal(Date.parse(ticket.due_at), due);
    assert.ok(Date.parse(ticket.issued_at) > due + 500, "and the actual time beside it");
  });
});

describe("other policies", () => {
  test("courtesy = convert: then a greeting becomes a ticket too", async (t) => {
    const d = await start_daemon({ policy: { answer_limit_minutes: 2 / 60, courtesy: "convert" } });
    t.after(() => d.close());
    const v = await d.visitor();
    await v.write("Halo");
    await v.until((f) => f.type === "ticket");
  });

  test("convert_margin_seconds brings the ticket forward, not the deadline", async (t) => {
    const d = await start_daemon({ policy: { answer_limit_minutes: 5 / 60, convert_margin_seconds: 3 } });
    t.after(() => d.close());
    const v = await d.visitor();
    const ack = await v.write("Kapan tiketnya?");
    const state = await v.state(null, "queued");
    assert.equal(Date.parse(state.answer_due) - Date.parse(ack.received_at), 5000);
    const ticket = await v.until((f) => f.type === "ticket");
    const took = ticket.received_ms - Date.parse(ack.received_at);
    assert.ok(took >= 1950 && took <= 3000, `${took} ms`);
  });

  test("warnings 15 and 5 minutes before ticket_at reach the officer", async (t) => {
    const d = await start_daemon({ policy: { answer_limit_minutes: 15 + 2 / 60 } });
    t.after(() => d.close());
    await d.add_user("sari", { queues: ["umum"] });
    const o = await d.officer("sari");
    const v = await d.visitor();
    const ack = await v.write("Apakah akan ada peringatan?");
    const warned = await o.until((f) => f.type === "conversation" && f.conversation === ack.conversation && f.warned_minutes);
    assert.equal(warned.warned_minutes, 15);
    await v.settle();
    assert.ok(!JSON.stringify(v.frames).includes("warned"));
    const e = await start_daemon({ policy: { answer_limit_minutes: 5 + 2 / 60 } });
    t.after(() => e.close());
    await e.add_user("sari", { queues: ["umum"] });
    const p = await e.officer("sari");
    await (await e.visitor()).write("Dan lima menit?");
    await p.until((f) => f.type === "conversation" && f.warned_minutes === 5);
  });

  test("the late window: the ticket at the hour's end or the closing, the deadline two working days on", async (t) => {
    const calendar = always_open({ late_window_minutes: 30, answer_limit_minutes: 3 / 60, ticket_working_days: 2 });
    // A day that ends soon after now: everything falls into its late window.
    const jakarta = new Date(Date.now() + 7 * 3600_000);
    const minute = jakarta.getUTCHours() * 60 + jakarta.getUTCMinutes() + 20;
    if (minute >= 24 * 60) return t.skip("midnight is too near");
    const close = `${String(Math.floor(minute / 60)).padStart(2, "0")}:${String(minute % 60).padStart(2, "0")}`;
    for (const day of Object.keys(calendar.weekly)) calendar.weekly[day] = { open: "00:00", close };
    const d = await start_daemon({ offices: [priok({ calendar })] });
    t.after(() => d.close());
    await d.add_user("sari", { queues: ["umum"] });
    const o = await d.officer("sari", { presence: "away" });
    const v = await d.visitor();
    const ack = await v.write("Menjelang tutup");
    const head = await o.state(ack.conversation, "queued");
    assert.deepEqual([head.rule, head.reason], ["R2D", "late_window"]);
    await v.until((f) => f.template === "late_window");
    assert.ok(Date.parse(head.answer_due) - Date.parse(ack.received_at) > 86_400_000);
    const ticket = await v.until((f) => f.type === "ticket");
    assert.equal(ticket.due, head.answer_due);
    assert.ok(Math.abs(ticket.received_ms - Date.parse(head.ticket_at)) <= 1000);
  });
});
