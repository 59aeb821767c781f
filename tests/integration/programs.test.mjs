// sahutd and sahutctl from the command line; what the log says, and what it never says.
import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import { always_open, eventually, free_port, new_folder, priok, run, sahutctl, sahutd, start_daemon, top, wait } from "./support.mjs";

const jakarta = join(top, "config/calendars/jakarta.toml");

describe("sahutd", () => {
  let folder;
  before(() => (folder = new_folder()));
  after(() => rmSync(folder, { recursive: true, force: true }));

  const bad = `listen = "nowhere"
public_url = "ftp://x"
workers = 0
unknown_key = 1
[redis]
url = "embedded"
durability = "replicated"
[limits]
text_chars = -5
[[offices]]
id = "priok"
code = "PRI"
name = "Priok"
calendar = "broken.toml"
queues = [{id = "umum", name = "Umum", assignment = "auto"}]
[[offices]]
id = "priok"
code = "PRI"
name = "Priok"
calendar = "missing.toml"
queues = []
[[channels]]
id = "fb"
kind = "messenger"
office = "nowhere"
queue = "umum"
account = "1"
decision = "KEP"
app_secret = "env:SAHUT_TEST_NO_SUCH_SECRET"
verify_token = "inline-secret"
access_token = "file:no-such-file"
`;
  const broken = `id = "x"
timezone = "Asia/Atlantis"
data_from = "2026-01-01"
data_until = "2099-12-31"
[weekly.mon]
open = "17:00"
close = "07:30"
`;

  for (const args of [["--check-config"], []]) {
    test(`a bad configuration prints every fault with its place and exits 78 ${args[0] ?? "at a start too"}`, async () => {
      const file = join(folder, "sahut.toml");
      writeFileSync(file, bad);
      writeFileSync(join(folder, "broken.toml"), broken);
      const done = await run(sahutd, ["--config", file, ...args]);
      assert.equal(done.code, 78, done.stderr);
      const said = done.stdout + done.stderr;
      for (const fault of ["listen", "public_url", "workers", "unknown_key", "durability", "limits.text_chars", "offices[1].id", "offices[1].queues", "channels[0].office", "channels[0].app_secret", "channels[0].verify_token", "channels[0].access_token", "timezone", "weekly.mon.close", "missing.toml"])
        assert.ok(said.includes(fault), `no word of ${fault} in:\n${said}`);
      assert.ok(said.includes("sahut.toml") && said.includes("broken.toml"));
      assert.ok(/sahut\.toml:\d+/.test(said), "with lines");
      const begin = args.length > 0 ? /^(warning: )?\/.*\.toml:\d+: [\w.[\]]+: / : /^\S+Z (warning|critical) configuration: \/.*\.toml:\d+: [\w.[\]]+: /;
      for (const line of said.trim().split("\n").slice(0, -1)) assert.match(line, begin, "each fault with its file, line and field");
      assert.ok(!said.includes("inline-secret"), "a secret is never shown");
    });
  }

  test("as JSON, each fault and warning of a start is an object too", async () => {
    const file = join(folder, "as_json.toml");
    writeFileSync(file, `${bad}[log]\nformat = "json"\n`);
    const done = await run(sahutd, ["--config", file]);
    assert.equal(done.code, 78, done.stderr);
    assert.equal(done.stdout, "");
    const lines = done.stderr.trim().split("\n").map((l) => JSON.parse(l));
    assert.ok(lines.length > 10);
    for (const l of lines) {
      assert.match(l.time, /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);
      assert.ok(["warning", "critical"].includes(l.level) && l.logger === "configuration" && l.message.length > 0, JSON.stringify(l));
    }
  });

  test("broken TOML and a missing file exit 78", async () => {
    const file = join(folder, "torn.toml");
    writeFileSync(file, "listen = \n");
    const torn = await run(sahutd, ["--config", file]);
    assert.equal(torn.code, 78);
    assert.match(torn.stdout + torn.stderr, /torn\.toml:\d+/);
    assert.equal((await run(sahutd, ["--config", join(folder, "nothing.toml")])).code, 78);
  });

  for (const args of [["--check-config"], []]) {
    test(`files that cannot be used are faults of the configuration: 78, with the path and what to do ${args[0] ?? "at a start too"}`, async (t) => {
      const d = await start_daemon();
      t.after(() => d.close());
      await d.end();
      const refused = async (...words) => {
        const done = await run(sahutd, ["--config", d.file, ...args]);
        assert.equal(done.code, 78, done.stdout + done.stderr);
        for (const word of words) assert.ok(done.stderr.includes(word), `no word of ${word} in ${done.stderr}`);
      };
      const key = readFileSync(join(d.folder, "data/master.key"));
      writeFileSync(join(d.folder, "data/master.key"), "garbage");
      await refused("data_dir", join(d.folder, "data/master.key"), "bring the file back");
      writeFileSync(join(d.folder, "data/master.key"), key);
      writeFileSync(join(d.folder, "cert.pem"), "garbage");
      writeFileSync(join(d.folder, "key.pem"), "garbage", { mode: 0o600 });
      const plain = readFileSync(d.file, "utf8");
      writeFileSync(d.file, `${plain}\n[tls]\ncertificate = "cert.pem"\nkey = "key.pem"\n`);
      await refused("tls.certificate", join(d.folder, "cert.pem"));
      writeFileSync(d.file, plain);
    });
  }

  test("a key that is not the one under which the store was sealed, and a folder that cannot be made: 78, with the way out", async (t) => {
    const d = await start_daemon();
    t.after(() => d.close());
    await d.end();
    const file = join(d.folder, "data/master.key");
    const key = readFileSync(file);
    writeFileSync(file, randomBytes(32).toString("base64"));
    const strange = await run(sahutd, ["--config", d.file]);
    assert.equal(strange.code, 78, strange.stderr);
    assert.match(strange.stderr, /keys\.previous.*master\.key.*data_dir/);
    writeFileSync(file, key);
    const nowhere = await run(sahutd, ["--config", d.file], "", { SAHUT_DATA_DIR: "/proc/nowhere/data" });
    assert.equal(nowhere.code, 78);
    assert.match(nowhere.stderr, /data_dir: \/proc\/nowhere\/data cannot be made: .*name a folder/);
  });

  test("the log of a quiet life warns of nothing; as JSON every line is an object, whatever it says", async (t) => {
    const d = await start_daemon({ log: { format: "json" }, policy: { courtesy: "close", care_late_window_minutes: 120 } });
    t.after(() => d.close());
    writeFileSync(join(d.folder, "calendar-priok.toml"), 'id = "a\\"b"\n= broken');
    await d.control("calendar", "reload");
    await d.end();
    const lines = d.log.trim().split("\n").map((l) => JSON.parse(l));
    assert.ok(lines.some((l) => l.message === "stopped"));
    assert.deepEqual(lines.filter((l) => l.level === "warning").map((l) => l.message), []);
    assert.ok(lines.some((l) => l.level === "error" && l.message.includes("calendar-priok.toml")));
  });

  test("SIGTERM in the middle of an operator's commands ends in order", async () => {
    for (const pause of [0, 20, 60]) {
      const d = await start_daemon();
      const asked = Array.from({ length: 6 }, (_, i) => run(sahutctl, ["--config", d.file, "user", "add", `p${i}`, "--office", "priok", "--role", "officer", "--password-stdin"], "rahasia-operator-uji\n"));
      asked.push(d.control("outbox", "list"), d.control("user", "list"));
      await wait(pause); // their beginning, their midst
      await d.end();
      assert.equal(d.child.exitCode, 0, d.log);
      assert.match(d.log, /stopped/);
      for (const done of await Promise.all(asked)) assert.ok([0, 69, 75].includes(done.code), `${done.code} ${done.stderr}`);
      await d.close();
    }
  });

  test("the sample configuration is good, --check-config exits 0 and leaves nothing behind", async () => {
    const done = await run(sahutd, ["--config", join(top, "config/sample/sahut.toml"), "--check-config"]);
    assert.equal(done.code, 0, done.stderr);
  });

  test("--version says one", async () => {
    const done = await run(sahutd, ["--version"]);
    assert.equal(done.code, 0);
    assert.match(done.stdout, /\d+\.\d+/);
  });

  test("a data directory takes one daemon, a port too", async (t) => {
    const d = await start_daemon();
    t.after(() => d.close());
    const port = await free_port();
    const same_data = await run(sahutd, ["--config", d.file], "", { SAHUT_LISTEN: `127.0.0.1:${port}` });
    assert.notEqual(same_data.code, 0);
    mkdirSync(join(folder, "other"), { recursive: true });
    const same_port = await run(sahutd, ["--config", d.file], "", { SAHUT_DATA_DIR: join(folder, "other") });
    assert.notEqual(same_port.code, 0);
    assert.equal((await d.http("GET", "/readyz")).status, 200);
  });
});

describe("sahutctl sla explain", () => {
  const explain = (...args) => run(sahutctl, ["sla", "explain", "--calendar", jakarta, ...args]);
  test("the worked examples, without a daemon and without a configuration", async () => {
    const done = await explain("2026-11-23T10:00:00+07:00");
    assert.equal(done.code, 0, done.stderr);
    const o = JSON.parse(done.stdout);
    for (const key of ["received", "rule", "reason", "effective", "answer_due", "ticket_at", "ticket_due", "care_due", "beyond_data", "calendar", "revision"]) assert.ok(key in o, key);
    assert.deepEqual([o.rule, o.reason, o.received, o.answer_due, o.ticket_due], ["R60", "office_hours", "2026-11-23T03:00:00.000Z", "2026-11-23T04:00:00.000Z", "2026-11-25T10:00:00.000Z"]);
    const late = JSON.parse((await explain("2026-12-23T15:30:00+07:00")).stdout);
    assert.deepEqual([late.rule, late.reason, late.answer_due], ["R2D", "late_window", "2026-12-29T10:00:00.000Z"]);
  });
  test("instants from stdin, one object a line; what is none is told, the run goes on and ends with 65", async () => {
    const done = await run(sahutctl, ["sla", "explain", "--calendar", jakarta, "-"], "2026-11-23T10:00:00+07:00\nkemarin\n2026-11-28T02:00:00Z\n");
    assert.equal(done.code, 65);
    const lines = done.stdout.trim().split("\n").map((l) => JSON.parse(l));
    assert.equal(lines.length, 3);
    assert.ok(lines[1].error);
    assert.deepEqual([lines[0].rule, lines[2].reason], ["R60", "non_working_day"]);
    assert.equal((await run(sahutctl, ["sla", "explain", "--calendar", jakarta, "-"], "2026-11-23T10:00:00Z\n")).code, 0);
  });
  test("an output that cannot be written is no success", async () => {
    const done = await run("/bin/sh", ["-c", '"$0" sla explain --calendar "$1" 2026-11-23T10:00:00+07:00 >/dev/full', sahutctl, jakarta]);
    assert.equal(done.code, 74);
    assert.match(done.stderr, /could not be written/);
  });
  test("without an instant: now", async () => {
    const o = JSON.parse((await explain()).stdout);
    assert.ok(Math.abs(Date.parse(o.received) - Date.now()) < 60_000);
  });
});

describe("sahutctl through the daemon", () => {
  let d;
  before(async () => {
    d = await start_daemon();
  });
  after(() => d?.close());

  test("accounts: add, list, and what is refused", async () => {
    await d.add_user("sari", { queues: ["umum"] });
    const list = await d.control("user", "list");
    assert.equal(list.code, 0);
    assert.match(list.stdout, /sari/);
    assert.ok(!list.stdout.includes("argon2") && !list.stdout.includes("rahasia"));
    const add = (args, password = "cukup-panjang-sekali\n") => run(sahutctl, ["--config", d.file, "user", "add", ...args, "--password-stdin"], password);
    for (const [what, args, password] of [
      ["twice", ["sari", "--office", "priok", "--role", "officer"]],
      ["no such office", ["budi", "--office", "nowhere", "--role", "officer"]],
      ["no such role", ["budi", "--office", "priok", "--role", "king"]],
      ["no such queue", ["budi", "--office", "priok", "--role", "officer", "--queue", "none"]],
      ["no password", ["budi", "--office", "priok", "--role", "officer"], ""],
    ]) {
      const done = await add(args, password);
      assert.notEqual(done.code, 0, what);
      assert.ok(done.stderr.length > 0, what);
    }
    assert.equal((await d.login("sari")).status, 200, "the first stays");
    for (const role of ["officer", "coordinator", "superior", "office_head", "auditor", "administrator"]) assert.equal((await add([`orang-${role}`, "--office", "priok", "--role", role])).code, 0, role);
    for (const verb of ["disable", "enable"]) assert.equal((await d.control("user", verb, "nobody")).code, 1, verb);
    assert.notEqual((await d.control("ticket", "show", "ESK-261123-00001-7")).code, 0);
    assert.notEqual((await d.control("conversation", "show", "PRI-none")).code, 0);
    assert.notEqual((await d.control("nonsense")).code, 0);
    for (const what of ["outbox", "journal"]) assert.equal((await d.control(what, "list")).code, 0, what);
  });

  test("accounts: set, password, disable, enable", async () => {
    await d.add_user("wati", { queues: ["umum"] });
    const of = async () => (await d.control("user", "list")).stdout.split("\n").filter(Boolean).map(JSON.parse).find((u) => u.name === "wati");
    const first = await d.login("wati");
    assert.equal(first.status, 200);
    assert.equal((await d.control("user", "set", "wati", "--role", "coordinator", "--queue", "all")).code, 0);
    assert.deepEqual([(await of()).role, (await of()).queues], ["coordinator", []]);
    assert.equal((await d.control("user", "set", "wati", "--queue", "umum")).code, 0);
    assert.deepEqual([(await of()).role, (await of()).queues], ["coordinator", ["umum"]], "what is not named stays");
    assert.equal((await d.control("user", "set", "wati")).code, 64);
    assert.equal((await d.control("user", "set", "wati", "--role", "king")).code, 65);
    assert.equal((await d.control("user", "set", "wati", "--queue", "none")).code, 65);
    assert.equal((await d.control("user", "set", "nobody", "--role", "officer")).code, 1);
    const password = (name, given) => run(sahutctl, ["--config", d.file, "user", "password", name, "--password-stdin"], given);
    assert.equal((await password("wati", "")).code, 65);
    assert.equal((await password("nobody", "kata-sandi-yang-baru-sekali\n")).code, 1);
    assert.equal((await password("wati", "kata-sandi-yang-baru-sekali\n")).code, 0);
    assert.equal((await d.login("wati")).status, 401, "the old one is gone");
    assert.equal((await d.login("wati", "kata-sandi-yang-baru-sekali")).status, 200);
    assert.equal((await d.control("user", "disable", "wati")).code, 0);
    assert.notEqual((await d.login("wati", "kata-sandi-yang-baru-sekali")).status, 200);
    assert.equal((await d.control("user", "enable", "wati")).code, 0);
    assert.equal((await d.login("wati", "kata-sandi-yang-baru-sekali")).status, 200);
  });

  test("version and exit codes are told; a folder has one daemon", async () => {
    for (const words of [["version"], ["--version"]]) assert.match((await run(sahutctl, words)).stdout, /^sahutctl \d+\.\d+/);
    assert.match((await run(sahutctl, ["--help"])).stdout, /78 faulty configuration/);
    const second = join(d.folder, "second.toml");
    writeFileSync(second, readFileSync(d.file, "utf8").replace(/listen = .*/, `listen = "127.0.0.1:${await free_port()}"`));
    const done = await run(sahutd, ["--config", second]);
    assert.equal(done.code, 69, done.stderr);
    assert.match(done.stderr, /data_dir: another daemon \(pid \d+\) holds/);
    assert.equal((await d.control("user", "list")).code, 0, "the first one's door still answers");
  });

  test("beside a daemon no secret of the store is needed", async () => {
    const bare = join(d.folder, "bare.toml");
    writeFileSync(bare, readFileSync(d.file, "utf8") + '\n[keys]\ncurrent = "env:SAHUT_TEST_NO_SUCH_KEY"\n');
    const done = await run(sahutctl, ["--config", bare, "user", "list"]);
    assert.equal(done.code, 0, done.stderr);
    assert.equal((await run(sahutd, ["--check-config", "--config", bare])).code, 78, "the daemon itself needs it");
  });

  test("a calendar whose data has ended warns and serves", async () => {
    const ended = await start_daemon({ offices: [priok({ calendar: always_open({}, { data_until: "2026-03-01" }) })] });
    try {
      assert.match(ended.log, /data_until: 2026-03-01 is past/);
      await eventually(() => /calendar office=priok: the calendar's data ended \d+ day\(s\) ago/.test(ended.log), "the day's line in the log");
      assert.match((await ended.http("GET", "/metrics")).body, /sahut_calendar_data_seconds\{office="priok"\} -\d+/);
      const reloaded = await ended.control("calendar", "reload");
      assert.equal(reloaded.code, 0, reloaded.stderr);
      assert.match(reloaded.stdout, /warning: .*is past/);
    } finally {
      await ended.close();
    }
  });

  test("the log and the operator's words never hold a text, an identity, a token or a secret", async () => {
    const o = await d.officer("sari");
    const v = await d.visitor();
    const words = ["KALIMAT-RAHASIA-WARGA", "JAWABAN-RAHASIA", "CATATAN-RAHASIA", "Budi Rahasia", "rahasia@contoh.id", "3174099999999999", "081299998888"];
    const ack = await v.write(words[0]);
    await v.ask("identity.set", { name: words[3], email: words[4], nik: words[5], phone: words[6] });
    await o.state(ack.conversation, "assigned");
    await o.ask("note.add", { conversation: ack.conversation, text: words[2] });
    await o.answer(ack.conversation, words[1]);
    await o.ask("conversation.close", { conversation: ack.conversation, outcome: "answered" });
    v.raw(`{"type":"message.send","text":"${words[0]}"`);
    v.raw(words[0]);
    await v.refused("message.send", { text: words[0].repeat(300) });
    await v.refused(words[0], {});
    await d.login("sari", words[1]);
    const state = v.of("conversation").find((f) => f.secret);
    await d.http("GET", `/api/v1/tickets/${encodeURIComponent(words[0])}`, { headers: { "Sahut-Ticket-Secret": words[1] } });
    await d.http("GET", `/${words[0]}`);
    const shown = await d.control("conversation", "show", ack.conversation);
    assert.equal(shown.code, 0, shown.stderr);
    const before = d.log.length;
    await d.login("sari", "bukan-kata-sandinya");
    await eventually(() => d.log.slice(before).includes("\n"), "the line of what came last");
    for (const word of [...words, o.token, v.welcome.token, state.secret, "rahasia-sari-uji"])
      for (const [where, text] of [["the log", d.log], ["conversation show", shown.stdout]]) assert.ok(!text.includes(word), `${word} in ${where}`);
  });

  test("without a daemon: 69 and a clear line", async () => {
    const e = await start_daemon();
    await e.end();
    for (const args of [["user", "list"], ["ticket", "show", "ESK-261123-00001-7"], ["outbox", "list"]]) {
      const done = await e.control(...args);
      assert.equal(done.code, 69, args.join(" "));
      assert.match(done.stderr, /daemon|sahutd/i);
    }
    await e.close();
  });
});
