// The citizen's word by number and secret, from the status page.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { hire, start_daemon } from "./support.mjs";

let d;
before(async () => (d = await start_daemon()));
after(() => d?.close());

test("a reply from the status page joins the thread once, for citizen and officer alike", async () => {
  const o = await d.officer(await hire(d, { queues: ["umum"] }));
  const v = await d.visitor();
  const asked = await v.write("Berapa tarif bea masuk untuk buku?");
  const head = await v.until((f) => f.type === "conversation" && f.reference);
  const post = (body, secret = head.secret, number = head.reference) =>
    d.http("POST", `/api/v1/tickets/${number}/messages`, { headers: { "sahut-ticket-secret": secret }, body });
  const said = await post({ id: "balasan-1", text: "Bukunya terbitan luar negeri." });
  assert.equal(said.status, 201);
  assert.ok(said.json.seq > asked.seq);
  assert.deepEqual((await post({ id: "balasan-1", text: "Bukunya terbitan luar negeri." })).json, said.json, "sent again, it has no second effect");
  const reused = await post({ id: "balasan-1", text: "Lain." });
  assert.deepEqual([reused.status, reused.json.code], [409, "id_reused"]);
  assert.equal((await v.until((f) => f.type === "message" && f.seq === said.json.seq)).text, "Bukunya terbitan luar negeri.");
  await o.until((f) => f.type === "message" && f.seq === said.json.seq);
  const later = await d.http("GET", `/api/v1/tickets/${head.reference}/messages?after=${said.json.seq - 1}`, { headers: { "sahut-ticket-secret": head.secret } });
  assert.deepEqual(later.json.messages.map((m) => m.seq), [said.json.seq]);
  assert.deepEqual(Object.keys(said.json).sort(), ["received_at", "seq"], "it is this request's");
  for (const wrong of [await post({ id: "b", text: "x" }, "salah"), await post({ id: "b", text: "x" }, head.secret, "REF-261123-00001-7"), await post({ id: "b", text: "x" }, head.secret, head.reference.replace("REF", "ESK"))])
    assert.equal(wrong.status, 404);
  assert.equal((await post({ id: "b", text: " \u200b" })).status, 400);
  assert.equal((await post({ text: "tanpa id" })).status, 400);
});

test("a reply that becomes a question of its own has its own number, and says so each time it is sent", async () => {
  const o = await d.officer(await hire(d, { queues: ["umum"] }));
  const v = await d.visitor();
  await v.write("Berapa tarif bea masuk untuk peta?");
  const head = await v.until((f) => f.type === "conversation" && f.reference);
  await o.until((f) => f.type === "conversation" && f.conversation === head.conversation && f.state === "assigned");
  const { seq } = await v.until((f) => f.type === "message" && f.template === "queue_position");
  await o.ask("message.send", { conversation: head.conversation, seen: seq + 9, text: "Tarifnya nol.", purpose: "answer" });
  await v.until((f) => f.type === "conversation" && f.state === "answered");
  const post = () => d.http("POST", `/api/v1/tickets/${head.reference}/messages`, { headers: { "sahut-ticket-secret": head.secret }, body: { id: "lagi-1", text: "Dan untuk globe, berapa tarifnya?" } });
  const said = await post();
  assert.equal(said.status, 201);
  assert.match(said.json.reference, /^REF-/);
  assert.notEqual(said.json.reference, head.reference);
  const [number, secret] = said.json.status_url.split("#")[1].split(".");
  const next = await d.http("GET", `/api/v1/tickets/${number}`, { headers: { "sahut-ticket-secret": secret } });
  assert.deepEqual([next.json.number, next.json.messages[0].text], [said.json.reference, "Dan untuk globe, berapa tarifnya?"]);
  assert.deepEqual((await post()).json, said.json);
});
