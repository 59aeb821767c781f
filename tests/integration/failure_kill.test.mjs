// Nothing acknowledged is lost or shown twice, whoever is killed -9 and whenever: the daemon, its store, both, one daemon
// of two; visitors, officers and a platform's webhooks all at once.
import assert from "node:assert/strict";
import { test } from "node:test";
import { element } from "../standin/webhooks.mjs";
import { start as start_platform } from "../standin/platform.mjs";
import * as s from "./failure_support.mjs";

const visitors_count = 12, citizens_count = 4;

async function load(t, daemons, platform, random) {
  const where = (i) => () => daemons[i % daemons.length];
  for (const name of ["sari", "budi"]) await s.add_officer(daemons[0], name);
  const officers = [];
  for (const [i, name] of ["sari", "budi"].entries()) officers.push(new s.promised_officer(name, await s.login(daemons[0], name), where(i)));
  const visitors = Array.from({ length: visitors_count }, (_, i) => new s.promised_visitor(`tamu-${i}`, where(i)));
  for (const c of [...officers, ...visitors]) c.run();
  let going = true;
  const talkers = visitors.map(async (v) => {
    while (going) {
      if (v.pending.size < 3) v.say();
      await s.wait(random.between(50, 250));
    }
  });
  const taken = []; // what a webhook was answered 200 for
  const hooks = Array.from({ length: citizens_count }, async (_, i) => {
    for (let n = 1; going; n += 1) {
      const mid = `m_${i}_${n}`, contact = `90000000${i}`, text = `warga-${i} baris ${n}`;
      const one = element.text({ account: platform.settings.account, contact, mid, text });
      platform.citizen(contact, { last_message_at: Date.now() });
      for (;;) {  // a platform repeats until it hears 200
        const to = daemons[(i + n) % daemons.length];
        const { status } = await platform.hook([one], { url: `${to.base}/webhooks/fb` }).catch(() => ({ status: 0 }));
        if (status === 200) break;
        assert.ok(status === 0 || status === 503, `a webhook was answered ${status}`);
        await s.wait(100); // the platform's pause
      }
      taken.push({ contact, text });
      await s.wait(random.between(80, 250));
    }
  });
  return {
    officers, visitors, taken,
    async settle() {
      going = false;
      await Promise.all([...talkers, ...hooks]);
      await s.until(() => [...visitors, ...officers].every((c) => c.ready && c.pending.size === 0), "everything sent was acked", 30_000).catch((e) => {
        const open = [...visitors, ...officers].filter((c) => !c.ready || c.pending.size).map((c) => `${c.name} ready ${c.ready} pending ${c.pending.size} connects ${c.connects} closed ${c.last_code}`);
        throw new Error(`${e.message}: ${open.join("; ")}`);
      });
    },
  };
}

async function compare_everything(daemons, work, platform) {
  const faults = [...work.visitors, ...work.officers].flatMap((c) => c.faults);
  const reader = await s.officer(daemons[0], "sari", null);
  const by_officers = work.officers.flatMap((o) => [...o.acked.values()]);
  const said_to = (c) => by_officers.filter((a) => a.conversation === c).map((a) => ({ ...a, from: "officer" }));
  for (const v of work.visitors) {
    const log = await s.read_all(reader, v.conversation);
    const promised = [...v.acked.values()].map((a) => ({ ...a, from: "visitor" }));
    faults.push(...s.compare(v.name, log, [...promised, ...said_to(v.conversation)]));
    const mine = log.filter((m) => m.from === "visitor").map((m) => m.text);
    assert.equal(mine.length, v.lines, `${v.name}'s log holds its lines`);
    // Its live window came to the same log.
    await s.until(() => v.last_dense() === log.length, `${v.name} has seen everything (${v.last_dense()} of ${log.length})`).catch((e) => faults.push(e.message));
    for (const m of log) if (v.held.get(m.seq) && v.held.get(m.seq).text !== m.text) faults.push(`${v.name} holds another text at ${m.seq}`);
    const fresh = await s.visitor(daemons.at(-1), { token: v.token });
    faults.push(...s.compare(`${v.name} anew`, fresh.welcome.messages, promised));
    fresh.ws.close();
  }
  const social = new Map();
  await s.until(async () => {
    const conversations = (await reader_heads(daemons[0])).filter((h) => h.channel === "messenger").map((h) => h.conversation);
    for (const c of conversations) social.set(c, await s.read_all(reader, c));
    return work.taken.every((m) => [...social.values()].some((log) => log.some((x) => x.text === m.text)));
  }, "every webhook's message is in a log").catch((e) => faults.push(e.message));
  for (const m of work.taken) {
    const count = [...social.values()].reduce((n, log) => n + log.filter((x) => x.text === m.text).length, 0);
    if (count !== 1) faults.push(`"${m.text}" is there ${count} times`);
  }
  for (const [c, log] of social) {
    faults.push(...s.compare(c, log, said_to(c)));
    const numbers = log.filter((m) => m.from === "visitor").map((m) => Number(m.text.split(" ").at(-1)));
    if (numbers.some((n, i) => i && n < numbers[i - 1])) faults.push(`${c}: a citizen's lines are out of order: ${numbers}`);
  }
  // What an officer said was never sent to the platform twice.
  const sent = platform.sent().map((m) => `${m.to} ${m.text}`).filter((x) => x.includes("jawab:"));
  const twice = sent.filter((x, i) => sent.indexOf(x) !== i);
  if (twice.length) faults.push(`sent to the platform twice: ${twice.slice(0, 3)}`);
  reader.ws.close();
  assert.deepEqual(faults.slice(0, 12), []);
}

async function reader_heads(daemon) {
  const all = [];
  for (const name of ["sari", "budi"]) {
    const o = await s.officer(daemon, name, null);
    all.push(...o.welcome.conversations);
    o.ws.close();
  }
  return all;
}

async function under_load(t, { daemons, kills, random, between, redis }) {
  const platform = await start_platform({});
  s.at_end(t, () => platform.close());
  const started = await daemons(platform.base);
  const work = await load(t, started, platform, random);
  s.at_end(t, () => Promise.all([...work.visitors, ...work.officers].map((c) => c.stop())));
  for (const kill of kills) {
    await s.wait(random.between(...between)); // the load between two of them
    await kill(started);
  }
  await s.wait(700); // the load goes on for a while after the last one
  await work.settle();
  await compare_everything(started, work, platform);
  assert.deepEqual(started.flatMap((d) => d.crashes()), [], started.map((d) => d.log.slice(-2000)).join("\n"));
  const total = work.visitors.reduce((n, v) => n + v.acked.size, 0);
  t.diagnostic(`${total} lines of visitors, ${work.officers.reduce((n, o) => n + o.acked.size, 0)} of officers, ${work.taken.length} webhooks`);
  await Promise.all([...work.visitors, ...work.officers].map((c) => c.stop()));
}

test("a daemon with an embedded store that is killed again and again loses nothing", { timeout: 120_000 }, async (t) => {
  const random = s.seeded(s.seed_for(t));
  const folder = s.folder_for(t);
  const again = async ([d]) => {
    await d.kill();
    await d.start();
  };
  await under_load(t, { random, between: [500, 2500], kills: [again, again, again], daemons: async (channel) => [await s.start_daemon(t, folder, { channel, workers: 2 })] });
});

test("an embedded store that is killed again and again loses nothing", { timeout: 120_000 }, async (t) => {
  const random = s.seeded(s.seed_for(t));
  const folder = s.folder_for(t);
  const store_dies = async ([d]) => {
    const pid = await s.until(() => d.store_pid(), "there is a store");
    process.kill(pid, "SIGKILL");
    await s.until(() => d.store_pid() && d.store_pid() !== pid, "the store was started again");
  };
  const both_die = async ([d]) => {
    process.kill(d.store_pid(), "SIGKILL");
    await d.kill();
    await d.start();
  };
  await under_load(t, { random, between: [500, 2500], kills: [store_dies, both_die, store_dies], daemons: async (channel) => [await s.start_daemon(t, folder, { channel, workers: 2 })] });
});

test("two daemons of two workers on one Redis: each is killed in turn, and Redis too", { timeout: 150_000 }, async (t) => {
  const random = s.seeded(s.seed_for(t));
  const folder = s.folder_for(t);
  const redis = await s.start_redis(t, folder);
  const one = (i) => async (all) => {
    await all[i].kill();
    await s.wait(random.between(0, 1500));
    await all[i].start();
  };
  const store = async () => {
    await redis.kill();
    await s.wait(random.between(0, 1000));
    await redis.start();
  };
  await under_load(t, {
    random, between: [500, 2000], kills: [one(1), one(0), store, one(1)],
    daemons: async (channel) => [await s.start_daemon(t, folder, { channel, redis: redis.url, workers: 2, name: "one", data: "one" }), await s.start_daemon(t, folder, { channel, redis: redis.url, workers: 2, name: "two", data: "two" })],
  });
});
