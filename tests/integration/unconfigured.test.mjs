// A configuration that was edited while people wait: what it names no more is named, seen, and moved.
import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import { after, before, test } from "node:test";
import { eventually, start_daemon } from "./support.mjs";

let d;
before(async () => {
  d = await start_daemon();
});
after(() => d.close());

const edit = (from, to) => writeFileSync(d.file, readFileSync(d.file, "utf8").replaceAll(from, to));

test("a queue that is renamed is named with counts and the way out, stays in the coordinator's sight, and is moved with its age", async () => {
  await d.add_user("koordinator", { role: "coordinator" });
  await d.add_user("petugas", { queues: ["umum"] });
  const citizen = await d.visitor();
  const { conversation } = await citizen.write("Berapa tarif barang kiriman?");
  await d.end();
  edit('id = "umum"', 'id = "informasi"');
  edit('queue = "umum"', 'queue = "informasi"');
  await d.begin();
  await eventually(() => /queue umum is not configured and holds 1 waiting, 1 officer account/.test(d.log), "the log names it");
  assert.match(d.log, /sahutctl queue move umum <queue> --office priok/);

  const coordinator = await d.officer("koordinator", { presence: null });
  const named = { kind: "queue", id: "umum", waiting: 1, tickets: 0, officers: 1, messages: 0 };
  assert.deepEqual(coordinator.welcome.unconfigured, [named]);
  assert.ok(coordinator.welcome.conversations.some((h) => h.conversation === conversation));
  const officer = await d.officer("petugas", { presence: null });
  assert.equal(officer.welcome.unconfigured, undefined);
  const status = JSON.parse((await d.control("status", "--json")).stdout);
  assert.ok(status.warnings.some((w) => /queue umum is not configured/.test(w)));
  assert.equal(status.offices[0].unanswered, 1, "whoever waits there waits all the same");
  const metrics = await fetch(`${d.base}/metrics`).then((r) => r.text());
  assert.match(metrics, /sahut_unconfigured\{holds="waiting",id="umum",kind="queue",office="priok"\} 1|sahut_unconfigured\{[^}]*id="umum"[^}]*\} 1/);

  for (const [args, code, why] of [
    [["umum", "tiada", "--office", "priok"], 65, /has no queue tiada/],
    [["umum", "informasi", "--office", "tiada"], 65, /no such office/],
    [["umum", "--office", "priok"], 64, /to/],
    [["salah-ketik", "informasi", "--office", "priok"], 1, /nothing lies under a queue salah-ketik/],
  ]) {
    const refused = await d.control("queue", "move", ...args);
    assert.equal(refused.code, code, refused.stderr);
    assert.match(refused.stderr, why);
  }
  const moved = await d.control("queue", "move", "umum", "informasi", "--office", "priok");
  assert.equal(moved.code, 0, moved.stderr);
  assert.match(moved.stdout, /1 conversation\(s\) moved, 1 officer account\(s\) changed/);
  await coordinator.until((f) => f.type === "unconfigured" && f.unconfigured.length === 0, { what: "nothing is left" });
  await coordinator.until((f) => f.type === "conversation" && f.conversation === conversation && f.queue?.id === "informasi" || f.queue === "informasi", { what: "it is in the new queue" });
  const again = await d.officer("petugas");
  await again.until((f) => f.type === "conversation" && f.conversation === conversation && f.officer?.id === "petugas", { what: "it is given to who serves the queue" });
  await again.answer(conversation, "Tarifnya 7,5 persen.");
});
