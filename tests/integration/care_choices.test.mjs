// What a citizen is offered for a ticket is what the daemon takes; an id is one, whichever way it is sent.
import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { after, before, test } from "node:test";
import { priok, run, sahutctl, start_daemon } from "./support.mjs";

const password = "sandi warga yang panjang";
const offices = [priok({ care: { queue: "bantuan" }, queues: [{ id: "umum", name: "Layanan Informasi", assignment: "auto" }, { id: "bantuan", name: "CEISA Care", assignment: "manual" }] })];
let d, auth, o;
before(async () => {
  d = await start_daemon({ offices, limits: { tickets_per_hour_per_account: 0, visitor_messages_per_minute: 0, officer_messages_per_minute: 0 } });
  await run(sahutctl, ["--config", d.file, "account", "add", "budi", "--display", "Budi", "--password-stdin"], `${password}\n`);
  auth = { authorization: `Bearer ${(await d.http("POST", "/api/v1/account/session", { body: { username: "budi", password } })).json.token}` };
  await d.add_user("sari", { queues: ["bantuan"] });
  o = await d.officer("sari");
});
after(() => d?.close());

const http = (method, path, body, headers = auth) => d.http(method, `/api/v1/tickets${path}`, { headers, body });
const secret_of = (status_url) => ({ "sahut-ticket-secret": status_url.split("#")[1].split(".")[1] });
async function file() {
  const { json, status } = await d.http("POST", "/api/v1/tickets", { headers: { ...auth, "idempotency-key": randomUUID() }, body: { office: "priok", categories: ["information_request"], subject: "Tarif", description: "Berapa tarif bea masuk buku?" } });
  assert.equal(status, 201);
  const { conversation } = JSON.parse((await d.control("ticket", "show", json.number)).stdout.trim().split("\n").at(-1));
  return { number: json.number, secret: secret_of(json.status_url), conversation };
}
const deeds = {
  reply: ["messages", { text: "Dan berapa tarif untuk globe?" }],
  close: ["close", { answered: true }],
  deny: ["close", { answered: false }],
  reopen: ["reopen", { text: "Masih sama." }],
};
const act = (number, deed, headers = auth) => http("POST", `/${number}/${deeds[deed][0]}`, { id: randomUUID(), ...deeds[deed][1] }, headers);
const claim = (t) => o.ask("conversation.claim", { conversation: t.conversation });
const answer = (t) => o.answer(t.conversation, "Tarifnya nol.");
const states = {
  filed: async () => {},
  "being handled": claim,
  "waiting for the citizen": async (t) => (await claim(t), await o.question(t.conversation, "Buku apa?")),
  answered: async (t) => (await claim(t), await answer(t)),
  closed: async (t) => (await claim(t), await answer(t), await act(t.number, "close")),
  withdrawn: (t) => act(t.number, "close"),
  denied: async (t) => (await claim(t), await answer(t), await act(t.number, "deny")),
  reopened: async (t) => (await claim(t), await answer(t), await act(t.number, "reopen")),
  "reopened, and answered again": async (t) => (await claim(t), await answer(t), await act(t.number, "reopen"), await answer(t)),
};

for (const [state, reach] of Object.entries(states))
  test(`a ticket that is ${state} is offered what is taken`, async () => {
    for (const deed of Object.keys(deeds))
      for (const way of ["session", "secret"]) {
        const t = await file();
        await reach(t);
        const headers = way === "session" ? auth : t.secret;
        const { can } = (await http("GET", `/${t.number}`, undefined, headers)).json;
        const listed = (await http("GET", "?limit=5")).json.tickets.find((x) => x.number === t.number);
        if (listed) assert.deepEqual(listed.can, can);
        const done = await act(t.number, deed, headers);
        assert.equal(done.status < 300, can[deed], `${deed} by ${way}: ${done.status} ${done.body}`);
        if (deed === "reply") assert.equal(done.json.number !== undefined, can.anew, `${way}: ${done.body}`);
        if (done.json.can) assert.deepEqual((await http("GET", `/${t.number}`, undefined, headers)).json.can, done.json.can);
      }
  });

test("an id is one, by the owner's session and by the ticket's secret", async () => {
  const t = await file();
  await claim(t);
  await answer(t);
  const both = [auth, t.secret];
  for (const [part, body, other] of [["messages", { text: "Terima kasih" }, { text: "Terima kasih banyak" }], ["close", { answered: true }, { answered: false }], ["reopen", { text: "Masih." }, { text: "Lain." }]])
    for (const [first, second] of [both, [...both].reverse()]) {
      if (part !== "messages" && first !== auth) continue; // once closed it is closed
      const id = randomUUID();
      const one = await http("POST", `/${t.number}/${part}`, { id, ...body }, first);
      assert.ok(one.status < 300, one.body);
      const again = await http("POST", `/${t.number}/${part}`, { id, ...body }, second);
      assert.deepEqual([again.status, again.json], [one.status, one.json], part);
      for (const headers of both) {
        const reused = await http("POST", `/${t.number}/${part}`, { id, ...other }, headers);
        assert.deepEqual([reused.status, reused.json.code], [409, "id_reused"], part);
      }
    }
  const thread = (await http("GET", `/${t.number}/messages`)).json.messages.filter((m) => m.text === "Terima kasih");
  assert.equal(thread.length, 2, "each id once");
});

test("an id of the chat is one with an id by the ticket's secret", async () => {
  const v = await d.visitor();
  const id = randomUUID();
  const said = await v.ask("message.send", { id, text: "Berapa tarif buku?" });
  const head = await v.until((f) => f.type === "conversation" && f.reference);
  const post = (text) => http("POST", `/${head.reference}/messages`, { id, text }, { "sahut-ticket-secret": head.secret });
  const same = await post("Berapa tarif buku?");
  assert.deepEqual([same.status, same.json.seq], [201, said.seq]);
  assert.deepEqual([(await post("Lain.")).status], [409]);
});
