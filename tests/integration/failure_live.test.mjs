// What stays live while something fails: wake-ups that are lost, a store that lost its last writes, slow readers, floods,
// a full disk and a full memory.
import assert from "node:assert/strict";
import net from "node:net";
import { test } from "node:test";
import * as s from "./failure_support.mjs";

const dense = (frames, from = 1) => frames.forEach((f, i) => assert.equal(f.seq, from + i));

test("visitors and officers of two workers and two daemons see each other live, in order and once, also when wake-ups are cut", async (t) => {
  const random = s.seeded(s.seed_for(t));
  const folder = s.folder_for(t);
  const redis = await s.start_redis(t, folder);
  const one = await s.start_daemon(t, folder, { redis: redis.url, workers: 2, name: "one", data: "one" });
  const two = await s.start_daemon(t, folder, { redis: redis.url, workers: 2, name: "two", data: "two" });
  await s.add_officer(one, "sari");
  const windows = [];
  for (const d of [one, one, two, two]) windows.push(await s.officer(d, "sari"));
  const visitors = [];
  for (let i = 0; i < 8; i += 1) visitors.push(await s.visitor(i % 2 ? one : two));
  const talks = [];
  for (const v of visitors) talks.push((await v.say("selamat pagi, apakah ada petugas?")).conversation);
  for (const [i, c] of talks.entries()) await windows[i % 4].next((f) => f.type === "conversation" && f.conversation === c && f.officer?.id === "sari", "assigned");
  for (let n = 1; n <= 12; n += 1) {
    if (n % 3 === 0) await redis.call("CLIENT", "KILL", "TYPE", "pubsub");
    if (n % 4 === 0) await s.wait(random.between(0, 120));
    await Promise.all(visitors.map((v) => v.say(`pertanyaan ${n}`)));
    await Promise.all(
      talks.map(async (c, i) => {
        const w = windows[(i + n) % 4];
        const history = await w.ask({ type: "history.get", conversation: c });
        const sent = await w.ask({ type: "message.send", conversation: c, seen: Math.max(...history.messages.map((m) => m.seq)), text: `balasan ${n}`, purpose: "question" });
        assert.equal(sent.type, "ack", JSON.stringify(sent));
      }),
    );
  }
  const at = Date.now();
  for (const [i, v] of visitors.entries()) {
    await s.until(() => v.frames.filter((f) => f.type === "message" && f.from === "officer").length >= 12, `visitor ${i} was shown every answer (${v.frames.filter((f) => f.type === "message").map((f) => f.seq)})`, 5000);
    const replies = v.frames.filter((f) => f.type === "message" && f.from === "officer").map((f) => f.text);
    assert.deepEqual(replies, Array.from({ length: 12 }, (_, n) => `balasan ${n + 1}`));
    const seqs = v.frames.filter((f) => f.type === "message").map((f) => f.seq);
    assert.deepEqual(seqs, [...new Set(seqs)].sort((a, b) => a - b), "in order and once");
  }
  for (const [k, w] of windows.entries())
    for (const c of talks) {
      const lines = () => w.frames.filter((f) => f.type === "message" && f.conversation === c && f.text.startsWith("pertanyaan"));
      await s.until(() => lines().length >= 12, `window ${k} was shown every line (${lines().map((f) => f.text)})`, 5000);
      assert.deepEqual(lines().map((f) => f.text), Array.from({ length: 12 }, (_, n) => `pertanyaan ${n + 1}`));
    }
  t.diagnostic(`everything was there ${Date.now() - at} ms after the last word`);
});

test("a conversation that came to an officer while the wake-ups were away is shown after them", async (t) => {
  const folder = s.folder_for(t);
  const redis = await s.start_redis(t, folder);
  const one = await s.start_daemon(t, folder, { redis: redis.url, name: "one", data: "one" });
  const two = await s.start_daemon(t, folder, { redis: redis.url, name: "two", data: "two" });
  await s.add_officer(one, "sari");
  const o = await s.officer(one, "sari");
  const v = await s.visitor(two);
  const cut = setInterval(() => redis.call("CLIENT", "KILL", "TYPE", "pubsub").catch(() => {}), 5);
  const { conversation } = await v.say("apakah kiriman saya sudah selesai?");
  await s.wait(400); // until the wake-up of the assignment is lost as well
  clearInterval(cut);
  const head = await o.next((f) => f.type === "conversation" && f.conversation === conversation && f.officer?.id === "sari", "its head", 6000);
  assert.equal(head.state, "assigned");
  await v.say("halo?");
  await o.next((f) => f.type === "message" && f.text === "halo?");
});

test("a store that may have lost its last writes begins a new epoch, and every client is told of a gap", async (t) => {
  const folder = s.folder_for(t);
  const redis = await s.start_redis(t, folder, { appendfsync: "everysec" });
  const d = await s.start_daemon(t, folder, { redis: redis.url, durability: "everysec" });
  const v = await s.visitor(d);
  await v.say("satu");
  const { seq } = await v.say("dua");
  await redis.kill();
  await redis.start();
  assert.equal(await v.closed, 3004);
  await s.until(() => d.ready(), "it serves again");
  const back = await s.visitor(d, { token: v.welcome.token, epoch: v.welcome.epoch, seq });
  assert.equal(back.welcome.gap, true);
  assert.notEqual(back.welcome.epoch, v.welcome.epoch);
  dense(back.welcome.messages);
  assert.equal((await back.say("tiga")).seq, back.welcome.messages.length + 1);
});

test("a restart under class fsync is no new epoch, and nobody is told of a gap", async (t) => {
  const folder = s.folder_for(t);
  const d = await s.start_daemon(t, folder);
  const v = await s.visitor(d);
  const { seq } = await v.say("satu");
  await d.kill();
  await d.start();
  const back = await s.visitor(d, { token: v.welcome.token, epoch: v.welcome.epoch, seq });
  assert.equal(back.welcome.gap, false);
  assert.equal(back.welcome.epoch, v.welcome.epoch);
  dense(back.welcome.messages, seq + 1);
});

test("two hundred visitors and an officer who does not read: the others are served, and nothing is missing afterwards", { timeout: 90_000 }, async (t) => {
  const folder = s.folder_for(t);
  const d = await s.start_daemon(t, folder, { workers: 2, limits: { output_high_bytes: 16384, stuck_seconds: 120 } });
  await s.add_officer(d, "sari");
  const slow = await s.officer(d, "sari");
  const visitors = [];
  for (let i = 0; i < 200; i += 1) visitors.push(await s.visitor(d));
  await Promise.all(visitors.map((v) => v.say("selamat pagi, ada yang ingin saya tanyakan")));
  const heads = () => new Set(slow.frames.filter((f) => f.type === "conversation" && f.officer?.id === "sari").map((f) => f.conversation));
  await s.until(() => heads().size === 200, `all are the officer's (${heads().size})`, 20_000);
  slow.ws._socket.pause();
  const long = "x".repeat(2000);
  const waits = [];
  for (let n = 0; n < 4; n += 1)
    await Promise.all(visitors.map(async (v, i) => {
      const at = Date.now();
      assert.equal((await v.say(`${i} ${n} ${long}`, undefined)).type, "ack");
      waits.push(Date.now() - at);
    }));
  waits.sort((a, b) => a - b);
  t.diagnostic(`acks while nobody reads: median ${waits[waits.length >> 1]} ms, worst ${waits.at(-1)} ms`);
  assert.ok(waits.at(-1) < 5000);
  slow.ws._socket.resume();
  const got = () => new Set(slow.frames.filter((f) => f.type === "message" && f.from === "visitor" && f.text.endsWith(long)).map((f) => f.text));
  await s.until(() => got().size === 800, `it reads on to the last line (${got().size}, closed ${slow.code})`, 15_000);
  const reader = await s.officer(d, "sari", null);
  assert.equal(reader.welcome.conversations.length, 200);
  for (const h of reader.welcome.conversations) {
    const log = await s.read_all(reader, h.conversation);
    assert.equal(log.filter((m) => m.text.endsWith(long)).length, 4);
    dense(log);
  }
  const twice = slow.frames.filter((f) => f.type === "message").map((f) => `${f.conversation} ${f.seq}`);
  assert.equal(new Set(twice).size, twice.length);
});

test("floods, garbage, half-open sockets and slow senders cost a good visitor nothing", { timeout: 60_000 }, async (t) => {
  const folder = s.folder_for(t);
  const d = await s.start_daemon(t, folder, { limits: { visitor_messages_per_minute: 60, http_header_seconds: 3, http_idle_seconds: 3 } });
  const good = await s.visitor(d);
  const bad = [];
  for (let i = 0; i < 6; i += 1) {
    const v = await s.visitor(d);
    bad.push(v);
    for (let n = 0; n < 2000; n += 1) v.ws.send(i % 3 === 0 ? "{".repeat(60) : i % 3 === 1 ? JSON.stringify({ type: "message.send", id: `${i}-${n}`, text: "banjir" }) : `["${"\u00e9".repeat(500)}"]`);
  }
  const raw = [];
  for (let i = 0; i < 60; i += 1) {
    const c = net.connect(d.port, "127.0.0.1");
    c.on("error", () => {});
    c.resume();
    c.on("close", () => (c.over = true));
    if (i % 3 === 1) c.write("GET /healthz HTTP/1.1\r\nHost: a\r\nX: ");
    if (i % 3 === 2) c.write(Buffer.from(Array.from({ length: 300 }, (_, k) => (k * 37 + i) & 255)));
    raw.push(c);
  }
  const drip = setInterval(() => raw.forEach((c, i) => i % 3 === 1 && !c.over && c.write("y")), 300);
  t.after(() => clearInterval(drip));
  const waits = [];
  for (let n = 0; n < 40; n += 1) {
    const at = Date.now();
    assert.equal((await good.say(`baik ${n}`)).type, "ack");
    waits.push(Date.now() - at);
    await s.wait(40); // a pace
  }
  waits.sort((a, b) => a - b);
  t.diagnostic(`a good visitor's acks: median ${waits[20]} ms, worst ${waits.at(-1)} ms`);
  assert.ok(waits[20] < 250 && waits.at(-1) < 2500, `${waits}`);
  await s.until(() => raw.every((c) => c.over), `slow senders are cut (${raw.filter((c) => !c.over).length} left)`, 20_000);
  clearInterval(drip);
  for (const v of bad) assert.ok(v.code === null || v.code < 3500, `${v.code}`);
  assert.ok(await d.ready());
  for (const v of bad) v.ws.terminate();
});

test("a full disk acknowledges nothing that is lost, and ends when there is room", { timeout: 60_000 }, async (t) => {
  const folder = s.folder_for(t);
  const d = await s.start_daemon(t, folder, { env: { SAHUT_TEST_STORE_FILE_LIMIT: "200000" }, limits: { store_seconds: 2 } });
  const v = new s.promised_visitor("penuh", () => d);
  v.run();
  const text = "y".repeat(3000);
  let refused = 0;
  for (let n = 0; n < 80; n += 1) {
    v.lines += 1;
    const id = `penuh-${n}`;
    v.send({ type: "message.send", id, text: `penuh baris ${n} ${text}` });
    for (let k = 0; k < 40 && v.pending.has(id); k += 1) await s.wait(10); // for an answer, at most 0.4 s
    if (v.pending.has(id)) {
      refused += 1;
      break;
    }
  }
  assert.ok(refused, "the disk became full");
  await s.wait(2500); // the store dies, is started again, dies again
  assert.equal(d.alive(), true);
  assert.deepEqual(d.crashes(), []);
  await d.kill("SIGTERM");
  const roomy = await s.start_daemon(t, folder, { port: d.port });
  await s.until(() => v.ready && v.pending.size === 0, "what was refused is taken", 20_000);
  assert.deepEqual(v.faults, []);
  await v.stop();
  const back = await s.visitor(roomy, { token: v.token });
  assert.deepEqual(s.compare("penuh", back.welcome.messages, [...v.acked.values()].map((a) => ({ ...a, from: "visitor" }))), []);
});

test("a memory that is nearly full refuses new conversations clearly and serves those that are", { timeout: 60_000 }, async (t) => {
  const folder = s.folder_for(t);
  const redis = await s.start_redis(t, folder);
  const d = await s.start_daemon(t, folder, { redis: redis.url, limit_seconds: 12 });
  await s.add_officer(d, "sari");
  const o = await s.officer(d, "sari");
  const answered = await s.visitor(d), waiting = await s.visitor(d);
  const c = (await answered.say("apa syaratnya?")).conversation;
  await waiting.say("berapa tarifnya?");
  await o.next((f) => f.type === "conversation" && f.conversation === c && f.officer?.id === "sari");
  const used = Number(/used_memory:(\d+)/.exec(await redis.call("INFO", "memory"))[1]);
  await redis.call("CONFIG", "SET", "maxmemory", String(Math.floor(used / 0.9)));
  await s.until(() => /memory is nearly full/.test(d.log), "the daemon notices", 5000);
  await s.wait(1100); // each worker looks once a second
  const late = await s.visitor(d);
  const no = await late.say("halo");
  assert.deepEqual([no.type, no.code, no.temporary], ["error", "full", true]);
  assert.match(no.message, /1500225/);
  assert.equal((await answered.say("dan biayanya?")).type, "ack");
  const seen = Math.max(...(await o.ask({ type: "history.get", conversation: c })).messages.map((m) => m.seq));
  assert.equal((await o.ask({ type: "message.send", conversation: c, seen, text: "Ini syaratnya.", purpose: "answer" })).type, "ack");
  const ticket = await waiting.next((f) => f.type === "ticket", "the ticket of who waits", 20_000);
  assert.match(ticket.number, /^ESK-/);
  await redis.call("CONFIG", "SET", "maxmemory", "256mb");
  await s.until(() => /memory has room again/.test(d.log), "room again", 5000);
  await s.wait(1100); // each worker looks once a second
  assert.equal((await late.say("halo lagi")).type, "ack");
});
