// The master key is changed while people chat: by an operator who follows deploy/README.md.
import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import * as s from "./failure_support.mjs";

function new_key(folder, name) {
  writeFileSync(join(folder, name), randomBytes(32).toString("base64"), { mode: 0o600 });
  return name;
}

/** [keys] of the configuration: the current one first. */
function set_keys(daemon, [current, ...previous]) {
  const list = previous.map((p) => `"file:${p}"`).join(", ");
  const section = `[keys]\ncurrent = "file:${current}"\n${previous.length ? `previous = [${list}]\n` : ""}`;
  writeFileSync(daemon.file, readFileSync(daemon.file, "utf8").replace(/\[keys\]\n(?:\w+ = .*\n)+/, section));
}

async function restart(daemon) {
  await daemon.kill("SIGTERM");
  await daemon.start();
}

async function refused(daemon) {
  await daemon.spawn();
  const { code } = await Promise.race([daemon.child.ended, s.wait(25_000).then(() => ({ code: "still running" }))]);
  return code;
}

test("the key rotates twice under chat, the old ones go, and everything still opens", { timeout: 180_000 }, async (t) => {
  const folder = s.folder_for(t);
  const redis = await s.start_redis(t, folder);
  const daemon = await s.start_daemon(t, folder, { redis: redis.url });
  await s.add_officer(daemon, "sari");
  // Some whose windows are closed, so that only the store knows them.
  const silent = [];
  for (let i = 0; i < 20; ++i) {
    const v = await s.visitor(daemon);
    const ack = await v.say(`diam ${i}`);
    silent.push({ token: v.welcome.token, epoch: v.welcome.epoch, text: `diam ${i}`, conversation: ack.conversation });
    v.ws.close();
  }
  const where = () => daemon;
  const token = await s.login(daemon, "sari");
  const sari = new s.promised_officer("sari", token, where);
  const talkers = [0, 1, 2, 3].map((i) => new s.promised_visitor(`warga ${i}`, where));
  for (const c of [sari, ...talkers]) c.run();
  let chatting = true;
  const chat = (async () => {
    while (chatting) {
      for (const v of talkers) if (v.pending.size < 5) v.say();
      await s.wait(40); // a pace
    }
  })();
  const opened_anew = async (names) => {
    const before = talkers.map((v) => v.acked.size);
    await s.until(() => talkers.every((v, i) => v.acked.size > before[i]), `chat under ${names}`);
    const one = silent[names.length];
    const v = await s.visitor(daemon, { token: one.token, epoch: one.epoch, seq: 0 });
    assert.equal(v.welcome.messages[0].text, one.text);
    v.ws.close();
  };

  const keys = ["master.key"];
  for (const name of ["second.key", "third.key"]) {
    const old = keys.at(-1);
    keys.push(new_key(folder, name));
    set_keys(daemon, [name, old]);
    await restart(daemon);
    await opened_anew(keys);
    const done = await daemon.control(["keys", "rewrap"]);
    assert.equal(done.code, 0, done.out);
    const [, rewrapped, already] = /^(\d+) re-wrapped, (\d+) already, 0 unreadable$/m.exec(done.out) ?? assert.fail(done.out);
    assert.ok(rewrapped >= silent.length, done.out);
    assert.ok(already >= 1, "the root, at the start");
    const again = await daemon.control(["keys", "rewrap"]);
    assert.match(again.out, /^0 re-wrapped, \d+ already, 0 unreadable$/m);
    set_keys(daemon, [name]);
    await restart(daemon);
    await opened_anew(keys);
  }

  chatting = false;
  await chat;
  await s.until(() => talkers.every((v) => v.pending.size === 0), "every line is acknowledged");
  await s.until(() => sari.pending.size === 0, "every answer is acknowledged");
  for (const c of [sari, ...talkers]) await c.stop();
  assert.deepEqual([sari, ...talkers].flatMap((c) => c.faults), []);
  const reader = await s.officer(daemon, "sari", null);
  const faults = [];
  for (const v of talkers) {
    const log = await s.read_all(reader, v.conversation);
    faults.push(...s.compare(v.name, log, [...v.acked.values()].map((m) => ({ ...m, from: "visitor" }))));
  }
  assert.deepEqual(faults, []);
  for (const one of silent) {
    const v = await s.visitor(daemon, { token: one.token, epoch: one.epoch, seq: 0 });
    assert.equal(v.welcome.messages[0].text, one.text);
    v.ws.close();
  }

  // The first key alone opens nothing any more.
  await daemon.kill("SIGTERM");
  set_keys(daemon, ["master.key"]);
  assert.equal(await refused(daemon), 78);
});

test("a key that is taken away too early: the start is refused with the way out, which works", { timeout: 90_000 }, async (t) => {
  const folder = s.folder_for(t);
  const redis = await s.start_redis(t, folder);
  const daemon = await s.start_daemon(t, folder, { redis: redis.url });
  const v = await s.visitor(daemon);
  assert.equal((await v.say("halo")).type, "ack");
  v.ws.close();
  set_keys(daemon, [new_key(folder, "second.key"), "master.key"]);
  await restart(daemon); // the root is re-wrapped, nothing else
  await daemon.kill("SIGTERM");

  set_keys(daemon, ["second.key"]);
  const from = daemon.log.length;
  assert.equal(await refused(daemon), 78);
  assert.match(daemon.log.slice(from), /keys: s:\{priok\}:c:\S+: .*keys\.previous/);

  // Without a daemon the command works on the store itself, and says what it cannot open.
  const lost = await daemon.control(["keys", "rewrap"]);
  assert.equal(lost.code, 65, lost.out);
  assert.match(lost.out, /"unreadable":"s:\{priok\}:c:/);
  assert.match(lost.out, /^0 re-wrapped, \d+ already, 1 unreadable$/m);
  assert.match(lost.out, /keys\.previous/);

  set_keys(daemon, ["second.key", "master.key"]);
  const done = await daemon.control(["keys", "rewrap"]);
  assert.equal(done.code, 0, done.out);
  set_keys(daemon, ["second.key"]);
  await daemon.start();
  const back = await s.visitor(daemon, { token: v.welcome.token, epoch: v.welcome.epoch, seq: 0 });
  assert.equal(back.welcome.messages[0].text, "halo");
});

test("a key that is lost for good: the operator's word starts the daemon, and whoever else comes is served", { timeout: 90_000 }, async (t) => {
  const folder = s.folder_for(t);
  const redis = await s.start_redis(t, folder);
  const daemon = await s.start_daemon(t, folder, { redis: redis.url });
  assert.equal((await (await s.visitor(daemon)).say("halo")).type, "ack");
  set_keys(daemon, [new_key(folder, "second.key"), "master.key"]);
  await restart(daemon);
  await daemon.kill("SIGTERM");
  const other = await s.start_daemon(t, folder, { redis: redis.url, env: { SAHUT_ACCEPT_LOST_KEYS: "1" }, start: false });
  set_keys(other, ["second.key"]);
  await other.start();
  assert.equal((await (await s.visitor(other)).say("baru")).type, "ack");
  await other.kill("SIGTERM");
  const later = await s.start_daemon(t, folder, { redis: redis.url, start: false });
  set_keys(later, ["second.key"]);
  await later.start();
  assert.equal((await (await s.visitor(later)).say("tanpa kata itu")).type, "ack", "every later start needs no word");
});

test("the only key is lost: the operator's word begins anew beside what cannot be read, and officers keep their accounts", { timeout: 90_000 }, async (t) => {
  const folder = s.folder_for(t);
  const redis = await s.start_redis(t, folder);
  const daemon = await s.start_daemon(t, folder, { redis: redis.url });
  await s.add_officer(daemon, "sari");
  assert.equal((await (await s.visitor(daemon)).say("halo")).type, "ack");
  await daemon.kill("SIGTERM");
  set_keys(daemon, [new_key(folder, "second.key")]);
  assert.equal(await refused(daemon), 78);
  for (const env of [{ SAHUT_ACCEPT_LOST_KEYS: "1" }, {}]) {
    const other = await s.start_daemon(t, folder, { redis: redis.url, env, start: false });
    set_keys(other, ["second.key"]);
    await other.start();
    assert.equal((await (await s.visitor(other)).say("baru")).type, "ack");
    assert.ok(await s.login(other, "sari"));
    await other.kill("SIGTERM");
  }
});
