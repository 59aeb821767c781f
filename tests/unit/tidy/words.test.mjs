// What citizens and officers read outside the tables of words: reasons and notes in the sources, and the pages themselves. The tables have
// their own tests (tests/unit/texts, web/test/words.test.ts).
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { fileURLToPath } from "node:url";

const top = fileURLToPath(new URL("../../../", import.meta.url));
const sources = [
  "connectors/meta/send_answer.cpp", "connectors/meta/sender.cpp", "connectors/meta/attachments.cpp", "connectors/meta/elements.cpp",
  "routing/engine/texts/delivery_reasons.cpp", "gateway/service/talk/officers_handing.cpp", "gateway/service/platform/journal_events.cpp",
  "routing/engine/conversation/due_steps.cpp", "routing/engine/conversation/deliveries.cpp", "routing/engine/conversation/citizen.cpp", "routing/engine/conversation/officer.cpp",
  "routing/engine/conversation/identity_formats.cpp", "routing/engine/texts/status.hpp", "routing/engine/texts/occasions.cpp",
];
const pages = ["web/pages/demo/index.html", "web/pages/privacy/index.html", "web/pages/status/index.html", "web/pages/care/index.html", "web/console/index.html"];
const banned = /\b(?:luring|daring|bentrok|rusak di jalan|soket|websocket|daemon|backend|server|payload|token|cache|timeout|retry|outbox|epoch|fallback|parameter|kedaluwarsa|offline|refresh|reload)\b|\bke-\d|!/i;
const indonesian = /\b(?:tidak|belum|sudah|lagi|pesan|pemohon|petugas|angka|akun|yang|oleh|di luar|Menunggu|Dijawab)\b/;

/** The sentences between quotation marks that a person reads. */
const texts = (source) => [...source.matchAll(/"((?:[^"\\]|\\.)*)"/g)].map((m) => m[1]).filter((t) => t.includes(" ") && indonesian.test(t));
/** What a page shows. */
const shown = (html) => html.replace(/<!--[\s\S]*?-->|<script[\s\S]*?<\/script>|<style[\s\S]*?<\/style>|<code[\s\S]*?<\/code>|<[^>]*>/g, "\n").split("\n").map((t) => t.trim()).filter(Boolean);

test("the search finds a banned word in a source and on a page", () => {
  assert.ok(texts('fail("Token akses tidak sah");').some((t) => banned.test(t)));
  assert.ok(shown("<p>Halaman luring</p><code>!x</code>").some((t) => banned.test(t)));
});

let read = 0;
for (const path of sources)
  test(`${path} says it plainly`, () => {
    const all = texts(readFileSync(top + path, "utf8"));
    read += all.length;
    assert.deepEqual(all.filter((t) => banned.test(t)), []);
  });
test("the sources were read", () => assert.ok(read > 30, String(read)));

for (const path of pages)
  test(`${path} says it plainly`, () => assert.deepEqual(shown(readFileSync(top + path, "utf8")).filter((t) => banned.test(t)), []));
