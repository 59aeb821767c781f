// What /metrics says of a daemon that works: Prometheus' own tool finds nothing to blame, and the figures are those of what happened.
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import { eventually, free_port, hire, start_daemon, top } from "./support.mjs";
import { eventually as soon, start_social } from "./social_support.mjs";

const promtool = existsSync(join(top, "build/tools/promtool")) ? join(top, "build/tools/promtool") : "promtool";

/** What Prometheus' tool has against a text; script/install-dependencies test brings it. */
function faults_of(text) {
  const done = spawnSync(promtool, ["check", "metrics"], { input: text, encoding: "utf8" });
  assert.ok(!done.error, `promtool is missing: script/install-dependencies test (${done.error})`);
  return { code: done.status, said: `${done.stdout}${done.stderr}` };
}
const read = async (base) => (await fetch(`${base}/metrics`)).text();

/** The value of a series, labels in any order; undefined if it is not there. */
function value(text, name, labels = {}) {
  for (const [, n, l, v] of text.matchAll(/^(\w+)(?:\{(.*)\})? (\S+)$/gm))
    if (n === name && Object.entries(labels).every(([k, x]) => l?.includes(`${k}="${x}"`))) return Number(v);
}
const shows = (base, wanted) =>
  eventually(async () => {
    const text = await read(base);
    return wanted.every(([name, labels, holds]) => holds(value(text, name, labels))) && text;
  }, JSON.stringify(wanted.map(([n, l]) => [n, l])));
const is = (n) => (v) => v === n;

test("promtool finds faults, so that its silence says something", () => {
  for (const text of ["# TYPE a_milliseconds gauge\na_milliseconds 1\n", "# HELP b_total b\n# TYPE b_total gauge\nb_total 1\n"])
    assert.notEqual(faults_of(text).code, 0, text);
});

describe("figures of the web chat", () => {
  let d, o;
  before(async () => {
    d = await start_daemon({ officers: { grace_seconds: 1 } });
    o = await d.officer(await hire(d, { queues: ["umum"] }), { presence: "away" });
  });
  after(() => d?.close());

  test("who waits, for how long, and who is there", async () => {
    const office = { office: "priok" }, umum = { ...office, queue: "umum" };
    await shows(d.base, [["sahut_queue_waiting_conversations", umum, is(0)], ["sahut_queue_oldest_waiting_seconds", umum, is(0)], ["sahut_officers", { state: "away" }, is(1)], ["sahut_conversations_unanswered", office, is(0)]]);
    const one = await d.visitor(), two = await d.visitor();
    await one.write("Bagaimana cara impor?");
    await two.write("Berapa tarifnya?");
    await shows(d.base, [["sahut_queue_waiting_conversations", umum, is(2)], ["sahut_queue_oldest_waiting_seconds", umum, (v) => v > 0 && v < 60], ["sahut_queue_waiting_conversations", { ...office, queue: "teknis" }, is(0)], ["sahut_conversations_unanswered", office, is(2)], ["sahut_requests_due_soon", office, is(0)]]);
    await o.ask("presence.set", { state: "available" });
    await shows(d.base, [["sahut_queue_waiting_conversations", umum, is(0)], ["sahut_conversations_unanswered", office, is(2)], ["sahut_officers", { state: "available" }, is(1)], ["sahut_officers", { state: "away" }, is(0)]]);
    await o.leave();
    await shows(d.base, [["sahut_officers", { state: "offline" }, is(1)], ["sahut_queue_waiting_conversations", umum, is(2)]]);
  });

  test("promtool is content, the store's answers are a histogram, and docs/metrics.md names every figure and no other", async () => {
    const text = await read(d.base);
    assert.deepEqual(faults_of(text), { code: 0, said: "" });
    assert.ok(value(text, "sahut_store_commit_duration_seconds_count") > 5);
    assert.equal(value(text, "sahut_store_commit_duration_seconds_bucket", { le: "+Inf" }), value(text, "sahut_store_commit_duration_seconds_count"));
    assert.equal(value(text, "sahut_log_lines_dropped_total"), 0);
    assert.ok(Math.abs(value(text, "process_start_time_seconds") * 1000 - Date.now()) < 600_000);
    const said = new Set([...text.matchAll(/^# TYPE (\S+)/gm)].map(([, n]) => n));
    const told = new Set([...readFileSync(join(top, "docs/metrics.md"), "utf8").matchAll(/`((?:sahut|process)_\w+)`/g)].map(([, n]) => n));
    const of_accounts = ["sahut_tls_certificate_expiry_timestamp_seconds", "sahut_access_token_expiry_timestamp_seconds", "sahut_unconfigured", "sahut_deliveries_total", "sahut_outbox_pending_entries", "sahut_journal_behind_entries", "sahut_account_stopped", "sahut_account_subscribed", "sahut_account_resubscriptions_total", "sahut_bad_signatures_total", "sahut_channel_notices_total", "sahut_passing_signs_total"];
    assert.deepEqual([...told].filter((n) => !said.has(n)).sort(), of_accounts.sort(), "named, but not there without TLS, accounts of platforms and what is not configured");
    assert.deepEqual([...said].filter((n) => !told.has(n)), []);
  });
});

test("a request that becomes a ticket within five minutes is counted, and so is the ticket", async (t) => {
  const d = await start_daemon({ policy: { answer_limit_minutes: 10 / 60 } });
  t.after(() => d.close());
  const umum = { office: "priok", queue: "umum" };
  const v = await d.visitor();
  await v.write("Bagaimana cara impor?");
  await shows(d.base, [["sahut_requests_due_soon", { office: "priok" }, is(1)], ["sahut_tickets_open", umum, is(0)]]);
  await shows(d.base, [["sahut_requests_due_soon", { office: "priok" }, is(0)], ["sahut_tickets_open", umum, is(1)], ["sahut_tickets_overdue", umum, is(0)], ["sahut_ticket_lateness_max_seconds", {}, (late) => late > 0 && late < 5]]);
});

test("with a listener of their own the figures are there alone, and a taken port is named", async (t) => {
  const port = await free_port();
  const d = await start_daemon({ metrics: { listen: `127.0.0.1:${port}` } });
  t.after(() => d.close());
  assert.equal((await fetch(`${d.base}/metrics`)).status, 404);
  const apart = await fetch(`http://127.0.0.1:${port}/metrics`);
  assert.equal(apart.status, 200);
  assert.deepEqual(faults_of(await apart.text()), { code: 0, said: "" });
  for (const path of ["/", "/readyz", "/api/v1/session", "/console/"]) assert.equal((await fetch(`http://127.0.0.1:${port}${path}`)).status, 404, path);
  await assert.rejects(start_daemon({ metrics: { listen: `127.0.0.1:${port}` } }), /metrics\.listen: /);
});

test("deliveries are counted by channel, account and outcome", { timeout: 120_000 }, async (t) => {
  const o = await start_social({ limits: { outbox_request_seconds: 2 } });
  t.after(() => o.close());
  await o.says("fb", "5001", "Bagaimana cara impor?");
  const w = await o.sign_in("sari");
  t.after(() => w.close());
  const c = await w.claim_next("messenger");
  const of = (outcome) => ({ channel: "messenger", account: "fb", outcome });
  await shows(o.base, [["sahut_deliveries_total", of("sent"), is(1)]]);
  o.fb.fault({ code: 551, subcode: 1545041 });
  const { seq } = await w.answer(c, "Jawaban.");
  await soon(() => w.log(c), (l) => l.find((m) => m.seq === seq).delivery === "failed", "failed");
  const text = await shows(o.base, [["sahut_deliveries_total", of("failed"), is(1)], ["sahut_deliveries_total", of("sent"), is(1)]]);
  assert.deepEqual(faults_of(text), { code: 0, said: "" });
});
