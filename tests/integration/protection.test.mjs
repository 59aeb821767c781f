// Tokens can be ended, limits are as wide as they say however many workers there are, and what is full says so.
import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { join } from "node:path";
import { describe, test } from "node:test";
import { promisify } from "node:util";
import { folder_for, start_daemon as start_on, visitor as visitor_of } from "./failure_support.mjs";
import { eventually, start_daemon } from "./support.mjs";
import { element, start_social } from "./social_support.mjs";

const call = promisify(execFile);
const redis_of = (folder) => async (...words) => (await call("redis-cli", ["-s", join(folder, "data", "redis.sock"), ...words])).stdout.trim();

describe("a visitor's token", () => {
  test("revoked by the operator: every tab on every worker is closed within a second, and it opens nothing any more", async (t) => {
    const d = await start_daemon({ workers: 3 });
    t.after(() => d.close());
    await d.add_user("sari", { queues: ["umum"] });
    const o = await d.officer("sari");
    const v = await d.visitor();
    const { conversation } = await v.write("Nomor saya 0812-1111-2222");
    await v.ask("identity.set", { name: "Siti Rahasia" });
    await o.state(conversation, "assigned");
    const tabs = [v];
    for (let i = 0; i < 5; i += 1) tabs.push(await d.visitor({ hello: { token: v.welcome.token } }));
    const other = await d.visitor();
    await other.write("orang lain");

    const at = Date.now();
    const done = await d.control("visitor", "revoke", conversation);
    assert.equal(done.code, 0, done.stderr);
    for (const tab of tabs) assert.equal((await tab.closes()).code, 3501);
    assert.ok(Date.now() - at < 1000);

    const again = await d.visitor({ hello: { token: v.welcome.token, epoch: v.welcome.epoch, seq: 1 } });
    assert.notEqual(again.welcome.token, v.welcome.token);
    assert.deepEqual([again.welcome.conversation, again.welcome.messages, again.welcome.tickets, again.welcome.more], [undefined, [], [], false]);
    assert.equal((await again.refused("history.get", { conversation })).code, "not_found");
    await other.write("masih di sini");
    await o.answer(conversation, "Tarifnya 7,5%.");

    assert.match(d.log, new RegExp(`audit conversation=${conversation}: `));
    for (const secret of ["0812-1111-2222", "Siti Rahasia", v.welcome.token]) assert.ok(!d.log.includes(secret));
    assert.equal((await d.control("visitor", "revoke", "PRI-none")).code, 1);
  });

  test("a visit without a word leaves nothing in the store", async (t) => {
    const d = await start_daemon();
    t.after(() => d.close());
    const redis = redis_of(d.folder);
    const before = await redis("DBSIZE");
    const v = await d.visitor();
    const back = await d.visitor({ hello: { token: v.welcome.token } });
    assert.equal(back.welcome.token, v.welcome.token);
    assert.equal(await redis("DBSIZE"), before);
  });
});

describe("with three workers a limit is as wide as with one:", () => {
  test("visitor_messages_per_minute, though a citizen's tabs sit on all of them", async (t) => {
    const d = await start_daemon({ workers: 3, limits: { visitor_messages_per_minute: 4 } });
    t.after(() => d.close());
    const first = await d.visitor();
    await first.write("satu");
    const tabs = [first];
    for (let i = 0; i < 8; i += 1) tabs.push(await d.visitor({ hello: { token: first.welcome.token } }));
    const answers = await Promise.all(tabs.map((tab) => tab.request("message.send", { text: "lagi" })));
    assert.equal(answers.filter((a) => a.type === "ack").length, 3);
    assert.ok(answers.filter((a) => a.type === "error").every((a) => a.code === "rate_limited"));
  });

  test("requests_per_hour_per_address, by a message or by an identity", async (t) => {
    const d = await start_daemon({ workers: 3, limits: { requests_per_hour_per_address: 4 } });
    t.after(() => d.close());
    const all = await Promise.all(Array.from({ length: 10 }, () => d.visitor()));
    const answers = await Promise.all(all.map((v, i) => (i % 2 ? v.request("message.send", { text: "halo?" }) : v.request("identity.set", { name: "Siti" }))));
    assert.equal(answers.filter((a) => a.type === "ack").length, 4);
    assert.ok(answers.filter((a) => a.type === "error").every((a) => a.code === "rate_limited"));
  });

  test("failed_lookups_per_minute", async (t) => {
    const d = await start_daemon({ workers: 3, limits: { failed_lookups_per_minute: 4 } });
    t.after(() => d.close());
    const look = () => d.http("GET", "/api/v1/tickets/ESK-261123-00001-7", { headers: { "Sahut-Ticket-Secret": "x".repeat(24), connection: "close" } });
    const seen = [];
    for (let i = 0; i < 12; i += 1) seen.push((await look()).status);
    assert.deepEqual(seen, [404, 404, 404, 404, ...Array(8).fill(429)]);
  });

  test("connections_per_officer", async (t) => {
    const d = await start_daemon({ workers: 3, limits: { connections_per_officer: 2 } });
    t.after(() => d.close());
    await d.add_user("sari", { queues: ["umum"] });
    const { token } = (await d.login("sari")).json;
    const held = [];
    for (let i = 0; i < 2; i += 1) held.push(await d.officer("sari", { token, presence: null }));
    for (let i = 0; i < 6; i += 1) {
      const c = await d.connect("officer", { headers: { authorization: `Bearer ${token}` } });
      c.send("hello", {});
      assert.equal((await c.closes()).code, 3504);
    }
    await held[0].leave();
    await d.officer("sari", { token, presence: null });
  });
});

describe("a bound of its own has", () => {
  test("an officer's frames: officer_messages_per_minute", async (t) => {
    const d = await start_daemon({ limits: { officer_messages_per_minute: 3 } });
    t.after(() => d.close());
    await d.add_user("sari", { queues: ["umum"] });
    const o = await d.officer("sari", { presence: null });
    for (let i = 0; i < 3; i += 1) await o.ask("presence.set", { state: "away" });
    const e = await o.refused("presence.set", { state: "available" });
    assert.deepEqual([e.code, e.temporary], ["rate_limited", true]);
    assert.ok(e.retry_after_ms > 0);
  });

  test("a page: page_messages, page_bytes", async (t) => {
    const d = await start_daemon({ limits: { page_messages: 3, page_bytes: 4096 } });
    t.after(() => d.close());
    const v = await d.visitor();
    for (let i = 0; i < 6; i += 1) await v.write(`baris ${i}`);
    const page = await v.ask("history.get", { after: 0, limit: 400 });
    assert.deepEqual([page.messages.length, page.more], [3, true]);
    const long = await v.write("x".repeat(3000));
    await v.write("y".repeat(3000));
    const heavy = await v.ask("history.get", { after: long.seq - 1 });
    assert.deepEqual([heavy.messages.length, heavy.more], [1, true]);
  });

  test("an HTTP head and body: http_header_bytes, http_body_bytes", async (t) => {
    const d = await start_daemon({ limits: { http_header_bytes: 2048, http_body_bytes: 2048 } });
    t.after(() => d.close());
    assert.equal((await d.http("POST", "/api/v1/session", { body: { username: "x", password: "p".repeat(3000) } })).status, 413);
    assert.equal((await fetch(`${d.base}/healthz`, { headers: { "x-long": "h".repeat(3000) } })).status, 431);
  });

  test("sign-ins that wait: waiting_logins", async (t) => {
    const d = await start_daemon({ limits: { concurrent_logins: 1, waiting_logins: 1 } });
    t.after(() => d.close());
    await d.add_user("sari", { queues: ["umum"] });
    const replies = await Promise.all(Array.from({ length: 12 }, () => d.login("sari")));
    const refused = replies.filter((r) => r.status !== 200);
    assert.ok(replies.some((r) => r.status === 200));
    assert.ok(refused.length > 0 && refused.every((r) => r.status === 503), replies.map((r) => r.status).join());
    assert.equal((await d.login("sari")).status, 200, "it was for a moment");
  });
});

describe("what is full", () => {
  test("conversations_per_office: no new conversation, and those there are go on", async (t) => {
    const d = await start_daemon({ limits: { conversations_per_office: 1 } });
    t.after(() => d.close());
    const one = await d.visitor();
    await one.write("satu");
    const two = await d.visitor();
    const e = await two.refused("message.send", { text: "dua" });
    assert.deepEqual([e.code, e.temporary], ["full", true]);
    assert.match(e.message, /1500225/);
    assert.equal((await two.refused("identity.set", { name: "Dua" })).code, "full");
    await one.write("lanjutan");
  });

  test("a journal: the delivery gets 503, is not kept, and is taken when there is room again", async (t) => {
    const d = await start_social({ limits: { journal_bytes: 4096, webhook_body_bytes: 4096 } });
    t.after(() => d.close());
    const redis = redis_of(d.folder);
    await d.says("fb", "c1", "Berapa tarif?");
    await d.settled();
    await redis("HINCRBY", "s:{priok}:a:fb", "v", "1"); // its owner may write nothing any more
    const deliver = (i) => d.hook("fb", [element.text({ ...d.who("fb", "c1"), mid: `m_full_${i}`, text: "x".repeat(600) })]);
    const statuses = [];
    for (let i = 0; i < 12; i += 1) statuses.push((await deliver(i)).status);
    const first = statuses.indexOf(503);
    assert.ok(first >= 2 && first <= 5, String(statuses));
    assert.ok(statuses.slice(first).every((s) => s === 503));
    assert.equal((await d.ctl_lines("journal", "list")).length, first);
    await redis("ZADD", "s:{priok}:due", "0", "a|fb"); // the lease ran out
    await d.settled();
    assert.equal((await deliver(first)).status, 200);
  });

  test("ids of presence commands lie in a record that expires, the presence itself does not grow", async (t) => {
    const d = await start_daemon();
    t.after(() => d.close());
    await d.add_user("sari", { queues: ["umum"] });
    const o = await d.officer("sari", { presence: null });
    for (let i = 0; i < 5; i += 1) await o.ask("presence.set", { state: i % 2 ? "away" : "available" });
    const redis = redis_of(d.folder);
    const keys = (await redis("KEYS", "s:{priok}:i:sari:*")).split("\n");
    assert.equal(keys.length, 1);
    const ttl = Number(await redis("TTL", keys[0]));
    assert.ok(ttl > 86_400 && ttl <= 2 * 86_400, String(ttl));
    assert.equal(await redis("HLEN", keys[0]), "5");
    assert.ok(!(await redis("HKEYS", "s:{priok}:p:sari")).split("\n").some((f) => f.startsWith("d")));
  });
});

test("a disk that takes no more is told to the operator once, when it begins", { timeout: 60_000 }, async (t) => {
  const d = await start_on(t, folder_for(t), { durability: "everysec", env: { SAHUT_TEST_STORE_FILE_LIMIT: "200000" }, limits: { store_seconds: 1 } });
  const v = await visitor_of(d);
  const said = () => d.log.match(/the store's disk takes no more/g)?.length ?? 0;
  await eventually(async () => {
    await v.say(`penuh ${"y".repeat(3000)}`, `id-${Math.random()}`).catch(() => {});
    return said();
  }, "the operator's line", 30_000);
  await new Promise((r) => setTimeout(r, 2500)); // two more looks
  assert.equal(said(), 1);
});
