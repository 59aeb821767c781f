// What citizens and officers read is said plainly: no word of the trade in any table of words.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { fileURLToPath } from "node:url";

const top = fileURLToPath(new URL("../../../", import.meta.url));
const tables = ["web/words/common.ts", "web/words/states.ts", "web/words/content.ts", "web/widget/words.ts", "web/widget/launcher-words.ts", "web/console/words.ts", "web/pages/status/words.ts"];
const banned = /\b(?:luring|bentrok|rusak di jalan|soket|websocket|daemon|backend|server|payload|token|cache|timeout|retry|outbox|epoch|fallback)\b/i;

/** The texts between quotation marks. */
const texts = (source) => [...source.matchAll(/"((?:[^"\\]|\\.)*)"/g)].map((m) => m[1]).filter((t) => t.includes(" "));

test("the search finds a banned word in a table", () => assert.ok(texts('x: ["Peramban luring sekarang", "y"]').some((t) => banned.test(t))));

for (const path of tables)
  test(`${path} says it plainly`, () => {
    const all = texts(readFileSync(top + path, "utf8"));
    assert.ok(all.length > 1, "the table was read");
    assert.deepEqual(all.filter((t) => banned.test(t)), []);
  });
