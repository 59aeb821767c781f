// Tickets and consults as an officer's desk sorts them, and what their frames do to its state.
import assert from "node:assert/strict";
import { test } from "node:test";
import { addresseeOf, askedIn, asksMe, consultLists, newestDraft, readsOnly } from "../console/consults.ts";
import { nextDue, urgency, withinWorkingDay } from "../console/due.ts";
import { signalsOf, stillNew, toasted } from "../console/signals.ts";
import { aimNow, deedsOn, needsSolution, ticketViews, toAnswer, views } from "../console/tickets.ts";
import { fieldTime, ofFieldTime, zoneOf } from "../words/time.ts";
import { OfficerClient } from "../wire/officer.ts";
import type { Consult, ConversationHead, Ticket } from "../wire/types.ts";
import { FakeWorld, memory, settle } from "./fake.ts";

const hour = 3_600_000;
const base = Date.parse("2026-11-23T03:00:00.000Z"); // a Monday, 10.00 WIB
const iso = (hours: number) => new Date(base + hours * hour).toISOString();
const sari = { id: "sari", role: "officer" };
const queues = [{ id: "umum" }, { id: "teknis", kind: "unit" }, { id: "lain", kind: "unit", mine: false }];

const ticket = (number: string, more: Partial<Ticket> = {}): Ticket => ({ number, ticket: number, kind: "escalation", state: "in_progress", due: iso(100), owner: { id: "budi" }, conversation: number, ...more });
const consult = (id: string, more: Partial<Consult> = {}): Consult => ({ consult: id, conversation: "c", from: { id: "budi", name: "Budi" }, to: { officer: "sari" }, text: "?", asked_at: iso(0), due: iso(1), citizen_due: iso(2), state: "open", answers: [], ...more });

test("a ticket stands in every view that it belongs to, and one that has ended in none", () => {
  const heads = new Map<string, ConversationHead>([["handled", { conversation: "handled", rev: 1, seq: 1, queue: "umum", state: "escalated", officer: { id: "sari" } }]]);
  const of = (t: Ticket) => {
    const lists = ticketViews([t], heads, "sari", queues, base);
    return views.filter((v) => lists[v].length > 0).join(" ");
  };
  for (const [more, expected] of [
    [{ owner: { id: "sari" } }, "mine"],
    [{ owner: { id: "sari" }, due: iso(-1) }, "mine overdue"],
    [{ owner: undefined }, "unowned others"],
    [{ unit: { id: "teknis" } }, "unit"],
    [{ unit: { id: "lain" } }, "others"],
    [{ queue: "teknis", owner: undefined, due: iso(20) }, "unit unowned soon"],
    [{ due: iso(0) }, "overdue others"],
    [{ due: iso(24) }, "soon others"],
    [{ due: iso(25) }, "others"],
    [{ due: iso(72), reminded: 1 }, "soon others"],
    [{ conversation: "handled" }, ""],
    [{ state: "answered", due: iso(-1) }, ""],
    [{ state: "closed" }, ""],
    // One of a daemon that tells no owner belongs to who handles its conversation.
    [{ ticket: undefined, kind: undefined, owner: undefined, conversation: "handled" }, "mine"],
  ] as const) assert.equal(of(ticket("n", more)), expected, JSON.stringify(more));
});

test("within a view the first due stands first", () => {
  const list = ticketViews([ticket("b", { due: iso(50) }), ticket("a", { due: iso(60) }), ticket("c", { due: iso(50) })], new Map(), "sari", queues, base).others;
  assert.deepEqual(list.map((t) => t.number), ["b", "c", "a"]);
});

test("a working day from now passes over the weekend", () => {
  const friday = Date.parse("2026-11-27T03:00:00.000Z");
  const monday = Date.parse("2026-11-30T03:00:00.000Z");
  for (const now of [friday, friday + 24 * hour, friday + 40 * hour]) assert.equal(withinWorkingDay(monday, now), true);
  assert.equal(withinWorkingDay(monday + 1, friday), false);
  assert.equal(withinWorkingDay(monday + 24 * hour, friday + 24 * hour), true, "all of Monday, for whoever looks on a Saturday");
  assert.equal(withinWorkingDay(monday + 8 * hour, monday - 12 * hour), true);
  // In an office whose Saturday has begun when it is still Friday elsewhere.
  assert.equal(withinWorkingDay(monday, Date.parse("2026-11-27T18:00:00.000Z"), zoneOf({ timezone: "Asia/Jayapura" })), true);
});

test("a ticket and a consult stand out earlier than a request", () => {
  const at = (what: "ticket_due" | "consult_due" | "answer_due", minutes: number) => urgency({ at: base + minutes * 60_000, what }, base);
  assert.deepEqual([30 * 60, 23 * 60, 59, 0].map((m) => at("ticket_due", m)), ["calm", "soon", "now", "over"]);
  assert.deepEqual([61, 60, 15, 0].map((m) => at("consult_due", m)), ["calm", "soon", "now", "over"]);
  assert.deepEqual([61, 15, 5, 0].map((m) => at("answer_due", m)), ["calm", "soon", "now", "over"]);
});

test("what may be done with a ticket hangs on whose it is, on where it lies and on the role", () => {
  const boss = { id: "ratna", role: "coordinator" };
  const nowhere = { handles: false, serves: false, unit: false };
  const serves = { ...nowhere, serves: true };
  for (const [t, me, standing, expected] of [
    [{}, sari, nowhere, ""],
    [{}, sari, serves, "set"],
    [{ owner: undefined }, sari, nowhere, ""],
    [{ owner: undefined }, sari, serves, "take set"],
    [{}, sari, { ...nowhere, unit: true }, "take set"],
    [{ owner: sari }, sari, nowhere, "assign set close"],
    [{}, sari, { ...serves, handles: true }, "assign set close"],
    [{ owner: undefined }, sari, { ...nowhere, handles: true }, "take assign set close"],
    [{}, boss, nowhere, "take assign set close"],
    [{ state: "answered" }, boss, nowhere, "close"],
    [{ state: "closed" }, boss, serves, ""],
    [{ owner: undefined }, undefined, serves, ""],
    [{ ticket: undefined, kind: undefined, owner: sari }, sari, serves, ""], // an older daemon's
  ] as const) {
    const may = Object.entries(deedsOn(ticket("n", t), me, standing)).filter(([, yes]) => yes).map(([name]) => name);
    assert.equal(may.join(" "), expected, JSON.stringify([t, me, standing]));
  }
});

test("a conversation that a consult alone lets somebody read is theirs for nothing else", () => {
  const at = (more: Partial<ConversationHead>): ConversationHead => ({ conversation: "c", rev: 1, seq: 1, queue: "elsewhere", state: "queued", ...more });
  const reads = (head: ConversationHead, consults = [consult("k")], t?: Ticket, me = sari) => readsOnly(head, t, consults, me, queues);
  assert.equal(reads(at({})), true);
  assert.equal(reads(at({ made_of: "consult" }), []), true);
  assert.equal(reads(at({}), []), false);
  assert.equal(reads(at({ queue: "umum" })), false, "it lies in a queue of theirs");
  assert.equal(reads(at({ queue: "lain" })), true);
  assert.equal(reads(at({ officer: sari })), false);
  assert.equal(reads(at({}), [consult("k")], ticket("n", { unit: "teknis" })), false);
  assert.equal(reads(at({}), [consult("k", { to: { role: "coordinator" } })], undefined, { id: "ratna", role: "coordinator" }), false);
});

test("only the answer to an open fault needs what was mended", () => {
  assert.equal(needsSolution(ticket("n", { categories: ["information_request", "ict_complaint"] })), true);
  assert.equal(needsSolution(ticket("n", { categories: ["ict_support_request"] })), false);
  assert.equal(needsSolution(ticket("n", { categories: ["ict_complaint"], state: "answered" })), false);
  assert.equal(needsSolution(undefined), false);
});

test("an answer is to the request that waits, else to the ticket that is due first; both can be chosen", () => {
  const head = (more: Partial<ConversationHead>): ConversationHead => ({ conversation: "c", rev: 1, seq: 1, queue: "umum", state: "escalated", ...more });
  const of = (h: ConversationHead, ...list: Ticket[]) => {
    const { request, tickets } = toAnswer(h, list, undefined);
    return [...(request ? ["request"] : []), ...tickets.map((t) => t.number)].join(" ");
  };
  const here = { conversation: "c" };
  assert.equal(of(head({}), ticket("b", { ...here, due: iso(9) }), ticket("a", { ...here, due: iso(8) }), ticket("elsewhere"), ticket("done", { ...here, state: "answered" })), "a b");
  assert.equal(of(head({ state: "assigned", answer_due: iso(1) }), ticket("a", here)), "request a");
  assert.equal(of(head({ state: "assigned" }), ticket("a", here)), "a", "a filed ticket has no request beside it");
  assert.equal(of(head({ state: "answered", answer_due: iso(1) })), "");
  assert.equal(of(head({}), ticket("a", { ...here, ticket: undefined, kind: undefined })), "", "an older daemon finds it by itself");
});

test("an answer that was begun stays with what it is to; the request that became a ticket is the ticket that was received last", () => {
  const old = ticket("old", { due: iso(5), received_at: iso(-9) });
  const fresh = ticket("fresh", { due: iso(9), received_at: iso(-1) });
  for (const [to, request, tickets, expected] of [
    [undefined, true, [], undefined], [undefined, true, [old], ""], [undefined, false, [old, fresh], "old"], [undefined, false, [], undefined],
    ["old", true, [old], "old"], ["old", false, [fresh], "old"],
    ["", true, [old], ""], ["", false, [old, fresh], "fresh"], ["", false, [], undefined],
  ] as const) assert.equal(aimNow(to, { request, tickets: [...tickets] }), expected, JSON.stringify([to, request, tickets.length]));
});

test("a filed ticket's own deadline is what its conversation waits for", () => {
  const head: ConversationHead = { conversation: "c", rev: 1, seq: 1, queue: "umum", state: "queued" };
  assert.deepEqual(nextDue(head, ticket("n", { kind: "care", due: iso(5) })), { at: base + 5 * hour, what: "ticket_due" });
  assert.equal(nextDue(head, ticket("n", { kind: "care", state: "answered" })), undefined);
  assert.equal(nextDue({ ...head, answer_due: iso(1) }, ticket("n"))?.what, "answer_due");
});

test("a ticket's older form undoes no newer one, and what a whole form does not name is no more", () => {
  const { world, client } = begun({ tickets: [ticket("n", { rev: 5 })], conversations: [head()] });
  const told = (more: Partial<Ticket>) => world.socket.say({ type: "ticket", ...ticket("n", more) });
  told({ rev: 6, owner: undefined });
  assert.equal(client.state.tickets.get("n")?.owner, undefined);
  told({ rev: 5 });
  assert.equal(client.state.tickets.get("n")?.owner, undefined);
});

test("a ticket that I take brings its conversation without a word", async () => {
  const { world, client } = begun({ tickets: [ticket("n", { owner: undefined, conversation: "c" })], conversations: [head({ state: "escalated", officer: undefined })] });
  const before = client.state;
  client.command("ticket.take", { ticket: "n" }).catch(() => {});
  world.socket.say({ type: "conversation", ...head({ rev: 5, state: "escalated", officer: sari }) });
  assert.equal(client.state.unread.size, 0);
  assert.deepEqual(signalsOf(before, client.state, undefined).filter((s) => !s.quiet), []);
  client.stop();
  await settle();
});

test("a consult is put to an officer by name, by role or to a unit of theirs, and never to who asks", () => {
  for (const [to, me, expected] of [
    [{ officer: "sari" }, sari, true], [{ officer: { id: "sari" } }, sari, true], [{ officer: "wati" }, sari, false],
    [{ role: "coordinator" }, { id: "ratna", role: "coordinator" }, true], [{ role: "superior" }, { id: "ratna", role: "coordinator" }, false], [{ role: "coordinator" }, { id: "budi", role: "coordinator" }, false],
    [{ queue: "teknis" }, sari, true], [{ queue: "lain" }, sari, false], [undefined, sari, false], [{ officer: "sari" }, undefined, false],
  ] as const) assert.equal(asksMe(consult("k", { to }), me, queues), expected, JSON.stringify(to));
});

test("consults stand in the list of who must act, the first due first", () => {
  const mine = { from: { id: "sari" }, to: { role: "superior" } };
  const lists = consultLists(
    [consult("late", { due: iso(5) }), consult("soon"), consult("done", { state: "answered" }), consult("gone", { state: "closed" }), consult("others", { to: { officer: "wati" } }), consult("waits", mine), consult("has", { ...mine, state: "answered", due: iso(9) })],
    sari, queues,
  );
  assert.deepEqual([lists.asked.map((c) => c.consult), lists.asking.map((c) => c.consult)], [["soon", "late"], ["has", "waits"]]);
});

test("what is answered here is the oldest that nobody has answered, and an answer may be added", () => {
  const list = [consult("second", { asked_at: iso(1) }), consult("answered", { state: "answered", asked_at: iso(-1) }), consult("first")];
  assert.equal(askedIn(list, "c", sari, queues)?.consult, "first");
  assert.equal(askedIn([list[1]!], "c", sari, queues)?.consult, "answered");
  assert.equal(askedIn(list, "elsewhere", sari, queues), undefined);
  assert.equal(askedIn([consult("k", { state: "closed" })], "c", sari, queues), undefined);
});

test("the newest draft is the one that a key takes over", () => {
  const by = { id: "budi" };
  const list = [consult("a", { answers: [{ officer: by, text: "x", draft: "lama", at: iso(1) }, { officer: by, text: "x", draft: "baru", at: iso(3) }] }), consult("b", { answers: [{ officer: by, text: "tanpa", at: iso(4) }, { officer: by, text: "x", draft: "tengah", at: iso(2) }] })];
  assert.equal(newestDraft(list, "c"), "baru");
  assert.equal(newestDraft(list, "d"), undefined);
});

test("a choice becomes an addressee", () => {
  assert.deepEqual(["role:superior", "queue:teknis", "officer:a:b", "officer:", "", "x:y"].map(addresseeOf), [{ role: "superior" }, { queue: "teknis" }, { officer: "a:b" }, undefined, undefined, undefined]);
});

test("a field of date and time is read in the office's zone", () => {
  for (const [timezone, text, expected] of [["Asia/Jakarta", "2026-11-23T10:00", "2026-11-23T03:00:00.000Z"], ["Asia/Jayapura", "2027-01-01T00:30", "2026-12-31T15:30:00.000Z"]] as const) {
    const zone = zoneOf({ timezone });
    assert.equal(new Date(ofFieldTime(text, zone)!).toISOString(), expected);
    assert.equal(fieldTime(expected, zone), text);
  }
  for (const text of ["", "besok", "2026-13-01T00:00"]) assert.equal(ofFieldTime(text, zoneOf()), undefined, text);
});

const desk = (consults: Consult[]) => ({ heads: new Map(), tickets: new Map(), words: new Map(), unread: new Set<string>(), own: new Set<string>(), queues, me: sari, consults: new Map(consults.map((c) => [c.consult, c])) });
const mine = consult("k", { from: { id: "sari" }, to: { role: "superior" } });
const answered = { ...mine, state: "answered", answers: [{ officer: { id: "budi" }, text: "Ya." }] };
for (const [name, before, after, watched, expected] of [
  ["a colleague asks me", [], [consult("k")], undefined, ["consult/k/asked"]],
  ["a colleague asks another", [], [consult("k", { to: { officer: "wati" } })], undefined, []],
  ["I am asked in the conversation that I look at", [], [consult("k")], "c", []],
  ["it changes", [consult("k")], [consult("k", { rev: 2 })], undefined, []],
  ["it had an answer before I came to see it", [], [consult("k", { state: "answered" })], undefined, []],
  ["mine is answered", [mine], [answered], undefined, ["advice/k/1"]],
  ["mine is answered once more", [answered], [{ ...answered, answers: [...answered.answers, { officer: { id: "wati" }, text: "Tidak." }] }], undefined, ["advice/k/2"]],
  ["mine is told again", [answered], [{ ...answered }], undefined, []],
] as [string, Consult[], Consult[], string | undefined, string[]][]) {
  test(`signals: ${name}`, () => assert.deepEqual(signalsOf(desk(before), desk(after), watched).filter((s) => !s.quiet).map((s) => s.key), expected));
}

test("a toast of a consult goes once somebody has answered or it is closed", () => {
  const toast = toasted([], signalsOf(desk([]), desk([consult("k")]), undefined), 0)[0]!;
  assert.deepEqual(stillNew(toast, desk([consult("k")])), ["c"]);
  assert.deepEqual(stillNew(toast, desk([consult("k", { state: "answered" })])), []);
  assert.deepEqual(stillNew(toast, desk([])), []);
});

const head = (more: Partial<ConversationHead> = {}): ConversationHead => ({ conversation: "c", rev: 4, queue: "umum", state: "assigned", officer: { id: "budi" }, seq: 2, ...more });
function begun(more: Record<string, unknown> = {}) {
  const world = new FakeWorld();
  const client = new OfficerClient({ url: "ws://t", token: () => undefined, store: memory(), env: world.env });
  client.start();
  world.socket.open();
  world.socket.say({ type: "welcome", epoch: "e", officer: { ...sari, name: "Sari" }, queues, conversations: [], tickets: [], ...more });
  return { world, client };
}

test("a daemon that knows no consults leaves the desk as it was", () => {
  const { client } = begun();
  assert.deepEqual([client.state.coordinates, client.state.consults.size, client.state.topics], [false, 0, []]);
});

test("whoever is consulted can open a conversation that is in none of their lists, and keeps it as long as the consult is open", () => {
  const { world, client } = begun({ consults: [consult("k"), consult("x", { conversation: "closed", state: "closed" })], topics: ["Impor"] });
  assert.deepEqual([client.state.coordinates, [...client.state.heads.keys()]], [true, ["c"]]);
  const made = client.state.heads.get("c")!;
  assert.deepEqual([made.made_of, made.answer_due, made.officer], ["consult", iso(2), undefined]);
  world.socket.say({ type: "conversation", ...head() });
  assert.equal(client.state.heads.get("c")?.made_of, undefined);
  world.socket.say({ type: "conversation", ...head({ rev: 5, gone: true }) });
  assert.equal(client.state.heads.get("c")?.made_of, "consult", "it left the queues, not the consult");
  world.socket.say({ type: "consult", ...consult("k", { state: "closed", rev: 3 }) });
  assert.deepEqual([client.state.consults.size, client.state.heads.has("c")], [0, false]);
});

test("an older form of a consult undoes no newer one, in the lists and in the thread", async () => {
  const { world, client } = begun({ conversations: [head()], consults: [] });
  client.look("c");
  world.socket.say({ type: "ack", re: world.socket.of("history.get")[0]!.id, messages: [], more: false, rev: 4, consults: [consult("k", { rev: 40 })] });
  await settle();
  assert.equal(client.thread("c")!.rev, 4, "its revision is not the conversation's");
  world.socket.say({ type: "consult", ...consult("k", { rev: 42, state: "answered" }) });
  world.socket.say({ type: "consult", ...consult("k", { rev: 41 }) });
  world.socket.say({ type: "consult", ...consult("k", { state: "open" }) });
  assert.deepEqual([client.state.consults.get("k")?.state, client.thread("c")!.consults.map((c) => c.state)], ["answered", ["answered"]]);
});

test("an answer carries its ticket, what was mended and that the officer is sure, also after a reload", async () => {
  const store = memory();
  const world = new FakeWorld();
  const made = () => new OfficerClient({ url: "ws://t", token: () => undefined, store, env: world.env });
  const arrive = () => {
    world.socket.open();
    world.socket.say({ type: "welcome", epoch: "e", officer: { ...sari, name: "Sari" }, queues, conversations: [head({ officer: sari })], tickets: [] });
  };
  const first = made();
  first.start();
  arrive();
  void first.send({ conversation: "c", seen: 2, text: "Sudah.", purpose: "answer", ticket: "CRE-1", solution: "Layanan dipulihkan.", sure: true }).catch(() => {});
  const what = ({ ticket, solution, sure }: Record<string, unknown>) => ({ ticket, solution, sure });
  const expected = { ticket: "CRE-1", solution: "Layanan dipulihkan.", sure: true };
  assert.deepEqual(what(world.socket.of("message.send")[0]!), expected);
  const id = world.socket.of("message.send")[0]!.id;
  first.stop();
  const second = made();
  second.start();
  arrive();
  assert.deepEqual([what(world.socket.of("message.send")[0]!), world.socket.of("message.send")[0]!.id], [expected, id]);
  second.stop();
  await settle();
});

test("what was restricted leaves the desk whole: the conversation, its ticket and the consult about it, also while it is looked at", async () => {
  const number = "ESK-261123-00008-3";
  const { world, client } = begun({ conversations: [head()], tickets: [{ number, ticket: number, kind: "escalation", state: "issued", due: iso(9), conversation: "c", rev: 4 }], consults: [consult("k", { from: sari })] });
  client.look("c");
  world.socket.say({ type: "ack", re: world.socket.of("history.get")[0]!.id, messages: [], more: false, rev: 4 });
  await settle();
  world.socket.say({ type: "conversation", ...head({ rev: 5, gone: true }) });
  world.socket.say({ type: "ticket", ticket: number, number, conversation: "c", rev: 5, gone: true });
  world.socket.say({ type: "consult", consult: "k", conversation: "c", state: "open", gone: true });
  assert.deepEqual([client.state.heads.size, client.state.tickets.size, client.state.consults.size], [0, 0, 0]);
});
