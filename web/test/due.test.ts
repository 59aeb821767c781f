import assert from "node:assert/strict";
import { test } from "node:test";
import { blockOf, listsOf, nextDue, notTold, oldestFirst, shownQueues, urgency, warnings, windowEnd } from "../console/due.ts";
import type { ConversationHead, Ticket } from "../wire/types.ts";

const base = Date.parse("2026-11-23T03:00:00.000Z");
const iso = (minutes: number) => new Date(base + minutes * 60_000).toISOString();
const head = (more: Partial<ConversationHead>): ConversationHead => ({ conversation: "c", rev: 1, queue: "umum", state: "assigned", officer: { id: "sari" }, seq: 1, ...more });

test("the_earlier_of_ticket_and_answer_is_next", () => {
  assert.equal(nextDue(head({ ticket_at: iso(59), answer_due: iso(60) }), undefined)?.what, "ticket_at");
  assert.equal(nextDue(head({ answer_due: iso(60) }), undefined)?.what, "answer_due");
  assert.equal(nextDue(head({ state: "answered", ticket_at: iso(59) }), undefined), undefined);
  assert.equal(nextDue(head({ state: "escalated" }), { number: "n", state: "issued", due: iso(99) })?.what, "ticket_due");
});

for (const [minutes, expected] of [[20, undefined], [15, 15], [14.9, 15], [5, 5], [1, 5], [0, undefined]] as const) {
  test(`with_${minutes}_minutes_left_the_warning_is_${expected ?? "none"}`, () => {
    const found = warnings([head({ ticket_at: iso(minutes) })], new Map(), "sari", base);
    assert.equal(found[0]?.minutes, expected);
  });
}

test("only_the_handling_officer_is_warned", () => {
  assert.equal(warnings([head({ ticket_at: iso(4) })], new Map(), "budi", base).length, 0);
});

test("urgency_changes_at_fifteen_five_and_zero_minutes", () => {
  const left = (m: number) => urgency({ at: base + m * 60_000, what: "ticket_at" }, base);
  assert.deepEqual([left(16), left(15), left(5), left(0)], ["calm", "soon", "now", "over"]);
});

test("a_queue_shows_its_oldest_request_first", () => {
  const lists = listsOf(
    [head({ conversation: "new", officer: undefined, state: "queued", received_at: iso(5) }), head({ conversation: "old", officer: undefined, state: "queued", received_at: iso(1) })],
    new Map(),
    "sari",
  );
  assert.deepEqual(lists.waiting.get("umum")?.map((h) => h.conversation), ["old", "new"]);
});

test("a_ticket_is_not_told_until_one_message_with_its_number_got_through", () => {
  const ticket: Ticket = { number: "ESK-1", state: "issued", due: iso(99) };
  const failed = { from: "system", text: "ESK-1", delivery: "failed" };
  assert.equal(notTold(ticket, [failed]), true);
  assert.equal(notTold({ ...ticket, told: false }, []), true);
  assert.equal(notTold({ ...ticket, told: false }, [failed, { from: "officer", text: "nomor ESK-1", delivery: "sent" }]), false);
  assert.equal(notTold(ticket, []), false);
  assert.equal(notTold({ ...ticket, told: false, announced: "pending" }, []), false);
  assert.equal(notTold({ ...ticket, told: false, announced: "not_told" }, []), true);
});

test("mine stands in groups, each conversation once, what is due first on top", () => {
  const ticket: Ticket = { number: "ESK-2", state: "issued", due: iso(600) };
  const own = [
    head({ conversation: "late", received_at: iso(1), answer_due: iso(60) }),
    head({ conversation: "soon", received_at: iso(2), answer_due: iso(30) }),
    head({ conversation: "ticket", state: "escalated", received_at: iso(0), ticket }),
    head({ conversation: "asked", state: "waiting_applicant", received_at: iso(3) }),
    head({ conversation: "done", state: "answered", received_at: iso(4) }),
    head({ conversation: "failed", state: "answered", undelivered: { seq: 3, reason: "window", count: 1 } }),
    head({ conversation: "others", state: "escalated", officer: { id: "budi" }, ticket: { ...ticket, number: "ESK-3" } }),
  ];
  const lists = listsOf(own, new Map(), "sari");
  const ids = (l: ConversationHead[]) => l.map((h) => h.conversation);
  assert.deepEqual(ids(lists.to_answer), ["soon", "late", "ticket"]);
  assert.deepEqual([ids(lists.applicant), ids(lists.answered), ids(lists.undelivered), ids(lists.tickets)], [["asked"], ["done"], ["failed"], ["others"]]);
  assert.equal(lists.mine.length, 6);
});

test("a ticket of one of my units stands under that unit, one of my own under mine, any other among the tickets", () => {
  const ticket = (number: string, unit?: Ticket["unit"]): Ticket => ({ number, state: "issued", due: iso(600), ...(unit && { unit, reason: "perlu dokumen" }) });
  const escalated = (conversation: string, of: Ticket, more: Partial<ConversationHead> = {}) => head({ conversation, state: "escalated", officer: { id: "budi" }, ticket: of, ...more });
  const heads = [
    escalated("unit", ticket("ESK-1", { id: "teknis" })),
    escalated("sooner", { ...ticket("ESK-2", "teknis"), due: iso(60) }, { officer: undefined }),
    escalated("strange", ticket("ESK-3", { id: "lain" })),
    escalated("none", ticket("ESK-4")),
    escalated("mine", ticket("ESK-5", { id: "teknis" }), { officer: { id: "sari" } }),
    escalated("ended", { ...ticket("ESK-6", { id: "teknis" }), state: "answered" }),
  ];
  const queues = [{ id: "umum" }, { id: "teknis", kind: "unit" }, { id: "lain", kind: "unit", mine: false }];
  const lists = listsOf(heads, new Map(), "sari", 0, queues);
  const ids = (l: ConversationHead[] | undefined) => l?.map((h) => h.conversation);
  assert.deepEqual([ids(lists.units.get("teknis")), ids(lists.units.get("lain")), ids(lists.tickets), ids(lists.to_answer)], [["sooner", "unit"], undefined, ["strange", "none"], ["mine"]]);
});

test("what failed after the close stands with whoever handled it, and takes no place among what is theirs to do", () => {
  const shut = (more: Partial<ConversationHead>) => head({ state: "closed", officer: undefined, ...more });
  const failed = { seq: 3, reason: "window", count: 1 };
  for (const [name, h, listed] of [
    ["mine", shut({ undelivered: { ...failed, with: "sari" } }), 1],
    ["a colleague's", shut({ undelivered: { ...failed, with: "budi" } }), 0],
    ["nobody's", shut({ undelivered: failed }), 0],
    ["delivered since", shut({}), 0],
  ] as const) {
    const lists = listsOf([h], new Map(), "sari");
    assert.deepEqual([lists.undelivered.length, lists.mine.length, lists.to_answer.length], [listed, 0, 0], name);
  }
  const mine = shut({ undelivered: { ...failed, with: "sari" } });
  assert.equal(blockOf(mine, undefined, base), "failed");
  assert.equal(blockOf({ ...mine, window_closes_at: iso(-1) }, undefined, base), "window");
  assert.equal(blockOf(shut({ window_closes_at: iso(-1) }), undefined, base), undefined);
});

test("the oldest is mine or waits in one of my queues", () => {
  const free = { officer: undefined, state: "queued" };
  const lists = listsOf([
    head({ conversation: "mine", received_at: iso(5) }),
    head({ conversation: "asked", state: "waiting_applicant", received_at: iso(0) }),
    head({ conversation: "waits", ...free, received_at: iso(4) }),
    head({ conversation: "elsewhere", ...free, queue: "teknis", received_at: iso(1) }),
  ], new Map(), "sari");
  assert.deepEqual(oldestFirst(lists, [{ id: "umum" }, { id: "teknis", mine: false }]).map((h) => h.conversation), ["waits", "mine"]);
});

test("the window that is open longest for an officer counts", () => {
  assert.equal(windowEnd(head({}), base), undefined);
  assert.equal(windowEnd(head({ window_closes_at: iso(-1), human_window_closes_at: iso(9) }), base), base + 9 * 60_000);
  assert.equal(windowEnd(head({ window_closes_at: iso(-9) }), base), base - 9 * 60_000);
});

test("a_queue_that_is_configured_no_more_stands_behind_the_others_while_somebody_waits_in_it", () => {
  assert.deepEqual(shownQueues([{ id: "informasi", name: "Layanan Informasi" }], ["informasi", "umum"]), [{ id: "informasi", name: "Layanan Informasi" }, { id: "umum" }]);
});
