import assert from "node:assert/strict";
import { test } from "node:test";
import { keyOf, lookUp, sendReply, threadOf } from "../pages/status/lookup.ts";
import { firstToRead, groupsOf } from "../pages/thread/order.ts";
import { numberOf, secretOf } from "../words/number.ts";
import type { Message } from "../wire/types.ts";
import { carried } from "../words/content.ts";
import { linked, numbers, safeLink } from "../words/linked.ts";
import { conversationWord, stateWord, stepsOf } from "../words/states.ts";
import { initials, oneLine, officerName, visible } from "../words/visible.ts";
import { countdown, promised, zoneOf } from "../words/time.ts";

for (const [fragment, expected] of [
  ["#ESK-261123-00042-0.abc_DEF-1", { number: "ESK-261123-00042-0", secret: "abc_DEF-1" }],
  ["#n=ESK-261123-00042-0&s=abc", { number: "ESK-261123-00042-0", secret: "abc" }],
  ["https://host/status/#REF-261123-00001-7.s", { number: "REF-261123-00001-7", secret: "s" }],
  ["", null],
  ["#", null],
  ["#ESK-1.", null],
  ["#n=1", null],
] as const) {
  test(`the_fragment_${fragment || "(none)"}_is_read`, () => assert.deepEqual(keyOf(fragment), expected));
}

for (const [status, kind] of [[404, "not_found"], [400, "not_found"], [429, "wait"], [503, "trouble"]] as const) {
  test(`status_${status}_is_told_as_${kind}`, async () => {
    const outcome = await lookUp({ number: "ESK-261123-00042-0", secret: "y" }, async () => new Response("{}", { status }));
    assert.equal(outcome.kind, kind);
  });
}

test("the_secret_goes_into_the_header_and_never_into_the_address", async () => {
  let url = "";
  let secret: string | null = "";
  await lookUp({ number: "ESK-261123-00042-0", secret: "geheim" }, async (input, init) => {
    url = String(input);
    secret = new Headers(init?.headers).get("Sahut-Ticket-Secret");
    return new Response('{"messages":[]}', { status: 200 });
  });
  assert.equal(url, "/api/v1/tickets/ESK-261123-00042-0");
  assert.equal(secret, "geheim");
});

test("an_answer_that_stands_in_the_thread_too_is_shown_once", () => {
  const m = { conversation: "", seq: 4, from: "officer" as const, kind: "text", text: "Ya.", at: "" };
  assert.equal(threadOf({ number: "n", state: "answered", messages: [m], answers: [m, "Ya."] }).length, 1);
});

test("addresses_become_links_without_the_full_stop_after_them", () => {
  assert.deepEqual(linked("di http://h/#A-1.b. Lalu"), [{ text: "di " }, { text: "http://h/#A-1.b", href: "http://h/#A-1.b" }, { text: ". Lalu" }]);
  assert.deepEqual(linked("javascript:alert(1)"), [{ text: "javascript:alert(1)" }]);
});

test("times_are_told_in_the_offices_zone_with_its_label", () => {
  const wit = zoneOf({ zone_label: "WIT" });
  const now = Date.parse("2026-11-23T01:00:00Z");
  assert.equal(promised("2026-11-23T02:00:00Z", now, "id", zoneOf()), "pukul 09.00 WIB");
  assert.equal(promised("2026-11-23T02:00:00Z", now, "en", wit), "11:00 WIT");
  assert.equal(promised("2026-11-25T10:00:00Z", now, "id", zoneOf()), "Rabu, 25 November 2026 pukul 17.00 WIB");
});

test("a_countdown_reads_like_a_clock", () => {
  assert.deepEqual([countdown(725_000), countdown(3_725_000), countdown(-190_000)], ["12:05", "1:02:05", "-3:10"]);
});

for (const typed of ["ESK-261123-00042-0.", " esk 261123 00042 0 ", "ESK\u2011261123\u201300042\u20140", "\uff25\uff33\uff2b-\uff12\uff16\uff11\uff11\uff12\uff13-00042-0", "ESK-\u200b261123-\ufeff00042-0\u2060", "(ESK-261123-00042-0),", "ESK261123000420", "\u201cESK-261123-00042-0\u201d.", "[ESK-261123-00042-0]", "<ESK-261123-00042-0>", "*ESK-261123-00042-0*", "\u201eESK-261123-00042-0\u201c", "#ESK-261123-00042-0", "ESK_261123_00042_0", "ESK/261123/00042/0", "ESK.261123.00042.0", "Nomor: ESK-261123-00042-0", "tiket esk-261123-00042-0, sudah 2 hari", "ESK-261123-00042-0 2", "ESK-261123-00042-0.rahasia_9"]) {
  test(`the_number_${JSON.stringify(typed)}_is_read`, () => assert.deepEqual(numberOf(typed), { number: "ESK-261123-00042-0" }));
}

test("a_typing_mistake_is_told_by_the_page_and_asks_nothing", async () => {
  let asked = 0;
  const fetcher = async () => {
    asked += 1;
    return new Response("{}");
  };
  for (let d = 1; d <= 9; d += 1) assert.equal((await lookUp({ number: `ESK-261123-00042-${d}`, secret: "s" }, fetcher)).kind, "wrong_number");
  assert.equal((await lookUp({ number: "ESK-261132-00042-0", secret: "s" }, fetcher)).kind, "wrong_number");
  for (const number of ["", "halo", "ABC-261123-00042-0", "261123000420", "DESK-261123-00042-0", "ESK-261123-00042", "ESK-", "\u2011"]) assert.equal((await lookUp({ number, secret: "s" }, fetcher)).kind, "no_number");
  assert.equal(asked, 0);
});

for (const typed of [" .ab_C-1\u200b. ", "[ab_C-1]", "<ab_C-1>", "*ab_C-1*", "\u201eab_C-1\u201c"]) {
  test(`the_secret_${JSON.stringify(typed)}_loses_what_a_sentence_put_around_it`, () => assert.equal(secretOf(typed), "ab_C-1"));
}

test("a_reply_carries_id_text_and_the_secret_in_its_header", async () => {
  let seen: unknown;
  const outcome = await sendReply({ number: "REF-261123-00001-7", secret: "geheim" }, "i", "halo", async (url, init) => {
    seen = [url, init?.method, init?.body, new Headers(init?.headers).get("Sahut-Ticket-Secret")];
    return new Response("{}", { status: 201 });
  });
  assert.equal(outcome, "sent");
  assert.deepEqual(seen, ["/api/v1/tickets/REF-261123-00001-7/messages", "POST", '{"id":"i","text":"halo"}', "geheim"]);
});
for (const [status, told] of [[200, "sent"], [201, "sent"], [404, "no_reply_here"], [405, "no_reply_here"], [429, "wait"], [503, "not_sent"], [400, "not_sent"]] as const) {
  test(`a_reply_answered_with_${status}_is_told_as_${told}`, async () => assert.equal(await sendReply({ number: "REF-261123-00001-7", secret: "s" }, "i", "t", async () => new Response("{}", { status })), told));
}

for (const [name, body, told] of [
  ["became a question of its own", { seq: 9, reference: "REF-261123-00002-5", status_url: "https://h/status/#REF-261123-00002-5.s" }, { reference: "REF-261123-00002-5", status_url: "https://h/status/#REF-261123-00002-5.s" }],
  ["has an address that cannot be followed", { reference: "REF-261123-00002-5", status_url: "javascript:alert(1)" }, "sent"],
  ["has half of it", { reference: "REF-261123-00002-5" }, "sent"],
] as const) {
  test(`a_reply_that_${name.replaceAll(" ", "_")}`, async () =>
    assert.deepEqual(await sendReply({ number: "REF-261123-00001-7", secret: "s" }, "i", "t", async () => new Response(JSON.stringify(body), { status: 201 })), told));
}

test("neighbouring_automatic_texts_are_one_group", () => {
  const m = (seq: number, from: "visitor" | "officer" | "system") => ({ conversation: "", seq, from, kind: "text", text: "t", at: "" });
  assert.deepEqual(groupsOf([m(1, "visitor"), m(2, "system"), m(3, "system"), m(4, "officer")]).map((g) => [g.automatic, g.messages.length]), [[false, 1], [true, 2], [false, 1]]);
});

test("only_web_addresses_are_links_and_places_have_coordinates", () => {
  for (const url of ["javascript:alert(1)", "data:text/html,x", "http:", "ftp://h/", "", undefined]) assert.equal(safeLink(url), null);
  const c = carried({ kind: "location", title: "Kantor\nPusat", latitude: -6.1, longitude: 106.9, url: "https://peta.contoh/x?y" }, 0);
  assert.deepEqual([c.kind, c.title, c.place, c.link?.host], ["Lokasi", "Kantor Pusat", "-6.10000, 106.90000", "peta.contoh"]);
  assert.equal(carried({ kind: "sesuatu" }, 1).kind, "Attachment");
});

test("what_shows_nothing_is_no_name", () => {
  for (const name of ["\u200b", "\u00a0", "\u3164", "\u2800", " \n", "\u202e\ufe0f"]) assert.deepEqual([visible(name), oneLine(name), officerName({ name })], [false, "", ""]);
  assert.equal(oneLine("Budi\r\nSantoso\u0007"), "Budi Santoso");
  assert.equal(oneLine("Budi\u202e(admin)\u2069"), "Budi(admin)");
  assert.equal(officerName({ id: "sari" } as { name?: string }), "");
});

test("numbers_stand_apart_with_what_belongs_to_them", () => {
  assert.deepEqual(numbers("urutan ke\u20111, pukul 11.00 WIB. ESK-261123-00042-0.").filter((p) => p.number).map((p) => p.text), ["ke\u20111", "11.00 WIB", "ESK-261123-00042-0"]);
});

test("a_ticket_of_the_clock_is_recorded_and_one_of_an_officer_was_passed_on_wherever_it_is_told", () => {
  const cases: [state: string, automatic: boolean, word: string][] = [
    ["issued", true, "Tercatat, menunggu jawaban"],
    ["in_progress", true, "Tercatat, menunggu jawaban"],
    ["issued", false, "Diteruskan ke unit terkait"],
    ["in_progress", false, "Diteruskan ke unit terkait"],
    ["waiting_applicant", true, "Menunggu tanggapan Anda"],
    ["answered", false, "Dijawab"],
    ["closed", true, "Selesai"],
  ];
  for (const [state, automatic, word] of cases) {
    const ticket = { state, automatic };
    assert.equal(stateWord(ticket, 0), word, `${state} ${automatic}`);
    if (state !== "answered" && state !== "closed") assert.equal(conversationWord("escalated", [ticket], 0), word, `${state} ${automatic}`);
  }
  assert.equal(conversationWord("queued", [{ state: "issued", automatic: true }], 0), "Menunggu petugas");
});

for (const [name, letters] of [["Rina Contoh", "RC"], ["PT Samudra Contoh", "PC"], ["maya", "M"], ["Maya W.", "MW"], ["(1) \u{1f600} ", "1"], ["\u{20000}\u{20001} X", "\u{20000}X"], ["", ""], ["...", ""]] as const) {
  test(`the_initials_of_${JSON.stringify(name)}_are_${JSON.stringify(letters)}`, () => assert.equal(initials(name), letters));
}

for (const [name, of, expected] of [
  ["a new request", { state: "new" }, "Diterima > [Menunggu petugas] > Dijawab > Selesai"],
  ["a request in the queue", { state: "queued" }, "Diterima > [Menunggu petugas] > Dijawab > Selesai"],
  ["a request with an officer", { state: "assigned" }, "Diterima > [Ditangani] > Dijawab > Selesai"],
  ["a request with a question back", { state: "waiting_applicant" }, "Diterima > [Menunggu tanggapan Anda] > Dijawab > Selesai"],
  ["a request that is answered", { state: "answered", answered: true }, "Diterima > Ditangani > [Dijawab] > Selesai"],
  ["a request closed after its answer", { state: "closed", answered: true }, "Diterima > Ditangani > Dijawab > [Selesai]"],
  ["a request closed without one", { state: "closed" }, "Diterima > [Selesai]"],
  ["the clock's ticket", { state: "issued", ticket: true, automatic: true }, "Diterima > [Tercatat, menunggu jawaban] > Dijawab > Selesai"],
  ["the clock's ticket with an officer", { state: "in_progress", ticket: true, automatic: true }, "Diterima > [Tercatat, menunggu jawaban] > Dijawab > Selesai"],
  ["the clock's ticket with a question back", { state: "waiting_applicant", ticket: true, automatic: true }, "Diterima > [Menunggu tanggapan Anda] > Dijawab > Selesai"],
  ["the clock's ticket that is answered", { state: "answered", ticket: true, automatic: true, answered: true }, "Diterima > Tercatat > [Dijawab] > Selesai"],
  ["a unit's ticket", { state: "in_progress", ticket: true, automatic: false }, "Diterima > [Diteruskan ke unit terkait] > Dijawab > Selesai"],
  ["a unit's ticket closed after its answer", { state: "closed", ticket: true, automatic: false, answered: true }, "Diterima > Diteruskan ke unit terkait > Dijawab > [Selesai]"],
  ["a unit's ticket closed without one", { state: "closed", ticket: true, automatic: false }, "Diterima > Diteruskan ke unit terkait > [Selesai]"],
  ["a state that the page does not know", { state: "verified", ticket: true }, "Diterima > [verified] > Dijawab > Selesai"],
] as [string, Partial<Parameters<typeof stepsOf>[0]> & { state: string }, string][]) {
  test(`the_steps_of_${name.replaceAll(" ", "_")}`, () => {
    const steps = stepsOf({ ticket: false, answered: false, ...of }, 0);
    assert.equal(steps.map((s) => (s.at === "now" ? `[${s.word}]` : s.word)).join(" > "), expected);
    const now = steps.findIndex((s) => s.at === "now");
    assert.deepEqual(steps.map((s) => s.at), steps.map((_, i) => (i < now ? "done" : i === now ? "now" : "ahead")));
    if (!["answered", "closed"].includes(of.state)) assert.equal(steps[now]!.word, stateWord(of, 0));
  });
}

for (const [name, state, thread, expected] of [
  ["the last answer of what is answered", "answered", [{ from: "officer", purpose: "answer" }, { from: "officer", purpose: "answer" }, { from: "visitor" }, { from: "officer", purpose: "question" }], 1],
  ["no answer that was taken back", "answered", [{ from: "officer", purpose: "answer" }, { from: "officer", purpose: "answer", removed: true }], 0],
  ["nothing when every answer was taken back", "answered", [{ from: "officer", purpose: "answer", removed: true }], undefined],
  ["where a closed one was directed to", "closed", [{ from: "visitor" }, { from: "system", template: "redirected" }, { from: "system", template: "complaint_footer" }], 1],
  ["an officer's question", "waiting_applicant", [{ from: "visitor" }, { from: "officer", purpose: "question" }, { from: "system" }], 1],
  ["nothing once the citizen replied to it", "assigned", [{ from: "officer", purpose: "question" }, { from: "visitor" }], undefined],
  ["nothing of automatic texts", "queued", [{ from: "visitor" }, { from: "system", template: "redirected" }], undefined],
  ["nothing of an empty thread", "issued", [], undefined],
] as const) {
  test(`first_to_read_is_${name.replaceAll(" ", "_")}`, () => {
    const messages: Message[] = thread.map((m, i) => ({ conversation: "c", seq: i + 1, kind: "text", at: "", ...m }));
    assert.equal(firstToRead({ state }, messages)?.seq, expected === undefined ? undefined : expected + 1);
  });
}

test("an_answer_that_was_withdrawn_is_not_what_the_page_begins_with", () => {
  const said = (seq: number, from: "visitor" | "officer", more = {}) => ({ conversation: "", seq, from, kind: "text", text: `${seq}`, at: "", ...more });
  const withdrawn = said(2, "officer", { purpose: "question", revoked: true });
  assert.equal(firstToRead({ state: "in_progress" }, [said(1, "visitor"), withdrawn]), undefined);
  assert.equal(firstToRead({ state: "answered" }, [said(1, "visitor"), withdrawn, said(3, "officer", { purpose: "answer" })])?.seq, 3);
  assert.equal(firstToRead({ state: "closed" }, [said(1, "visitor"), said(2, "officer", { purpose: "answer", revoked: true })]), undefined);
});

for (const [of, id, en] of [
  [{ state: "coordinating" }, "Sedang dikoordinasikan", "Under coordination"],
  [{ state: "coordinating", automatic: true }, "Sedang dikoordinasikan", "Under coordination"],
  [{ state: "coordinating", filed: true }, "Ditangani, sedang dikoordinasikan", "Being handled, under coordination"],
] as const) {
  test(`coordination_is_told_as_such: ${JSON.stringify(of)}`, () => {
    assert.deepEqual([stateWord(of, 0), stateWord(of, 1)], [id, en]);
    assert.equal(stepsOf({ ...of, ticket: true, answered: false }, 0).find((s) => s.at === "now")?.word, id);
  });
}
