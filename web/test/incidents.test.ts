// Incidents as an officer's desk sorts them, what may be done with each, and what their frames do to its state.
import assert from "node:assert/strict";
import { test } from "node:test";
import { whyNotGathered } from "../console/errors.ts";
import { deedsOnIncident, left, listed, mayGather, membersTold, outcomeOf, ruleFields } from "../console/incidents.ts";
import { words } from "../console/words.ts";
import { OfficerClient } from "../wire/officer.ts";
import { WireError } from "../wire/link.ts";
import { incidentsOf, withIncident } from "../wire/incidents.ts";
import type { ConversationHead, Incident, Ticket } from "../wire/types.ts";
import type { Say } from "../console/words.ts";
import { speaker } from "../words/locale.ts";
import { FakeWorld, memory } from "./fake.ts";

const sari = { id: "sari", role: "officer" };
const ratna = { id: "ratna", role: "coordinator" };
const say = speaker(words, "id") as Say;
const incident = (id: string, more: Partial<Incident> = {}): Incident => ({ incident: id, title: id, state: "open", opened_at: "2026-11-23T03:00:00.000Z", members: 0, answered: 0, passed_over: 0, ...more });

test("what waits for somebody stands first, what is closed last, and then the oldest", () => {
  const list = [incident("closed", { state: "closed" }), incident("done", { state: "answered" }), incident("younger", { opened_at: "2026-11-23T04:00:00.000Z" }), incident("older"), incident("runs", { state: "answering" }), incident("asks", { state: "proposed" })];
  assert.deepEqual(listed(list).map((i) => i.incident), ["asks", "older", "younger", "runs", "done", "closed"]);
});

test("what may be done hangs on the state, on the role and on who proposed", () => {
  for (const [more, me, expected] of [
    [{}, sari, "change close"],
    [{ members: 2 }, sari, "change"],
    [{ members: 2, answered: 1, passed_over: 1, state: "answered" }, sari, "change close"],
    [{ members: 2, state: "proposed", proposed_by: { id: "sari" } }, sari, "change second"],
    [{ members: 2, state: "proposed", proposed_by: { id: "budi" } }, sari, "change"],
    [{ members: 2, state: "proposed", proposed_by: { id: "sari" } }, ratna, "change approve"],
    [{ members: 2, state: "proposed", proposed_by: "ratna" }, ratna, "change second"],
    [{ members: 2, state: "proposed", proposed_by: { id: "sari" } }, { id: "ani", role: "superior" }, "change approve"],
    [{ members: 2, state: "proposed", proposed_by: { id: "sari" } }, { id: "ani", role: "auditor" }, ""],
    [{ state: "answering", members: 2 }, ratna, ""],
    [{ state: "closed" }, ratna, ""],
    [{}, undefined, ""],
  ] as [Partial<Incident>, typeof sari | undefined, string][]) {
    const may = Object.entries(deedsOnIncident(incident("i", more), me)).filter(([, yes]) => yes).map(([name]) => name);
    assert.equal(may.join(" "), expected, JSON.stringify([more, me]));
  }
  assert.deepEqual(["officer", "superior", "auditor", "office_head", "administrator"].map((role) => mayGather({ id: "x", role })), [true, true, false, false, false]);
  assert.equal(left(incident("i", { members: 5, answered: 2, passed_over: 1 })), 2);
});

test("a rule needs one part, and an end after its start", () => {
  const at = Date.parse("2026-11-23T03:00:00.000Z");
  assert.equal(ruleFields({ topic: "", words: "  " }), "in_need_rule");
  assert.equal(ruleFields({ topic: "", words: "", from: at, until: at }), "in_order");
  assert.deepEqual(ruleFields({ topic: "Impor", words: " ceisa lambat ", from: at, until: at + 1000 }), { topic: "Impor", words: "ceisa lambat", from: "2026-11-23T03:00:00.000Z", until: "2026-11-23T03:00:01.000Z" });
});

test("what became of it is told in words: how many, who was not taken and why, and whether there may be more", () => {
  const of = (fields: object, adding = true) => outcomeOf({ type: "ack", re: "1", ...fields }, adding, say, (x) => `<${x}>`, (code) => `(${code})`);
  assert.deepEqual(of({ changed: 2, more: false, not_taken: [] }), ["2 dimasukkan."]);
  assert.deepEqual(of({ changed: 0 }), ["Tidak ada yang baru dimasukkan."]);
  assert.deepEqual(of({ changed: 1200, more: true, not_taken: [{ what: "c", code: "bad_field" }, { what: "ESK-1", code: "not_found" }] }), [
    "1.200 dimasukkan.", "Tidak ikut, <c>: tidak ada pertanyaan yang menunggu jawaban, atau sudah termasuk gangguan lain.", "Tidak ikut, <ESK-1>: (not_found)", "Mungkin masih ada lagi yang cocok. Persempit aturannya untuk menemukan sisanya.",
  ]);
  assert.deepEqual(of({ changed: 0, not_taken: [{ what: "c", code: "bad_field" }] }, false), ["Tidak ada yang dikeluarkan.", "Tidak ikut, <c>: tidak termasuk gangguan ini, atau tidak menunggu jawaban lagi."]);
  const many = of({ changed: 1, not_taken: Array.from({ length: 8 }, (_, n) => ({ what: String(n), code: "full" })) });
  assert.deepEqual([many.length, many.at(-1)], [7, "3 lainnya juga tidak ikut."]);
});

test("a refusal says what stands in the way", () => {
  const why = (code: string, path: string, deed: string) => whyNotGathered(new WireError(code, false, { code, path }), "id", deed);
  for (const [code, path, deed, expected] of [
    ["not_handling", "incident", "approve", /Orang kedua/], ["bad_field", "incident", "close", /Masih ada anggota/], ["bad_field", "incident", "add", /sudah berubah/],
    ["full", "incident", "add", /sebanyak batasnya/], ["full", "", "open", /sedang ramai/], ["bad_field", "title", "open", /: judul/], ["forbidden", "", "approve", /kewenangan/],
  ] as const) assert.match(why(code, path, deed), expected, `${code} ${path} ${deed}`);
});

test("the members that the daemon names are its tickets, and the conversations whose request waits", () => {
  const head = (id: string, of?: string): ConversationHead => ({ conversation: id, rev: 1, seq: 1, queue: "umum", state: "queued", ...(of ? { incident: of } : {}) });
  const ticket: Ticket = { number: "ESK-1", state: "issued", due: "", conversation: "a", incident: "i" };
  const told = membersTold("i", [head("a", "i"), head("b", "i"), head("c"), head("d", "j")], [ticket]);
  assert.deepEqual([told.tickets.map((t) => t.number), told.heads.map((h) => h.conversation)], [["ESK-1"], ["b"]]);
});

function begun(more: Record<string, unknown> = {}) {
  const world = new FakeWorld();
  const client = new OfficerClient({ url: "ws://t", token: () => undefined, store: memory(), env: world.env });
  client.start();
  world.socket.open();
  world.socket.say({ type: "welcome", epoch: "e", officer: { ...sari, name: "Sari" }, queues: [], conversations: [], tickets: [], ...more });
  return { world, client };
}

test("a daemon that knows no incidents is told apart from an office that has none", () => {
  const without = begun();
  assert.deepEqual([without.client.state.gathers, without.client.state.incidents.size], [false, 0]);
  without.client.stop();
  const none = begun({ incidents: [] });
  assert.equal(none.client.state.gathers, true);
  none.client.stop();
});

test("an incident's newest frame holds; what is closed stays to be seen, and nothing opens it again", () => {
  const { world, client } = begun({ incidents: [incident("i"), incident("x", { state: "closed" })] });
  const state = () => [...client.state.incidents.values()].map((i) => `${i.incident} ${i.state} ${i.members}`);
  assert.deepEqual(state(), ["i open 0"]);
  world.socket.say({ type: "incident", ...incident("i", { members: 3, state: "answered", answered: 3 }) });
  assert.deepEqual(state(), ["i answered 3"]);
  world.socket.say({ type: "incident", ...incident("i", { members: 4, answered: 3 }) });
  assert.deepEqual(state(), ["i open 4"], "another member opens it anew");
  world.socket.say({ type: "incident", ...incident("i", { members: 4, state: "closed" }) });
  world.socket.say({ type: "incident", ...incident("i", { members: 4 }) });
  world.socket.say({ type: "incident", ...incident("j") });
  assert.deepEqual(state(), ["i closed 4", "j open 0"]);
  client.stop();
  assert.equal(withIncident(incidentsOf([]), incident("n")).size, 1);
});
