// Two OpenID Connect providers to sign in with, and a browser that follows addresses and keeps cookies.
//   Sso: npm's oidc-provider, certified, on a loopback port.  ForgingProvider: does what it is told, also wrongly.
import { createHash, createHmac, createPublicKey, generateKeyPairSync, randomBytes, sign, constants } from "node:crypto";
import { once } from "node:events";
import { createServer } from "node:http";
import { createServer as create_tls_server } from "node:https";
import Provider from "oidc-provider";
import { free_port } from "./support.mjs";

export const secret = "rahasia-klien-yang-panjang-sekali";
process.env.SAHUT_OIDC_SECRET = secret;
export const settings_of = (issuer, more = {}) => ({ issuer, client_id: "sahut", client_secret: "env:SAHUT_OIDC_SECRET", ...more });

/** Follows no redirect by itself; its cookies go to whoever set them. */
export class Browser {
  jars = new Map();
  async get(url, { method = "GET", body, headers = {} } = {}) {
    const { origin } = new URL(url);
    const jar = this.jars.get(origin) ?? this.jars.set(origin, new Map()).get(origin);
    const cookie = [...jar].map(([name, value]) => `${name}=${value}`).join("; ");
    const reply = await fetch(url, { method, body, redirect: "manual", headers: { ...(cookie && { cookie }), ...headers } });
    for (const line of reply.headers.getSetCookie()) {
      const [, name, value] = line.match(/^([^=]+)=([^;]*)/);
      if (/max-age=0|expires=thu, 01 jan 1970/i.test(line)) jar.delete(name);
      else jar.set(name, value);
    }
    return reply;
  }
  cookie(url, name) {
    return this.jars.get(new URL(url).origin)?.get(name);
  }
  cookies(url) {
    return [...(this.jars.get(new URL(url).origin) ?? [])].map(([name, value]) => `${name}=${value}`).join("; ");
  }
}

const rsa_key = (kid) => ({ kid, ...generateKeyPairSync("rsa", { modulusLength: 2048 }).privateKey.export({ format: "jwk" }), use: "sig", alg: "RS256" });

/** The certified provider. People are what `people` says; everything that leaves it is remembered in `left`. */
export class Sso {
  people = new Map();
  left = [];
  async begin(redirect_uris) {
    this.redirect_uris = redirect_uris;
    this.rotate();
    this.server = createServer((req, res) => {
      const end = res.end.bind(res);
      res.end = (chunk, ...more) => (chunk && this.left.push(String(chunk)), end(chunk, ...more));
      this.call(req, res);
    });
    this.server.listen(this.port, "127.0.0.1");
    await once(this.server, "listening");
  }
  get issuer() {
    return `http://127.0.0.1:${this.port}`;
  }
  async reserve() {
    this.port = await free_port();
  }
  /** Signs with a new key from now on; an earlier one is gone from the set. */
  rotate() {
    const people = this.people;
    const provider = new Provider(this.issuer, {
      clients: [{ client_id: "sahut", client_secret: secret, redirect_uris: this.redirect_uris, token_endpoint_auth_method: "client_secret_basic" }],
      jwks: { keys: [rsa_key(`k${randomBytes(4).toString("hex")}`)] },
      cookies: { keys: ["kunci-uji"] },
      pkce: { methods: ["S256"], required: () => true },
      claims: { openid: ["sub"], profile: ["name", "preferred_username"], email: ["email", "email_verified"] },
      findAccount: (_, id) => ({ accountId: id, claims: async () => ({ sub: id, ...people.get(id) }) }),
    });
    this.call = provider.callback();
  }
  async end() {
    this.server.closeAllConnections();
    this.server.close();
    await once(this.server, "close");
  }
  /** What a person does there, from the authorization address on: their name, then consent. Gives the address back to us. */
  async pass(browser, address, login) {
    for (let steps = 0; steps < 12; steps += 1) {
      const reply = await browser.get(address);
      if (reply.status >= 300 && reply.status < 400) {
        const next = new URL(reply.headers.get("location"), address).href;
        if (!next.startsWith(this.issuer)) return next;
        address = next;
        continue;
      }
      const page = await reply.text();
      const form = page.match(/<form[^>]*action="([^"]+)"/)?.[1];
      if (!form) throw new Error(`no form at ${address} (${reply.status}): ${page.slice(0, 400)}`);
      const fields = new URLSearchParams({ prompt: page.match(/name="prompt" value="(\w+)"/)[1], login, password: "x" });
      const sent = await browser.get(new URL(form, address).href, { method: "POST", body: fields.toString(), headers: { "content-type": "application/x-www-form-urlencoded" } });
      address = new URL(sent.headers.get("location"), address).href;
    }
    throw new Error("the provider sends round in circles");
  }
}

const b64 = (value) => Buffer.from(typeof value === "string" || Buffer.isBuffer(value) ? value : JSON.stringify(value)).toString("base64url");

/** Signs as told; `alg` may be anything. */
export function forge(claims, { alg = "RS256", kid = "k1", key, hmac, head = {}, alter }) {
  const signed = `${b64({ alg, ...(kid && { kid }), typ: "JWT", ...head })}.${b64(claims)}`;
  let signature = "";
  if (hmac !== undefined) signature = createHmac("sha256", hmac).update(signed).digest("base64url");
  else if (alg === "PS256") signature = sign("sha256", Buffer.from(signed), { key, padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: 32 }).toString("base64url");
  else if (alg === "ES256") signature = sign("sha256", Buffer.from(signed), { key, dsaEncoding: "ieee-p1363" }).toString("base64url");
  else if (key) signature = sign("sha256", Buffer.from(signed), key).toString("base64url");
  return alter ? alter(`${signed}.${signature}`) : `${signed}.${signature}`;
}

/** A provider of our own. `codes` holds what each code is answered with; `documents` replaces what an address answers. */
export class ForgingProvider {
  keys = { k1: generateKeyPairSync("rsa", { modulusLength: 2048 }).privateKey };
  codes = new Map();
  documents = {};
  left = [];
  asked = [];
  discovery = {};

  static async open(tls) {
    const p = new ForgingProvider();
    p.server = tls ? create_tls_server(tls, (req, res) => p.answer(req, res)) : createServer((req, res) => p.answer(req, res));
    p.server.listen(0, "127.0.0.1");
    await once(p.server, "listening");
    p.issuer = `${tls ? "https://localhost" : "http://127.0.0.1"}:${p.server.address().port}`;
    return p;
  }
  async close() {
    this.server.closeAllConnections();
    this.server.close();
  }
  jwks() {
    return { keys: Object.entries(this.keys).map(([kid, k]) => ({ kid, ...createPublicKey(k).export({ format: "jwk" }), use: "sig" })) };
  }
  async answer(req, res) {
    const { pathname } = new URL(req.url, "http://x");
    this.asked.push(pathname);
    let body = "";
    for await (const chunk of req) body += chunk;
    const json = (status, value) => {
      const text = typeof value === "string" ? value : JSON.stringify(value);
      this.left.push(text);
      res.writeHead(status, { "content-type": "application/json" });
      res.end(text);
    };
    const other = this.documents[pathname];
    if (other) return typeof other === "function" ? other(res) : json(200, other);
    if (pathname === "/.well-known/openid-configuration") {
      const at = this.issuer;
      return json(200, { issuer: at, authorization_endpoint: `${at}/auth`, token_endpoint: `${at}/token`, jwks_uri: `${at}/jwks`, userinfo_endpoint: `${at}/me`, ...this.discovery });
    }
    if (pathname === "/jwks") return json(200, this.jwks());
    if (pathname === "/token") return this.token(new URLSearchParams(body), req.headers.authorization, json);
    return json(404, {});
  }
  token(form, authorization, json) {
    if (authorization !== `Basic ${Buffer.from(`sahut:${secret}`).toString("base64")}`) return json(401, { error: "invalid_client" });
    const found = this.codes.get(form.get("code"));
    const proved = found && createHash("sha256").update(form.get("code_verifier") ?? "").digest("base64url") === found.challenge;
    if (!found || (!proved && !found.careless) || found.redirect_uri !== form.get("redirect_uri")) return json(400, { error: "invalid_grant" });
    if (!found.careless) this.codes.delete(form.get("code"));
    json(200, { access_token: found.access_token, token_type: "Bearer", id_token: found.id_token });
  }
  /**
   * What the provider answers to this authorization address: a path of ours with a code. `claims` and `how` change the token;
   * a careless provider takes a code again and from anybody.
   */
  come_back(address, { claims = {}, how = {}, careless = false, query = {} } = {}) {
    const asked = new URL(address).searchParams;
    const now = Math.floor(Date.now() / 1000);
    const all = { iss: this.issuer, sub: "orang-1", aud: "sahut", exp: now + 300, iat: now, nonce: asked.get("nonce"), ...claims };
    const token = forge(all, { kid: "k1", key: this.keys[how.kid ?? "k1"], ...how });
    const code = randomBytes(12).toString("hex");
    this.codes.set(code, { id_token: token, access_token: randomBytes(12).toString("hex"), challenge: asked.get("code_challenge"), redirect_uri: asked.get("redirect_uri"), careless });
    this.left.push(code);
    const back = new URL(asked.get("redirect_uri"));
    back.search = new URLSearchParams({ code, state: asked.get("state"), ...query }).toString();
    return back.href;
  }
}
