// A Redis that answers and takes no writes (a replica, full, without its replicas), or keeps less than was promised. The daemon says so within two seconds,
// clients are told `unavailable` in our words, officers keep what they hold, and all goes on when it takes writes again.
import assert from "node:assert/strict";
import { test } from "node:test";
import * as s from "./failure_support.mjs";

const kinds = [
  { what: "a replica", set: ["REPLICAOF", "127.0.0.1", "1"], undo: ["REPLICAOF", "NO", "ONE"], says: /replica/ },
  { what: "full", set: ["CONFIG", "SET", "maxmemory", "1"], undo: ["CONFIG", "SET", "maxmemory", "268435456"], says: /memory is full/ },
  { what: "without its replicas", set: ["CONFIG", "SET", "min-replicas-to-write", "1"], undo: ["CONFIG", "SET", "min-replicas-to-write", "0"], says: /fewer replicas/ },
  { what: "told to sync no more", set: ["CONFIG", "SET", "appendfsync", "no"], undo: ["CONFIG", "SET", "appendfsync", "always"], says: /the server has `no`/ },
];
const servers_words = /READONLY|OOM|NOREPLICAS|MISCONF|command not allowed|Not enough good replicas|read only/i;

const readiness = async (d) => {
  const r = await fetch(`${d.base}/readyz`, { signal: AbortSignal.timeout(2000) });
  return { status: r.status, detail: r.ok ? "" : (await r.json()).detail };
};

for (const { what, set, undo, says } of kinds) {
  test(`a Redis that is ${what}: readiness and log say so, clients are told unavailable, officers keep what they hold`, { timeout: 120_000 }, async (t) => {
    const folder = s.folder_for(t);
    const redis = await s.start_redis(t, folder);
    const d = await s.start_daemon(t, folder, { redis: redis.url, workers: 2, grace: 1 });
    await s.add_officer(d, "sari");
    const o = await s.officer(d, "sari");
    const v = await s.visitor(d);
    const c = (await v.say("apa syaratnya?")).conversation;
    await o.next((f) => f.type === "conversation" && f.conversation === c && f.officer?.id === "sari");
    d.log = "";

    await redis.call(...set);
    const at = Date.now();
    const seen = await s.until(async () => {
      const now = await readiness(d);
      return now.status === 503 && says.test(now.detail) ? now : null;
    }, "readiness says why", 2000);
    t.diagnostic(`${Date.now() - at} ms: ${seen.detail}`);
    assert.doesNotMatch(seen.detail, servers_words);
    const [of_visitor, of_officer] = [await v.say("masih ada?"), await o.ask({ type: "note.add", conversation: c, text: "catatan" })];
    for (const e of [of_visitor, of_officer]) {
      assert.deepEqual([e.type, e.code, e.temporary], ["error", "unavailable", true], JSON.stringify(e));
      assert.doesNotMatch(JSON.stringify(e), servers_words);
    }
    await s.wait(5000); // had each refused write its line, there would be hundreds
    assert.ok(d.log.split("\n").length < 20, `${d.log.split("\n").length} lines in the log:\n${d.log.slice(0, 3000)}`);
    assert.match(d.log, says);
    assert.doesNotMatch(d.log, /READONLY|OOM |NOREPLICAS/);
    await s.wait(Math.max(0, 18_000 - (Date.now() - at))); // longer than an officer's lease and the grace

    await redis.call(...undo);
    await s.until(() => d.ready(), "it serves again", 3000);
    const again = await v.say("masih ada?");
    assert.equal(again.type, "ack");
    await s.wait(4000); // what was due meanwhile is done
    const { messages } = await o.ask({ type: "history.get", conversation: c });
    const said = await o.ask({ type: "message.send", conversation: c, seen: Math.max(...messages.map((m) => m.seq)), text: "Ini syaratnya.", purpose: "answer" });
    assert.equal(said.type, "ack", `the officer still holds it: ${JSON.stringify(said)}`);
    assert.deepEqual(d.crashes(), []);
  });
}

test("a line arrives within three seconds of the return of a Redis that two daemons share", { timeout: 120_000 }, async (t) => {
  const folder = s.folder_for(t);
  const redis = await s.start_redis(t, folder);
  const one = await s.start_daemon(t, folder, { redis: redis.url, name: "one", data: "one" });
  const two = await s.start_daemon(t, folder, { redis: redis.url, name: "two", data: "two" });
  await s.add_officer(one, "sari");
  const o = await s.officer(one, "sari");
  const v = await s.visitor(two);
  const c = (await v.say("satu")).conversation;
  await o.next((f) => f.type === "conversation" && f.conversation === c && f.officer?.id === "sari");
  for (let round = 1; round <= 5; round += 1) {
    await redis.kill();
    await s.wait(100 * round); // away for longer each time
    await redis.start();
    const back = Date.now();
    const text = `putaran ${round}`;
    await s.until(async () => (await v.say(text, `id-${round}`)).type === "ack", "the line is taken", 3000);
    await o.next((f) => f.type === "message" && f.text === text, "the line at the other daemon", Math.max(1, 3000 - (Date.now() - back)));
    t.diagnostic(`round ${round}: ${Date.now() - back} ms`);
  }
});
