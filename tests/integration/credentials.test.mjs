// Passwords, keys and secrets that do not fit: each is named at once, in the log and in a figure.
import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import net from "node:net";
import { join } from "node:path";
import { describe, test } from "node:test";
import * as s from "./failure_support.mjs";
import { eventually, start_social } from "./social_support.mjs";

const count = (text, credential) => Number(text.match(new RegExp(`^sahut_credential_faults_total\\{credential="${credential}"\\} (\\S+)$`, "m"))?.[1]);

describe("the password of Redis", { timeout: 120_000 }, () => {
  for (const [what, server, ours, says] of [
    ["is wrong", "benar", "salah", /does not take the name or the password: mend redis\.username and redis\.password/],
    ["is missing", "benar", null, /asks for a password: set redis\.password/],
    ["is given and none is set", null, "salah", /does not take the name or the password/],
  ])
    test(`a start whose password ${what} ends at once with 78 and says so`, async (t) => {
      const folder = s.folder_for(t), redis = await s.start_redis(t, folder);
      if (server) await redis.call("CONFIG", "SET", "requirepass", server);
      const d = await s.start_daemon(t, folder, { redis: redis.url, start: false });
      if (ours) writeFileSync(join(folder, "password"), ours, { mode: 0o600 });
      if (ours) writeFileSync(d.file, readFileSync(d.file, "utf8").replace("[redis]\n", `[redis]\npassword = "file:password"\n`));
      const begun = Date.now();
      await d.spawn();
      const { code } = await Promise.race([d.child.ended, s.wait(20_000).then(() => ({ code: "still running" }))]);
      const out = d.log;
      assert.equal(code, 78, out);
      assert.match(out, says);
      assert.match(out, /critical daemon: redis\.password: /);
      assert.ok(Date.now() - begun < 5000, `${Date.now() - begun} ms`);
    });

  test("one that is changed while the daemon runs is named when it connects anew, and counted", async (t) => {
    const folder = s.folder_for(t), redis = await s.start_redis(t, folder);
    const d = await s.start_daemon(t, folder, { redis: redis.url });
    const operator = net.connect(redis.url.slice("unix://".length));
    operator.write("CONFIG SET requirepass baru\r\nCLIENT KILL TYPE normal\r\n");
    t.after(() => operator.destroy());
    await s.until(() => /error configuration setting=redis\.password: the store asks for a password: set redis\.password/.test(d.log), "the log names it", 5000);
    await s.until(async () => count(await (await fetch(`${d.base}/metrics`)).text(), "redis_password") === 1, "it is counted");
    const status = await fetch(`${d.base}/readyz`);
    assert.equal(status.status, 503);
    assert.match((await status.json()).detail, /asks for a password/);
  });

  test("one that is changed in its file is named as a matter of a restart", async (t) => {
    const folder = s.folder_for(t), redis = await s.start_redis(t, folder);
    await redis.call("CONFIG", "SET", "requirepass", "lama");
    writeFileSync(`${folder}/sandi`, "lama\n", { mode: 0o600 });
    const d = await s.start_daemon(t, folder, { redis: redis.url, start: false });
    const text = readFileSync(d.file, "utf8");
    writeFileSync(d.file, text.replace(/\[redis\]\n/, `[redis]\npassword = "file:sandi"\n`));
    await d.start();
    const same = await d.control(["reload"]);
    assert.doesNotMatch(same.out, /redis\.password/);
    writeFileSync(`${folder}/sandi`, "baru\n", { mode: 0o600 });
    const done = await d.control(["reload"]);
    assert.match(done.out, /redis\.password has changed and needs a restart/);
  });
});

test("a key's or secret's file that cannot be read again is named at once, and counted", { timeout: 60_000 }, async (t) => {
  const o = await start_social();
  t.after(() => o.close());
  const text = readFileSync(o.file, "utf8");
  writeFileSync(o.file, text.replace('"env:TOKEN_FB"', '"file:gone.txt"'));
  const done = await o.ctl("reload");
  assert.equal(done.code, 78);
  await eventually(async () => o.said(), (log) => /error configuration setting="channels\[0\]\.access_token": .*there is no file .*gone\.txt/.test(log), "the log names it");
  assert.equal(count(await (await fetch(`${o.base}/metrics`)).text(), "key_file"), 1);
});

test("an app secret that nothing is signed with is named after ten bodies, once, and again when one fitted meanwhile", { timeout: 60_000 }, async (t) => {
  const o = await start_social();
  t.after(() => o.close());
  const named = () => o.said().match(/error configuration channel=fb: the channel's signing secret does not fit/g)?.length ?? 0;
  const counted = async () => count(await (await fetch(`${o.base}/metrics`)).text(), "app_secret");
  for (let i = 0; i < 9; i += 1) assert.equal((await o.hook("fb", [], { secret: "salah" })).status, 401);
  assert.equal((await o.hook("fb", [])).status, 200);
  for (let i = 0; i < 9; i += 1) await o.hook("fb", [], { secret: "salah" });
  assert.deepEqual([named(), await counted()], [0, 0], "one that fits ends the row");
  for (let i = 0; i < 20; i += 1) await o.hook("fb", [], { secret: "salah" });
  await eventually(async () => named(), (n) => n === 1, "it is named");
  assert.equal(await counted(), 1);
  assert.equal((await o.hook("fb", [])).status, 200);
  for (let i = 0; i < 10; i += 1) await o.hook("fb", [], { secret: "salah" });
  await eventually(async () => named(), (n) => n === 2, "again");
});

test("/readyz tells strangers a word, the machine itself the reason", { timeout: 60_000 }, async (t) => {
  const folder = s.folder_for(t), redis = await s.start_redis(t, folder);
  const d = await s.start_daemon(t, folder, { redis: redis.url });
  await redis.call("CONFIG", "SET", "min-replicas-to-write", "1");
  const seen = async (headers = {}) => {
    const r = await fetch(`${d.base}/readyz`, { headers });
    return r.status === 503 ? (await r.json()).detail : "";
  };
  await s.until(async () => /fewer replicas/.test(await seen()), "it is not ready");
  for (const headers of [{ "x-forwarded-for": "203.0.113.9" }, { forwarded: "for=203.0.113.9" }, { via: "1.1 proxy" }]) assert.equal(await seen(headers), "store", JSON.stringify(headers));
});
