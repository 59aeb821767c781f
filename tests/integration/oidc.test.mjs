// Sign-in by OpenID Connect with a certified provider: account holders and officers, keys that change, what the pages are told.
import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { after, before, test } from "node:test";
import { Browser, secret, settings_of, Sso } from "./oidc_support.mjs";
import { sahutctl, run, start_daemon } from "./support.mjs";

const sso = new Sso();
let d;
const budi = { name: "Budi Rahmat Zulkarnain", email: "budi.zulkarnain@example.id", email_verified: true };

before(async () => {
  await sso.reserve();
  sso.people.set("budi-1", budi).set("siti-2", { name: "Siti", email: "siti@example.id", email_verified: false });
  sso.people.set("sari-3", { preferred_username: "sari" }).set("sari-4", { preferred_username: "Sari" }).set("joko-5", { preferred_username: "joko" }).set("nobody-6", {});
  d = await start_daemon({
    accounts: { oidc: settings_of(sso.issuer, { scopes: ["openid", "profile", "email"] }) },
    officers: { oidc: settings_of(sso.issuer) },
    limits: { oidc_keys_pause_seconds: 0.1 },
    log: { level: "trace" },
  });
  await sso.begin([`${d.base}/api/v1/account/callback`, `${d.base}/api/v1/officer/callback`]);
});
after(async () => {
  await sso.end();
  await d?.close();
});

/** Leaves, signs in at the provider, comes back. */
async function sign_in(side, login, { browser = new Browser(), back } = {}) {
  const left = await browser.get(`${d.base}/api/v1/${side}/login${back ? `?return=${encodeURIComponent(back)}` : ""}`);
  assert.equal(left.status, 302);
  const returned = await sso.pass(browser, left.headers.get("location"), login);
  return { browser, returned, reply: await browser.get(returned) };
}
const cookie_of = (browser, side) => ({ cookie: `sahut${side === "account" ? "-account" : ""}=${browser.cookie(d.base, side === "account" ? "sahut-account" : "sahut")}` });
const who = async (browser) => (await d.http("GET", "/api/v1/account/session", { headers: cookie_of(browser, "account") })).json?.account;

test("leaving asks for a code with state, nonce and challenge, and keeps the rest in a cookie of this sign-in alone", async () => {
  const reply = await d.http("GET", "/api/v1/account/login?return=/care/%23/new");
  assert.equal(reply.status, 302);
  const to = new URL(reply.headers.get("location"));
  assert.equal(to.origin, sso.issuer);
  const asked = Object.fromEntries(to.searchParams);
  assert.deepEqual(
    { ...asked, state: asked.state.length, nonce: asked.nonce.length, code_challenge: asked.code_challenge.length },
    { response_type: "code", client_id: "sahut", redirect_uri: `${d.base}/api/v1/account/callback`, scope: "openid profile email", state: 43, nonce: 43, code_challenge: 43, code_challenge_method: "S256" },
  );
  assert.match(reply.headers.get("set-cookie"), /^sahut-account-sign-in=[\w-]+; Path=\/; HttpOnly; SameSite=Lax; Max-Age=600$/);
  assert.equal(reply.headers.get("referrer-policy"), "no-referrer");
  assert.equal(reply.headers.get("cache-control"), "no-store");
});

test("behind a proxy that does TLS the cookie is the host's own", async (t) => {
  const behind = await start_daemon({ public_url: "https://sahut.example", accounts: { oidc: settings_of(sso.issuer) }, limits: { trusted_proxies: ["127.0.0.1"] } });
  t.after(() => behind.close());
  const reply = await behind.http("GET", "/api/v1/account/login", { headers: { "x-forwarded-for": "203.0.113.9", "x-forwarded-proto": "https" } });
  assert.match(reply.headers.get("set-cookie"), /^__Host-sahut-account-sign-in=[\w-]+; Path=\/; HttpOnly; SameSite=Lax; Max-Age=600; Secure$/);
  assert.equal(new URL(reply.headers.get("location")).searchParams.get("redirect_uri"), "https://sahut.example/api/v1/account/callback");
});

test("a holder signs in, is the same person the next time, and files a ticket", async () => {
  const { browser, reply } = await sign_in("account", "budi-1", { back: "/care/#/new" });
  assert.equal(reply.status, 302);
  assert.equal(reply.headers.get("location"), "/care/#/new");
  assert.match(reply.headers.getSetCookie().find((c) => c.startsWith("sahut-account=")), /^sahut-account=[\w-]{40,}; Path=\/; HttpOnly; SameSite=Strict; Max-Age=\d+$/);
  assert.equal(browser.cookie(d.base, "sahut-account-sign-in"), undefined, "it is used up");
  const account = await who(browser);
  assert.equal(account.name, budi.name);
  assert.equal(account.email, budi.email);
  assert.match(account.id, /^oidc:/);
  const filed = await d.http("POST", "/api/v1/tickets", {
    headers: { ...cookie_of(browser, "account"), origin: d.base, "idempotency-key": randomUUID() },
    body: { office: "priok", categories: ["ict_complaint"], subject: "CEISA tidak dapat dibuka", description: "Sejak pukul tujuh." },
  });
  assert.equal(filed.status, 201);
  assert.match(filed.json.number, /^CRE-/);
  const again = await sign_in("account", "budi-1");
  assert.equal(again.reply.headers.get("location"), "/care/");
  assert.deepEqual(await who(again.browser), account);
  const own = await d.http("GET", "/api/v1/tickets", { headers: cookie_of(again.browser, "account") });
  assert.deepEqual(own.json.tickets.map((t) => t.number), [filed.json.number]);
});

test("an e-mail address that the provider has not verified is not taken", async () => {
  const { browser } = await sign_in("account", "siti-2");
  const account = await who(browser);
  assert.equal(account.name, "Siti");
  assert.equal(account.email, undefined);
});

test("a local account of the same name stays another's", async () => {
  assert.equal((await run(sahutctl, ["--config", d.file, "account", "add", "budi-1", "--display", "Lain", "--password-stdin"], "sandi warga yang panjang\n")).code, 0);
  const { browser } = await sign_in("account", "budi-1");
  assert.equal((await who(browser)).name, budi.name);
  const local = await d.http("POST", "/api/v1/account/session", { body: { username: "budi-1", password: "sandi warga yang panjang" } });
  assert.equal(local.json.account.name, "Lain");
});

test("the provider's keys change in the middle, and people go on signing in", async () => {
  const first = await sign_in("account", "budi-1");
  assert.equal(first.reply.headers.get("location"), "/care/");
  sso.rotate();
  const { browser, reply } = await sign_in("account", "budi-1");
  assert.equal(reply.headers.get("location"), "/care/", await reply.text());
  assert.equal((await who(browser)).name, budi.name);
  assert.equal((await who(first.browser)).name, budi.name, "who was signed in stays so");
});

test("an account that the operator disables is refused, and it has no password to be given", async () => {
  const { browser } = await sign_in("account", "siti-2");
  const { id } = await who(browser);
  const listed = (await d.control("account", "list")).stdout.trim().split("\n").map((l) => JSON.parse(l));
  assert.equal(listed.find((a) => a.name === id).issuer, sso.issuer);
  assert.equal((await run(sahutctl, ["--config", d.file, "account", "password", id, "--password-stdin"], "sandi warga yang panjang\n")).code, 65);
  assert.equal((await d.control("account", "disable", id)).code, 0);
  assert.equal(await who(browser), undefined, "at once");
  const refused = await sign_in("account", "siti-2");
  assert.equal(refused.reply.status, 403);
  assert.equal((await refused.reply.json()).path, "account");
  assert.equal(refused.browser.cookie(d.base, "sahut-account"), undefined);
});

test("an officer signs in and opens the socket with the cookie; the account then stays this person's", async () => {
  const early = await sign_in("officer", "sari-3");
  assert.equal(early.reply.status, 403, "nobody has made an account yet");
  assert.equal((await early.reply.json()).path, "subject");
  await d.add_user("sari", { queues: ["umum"] });
  const { browser, reply } = await sign_in("officer", "sari-3", { back: "/console/" });
  assert.equal(reply.status, 302, await reply.text());
  assert.equal(reply.headers.get("location"), "/console/");
  const socket = await d.connect("officer", { origin: d.base, headers: cookie_of(browser, "officer") });
  assert.equal((await socket.say_hello({})).officer.id, "sari");
  // Another person of that name at the provider does not get it; this one keeps it under a new name there.
  const other = await sign_in("officer", "sari-4");
  assert.equal(other.reply.status, 403);
  assert.equal(other.browser.cookie(d.base, "sahut"), undefined);
  sso.people.set("sari-3", { preferred_username: "sari.baru" });
  const renamed = await sign_in("officer", "sari-3");
  const window = await d.connect("officer", { origin: d.base, headers: cookie_of(renamed.browser, "officer") });
  assert.equal((await window.say_hello({})).officer.id, "sari");
  assert.equal((await d.login("sari")).status, 200, "the password still serves where officers.local is true");
  // A holder's session is no officer's, and the reverse.
  const holder = await sign_in("account", "sari-3");
  const shut = await d.connect("officer", { origin: d.base, headers: { cookie: `sahut=${holder.browser.cookie(d.base, "sahut-account")}` } });
  shut.send("hello", {});
  assert.equal((await shut.closes()).code, 3500);
});

test("a disabled officer is refused, also before the first sign-in, and one without the claim has no account", async () => {
  await d.add_user("joko", { queues: ["umum"] });
  await d.control("user", "disable", "joko");
  const disabled = await sign_in("officer", "joko-5");
  assert.equal(disabled.reply.status, 403);
  assert.equal((await disabled.reply.json()).path, "account");
  const nameless = await sign_in("officer", "nobody-6");
  assert.equal(nameless.reply.status, 403);
  const page = await new Browser().get(`${d.base}/api/v1/officer/callback?code=x&state=y`, { headers: { accept: "text/html,*/*" } });
  assert.equal(page.headers.get("location"), "/console/?sign_in=expired");
});

test("who cancels at the provider comes back to the page with a word for it", async () => {
  for (const [error, word] of [["access_denied", "denied"], ["server_error", "failed"], ["<script>", "failed"]]) {
    const browser = new Browser();
    const left = await browser.get(`${d.base}/api/v1/account/login?return=${encodeURIComponent("/care/#/new")}`);
    const state = new URL(left.headers.get("location")).searchParams.get("state");
    const reply = await browser.get(`${d.base}/api/v1/account/callback?${new URLSearchParams({ error, state, error_description: "x", iss: sso.issuer })}`);
    assert.equal(reply.status, 302);
    assert.equal(reply.headers.get("location"), `/care/?sign_in=${word}#/new`);
    assert.equal(browser.cookie(d.base, "sahut-account"), undefined);
  }
});

test("a return path leads to a page of ours or the sign-in does not begin", async () => {
  for (const bad of ["//evil.example", "/\\evil.example", "\\\\evil.example", "https://evil.example/", "care/", "javascript:alert(1)", "/\t/evil.example", "/api/v1/session", `/${"a".repeat(600)}`])
    for (const side of ["account", "officer"]) {
      const reply = await d.http("GET", `/api/v1/${side}/login?return=${encodeURIComponent(bad)}`);
      assert.equal(reply.status, 400, bad);
      assert.equal(reply.json.path, "return");
      assert.equal(reply.headers.get("set-cookie"), null);
    }
});

test("the pages learn what is offered", async () => {
  assert.deepEqual((await d.http("GET", "/api/v1/care")).json.oidc, { login: "/api/v1/account/login", provider: "127.0.0.1" });
  assert.deepEqual((await d.http("GET", "/api/v1/officer")).json, { local: true, oidc: { login: "/api/v1/officer/login", provider: "127.0.0.1" } });
});

test("where passwords of ours are not taken nobody signs in with one", async (t) => {
  const only = await start_daemon({ accounts: { local: false, oidc: settings_of(sso.issuer) }, officers: { local: false, oidc: settings_of(sso.issuer) } });
  t.after(() => only.close());
  await only.add_user("sari");
  for (const reply of [await only.login("sari"), await only.http("POST", "/api/v1/account/session", { body: { username: "a", password: "b" } })]) {
    assert.equal(reply.status, 501);
    assert.equal(reply.json.code, "not_available");
  }
  assert.equal((await only.http("GET", "/api/v1/officer")).json.local, false);
});

test("where no provider is configured both addresses say so", async (t) => {
  const without = await start_daemon();
  t.after(() => without.close());
  for (const path of ["/api/v1/account/login", "/api/v1/account/callback?code=a&state=b", "/api/v1/officer/login", "/api/v1/officer/callback"])
    assert.equal((await without.http("GET", path)).status, 501, path);
  assert.equal((await without.http("GET", "/api/v1/care")).json.oidc, undefined);
});

test("the log tells sign-ins, and names no person, token, code or secret", () => {
  assert.match(d.log, /"event":"holder_sign_in"/);
  assert.match(d.log, /"event":"sign_in".*"account":"sari"/);
  assert.match(d.log, /"event":"holder_sign_in_refused".*"reason":"account"/);
  const kept = [secret, ...[...sso.people].flatMap(([id, p]) => [id, p.name, p.email]).filter((v) => v && v !== "Siti")];
  for (const text of sso.left) kept.push(...(text.match(/eyJ[\w-]{20,}|"access_token":"([^"]+)"/g) ?? []));
  assert.ok(kept.length > 12);
  for (const value of kept) assert.ok(!d.log.includes(value), "something that must not be logged was");
  assert.doesNotMatch(d.log, /code=|state=|oidc:[\w-]{10}/);
});
