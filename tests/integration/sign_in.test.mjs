// Who may try a password or a ticket's secret, how they are slowed, and what is told of it.
import assert from "node:assert/strict";
import { test } from "node:test";
import { eventually, start_daemon } from "./support.mjs";

const from = (address) => ({ "x-forwarded-for": address });
const behind_proxy = (limits) => ({ limits: { trusted_proxies: ["127.0.0.1"], ...limits } });
const sign_in = (d, username, address, password = d.passwords.get(username)) =>
  d.http("POST", "/api/v1/session", { headers: from(address), body: { username, password } });
const wrong = (d, username, address) => sign_in(d, username, address, "ini bukan sandinya");

test("thirty addresses on one account are slowed; its owner, a newcomer and a colleague behind one of them get in", async (t) => {
  const d = await start_daemon(behind_proxy({ failed_lookups_per_minute: 10, failed_wait_seconds: 300 }));
  t.after(() => d.close());
  await d.add_user("budi", { queues: ["umum"] });
  await d.add_user("sari", { queues: ["umum"] });
  const stranger = (i) => `192.0.2.${i + 1}`;
  assert.equal((await sign_in(d, "budi", "198.51.100.1")).status, 200);
  for (let i = 0; i < 10; i += 1) assert.equal((await wrong(d, "budi", stranger(i))).status, 401);
  const others = Array.from({ length: 20 }, (_, i) => stranger(10 + i));
  for (const first of await Promise.all(others.map((s) => wrong(d, "budi", s)))) assert.equal(first.status, 401);
  // From here on each of them waits a minute at least.
  const gone = new AbortController();
  const done = [];
  const slowed = others.map((s) =>
    fetch(`${d.base}/api/v1/session`, {
      method: "POST",
      headers: { "content-type": "application/json", ...from(s) },
      body: JSON.stringify({ username: "budi", password: "ini bukan sandinya" }),
      signal: gone.signal,
    }).then((r) => done.push(`${s}: ${r.status}`), () => {}),
  );
  for (const [who, address] of [["budi", "198.51.100.1"], ["budi", "203.0.113.7"], ["sari", stranger(0)]])
    assert.equal((await sign_in(d, who, address)).status, 200, `${who} from ${address}`);
  assert.deepEqual(done, []);
  gone.abort();
  await Promise.all(slowed);
});

test("a password that is right after five that were not waits, and gets in", async (t) => {
  const d = await start_daemon(behind_proxy({ failed_wait_seconds: 2 }));
  t.after(() => d.close());
  await d.add_user("budi", { queues: ["umum"] });
  for (let i = 0; i < 4; i += 1) assert.equal((await wrong(d, "Budi", "192.0.2.1")).status, 401);
  const began = Date.now();
  assert.equal((await wrong(d, "BUDI", "192.0.2.1")).status, 401);
  assert.equal((await sign_in(d, "budi", "192.0.2.1")).status, 200);
  assert.ok(Date.now() - began >= 900, `${Date.now() - began} ms`);
});

test("a flood of sign-ins from one address does not make another wait or be told `full`", async (t) => {
  const d = await start_daemon(behind_proxy({ concurrent_logins: 1, waiting_logins: 4 }));
  t.after(() => d.close());
  await d.add_user("sari", { queues: ["umum"] });
  const flood = Array.from({ length: 60 }, (_, i) => wrong(d, `tiada${i}`, "192.0.2.1"));
  for (let i = 0; i < 3; i += 1) assert.equal((await sign_in(d, "sari", `198.51.100.${i + 1}`)).status, 200);
  const statuses = (await Promise.all(flood)).map((r) => r.status);
  assert.ok(statuses.every((s) => s === 401 || s === 503), statuses.join());
  assert.ok(statuses.includes(503), "it was one");
});

test("wrong secrets of one ticket number are slowed, and the right one gets in", async (t) => {
  const d = await start_daemon(behind_proxy({ failed_wait_seconds: 2 }));
  t.after(() => d.close());
  const v = await d.visitor();
  await v.write("Berapa tarif bea masuk untuk buku?");
  const head = await v.until((f) => f.type === "conversation" && f.reference);
  const look = (address, secret) => d.http("GET", `/api/v1/tickets/${head.reference}`, { headers: { ...from(address), "sahut-ticket-secret": secret } });
  for (let i = 0; i < 4; i += 1) assert.equal((await look("192.0.2.1", "salah")).status, 404);
  const began = Date.now();
  for (let i = 0; i < 2; i += 1) assert.equal((await look("192.0.2.1", "salah")).status, 404);
  assert.ok(Date.now() - began >= 900, `${Date.now() - began} ms`);
  assert.equal((await look("198.51.100.1", head.secret)).status, 200);
  assert.equal((await look("192.0.2.1", head.secret)).status, 200);
});

test("a name is found however it is written, and one that differs in capitals alone is refused", async (t) => {
  const d = await start_daemon();
  t.after(() => d.close());
  await d.add_user("budi", { queues: ["umum"] });
  for (const typed of ["budi", "Budi", "BUDI", "Ｂｕｄｉ", "bu\u00addi"]) {
    const reply = await d.login(typed, d.passwords.get("budi"));
    assert.deepEqual([reply.status, reply.json.officer?.id], [200, "budi"], typed);
  }
  assert.equal((await d.login("budi2", d.passwords.get("budi"))).status, 401);
  await assert.rejects(d.add_user("Budi", { queues: ["umum"] }), /exists as budi/);
});

test("sign-ins, refusals and changes of accounts are in the security log and the metrics, what strangers typed is not", async (t) => {
  const d = await start_daemon(behind_proxy({}));
  t.after(() => d.close());
  await d.add_user("sari", { queues: ["umum"] });
  await sign_in(d, "sari", "198.51.100.77");
  await wrong(d, "sari", "192.0.2.99");
  await wrong(d, "Ani 0812-3456-7890", "2001:db8:1:2::3");
  assert.equal((await d.control("user", "disable", "sari")).code, 0);
  await sign_in(d, "sari", "198.51.100.77");
  await d.http("GET", "/api/v1/tickets/ESK-261123-00001-7", { headers: { "sahut-ticket-secret": "x".repeat(24), ...from("203.0.113.5") } });
  const lines = () => d.log.split("\n").filter((l) => l.includes('"logger":"security"')).map((l) => JSON.parse(l));
  const all = await eventually(() => (lines().length >= 7 ? lines() : null), "the lines");
  assert.deepEqual(
    all.map((l) => [l.level, l.event, l.account, l.reason ?? l.what, l.from]),
    [
      ["info", "account_added", "sari", undefined, undefined],
      ["info", "sign_in", "sari", undefined, "198.51.100.0/24"],
      ["warning", "sign_in_refused", "sari", "wrong_password", "192.0.2.0/24"],
      ["warning", "sign_in_refused", undefined, "unknown_account", "2001:db8:1::/48"],
      ["info", "account_changed", "sari", "disabled", undefined],
      ["warning", "sign_in_refused", "sari", "disabled", "198.51.100.0/24"],
      ["warning", "number_refused", undefined, "wrong_secret", "203.0.113.0/24"],
    ],
  );
  assert.ok(!/0812|Ani|198\.51\.100\.77|192\.0\.2\.99/.test(d.log), "neither what was typed nor a whole address");
  const metrics = (await d.http("GET", "/metrics")).body;
  for (const line of ["sahut_sign_ins_total 1", "sahut_login_failures_total 3", "sahut_number_failures_total 1"]) assert.ok(metrics.includes(`${line}\n`), line);
});

test("X-Forwarded-For from a peer that is not trusted is said once", async (t) => {
  const d = await start_daemon({ limits: { trusted_proxies: [] } });
  t.after(() => d.close());
  for (let i = 0; i < 5; i += 1) await d.http("GET", "/healthz", { headers: from(`203.0.113.${i}`) });
  await eventually(() => d.log.includes("trusted_proxies"), "the word");
  await d.http("GET", "/healthz", { headers: from("203.0.113.9") });
  const said = d.log.split("\n").filter((l) => l.includes("trusted_proxies"));
  assert.equal(said.length, 1, said.join("\n"));
  assert.ok(said[0].includes("127.0.0.1"));
});
