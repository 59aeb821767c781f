// HTTP: liveness and figures, the pages, sign-in and sign-out, problems as documents.
import assert from "node:assert/strict";
import { once } from "node:events";
import { connect } from "node:net";
import { after, before, test } from "node:test";
import { openapi } from "./documents.mjs";
import { run, sahutctl, start_daemon } from "./support.mjs";

let d;
before(async () => {
  d = await start_daemon();
  await d.add_user("sari", { queues: ["umum"], display: "Sari W." });
});
after(() => d?.close());

const is_problem = (reply, status, code) => {
  assert.equal(reply.status, status);
  assert.match(reply.type, /^application\/problem\+json/);
  assert.equal(reply.json.code, code);
  assert.equal(reply.json.status, status);
};

test("alive and ready", async () => {
  assert.equal((await d.http("GET", "/healthz")).status, 200);
  assert.equal((await d.http("GET", "/readyz")).status, 200);
});

test("figures in Prometheus' form, without names or texts", async () => {
  const v = await d.visitor();
  await v.write("RAHASIA-FIGUR");
  const reply = await d.http("GET", "/metrics");
  assert.equal(reply.status, 200);
  assert.match(reply.type, /^text\/plain/);
  const lines = reply.body.trim().split("\n");
  assert.ok(lines.some((l) => l.startsWith("# TYPE sahut_")));
  for (const l of lines) assert.match(l, /^(#|[a-z_:][a-z0-9_:]*(\{[^}]*\})? -?[0-9.e+-]+|.*(NaN|Inf))/i, l);
  assert.ok(!reply.body.includes("RAHASIA") && !reply.body.includes("sari"));
});

test("the pages are served, with a strict policy", async () => {
  for (const path of ["/", "/console/", "/status/", "/care/"]) {
    const reply = await d.http("GET", path);
    assert.equal(reply.status, 200, path);
    assert.match(reply.type, /^text\/html/);
    assert.match(reply.headers.get("content-security-policy") ?? "", /default-src|script-src/, path);
    assert.equal(reply.headers.get("x-content-type-options"), "nosniff", path);
  }
  assert.match((await d.http("GET", "/widget.js")).type, /javascript/);
});

test("what lies beside the pages is not served", async () => {
  for (const path of ["/..%2f..%2fetc/passwd", "/console/..%2f..%2fsahut.toml", "/data/master.key", "/%2e%2e/%2e%2e/etc/passwd"])
    assert.ok([400, 404].includes((await d.http("GET", path)).status), path);
});

test("unknown paths and methods are problems too", async () => {
  is_problem(await d.http("GET", "/api/v1/nothing"), 404, "not_found");
  const wrong = await d.http("PUT", "/api/v1/session", { body: {} });
  assert.equal(wrong.status, 405);
  assert.match(wrong.type, /^application\/problem\+json/);
  assert.match(wrong.headers.get("allow"), /POST/);
});

test("sign-in gives a token, its end and a strict cookie", async () => {
  const reply = await d.login("sari");
  assert.equal(reply.status, 200);
  assert.ok(reply.json.token.length >= 43);
  assert.ok(Date.parse(reply.json.expires_at) > Date.now());
  assert.deepEqual([reply.json.officer.id, reply.json.officer.name], ["sari", "Sari W."]);
  const cookie = reply.headers.get("set-cookie");
  for (const part of ["HttpOnly", "SameSite=Strict", "Path=/"]) assert.ok(cookie.includes(part), cookie);
  assert.equal(reply.headers.get("cache-control"), "no-store");
});

test("a wrong password and an unknown name get the same answer, in about the same time", async () => {
  const timed = async (name) => {
    const from = process.hrtime.bigint();
    const reply = await d.login(name, "salah-sekali");
    return { reply, ms: Number(process.hrtime.bigint() - from) / 1e6 };
  };
  const [known, unknown] = [[], []];
  for (let i = 0; i < 3; i += 1) {
    known.push(await timed("sari"));
    unknown.push(await timed("tidak-ada"));
  }
  is_problem(known[0].reply, 401, "not_authenticated");
  assert.equal(unknown[0].reply.body, known[0].reply.body);
  assert.equal(unknown[0].reply.status, 401);
  const least = (list) => Math.min(...list.map((x) => x.ms));
  assert.ok(least(unknown) > least(known) / 4, `${least(unknown)} ms against ${least(known)} ms`);
});

for (const [what, body] of [["no JSON", "x"], ["no name", { password: "x" }], ["a number as name", { username: 1, password: "x" }], ["a list", []]])
  test(`sign-in with ${what} is 400`, async () => {
    const reply = await d.http("POST", "/api/v1/session", { headers: { "content-type": "application/json" }, body });
    assert.equal(reply.status, 400);
    assert.match(reply.type, /^application\/problem\+json/);
  });

test("a password may be as long as an account's; a longer one is told by every door", async () => {
  const long = "pq".repeat(512);
  assert.equal((await d.login("sari", long)).status, 401, "no password of this account, but a password");
  is_problem(await d.login("sari", `${long}p`), 400, "too_long");
  const add = (name, password) => run(sahutctl, ["--config", d.file, "user", "add", name, "--office", "priok", "--role", "officer", "--password-stdin"], password);
  assert.equal((await add("panjang", long)).code, 0);
  assert.equal((await d.login("panjang", long)).status, 200);
  for (const password of [`${long}p`, "p".repeat(100_000)]) {
    const done = await add("terlalu", password);
    assert.equal(done.code, 65, done.stderr);
    assert.match(done.stderr, /at most 1024/);
  }
});

test("a bearer is known in any case; over TLS the plain cookie is not", async () => {
  const token = (await d.login("sari")).json.token;
  for (const scheme of ["bearer", "BEARER", "Bearer"]) {
    const o = await d.connect("officer", { headers: { authorization: `${scheme} ${token}` } });
    assert.equal((await o.say_hello({})).officer.id, "sari");
  }
  const proxied = await start_daemon({ limits: { trusted_proxies: ["127.0.0.1"] } });
  try {
    await proxied.add_user("sari", { queues: ["umum"] });
    const given = (await proxied.login("sari")).json.token;
    const with_cookie = (name, secure) =>
      proxied.connect("officer", { origin: proxied.base, headers: { cookie: `${name}=${given}`, ...(secure ? { "x-forwarded-proto": "https" } : {}) } });
    for (const [name, secure] of [["sahut", false], ["__Host-sahut", true]])
      assert.equal((await (await with_cookie(name, secure)).say_hello({})).officer.id, "sari", name);
    for (const [name, secure] of [["sahut", true], ["__Host-sahut", false]]) {
      const o = await with_cookie(name, secure);
      o.send("hello", {});
      assert.equal((await o.closes()).code, 3500, name);
    }
  } finally {
    await proxied.close();
  }
});

test("tries at once are bounded as tries one after another", async () => {
  const narrow = await start_daemon({ limits: { failed_lookups_per_minute: 3 } });
  try {
    await narrow.add_user("sari", { queues: ["umum"] });
    const tries = await Promise.all(Array.from({ length: 12 }, () => narrow.login("sari", "salah-sekali")));
    assert.equal(tries.filter((r) => r.status === 401).length, 3);
    assert.equal(tries.filter((r) => r.status === 429).length, 9);
    const numbers = await Promise.all(Array.from({ length: 12 }, () => narrow.http("GET", "/api/v1/tickets/ESK-261123-00001-7", { headers: { "sahut-ticket-secret": "x" } })));
    assert.equal(numbers.filter((r) => r.status === 404).length, 3);
  } finally {
    await narrow.close();
  }
  for (let i = 0; i < 12; i += 1) assert.equal((await d.login("sari")).status, 200, "what succeeds does not count");
});

test("sign-in from a foreign page is refused", async () => {
  const reply = await d.http("POST", "/api/v1/session", { body: { username: "sari", password: d.passwords.get("sari") }, headers: { origin: "https://evil.example" } });
  is_problem(reply, 403, "forbidden");
});

test("sign-in takes JSON from the console's page alone", async () => {
  const body = JSON.stringify({ username: "sari", password: d.passwords.get("sari") });
  const tried = (headers, as = body) => d.http("POST", "/api/v1/session", { headers, body: as });
  for (const type of ["text/plain", "application/x-www-form-urlencoded", "application/jsonp", "", "application/json, text/plain"])
    is_problem(await tried({ "content-type": type }), 415, "unsupported_media_type");
  for (const type of ["application/json", "Application/JSON; charset=utf-8"]) assert.equal((await tried({ "content-type": type })).status, 200, type);
  is_problem(await tried({ "content-type": "application/json", "sec-fetch-site": "cross-site" }), 403, "forbidden");
  assert.equal((await tried({ "content-type": "application/json", "sec-fetch-site": "same-origin" })).status, 200);
  const two = await raw(`POST /api/v1/session HTTP/1.1\r\nHost: x\r\nOrigin: ${d.base}\r\nOrigin: https://evil.example\r\nContent-Type: application/json\r\nContent-Length: ${body.length}\r\nConnection: close\r\n\r\n${body}`);
  assert.match(two, /^HTTP\/1\.1 400 /);
});

test("two Connection lines are one list", async () => {
  const shake = (more) => `GET /ws/visitor?office=priok HTTP/1.1\r\nHost: x\r\nOrigin: ${d.base}\r\n${more}Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Protocol: sahut.visitor.v1\r\n\r\n`;
  assert.match(await raw(shake("Connection: keep-alive\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n")), /^HTTP\/1\.1 101 /);
  const refused = await raw(shake("Connection: keep-alive\r\nUpgrade: websocket\r\n"));
  assert.match(refused, /^HTTP\/1\.1 426 /);
  assert.match(refused, /application\/problem\+json/);
});

test("signing out ends the token and its sockets", async () => {
  const o = await d.officer("sari");
  const other = await d.officer("sari");
  const out = await d.http("DELETE", "/api/v1/session", { headers: { authorization: `Bearer ${o.token}` } });
  assert.ok([200, 204].includes(out.status));
  assert.equal((await o.closes()).code, 3500);
  await other.settle();
  const again = await d.connect("officer", { headers: { authorization: `Bearer ${o.token}` } });
  again.send("hello", {});
  assert.equal((await again.closes()).code, 3500);
});

test("signing out by cookie needs the console's Origin", async () => {
  const cookie = (await d.login("sari")).headers.get("set-cookie").split(";")[0];
  is_problem(await d.http("DELETE", "/api/v1/session", { headers: { cookie } }), 403, "forbidden");
  is_problem(await d.http("DELETE", "/api/v1/session", { headers: { cookie, origin: "https://evil.example" } }), 403, "forbidden");
  assert.ok([200, 204].includes((await d.http("DELETE", "/api/v1/session", { headers: { cookie, origin: d.base } })).status));
});

test("a webhook of no channel is unknown", async () => {
  is_problem(await d.http("POST", "/webhooks/nothing", { body: {} }), 404, "not_found");
});

test("a body over the limit is refused", async () => {
  const reply = await d.http("POST", "/api/v1/session", { body: { username: "x".repeat(100_000), password: "x" } });
  is_problem(reply, 413, "too_long");
});

async function raw(text) {
  const s = connect(Number(new URL(d.base).port), "127.0.0.1");
  let got = "";
  s.on("data", (x) => (got += x));
  s.on("error", () => {});
  s.write(text);
  s.setTimeout(5000, () => s.destroy());
  await once(s, "close");
  return got;
}

for (const [what, head] of [
  ["both Content-Length and chunked", "POST /api/v1/session HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n"],
  ["two Content-Lengths", "POST /api/v1/session HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\nContent-Length: 3\r\n\r\n{}"],
  ["chunked on HTTP/1.0", "POST /api/v1/session HTTP/1.0\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"],
  ["no Host", "GET /healthz HTTP/1.1\r\n\r\n"],
  ["a coding it does not know", "POST /api/v1/session HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n"],
])
  test(`${what} is refused and the connection ends`, async () => {
    assert.match(await raw(head), /^HTTP\/1\.[01] (400|411|501) /);
  });

test("every path of the document answers as the document says", async () => {
  for (const [path, item] of Object.entries(openapi.paths)) {
    if (path.startsWith("/ws/") || !item.get) continue;
    const reply = await d.http("GET", path.replace(/\{[^}]+\}/, "none"));
    const known = Object.keys(item.get.responses).map(Number);
    assert.ok(known.includes(reply.status), `${path}: ${reply.status}`);
  }
});

test("metrics are what their types say: only counters end in _total, and they begin with what runs", async () => {
  const text = await (await fetch(`${d.base}/metrics`)).text();
  const types = [...text.matchAll(/^# TYPE (\S+) (\S+)$/gm)].map(([, name, type]) => [name, type]);
  assert.ok(types.length > 15);
  for (const [name, type] of types) assert.equal(name.endsWith("_total"), type === "counter", name);
  assert.equal(new Set(types.map(([name]) => name)).size, types.length);
  assert.match(text, /^sahut_build_info\{version="[\d.]+"\} 1$/m);
  for (const name of ["process_start_time_seconds", "process_cpu_seconds_total", "process_resident_memory_bytes", "process_open_fds"]) assert.ok(Number(text.match(new RegExp(`^${name} (\\S+)$`, "m"))[1]) > 0, name);
});
