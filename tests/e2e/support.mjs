// Starts what the tests talk to, and the browser they look through.
//   start_daemon({limit_seconds, assignment, limits, messenger, time_separator, holders, second_factor, media_bytes}) -> { base, officers, accounts, cut(), close(), platform? }
// `limits` overrides the test's [limits]; `messenger` adds an account of the stand-in platform (tests/standin), given as `platform`;
// `media_bytes`: how large a file may be; `second_factor`: the roles that must have one; `holders`: [name, display] of account holders, given as `accounts`.
// The daemon is build/release/sahutd (or SAHUT_DAEMON) with a configuration of its own in a temporary folder.
// SAHUT_E2E=mock takes the mock office of web/mock instead, for work on the pages alone.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { setTimeout as wait } from "node:timers/promises";
import { chromium } from "playwright-core";

const top = fileURLToPath(new URL("../../", import.meta.url));
const build = process.env.SAHUT_BUILD ?? join(top, "build/release");
const axe_source = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

export const start_daemon = (options = {}) => (process.env.SAHUT_E2E === "mock" ? startMockOffice(options) : startRealDaemon(options));

async function startMockOffice({ limit_seconds, assignment = "auto", care }) {
  const { startMock } = await import(join(top, "web/mock/server.mjs"));
  const mock = await startMock({ answer_limit_ms: limit_seconds && limit_seconds * 1000, auto: assignment === "auto", care });
  const password = "rahasia-dev";
  return { base: mock.base, care: mock.care, accounts: [...mock.care.accounts.values()].map(({ name, display }) => ({ username: name, password, display })), officers: [{ username: "sari", password, name: "Sari" }, { username: "budi", password, name: "Budi" }], cut: async () => mock.drop(), close: () => mock.close() };
}

async function freePort() {
  const probe = createServer();
  probe.listen(0, "127.0.0.1");
  await once(probe, "listening");
  const { port } = probe.address();
  probe.close();
  await once(probe, "close");
  return port;
}

const no_limits = { visitor_messages_per_minute: 0, visitor_requests_per_minute: 0, connections_per_address: 0, requests_per_hour_per_address: 0, failed_lookups_per_minute: 0 };
const secrets = { E2E_SECRET: "standin-secret", E2E_VERIFY: "standin-verify", E2E_TOKEN: "standin-token" };
const channel = (platform) => `
[[channels]]
id = "fb-priok"
kind = "messenger"
office = "priok"
queue = "umum"
account = "104500000000017"
decision = "KEP-12/KPU.1/2026"
app_id = "700100200300"
app_secret = "env:E2E_SECRET"
verify_token = "env:E2E_VERIFY"
access_token = "env:E2E_TOKEN"
api_base = "${platform}"
`;

function configuration({ port, limit_seconds, assignment, limits, platform, time_separator, second_factor, media_bytes }) {
  const days = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"].map((d) => `[weekly.${d}]\nopen = "00:00"\nclose = "24:00"\n`).join("\n");
  const policy = limit_seconds ? `[policy]\nanswer_limit_minutes = ${limit_seconds / 60}\n` : "";
  const calendar = `id = "always"\ntimezone = "Asia/Jakarta"\nzone_label = "WIB"\ndata_from = "2026-01-01"\ndata_until = "2099-12-31"\n\n${days}\n${policy}`;
  const config = `listen = "127.0.0.1:${port}"
public_url = "http://127.0.0.1:${port}"
data_dir = "./data"

[redis]
url = "embedded"
durability = "everysec"

${second_factor ? `[officers]\nsecond_factor = ${JSON.stringify(second_factor)}\n` : ""}
${media_bytes ? `[media]\nbytes_max = ${media_bytes}\n` : ""}
${time_separator ? `[texts]\ntime_separator = "${time_separator}"\n` : ""}
[limits]
${Object.entries({ ...no_limits, ...limits }).map(([name, value]) => `${name} = ${value}`).join("\n")}

[[offices]]
id = "priok"
code = "PRI"
name = "KPU Bea dan Cukai Tipe A Tanjung Priok"
calendar = "calendar.toml"
complaint = "WhatsApp 0811-0000-0000"
webchat = {origins = ["http://127.0.0.1:${port}"], queue = "umum"}
queues = [
  {id = "umum", name = "Layanan Informasi", assignment = "${assignment}"},
  {id = "teknis", name = "Seksi Teknis", kind = "unit", assignment = "manual"},
]
${platform ? channel(platform) : ""}`;
  return { config, calendar };
}

async function run(program, args, input) {
  const child = spawn(program, args, { stdio: ["pipe", "pipe", "pipe"], env: { ...process.env, ...secrets } });
  let said = "";
  child.stdout.on("data", (d) => (said += d));
  child.stderr.on("data", (d) => (said += d));
  child.stdin.on("error", () => {}); // a program that reads nothing may have ended already
  child.stdin.end(input);
  const [code] = await once(child, "exit");
  if (code !== 0) throw new Error(`${program} ${args.join(" ")} ended with ${code}: ${said}`);
}

async function startRealDaemon({ limit_seconds, assignment = "auto", limits, messenger = false, time_separator, holders = [], second_factor, media_bytes }) {
  const daemon = process.env.SAHUT_DAEMON ?? join(build, "sahutd");
  const control = join(dirname(daemon), "sahutctl");
  if (!existsSync(daemon)) throw new Error(`${daemon} is missing: build the daemon first, or set SAHUT_E2E=mock`);
  const folder = mkdtempSync(join(tmpdir(), "sahut-e2e-"));
  const port = await freePort();
  const platform = messenger ? await (await import(join(top, "tests/standin/platform.mjs"))).start({ accessToken: secrets.E2E_TOKEN, appSecret: secrets.E2E_SECRET, webhookUrl: `http://127.0.0.1:${port}/webhooks/fb-priok` }) : undefined;
  const { config, calendar } = configuration({ port, limit_seconds, assignment, limits, platform: platform?.base, time_separator, second_factor, media_bytes });
  const file = join(folder, "sahut.toml");
  writeFileSync(file, config);
  writeFileSync(join(folder, "calendar.toml"), calendar);
  const base = `http://127.0.0.1:${port}`;
  let child;
  let said = "";

  const begin = async () => {
    child = spawn(daemon, ["--config", file], { cwd: top, stdio: ["ignore", "pipe", "pipe"], env: { ...process.env, ...secrets } });
    child.stdout.on("data", (d) => (said += d));
    child.stderr.on("data", (d) => (said += d));
    for (let tries = 0; tries < 200; tries += 1) {
      if (child.exitCode !== null) throw new Error(`the daemon ended with ${child.exitCode}:\n${said}`);
      const ready = await fetch(`${base}/readyz`).then((r) => r.ok, () => false);
      if (ready) return;
      await wait(100); // and looks again, twenty seconds at most
    }
    throw new Error(`the daemon did not become ready:\n${said}`);
  };
  const end = async () => {
    const ending = child;
    if (ending.exitCode !== null || ending.signalCode !== null) return;
    ending.kill("SIGTERM");
    const late = setTimeout(() => ending.kill("SIGKILL"), 15_000);
    await once(ending, "exit");
    clearTimeout(late);
  };
  await begin();
  const officers = [];
  for (const [username, name] of [["sari", "Sari Dewi"], ["budi", "Budi Santoso"]]) {
    const password = `rahasia-${username}-e2e`;
    await run(control, ["--config", file, "user", "add", username, "--office", "priok", "--display", name, "--role", "officer", "--queue", "umum", "--queue", "teknis", "--password-stdin"], `${password}\n`);
    officers.push({ username, password, name });
  }
  const accounts = [];
  for (const [username, display] of holders) {
    const password = `rahasia-${username}-e2e`;
    await run(control, ["--config", file, "account", "add", username, "--display", display, "--password-stdin"], `${password}\n`);
    accounts.push({ username, password, display });
  }
  return {
    base,
    officers,
    accounts,
    platform,
    disable: (username) => run(control, ["--config", file, "account", "disable", username], ""),
    /** Every connection breaks; the daemon comes back on the same data. */
    cut: async () => {
      await end();
      await begin();
    },
    close: async () => {
      await end();
      await platform?.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

export const start_browser = () =>
  chromium.launch({
    executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
    args: ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"],
  });

export const desktop = { width: 1280, height: 820 };
export const phone = { width: 390, height: 780 };

/** A person's browser of their own; `faults` gathers script errors and breaches of the page's policy. */
export async function person(browser, { viewport = desktop } = {}) {
  const context = await browser.newContext({ viewport, reducedMotion: "reduce" });
  const faults = [];
  context.on("weberror", (e) => faults.push(e.error().message));
  context.on("console", (m) => {
    if (/Content Security Policy|Content-Security-Policy/i.test(m.text())) faults.push(m.text());
  });
  return { context, faults, page: await context.newPage(), close: () => context.close() };
}

export async function open_widget(page, base) {
  await page.goto(`${base}/`);
  // A tab whose panel was open shows it again by itself.
  const launcher = page.getByRole("button", { name: /Tanya petugas|Ask an officer/ });
  const box = page.getByRole("textbox", { name: /Tulis pertanyaan|Write your question/ });
  await launcher.or(box).first().waitFor();
  if (await launcher.count()) await launcher.click();
  await page.getByRole("textbox", { name: /Tulis pertanyaan|Write your question/ }).waitFor();
}

export const question_box = (page) => page.getByRole("textbox", { name: /Tulis pertanyaan|Write your question/ });

export async function ask(page, text) {
  await question_box(page).fill(text);
  await page.keyboard.press("Enter");
}

/** The citizen's own lines with their states, as they stand in the log. */
export const own_lines = (page) =>
  page.locator(".line.visitor").evaluateAll((lines) => lines.map((l) => ({ text: l.querySelector(".bubble").textContent, sent: Boolean(l.querySelector(".sent")) })));

export async function sign_in(page, base, { username, password }) {
  await page.goto(`${base}/console/`);
  await page.getByLabel("Nama pengguna").fill(username);
  await page.getByLabel("Kata sandi").first().fill(password);
  await page.getByRole("button", { name: "Masuk" }).click();
  await page.getByLabel("Kehadiran").waitFor();
}

export const set_presence = (page, state) => page.getByLabel("Kehadiran").selectOption(state);
export const mine = (page) => page.locator('section[aria-labelledby="l-mine"] button.row');
export const waiting = (page, queue = "umum") => page.locator(`section[aria-labelledby="l-${queue}"] button.row`);

export async function reply(page, text, kind = "Jawaban") {
  await page.locator(".composer").getByText(kind, { exact: true }).click();
  await page.locator(".composer textarea").fill(text);
  await page.keyboard.press("Control+Enter");
}

/** What axe-core finds against WCAG 2.2 A and AA, in words short enough for a test's message. */
export async function accessibility(page) {
  await page.evaluate(axe_source);
  const result = await page.evaluate(() => window.axe.run(document, { runOnly: { type: "tag", values: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"] } }));
  return result.violations.map((v) => `${v.id}: ${v.nodes.map((n) => `${n.target.flat().join(" ")} (${n.any[0]?.message ?? v.help})`).join("; ")}`);
}

/** Our numbers that stand on more than one line, in all that can be seen of a page. */
export const broken_numbers = (page) => page.evaluate(() => {
  const found = [];
  const look = (root) => {
    const walk = document.createTreeWalker(root, NodeFilter.SHOW_ELEMENT | NodeFilter.SHOW_TEXT);
    for (let node = walk.nextNode(); node; node = walk.nextNode()) {
      if (node.shadowRoot) look(node.shadowRoot);
      if (node.nodeType !== Node.TEXT_NODE || node.parentElement.closest("a, .hidden")) continue;
      for (const m of node.data.matchAll(/(?:REF|ESK)-\d{6}-\d+-\d/g)) {
        const range = document.createRange();
        range.setStart(node, m.index);
        range.setEnd(node, m.index + m[0].length);
        if (new Set([...range.getClientRects()].map((r) => Math.round(r.top))).size > 1) found.push(`${m[0]} in ${node.parentElement.closest("[class]")?.className}: ${node.data.slice(0, 60)}`);
      }
    }
  };
  look(document);
  return found;
});

/** Waits until the value is what it should be; fails with what it was last. */
export async function eventually(read, holds, limit_ms = 10_000) {
  let value;
  for (const end = Date.now() + limit_ms; Date.now() < end; await wait(50)) {
    value = await read();
    if (holds(value)) return value;
  }
  throw new Error(`still not so after ${limit_ms} ms: ${JSON.stringify(value)}`);
}
