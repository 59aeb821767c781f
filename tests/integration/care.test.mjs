// CEISA Care over HTTP: an account holder files a ticket and follows it, officers handle it like a conversation of its queue, and
// nobody else sees anything of it.
import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { after, before, test } from "node:test";
import { always_open, eventually, hire, priok, run, sahutctl, start_daemon, wait } from "./support.mjs";

const password = "sandi warga yang panjang";
const offices = [
  priok({ care: { queue: "bantuan" }, queues: [{ id: "umum", name: "Layanan Informasi", assignment: "auto" }, { id: "bantuan", name: "CEISA Care", assignment: "manual" }] }),
  { ...priok(), id: "merak", code: "MRK", name: "KPPBC Merak" },
];
let d;
before(async () => (d = await start_daemon({ offices })));
after(() => d?.close());

let made = 0;
/** An account holder of their own for each test, signed in. */
async function holder(daemon = d) {
  const name = `warga${(made += 1)}`;
  const done = await run(sahutctl, ["--config", daemon.file, "account", "add", name, "--display", `Warga ${made}`, "--password-stdin"], `${password}\n`);
  assert.equal(done.code, 0, done.stderr);
  const session = (await daemon.http("POST", "/api/v1/account/session", { body: { username: name, password } })).json;
  const auth = { authorization: `Bearer ${session.token}` };
  const http = (method, path, body, headers = {}) => daemon.http(method, `/api/v1/tickets${path}`, { headers: { ...auth, ...headers }, body });
  const form = (more = {}) => ({ office: "priok", categories: ["ict_complaint"], subject: "PIB ditolak", description: "CEISA menolak PIB kami sejak pagi.", ...more });
  return {
    name,
    auth,
    http,
    form,
    file: (more, key = randomUUID()) => http("POST", "", form(more), { "idempotency-key": key }),
    get: (number, headers) => http("GET", `/${number}`, undefined, headers),
    post: (number, deed, body) => http("POST", `/${number}/${deed}`, { id: randomUUID(), ...body }),
  };
}

/** A desk of queue bantuan that has claimed this ticket's conversation. */
async function desk_for(number, claims = true) {
  const o = await d.officer(await hire(d, { queues: ["bantuan"] }));
  const conversation = JSON.parse((await d.control("ticket", "show", number)).stdout.trim().split("\n").at(-1)).conversation;
  if (claims) await o.ask("conversation.claim", { conversation });
  return { o, conversation };
}

test("a filed ticket has its number at once, and the same key gives the same", async () => {
  const h = await holder();
  const key = randomUUID();
  const filed = await h.file({}, key);
  assert.equal(filed.status, 201);
  assert.match(filed.json.number, /^CRE-\d{6}-\d{5,}-\d$/);
  assert.equal(filed.headers.get("location"), `/api/v1/tickets/${filed.json.number}`);
  assert.equal(filed.json.state, "issued");
  assert.match(filed.json.policy.id, /hari kerja tiket diterima/);
  assert.match(filed.json.policy.en, /working day on which the ticket is received/);
  assert.ok(filed.json.due > filed.json.received_at);
  assert.deepEqual((await h.file({}, key)).json, filed.json);
  for (const other of [{ subject: "Lain" }, { description: "Lain" }, { categories: ["information_request"] }, { office: "merak" }, { identity: { phone: "0811" } }]) {
    const refused = await h.file(other, key);
    assert.deepEqual([refused.status, refused.json.code], [422, "id_reused"], JSON.stringify(other));
  }
  const another = await holder();
  assert.notEqual((await another.file({}, key)).json.number, filed.json.number, "a key is its sender's own");
  assert.equal((await h.http("GET", "")).json.tickets.length, 1);
});

test("the offices and how each counts its deadline are told to everybody", async () => {
  const facts = await d.http("GET", "/api/v1/care");
  assert.equal(facts.status, 200);
  assert.equal(facts.json.local, true);
  assert.deepEqual(facts.json.offices.map((o) => [o.id, o.zone_label, o.timezone]), [["priok", "WIB", "Asia/Jakarta"], ["merak", "WIB", "Asia/Jakarta"]]);
  assert.match(facts.json.offices[0].policy.id, /hari kerja tiket diterima/);
});

test("what is wrong with a filing is told with its path, and nothing is stored", async () => {
  const h = await holder();
  const cases = [
    [{ office: "tiada" }, "office", 400], [{ office: undefined }, "office", 400],
    [{ categories: [] }, "categories", 400], [{ categories: "ict_complaint" }, "categories", 400], [{ categories: ["ict_complaint", "lain"] }, "categories[1]", 400],
    [{ categories: ["ict_complaint", "ict_complaint"] }, "categories[1]", 400], [{ categories: [1] }, "categories[0]", 400],
    [{ subject: "" }, "subject", 400], [{ subject: " \u200b" }, "subject", 400], [{ subject: "x".repeat(300) }, "subject", 413],
    [{ description: "  " }, "description", 400], [{ description: "x".repeat(4001) }, "description", 413], [{ description: 7 }, "description", 400],
    [{ identity: [] }, "identity", 400], [{ identity: { nik: 7 } }, "identity.nik", 400], [{ identity: { name: "x".repeat(300) } }, "identity.name", 413],
    [{ documents: {} }, "documents", 400], [{ documents: [{ kind: "aju" }] }, "documents[0].number", 400],
    [{ attachments: [{ media: "m" }] }, "attachments[0].media", 400], [{ attachments: "m" }, "attachments", 400], [{ attachments: [{}] }, "attachments[0].media", 400],
  ];
  for (const [more, path, status] of cases) {
    const refused = await h.file(more);
    assert.deepEqual([refused.status, refused.json.path], [status, path], JSON.stringify(more).slice(0, 80));
  }
  for (const key of ["", "a b", "x".repeat(129)]) {
    const refused = await h.http("POST", "", h.form(), key ? { "idempotency-key": key } : {});
    assert.deepEqual([refused.status, refused.json.path], [400, "Idempotency-Key"], key);
  }
  assert.equal((await h.http("POST", "", "{", { "idempotency-key": "k", "content-type": "application/json" })).status, 400);
  assert.equal((await h.http("POST", "", "a=b", { "idempotency-key": "k", "content-type": "application/x-www-form-urlencoded" })).status, 415);
  assert.deepEqual((await h.http("GET", "")).json, { tickets: [] });
});

test("without a session nothing is filed or listed, and a cookie needs our own page", async () => {
  for (const method of ["GET", "POST"]) assert.equal((await d.http(method, "/api/v1/tickets", { body: method === "POST" ? {} : undefined })).status, 401);
  const h = await holder();
  const cookie = { cookie: `sahut-account=${h.auth.authorization.slice(7)}` };
  const post = (headers) => d.http("POST", "/api/v1/tickets", { headers: { ...cookie, "idempotency-key": randomUUID(), ...headers }, body: h.form() });
  for (const origin of [undefined, "null", "http://jahat.example"]) assert.equal((await post(origin ? { origin } : {})).status, 403, origin);
  const filed = await post({ origin: d.base });
  assert.equal(filed.status, 201);
  assert.equal((await d.http("GET", "/api/v1/tickets", { headers: cookie })).json.tickets.length, 1);
  const close = (headers) => d.http("POST", `/api/v1/tickets/${filed.json.number}/close`, { headers: { ...cookie, ...headers }, body: { id: "c", answered: true } });
  assert.equal((await close({})).status, 403);
  assert.equal((await close({ origin: d.base })).status, 200);
});

test("a ticket is told as the contract says, and unchanged it is not sent again", async () => {
  const h = await holder();
  const filed = await h.file({ categories: ["information_request", "ict_support_request"], identity: { name: "Budi", nik: "3173010101900001" } });
  const seen = await h.get(filed.json.number);
  assert.equal(seen.status, 200);
  const { number, kind, state, subject, categories, received_at, due, status_url, can, label } = seen.json;
  assert.deepEqual({ number, state, received_at, due, status_url }, { number: filed.json.number, state: "issued", received_at: filed.json.received_at, due: filed.json.due, status_url: filed.json.status_url });
  assert.deepEqual({ kind, subject, categories, can }, { kind: "care", subject: "PIB ditolak", categories: ["information_request", "ict_support_request"], can: { reply: true, anew: false, close: true, reopen: false, deny: false } });
  assert.equal(label.id, "Menunggu petugas");
  assert.deepEqual(seen.json.messages.map((m) => [m.seq, m.from]), [[1, "visitor"], [2, "system"]]);
  assert.doesNotMatch(seen.body, /3173010101900001/);
  const etag = seen.headers.get("etag");
  assert.match(etag, /^"[\w-]+"$/);
  const same = await h.get(number, { "if-none-match": `"x", ${etag}` });
  assert.deepEqual([same.status, same.body], [304, ""]);
  await h.post(number, "messages", { text: "Nomor aju 000020." });
  assert.equal((await h.get(number, { "if-none-match": etag })).status, 200);
});

test("a filed ticket waits in its queue, is claimed, asked about, answered, and closed by its citizen", async () => {
  const h = await holder();
  const filed = (await h.file()).json;
  const { o, conversation } = await desk_for(filed.number, false);
  const waiting = o.welcome.conversations.find((c) => c.conversation === conversation);
  assert.deepEqual([waiting.state, waiting.channel, waiting.queue], ["queued", "care", "bantuan"]);
  await o.ask("conversation.claim", { conversation });
  assert.equal((await h.get(filed.number)).json.state, "in_progress");
  await o.question(conversation, "Mohon nomor aju.");
  assert.equal((await h.get(filed.number)).json.state, "waiting_applicant");
  const replied = await h.post(filed.number, "messages", { text: "000020-123456-20261123-000123" });
  assert.equal(replied.status, 201);
  assert.equal((await o.until((f) => f.type === "message" && f.seq === replied.json.seq && f.conversation === conversation)).text, "000020-123456-20261123-000123");
  assert.equal((await h.get(filed.number)).json.state, "in_progress");
  const answered = await o.request("message.send", { conversation, seen: 1000, purpose: "answer", text: "Sudah diperbaiki.", solution: "Layanan dinyalakan ulang." });
  assert.equal(answered.type, "ack");
  const now = (await h.get(filed.number)).json;
  assert.equal(now.state, "answered");
  assert.ok(now.answered_at);
  assert.deepEqual(now.can, { reply: true, anew: true, close: true, reopen: true, deny: true });
  const thread = (await h.http("GET", `/${filed.number}/messages?after=${replied.json.seq}`)).json;
  assert.deepEqual(thread.messages.filter((m) => m.from === "officer").map((m) => m.text), ["Sudah diperbaiki."]);
  const id = randomUUID();
  const closed = await h.post(filed.number, "close", { id, answered: true });
  assert.deepEqual([closed.status, closed.json.state], [200, "closed"]);
  assert.deepEqual((await h.post(filed.number, "close", { id, answered: true })).json, closed.json);
  assert.equal((await h.post(filed.number, "close", { answered: true })).json.path, "answered");
  await o.state(conversation, "closed");
});

test("`answered: false` lets the ticket wait again with its deadline and tells its officer", async () => {
  const h = await holder();
  const filed = (await h.file({ categories: ["information_request"] })).json;
  const early = await h.post(filed.number, "close", { answered: false });
  assert.deepEqual([early.status, early.json.path], [400, "answered"]);
  assert.equal((await h.post(filed.number, "close", {})).json.path, "answered");
  const { o, conversation } = await desk_for(filed.number);
  await o.answer(conversation, "Tarifnya nol.");
  await o.state(conversation, "answered");
  const from = o.frames.length;
  const denied = await h.post(filed.number, "close", { answered: false });
  assert.equal(denied.status, 200);
  assert.deepEqual([denied.json.state, denied.json.due], ["in_progress", filed.due]);
  await o.until((f) => f.type === "note" && f.conversation === conversation && f.text.includes("belum terjawab"));
  await o.state(conversation, "assigned", { from });
  await o.answer(conversation, "Tarifnya nol, sesuai BTKI.");
  assert.equal((await h.get(filed.number)).json.state, "answered");
});

test("reopening gives a linked ticket with a clock of its own, once for its id", async () => {
  const h = await holder();
  const filed = (await h.file({ categories: ["information_request"] })).json;
  assert.equal((await h.post(filed.number, "reopen", { text: "Masih." })).json.path, "number", "it is open");
  const { o, conversation } = await desk_for(filed.number);
  await o.answer(conversation, "Tarifnya nol.");
  const id = randomUUID();
  const again = await h.post(filed.number, "reopen", { id, text: "Masih sama." });
  assert.equal(again.status, 201);
  assert.match(again.json.number, /^CRE-/);
  assert.notEqual(again.json.number, filed.number);
  assert.ok(again.json.received_at > filed.received_at);
  assert.deepEqual((await h.post(filed.number, "reopen", { id, text: "Masih sama." })).json, again.json);
  assert.equal((await h.post(filed.number, "reopen", { id, text: "Lain." })).status, 409);
  assert.equal((await h.post(filed.number, "reopen", { text: "Lagi." })).json.path, "number");
  const old = (await h.get(filed.number)).json;
  const now = (await h.get(again.json.number)).json;
  assert.deepEqual([old.state, old.reopened_as, now.reopened_from, now.subject], ["closed", again.json.number, filed.number, "PIB ditolak"]);
  assert.equal(now.messages[0].text, "Masih sama.");
  assert.deepEqual((await h.http("GET", "")).json.tickets.map((t) => t.number), [again.json.number, filed.number]);
});

test("words after the answer: thanks only join, a follow-up question reopens and says so", async () => {
  const h = await holder();
  const filed = (await h.file({ categories: ["information_request"] })).json;
  const { o, conversation } = await desk_for(filed.number);
  await o.answer(conversation, "Tarifnya nol.");
  const thanks = await h.post(filed.number, "messages", { text: "Terima kasih" });
  assert.deepEqual([thanks.status, thanks.json.number], [201, undefined]);
  assert.equal((await h.get(filed.number)).json.state, "answered");
  const more = await h.post(filed.number, "messages", { text: "Lalu berapa PPN untuk buku itu?" });
  assert.match(more.json.number, /^CRE-/);
  assert.equal((await h.get(more.json.number)).json.reopened_from, filed.number);
});

test("two holders have nothing of each other, by number, cursor or error", async () => {
  const [a, b] = [await holder(), await holder()];
  const ticket = (await a.file()).json.number;
  await b.file();
  const { o, conversation } = await desk_for(ticket);
  const secretless = [
    ["GET", ""], ["GET", "/messages"], ["POST", "/messages", { id: "x", text: "halo" }], ["POST", "/close", { id: "x", answered: true }],
    ["POST", "/close", { id: "x", answered: false }], ["POST", "/reopen", { id: "x", text: "halo" }],
  ];
  const unknown = "CRE-261123-99999-0";
  for (const [method, rest, body] of secretless) {
    const mine = await b.http(method, `/${ticket}${rest}`, body);
    const none = await b.http(method, `/${unknown}${rest}`, body);
    assert.deepEqual([mine.status, mine.body], [404, none.body], `${method} ${rest}`);
    const wrong = await b.http(method, `/${ticket}${rest}`, body, { "sahut-ticket-secret": "salah" });
    assert.deepEqual([wrong.status, wrong.body], [404, none.body]);
    const nobody = await d.http(method, `/api/v1/tickets/${ticket}${rest}`, { body });
    assert.deepEqual([nobody.status, nobody.body], [404, none.body]);
    const officer = await d.http(method, `/api/v1/tickets/${ticket}${rest}`, { body, headers: { authorization: `Bearer ${o.token}` } });
    assert.deepEqual([officer.status, officer.body], [404, none.body]);
  }
  await a.file();
  const page = (await a.http("GET", "?limit=1")).json;
  assert.ok(page.next);
  const stolen = (await b.http("GET", `?limit=5&after=${encodeURIComponent(page.next)}`)).json;
  for (const t of stolen.tickets) assert.notEqual(t.number, ticket);
  assert.ok(!(await b.http("GET", "")).json.tickets.some((t) => t.number === ticket));
  assert.equal((await a.get(ticket)).json.messages.length, 2, "nothing of theirs was written");
  assert.ok(conversation);
});

test("the list pages newest first over every office, by state too", async () => {
  const h = await holder();
  const numbers = [];
  for (let i = 0; i < 5; i += 1) numbers.unshift((await h.file({ office: i % 2 ? "merak" : "priok", subject: `Tiket ${i}` })).json.number);
  const seen = [];
  let next = "";
  for (let pages = 0; pages < 5; pages += 1) {
    const page = (await h.http("GET", `?limit=2${next && `&after=${encodeURIComponent(next)}`}`)).json;
    seen.push(...page.tickets.map((t) => t.number));
    next = page.next ?? "";
    if (!next) break;
  }
  assert.deepEqual(seen, numbers);
  await h.post(numbers[1], "close", { answered: true });
  assert.deepEqual((await h.http("GET", "?state=closed")).json.tickets.map((t) => t.number), [numbers[1]]);
  assert.equal((await h.http("GET", "?state=issued")).json.tickets.length, 4);
  for (const [query, path] of [["?state=apa", "state"], ["?after=apa", "after"], ["?limit=0", "limit"], ["?limit=101", "limit"], ["?limit=x", "limit"]]) {
    const refused = await h.http("GET", query);
    assert.deepEqual([refused.status, refused.json.path], [400, path], query);
  }
});

test("whoever has the secret follows, replies, judges and reopens as well", async () => {
  const h = await holder();
  const filed = (await h.file({ categories: ["information_request"] })).json;
  const secret = filed.status_url.split("#")[1].split(".").at(-1);
  const with_secret = (method, rest, body) => d.http(method, `/api/v1/tickets/${filed.number}${rest}`, { headers: { "sahut-ticket-secret": secret }, body });
  assert.equal((await with_secret("GET", "")).json.number, filed.number);
  const said = await with_secret("POST", "/messages", { id: randomUUID(), text: "Dari halaman status." });
  assert.equal(said.status, 201);
  const { o, conversation } = await desk_for(filed.number);
  await o.answer(conversation, "Tarifnya nol.");
  assert.equal((await with_secret("POST", "/close", { id: randomUUID(), answered: false })).status, 200);
  await o.answer(conversation, "Tarifnya nol.");
  assert.equal((await with_secret("POST", "/close", { id: randomUUID(), answered: true })).json.state, "closed");
  assert.match((await with_secret("POST", "/reopen", { id: randomUUID(), text: "Lagi." })).json.number, /^CRE-/);
  assert.equal((await h.http("GET", "")).json.tickets.length, 2, "the holder sees it too");
});

test("a web chat's ticket is judged and reopened with its secret", async () => {
  const o = await d.officer(await hire(d, { queues: ["umum"] }));
  const v = await d.visitor();
  await v.write("Berapa tarif bea masuk untuk globe?");
  const { conversation } = await o.state(undefined, "assigned");
  await o.ask("conversation.escalate", { conversation, reason: "perlu dicek" });
  const tk = await v.until((f) => f.type === "ticket");
  const ask = (method, rest, body) => d.http(method, `/api/v1/tickets/${tk.number}${rest}`, { headers: { "sahut-ticket-secret": tk.secret }, body });
  assert.deepEqual([(await ask("GET", "")).json.kind, (await ask("GET", "")).json.can.reply], ["escalation", true]);
  await o.answer(conversation, "Tarifnya nol.");
  const denied = await ask("POST", "/close", { id: randomUUID(), answered: false });
  assert.deepEqual([denied.status, denied.json.due], [200, tk.due]);
  await o.answer(conversation, "Tarifnya nol, sesuai BTKI.");
  const again = await ask("POST", "/reopen", { id: randomUUID(), text: "Untuk atlas juga?" });
  assert.match(again.json.number, /^ESK-/);
  assert.equal((await ask("GET", "")).json.reopened_as, again.json.number);
  await v.until((f) => f.type === "ticket" && f.number === again.json.number);
});

test("an account files no more tickets than its limit within an hour, and a key that was used still answers", async (t) => {
  const one = await start_daemon({ offices: [priok(), { ...priok(), id: "merak", code: "MRK" }], limits: { tickets_per_hour_per_account: 2 } });
  t.after(() => one.close());
  const h = await holder(one);
  const key = randomUUID();
  const first = await h.file({}, key);
  await h.file({ office: "merak" });
  const refused = await h.file({});
  assert.deepEqual([refused.status, refused.json.code], [429, "rate_limited"]);
  assert.ok(Number(refused.headers.get("retry-after")) > 3000);
  assert.deepEqual((await h.file({}, key)).json, first.json);
  assert.equal((await (await holder(one)).file({})).status, 201, "it is each account's own");
});

test("after kill -9 between filing and its answer the same key gives the same number", { timeout: 120_000 }, async (t) => {
  const one = await start_daemon({ redis: { durability: "fsync" } });
  t.after(() => one.close());
  const h = await holder(one);
  for (let round = 0; round < 4; round += 1) {
    const key = randomUUID();
    const lost = fetch(`${one.base}/api/v1/tickets`, {
      method: "POST",
      headers: { ...h.auth, "idempotency-key": key, "content-type": "application/json" },
      body: JSON.stringify(h.form({ subject: `Tiket ${round}` })),
    }).then((r) => r.json(), () => undefined);
    await wait(round * 4); // the instant of the kill moves from round to round
    one.child.kill("SIGKILL");
    await eventually(() => one.child.signalCode, "the end");
    const told = await lost;
    await one.begin();
    const filed = await h.file({ subject: `Tiket ${round}` }, key);
    assert.equal(filed.status, 201);
    if (told?.number) assert.equal(filed.json.number, told.number);
    assert.equal((await h.file({ subject: `Tiket ${round}` }, key)).json.number, filed.json.number);
    assert.equal((await h.http("GET", "")).json.tickets.length, round + 1, "one ticket a key");
  }
});

test("the deadline is the office's own: closing time of the working day, or what its policy says", async (t) => {
  const calendar = (policy) => ({ ...always_open(policy), weekly: Object.fromEntries(["mon", "tue", "wed", "thu", "fri", "sat", "sun"].map((day) => [day, { open: "00:00", close: "23:59" }])) });
  const one = await start_daemon({ offices: [{ ...priok(), calendar: calendar({}) }, { ...priok(), id: "merak", code: "MRK", calendar: calendar({ care_working_days: 1, care_late_window_minutes: 0 }) }] });
  t.after(() => one.close());
  const h = await holder(one);
  const [same, next] = [(await h.file()).json, (await h.file({ office: "merak" })).json];
  const local = (time) => new Date(new Date(time).getTime() + 7 * 3600e3).toISOString();
  assert.match(local(same.due), /T23:59:00/);
  assert.equal(new Date(next.due) - new Date(same.due), 24 * 3600e3);
  assert.match(next.policy.en, /working day after/);
});
