// Deadlines, presence and rights across deaths: what was due meanwhile, who is gone, who may no longer.
import assert from "node:assert/strict";
import { test } from "node:test";
import * as s from "./failure_support.mjs";

const ticket_of = async (daemon, number) =>
  (await daemon.control(["ticket", "show", number])).out.trim().split("\n").map((l) => JSON.parse(l)).find((x) => x.number === number);

async function pair(t, options = {}) {
  const folder = s.folder_for(t);
  const redis = await s.start_redis(t, folder);
  const daemons = [];
  for (const name of ["one", "two"]) daemons.push(await s.start_daemon(t, folder, { redis: redis.url, workers: 2, name, data: name, ...options }));
  return { folder, redis, daemons };
}

test("a ticket that was due while no daemon ran is issued at the start, with the due and the actual time", { timeout: 60_000 }, async (t) => {
  const folder = s.folder_for(t);
  const d = await s.start_daemon(t, folder, { limit_seconds: 3 });
  const v = await s.visitor(d);
  const { conversation } = await v.say("berapa lama prosesnya?");
  await d.kill();
  await s.wait(5000); // it comes due while no daemon runs
  const started = Date.now();
  await d.start();
  const back = await s.visitor(d, { token: v.welcome.token });
  const ticket = await s.until(() => back.welcome.tickets[0] ?? back.frames.find((f) => f.type === "ticket"), "the ticket", 5000);
  const shown = await ticket_of(d, ticket.number);
  assert.equal(shown.conversation, conversation);
  const [due, issued] = [shown.due_at, shown.issued_at].map((x) => new Date(x).getTime());
  assert.ok(due < started && issued >= started - 50 && issued < started + 5000, JSON.stringify(shown));
  assert.equal(shown.late_ms, issued - due);
});

test("with two daemons of two workers sweeping, each request becomes one ticket and is told once, in time", { timeout: 60_000 }, async (t) => {
  const { daemons } = await pair(t, { limit_seconds: 4 });
  const visitors = [];
  for (let i = 0; i < 40; i += 1) visitors.push(await s.visitor(daemons[i % 2]));
  await Promise.all(visitors.map((v, i) => v.say(`pertanyaan ${i}, mohon dijawab`)));
  const numbers = new Set();
  for (const v of visitors) {
    const first = await v.next((f) => f.type === "ticket", "a ticket", 15_000);
    numbers.add(first.number);
    const shown = await ticket_of(daemons[0], first.number);
    assert.ok(shown.late_ms >= 0 && shown.late_ms < 2000, JSON.stringify(shown));
  }
  assert.equal(numbers.size, 40);
  for (const v of visitors) {
    const again = await s.visitor(daemons[0], { token: v.welcome.token });
    assert.equal(again.welcome.tickets.length, 1);
    assert.equal(again.welcome.messages.filter((m) => m.from === "system" && m.text.includes(again.welcome.tickets[0].number)).length, 1);
    again.ws.close();
  }
});

test("an officer's unanswered conversations go back after grace when the window is gone", { timeout: 60_000 }, async (t) => {
  const { daemons } = await pair(t, { grace: 2 });
  for (const name of ["sari", "budi"]) await s.add_officer(daemons[0], name);
  const sari = await s.officer(daemons[0], "sari");
  const v = await s.visitor(daemons[1]);
  const { conversation } = await v.say("apa syarat impor?");
  const head = await sari.next((f) => f.type === "conversation" && f.conversation === conversation && f.officer?.id === "sari");
  const budi = await s.officer(daemons[1], "budi");
  const at = Date.now();
  sari.ws.terminate();
  const got = await budi.next((f) => f.type === "conversation" && f.conversation === conversation && f.officer?.id === "budi", "it comes to budi", 10_000);
  assert.ok(Date.now() - at >= 1900, "not before the grace's end");
  assert.equal(got.received_at, head.received_at);
});

test("an officer's unanswered conversations go back after lease and grace when the daemon was killed", { timeout: 90_000 }, async (t) => {
  const { daemons } = await pair(t, { grace: 2 });
  for (const name of ["sari", "budi"]) await s.add_officer(daemons[0], name);
  const sari = await s.officer(daemons[0], "sari");
  const v = await s.visitor(daemons[1]);
  const { conversation } = await v.say("apa syarat ekspor?");
  await sari.next((f) => f.type === "conversation" && f.conversation === conversation && f.officer?.id === "sari");
  const budi = await s.officer(daemons[1], "budi");
  const at = Date.now();
  await daemons[0].kill();
  await budi.next((f) => f.type === "conversation" && f.conversation === conversation && f.officer?.id === "budi", "it comes to budi", 40_000);
  t.diagnostic(`after ${Date.now() - at} ms`);
  assert.ok(Date.now() - at < 35_000);
});

test("disabling an officer closes all windows on both daemons within a second, and the login is dead", async (t) => {
  const { folder, daemons } = await pair(t);
  await s.add_officer(daemons[0], "sari");
  const token = await s.login(daemons[0], "sari");
  const windows = [];
  for (const d of [...daemons, ...daemons]) windows.push(await s.officer(d, "sari"));
  const done = daemons[0].control(["user", "disable", "sari"]);
  const at = Date.now();
  for (const w of windows) assert.equal(await w.closed, 3501);
  assert.equal((await done).code, 0);
  assert.ok(Date.now() - at < 1000 + 500, `${Date.now() - at} ms, the program's start included`);
  for (const d of daemons) {
    const w = await s.officer_socket(d, token);
    w.send({ type: "hello" });
    assert.equal(await w.closed, 3500);
    await assert.rejects(s.login(d, "sari"), /401/);
  }
});
