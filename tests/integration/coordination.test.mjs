// Officers who ask each other, and many questions with one answer, against a real daemon.
import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { hire, start_daemon } from "./support.mjs";

const of_consult = (id, holds = () => true) => (f) => f.type === "consult" && f.consult === id && holds(f);
const of_incident = (id, holds = () => true) => (f) => f.type === "incident" && f.incident === id && holds(f);

describe("a consult", () => {
  let d, o, colleague, outsider;
  before(async () => {
    d = await start_daemon();
    o = await d.officer(await hire(d, { queues: ["umum"] }));
    colleague = await d.officer(await hire(d, { queues: ["teknis"] }), { presence: "away" });
    outsider = await d.officer(await hire(d, { queues: ["manual"] }), { presence: "away" });
  });
  after(() => d?.close());

  test("reaches the unit, is answered with a draft, and the citizen's socket, history and status page know nothing of it", async () => {
    const v = await d.visitor();
    const { conversation } = await v.write("Apakah HS 8517 benar?");
    const head = await v.state(conversation, "assigned");
    const { consult } = await o.ask("consult.ask", { conversation, to: { queue: "teknis" }, text: "RAHASIA-1", draft: "RAHASIA-2" });
    const asked = await colleague.until(of_consult(consult));
    assert.deepEqual([asked.state, asked.from.id, asked.to], ["open", o.name, { queue: "teknis" }]);
    assert.ok(asked.due < asked.citizen_due || asked.due === asked.citizen_due);
    const page = await colleague.ask("history.get", { conversation, after_rev: 0 });
    assert.equal(page.messages[0].text, "Apakah HS 8517 benar?");
    assert.equal(page.consults[0].consult, consult);
    for (const [type, fields] of [["message.send", { seen: page.messages.at(-1).seq, text: "Halo", purpose: "answer" }], ["conversation.claim", {}], ["conversation.close", { outcome: "spam" }]])
      assert.equal((await colleague.refused(type, { conversation, ...fields })).code, "not_handling", type);
    assert.equal((await outsider.refused("history.get", { conversation })).code, "not_found");
    assert.equal((await outsider.refused("consult.answer", { consult, text: "x" })).code, "not_found");
    await colleague.ask("consult.answer", { consult, text: "RAHASIA-3", draft: "Benar, HS 8517." });
    const told = await o.until(of_consult(consult, (f) => f.state === "answered"));
    assert.deepEqual(told.answers.map((a) => [a.officer.id, a.text, a.draft]), [[colleague.name, "RAHASIA-3", "Benar, HS 8517."]]);
    await o.ask("consult.close", { consult });
    await colleague.until(of_consult(consult, (f) => f.gone));
    assert.equal((await colleague.refused("history.get", { conversation })).code, "not_found");
    await o.ask("message.send", { conversation, seen: page.messages.at(-1).seq, text: told.answers[0].draft, purpose: "answer" });
    await v.until((f) => f.type === "message" && f.text === "Benar, HS 8517.");
    const history = await v.ask("history.get", {});
    const status = await d.http("GET", `/api/v1/tickets/${head.reference}`, { headers: { "Sahut-Ticket-Secret": head.secret } });
    assert.equal(status.status, 200);
    for (const what of [v.frames, history, status.json]) assert.doesNotMatch(JSON.stringify(what), /RAHASIA|onsult/);
  });
});

describe("an incident", () => {
  test("of sixty questions is answered once each, also when the daemon is killed in the midst of it, and what was answered before is left alone", { timeout: 180_000 }, async (t) => {
    const d = await start_daemon({ redis: { durability: "fsync" }, officers: { capacity: 1 } });
    t.after(() => d.close());
    const sari = await hire(d, { queues: ["umum"] });
    const lead = await hire(d, { role: "coordinator" });
    let o = await d.officer(sari, { presence: "away" });
    let k = await d.officer(lead, { presence: "away" });
    const members = [];
    for (let i = 0; i < 60; i += 1) {
      const v = await d.visitor();
      members.push({ v, ...(await v.write(`CEISA tidak bisa dibuka (${i})`)) });
    }
    const { incident } = await o.ask("incident.open", { title: "CEISA tidak dapat diakses" });
    const added = await o.ask("incident.add", { incident, words: "ceisa", conversations: [members[0].conversation, "PRI-none"] });
    assert.deepEqual([added.changed, added.not_taken.map((n) => n.what), added.more], [60, ["PRI-none"], false]);
    const first = members[0].conversation;
    await o.ask("conversation.claim", { conversation: first });
    await o.ask("message.send", { conversation: first, seen: 99, text: "Sudah kami periksa, silakan coba lagi.", purpose: "answer" });
    await o.ask("incident.answer", { incident, text: "Gangguan sudah pulih.", purpose: "answer" });
    await k.until(of_incident(incident, (f) => f.state === "proposed"));
    const own = await d.officer(lead, { token: k.token, presence: null });
    assert.equal((await o.refused("incident.approve", { incident })).code, "not_found", "an officer has not the right");
    await own.leave();
    await k.ask("incident.approve", { incident });
    d.child.kill("SIGKILL");
    await new Promise((done) => (d.child.exitCode ?? d.child.signalCode) !== null ? done() : d.child.once("exit", done));
    await d.begin();
    o = await d.officer(sari, { presence: "away" });
    k = await d.officer(lead, { presence: "away" });
    const shown = k.welcome.incidents.find((i) => i.incident === incident);
    const done = shown.state === "answered" ? shown : await k.until(of_incident(incident, (f) => f.state === "answered"), { within: 30_000 });
    assert.deepEqual([done.members, done.answered, done.passed_over], [60, 59, 1]);
    for (const { conversation } of members) {
      const { messages } = await k.ask("history.get", { conversation });
      assert.equal(messages.filter((m) => m.text === "Gangguan sudah pulih.").length, conversation === first ? 0 : 1, conversation);
    }
    await o.ask("incident.close", { incident });
    await k.until(of_incident(incident, (f) => f.state === "closed"));
  });
});
