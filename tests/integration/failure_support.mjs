// What the failure tests start and how they look at it: daemons, a Redis of their own, and clients that keep a model of
// what they were promised (`promised_visitor`, `promised_officer`).
// A seed is printed by each test that draws at random; SAHUT_SEED repeats it.
import { spawn } from "node:child_process";
import { randomBytes, randomUUID } from "node:crypto";
import { once } from "node:events";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import net from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import WebSocket from "ws";

export { wait };
const top = fileURLToPath(new URL("../../", import.meta.url));
const build = process.env.SAHUT_BUILD ?? join(top, "build/release");

export function seeded(seed) {
  let state = seed >>> 0;
  const next = () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = state;
    t = Math.imul(t ^ (t >>> 15), t | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
  return { next, between: (low, high) => low + Math.floor(next() * (high - low)) };
}

export function seed_for(t) {
  const seed = Number(process.env.SAHUT_SEED ?? (Date.now() & 0xffffff));
  t.diagnostic(`seed ${seed}`);
  return seed;
}

export async function free_port() {
  const probe = createServer();
  probe.listen(0, "127.0.0.1");
  await once(probe, "listening");
  const { port } = probe.address();
  probe.close();
  await once(probe, "close");
  return port;
}

/** Waits until `read` gives something true; fails with what it was last. */
export async function until(read, what, limit_ms = 15_000) {
  let value;
  for (const end = Date.now() + limit_ms; Date.now() < end; await wait(25)) {
    value = await read();
    if (value) return value;
  }
  throw new Error(`${what}: still not so after ${limit_ms} ms (${JSON.stringify(value)})`);
}

const ends = new WeakMap();
/** Runs at the test's end, the last one named first. */
export function at_end(t, what) {
  if (!ends.has(t)) {
    ends.set(t, []);
    t.after(async () => {
      for (const one of ends.get(t).reverse()) await one();
    });
  }
  ends.get(t).push(what);
}

export function folder_for(t) {
  const folder = mkdtempSync(join(tmpdir(), "sahut-failure-"));
  at_end(t, () => (process.env.SAHUT_KEEP ? t.diagnostic(folder) : rmSync(folder, { recursive: true, force: true, maxRetries: 5 })));
  return folder;
}

function children_of(pid) {
  try {
    return readFileSync(`/proc/${pid}/task/${pid}/children`, "utf8").trim().split(/\s+/).filter(Boolean).map(Number);
  } catch {
    return [];
  }
}

/** A redis-server of the test's own on a Unix socket. `kill()` is -9; `start()` again reads what the file holds. */
export async function start_redis(t, folder, changed = {}) {
  const home = join(folder, "redis");
  mkdirSync(home, { recursive: true });
  const socket = join(home, "s");
  const settings = { appendonly: "yes", appendfsync: "always", "no-appendfsync-on-rewrite": "no", maxmemory: "256mb", "maxmemory-policy": "noeviction", ...changed };
  const redis = {
    url: `unix://${socket}`,
    child: null,
    async start() {
      const args = ["--port", "0", "--unixsocket", socket, "--dir", home, "--save", "", "--logfile", join(home, "log"), "--set-proc-title", "no"];
      for (const [name, value] of Object.entries(settings)) args.push(`--${name}`, value);
      redis.child = spawn("redis-server", args, { stdio: "ignore" });
      await until(() => redis.call("PING").then((r) => r === "PONG", () => false), "redis answers");
    },
    async kill(signal = "SIGKILL") {
      if (redis.child.exitCode !== null || redis.child.signalCode !== null) return;
      const gone = once(redis.child, "exit");
      redis.child.kill(signal);
      await gone;
    },
    /** One command whose answer is a line, a number or nil. */
    call: (...words) =>
      new Promise((resolve, reject) => {
        const s = net.connect(socket);
        let got = "";
        s.setTimeout(5000, () => s.destroy(new Error("redis is silent")));
        s.on("error", reject);
        s.on("data", (d) => {
          got += d;
          if (!got.endsWith("\r\n")) return;
          s.end();
          const line = got.slice(0, got.indexOf("\r\n"));
          if (line[0] === "-") reject(new Error(line));
          else resolve(line[0] === "$" || line[0] === "*" ? got.slice(line.length + 2, -2) : line.slice(1));
        });
        s.write(`*${words.length}\r\n${words.map((w) => `$${Buffer.byteLength(w)}\r\n${w}\r\n`).join("")}`);
      }),
  };
  await redis.start();
  at_end(t, () => redis.kill());
  return redis;
}

export function write_config(folder, options = {}) {
  const { port, workers = 1, redis = "embedded", durability = "fsync", maxmemory_bytes, grace = 30, limit_seconds, channel, limits = {}, assignment = "auto", data = "data", name = "sahut" } = options;
  const days = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"].map((d) => `[weekly.${d}]\nopen = "00:00"\nclose = "24:00"\n`).join("\n");
  const policy = limit_seconds ? `[policy]\nanswer_limit_minutes = ${limit_seconds / 60}\n` : "";
  writeFileSync(join(folder, "calendar.toml"), `id = "always"\ntimezone = "Asia/Jakarta"\nzone_label = "WIB"\ndata_from = "2026-01-01"\ndata_until = "2099-12-31"\n\n${days}\n${policy}`);
  const key = join(folder, "master.key");
  if (!existsSync(key)) writeFileSync(key, randomBytes(32).toString("base64"), { mode: 0o600 });
  const limit_lines = Object.entries({ visitor_messages_per_minute: 0, visitor_requests_per_minute: 0, officer_messages_per_minute: 0, connections_per_address: 0, connections_per_officer: 0, requests_per_hour_per_address: 0, failed_lookups_per_minute: 0, ...limits }).map(([k, v]) => `${k} = ${v}`);
  const file = join(folder, `${name}.toml`);
  writeFileSync(
    file,
    `listen = "127.0.0.1:${port}"
public_url = "http://127.0.0.1:${port}"
data_dir = "./${data}"
workers = ${workers}

[redis]
url = "${redis}"
durability = "${durability}"
${maxmemory_bytes ? `maxmemory_bytes = ${maxmemory_bytes}\n` : ""}
${redis === "embedded" ? "" : '[keys]\ncurrent = "file:master.key"\n'}
[limits]
${limit_lines.join("\n")}

[officers]
grace_seconds = ${grace}
capacity = 1000

[[offices]]
id = "priok"
code = "PRI"
name = "KPU Bea dan Cukai Tipe A Tanjung Priok"
calendar = "calendar.toml"
webchat = {origins = ["http://failure.test"], queue = "umum"}
queues = [{id = "umum", name = "Layanan Informasi", assignment = "${assignment}"}]
${channel ? `
[[channels]]
id = "fb"
kind = "messenger"
office = "priok"
queue = "umum"
account = "104500000000017"
decision = "KEP-12/KPU.1/2026"
app_id = "700100200300"
app_secret = "env:FB_APP_SECRET"
verify_token = "env:FB_VERIFY"
access_token = "env:FB_TOKEN"
api_base = "${channel}"
` : ""}`,
  );
  return file;
}

/** Runs a program to its end: {code, out}. */
export async function run(program, args, { input = "", env = {}, limit_ms = 60_000 } = {}) {
  const child = spawn(program, args, { stdio: ["pipe", "pipe", "pipe"], env: { ...process.env, ...env } });
  let out = "";
  child.stdout.on("data", (d) => (out += d));
  child.stderr.on("data", (d) => (out += d));
  child.stdin.on("error", () => {}); // a program that reads nothing may have ended already
  child.stdin.end(input);
  const timer = setTimeout_(() => child.kill("SIGKILL"), limit_ms);
  const [code, signal] = await once(child, "close");
  clearTimeout(timer);
  return { code, signal, out };
}
const setTimeout_ = globalThis.setTimeout;

const secrets = { FB_APP_SECRET: "standin-secret", FB_VERIFY: "verify-standin", FB_TOKEN: "standin-token" };

/** A daemon that can be killed and started again with the same configuration. */
export async function start_daemon(t, folder, options = {}) {
  const port = options.port ?? (await free_port());
  const file = write_config(folder, { ...options, port });
  const program = join(options.build ?? build, "sahutd"), control = join(options.build ?? build, "sahutctl");
  const env = { ...process.env, ...secrets, ...options.env };
  const daemon = {
    port, file, program,
    base: `http://127.0.0.1:${port}`,
    log: "",
    child: null,
    deaths: [],
    async spawn() {
      const child = spawn(program, ["--config", file], { stdio: options.stdio ?? ["ignore", "pipe", "pipe"], env });
      daemon.child = child;
      for (const pipe of [child.stdout, child.stderr]) pipe?.on("data", (d) => (daemon.log += d));
      child.ended = new Promise((resolve) =>
        child.on("exit", (code, signal) => {
          daemon.deaths.push({ code, signal, asked: child.asked ?? null });
          resolve({ code, signal });
        }),
      );
    },
    alive: () => daemon.child.exitCode === null && daemon.child.signalCode === null,
    ready: () => fetch(`${daemon.base}/readyz`, { signal: AbortSignal.timeout(2000) }).then((r) => r.ok, () => false),
    async start() {
      await daemon.spawn();
      await until(async () => {
        if (!daemon.alive()) throw new Error(`the daemon ended early:\n${daemon.log.slice(-3000)}`);
        return daemon.ready();
      }, "the daemon is ready", options.start_limit_ms ?? 40_000);
    },
    async kill(signal = "SIGKILL") {
      if (!daemon.alive()) return;
      daemon.child.asked = signal;
      daemon.child.kill(signal);
      await daemon.child.ended;
    },
    /** The embedded redis-server's pid. */
    store_pid: () => children_of(daemon.child.pid)[0],
    control: (words, input) => run(control, ["--config", file, ...words], { input, env: secrets }),
    /** Deaths that nobody asked for: crashes. */
    crashes: () => daemon.deaths.filter((d) => !d.asked && ![0, 69, 78].includes(d.code)),
  };
  at_end(t, async () => {
    for (const crash of daemon.crashes()) t.diagnostic(`the daemon crashed: ${JSON.stringify(crash)}\n${daemon.log.slice(-4000)}`);
    if (!daemon.alive()) return;
    daemon.child.asked = "SIGTERM";
    daemon.child.kill("SIGTERM");
    await Promise.race([daemon.child.ended, wait(15_000).then(() => daemon.child.kill("SIGKILL"))]);
    await daemon.child.ended;
  });
  if (options.start !== false) await daemon.start();
  return daemon;
}

const password_of = (name) => `rahasia-${name}-uji`;
export async function add_officer(daemon, name, role = "officer") {
  const { code, out } = await daemon.control(["user", "add", name, "--office", "priok", "--role", role, "--queue", "umum", "--password-stdin"], `${password_of(name)}\n`);
  if (code !== 0) throw new Error(`user add ended with ${code}: ${out}`);
}
export async function login(daemon, name) {
  const r = await fetch(`${daemon.base}/api/v1/session`, { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify({ username: name, password: password_of(name) }), signal: AbortSignal.timeout(10_000) });
  if (!r.ok) throw new Error(`login: ${r.status}`);
  return (await r.json()).token;
}

/** A plain socket with its frames; `next(test)` waits for one that was not taken yet. */
export async function open_socket(url, protocol, headers = {}) {
  const ws = new WebSocket(url, protocol, { headers, perMessageDeflate: false, handshakeTimeout: 10_000 });
  const frames = [];
  const seen = { ws, frames, code: null };
  ws.on("message", (d) => frames.push(JSON.parse(d)));
  ws.on("error", () => {});
  seen.closed = new Promise((resolve) => ws.on("close", (code) => resolve((seen.code = code))));
  await Promise.race([once(ws, "open"), seen.closed.then((c) => Promise.reject(new Error(`closed with ${c} before it opened`)))]);
  seen.send = (o) => ws.send(JSON.stringify(o));
  seen.next = (test, what = test.toString(), limit_ms = 10_000) =>
    until(() => {
      const at = frames.findIndex(test);
      return at < 0 ? null : frames.splice(at, 1)[0];
    }, `${what} among ${JSON.stringify(frames).slice(0, 600)}, closed ${seen.code}`, limit_ms);
  seen.ask = async (o, limit_ms) => {
    const id = o.id ?? randomUUID();
    seen.send({ ...o, id });
    return seen.next((f) => f.re === id, `the answer to ${o.type}`, limit_ms);
  };
  return seen;
}
export const visitor_socket = (daemon) => open_socket(`ws://127.0.0.1:${daemon.port}/ws/visitor?office=priok`, "sahut.visitor.v1", { Origin: "http://failure.test" });
export const officer_socket = (daemon, token) => open_socket(`ws://127.0.0.1:${daemon.port}/ws/officer`, "sahut.officer.v1", { Authorization: `Bearer ${token}` });

export async function visitor(daemon, hello = {}) {
  const v = await visitor_socket(daemon);
  v.send({ type: "hello", ...hello });
  v.welcome = await v.next((f) => f.type === "welcome");
  v.say = (text, id) => v.ask({ type: "message.send", text, id });
  return v;
}
export async function officer(daemon, name, state = "available") {
  const o = await officer_socket(daemon, await login(daemon, name));
  o.send({ type: "hello" });
  o.welcome = await o.next((f) => f.type === "welcome");
  if (state) await o.ask({ type: "presence.set", state });
  return o;
}

// --- clients with a model -----------------------------------------------------------------------------------------

class client {
  faults = [];
  pending = new Map(); // id -> frame, until it is acked
  acked = new Map(); // id -> {seq, ...what was sent}
  connects = 0;
  stopped = false;
  constructor(where) {
    this.where = where; // () -> daemon to connect to
  }
  fault(what) {
    this.faults.push(`${this.name}: ${what}`);
  }
  run() {
    this.running = (async () => {
      while (!this.stopped) {
        try {
          await this.once();
        } catch {
          // the daemon is away: again soon
        }
        if (!this.stopped) await wait(50 + Math.random() * 150);
      }
    })();
  }
  connection(url, protocol, headers, receive) {
    return new Promise((resolve) => {
      const ws = new WebSocket(url, protocol, { headers, perMessageDeflate: false, handshakeTimeout: 5000 });
      this.ws = ws;
      this.ready = false;
      this.silence = setInterval(() => ws.readyState === WebSocket.OPEN && this.old_wish() && ws.terminate(), 500);
      ws.on("open", () => this.opened());
      ws.on("message", (d) => receive(JSON.parse(d)));
      ws.on("error", () => {});
      ws.on("close", (code) => {
        clearInterval(this.silence);
        this.ready = false;
        this.last_code = code;
        resolve(code);
      });
    });
  }
  // A command without an answer for long: the way is dead, another one may live.
  old_wish() {
    for (const p of this.pending.values()) if (p.sent_at && Date.now() - p.sent_at > 12_000) return true;
    return false;
  }
  transmit(frame) {
    if (!this.ready || this.ws.readyState !== WebSocket.OPEN) return;
    const p = this.pending.get(frame.id);
    if (p) p.sent_at = Date.now();
    this.ws.send(JSON.stringify(frame));
  }
  send(frame) {
    this.pending.set(frame.id, { frame });
    this.transmit(frame);
  }
  resend() {
    for (const p of this.pending.values()) this.transmit(p.frame);
  }
  async stop() {
    this.stopped = true;
    this.ws?.close();
    setTimeout_(() => this.ws?.terminate(), 1000).unref();
    await this.running;
  }
}

/** Numbers its lines, keeps what was acked, resumes after every cut, and checks that its log is dense and never differs. */
export class promised_visitor extends client {
  constructor(name, where) {
    super(where);
    this.name = name;
    this.held = new Map(); // seq -> {from, text}
    this.lines = 0;
    this.gaps = 0;
  }
  last_dense() {
    let n = 0;
    while (this.held.has(n + 1)) n += 1;
    return n;
  }
  once() {
    const { port } = this.where();
    this.here = new Set(); // seqs that this connection was sent
    return this.connection(`ws://127.0.0.1:${port}/ws/visitor?office=priok`, "sahut.visitor.v1", { Origin: "http://failure.test" }, (f) => this.receive(f));
  }
  opened() {
    const seq = this.last_dense();
    this.ws.send(JSON.stringify({ type: "hello", ...(this.token ? { token: this.token, epoch: this.epoch, seq } : {}) }));
  }
  hold(m, how) {
    const known = this.held.get(m.seq);
    if (this.here.has(m.seq)) this.fault(`seq ${m.seq} came twice on one connection (${how})`);
    this.here.add(m.seq);
    if (known && (known.from !== m.from || known.text !== m.text)) this.fault(`seq ${m.seq} was ${JSON.stringify(known)} and is now ${JSON.stringify({ from: m.from, text: m.text })}`);
    this.held.set(m.seq, { from: m.from, text: m.text });
  }
  receive(f) {
    if (f.type === "welcome") {
      if (this.token && f.token !== this.token) this.fault("the token was not taken up again");
      this.token = f.token;
      this.epoch = f.epoch;
      this.connects += 1;
      if (f.gap) {
        this.gaps += 1;
        this.held = new Map();
        if (f.older) this.fault("the gap's page does not hold everything"); // these talks are short
      }
      for (const m of f.messages) this.hold(m, "welcome");
      if (f.more) return this.ws.send(JSON.stringify({ type: "history.get", id: randomUUID(), after: Math.max(...f.messages.map((m) => m.seq)) }));
      this.ready = true;
      this.resend();
    } else if (f.type === "message") {
      if (f.seq > 1 && !this.held.has(f.seq - 1) && this.pending.size === 0 && ![...this.held.keys()].some((s) => s > f.seq)) this.fault(`seq ${f.seq} came before ${f.seq - 1}`);
      this.hold(f, "message");
    } else if (f.type === "ack") {
      if (f.messages) {
        for (const m of f.messages) this.hold(m, "history");
        if (f.more) return this.ws.send(JSON.stringify({ type: "history.get", id: randomUUID(), after: Math.max(...f.messages.map((m) => m.seq)) }));
        this.ready = true;
        return this.resend();
      }
      const p = this.pending.get(f.re);
      if (!p) return;
      this.pending.delete(f.re);
      this.acked.set(f.re, { seq: f.seq, text: p.frame.text });
      this.conversation = f.conversation;
      const known = this.held.get(f.seq);
      if (known && (known.from !== "visitor" || known.text !== p.frame.text)) this.fault(`ack says seq ${f.seq}, which is ${JSON.stringify(known)}`);
      this.here.add(f.seq);
      this.held.set(f.seq, { from: "visitor", text: p.frame.text });
      this.on_ack?.();
    } else if (f.type === "error") {
      const p = this.pending.get(f.re);
      if (!f.temporary) this.fault(`refused: ${JSON.stringify(f)}`);
      if (p) setTimeout_(() => this.transmit(p.frame), 300);
      if (!f.re && !this.ready) this.ws.terminate();
    }
  }
  say() {
    this.lines += 1;
    this.send({ type: "message.send", id: randomUUID(), text: `${this.name} baris ${this.lines}` });
  }
}

/** Answers every visitor line it is shown, keeps what was acked. */
export class promised_officer extends client {
  constructor(name, token, where, reply = true) {
    super(where);
    this.name = name;
    this.token = token;
    this.reply = reply;
    this.seen = new Map(); // conversation -> Map(seq -> {from, text})
    this.heads = new Map();
    this.refused = [];
    this.answered = new Set();
  }
  once() {
    const { port } = this.where();
    this.here = new Set();
    return this.connection(`ws://127.0.0.1:${port}/ws/officer`, "sahut.officer.v1", { Authorization: `Bearer ${this.token}` }, (f) => this.receive(f));
  }
  opened() {
    this.ws.send(JSON.stringify({ type: "hello" }));
  }
  log(conversation) {
    if (!this.seen.has(conversation)) this.seen.set(conversation, new Map());
    return this.seen.get(conversation);
  }
  head(h) {
    this.heads.set(h.conversation, { ...this.heads.get(h.conversation), ...h });
    if (h.officer?.id === this.name && h.seq) this.fetch(h.conversation);
  }
  fetch(conversation) {
    const log = this.log(conversation);
    let dense = 0;
    while (log.has(dense + 1)) dense += 1;
    if (dense < (this.heads.get(conversation)?.seq ?? 0) && this.ws.readyState === WebSocket.OPEN) this.ws.send(JSON.stringify({ type: "history.get", id: `h${randomUUID()}`, conversation, after: dense }));
  }
  hold(m) {
    const log = this.log(m.conversation);
    const known = log.get(m.seq);
    if (known && known.text !== m.text) this.fault(`${m.conversation} seq ${m.seq} was ${known.text} and is now ${m.text}`);
    log.set(m.seq, { from: m.from, text: m.text });
    if (this.reply && m.from === "visitor" && !this.answered.has(`${m.conversation} ${m.text}`) && this.heads.get(m.conversation)?.officer?.id === this.name) {
      this.answered.add(`${m.conversation} ${m.text}`);
      this.send({ type: "message.send", id: randomUUID(), conversation: m.conversation, seen: Math.max(...log.keys()), text: `jawab: ${m.text}`, purpose: "question" });
    }
  }
  receive(f) {
    if (f.type === "welcome") {
      this.connects += 1;
      this.ws.send(JSON.stringify({ type: "presence.set", id: `p${randomUUID()}`, state: "available" }));
      for (const h of f.conversations) this.head(h);
      this.ready = true;
      this.resend();
    } else if (f.type === "conversation") this.head(f);
    else if (f.type === "message") {
      const key = `${f.conversation} ${f.seq}`;
      if (this.here.has(key)) this.fault(`${key} came twice on one connection`);
      this.here.add(key);
      this.hold(f);
    } else if (f.type === "ack") {
      if (f.messages) {
        for (const m of f.messages) if (m.type === "message") this.hold(m);
        if (f.more) this.fetch(f.conversation);
        return;
      }
      const p = this.pending.get(f.re);
      if (!p) return;
      this.pending.delete(f.re);
      this.acked.set(f.re, { seq: f.seq, conversation: p.frame.conversation, text: p.frame.text });
      const log = this.log(p.frame.conversation);
      const known = log.get(f.seq);
      if (known && known.text !== p.frame.text) this.fault(`ack says ${p.frame.conversation} seq ${f.seq}, which is ${known.text}`);
      log.set(f.seq, { from: "officer", text: p.frame.text });
    } else if (f.type === "error" && f.re && this.pending.has(f.re)) {
      const p = this.pending.get(f.re);
      if (f.code === "stale") {
        this.pending.delete(f.re);
        this.refused.push(f);
        for (const m of f.messages ?? []) this.hold(m);
        this.send({ ...p.frame, id: randomUUID(), seen: Math.max(...this.log(p.frame.conversation).keys()) });
      } else if (f.temporary) setTimeout_(() => this.transmit(p.frame), 300);
      else {
        this.pending.delete(f.re);
        this.refused.push(f);
        if (f.code !== "not_handling") this.fault(`refused: ${JSON.stringify(f)}`);
      }
    }
  }
}

/** The whole log of a conversation as an officer reads it. */
export async function read_all(socket, conversation) {
  const all = [];
  for (;;) {
    const page = await socket.ask({ type: "history.get", conversation, after: all.length });
    if (page.type !== "ack") throw new Error(`history.get: ${JSON.stringify(page)}`);
    all.push(...page.messages.filter((m) => m.type === "message"));
    if (!page.more) return all;
  }
}

/** What is wrong with a log against what was promised: an empty list, or sentences. */
export function compare(name, log, promised) {
  const faults = [];
  log.forEach((m, i) => m.seq === i + 1 || faults.push(`${name}: place ${i + 1} holds seq ${m.seq}`));
  for (const { seq, text, from } of promised) {
    const there = log.filter((m) => m.text === text && m.from === from);
    if (there.length !== 1) faults.push(`${name}: "${text}" is there ${there.length} times`);
    else if (seq !== undefined && there[0].seq !== seq) faults.push(`${name}: "${text}" was acked as ${seq} and is ${there[0].seq}`);
  }
  return faults;
}
