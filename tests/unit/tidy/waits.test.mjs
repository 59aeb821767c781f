// A test waits for something, with a bound; it does not wait for some time. That something does not come is shown by a later thing
// that has come. What stays is listed here, and says beside it why.
import assert from "node:assert/strict";
import test from "node:test";
import { files, is_cpp } from "./sources.mjs";

// How many a file may have. Their subject is time itself, a pace, or an absence that nothing follows.
const known = {
  "tests/e2e/care.test.mjs": 2,
  "tests/e2e/support.mjs": 1,
  "tests/integration/care.test.mjs": 1,
  "tests/integration/clock.test.mjs": 1,
  "tests/integration/desk.test.mjs": 3,
  "tests/integration/failure_disk.test.mjs": 1,
  "tests/integration/failure_kill.test.mjs": 2,
  "tests/integration/failure_live.test.mjs": 6,
  "tests/integration/failure_start.test.mjs": 1,
  "tests/integration/failure_time.test.mjs": 1,
  "tests/integration/failure_writes.test.mjs": 4,
  "tests/integration/keys.test.mjs": 1,
  "tests/integration/limits.test.mjs": 1,
  "tests/integration/oidc_faults.test.mjs": 1,
  "tests/integration/programs.test.mjs": 1,
  "tests/integration/protection.test.mjs": 1,
  "tests/integration/reload.test.mjs": 1,
  "tests/integration/social_out.test.mjs": 4,
  "tests/integration/unreadable.test.mjs": 1,
  "tests/standin/faults.mjs": 2,
  "tests/standin/server.mjs": 2,
  "tests/standin/whatsapp.mjs": 1,
  "tests/standin/server.mjs": 2,
  "tests/support/redis_server.cpp": 1,
  "tests/support/totp.mjs": 1,
  "tests/unit/net/test_server.cpp": 1,
};
const mjs = /\bwait\(|waitForTimeout\(|setTimeout\((?:r|resolve|done)\s*,/;
const cpp = /this_thread::sleep|\busleep\(|\bnanosleep\(/;
// Not these: a look again and again until a deadline, the end of patience with a process, a scenario's chance, the helper itself.
const bounded = /Date\.now\(\) < end|Date\.now\(\) \+ limit_ms|Promise\.race\(\[|random|const wait = /;

const tests = files().filter((f) => /^tests\/(unit|conformance|integration|e2e|support|standin)\//.test(f.path) && !f.path.startsWith("tests/unit/tidy/"));
const waits = tests.flatMap((f) =>
  f.text.split("\n").flatMap((line, i) => {
    if (!(is_cpp(f) ? cpp : mjs).test(line) || bounded.test(line)) return [];
    return [{ path: f.path, at: `${f.path}:${i + 1}`, line: line.trim(), reason: /\/\/ \S/.test(line) }];
  }),
);

test("the search finds waits", () => assert.ok(waits.length > 20, String(waits.length)));
test("every wait in a test has its reason beside it", () => {
  assert.deepEqual(waits.filter((w) => !w.reason).map((w) => `${w.at}: ${w.line}`), []);
});
test("no file has a wait more than is known, and none that it has no more is listed", () => {
  const count = {};
  for (const w of waits) count[w.path] = (count[w.path] ?? 0) + 1;
  assert.deepEqual(count, known);
});
