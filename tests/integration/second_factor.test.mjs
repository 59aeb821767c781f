// The second factor of officers' passwords, on a real daemon: set up, asked for, enforced by role, lost.
import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import { after, before, describe, test } from "node:test";
import { App } from "../support/totp.mjs";
import { eventually, start_daemon } from "./support.mjs";

const sign_in = (d, name, more = {}, headers = {}) => d.http("POST", "/api/v1/session", { headers, body: { username: name, password: d.passwords.get(name), ...more } });
const path = "/api/v1/session/second-factor";
const with_token = (token) => ({ authorization: `Bearer ${token}` });
const as = (d, token) => ({
  state: async () => (await d.http("GET", path, { headers: with_token(token) })).json,
  post: (body, under = "") => d.http("POST", path + under, { headers: with_token(token), body }),
});
/** A signed-in officer sets one up. */
async function set_up(d, name, token) {
  const own = as(d, token ?? (await sign_in(d, name)).json.token);
  const offer = await own.post({ password: d.passwords.get(name) });
  assert.equal(offer.status, 200, offer.body);
  const app = new App(offer.json.key);
  const done = await own.post({ set_up: offer.json.set_up, code: await app.code() });
  assert.equal(done.status, 200, done.body);
  return { app, codes: done.json.recovery_codes, own, offer: offer.json };
}
const said = (r) => [r.status, r.json?.code];
const wrong = [401, "second_factor_wrong"];
const security = (d) => d.log.split("\n").filter((l) => l.includes('"logger":"security"')).map((l) => JSON.parse(l));

describe("an officer's own second factor", () => {
  let d;
  let hired = 0;
  const hire = async () => {
    const name = `sari${(hired += 1)}`;
    await d.add_user(name, { queues: ["umum"] });
    return name;
  };
  before(async () => (d = await start_daemon({ workers: 2 })));
  after(() => d?.close());

  test("is asked for after the right password, and only then is somebody signed in", async () => {
    const sari = await hire();
    const { app, offer } = await set_up(d, sari);
    assert.match(offer.uri, new RegExp(`^otpauth://totp/Sahut:${sari}%40priok\\?secret=${offer.key}&issuer=Sahut`));
    const asked = await sign_in(d, sari);
    assert.deepEqual([...said(asked), asked.headers.get("set-cookie"), asked.json.token], [401, "second_factor_required", null, undefined]);
    assert.match(asked.type, /^application\/problem\+json/);
    for (const code of ["000000", "12345", "ABCD-EFGH-2345-WXYZ"]) assert.deepEqual(said(await sign_in(d, sari, { code })), wrong, code);
    assert.deepEqual(said(await sign_in(d, sari, { code: 123456 })), [400, "bad_field"]);
    const nothing_told = [await sign_in(d, sari, { password: "ini bukan sandinya" }), await sign_in(d, sari, { password: "ini bukan sandinya", code: "000000" }), await sign_in(d, "nobody-here", { password: "ini bukan sandinya", code: "000000" })];
    for (const r of nothing_told) assert.deepEqual([r.status, r.json.code, r.json.detail], [401, "not_authenticated", "name or password is wrong"]);
    const code = await app.code();
    const inside = await sign_in(d, sari, { code: `${code.slice(0, 3)} ${code.slice(3)}` });
    assert.equal(inside.status, 200, inside.body);
    assert.equal(inside.json.recovery_codes, undefined);
    await d.officer(sari, { token: inside.json.token });
  });

  test("a code is good once, whoever comes first of many at two workers", async () => {
    const sari = await hire();
    const { app } = await set_up(d, sari);
    assert.deepEqual(said(await sign_in(d, sari, { code: app.again() })), wrong, "the one that set it up");
    const code = await app.code();
    const all = await Promise.all(Array.from({ length: 8 }, () => sign_in(d, sari, { code })));
    assert.deepEqual(all.map((r) => r.status).sort(), [200, ...Array(7).fill(401)]);
    assert.deepEqual(said(await sign_in(d, sari, { code })), wrong);
    assert.ok(security(d).some((l) => l.account === sari && l.reason === "repeated_code"));
  });

  test("a recovery code is good once, and new ones end the old", async () => {
    const sari = await hire();
    const { codes, own } = await set_up(d, sari);
    assert.equal(codes.length, 10);
    const first = await sign_in(d, sari, { code: codes[0].toLowerCase().replaceAll("-", " ") });
    assert.deepEqual([first.status, first.json.recovery_codes_left], [200, 9]);
    assert.deepEqual(said(await sign_in(d, sari, { code: codes[0] })), wrong);
    assert.deepEqual(said(await own.post({ password: "ini bukan sandinya" }, "/recovery-codes")), [403, "wrong_password"]);
    const renewed = await own.post({ password: d.passwords.get(sari) }, "/recovery-codes");
    assert.equal(renewed.json.recovery_codes.length, 10);
    assert.deepEqual(said(await sign_in(d, sari, { code: codes[1] })), wrong);
    assert.equal((await sign_in(d, sari, { code: renewed.json.recovery_codes[1] })).status, 200);
    assert.equal((await own.state()).recovery_codes_left, 9);
  });

  test("set up with one's password and the first code; the window that does it stays, others end", async () => {
    const sari = await hire();
    const here = await d.officer(sari);
    const elsewhere = await d.officer(sari);
    const own = as(d, here.token);
    assert.deepEqual(await own.state(), { set_up: false, required: false, available: true });
    assert.deepEqual(said(await own.post({ password: "ini bukan sandinya" })), [403, "wrong_password"]);
    assert.deepEqual(said(await own.post({})), [400, "bad_field"]);
    const offer = (await own.post({ password: d.passwords.get(sari) })).json;
    assert.deepEqual(said(await own.post({ set_up: offer.set_up, code: "000000" })), [403, "second_factor_wrong"]);
    assert.deepEqual(said(await own.post({ set_up: "nonsense", code: "000000" })), [400, "bad_field"]);
    assert.equal((await own.state()).set_up, false);
    const { codes } = await set_up(d, sari, here.token);
    assert.equal((await elsewhere.closes()).code, 3500);
    await here.settle();
    assert.equal(here.closed_with, null);
    const state = await own.state();
    assert.deepEqual([state.set_up, state.recovery_codes_left], [true, 10]);
    assert.deepEqual(said(await as(d, elsewhere.token).post({ password: d.passwords.get(sari) })), [401, "not_authenticated"]);
    // In its place another, and the old recovery codes are gone with it.
    await set_up(d, sari, here.token);
    assert.deepEqual(said(await sign_in(d, sari, { code: codes[0] })), wrong);
    assert.deepEqual(said(await own.post({ set_up: offer.set_up, code: "000000" })), [400, "bad_field"], "made before");
  });

  test("is removed with one's password, and the password alone signs in again", async () => {
    const sari = await hire();
    const { own } = await set_up(d, sari);
    assert.deepEqual(said(await own.post({ password: "ini bukan sandinya" }, "/remove")), [403, "wrong_password"]);
    assert.equal((await own.post({ password: d.passwords.get(sari) }, "/remove")).status, 204);
    assert.deepEqual(await own.state(), { set_up: false, required: false, available: true });
    assert.deepEqual(said(await own.post({ password: d.passwords.get(sari) }, "/recovery-codes")), [404, "not_found"]);
    assert.equal((await sign_in(d, sari)).status, 200);
  });

  test("nobody else comes near it: no token, a foreign page, a form", async () => {
    const sari = await hire();
    assert.deepEqual(said(await d.http("GET", path)), [401, "not_authenticated"]);
    const { token } = (await sign_in(d, sari)).json;
    const cookie = { cookie: `sahut=${token}` };
    const body = { password: d.passwords.get(sari) };
    assert.equal((await d.http("GET", path, { headers: cookie })).status, 200);
    for (const headers of [cookie, { ...cookie, origin: "https://elsewhere.example" }, { ...cookie, origin: d.base, "sec-fetch-site": "cross-site" }])
      assert.deepEqual(said(await d.http("POST", path, { headers, body })), [403, "forbidden"]);
    assert.equal((await d.http("POST", path, { headers: { ...cookie, origin: d.base }, body })).status, 200);
    assert.equal((await d.http("POST", path, { headers: { ...cookie, origin: d.base, "content-type": "text/plain" }, body: JSON.stringify(body) })).status, 415);
  });

  test("a lost telephone: the operator removes it, its logins end, and the list and the log say so", async () => {
    const sari = await hire();
    const { app } = await set_up(d, sari);
    const window = await d.officer(sari, { token: (await sign_in(d, sari, { code: await app.code() })).json.token });
    const listed = async () => (await d.control("user", "list", "--json")).stdout.trim().split("\n").map((l) => JSON.parse(l)).find((u) => u.name === sari).second_factor;
    assert.equal(await listed(), true);
    const done = await d.control("user", "second-factor", sari.toUpperCase(), "--remove");
    assert.deepEqual([done.code, done.stdout], [0, `second factor removed from ${sari}\n`]);
    assert.equal((await window.closes()).code, 3501);
    assert.equal(await listed(), false);
    assert.equal((await sign_in(d, sari)).status, 200);
    assert.deepEqual((({ code, stderr }) => [code, stderr])(await d.control("user", "second-factor", sari, "--remove")), [1, "the account has no second factor\n"]);
    const told = security(d).filter((l) => l.account === sari).map((l) => [l.event, l.what]);
    for (const line of [["account_changed", "second factor set up"], ["sign_in", "code"], ["account_changed", "second factor removed from"]]) assert.ok(told.some((t) => t.join() === line.join()), JSON.stringify(told));
    assert.ok(!d.log.includes(app.key), "no key in the log");
  });
});

test("a role that must have one sets it up at sign-in, before any session exists; others are not asked", async (t) => {
  const d = await start_daemon();
  t.after(() => d.close());
  await d.add_user("ketua", { role: "coordinator" });
  await d.add_user("sari", { queues: ["umum"] });
  const before = (await sign_in(d, "ketua")).json.token;
  const window = await d.officer("ketua", { token: before });
  const changed = readFileSync(d.file, "utf8").replace(/^officers = \{/m, 'officers = {second_factor = ["coordinator"], ');
  assert.match(changed, /second_factor/);
  window.closed_expected = true;
  await d.end();
  writeFileSync(d.file, changed);
  await d.begin();

  // A login of before does not get in, by either door.
  assert.equal((await d.http("GET", path, { headers: with_token(before) })).status, 401);
  const late = await d.connect("officer");
  late.send("hello", { token: before });
  assert.equal((await late.closes()).code, 3500);
  assert.equal((await sign_in(d, "sari")).status, 200);

  const asked = await sign_in(d, "ketua");
  assert.deepEqual([...said(asked), asked.headers.get("set-cookie"), asked.headers.get("cache-control")], [401, "second_factor_setup", null, "no-store"]);
  const { set_up: given, key } = asked.json.second_factor;
  const app = new App(key);
  assert.deepEqual(said(await sign_in(d, "ketua", { set_up: given, code: "000000" })), wrong);
  assert.deepEqual(said(await sign_in(d, "ketua", { code: await app.code() })), [401, "second_factor_setup"], "without the offer");
  assert.deepEqual(said(await sign_in(d, "ketua", { set_up: "nonsense", code: app.again() })), [400, "bad_field"]);
  assert.deepEqual(said(await sign_in(d, "ketua", { set_up: given, code: app.again(), password: "ini bukan sandinya" })), [401, "not_authenticated"]);
  const inside = await sign_in(d, "ketua", { set_up: given, code: app.again() });
  assert.deepEqual([inside.status, inside.json.recovery_codes?.length], [200, 10], inside.body);
  assert.deepEqual(said(await sign_in(d, "ketua", { set_up: given, code: await app.code() })), [200, undefined], "it is set up now, and the code counts");
  const own = as(d, inside.json.token);
  assert.deepEqual((({ set_up: on, required }) => [on, required])(await own.state()), [true, true]);
  assert.deepEqual(said(await own.post({ password: d.passwords.get("ketua") }, "/remove")), [403, "forbidden"]);
  await d.officer("ketua", { token: inside.json.token });
  // Whose role comes to need one has to sign in again.
  const sari = await d.officer("sari");
  assert.equal((await d.control("user", "set", "sari", "--role", "coordinator")).code, 0);
  assert.equal((await sari.closes()).code, 3501);
  assert.deepEqual(said(await sign_in(d, "sari")), [401, "second_factor_setup"]);
});

test("wrong codes count as wrong passwords do, and for the account whatever the address", async (t) => {
  const d = await start_daemon({ limits: { trusted_proxies: ["127.0.0.1"], failed_lookups_per_minute: 6 } });
  t.after(() => d.close());
  for (const name of ["sari", "budi"]) await d.add_user(name, { queues: ["umum"] });
  const { codes } = await set_up(d, "sari");
  const { codes: of_budi } = await set_up(d, "budi");
  const from = (address) => ({ "x-forwarded-for": address });
  assert.deepEqual(said(await sign_in(d, "sari", {}, from("198.51.100.9"))), [401, "second_factor_required"]);
  for (let i = 0; i < 6; i += 1) assert.deepEqual(said(await sign_in(d, "sari", { code: "000000" }, from(`192.0.2.${i}`))), wrong);
  const late = await sign_in(d, "sari", { code: codes[0] }, from("198.51.100.7"));
  assert.deepEqual(said(late), [429, "rate_limited"], "from an address of which nothing was heard");
  assert.ok(Number(late.headers.get("retry-after")) >= 1);
  // Another account is not concerned; one address that fails with codes is refused for passwords too.
  assert.equal((await sign_in(d, "budi", { code: of_budi[0] }, from("198.51.100.7"))).status, 200);
  for (let i = 0; i < 6; i += 1) await sign_in(d, "budi", { code: "000000" }, from("203.0.113.5"));
  assert.deepEqual(said(await d.http("POST", "/api/v1/session", { headers: from("203.0.113.5"), body: { username: "nobody", password: "ini bukan sandinya" } })), [429, "rate_limited"]);
  await eventually(() => security(d).filter((l) => l.reason === "wrong_code").length === 12, "the lines");
  assert.deepEqual(new Set(security(d).filter((l) => l.reason === "wrong_code").map((l) => [l.event, l.level, l.account].join())), new Set(["sign_in_refused,warning,sari", "sign_in_refused,warning,budi"]));
  const figures = (await d.http("GET", "/metrics")).body;
  assert.match(figures, /^sahut_login_failures_total 12$/m);
});

test("a second factor and the codes that were used survive a restart", async (t) => {
  const d = await start_daemon();
  t.after(() => d.close());
  await d.add_user("sari", { queues: ["umum"] });
  const { app, codes } = await set_up(d, "sari");
  await d.restart();
  assert.deepEqual(said(await sign_in(d, "sari", { code: app.again() })), wrong, "a used code stays used");
  assert.equal((await sign_in(d, "sari", { code: await app.code() })).status, 200);
  assert.equal((await sign_in(d, "sari", { code: codes[5] })).status, 200);
});
