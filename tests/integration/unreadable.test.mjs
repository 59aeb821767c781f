// A record that somebody damaged in Redis, on a running daemon: everybody else goes on, and an operator finds it.
import assert from "node:assert/strict";
import { test } from "node:test";
import * as s from "./failure_support.mjs";

test("a damaged conversation locks nobody out, is said once, counted and listed, with the daemon and without", { timeout: 120_000 }, async (t) => {
  const folder = s.folder_for(t);
  const redis = await s.start_redis(t, folder);
  const daemon = await s.start_daemon(t, folder, { redis: redis.url });
  await s.add_officer(daemon, "sari");
  const clean = await daemon.control(["unreadable"]);
  assert.equal(clean.code, 0, clean.out);
  assert.match(clean.out, /records looked at, 0 unreadable/);

  const broken = await s.visitor(daemon);
  const { conversation } = await broken.say("rusak");
  broken.ws.close();
  const misnumbered = await s.visitor(daemon);
  const { conversation: unversioned } = await misnumbered.say("tanpa versi");
  misnumbered.ws.close();
  const whole = await s.visitor(daemon);
  const other = await whole.say("utuh");
  const key = `s:{priok}:c:${conversation}`;
  await redis.call("HSET", key, "r", "not a record");
  const version_key = `s:{priok}:c:${unversioned}`;
  await redis.call("HSET", version_key, "v", "x");
  const listed_message = `s:{priok}:c:${other.conversation}`;
  await redis.call("HSET", listed_message, "m1", "not a message");
  await daemon.kill("SIGTERM"); // nothing of it is in memory
  const before = daemon.log.length; // the one that ended may have met it as well
  await daemon.start();

  const sari = await s.officer(daemon, "sari");
  const heads = sari.welcome.conversations.map((h) => h.conversation);
  assert.ok(!heads.includes(conversation));
  assert.ok(!heads.includes(unversioned));
  const mine = await sari.next((f) => f.type === "conversation" && f.conversation === other.conversation && f.officer?.id === "sari", "it is assigned", 15_000);
  assert.ok(mine);
  const log = await s.read_all(sari, other.conversation);
  assert.ok(log.length >= 1, "the rest of the log is shown");
  const metrics = () => fetch(`${daemon.base}/metrics`).then((r) => r.text());
  await s.until(async () => /sahut_records_unreadable 3$/m.test(await metrics()), "all three are counted");
  await s.wait(25_000); // two looks at every head
  const said = daemon.log.slice(before).split("\n").filter((l) => l.includes(`record="${key}": it cannot be read`));
  assert.equal(said.length, 1, said.join("\n"));

  const damaged = await daemon.control(["conversation", "show", conversation]);
  assert.equal(damaged.code, 65, damaged.out);
  assert.match(damaged.out, /sahutctl unreadable lists what is damaged/);

  const listing = async () => {
    const done = await daemon.control(["unreadable"]);
    assert.equal(done.code, 65, done.out);
    const rows = done.out.split("\n").filter((l) => l.startsWith("{")).map((l) => JSON.parse(l));
    assert.deepEqual(rows.map((r) => `${r.record} ${r.field ?? ""}`).sort(), [`${key} r`, `${version_key} `, `${listed_message} m1`].sort());
    assert.equal(rows.find((r) => r.field === "r").bytes, "not a record".length);
    assert.match(done.out, /3 unreadable/);
    assert.doesNotMatch(done.out, /utuh/);
  };
  await listing();
  await daemon.kill("SIGTERM");
  await listing();
});
