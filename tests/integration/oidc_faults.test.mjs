// A provider that answers wrongly, and people who come back with what is not theirs: each is refused by its name, and nobody is
// signed in.
import assert from "node:assert/strict";
import { createPublicKey, generateKeyPairSync } from "node:crypto";
import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { setTimeout as wait } from "node:timers/promises";
import { Browser, ForgingProvider, secret, settings_of } from "./oidc_support.mjs";
import { run, start_daemon } from "./support.mjs";

const pause_ms = 150;
const time_passes = (ms) => wait(ms); // how long keys are kept, how long they are not asked for again and how old a sign-in may be are the subject
let forger;
let d;

before(async () => {
  forger = await ForgingProvider.open();
  d = await start_daemon({
    accounts: { oidc: settings_of(forger.issuer) },
    officers: { oidc: settings_of(forger.issuer) },
    limits: { oidc_keys_pause_seconds: pause_ms / 1000, oidc_request_seconds: 1, oidc_answer_bytes: 8192 },
    log: { level: "trace" },
  });
  await d.add_user("sari");
});
after(async () => {
  await forger?.close();
  await d?.close();
});

const html = { accept: "text/html,application/xhtml+xml" };
async function leave(browser = new Browser(), side = "account", at = d) {
  const reply = await browser.get(`${at.base}/api/v1/${side}/login`);
  assert.equal(reply.status, 302, await reply.text());
  return { browser, address: reply.headers.get("location") };
}
/** One sign-in with a token as told. */
async function attempt(what = {}, side = "account") {
  const { browser, address } = await leave(new Browser(), side);
  const returned = forger.come_back(address, what);
  return { browser, returned, reply: await browser.get(returned) };
}
async function refused({ reply, browser }, status, path, what) {
  const text = await reply.text();
  assert.equal(reply.status, status, `${what}: ${text}`);
  assert.match(reply.headers.get("content-type"), /^application\/problem\+json/);
  const problem = JSON.parse(text);
  assert.equal(problem.path, path, what);
  assert.ok(problem.detail.length > 10, what);
  for (const name of ["sahut", "sahut-account"]) assert.equal(browser.cookie(d.base, name), undefined, what);
  assert.doesNotMatch(text, /eyJ|orang-1/);
}
const signed_in = ({ reply, browser }, what) => {
  assert.equal(reply.status, 302, what);
  assert.equal(reply.headers.get("location"), "/care/", what);
  assert.ok(browser.cookie(d.base, "sahut-account"), what);
};

test("a good answer signs in, whichever accepted algorithm signed it", async () => {
  forger.keys.e1 = generateKeyPairSync("ec", { namedCurve: "P-256" }).privateKey;
  signed_in(await attempt(), "RS256");
  signed_in(await attempt({ how: { alg: "PS256" } }), "PS256");
  await time_passes(pause_ms);
  signed_in(await attempt({ how: { alg: "ES256", kid: "e1" } }), "ES256");
  signed_in(await attempt({ query: { iss: forger.issuer } }), "with iss (RFC 9207)");
});

test("a name that the provider could not tell at first is taken when it does", async () => {
  const name_of = async ({ browser }) => (await d.http("GET", "/api/v1/account/session", { headers: { cookie: `sahut-account=${browser.cookie(d.base, "sahut-account")}` } })).json.account.name;
  assert.equal(await name_of(await attempt()), "Pemegang akun");
  forger.documents["/me"] = { sub: "orang-lain", name: "Orang Lain" };
  await refused(await attempt(), 401, "userinfo.sub", "somebody else's");
  forger.documents["/me"] = { sub: "orang-1", name: "Orang Pertama" };
  assert.equal(await name_of(await attempt()), "Orang Pertama");
  delete forger.documents["/me"];
  assert.equal(await name_of(await attempt({ claims: { name: "Nama Baru" } })), "Orang Pertama");
});

test("a token that is not for us, not of now or not of this sign-in is refused by its claim", async () => {
  const now = Math.floor(Date.now() / 1000);
  for (const [what, claims, path] of [
    ["another issuer", { iss: "https://evil.example" }, "iss"],
    ["a slash more", { iss: `${forger.issuer}/` }, "iss"],
    ["another audience", { aud: "lain" }, "aud"],
    ["an audience too many", { aud: ["sahut", "lain"] }, "azp"],
    ["issued to another", { azp: "lain" }, "azp"],
    ["another nonce", { nonce: "lain" }, "nonce"],
    ["no nonce", { nonce: undefined }, "nonce"],
    ["ended", { exp: now - 61 }, "exp"],
    ["without an end", { exp: undefined }, "exp"],
    ["not valid yet", { nbf: now + 120 }, "nbf"],
    ["from the future", { iat: now + 120 }, "iat"],
    ["of nobody", { sub: "" }, "sub"],
  ])
    for (const side of ["account", "officer"]) await refused(await attempt({ claims: { preferred_username: "sari", ...claims } }, side), 401, `id_token.${path}`, what);
  signed_in(await attempt({ claims: { exp: now - 30 } }), "within the leeway of a minute");
});

test("a token that is not signed as it must be is refused before it is read", async () => {
  const pem = createPublicKey(forger.keys.k1).export({ type: "spki", format: "pem" });
  const stranger = generateKeyPairSync("rsa", { modulusLength: 2048 }).privateKey;
  for (const [what, how, path] of [
    ["alg none", { alg: "none", key: undefined }, "id_token.alg"],
    ["alg none with a signature", { alg: "none", hmac: secret }, "id_token.alg"],
    ["HS256 with the client secret", { alg: "HS256", hmac: secret }, "id_token.alg"],
    ["HS256 with the public key", { alg: "HS256", hmac: pem }, "id_token.alg"],
    ["HS256 that calls itself RS256", { alg: "RS256", hmac: secret }, "id_token.signature"],
    ["RS512", { alg: "RS512" }, "id_token.alg"],
    ["signed by a stranger", { key: stranger }, "id_token.signature"],
    ["another kind of key", { alg: "ES256", key: generateKeyPairSync("ec", { namedCurve: "P-256" }).privateKey }, "id_token.kid"],
    ["an extension", { head: { crit: ["exp"] } }, "id_token.crit"],
    ["no signature", { alter: (t) => t.slice(0, t.lastIndexOf(".") + 1) }, "id_token.signature"],
    ["claims exchanged", { alter: (t) => t.replace(/\.[^.]+\./, `.${Buffer.from('{"sub":"a"}').toString("base64url")}.`) }, "id_token.signature"],
    ["no token", { alter: () => "bukan-token" }, "id_token"],
    ["empty", { alter: () => "" }, "id_token"],
    ["far too long", { alter: (t) => `${t}${"A".repeat(4000)}` }, "id_token.signature"],
  ])
    await refused(await attempt({ how }), 401, path, what);
});

test("an unknown key has the provider's keys read anew, once a pause at most", async () => {
  await time_passes(pause_ms);
  const stranger = generateKeyPairSync("rsa", { modulusLength: 2048 }).privateKey;
  const began = Date.now();
  const before_it = forger.asked.filter((p) => p === "/jwks").length;
  for (let i = 0; i < 3; i += 1) await refused(await attempt({ how: { kid: `made-up-${i}`, key: stranger } }), 401, "id_token.kid", "unknown");
  const read = forger.asked.filter((p) => p === "/jwks").length - before_it;
  assert.ok(read >= 1 && read <= 1 + Math.floor((Date.now() - began) / pause_ms), `read ${read} times`);
  signed_in(await attempt(), "a known one goes on");
});

test("keys that are exchanged: the new one is found, the old one is worth nothing", async () => {
  await time_passes(pause_ms);
  const old = forger.keys.k1;
  delete forger.keys.k1;
  forger.keys.k2 = generateKeyPairSync("rsa", { modulusLength: 2048 }).privateKey;
  signed_in(await attempt({ how: { kid: "k2" } }), "the new one");
  await refused(await attempt({ how: { key: old } }), 401, "id_token.kid", "the old one");
  forger.keys.k1 = old;
  await time_passes(pause_ms);
  signed_in(await attempt(), "it is back");
});

test("a code and a callback are good once, in the browser that began", async () => {
  const first = await attempt({ careless: true });
  signed_in(first, "the first time");
  const cookie = (of) => ({ cookie: `sahut-account-sign-in=${of.cookie(d.base, "sahut-account-sign-in")}` });

  // The whole callback again, with the cookie that it had.
  const { browser, address } = await leave();
  const held = cookie(browser);
  const returned = forger.come_back(address, { careless: true });
  assert.equal((await new Browser().get(returned, { headers: held })).status, 302);
  await refused({ reply: await new Browser().get(returned, { headers: held }), browser: new Browser() }, 400, "state", "a replayed callback");
  const together = await leave();
  const twice = forger.come_back(together.address, { careless: true });
  const replies = await Promise.all([1, 2, 3].map(() => new Browser().get(twice, { headers: cookie(together.browser) })));
  assert.deepEqual(replies.map((r) => r.status).sort(), [302, 400, 400], "at the same time");

  // The code of one sign-in in another one.
  const stolen = new URL(forger.come_back((await leave()).address)).searchParams.get("code");
  const victim = await leave();
  const mixed = new URL(forger.come_back(victim.address));
  mixed.searchParams.set("code", stolen);
  await refused({ reply: await victim.browser.get(mixed.href), browser: victim.browser }, 401, "code", "PKCE holds it");
  const careless = new URL(forger.come_back((await leave()).address, { careless: true })).searchParams.get("code");
  const next = await leave();
  const again = new URL(forger.come_back(next.address));
  again.searchParams.set("code", careless);
  await refused({ reply: await next.browser.get(again.href), browser: next.browser }, 401, "id_token.nonce", "and where the provider does not, the nonce");
  const used = new URL(first.returned).searchParams.get("code");
  forger.codes.delete(used);
  const late = await leave();
  const replay = new URL(forger.come_back(late.address));
  replay.searchParams.set("code", used);
  await refused({ reply: await late.browser.get(replay.href), browser: late.browser }, 401, "code", "a code that was used");
});

test("what another browser, side or window began does not come back here", async () => {
  const one = await leave();
  const two = await leave();
  await refused({ reply: await two.browser.get(forger.come_back(one.address)), browser: two.browser }, 400, "state", "another browser's state");
  await refused({ reply: await new Browser().get(forger.come_back(one.address)), browser: new Browser() }, 400, "state", "no cookie");
  const other = await leave();
  const wrong = forger.come_back(other.address).replace("/account/", "/officer/");
  const cookie = { cookie: `sahut-officer-sign-in=${other.browser.cookie(d.base, "sahut-account-sign-in")}` };
  await refused({ reply: await new Browser().get(wrong, { headers: cookie }), browser: new Browser() }, 400, "state", "the other side's");
  for (const [name, change] of [
    ["no state", (u) => u.searchParams.delete("state")],
    ["two states", (u) => u.searchParams.append("state", u.searchParams.get("state"))],
    ["no code", (u) => u.searchParams.delete("code")],
    ["two codes", (u) => u.searchParams.append("code", "b")],
    ["a huge code", (u) => u.searchParams.set("code", "a".repeat(3000))],
    ["another provider's answer", (u) => u.searchParams.set("iss", "https://evil.example")],
  ]) {
    const { browser, address } = await leave();
    const u = new URL(forger.come_back(address));
    change(u);
    const path = /state/.test(name) ? "state" : /provider/.test(name) ? "iss" : "code";
    await refused({ reply: await browser.get(u.href), browser }, path === "state" ? 400 : 401, path, name);
  }
  const altered = await leave();
  const value = altered.browser.cookie(d.base, "sahut-account-sign-in");
  const bent = { cookie: `sahut-account-sign-in=${value.slice(0, -2)}${value.endsWith("AA") ? "BB" : "AA"}` };
  await refused({ reply: await new Browser().get(forger.come_back(altered.address), { headers: bent }), browser: new Browser() }, 400, "state", "an altered cookie");
});

test("a sign-in that took too long has to be begun again", async (t) => {
  const hasty = await start_daemon({ accounts: { oidc: settings_of(forger.issuer) }, limits: { oidc_sign_in_seconds: 0.05 } });
  t.after(() => hasty.close());
  const { browser, address } = await leave(new Browser(), "account", hasty);
  const cookie = { cookie: `sahut-account-sign-in=${browser.cookie(hasty.base, "sahut-account-sign-in")}` };
  await time_passes(80);
  const reply = await new Browser().get(forger.come_back(address), { headers: cookie });
  assert.equal(reply.status, 400);
  assert.equal((await reply.json()).path, "state");
});

const endless = (res) => {
  res.writeHead(200, { "content-type": "application/json" });
  const more = () => res.write("x".repeat(1024));
  const timer = setInterval(more, 1);
  res.on("close", () => clearInterval(timer));
};
const dripping = (res) => {
  res.writeHead(200, { "content-type": "application/json" });
  const timer = setInterval(() => res.write(" "), 50);
  res.on("close", () => clearInterval(timer));
};
const huge = (res) => {
  res.writeHead(200, { "content-type": "application/json" });
  res.end(JSON.stringify({ keys: [], issuer: forger.issuer, id_token: "x".repeat(200_000) }));
};
const silent = () => {};
const cut = (res) => res.socket.destroy();

test("a token endpoint that gives too much, never ends or falls silent is left in time", async () => {
  for (const [what, how] of Object.entries({ endless, dripping, huge, silent, cut, "no JSON": (res) => res.end("<html>") })) {
    forger.documents["/token"] = how;
    const began = Date.now();
    await refused(await attempt(), 503, "provider.token_endpoint", what);
    assert.ok(Date.now() - began < 5_000, what);
  }
  forger.documents["/token"] = (res) => { res.writeHead(302, { location: `${forger.issuer}/jwks` }); res.end(); };
  await refused(await attempt(), 503, "provider.token_endpoint", "a redirect is not followed");
  delete forger.documents["/token"];
  signed_in(await attempt(), "afterwards all is well");
});

test("keys that are too many bytes, never end or are none are left in time", async () => {
  const stranger = generateKeyPairSync("rsa", { modulusLength: 2048 }).privateKey;
  for (const [what, how] of Object.entries({ endless, dripping, huge, silent, cut })) {
    forger.documents["/jwks"] = how;
    await time_passes(pause_ms * 2);
    await refused(await attempt({ how: { kid: "new", key: stranger } }), 503, "provider.jwks_uri", what);
  }
  delete forger.documents["/jwks"];
  signed_in(await attempt(), "what was known before still is");
});

test("a provider whose own document is wrong, or that is down, signs nobody in and is told to both reader and operator", async (t) => {
  const at = await start_daemon({ accounts: { oidc: settings_of(forger.issuer) }, limits: { oidc_keys_seconds: 0.02, oidc_keys_pause_seconds: 0.02, oidc_request_seconds: 0.5, oidc_answer_bytes: 8192 } });
  t.after(() => at.close());
  const login = (headers = {}) => new Browser().get(`${at.base}/api/v1/account/login`, { headers });
  assert.equal((await login()).status, 302);
  const good = { issuer: forger.issuer, authorization_endpoint: `${forger.issuer}/auth`, token_endpoint: `${forger.issuer}/token`, jwks_uri: `${forger.issuer}/jwks` };
  for (const [what, document, path] of [
    ["another issuer", { ...good, issuer: "http://127.0.0.1:1" }, "provider.issuer"],
    ["an address in clear elsewhere", { ...good, token_endpoint: "http://sso.example/token" }, "provider.token_endpoint"],
    ["no address", { ...good, jwks_uri: undefined }, "provider.jwks_uri"],
    ["no JSON", "<html>", "provider.discovery"],
    ["endless", endless, "provider.discovery"],
    ["dripping", dripping, "provider.discovery"],
    ["huge", huge, "provider.discovery"],
    ["silent", silent, "provider.discovery"],
    ["cut", cut, "provider.discovery"],
  ]) {
    forger.documents["/.well-known/openid-configuration"] = document;
    await time_passes(60);
    const reply = await login();
    assert.equal(reply.status, 503, what);
    assert.equal((await reply.json()).path, path, what);
    assert.equal(reply.headers.get("set-cookie"), null, what);
  }
  delete forger.documents["/.well-known/openid-configuration"];
  await time_passes(60);
  assert.equal((await login()).status, 302);

  const nobody = createServer();
  nobody.listen(0, "127.0.0.1");
  await once(nobody, "listening");
  const { port } = nobody.address();
  nobody.close();
  const down = await start_daemon({ accounts: { oidc: settings_of(`http://127.0.0.1:${port}`) } });
  t.after(() => down.close());
  const told = await down.http("GET", "/api/v1/account/login");
  assert.equal(told.status, 503);
  assert.equal(told.json.path, "provider.discovery");
  const page = await new Browser().get(`${down.base}/api/v1/account/login?return=/care/%23/new`, { headers: html });
  assert.equal(page.headers.get("location"), "/care/?sign_in=unavailable#/new");
  assert.match(down.log, /warning oidc setting=accounts\.oidc: nobody can sign in: provider\.discovery/);
});

test("a provider over TLS is taken with its own roots, and not without", async (t) => {
  const folder = mkdtempSync(join(tmpdir(), "sahut-sso-"));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  const [key, cert] = ["key.pem", "cert.pem"].map((n) => join(folder, n));
  const made = await run("openssl", ["req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "2", "-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost", "-keyout", key, "-out", cert]);
  assert.equal(made.code, 0, made.stderr);
  const safe = await ForgingProvider.open({ key: readFileSync(key), cert: readFileSync(cert) });
  t.after(() => safe.close());
  const trusting = await start_daemon({ accounts: { oidc: settings_of(safe.issuer, { ca_file: cert }) } });
  t.after(() => trusting.close());
  const { browser, address } = await leave(new Browser(), "account", trusting);
  const reply = await browser.get(safe.come_back(address));
  assert.equal(reply.headers.get("location"), "/care/");
  const doubting = await start_daemon({ accounts: { oidc: settings_of(safe.issuer) } });
  t.after(() => doubting.close());
  assert.equal((await doubting.http("GET", "/api/v1/account/login")).status, 503);
});

test("failed sign-ins count with wrong passwords, and are limited with them", async (t) => {
  const strict = await start_daemon({ accounts: { oidc: settings_of(forger.issuer) }, limits: { failed_lookups_per_minute: 3 } });
  t.after(() => strict.close());
  const callback = (headers = {}) => strict.http("GET", "/api/v1/account/callback?code=a&state=b", { headers });
  await strict.http("POST", "/api/v1/account/session", { body: { username: "budi", password: "salah sama sekali" } });
  const seen = [];
  for (let i = 0; i < 40 && !seen.includes(429); i += 1) seen.push((await callback()).status);
  assert.equal(seen[0], 400);
  assert.equal(seen.at(-1), 429);
  const page = await callback(html);
  assert.equal(page.headers.get("location"), "/care/?sign_in=too_many");
  assert.match(strict.log, /"event":"holder_sign_in_refused".*"reason":"state"/);
});

test("nothing of it is in the log, and no account was made but for those who signed in", async () => {
  const accounts = (await d.control("account", "list")).stdout.trim().split("\n");
  assert.equal(accounts.length, 1);
  assert.match(d.log, /"event":"sign_in_refused".*"reason":"id_token.aud"/);
  assert.ok(forger.left.length > 60);
  for (const text of forger.left) for (const word of text.match(/eyJ[\w-]{20,}|[0-9a-f]{24}/g) ?? []) assert.ok(!d.log.includes(word), "a token or a code was logged");
  for (const word of [secret, "orang-1", "Orang Pertama", "code="]) assert.ok(!d.log.includes(word), word);
});
