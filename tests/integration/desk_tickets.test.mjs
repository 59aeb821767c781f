// The officer's side: tickets by hand, closing, and who may see and do what.
import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { eventually, hire, start_daemon, status_of } from "./support.mjs";

describe("tickets by an officer", () => {
  let d, o;
  before(async () => {
    d = await start_daemon();
    o = await d.officer(await hire(d, { queues: ["umum", "teknis"] }));
  });
  after(() => d?.close());

  test("an escalation tells the number in words and as a frame; a second one gives no second ticket", async () => {
    const v = await d.visitor();
    const ack = await v.write("Mengapa barang saya ditahan?");
    await o.state(ack.conversation, "assigned");
    assert.equal((await o.refused("conversation.escalate", { conversation: ack.conversation, reason: "x", unit: "umum" })).code, "bad_field", "not a unit");
    const done = await o.ask("conversation.escalate", { conversation: ack.conversation, reason: "Perlu pemeriksaan fisik", unit: "teknis" });
    const ticket = await v.until((f) => f.type === "ticket");
    assert.match(ticket.number, /^ESK-\d{6}-\d{5}-\d$/);
    assert.equal(done.ticket.number ?? done.ticket, ticket.number);
    assert.equal(ticket.automatic, false);
    assert.deepEqual(await status_of(d, ticket), ["in_progress", false, "Diteruskan ke unit terkait"]);
    const said = await v.until((f) => f.template === "ticket_issued");
    assert.ok(said.text.includes(ticket.number));
    assert.ok(said.text.includes(ticket.status_url));
    assert.equal(v.frames.filter((f) => f.type === "ticket").length, 1);
    const state = await v.state(null, "escalated");
    assert.equal(state.conversation, ack.conversation);
    const head = await o.until((f) => f.type === "conversation" && f.ticket);
    assert.equal(head.ticket.number ?? head.ticket, ticket.number);
    assert.ok(!JSON.stringify(v.frames).includes("pemeriksaan fisik"));

    const second = await o.request("conversation.escalate", { conversation: ack.conversation, reason: "Sekali lagi" });
    if (second.type === "ack") assert.equal(second.ticket.number ?? second.ticket, ticket.number);
    await v.write("Apakah sudah ada kabar?");
    const third = await o.request("conversation.escalate", { conversation: ack.conversation, reason: "Lagi" });
    if (third.type === "ack") assert.equal(third.ticket.number ?? third.ticket, ticket.number);
    await v.settle();
    assert.equal(new Set(v.frames.filter((f) => f.type === "ticket").map((f) => f.number)).size, 1);
    assert.equal(v.frames.filter((f) => f.template === "ticket_issued").length, 1);

    const again = await d.visitor({ hello: { token: v.welcome.token } });
    assert.deepEqual(again.welcome.tickets.map((t) => [t.number, t.secret]), [[ticket.number, ticket.secret]]);
    const refreshed = await d.officer(o.name, { token: o.token, presence: null });
    assert.deepEqual(refreshed.welcome.tickets.map((t) => t.number), [ticket.number]);
    const beside = o.frames.filter((f) => f.type !== "message");
    assert.ok(!JSON.stringify(beside).includes(ticket.secret), "officers meet the secret in the citizen's own message alone");
    await refreshed.leave();

    await o.answer(ack.conversation, "Barang sudah dapat diambil");
    await v.until((f) => f.type === "ticket" && f.state === "answered");
    await v.until((f) => f.template === "ticket_answer");
    const from = v.frames.length;
    await v.write("YA");
    await v.until((f) => f.type === "ticket" && f.state === "closed", { from });
  });

  test("status by ticket and by reference, as people type them; wrong number and wrong secret are one 404", async () => {
    const v = await d.visitor();
    const ack = await v.write("Bagaimana status PIB saya?");
    const state = await v.until((f) => f.reference);
    const look = (number, secret) => d.http("GET", `/api/v1/tickets/${encodeURIComponent(number)}`, { headers: secret === undefined ? {} : { "Sahut-Ticket-Secret": secret } });
    const request = await look(state.reference, state.secret);
    assert.equal(request.status, 200);
    assert.equal(request.json.number, state.reference);
    assert.ok(["queued", "assigned"].includes(request.json.state));
    assert.equal(request.json.due, state.answer_due);
    await o.state(ack.conversation, "assigned");
    await o.ask("note.add", { conversation: ack.conversation, text: "CATATAN-DALAM" });
    await o.ask("conversation.escalate", { conversation: ack.conversation, reason: "ALASAN-DALAM" });
    const ticket = await v.until((f) => f.type === "ticket");
    const right = await look(ticket.number, ticket.secret);
    assert.equal(right.status, 200);
    assert.deepEqual([right.json.number, right.json.due, right.json.reference], [ticket.number, ticket.due, state.reference]);
    assert.ok(!right.body.includes("DALAM"));
    assert.ok(!right.body.includes('"rev"'));
    assert.equal(right.headers.get("cache-control"), "no-store");
    const by_reference = await look(state.reference, state.secret);
    assert.equal(by_reference.json.number, ticket.number, "the reference resolves to its ticket");
    const digits = ticket.number.replace(/\D/g, "");
    for (const typed of [ticket.number.toLowerCase(), digits, `esk ${digits.slice(0, 6)} ${digits.slice(6, 11)} ${digits.slice(11)}`, ` ${ticket.number} `, ticket.number.replaceAll("-", "")])
      assert.equal((await look(typed, ticket.secret)).status, 200, typed);
    const wrong_check = `${ticket.number.slice(0, -1)}${(Number(ticket.number.at(-1)) + 1) % 10}`;
    const wrong = [await look(ticket.number, "x".repeat(ticket.secret.length)), await look("ESK-261123-09999-1", ticket.secret), await look(wrong_check, ticket.secret), await look(ticket.number), await look(ticket.number, state.secret === ticket.secret ? "y" : state.secret), await look("hello", ticket.secret)];
    for (const w of wrong) assert.deepEqual([w.status, w.body, w.type], [404, wrong[0].body, wrong[0].type]);
    assert.match(wrong[0].type, /^application\/problem\+json/);
    const shown = await d.control("ticket", "show", ticket.number);
    assert.equal(shown.code, 0, shown.stderr);
    assert.ok(shown.stdout.includes(ticket.number));
    for (const secret of ["status PIB", "DALAM", ticket.secret]) assert.ok(!shown.stdout.includes(secret), secret);
    const conversation = await d.control("conversation", "show", ack.conversation);
    assert.equal(conversation.code, 0);
    assert.ok(conversation.stdout.includes(ack.conversation));
    for (const secret of ["status PIB", "DALAM", ticket.secret]) assert.ok(!conversation.stdout.includes(secret), secret);
  });
});

describe("roles", () => {
  let d, o;
  before(async () => {
    d = await start_daemon();
    o = await d.officer(await hire(d));
  });
  after(() => d?.close());

  const all = (c) => [
    ["conversation.claim", {}], ["conversation.release", {}], ["conversation.transfer", { queue: "umum" }], ["conversation.escalate", { reason: "x" }],
    ["conversation.close", { outcome: "spam" }], ["message.send", { seen: 9, text: "x", purpose: "answer" }], ["message.reclassify", { seq: 1, purpose: "question" }],
  ].map(([type, fields]) => [type, { conversation: c, ...fields }]);

  for (const [role, reads] of [["auditor", true], ["administrator", false], ["office_head", false]]) {
    test(`${role} ${reads ? "reads and does nothing" : "sees no content"}`, async () => {
      const w = await d.officer(await hire(d, { role, queues: [] }), { presence: null });
      const v = await d.visitor();
      const ack = await v.write(`RAHASIA untuk ${role}`);
      await o.state(ack.conversation, "assigned");
      const got = await w.request("history.get", { conversation: ack.conversation, after: 0, after_rev: 0 });
      assert.equal(got.type === "ack", reads, JSON.stringify(got).slice(0, 200));
      for (const [type, fields] of all(ack.conversation)) {
        const e = await w.refused(type, fields);
        assert.ok(["not_found", "not_handling"].includes(e.code), `${type}: ${e.code}`);
      }
      const note = await w.request("note.add", { conversation: ack.conversation, text: "x" });
      assert.equal(note.type, "error", "note.add");
      await o.answer(ack.conversation, "RAHASIA juga");
      await w.settle();
      const heard = w.frames.filter((f) => f.re === undefined && f.type !== "welcome");
      // The thread that they opened goes on there; nothing else says a word of it.
      const words = heard.filter((f) => JSON.stringify(f).includes("RAHASIA")).map((f) => [f.type, f.text]);
      assert.deepEqual(words, reads ? [["message", "RAHASIA juga"]] : []);
      if (!reads) {
        assert.ok(!JSON.stringify(w.frames).includes(ack.conversation), "not even that it is there");
        const again = await d.officer(w.name, { presence: null });
        assert.deepEqual([again.welcome.conversations, again.welcome.tickets], [[], []]);
      }
    });
  }

  test("a coordinator may do what an officer may", async () => {
    const boss = await d.officer(await hire(d, { role: "coordinator", queues: ["umum"] }), { presence: null });
    const v = await d.visitor();
    const ack = await v.write("Untuk koordinator");
    await o.state(ack.conversation, "assigned");
    assert.equal((await boss.ask("history.get", { conversation: ack.conversation, after: 0 })).messages[0].text, "Untuk koordinator");
    await boss.ask("note.add", { conversation: ack.conversation, text: "Periksa KEP-255" });
    await o.until((f) => f.type === "note" && f.conversation === ack.conversation);
    assert.equal((await boss.refused("message.send", { conversation: ack.conversation, seen: 9, text: "x", purpose: "answer" })).code, "not_handling");
    await o.ask("conversation.transfer", { conversation: ack.conversation, officer: boss.name });
    await boss.state(ack.conversation, "assigned", { from: 0 });
    await boss.answer(ack.conversation, "Jawaban koordinator");
    await v.state(null, "answered");
  });

  test("disabling an officer closes their sockets within a second and ends login and tokens", async () => {
    const name = await hire(d);
    const [one, two] = [await d.officer(name), await d.officer(name)];
    const v = await d.visitor();
    await v.write("Siapa yang dapat?");
    const done = await d.control("user", "disable", name);
    assert.equal(done.code, 0, done.stderr);
    const at = Date.now();
    assert.equal((await one.closes()).code, 3501);
    assert.equal((await two.closes()).code, 3501);
    assert.ok(Date.now() - at < 1000);
    assert.equal((await d.login(name)).status, 401);
    const again = await d.connect("officer", { headers: { authorization: `Bearer ${one.token}` } });
    again.send("hello", {});
    assert.ok([3500, 3501].includes((await again.closes()).code));
    const state = await eventually(async () => {
      const list = await d.control("user", "list");
      return list.stdout.split("\n").find((l) => l.includes(name) && /disabled/.test(l));
    });
    assert.ok(state);
  });
});
