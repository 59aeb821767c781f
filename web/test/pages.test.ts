import assert from "node:assert/strict";
import { test } from "node:test";
import { keyOf, lookUp, threadOf } from "../pages/status/lookup.ts";
import { linked } from "../words/linked.ts";
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
    const outcome = await lookUp({ number: "x", secret: "y" }, async () => new Response("{}", { status }));
    assert.equal(outcome.kind, kind);
  });
}

test("the_secret_goes_into_the_header_and_never_into_the_address", async () => {
  let url = "";
  let secret: string | null = "";
  await lookUp({ number: "ESK-1", secret: "geheim" }, async (input, init) => {
    url = String(input);
    secret = new Headers(init?.headers).get("Sahut-Ticket-Secret");
    return new Response("{}", { status: 200 });
  });
  assert.equal(url, "/api/v1/tickets/ESK-1");
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
