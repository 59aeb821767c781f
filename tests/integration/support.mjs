// What every file here talks to: a daemon of its own in a temporary folder, and clients that write down every frame.
//   start_daemon({offices, policy, limits, …}) -> daemon;  daemon.visitor(), daemon.officer(name), daemon.http(…), daemon.control(…)
// The daemon is build/release/sahutd, or that of the folder in SAHUT_BUILD. Frames and replies are held against docs/*.yaml
// as they pass; daemon.close() fails with what did not fit.
import { spawn } from "node:child_process";
import { randomUUID } from "node:crypto";
import { once } from "node:events";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { setTimeout as wait } from "node:timers/promises";
import WebSocket from "ws";
import { check_frame, check_reply, check_sent } from "./documents.mjs";

export const top = fileURLToPath(new URL("../../", import.meta.url));
const build = process.env.SAHUT_BUILD ?? join(top, "build/release");
export const sahutd = join(build, "sahutd");
export const sahutctl = join(build, "sahutctl");
const patience_ms = 20_000;

/** A value as TOML writes it inline. */
export function toml(value) {
  if (Array.isArray(value)) return `[${value.map(toml).join(", ")}]`;
  if (value && typeof value === "object")
    return `{${Object.entries(value).filter(([, v]) => v !== undefined).map(([k, v]) => `${k} = ${toml(v)}`).join(", ")}}`;
  return JSON.stringify(value);
}
const toml_file = (table) => Object.entries(table).filter(([, v]) => v !== undefined).map(([k, v]) => `${k} = ${toml(v)}\n`).join("");

const days = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];
/** A calendar without end; `policy` in decimals makes an hour last seconds. */
export const always_open = (policy = {}, more = {}) => ({
  id: "always",
  timezone: "Asia/Jakarta",
  zone_label: "WIB",
  data_from: "2026-01-01",
  data_until: "2099-12-31",
  weekly: Object.fromEntries(days.map((d) => [d, { open: "00:00", close: "24:00" }])),
  policy,
  ...more,
});

export const priok = (more = {}) => ({
  id: "priok",
  code: "PRI",
  name: "KPU Bea dan Cukai Tipe A Tanjung Priok",
  complaint: "WhatsApp 0811-0000-0000",
  queues: [
    { id: "umum", name: "Layanan Informasi", assignment: "auto" },
    { id: "manual", name: "Meja Depan", assignment: "manual" },
    { id: "teknis", name: "Seksi Teknis", kind: "unit", assignment: "manual" },
  ],
  ...more,
});

export async function free_port() {
  const probe = createServer();
  probe.listen(0, "127.0.0.1");
  await once(probe, "listening");
  const { port } = probe.address();
  probe.close();
  await once(probe, "close");
  return port;
}

/** Runs a program to its end. */
export async function run(program, args, input = "", env = {}) {
  const child = spawn(program, args, { stdio: ["pipe", "pipe", "pipe"], env: { ...process.env, ...env } });
  let stdout = "";
  let stderr = "";
  child.stdout.on("data", (d) => (stdout += d));
  child.stderr.on("data", (d) => (stderr += d));
  child.stdin.on("error", () => {});
  child.stdin.on("error", () => {}); // a program that reads nothing may have ended already
  child.stdin.end(input);
  const [code] = await once(child, "close");
  return { code, stdout, stderr };
}

/** Waits until `read` gives something true; fails with `what` at the deadline. */
export async function eventually(read, what = "it", limit_ms = patience_ms) {
  for (const end = Date.now() + limit_ms; ; await wait(20)) {
    const value = await read();
    if (value) return value;
    if (Date.now() > end) throw new Error(`${what} did not come within ${limit_ms} ms`);
  }
}

export const new_folder = () => mkdtempSync(join(tmpdir(), "sahut-it-"));

/**
 * offices: tables of the configuration; each may hold `calendar` as a table. policy: of the default calendar.
 * limits, officers, …: further sections. Without limits every rate is unlimited. prepare(data folder): before the first start.
 */
export async function start_daemon({ offices = [priok()], policy = {}, limits = {}, officers = {}, redis = {}, prepare, ...more } = {}) {
  const folder = new_folder();
  const port = await free_port();
  const base = `http://127.0.0.1:${port}`;
  mkdirSync(join(folder, "data"), { mode: 0o700 });
  prepare?.(join(folder, "data"));
  const written = offices.map((o) => {
    const name = `calendar-${o.id}.toml`;
    writeFileSync(join(folder, name), toml_file(o.calendar ?? always_open(policy)));
    return { webchat: { origins: [base], queue: o.queues[0].id }, ...o, calendar: name };
  });
  const file = join(folder, "sahut.toml");
  writeFileSync(
    file,
    toml_file({
      listen: `127.0.0.1:${port}`,
      public_url: base,
      data_dir: "./data",
      redis: { url: "embedded", durability: "everysec", ...redis },
      limits: { visitor_messages_per_minute: 0, visitor_requests_per_minute: 0, connections_per_address: 0, requests_per_hour_per_address: 0, failed_lookups_per_minute: 0, officer_messages_per_minute: 0, failed_wait_seconds: 0, ...limits },
      officers: { grace_seconds: 30, capacity: 5, ...officers },
      ...more,
      offices: written,
    }),
  );
  const daemon = new Daemon(folder, file, base);
  await daemon.begin();
  return daemon;
}

class Daemon {
  faults = [];
  log = "";
  clients = new Set();
  passwords = new Map();

  constructor(folder, file, base) {
    Object.assign(this, { folder, file, base });
  }

  async begin() {
    const env = { SAHUT_WEB_DIR: join(top, "build/web"), ...process.env };
    this.child = spawn(sahutd, ["--config", this.file], { cwd: top, env, stdio: ["ignore", "pipe", "pipe"] });
    this.child.stdout.on("data", (d) => (this.log += d));
    this.child.stderr.on("data", (d) => (this.log += d));
    await eventually(async () => {
      if (this.child.exitCode !== null || this.child.signalCode) throw new Error(`the daemon ended:\n${this.log}`);
      return fetch(`${this.base}/readyz`).then((r) => r.ok, () => false);
    }, "a ready daemon", 30_000);
  }

  async end() {
    if (this.child.exitCode === null && !this.child.signalCode) {
      const gone = once(this.child, "exit");
      this.child.kill("SIGTERM");
      const hard = setTimeout(() => this.child.kill("SIGKILL"), 15_000);
      await gone;
      clearTimeout(hard);
    } else if (this.child.signalCode) {
      this.faults.push(`the daemon was ended by ${this.child.signalCode}:\n${this.log.slice(-2000)}`);
    }
  }

  async restart() {
    await this.end();
    await this.begin();
  }

  async close() {
    for (const c of this.clients) c.socket.terminate();
    await this.end();
    rmSync(this.folder, { recursive: true, force: true });
    const faults = [...new Set(this.faults)];
    if (faults.length) throw new Error(`against docs:\n${faults.slice(0, 20).join("\n")}`);
  }

  control(...args) {
    return run(sahutctl, ["--config", this.file, ...args]);
  }

  async add_user(name, { office = "priok", role = "officer", queues = [], display } = {}) {
    const password = `rahasia-${name}-uji`;
    const args = ["--config", this.file, "user", "add", name, "--office", office, "--role", role, ...queues.flatMap((q) => ["--queue", q])];
    if (display) args.push("--display", display);
    const done = await run(sahutctl, [...args, "--password-stdin"], `${password}\n`);
    if (done.code !== 0) throw new Error(`user add ${name} ended with ${done.code}: ${done.stderr}`);
    this.passwords.set(name, password);
  }

  /** A reply with `json` or `body`, held against docs/openapi.yaml. */
  async http(method, path, { headers = {}, body, redirect = "manual" } = {}) {
    if (body !== undefined && typeof body !== "string") headers = { "content-type": "application/json", ...headers };
    const reply = await fetch(this.base + path, { method, headers, body: body === undefined ? undefined : typeof body === "string" ? body : JSON.stringify(body), redirect });
    const text = await reply.text();
    const type = reply.headers.get("content-type") ?? "";
    const json = /json/.test(type) ? JSON.parse(text) : undefined;
    this.faults.push(...check_reply(method, path, reply.status, type, json));
    return { status: reply.status, headers: reply.headers, body: text, json, type };
  }

  async login(name, password = this.passwords.get(name)) {
    return this.http("POST", "/api/v1/session", { body: { username: name, password } });
  }

  /** An upgraded socket; says nothing by itself. `origin: null` sends none. */
  async connect(side, { office = "priok", origin = side === "visitor" ? this.base : undefined, protocol = `sahut.${side}.v1`, headers = {}, query, socket = {} } = {}) {
    const path = side === "visitor" ? `/ws/visitor${query ?? `?office=${office}`}` : "/ws/officer";
    const options = { headers: { ...headers }, ...(origin === null ? {} : { origin }), perMessageDeflate: false, ...socket };
    const url = this.base.replace("http", "ws") + path;
    const client = new Client(this, side, new WebSocket(url, protocol, options));
    this.clients.add(client);
    await client.opened;
    return client;
  }

  async visitor({ hello = {}, ...where } = {}) {
    const c = await this.connect("visitor", where);
    c.welcome = await c.say_hello(hello);
    return c;
  }

  /** An officer's window, available unless told otherwise. */
  async officer(name, { presence = "available", capacity, token, hello = {} } = {}) {
    const used = token ?? (await this.login(name)).json.token;
    const c = await this.connect("officer", { headers: { authorization: `Bearer ${used}` } });
    c.token = used;
    c.name = name;
    c.welcome = await c.say_hello(hello);
    if (presence) await c.ask("presence.set", { state: presence, capacity });
    return c;
  }
}

class Client {
  frames = [];
  sent = new Map();
  closed_with = null;

  constructor(daemon, side, socket) {
    Object.assign(this, { daemon, side, socket });
    this.opened = new Promise((resolve, reject) => {
      socket.on("open", resolve);
      socket.on("error", reject);
    });
    socket.on("error", () => {});
    socket.on("close", (code, reason) => (this.closed_with = { code, reason: String(reason) }));
    socket.on("message", (data) => {
      const frame = JSON.parse(data);
      frame.received_ms = Date.now();
      this.frames.push(frame);
      const plain = JSON.parse(data);
      daemon.faults.push(...check_frame(side, plain));
      if (plain.re && this.sent.has(plain.re)) daemon.faults.push(...check_sent(side, this.sent.get(plain.re), plain));
    });
  }

  raw(text) {
    this.socket.send(text);
  }
  send(type, fields = {}) {
    const frame = { type, ...fields };
    if (frame.id) this.sent.set(frame.id, frame);
    this.raw(JSON.stringify(frame));
    return frame;
  }

  /** The first frame from index `from` on for which `holds`. */
  async until(holds, { from = 0, within = patience_ms, what } = {}) {
    let at = from;
    return eventually(() => {
      for (; at < this.frames.length; at += 1) if (holds(this.frames[at])) return this.frames[at];
      if (this.closed_with && !this.closed_expected) throw new Error(`closed with ${this.closed_with.code} ${this.closed_with.reason} while waiting for ${what ?? holds}; saw ${this.summary()}`);
      return null;
    }, `${what ?? holds}`, within).catch((e) => {
      throw new Error(`${e.message}; saw ${this.summary()}`);
    });
  }
  summary() {
    return this.frames.map((f) => JSON.stringify(f).slice(0, 220)).join("\n  ");
  }

  async say_hello(fields) {
    const from = this.frames.length;
    this.send("hello", fields);
    return this.until((f) => f.type === "welcome", { from, what: "welcome" });
  }

  /** A request and its ack or error. */
  async request(type, fields = {}) {
    const from = this.frames.length;
    const { id } = this.send(type, { id: randomUUID(), ...fields });
    return this.until((f) => f.re === id, { from, what: `the answer to ${type}` });
  }
  /** A request that must succeed. */
  async ask(type, fields = {}) {
    const answer = await this.request(type, fields);
    if (answer.type !== "ack") throw new Error(`${type}: ${JSON.stringify(answer)}`);
    return answer;
  }
  /** A request that must fail; its error. */
  async refused(type, fields = {}) {
    const answer = await this.request(type, fields);
    if (answer.type !== "error") throw new Error(`${type} was not refused: ${JSON.stringify(answer)}`);
    return answer;
  }

  async write(text) {
    return this.ask("message.send", { text });
  }
  async answer(conversation, text, seen = 1000) {
    return this.ask("message.send", { conversation, seen, text, purpose: "answer" });
  }
  async question(conversation, text, seen = 1000) {
    return this.ask("message.send", { conversation, seen, text, purpose: "question" });
  }
  of(type) {
    return this.frames.filter((f) => f.type === type);
  }
  state(conversation, state, options = {}) {
    return this.until((f) => f.type === "conversation" && (!conversation || f.conversation === conversation) && f.state === state, { what: `state ${state}`, ...options });
  }
  /** The highest seq of this conversation that this client saw. */
  end(conversation) {
    return Math.max(0, ...this.frames.filter((f) => f.conversation === conversation && f.seq).map((f) => f.seq));
  }
  /**
   * A barrier: what was committed before this, by whomever, was told to this client before the answer to a request of its own.
   * What follows by itself only later (an assignment, what is due) is not: for that a test awaits something that comes after it.
   */
  async settle() {
    await this.request("history.get", this.side === "officer" ? { conversation: "none-such" } : {});
  }

  async closes(within = patience_ms) {
    this.closed_expected = true;
    return eventually(() => this.closed_with, "the close", within);
  }
  async leave() {
    this.closed_expected = true;
    this.socket.close();
    await eventually(() => this.closed_with, "the close");
  }
}

export { wait };

let hired = 0;
/** An officer of their own for each test, so that no test meets another's. */
export async function hire(d, { queues = ["umum"], role, display } = {}) {
  const name = `petugas${(hired += 1)}`;
  await d.add_user(name, { queues, role, display });
  return name;
}
/** Whether a client was told something since its frame number `from`. */
export const told = (c, from, holds) => c.frames.slice(from).some(holds);

/** What a ticket's page is told: state, whether the clock made it, and the Indonesian label. */
export async function status_of(d, ticket) {
  const { json } = await d.http("GET", `/api/v1/tickets/${ticket.number}`, { headers: { "Sahut-Ticket-Secret": ticket.secret } });
  return [json.state, json.automatic, json.label.id];
}
