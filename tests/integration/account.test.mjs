// Citizens' accounts (CEISA Care): how an operator keeps them, how they sign in, and that their sessions are nobody else's.
import assert from "node:assert/strict";
import { test } from "node:test";
import { run, sahutctl, start_daemon } from "./support.mjs";

const password = "sandi warga yang panjang";
const add = (d, name, ...more) => run(sahutctl, ["--config", d.file, "account", "add", name, "--display", "Budi Santoso", ...more, "--password-stdin"], `${password}\n`);
const sign_in = (d, username, given = password, headers = {}) => d.http("POST", "/api/v1/account/session", { headers, body: { username, password: given } });
const who = (d, headers) => d.http("GET", "/api/v1/account/session", { headers });
const bearer = (token) => ({ authorization: `Bearer ${token}` });

test("an operator adds, lists, disables accounts and gives new passwords", async (t) => {
  const d = await start_daemon();
  t.after(() => d.close());
  assert.equal((await add(d, "Budi", "--email", "budi@example.id")).code, 0);
  for (const [name, more, why] of [["BUDI", [], /capitals/], ["siti x", [], /letters/], ["siti", ["--email", "bukan"], /e-mail/]]) {
    const refused = await add(d, name, ...more);
    assert.equal(refused.code, 65, name);
    assert.match(refused.stderr, why);
  }
  assert.match((await run(sahutctl, ["--config", d.file, "account", "add", "siti", "--display", "S", "--password-stdin"], "pendek\n")).stderr, /12/);
  const listed = await d.control("account", "list");
  assert.deepEqual({ ...JSON.parse(listed.stdout), created_at: undefined }, { name: "Budi", display: "Budi Santoso", disabled: false, created_at: undefined });

  const one = (await sign_in(d, "budi")).json;
  assert.equal((await who(d, bearer(one.token))).status, 200);
  assert.equal((await run(sahutctl, ["--config", d.file, "account", "password", "budi", "--password-stdin"], "sandi baru yang panjang\n")).code, 0);
  assert.equal((await who(d, bearer(one.token))).status, 401, "a new password ends sessions");
  assert.equal((await sign_in(d, "budi")).status, 401);
  const two = (await sign_in(d, "budi", "sandi baru yang panjang")).json;
  assert.equal((await d.control("account", "disable", "BUDI")).code, 0);
  assert.equal((await who(d, bearer(two.token))).status, 401, "at once");
  assert.equal((await sign_in(d, "budi", "sandi baru yang panjang")).status, 401);
  assert.equal((await d.control("account", "disable", "siapa")).code, 1);
  assert.equal((await d.control("account", "enable", "budi")).code, 0);
  assert.equal((await sign_in(d, "budi", "sandi baru yang panjang")).status, 200);
  assert.doesNotMatch(d.log, /budi/i, "the log names no citizen");
});

test("a session is told once with its token, found by it, and ends with it", async (t) => {
  const d = await start_daemon();
  t.after(() => d.close());
  await add(d, "budi", "--email", "budi@example.id");
  const done = await sign_in(d, "BUDI");
  assert.equal(done.status, 200);
  assert.deepEqual(done.json.account, { id: "budi", name: "Budi Santoso", email: "budi@example.id" });
  const cookie = done.headers.get("set-cookie");
  assert.match(cookie, /^sahut-account=[\w-]{40,}; Path=\/; HttpOnly; SameSite=Strict; Max-Age=\d+$/);
  const me = await who(d, bearer(done.json.token));
  assert.deepEqual(me.json, { expires_at: done.json.expires_at, account: done.json.account });
  const by_cookie = { cookie: cookie.split(";")[0] };
  assert.equal((await who(d, by_cookie)).status, 200);
  assert.equal((await who(d, {})).status, 401);
  assert.equal((await d.http("DELETE", "/api/v1/account/session", { headers: by_cookie })).status, 403, "a cookie needs our Origin");
  assert.equal((await d.http("DELETE", "/api/v1/account/session", { headers: { ...by_cookie, origin: "http://jahat.example" } })).status, 403);
  const out = await d.http("DELETE", "/api/v1/account/session", { headers: { ...by_cookie, origin: d.base } });
  assert.equal(out.status, 204);
  assert.match(out.headers.get("set-cookie"), /^sahut-account=; .*Max-Age=0/);
  assert.equal((await who(d, by_cookie)).status, 401);
});

test("officers and account holders have nothing of each other", async (t) => {
  const d = await start_daemon();
  t.after(() => d.close());
  await d.add_user("budi", { queues: ["umum"] });
  await add(d, "budi");
  const officer = (await d.login("budi")).json.token;
  const holder = (await sign_in(d, "budi")).json.token;
  assert.equal((await d.login("budi", password)).status, 401);
  assert.equal((await sign_in(d, "budi", d.passwords.get("budi"))).status, 401);
  assert.equal((await who(d, bearer(officer))).status, 401);
  for (const cookie of [`sahut=${holder}`, `sahut-account=${officer}`, `sahut=${officer}`]) assert.equal((await who(d, { cookie })).status, 401, cookie);
  const socket = await d.connect("officer", { headers: { authorization: `Bearer ${holder}` } });
  socket.send("hello", { id: "h" });
  assert.equal((await socket.closes()).code, 3500);
  assert.equal((await who(d, bearer(holder))).status, 200);
});

test("a wrong name and a wrong password look alike, and failures are counted as officers' are", async (t) => {
  const d = await start_daemon({ limits: { failed_lookups_per_minute: 4 } });
  t.after(() => d.close());
  await add(d, "budi");
  const wrong = await sign_in(d, "budi", "bukan sandi yang benar");
  const unknown = await sign_in(d, "tiada", "bukan sandi yang benar");
  assert.equal(wrong.status, 401);
  assert.equal(wrong.body, unknown.body);
  for (let i = 0; i < 2; i += 1) await sign_in(d, "tiada", "bukan sandi yang benar");
  const limited = await sign_in(d, "tiada", "bukan sandi yang benar");
  assert.equal(limited.status, 429);
  assert.ok(Number(limited.headers.get("retry-after")) > 0);
});

test("what is no sign-in is refused", async (t) => {
  const d = await start_daemon();
  t.after(() => d.close());
  const post = (body, headers = {}) => d.http("POST", "/api/v1/account/session", { body, headers });
  assert.equal((await post("username=budi", { "content-type": "application/x-www-form-urlencoded" })).status, 415);
  assert.equal((await post("[]", { "content-type": "application/json" })).status, 400);
  const missing = await post({ username: "budi" });
  assert.equal(missing.status, 400);
  assert.equal(missing.json.path, "password");
  assert.equal((await post({ username: "budi", password }, { origin: "http://jahat.example" })).status, 403);
  assert.equal((await post({ username: "budi", password }, { "sec-fetch-site": "cross-site" })).status, 403);
});

test("where accounts are kept elsewhere nobody signs in with a password", async (t) => {
  const d = await start_daemon({ accounts: { local: false } });
  t.after(() => d.close());
  const refused = await sign_in(d, "budi");
  assert.equal(refused.status, 501);
  assert.equal(refused.json.code, "not_available");
});
