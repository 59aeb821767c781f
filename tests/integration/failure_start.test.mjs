// What a start refuses, how a daemon ends, and who may use a data directory, a port or a store.
import assert from "node:assert/strict";
import { test } from "node:test";
import { execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { closeSync, constants, existsSync, openSync, readFileSync, readdirSync, readlinkSync, rmSync, statSync, writeFileSync, writeSync } from "node:fs";
import { join } from "node:path";
import * as s from "./failure_support.mjs";

/** Starts where a start must fail: {code, out}. */
async function refused(t, folder, options) {
  const d = await s.start_daemon(t, folder, { ...options, start: false });
  await d.spawn();
  const { code } = await Promise.race([d.child.ended, s.wait(25_000).then(() => ({ code: "still running" }))]);
  return { code, out: d.log };
}

test("a second daemon on the same data directory is refused and told who holds it", async (t) => {
  const folder = s.folder_for(t);
  const first = await s.start_daemon(t, folder);
  const { code, out } = await refused(t, folder, { name: "second" });
  assert.equal(code, 69);
  assert.match(out, new RegExp(`another daemon \\(pid ${first.child.pid}\\) holds the data directory`));
  const v = await s.visitor(first);
  assert.equal((await v.say("masih hidup")).type, "ack");
});

test("a second daemon on the same port is refused, whatever the workers", async (t) => {
  const folder = s.folder_for(t);
  for (const workers of [1, 2]) {
    const first = await s.start_daemon(t, folder, { workers, data: `first-${workers}` });
    const { code, out } = await refused(t, folder, { port: first.port, workers: 2, data: "second", name: "second" });
    assert.equal(code, 69);
    assert.match(out, /listen: can't listen on 127\.0\.0\.1:\d+/);
    assert.ok(await first.ready());
  }
});

test("a store that is weaker than the class asked for is refused with the setting's name", async (t) => {
  const cases = [
    [{ appendonly: "no" }, /appendonly/],
    [{ appendfsync: "everysec" }, /class fsync needs `appendfsync always`/],
    [{ maxmemory: "0" }, /maxmemory 0/],
    [{ "maxmemory-policy": "allkeys-lru" }, /maxmemory-policy allkeys-lru/],
    [{ "no-appendfsync-on-rewrite": "yes" }, /no-appendfsync-on-rewrite/],
  ];
  for (const [changed, says] of cases) {
    const folder = s.folder_for(t);
    const redis = await s.start_redis(t, folder, changed);
    const { code, out } = await refused(t, folder, { redis: redis.url });
    assert.equal(code, 69, JSON.stringify(changed));
    assert.match(out, says);
    await redis.kill();
  }
});

test("a store without its marker is not served until the operator confirms", async (t) => {
  const folder = s.folder_for(t);
  const redis = await s.start_redis(t, folder);
  const d = await s.start_daemon(t, folder, { redis: redis.url });
  await d.kill("SIGTERM");
  await redis.call("FLUSHALL");
  const { code, out } = await refused(t, folder, { redis: redis.url });
  assert.equal(code, 69);
  assert.match(out, /marker is missing/);
  const confirmed = await s.start_daemon(t, folder, { redis: redis.url, env: { SAHUT_ACCEPT_EMPTY_STORE: "1" } });
  assert.equal((await (await s.visitor(confirmed)).say("mulai lagi")).type, "ack");
});

test("a daemon under which the store was emptied stops serving at its next look", async (t) => {
  const folder = s.folder_for(t);
  const redis = await s.start_redis(t, folder);
  const d = await s.start_daemon(t, folder, { redis: redis.url });
  const before = await s.visitor(d);
  await before.say("ada");
  await redis.call("FLUSHALL");
  await s.until(() => /marker is missing/.test(d.log), "the daemon says so");
  await s.until(async () => !(await d.ready()), "it is not ready");
  for (const v of [before, await s.visitor(d)]) {
    const said = await v.say("hilang?");
    assert.deepEqual([said.type, said.code, said.temporary], ["error", "unavailable", true]);
  }
  assert.equal(await redis.call("DBSIZE"), "0");
});

test("an embedded store that outlives its killed daemon is waited for, never joined", async (t) => {
  const folder = s.folder_for(t);
  const d = await s.start_daemon(t, folder);
  const v = await s.visitor(d);
  const lines = [];
  for (let i = 0; i < 20; i += 1) lines.push((await v.say(`baris ${i}`)).seq);
  const store = d.store_pid();
  process.kill(store, "SIGSTOP"); // it can't follow its daemon's death
  await d.kill();
  await d.spawn();
  await s.wait(1500); // a daemon that joined it would be ready by now
  assert.equal(await d.ready(), false);
  assert.match(readFileSync(`/proc/${store}/comm`, "utf8"), /redis/);
  process.kill(store, "SIGCONT");
  await s.until(() => d.ready(), "the daemon serves");
  const again = await s.visitor(d, { token: v.welcome.token });
  assert.equal(again.welcome.messages.filter((m) => m.from === "visitor").length, 20);
});

test("an old embedded store that does not end is named", async (t) => {
  const folder = s.folder_for(t);
  const d = await s.start_daemon(t, folder);
  const store = d.store_pid();
  process.kill(store, "SIGSTOP");
  await d.kill();
  const { code, out } = await refused(t, folder, { port: d.port });
  process.kill(store, "SIGKILL");
  assert.equal(code, 69);
  assert.match(out, new RegExp(`old redis-server \\(pid ${store}\\)`));
});

test("SIGTERM closes every window with 3001, answers what it took, and ends in time", async (t) => {
  const folder = s.folder_for(t);
  const d = await s.start_daemon(t, folder, { workers: 2 });
  await s.add_officer(d, "sari");
  const o = await s.officer(d, "sari");
  const visitors = [];
  for (let i = 0; i < 30; i += 1) visitors.push(await s.visitor(d));
  const promised = visitors.map(() => []);
  for (let n = 0; n < 20; n += 1) visitors.forEach((v, i) => v.send({ type: "message.send", id: `${i}-${n}`, text: `baris ${n}` }));
  const at = Date.now();
  d.child.asked = "SIGTERM";
  d.child.kill("SIGTERM");
  const { code } = await d.child.ended;
  assert.ok(Date.now() - at < 7000, `it took ${Date.now() - at} ms`);
  assert.equal(code, 0);
  assert.equal(await o.closed, 3001);
  for (const v of visitors) assert.equal(await v.closed, 3001);
  visitors.forEach((v, i) => v.frames.filter((f) => f.type === "ack").forEach((f) => promised[i].push(f)));
  await d.start();
  for (const [i, v] of visitors.entries()) {
    const back = await s.visitor(d, { token: v.welcome.token });
    const there = new Map(back.welcome.messages.filter((m) => m.from === "visitor").map((m) => [m.id, m.seq]));
    for (const a of promised[i]) assert.equal(there.get(a.re), a.seq);
    back.ws.close();
  }
  t.diagnostic(`${promised.flat().length} of 600 were acked before the end`);
});

test("SIGTERM ends a daemon whose store is away as well", async (t) => {
  const folder = s.folder_for(t);
  const redis = await s.start_redis(t, folder);
  const d = await s.start_daemon(t, folder, { redis: redis.url, workers: 2 });
  await s.add_officer(d, "sari");
  const o = await s.officer(d, "sari");
  const v = await s.visitor(d);
  for (const how of ["SIGSTOP", "SIGKILL"]) {
    redis.child.kill(how);
    if (how === "SIGKILL") await once(redis.child, "exit");
    const at = Date.now();
    d.child.asked = "SIGTERM";
    d.child.kill("SIGTERM");
    await Promise.race([d.child.ended, s.wait(20_000)]);
    assert.ok(!d.alive() && Date.now() - at < 12_000, `${how}: it took ${Date.now() - at} ms`);
    if (how === "SIGSTOP") {
      assert.deepEqual([await o.closed, await v.closed], [3001, 3001]);
      redis.child.kill("SIGCONT");
      await d.start();
    }
  }
});

test("a second SIGTERM is heard with a word, a third ends the daemon at once", async (t) => {
  const folder = s.folder_for(t);
  const redis = await s.start_redis(t, folder);
  const d = await s.start_daemon(t, folder, { redis: redis.url });
  await s.add_officer(d, "sari");
  await s.officer(d, "sari");
  redis.child.kill("SIGSTOP");  // the drain has to wait: an officer's leaving cannot be written
  const signalled = () => (d.child.asked = "SIGTERM", d.child.kill("SIGTERM"));
  signalled();
  await s.until(() => d.log.includes("draining"), "it drains");
  signalled();
  await s.until(() => d.log.includes("draining already") || !d.alive(), "the second signal has an answer");
  assert.ok(d.alive(), `the second signal does not end it: ${JSON.stringify(d.deaths)} ${d.log.slice(-600)}`);
  signalled();
  const { code, signal } = await d.child.ended;
  assert.deepEqual([code, signal], [75, null]);
  redis.child.kill("SIGCONT");
  await d.start();
  assert.ok(await d.ready(), "the store is whole");
});

test("a log that nobody reads any more costs log lines, nothing else", async (t) => {
  const folder = s.folder_for(t);
  const fifo = join(folder, "log.fifo");
  execFileSync("mkfifo", [fifo]);
  const reader = openSync(fifo, constants.O_RDWR | constants.O_NONBLOCK);  // it will not read, and nobody else does
  const full = Buffer.alloc(4096, ".");
  assert.throws(() => { for (;;) writeSync(reader, full); }, { code: "EAGAIN" });
  const log = openSync(fifo, "w");
  s.at_end(t, () => [reader, log].forEach((fd) => closeSync(fd)));

  const d = await s.start_daemon(t, folder, { stdio: ["ignore", "pipe", log] });
  const v = await s.visitor(d);
  assert.equal((await v.say("satu")).type, "ack");
  const before = d.store_pid();
  process.kill(before, "SIGKILL");
  await s.until(async () => d.store_pid() && d.store_pid() !== before && (await d.ready()), "the store is restarted");
  const again = await s.visitor(d);
  assert.equal((await again.say("dua")).type, "ack");
  d.child.asked = "SIGTERM";
  d.child.kill("SIGTERM");
  const { code } = await Promise.race([d.child.ended, s.wait(20_000).then(() => ({ code: "still running" }))]);
  assert.equal(code, 0);
});

test("closed standard files are opened, so that no socket becomes the log", async (t) => {
  const folder = s.folder_for(t);
  const d = await s.start_daemon(t, folder, { start: false });
  const port = d.port;
  const child = spawn("sh", ["-c", `exec "$0" --config "$1" <&- >&- 2>&-`, d.program, d.file], { stdio: "ignore" });
  child.ended = once(child, "exit");
  d.child = child;
  await s.until(() => fetch(`http://127.0.0.1:${port}/readyz`).then((r) => r.ok, () => false), "it serves");
  for (const fd of [0, 1, 2]) assert.equal(readlinkSync(`/proc/${child.pid}/fd/${fd}`), "/dev/null");
  child.kill("SIGTERM");
  assert.deepEqual(await child.ended, [0, null]);
});

test("a missing master.key is never replaced where the store was used", async (t) => {
  const folder = s.folder_for(t);
  const d = await s.start_daemon(t, folder);
  await d.kill("SIGTERM");
  const key = join(folder, "data", "master.key");
  const bytes = readFileSync(key);
  rmSync(key);
  const { code, out } = await refused(t, folder, { port: d.port });
  assert.equal(code, 78);
  assert.match(out, /master\.key is missing/);
  assert.ok(!existsSync(key), "nothing was made in its place");
  writeFileSync(key, bytes, { mode: 0o600 });
  await d.start();
});

test("what lies in data_dir is its user's alone, whatever the shell's umask", async (t) => {
  const folder = s.folder_for(t);
  const before = process.umask(0);
  t.after(() => process.umask(before));
  await s.start_daemon(t, folder);
  const open = readdirSync(join(folder, "data"), { recursive: true }).filter((f) => statSync(join(folder, "data", f)).mode & 0o077);
  assert.deepEqual(open, []);
  assert.equal(statSync(join(folder, "data")).mode & 0o777, 0o700);
});
