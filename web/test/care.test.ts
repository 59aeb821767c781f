import assert from "node:assert/strict";
import { test } from "node:test";
import { accountOf, fileTicket, listTickets, type Receipt } from "../pages/care/account.ts";
import { chosen, draftOf, empty_draft, faultsOf, filedOf, type Draft } from "../pages/care/filing.ts";
import { Kept } from "../pages/care/kept.ts";
import { routeOf } from "../pages/care/route.ts";
import { Sending, type Outcome, type Progress } from "../pages/care/sending.ts";
import { dueWord, lastWord, merged, officeOf, ticketZone, waitOf, wayOf } from "../pages/care/tickets.ts";
import { begunHere, handOver } from "../pages/thread/begun.ts";
import type { Reply } from "../pages/thread/http.ts";
import { joinsIt } from "../pages/thread/tickets.ts";
import { offers } from "../pages/thread/verdict.tsx";
import { stateWord, stepsOf } from "../words/states.ts";
import { FakeWorld, memory, settle } from "./fake.ts";

const draft: Draft = {
  office: "priok", categories: ["information_request", "ict_complaint"], subject: " Modul  impor\nlambat ", description: "  Sejak pagi.\n",
  identity: { nik: " 3174012501900001 ", name: "" }, documents: [{ kind: "aju", number: "123" }, { kind: "pib", number: " " }],
};
const ids = () => {
  let next = 0;
  return () => `id-${++next}`;
};
const kept = (account: string, lasting = memory(), tab = memory()) => new Kept(account, lasting, tab, ids());

test("the_kind_chosen_first_is_the_main_one_and_chosen_once_more_it_is_taken_out", () => {
  assert.deepEqual(chosen(chosen([], "information_request"), "ict_complaint"), ["information_request", "ict_complaint"]);
  assert.deepEqual(chosen(["information_request", "ict_complaint"], "information_request"), ["ict_complaint"]);
});

for (const [name, change, faults] of [
  ["nothing is missing", {}, {}],
  ["all is missing", { ...empty_draft }, { office: "needed", categories: "needed", subject: "needed", description: "needed" }],
  ["only what cannot be seen was written", { subject: "\u200b ", description: "\u2800" }, { subject: "needed", description: "needed" }],
  ["letters are counted as a person counts them", { subject: "\u{1f600}".repeat(200), description: "x".repeat(4000) }, {}],
  ["one letter is too many", { subject: "x".repeat(201), description: "x".repeat(4001) }, { subject: "too_long", description: "too_long" }],
  ["doubtful details hold nothing back", { identity: { nik: "1" }, documents: [{ kind: "aju", number: "1" }] }, {}],
] as [string, Partial<Draft>, object][]) {
  test(`a_ticket_where_${name.replaceAll(" ", "_")}`, () => assert.deepEqual(faultsOf({ ...draft, ...change }), faults));
}

test("what_is_sent_has_no_empty_fields_and_is_the_same_after_it_was_kept", () => {
  const filed = filedOf(draft);
  assert.deepEqual(filed, {
    office: "priok", categories: ["information_request", "ict_complaint"], subject: "Modul  impor lambat", description: "Sejak pagi.",
    identity: { nik: "3174012501900001" }, documents: [{ kind: "aju", number: "123" }],
  });
  const k = kept("andi");
  k.submit(filed);
  assert.equal(JSON.stringify(k.pending()?.body), JSON.stringify(filed));
});

test("what_the_browser_kept_and_is_no_draft_is_dropped", () => {
  for (const junk of [null, 7, "x", [], { categories: "ict_complaint", subject: 5, identity: [1], documents: {} }, { categories: ["other", "other"] }])
    assert.deepEqual(draftOf(junk), empty_draft, JSON.stringify(junk));
  assert.equal(draftOf({ documents: Array.from({ length: 50 }, () => ({ kind: "aju", number: "1" })) }).documents.length, 5);
});

test("a_submission_keeps_its_key_until_it_is_answered_also_over_a_reload", () => {
  const lasting = memory();
  const first = kept("andi", lasting).submit(filedOf(draft));
  const again = new Kept("andi", lasting, memory(), () => "another");
  assert.deepEqual(again.pending(), first);
  assert.deepEqual(again.submit({ ...filedOf(draft), subject: "lain" }), first, "one that is under way goes on");
  again.settled(false);
  assert.equal(again.pending(), null);
  assert.equal(again.submit(filedOf(draft)).key, "another");
});

test("a_taken_submission_leaves_no_draft_and_a_refused_one_leaves_it_to_be_put_right", () => {
  const k = kept("andi");
  k.keepDraft(draft);
  k.submit(filedOf(draft));
  k.settled(false);
  assert.deepEqual(k.draft(), draftOf(draft));
  k.submit(filedOf(draft));
  k.settled(true);
  assert.deepEqual(k.draft(), empty_draft);
});

test("another_account_at_the_same_browser_sees_nothing_and_the_first_finds_its_own_again", () => {
  const lasting = memory();
  const tab = memory();
  const andi = kept("andi", lasting, tab);
  andi.keepDraft(draft);
  andi.keepWords("reply", "CRE-1", "rahasia");
  andi.submit(filedOf(draft));
  for (const name of ["budi", "andi/", "and", "ANDI", ""]) {
    const other = kept(name, lasting, tab);
    assert.deepEqual([other.draft(), other.pending(), other.words("reply", "CRE-1").text], [empty_draft, null, ""], name);
  }
  assert.deepEqual(kept("andi", lasting, tab).draft(), draftOf(draft));
});

test("numbers_of_persons_and_papers_stay_in_the_tab_and_go_when_one_signs_out", () => {
  const lasting = memory();
  const tab = memory();
  const k = kept("andi", lasting, tab);
  k.keepDraft(draft);
  assert.doesNotMatch([...lasting.map.values()].join(), /3174012501900001|"123"/);
  k.signedOut();
  assert.deepEqual([k.draft().identity, k.draft().documents, k.draft().subject], [{}, [], draft.subject]);
  assert.equal(tab.map.size, 0);
});

test("words_keep_their_id_until_they_change_or_are_taken", () => {
  const lasting = memory();
  const k = kept("andi", lasting);
  k.keepWords("reply", "CRE-1", "Halo");
  const id = k.idOf("reply", "CRE-1", "Halo");
  assert.equal(kept("andi", lasting).idOf("reply", "CRE-1", "Halo"), id);
  k.keepWords("reply", "CRE-1", "Halo semua");
  assert.notEqual(k.idOf("reply", "CRE-1", "Halo semua"), id);
  assert.equal(k.words("reopen", "CRE-1").text, "");
  k.keepWords("reply", "CRE-1", "");
  assert.deepEqual(k.words("reply", "CRE-1"), { text: "", id: "" });
  k.keepWords("reply", "CRE-2", "sudah dikirim", "known");
  assert.equal(k.idOf("reply", "CRE-2", "sudah dikirim"), "known");
  const here = begunHere(ids());
  assert.deepEqual([here.id("a"), here.id("a"), here.id("b")], ["id-1", "id-1", "id-2"]);
});

test("words_that_did_not_join_with_a_verdict_go_where_one_writes_under_their_id_or_behind_what_is_there", () => {
  const empty = begunHere(ids());
  handOver(empty, "belum", "known");
  assert.deepEqual([empty.text(), empty.id("belum")], ["belum", "known"]);
  const begun = begunHere(ids());
  begun.keep("ada");
  handOver(begun, "belum", "known");
  assert.deepEqual([begun.text(), begun.id("ada\nbelum")], ["ada\nbelum", "id-1"]);
});

test("an_account_is_read_in_both_forms", () => {
  assert.deepEqual(accountOf({ account: { name: "andi", display: "Andi W." } }), { name: "andi", display: "Andi W." });
  assert.deepEqual(accountOf({ account: { id: "andi", name: "Andi W." } }), { name: "andi", display: "Andi W." });
  assert.deepEqual(accountOf({ account: { id: "andi" } }), { name: "andi", display: "andi" });
});

test("begun_words_are_bounded_and_the_oldest_go_first", () => {
  const lasting = memory();
  const k = kept("andi", lasting);
  for (let i = 0; i < 30; i += 1) k.keepWords("reply", `CRE-${i}`, `teks ${i}`);
  assert.deepEqual([k.words("reply", "CRE-9").text, k.words("reply", "CRE-10").text, k.words("reply", "CRE-29").text], ["", "teks 10", "teks 29"]);
  assert.equal([...lasting.map.keys()].filter((key) => key.includes("/reply/")).length, 20);
});

test("a_filing_carries_its_key_in_the_header_and_a_list_its_filter_and_place_in_the_address", async () => {
  const asked: [string, string | null][] = [];
  const fetcher = (async (url: string, init: RequestInit) => {
    asked.push([url, new Headers(init.headers).get("idempotency-key")]);
    return new Response("{}", { status: 200 });
  }) as typeof fetch;
  await fileTicket("k1", filedOf(draft), fetcher);
  await listTickets("answered", "a b", fetcher);
  await listTickets("", "", fetcher);
  assert.deepEqual(asked, [["/api/v1/tickets", "k1"], ["/api/v1/tickets?limit=20&state=answered&after=a+b", null], ["/api/v1/tickets?limit=20", null]]);
});

function sends(replies: Reply<Receipt>[]) {
  const w = new FakeWorld();
  const told: string[] = [];
  const done: Outcome[] = [];
  const keys: string[] = [];
  const s = new Sending({ key: "k", body: filedOf(draft) }, {
    send: async (p) => {
      keys.push(p.key);
      return replies.shift() ?? { kind: "trouble" };
    },
    setTimer: w.env.setTimer,
    clearTimer: w.env.clearTimer,
    tell: (p: Progress) => told.push(p.at),
  }, (o) => done.push(o));
  const pass = async (ms: number) => {
    for (let left = ms; left > 0; left -= 500) {
      w.pass(500);
      await settle();
    }
  };
  return { s, told, done, keys, pass };
}
const receipt = { number: "CRE-1", state: "issued" };

test("a_submission_is_sent_under_one_key_until_it_is_answered_with_growing_pauses", async () => {
  const { s, told, done, keys, pass } = sends([{ kind: "trouble" }, { kind: "trouble" }, { kind: "wait", seconds: 9 }, { kind: "ok", value: receipt, etag: "" }]);
  await s.now();
  await pass(1_500);
  assert.equal(keys.length, 1);
  await pass(6_000);
  assert.equal(keys.length, 3);
  await pass(7_000);
  assert.equal(keys.length, 3, "a wait is kept");
  await pass(2_000);
  assert.deepEqual([done, told, new Set(keys)], [[{ kind: "filed", receipt }], ["sending", "trouble", "sending", "trouble", "sending", "wait", "sending"], new Set(["k"])]);
  await pass(120_000);
  assert.equal(keys.length, 4);
});

for (const [name, reply, outcome] of [
  ["refused", { kind: "refused", status: 400, code: "bad_field", path: "subject" }, { kind: "refused", code: "bad_field", path: "subject" }],
  ["sent_by_nobody", { kind: "ended" }, { kind: "ended" }],
] as [string, Reply<Receipt>, Outcome][]) {
  test(`a_submission_that_is_${name}_is_not_sent_again_by_itself`, async () => {
    const { s, done, keys, pass } = sends([reply]);
    await s.now();
    await pass(300_000);
    assert.deepEqual([done, keys.length], [[outcome], 1]);
  });
}

test("a_stopped_submission_tells_nothing_more", async () => {
  const { s, done, keys, pass } = sends([{ kind: "trouble" }, { kind: "ok", value: receipt, etag: "" }]);
  await s.now();
  s.stop();
  await pass(60_000);
  assert.deepEqual([done, keys.length], [[], 1]);
});

const t = (number: string, received_at: string, more = {}) => ({ number, state: "issued", received_at, ...more });
test("a_newest_page_goes_before_what_was_loaded_of_earlier_ones_and_each_ticket_stands_once", () => {
  const held = [t("c", "2026-03"), t("b", "2026-02"), t("a", "2026-01")];
  const fresh = t("c", "2026-03", { state: "answered" });
  assert.deepEqual(merged(held, { tickets: [t("d", "2026-04"), fresh], next: "x" }).map((x) => [x.number, x.state]), [["d", "issued"], ["c", "answered"], ["b", "issued"], ["a", "issued"]]);
  assert.deepEqual(merged(held, { tickets: [t("c", "2026-03")] }).map((x) => x.number), ["c"], "where nothing comes after it, it is all there is");
  assert.deepEqual(merged(held, { tickets: [], next: "x" }), held, "a page may be empty though others follow");
  assert.deepEqual(merged([t("b", "2026-02")], { tickets: [t("c", "2026-03"), t("a", "2026-01")], next: "x" }).map((x) => x.number), ["c", "a"], "what left the filter is gone");
});

test("deadlines_are_told_in_the_zone_of_the_tickets_office", () => {
  const offices = [{ id: "priok", timezone: "Asia/Jakarta", zone_label: "WIB" }, { id: "ambon", name: "Ambon", timezone: "Asia/Jayapura", zone_label: "WIT" }];
  const ticket = { number: "n", state: "issued", due: "2026-11-23T08:00:00Z", received_at: "2026-11-23T01:00:00Z", office: "ambon" };
  const now = Date.parse("2026-11-23T01:00:00Z");
  assert.equal(dueWord(ticket, now, "id", ticketZone(ticket, offices)), "Jawaban paling lambat pukul 17.00 WIT.");
  assert.equal(dueWord(ticket, now, "en", ticketZone({ ...ticket, office: { id: "x", zone_label: "WITA" } }, offices)), "The answer by 16:00 WITA.");
  assert.equal(officeOf({ office: "x" }, offices), undefined);
  assert.equal(officeOf({}, offices.slice(0, 1))?.id, "priok");
  const ended = { ...ticket, state: "closed", answered_at: "2026-11-23T02:00:00Z", closed_at: "2026-11-23T03:00:00Z" };
  assert.equal(dueWord(ended, now, "id", ticketZone(ended, offices)), "");
  assert.equal(lastWord(ended, "id", ticketZone(ended, offices), (k) => k), "closed_at: Senin, 23 November 2026 pukul 12.00 WIT");
});

test("a_filed_ticket_was_passed_to_nobody", () => {
  assert.deepEqual(["issued", "in_progress", "coordinating", "waiting_applicant", "answered"].map((state) => stateWord({ state, filed: true }, 0)), [
    "Tercatat, menunggu petugas", "Ditangani", "Ditangani, sedang dikoordinasikan", "Menunggu tanggapan Anda", "Dijawab",
  ]);
  const way = wayOf({ number: "n", kind: "care", state: "answered" });
  assert.deepEqual(stepsOf(way, 0).map((s) => s.word), ["Diterima", "Ditangani", "Dijawab", "Selesai"]);
  assert.equal(wayOf({ number: "n", kind: "escalation", state: "issued" }).filed, false);
});

for (const [state, can, expected] of [
  ["issued", { reply: true, close: true, reopen: false, deny: false }, { yes: false, no: "", withdraw: true }],
  ["answered", { close: true, reopen: true, deny: true }, { yes: true, no: "deny", withdraw: false }],
  ["answered", { close: true, reopen: true, deny: false }, { yes: true, no: "reopen", withdraw: false }],
  ["answered", { close: true, reopen: true }, { yes: true, no: "deny", withdraw: false }],
  ["answered", { close: false, reopen: false, deny: false }, { yes: false, no: "", withdraw: false }],
  ["answered", undefined, { yes: false, no: "", withdraw: false }],
  ["closed", { close: false, reopen: true, deny: true }, { yes: false, no: "reopen", withdraw: false }],
  ["closed", { close: false, reopen: false }, { yes: false, no: "", withdraw: false }],
] as const) {
  test(`a_verdict_on_${state}_with_${JSON.stringify(can)}`, () => assert.deepEqual(offers({ number: "n", state, can }), expected));
}

for (const [ticket, expected] of [
  [{}, true], [{ can: { reply: true } }, true], [{ can: { reply: true, anew: false } }, true], [{ can: { reply: true, anew: true } }, false], [{ can: { reply: false } }, false],
  [{ can: { reply: true, anew: false }, reopened_as: "CRE-261123-00042-0" }, false],
] as const) {
  test(`words_join_${JSON.stringify(ticket)}`, () => assert.equal(joinsIt(ticket), expected));
}

for (const [hash, route] of [
  ["", { at: "list" }], ["#/", { at: "list" }], ["#/new", { at: "new" }], ["#/CRE-261123-00042-0", { at: "ticket", number: "CRE-261123-00042-0" }],
  ["#/cre 261123 00042 0", { at: "ticket", number: "CRE-261123-00042-0" }], ["#/CRE-261123-00042-1", { at: "list" }], ["#/<b>", { at: "list" }],
] as const) {
  test(`the_place_${hash || "(none)"}`, () => assert.deepEqual(routeOf(hash), route));
}

for (const [seconds, told] of [[1, "10 seconds"], [41, "50 seconds"], [60, "60 seconds"], [61, "2 minutes"], [600, "10 minutes"]] as const) {
  test(`a_wait_of_${seconds}_seconds_is_told_as_${told.replace(" ", "_")}`, () => {
    const w = waitOf(seconds);
    assert.equal(`${w.count} ${w.unit}`, told);
  });
}
