// The outer edges: what is not part of this build, methods that a path does not take, control characters.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { openapi } from "./documents.mjs";
import { run, sahutctl, start_daemon } from "./support.mjs";

let d, officer, holder, visitor;
const password = "sandi warga yang panjang";
const bearer = (token) => ({ authorization: `Bearer ${token}` });
before(async () => {
  d = await start_daemon({ limits: { failed_lookups_per_minute: 0 } });
  await d.add_user("sari", { queues: ["umum"], display: "Sari W." });
  officer = (await d.login("sari")).json.token;
  await run(sahutctl, ["--config", d.file, "account", "add", "budi", "--display", "Budi Santoso", "--password-stdin"], `${password}\n`);
  holder = (await d.http("POST", "/api/v1/account/session", { body: { username: "budi", password } })).json.token;
  visitor = (await d.visitor()).welcome.token;
});
after(() => d?.close());

const later = Object.entries(openapi.paths).flatMap(([path, item]) => Object.entries(item).filter(([, o]) => o["x-available"] === "later").map(([method, o]) => ({ method: method.toUpperCase(), path: path.replace(/\{[^}]+\}/, "x"), citizens: o.tags.includes("citizens") })));

test("what is not part of this build asks who it is, then says so", async () => {
  assert.ok(later.length >= 6);
  for (const { method, path, citizens } of later) {
    const ask = (headers) => d.http(method, `${path}?q=x`, { headers: { ...headers, ...(method === "POST" ? { "content-type": "image/png" } : {}) }, body: method === "POST" ? "x".repeat(100_000) : undefined });
    const told = async (headers, status) => {
      const reply = await ask(headers);
      assert.equal(reply.status, status, `${method} ${path} ${JSON.stringify(headers)}`);
      assert.match(reply.type, /^application\/problem\+json/);
      return reply.json;
    };
    assert.equal((await told({}, 401)).code, "not_authenticated");
    await told(bearer("nobody"), 401);
    const said = await told(bearer(officer), 501);
    assert.equal(said.code, "not_available");
    assert.match(said.detail, /not part of this build/);
    await told({ cookie: `sahut=${officer}`, ...(method === "POST" ? { origin: d.base } : {}) }, 501);
    for (const token of [holder, visitor]) await told(bearer(token), citizens ? 501 : 401);
    if (method === "POST") {
      await told({ cookie: `sahut=${officer}` }, 403);
      await told({ cookie: `sahut-account=${holder}`, origin: "https://evil.example" }, 403);
    }
  }
});

test("sahutctl says of a command that is not part of this build that it is not, with 69", async () => {
  for (const words of [
    ["ticket", "explain", "ESK-261123-00001-7", "--language", "en"], ["ledger", "show", "PRI-x"], ["audit", "verify", "--from", "7", "--head", "abc"],
    ["calendar", "preview", "x.toml", "--office", "priok"], ["calendar", "apply", "x.toml", "--office", "priok"], ["contact", "find", "--name", "Budi"],
    ["contact", "export", "PRI-x"], ["contact", "erase", "PRI-x"], ["breach", "report", "--officer", "sari"], ["archive", "status"],
    ["outbound", "list"], ["outbound", "retry", "1"], ["outbound", "drop", "1"],
  ]) {
    const what = words.slice(0, 2).join(" ");
    const done = await run(sahutctl, ["--config", d.file, ...words]);
    assert.deepEqual([done.code, done.stdout, done.stderr], [69, "", `sahutctl: ${what} is not part of this build\n`], what);
    for (const args of [["--json", "--config", d.file, ...words], ["--config", d.file, ...words, "--json"], [...words, "--config", d.file, "--json"]]) {
      const json = await run(sahutctl, args);
      assert.deepEqual([json.code, JSON.parse(json.stderr)], [69, { error: `sahutctl: ${what} is not part of this build`, exit: 69 }], what);
    }
  }
  for (const words of [["ledger"], ["ledger", "write"], ["archive", "burn"]]) assert.equal((await run(sahutctl, ["--config", d.file, ...words])).code, 64);
});

test("every path tells which methods it takes, to OPTIONS and with each 405", async () => {
  const templates = [...Object.entries(openapi.paths), ["/webhooks/{channel}", { get: {}, post: {} }]];
  for (const [template, item] of templates) {
    const path = template.replace(/\{[^}]+\}/, "none");
    const known = Object.keys(item).filter((m) => ["get", "post", "put", "delete", "patch"].includes(m)).map((m) => m.toUpperCase());
    const expected = [...new Set([...known.flatMap((m) => (m === "GET" ? ["GET", "HEAD"] : [m])), "OPTIONS"])].sort();
    const allow = (reply) => (reply.headers.get("allow") ?? "").split(", ").sort();
    const asked = await fetch(d.base + path, { method: "OPTIONS" });
    assert.deepEqual([asked.status, allow(asked)], [204, expected], `OPTIONS ${path}`);
    for (const method of ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE"]) {
      if (expected.includes(method)) continue;
      const reply = await fetch(d.base + path, { method });
      assert.deepEqual([reply.status, allow(reply)], [405, expected], `${method} ${path}`);
      if (method !== "HEAD") assert.equal((await reply.json()).code, "method_not_allowed");
    }
  }
  for (const method of ["GET", "POST", "DELETE", "OPTIONS"]) assert.equal((await fetch(`${d.base}/api/v1/nothing`, { method })).status, 404, method);
});

const lines = [["a\nb", /line breaks/], ["a\r\nb", /line breaks/], ["a\u2028b", /line breaks/], ["a\tb", /control characters/], ["a\u0000b", /control characters/], ["\u001b[31m", /control characters/], ["a\u0085b", /line breaks/], ["a\u009bb", /control characters/], ["Budi\u202e(admin)", /direction/], ["\u2066a", /direction/]];
// Every field of one line of both protocols, as [side, type, fields, path]: X stands for what is tried.
const frames = [
  ...["name", "email", "phone", "nik", "npwp"].map((k) => ["v", "identity.set", { [k]: "X" }, k]),
  ["v", "identity.set", { documents: [{ kind: "aju", number: "X" }] }, "documents[0].number"],
  ["v", "identity.set", { documents: [{ kind: "X", number: "1" }] }, "documents[0].kind"],
  ["o", "presence.set", { state: "X" }, "state"],
  ["o", "conversation.transfer", { queue: "X" }, "queue"], ["o", "conversation.transfer", { officer: "X" }, "officer"],
  ["o", "conversation.escalate", { reason: "x", unit: "X" }, "unit"],
  ...["outcome", "to", "of", "contact"].map((k) => ["o", "conversation.close", { outcome: "redirected", [k]: "X" }, k]),
  ["o", "conversation.topic", { topic: "X" }, "topic"],
  ["o", "conversation.find", { q: "X" }, "q"],
  ["o", "message.send", { seen: 0, text: "x", purpose: "X" }, "purpose"], ["o", "message.send", { seen: 0, text: "x", purpose: "answer", ticket: "X" }, "ticket"],
  ["o", "ticket.take", { ticket: "X" }, "ticket"],
  ...["officer", "queue"].map((k) => ["o", "ticket.assign", { ticket: "CRE-1", [k]: "X" }, k]),
  ["o", "ticket.set", { ticket: "CRE-1", topic: "X" }, "topic"], ["o", "ticket.set", { ticket: "CRE-1", categories: ["X"] }, "categories[0]"],
  ...["outcome", "to", "of", "contact"].map((k) => ["o", "ticket.close", { ticket: "CRE-1", outcome: "redirected", [k]: "X" }, k]),
  ["o", "incident.open", { title: "X" }, "title"],
  ["o", "incident.add", { incident: "X" }, "incident"], ["o", "incident.add", { incident: "i", tickets: ["X"] }, "tickets[0]"], ["o", "incident.add", { incident: "i", conversations: ["a", "X"] }, "conversations[1]"],
  ["o", "consult.ask", { text: "x", to: { role: "X" } }, "to.role"], ["o", "consult.ask", { text: "x", to: { role: "coordinator" }, ticket: "X" }, "ticket"],
  ["o", "identity.request", { fields: ["X"] }, "fields[0]"],
];
const texts = [
  ["v", "message.send", {}, "text"],
  ["o", "message.send", { seen: 0, purpose: "answer" }, "text"], ["o", "message.send", { seen: 0, text: "x", purpose: "answer" }, "solution"],
  ["o", "note.add", {}, "text"], ["o", "conversation.transfer", { queue: "umum" }, "note"], ["o", "conversation.escalate", {}, "reason"],
  ["o", "consult.ask", { to: { role: "coordinator" } }, "text"], ["o", "consult.ask", { to: { role: "coordinator" }, text: "x" }, "draft"], ["o", "consult.answer", { consult: "c" }, "text"],
  ["o", "incident.answer", { incident: "i", purpose: "answer" }, "text"],
];
const with_x = (fields, x) => JSON.parse(JSON.stringify(fields), (_, v) => (v === "X" ? x : v));

test("a field of one line takes no line breaks, controls or turning marks, on either socket; a text takes newlines, and no U+0000", async () => {
  const sockets = { v: await d.visitor(), o: await d.officer("sari") };
  for (const [side, type, fields, path] of frames)
    for (const [x, why] of lines) {
      const e = await sockets[side].refused(type, { conversation: "PRI-none", ...with_x(fields, x) });
      assert.deepEqual([e.code, e.path], ["bad_field", path], `${type} ${path} ${JSON.stringify(x)}`);
      assert.match(e.message, why, `${type} ${path} ${JSON.stringify(x)}`);
    }
  for (const [side, type, fields, path] of texts) {
    const e = await sockets[side].refused(type, { conversation: "PRI-none", ...fields, [path]: "satu\u0000dua" });
    assert.deepEqual([e.code, e.path], ["bad_field", path], type);
    const fine = await sockets[side].request(type, { conversation: "PRI-none", ...fields, [path]: "satu\n\tdua\r\n" });
    assert.notEqual(fine.path, path, type);
  }
  const before = await sockets.v.ask("identity.set", { name: "Budi Santoso", documents: [{ kind: "aju", number: "000020-123456-20261123-000123" }] });
  assert.ok(before);
});

test("the same over HTTP", async () => {
  const auth = bearer(holder);
  const good = { office: "priok", categories: ["information_request"], subject: "PIB ditolak", description: "satu\ndua" };
  const file = (body) => d.http("POST", "/api/v1/tickets", { headers: { ...auth, "idempotency-key": `k-${Math.random()}` }, body });
  const filed = await file(good);
  assert.equal(filed.status, 201);
  for (const [x, why] of lines) {
    for (const [more, path] of [
      [{ subject: x }, "subject"], [{ office: x }, "office"], [{ categories: [x] }, "categories[0]"], [{ documents: [{ kind: "aju", number: x }] }, "documents[0].number"],
      ...["name", "email", "phone", "nik", "npwp"].map((k) => [{ identity: { [k]: x } }, `identity.${k}`]),
    ]) {
      const reply = await file({ ...good, ...more });
      assert.deepEqual([reply.status, reply.json.code, reply.json.path], [400, "bad_field", path], JSON.stringify(x));
      if (path !== "categories[0]") assert.match(reply.json.detail, why);
    }
    const name = await d.http("POST", "/api/v1/account/session", { body: { username: x, password } });
    assert.deepEqual([name.status, name.json.path], [400, "username"]);
    assert.equal((await d.http("POST", "/api/v1/account/session", { body: { username: "budi", password: x } })).status, 401, "a password is taken as it is");
  }
  const null_in = async (path, body, field) => {
    const reply = await d.http("POST", path, { headers: path.endsWith("tickets") ? { ...auth, "idempotency-key": "k" } : auth, body });
    assert.deepEqual([reply.status, reply.json.path], [400, field], path);
  };
  await null_in("/api/v1/tickets", { ...good, description: "a\u0000" }, "description");
  for (const rest of ["messages", "reopen"]) await null_in(`/api/v1/tickets/${filed.json.number}/${rest}`, { id: "n", text: "a\u0000" }, "text");
  const half = await d.http("POST", "/api/v1/tickets", { headers: { ...auth, "content-type": "application/json", "idempotency-key": "k" }, body: JSON.stringify(good).replace("PIB", "\\ud83d") });
  assert.deepEqual([half.status, half.json.path], [400, "subject"]);
});

test("the same of sahutctl's arguments", async () => {
  const ask = (...words) => run(sahutctl, ["--config", d.file, ...words], `${password}\n`);
  for (const [x, why] of lines.filter(([text]) => !text.includes("\0")))
    for (const [option, words] of [
      ["--display", ["user", "add", "uji", "--office", "priok", "--role", "officer", "--password-stdin", "--display", x]],
      ["--display", ["user", "set", "sari", "--display", x]],
      ["--queue", ["user", "set", "sari", "--queue", x]],
      ["--display", ["account", "add", "uji", "--password-stdin", "--display", x]],
      ["--email", ["account", "add", "uji", "--display", "Uji", "--password-stdin", "--email", x]],
      ["an argument", ["account", "disable", x]],
    ]) {
      const done = await ask(...words);
      assert.equal(done.code, 65, `${words.join(" ")}: ${done.stderr}`);
      assert.ok(done.stderr.startsWith(`${option}: `), done.stderr);
      assert.match(done.stderr, why);
    }
  assert.notEqual((await ask("conversation", "release", "PRI-none", "--reason", "satu\ndua")).code, 65, "a reason may have several lines");
});
