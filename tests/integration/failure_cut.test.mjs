// A store that comes back with less than it had: its append-only file cut short or damaged, set back to an older state,
// or gone altogether. What was acknowledged is never missing in silence.
import assert from "node:assert/strict";
import { test } from "node:test";
import { cpSync, existsSync, readFileSync, readdirSync, rmSync, statSync, truncateSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import * as s from "./failure_support.mjs";

const lines_sent = 50;
const confirmed = { SAHUT_ACCEPT_EMPTY_STORE: "1" };
const folder_of = (folder) => join(folder, "data", "appendonlydir");
const file_of = (folder) => join(folder_of(folder), readdirSync(folder_of(folder)).filter((f) => f.endsWith(".incr.aof")).sort().at(-1));
const kept_in = (folder) => readdirSync(folder_of(folder)).filter((f) => f.includes(".cut-"));

/** A daemon that took fifty lines and was ended by `signal`; what its citizen holds. */
async function filled(t, signal, options = {}) {
  const folder = s.folder_for(t);
  const d = await s.start_daemon(t, folder, options);
  const v = await s.visitor(d);
  for (let i = 1; i <= lines_sent; i += 1) v.last = (await v.say(`baris ${i}`)).seq;
  const noted = () => readFileSync(join(folder, "data", "store.length"), "utf8").split(" ").map(Number)[1];
  await s.until(() => noted() === statSync(file_of(folder)).size, "the file's length is noted");
  const store = d.store_pid();
  await d.kill(signal);
  await s.until(() => !existsSync(`/proc/${store}`), "the store ends with its daemon");
  const data = join(folder, "before");
  cpSync(join(folder, "data"), data, { recursive: true, filter: (f) => !f.endsWith(".sock") });
  const back = () => {
    rmSync(join(folder, "data"), { recursive: true });
    cpSync(data, join(folder, "data"), { recursive: true });
  };
  return { d, folder, back, token: v.welcome.token, epoch: v.welcome.epoch, last: v.last };
}

const resumed = (d, was) => s.visitor(d, { token: was.token, seq: was.last, epoch: was.epoch });

/** Starts: "served", or the log of a start that was refused. */
async function tried(d) {
  d.log = "";
  await d.spawn();
  const ended = d.child.ended.then(({ code }) => `${code}: ${d.log}`);
  const served = s.until(() => d.ready(), "it serves", 25_000).then(() => "served", () => "silent");
  return Promise.race([ended, served]);
}

/** With the operator's word a new epoch begins; the next start needs none. */
async function served_after_word(t, was, conversation_is_there = true) {
  const port = await s.free_port();
  const d = await s.start_daemon(t, was.folder, { port, env: confirmed });
  const v = await resumed(d, was);
  assert.notEqual(v.welcome.epoch, was.epoch);
  assert.equal(v.welcome.gap, conversation_is_there);
  assert.equal((await v.say("dan lagi")).type, "ack");
  await d.kill("SIGTERM");
  const again = await s.start_daemon(t, was.folder, { port });
  await again.kill("SIGTERM");
}

test("a store cut short after an orderly end is refused with numbers and the way out, and served after the operator's word", async (t) => {
  const was = await filled(t, "SIGTERM");
  const whole = statSync(file_of(was.folder)).size;
  for (const [what, left] of [["by 7 bytes", whole - 7], ["by half", whole >> 1], ["to nothing", 0]]) {
    was.back();
    truncateSync(file_of(was.folder), left);
    const said = await tried(was.d);
    assert.match(said, /^69: /, what);
    if (left > 0) assert.match(said, /the store is older than it was: its count stands at \d+, and \S*store\.count remembers \d+.*SAHUT_ACCEPT_EMPTY_STORE=1/, what);
    else assert.match(said, /the store('s marker is missing| is empty).*SAHUT_ACCEPT_EMPTY_STORE=1/, what);
    assert.equal(await tried(was.d).then((again) => again.slice(0, 4)), "69: ", `${what}: asked again, it is refused again`);
    await served_after_word(t, was, left > 0);
  }
});

test("cut at every tenth byte near the end, a start either begins a new epoch by itself or asks for the operator's word", async (t) => {
  const was = await filled(t, "SIGKILL");
  const whole = readFileSync(file_of(was.folder)).length;
  const outcomes = { served: 0, between: 0, refused: 0 };
  const between = readFileSync(file_of(was.folder)).lastIndexOf("\r\n*") + 2;
  for (const left of [between, ...Array.from({ length: 40 }, (_, i) => whole - 5 - 10 * i)]) {
    was.back();
    truncateSync(file_of(was.folder), left);
    const said = await tried(was.d);
    const at = `cut at ${left} of ${whole}: ${said}`;
    if (said === "served") {
      outcomes.served += 1;
      const v = await resumed(was.d, was);
      assert.notEqual(v.welcome.epoch, was.epoch, at);
      assert.equal(v.welcome.gap, true, at);
      const kept = kept_in(was.folder);
      if (kept.length === 0) {
        assert.match(was.d.log, /is \d+ bytes shorter than it was; a new epoch begins/, at); // the cut fell between two commands
        outcomes.between += 1;
      } else {
        assert.match(was.d.log, /ended in \d+ bytes that are no whole command: it was cut at byte \d+, and they are kept in \S+\.cut-/, at);
        assert.equal(statSync(join(folder_of(was.folder), kept[0])).mode & 0o777, 0o600);
      }
      await was.d.kill("SIGTERM");
    } else {
      outcomes.refused += 1;
      assert.match(said, /^69: .*the store is older than it was/s, at);
    }
  }
  t.diagnostic(JSON.stringify(outcomes));
  assert.ok(outcomes.served > 0 && outcomes.between > 0);
});

test("a damaged byte in the middle is named with file and place, nothing is changed, and the operator may go on without the rest", async (t) => {
  const was = await filled(t, "SIGTERM");
  const file = file_of(was.folder);
  const bytes = readFileSync(file);
  const at = bytes.indexOf("\r\n*", bytes.length >> 1) + 2;
  bytes[at] = 0x7f;
  writeFileSync(file, bytes);
  const said = await tried(was.d);
  assert.match(said, new RegExp(`^69: .*${file} is damaged at byte ${at}: ${at} of its ${bytes.length} bytes are whole commands.*SAHUT_ACCEPT_EMPTY_STORE=1`, "s"));
  assert.deepEqual(readFileSync(file), bytes);
  assert.deepEqual(kept_in(was.folder), []);
  await served_after_word(t, was);
  assert.equal(kept_in(was.folder).length, 1);
});

test("a store killed while it runs and cut before it is started again begins a new epoch under its windows", async (t) => {
  const folder = s.folder_for(t);
  const d = await s.start_daemon(t, folder);
  const v = await s.visitor(d);
  await v.say("satu");
  const store = d.store_pid();
  process.kill(store, "SIGSTOP");
  writeFileSync(file_of(folder), "*3\r\n$4\r\nHS", { flag: "a" }); // what a crash in the middle of a write leaves
  process.kill(store, "SIGKILL");
  await s.until(async () => d.store_pid() && d.store_pid() !== store && (await d.ready()), "the store is restarted");
  const back = await s.visitor(d, { token: v.welcome.token, seq: 1, epoch: v.welcome.epoch });
  assert.equal(back.welcome.gap, true);
  assert.equal(back.welcome.messages.filter((m) => m.from === "visitor").length, 1);
});

test("nothing is asked of the operator after kills at random moments", async (t) => {
  const random = s.seeded(s.seed_for(t));
  for (const durability of ["fsync", "everysec"]) {
    const folder = s.folder_for(t);
    const d = await s.start_daemon(t, folder, { durability });
    for (let round = 0; round < 6; round += 1) {
      const v = await s.visitor(d);
      const end = Date.now() + random.between(50, 2500);
      for (let i = 0; Date.now() < end; i += 1) await v.say(`baris ${i}`).catch(() => {});
      if (round % 2) process.kill(d.store_pid(), "SIGKILL");
      await d.kill();
      await d.start();
    }
    assert.doesNotMatch(d.log, /ACCEPT_EMPTY/);
  }
});

test("a Redis of one's own that was set back to an older file is refused, at a start and under a running daemon", async (t) => {
  const folder = s.folder_for(t);
  const redis = await s.start_redis(t, folder);
  const d = await s.start_daemon(t, folder, { redis: redis.url });
  const v = await s.visitor(d);
  await v.say("satu");
  const home = join(folder, "redis", "appendonlydir"), older = join(folder, "older");
  cpSync(home, older, { recursive: true });
  const [, count] = readFileSync(join(folder, "data", "store.count"), "utf8").split(" ").map(Number);
  await s.until(() => Number(readFileSync(join(folder, "data", "store.count"), "utf8").split(" ")[1]) > count + 3, "the store goes on");
  await redis.kill();
  rmSync(home, { recursive: true });
  cpSync(older, home, { recursive: true });
  await redis.start();
  await s.until(() => /the store is older than it was/.test(d.log), "the running daemon says so");
  assert.equal(await d.ready(), false);
  const answer = await v.say("hilang?");
  assert.deepEqual([answer.type, answer.code, answer.temporary], ["error", "unavailable", true]);
  await d.kill("SIGTERM");
  assert.match(await tried(d), /^69: .*the store is older than it was.*store\.count/s);
  const confirming = await s.start_daemon(t, folder, { redis: redis.url, port: await s.free_port(), env: confirmed });
  const back = await s.visitor(confirming, { token: v.welcome.token, seq: 1, epoch: v.welcome.epoch });
  assert.equal(back.welcome.gap, true);
});

test("an empty store beside a master.key that was used needs the operator's word", async (t) => {
  const was = await filled(t, "SIGTERM");
  const data = join(was.folder, "data");
  for (const name of readdirSync(data)) if (name !== "master.key") rmSync(join(data, name), { recursive: true });
  const said = await tried(was.d);
  assert.match(said, /^69: .*the store is empty although \S*master\.key is from a store that was used.*SAHUT_ACCEPT_EMPTY_STORE=1/s);
  await s.start_daemon(t, was.folder, { port: await s.free_port(), env: confirmed });
});

test("a first start that was interrupted needs no word: its key is not taken for one that was used", async (t) => {
  const was = await filled(t, "SIGTERM");
  const data = join(was.folder, "data");
  const key = readFileSync(join(data, "master.key"));
  for (const name of readdirSync(data)) rmSync(join(data, name), { recursive: true });
  writeFileSync(join(data, "master.key.new"), key, { mode: 0o600 });
  await was.d.start();
  assert.deepEqual(readFileSync(join(data, "master.key")), key);
  assert.ok(!readdirSync(data).includes("master.key.new"));
});
