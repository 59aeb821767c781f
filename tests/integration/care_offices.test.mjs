// GET /api/v1/care: what the page of account holders shows before anybody signs in.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { always_open, priok, start_daemon } from "./support.mjs";

const ambon = { id: "ambon", code: "AMB", name: "KPPBC Ambon", queues: [{ id: "umum", name: "Umum" }], calendar: always_open({ care_working_days: 2 }, { timezone: "Asia/Jayapura", zone_label: "WIT" }) };
let d;
before(async () => (d = await start_daemon({ offices: [priok(), ambon] })));
after(() => d?.close());

test("whoever asks is told the offices with their zones and until when they answer, in both languages", async () => {
  const reply = await d.http("GET", "/api/v1/care");
  assert.equal(reply.status, 200);
  const [first, second, ...more] = reply.json.offices;
  assert.deepEqual([reply.json.local, more], [true, []]);
  assert.deepEqual([first.id, first.name, first.timezone, first.zone_label, first.time_separator, first.complaint], ["priok", priok().name, "Asia/Jakarta", "WIB", ".", "WhatsApp 0811-0000-0000"]);
  assert.match(first.policy.id, /hari kerja tiket diterima/);
  assert.deepEqual([second.id, second.zone_label, second.complaint], ["ambon", "WIT", undefined]);
  assert.match(second.policy.id, /hari kerja ke-2 /);
  assert.match(second.policy.en, /2(nd|th) working day/);
});

test("the page is served with the strict policy of the others", async () => {
  const page = await d.http("GET", "/care/");
  const status = await d.http("GET", "/status/");
  assert.equal(page.status, 200);
  assert.match(page.type, /^text\/html/);
  assert.equal(page.headers.get("content-security-policy"), status.headers.get("content-security-policy"));
  assert.equal(page.headers.get("x-content-type-options"), "nosniff");
});

test("where accounts are kept elsewhere the page is told so", async () => {
  const other = await start_daemon({ accounts: { local: false } });
  try {
    assert.equal((await other.http("GET", "/api/v1/care")).json.local, false);
  } finally {
    await other.close();
  }
});

test("nothing but asking is possible", async () => {
  assert.equal((await d.http("POST", "/api/v1/care", { body: {} })).status, 405);
});
