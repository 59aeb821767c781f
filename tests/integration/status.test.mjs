// sahutctl status, its shell completion and its help.
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { after, before, describe, test } from "node:test";
import { eventually, hire, run, sahutctl, start_daemon } from "./support.mjs";

describe("sahutctl status", () => {
  let d;
  before(async () => {
    d = await start_daemon();
  });
  after(() => d?.close());

  test("says who waits, who is there, the store, the calendar's end and what is wrong", async () => {
    const clerk = await d.officer(await hire(d, { queues: ["umum"] }), { presence: "away" });
    const v = await d.visitor();
    await v.write("Bagaimana cara impor?");
    const done = await d.control("status", "--json");
    assert.deepEqual([done.code, done.stderr], [0, ""]);
    const s = JSON.parse(done.stdout);
    assert.match(s.version, /^\d+\.\d+/);
    assert.ok(Math.abs(Date.parse(s.up_since) - Date.now()) < 120_000);
    assert.deepEqual([s.daemon, s.store, s.store_writable, s.log_lines_dropped], [true, "embedded", true, 0]);
    assert.ok(s.epoch && s.store_memory_percent >= 0);
    const [office] = s.offices;
    assert.deepEqual([office.office, office.unanswered, office.officers], ["priok", 1, { offline: 0, away: 1, available: 0 }]);
    const umum = office.queues.find((q) => q.queue === "umum");
    assert.deepEqual([umum.waiting, umum.tickets, umum.tickets_overdue], [1, 0, 0]);
    assert.ok(office.calendar_days > 10_000);
    assert.deepEqual(s.warnings, ["queue priok/umum: 1 wait and no officer of the office is available"]);

    const page = await d.control("status");
    assert.equal(page.code, 0);
    for (const line of [/^sahut \d\S*, up since 20/m, /^store embedded, epoch \S+/m, /^office priok: 1 unanswered, 0 due within 5 min; officers 0 available 1 away 0 offline$/m, /^ {2}queue umum +1 waiting, oldest \d+ s; 0 ticket\(s\), 0 overdue$/m, /^warning: queue priok\/umum/m])
      assert.match(page.stdout, line);
    assert.doesNotMatch(done.stdout + page.stdout, /impor/);

    await clerk.ask("presence.set", { state: "available" });
    await eventually(async () => JSON.parse((await d.control("status", "--json")).stdout).warnings.length === 0, "no warning");
    await clerk.leave();
  });

  test("every listing takes --json", async () => {
    for (const what of ["user", "outbox", "journal"]) {
      const plain = await d.control(what, "list"), json = await d.control(what, "list", "--json");
      assert.deepEqual(json, plain);
      assert.equal(json.code, 0);
    }
  });
});

describe("sahutctl's command line", () => {
  test("the help tells the exit codes, and version the version", async () => {
    const help = await run(sahutctl, ["--help"]);
    assert.equal(help.code, 0);
    for (const code of ["64", "65", "69", "70", "74", "75", "78"]) assert.match(help.stdout, new RegExp(`\\b${code}\\b`));
    assert.match((await run(sahutctl, ["version"])).stdout, /^sahutctl \d+\.\d+\.\d+\n$/);
  });

  test("bash completes commands, subcommands and options", async () => {
    const script = (await run(sahutctl, ["completion", "bash"])).stdout;
    assert.equal(spawnSync("bash", ["-n"], { input: script }).status, 0);
    const complete = (...words) => {
      const list = words.map((w) => `'${w}'`).join(" ");
      const done = spawnSync("bash", ["--norc"], { input: `${script}\nCOMP_WORDS=(${list}) COMP_CWORD=${words.length - 1}\n_sahutctl\nprintf '%s\\n' "\${COMPREPLY[@]}"\n`, encoding: "utf8" });
      assert.equal(done.stderr, "");
      return done.stdout.split("\n").filter(Boolean);
    };
    assert.deepEqual(complete("sahutctl", "conv"), ["conversation"]);
    assert.deepEqual(complete("sahutctl", "user", "").filter((w) => !w.startsWith("-")).sort(), ["add", "disable", "enable", "list", "password", "second-factor", "set"]);
    assert.deepEqual(complete("sahutctl", "--config", "F", "conversation", "ass"), ["assign"]);
    assert.deepEqual(complete("sahutctl", "user", "add", "sari", "--ro"), ["--role"]);
    assert.deepEqual(complete("sahutctl", "status", "--j"), ["--json"]);
    assert.equal((await run(sahutctl, ["completion", "fish"])).code, 64);
  });

  test("zsh completes the same", async () => {
    const script = (await run(sahutctl, ["completion", "zsh"])).stdout;
    const complete = (...words) => {
      const list = words.map((w) => `'${w}'`).join(" ");
      const input = `compdef() { : }\ncompadd() { shift; print -l -- "$@" }\n_files() { : }\n${script}\nwords=(${list}); CURRENT=${words.length}\n_sahutctl\n`;
      const done = spawnSync("zsh", ["-f"], { input, encoding: "utf8" });
      assert.ok(!done.error, `zsh is missing: script/install-dependencies test (${done.error})`);
      assert.equal(done.stderr, "");
      return done.stdout.split("\n").filter(Boolean);
    };
    assert.match(script, /^#compdef sahutctl\n/);
    assert.ok(complete("sahutctl", "").includes("conversation"));
    assert.deepEqual(complete("sahutctl", "user", "").filter((w) => !w.startsWith("-")).sort(), ["add", "disable", "enable", "list", "password", "second-factor", "set"]);
    assert.ok(complete("sahutctl", "--config", "F", "conversation", "").includes("assign"));
    assert.ok(complete("sahutctl", "user", "add", "sari", "").includes("--role"));
  });

  test("--json makes an object of every answer and every complaint", async () => {
    const d = await start_daemon();
    for (const [words, code] of [
      [["version"], 0], [["user", "list"], 0], [["status"], 0], [["reload"], 0], [["calendar", "reload"], 0], [["unreadable"], 0],
      [["user", "disable", "nobody"], 1], [["ticket", "show", "x"], 65], [["conversation", "show", "PRI-x"], 1], [["outbox", "drop", "x/1"], 1],
      [["bogus"], 64], [["user", "add", "q", "--office", "priok"], 64], [["status", "extra"], 64], [[], 64],
    ])
      for (const args of [[...words, "--json"], ["--json", ...words]]) {
        const done = await run(sahutctl, ["--config", d.file, ...args]);
        assert.equal(done.code, code, `${args}: ${done.stderr}`);
        for (const line of done.stdout.split("\n").filter(Boolean)) JSON.parse(line);
        for (const line of done.stderr.split("\n").filter(Boolean)) assert.ok(code === 0 || JSON.parse(line).exit === code, line);
        if (code === 0 && words[0] !== "user") assert.ok(done.stdout.length + done.stderr.length > 2, `${args}`);
      }
    const nowhere = await run(sahutctl, ["--json", "status"]);
    assert.deepEqual([nowhere.code, JSON.parse(nowhere.stderr).exit], [64, 64]);
    assert.match(JSON.parse(nowhere.stderr).error, /--config/);
    assert.match(JSON.parse((await run(sahutctl, ["version", "--json"])).stdout).version, /^\d+\.\d+/);
    await d.end();
    const gone = await run(sahutctl, ["--config", d.file, "reload", "--json"]);
    assert.equal(JSON.parse(gone.stderr).exit, 69);
    await d.close();
  });

  test("the help of every command tells the exit codes", async () => {
    for (const words of [[], ["user", "add"], ["status"], ["outbox", "list"]]) assert.match((await run(sahutctl, [...words, "--help"])).stdout, /Exit codes: 0 done, 1 no such thing, 64 usage, 65 bad data/, words.join(" "));
  });

  test("reload without a daemon: 69 with a word", async () => {
    const d = await start_daemon();
    await d.end();
    const done = await run(sahutctl, ["--config", d.file, "reload"]);
    assert.equal(done.code, 69);
    await d.close();
  });
});
