// With --json whatever a command complains of is one object a line, and each names the exit code: of every command, whatever is wrong.
import assert from "node:assert/strict";
import { openSync, readFileSync, writeFileSync } from "node:fs";
import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import { run, sahutctl, start_daemon, top } from "./support.mjs";

const account = ["--office", "priok", "--role", "officer", "--password-stdin"];
const calendar = ["--calendar", join(top, "config/calendars/jakarta.toml")];
// Of each command one that ends well, and what is wrong with the data or names that another gives it; null: it has none.
const commands = {
  "version": { good: [], wrong: null },
  "completion": { good: ["bash"], wrong: [64, ["fish"]] },
  "sla explain": { good: calendar, wrong: [65, [...calendar, "yesterday"]] },
  "user add": { good: ["sari", ...account], input: "kopi tubruk pagi\n", wrong: [65, ["budi", ...account], "pendek\n"] },
  "user set": { good: ["sari", "--display", "Sari"], wrong: [1, ["nobody", "--display", "Sari"]] },
  "user password": { good: ["sari", "--password-stdin"], input: "teh manis sore\n", wrong: [65, ["sari", "--password-stdin"], "sari2026sari2026\n"] },
  "user second-factor": { wrong: [1, ["sari", "--remove"]] },
  "user enable": { good: ["sari"], wrong: [1, ["nobody"]] },
  "user disable": { good: ["sari"], wrong: [1, ["nobody"]] },
  "user list": { good: [], wrong: null },
  "account add": { good: ["ptsamudra", "--display", "PT Samudra", "--password-stdin"], input: "es teh tawar\n", wrong: [65, ["ptlaut", "--display", "PT Laut", "--password-stdin"], "pendek\n"] },
  "account password": { good: ["ptsamudra", "--password-stdin"], input: "wedang jahe hangat\n", wrong: [1, ["nobody", "--password-stdin"], "wedang jahe hangat\n"] },
  "account disable": { good: ["ptsamudra"], wrong: [1, ["nobody"]] },
  "account enable": { good: ["ptsamudra"], wrong: [1, ["nobody"]] },
  "account list": { good: [], wrong: null },
  "visitor revoke": { wrong: [1, ["PRI-none"]] },
  "ticket show": { wrong: [65, ["nonsense"]] },
  "conversation show": { wrong: [1, ["PRI-none"]] },
  "conversation release": { wrong: [1, ["PRI-none"]] },
  "conversation assign": { wrong: [1, ["PRI-none", "sari"]] },
  "media orphans": { good: [], wrong: null },
  "message raw": { wrong: [1, ["PRI-none", "1"]] },
  "queue move": { wrong: [65, ["umum", "nowhere", "--office", "priok"]] },
  "keys rewrap": { good: [], wrong: null },
  "unreadable": { good: [], wrong: null },
  "calendar reload": { good: [], wrong: null },
  "reload": { good: [], wrong: null },
  "status": { good: [], wrong: null },
  "channel setup": { wrong: [1, ["fb"]] },
  "channel check": { wrong: [1, ["fb"]] },
  "outbox list": { good: [], wrong: null },
  "outbox retry": { wrong: [1, ["fb/1"]] },
  "outbox drop": { wrong: [1, ["fb/1"]] },
  "journal list": { good: [], wrong: null },
  "journal retry": { wrong: [1, ["fb/1"]] },
  "journal drop": { wrong: [1, ["fb/1"]] },
};
const without_daemon = ["version", "completion", "sla explain"];
const words_of = (name) => name.split(" ");
const given = (name) => commands[name].good ?? commands[name].wrong[1];

function check(done, code, what) {
  assert.equal(done.code, code, `${what}: ${done.stdout}${done.stderr}`);
  const lines = `${done.stdout}\n${done.stderr}`.split("\n").filter(Boolean).map((line) => JSON.parse(line));
  const complaints = lines.filter((l) => "error" in l);
  assert.deepEqual(complaints.map((l) => l.exit), complaints.map(() => code), `${what}: ${JSON.stringify(complaints)}`);
  if (code !== 0) assert.ok(complaints.length > 0, `${what} says why`);
  else assert.equal(complaints.length, 0, what);
}

describe("with --json", () => {
  let d;
  const control = (words, input = "") => run(sahutctl, ["--json", "--config", d.file, ...words], input);
  before(async () => (d = await start_daemon()));
  after(() => d?.close());

  test("every command is in the table", async () => {
    const { stdout } = await run(sahutctl, ["completion", "bash"]);
    const paths = stdout.match(/^ +(\/.*)\) path=/m)[1].split("|").map((p) => p.slice(1).replaceAll("/", " "));
    const leaves = paths.filter((p) => !paths.some((other) => other.startsWith(`${p} `)));
    assert.deepEqual(leaves.sort(), Object.keys(commands).sort());
  });

  for (const [name, { good, input, wrong }] of Object.entries(commands))
    test(`${name}: what ends well complains of nothing; a wrong word and wrong data name the exit code`, async () => {
      if (good && name !== "completion") check(await control([...words_of(name), ...good], input), 0, name);
      check(await control([...words_of(name), ...given(name), "--bogus"]), 64, `${name} --bogus`);
      if (wrong) check(await control([...words_of(name), ...wrong[1]], wrong[2]), wrong[0], `${name} ${wrong[1].join(" ")}`);
    });

  test("sla explain: each line that is no instant, a calendar that is faulty, and one that ends beside an instant that is none", async () => {
    check(await control(["sla", "explain", ...calendar, "-"], "\nyesterday\n"), 65, "lines");
    check(await control(["sla", "explain", "--calendar", join(d.folder, "nowhere.toml")]), 78, "no calendar");
    const text = readFileSync(calendar[1], "utf8");
    writeFileSync(join(d.folder, "ended.toml"), text.replace(/^data_until.*$/m, 'data_until = "2026-11-01"'));
    const done = await control(["sla", "explain", "--calendar", join(d.folder, "ended.toml"), "yesterday"]);
    check(done, 65, "an end and no instant");
    assert.match(JSON.parse(done.stderr.split("\n")[0]).said, /^warning: .*data_until: 2026-11-01 is past/, "the end comes first");
  });

  test("output that cannot be written", () => {
    const full = openSync("/dev/full", "w");
    const done = spawnSync(sahutctl, ["--json", "version"], { stdio: ["ignore", full, "pipe"], encoding: "utf8" });
    check({ code: done.status, stdout: "", stderr: done.stderr }, 74, "a full disk");
  });

  test("no --config, no daemon, a faulty configuration", async () => {
    await d.end();
    const text = readFileSync(d.file, "utf8");
    for (const name of Object.keys(commands).filter((n) => !without_daemon.includes(n))) {
      const words = [...words_of(name), ...given(name)];
      check(await run(sahutctl, [...words, "--json"], "x\n"), 64, `${name} without --config`);
      check(await control(words, "x\n"), 69, `${name} without a daemon`);
    }
    for (const [fault, says] of [["nonsense = 1\n", "nonsense"], ["workers = = 1\n", "sahut.toml:1"]]) {
      writeFileSync(d.file, fault + text);
      for (const name of Object.keys(commands).filter((n) => !without_daemon.includes(n))) {
        const done = await control([...words_of(name), ...given(name)], "x\n");
        check(done, 78, `${name} with ${fault}`);
        assert.ok(done.stderr.includes(says), done.stderr);
      }
    }
    writeFileSync(d.file, text);
  });
});
