// sahutctl on a Redis of the office's own: with and without daemons, and what it says where it cannot do its work.
import assert from "node:assert/strict";
import { chmodSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, test } from "node:test";
import { add_officer, folder_for, free_port, login, officer_socket, start_daemon, start_redis, write_config } from "./failure_support.mjs";
import { run, sahutctl } from "./support.mjs";
import { eventually, start_social } from "./social_support.mjs";

const control = (file, words, input = "") => run(sahutctl, ["--config", file, ...words], input);
const add = (file, name) => control(file, ["user", "add", name, "--office", "priok", "--role", "officer", "--queue", "umum", "--password-stdin"], `rahasia-${name}-uji\n`);
const lines = (done) => done.stdout.split("\n").filter(Boolean).map((l) => JSON.parse(l));

async function office_without_daemon(t, changed = {}, options = {}) {
  const folder = folder_for(t);
  const redis = await start_redis(t, folder, changed);
  const file = write_config(folder, { port: await free_port(), redis: redis.url, ...options });
  return { folder, redis, file };
}

describe("sahutctl on an external store", () => {
  test("accounts are made, listed and disabled before any daemon has run, and the daemon then knows them", async (t) => {
    const { folder, redis, file } = await office_without_daemon(t);
    assert.deepEqual(await add(file, "sari"), { code: 0, stdout: "added sari\n", stderr: "" });
    assert.notEqual((await add(file, "sari")).code, 0, "twice");
    assert.equal((await add(file, "budi")).code, 0);
    assert.equal((await control(file, ["user", "disable", "budi"])).code, 0);
    const list = await control(file, ["user", "list"]);
    assert.equal(list.code, 0, list.stderr);
    assert.deepEqual(lines(list).map((u) => [u.name, u.disabled]), [["budi", true], ["sari", false]]);
    const daemon = await start_daemon(t, folder, { redis: redis.url });
    assert.ok(await login(daemon, "sari"));
  });

  test("an account is changed by its name in any capitals and forms of letters, as at sign-in", async (t) => {
    const { file } = await office_without_daemon(t);
    assert.equal((await add(file, "Sari.D")).code, 0);
    const state = async () => lines(await control(file, ["user", "list"])).map((u) => [u.name, u.role, u.disabled]);
    for (const [words, input, says, then] of [
      [["user", "disable", "SARI.D"], "", "disabled Sari.D\n", ["Sari.D", "officer", true]],
      [["user", "enable", "\uff33\uff21\uff32\uff29.d"], "", "enabled Sari.D\n", ["Sari.D", "officer", false]],
      [["user", "set", "sari.d", "--role", "coordinator"], "", "changed Sari.D\n", ["Sari.D", "coordinator", false]],
      [["user", "password", "sARI.d", "--password-stdin"], "rahasia-lain-sekali\n", "new password for Sari.D\n", ["Sari.D", "coordinator", false]],
    ]) {
      assert.deepEqual(await control(file, words, input), { code: 0, stdout: says, stderr: "" }, words.join(" "));
      assert.deepEqual(await state(), [then]);
    }
    const weak = await control(file, ["user", "password", "\uff33\uff21\uff32\uff29.d", "--password-stdin"], "sari.d-sari.d\n");
    assert.equal(weak.code, 65, "the kept name counts, not what was typed");
    for (const name of ["sari.d", "SARI.D"]) assert.equal((await add(file, name)).code, 65, name);
    assert.equal((await control(file, ["user", "disable", "sari"])).code, 1);
  });

  test("what an operator asks to see is shown without a daemon", async (t) => {
    const { file } = await office_without_daemon(t);
    for (const words of [["user", "list"], ["outbox", "list"], ["journal", "list"]]) {
      const done = await control(file, words);
      assert.deepEqual(done, { code: 0, stdout: "", stderr: "" }, words.join(" "));
    }
    assert.equal((await control(file, ["conversation", "show", "PRI-none"])).code, 1);
    assert.equal((await control(file, ["ticket", "show", "nonsense"])).code, 65);
  });

  test("a running daemon's socket closes within a second of a disable that did not pass through it", async (t) => {
    const { folder, redis } = await office_without_daemon(t);
    const daemon = await start_daemon(t, folder, { redis: redis.url });
    await add_officer(daemon, "sari");
    const window = await officer_socket(daemon, await login(daemon, "sari"));
    window.send({ type: "hello" });
    await window.next((f) => f.type === "welcome");
    const closed = window.closed.then((code) => ({ code, at: Date.now() }));
    // Another folder, as on another machine: no daemon's door is there.
    const elsewhere = write_config(folder, { port: await free_port(), redis: redis.url, data: "elsewhere", name: "elsewhere" });
    const done = await control(elsewhere, ["user", "disable", "sari"]);
    const ended = Date.now();
    assert.equal(done.code, 0, done.stderr);
    const { code, at } = await closed;
    assert.equal(code, 3501);
    assert.ok(at - ended < 1000, `${at - ended} ms after the command's end`);
  });

  test("no server: 69 and a line that names the setting", async (t) => {
    const { redis, file } = await office_without_daemon(t);
    await redis.kill();
    const done = await control(file, ["user", "list"]);
    assert.equal(done.code, 69);
    assert.match(done.stderr, /^sahutctl: redis\.url: the store does not answer/);
  });

  test("a server that promises less than the class is read, but not written to", async (t) => {
    const { file } = await office_without_daemon(t, { appendfsync: "everysec" });
    assert.equal((await control(file, ["user", "list"])).code, 0);
    const done = await add(file, "sari");
    assert.equal(done.code, 69);
    assert.match(done.stderr, /redis\.durability: class fsync needs/);
  });

  test("keys that do not open the store, or none: 78", async (t) => {
    const { folder, file } = await office_without_daemon(t);
    assert.equal((await add(file, "sari")).code, 0);
    const key = join(folder, "master.key");
    writeFileSync(key, Buffer.alloc(32, 7).toString("base64"), { mode: 0o600 });
    chmodSync(key, 0o600);
    assert.equal((await control(file, ["user", "list"])).code, 78);
    writeFileSync(file, readFileSync(file, "utf8").replace(/\[keys\]\ncurrent = .*\n/, ""));
    const none = await control(file, ["user", "list"]);
    assert.equal(none.code, 78);
    assert.match(none.stderr, /keys/);
  });

  test("a wrong command line: 64; a faulty configuration: 78 with file and line", async (t) => {
    const { file } = await office_without_daemon(t);
    assert.equal((await control(file, ["user", "vanish", "sari"])).code, 64);
    assert.equal((await control(file, ["outbox", "retry"])).code, 64);
    writeFileSync(file, `nonsense = 1\n${readFileSync(file, "utf8")}`);
    const done = await control(file, ["user", "list"]);
    assert.equal(done.code, 78);
    assert.match(done.stderr, /sahut\.toml:1: nonsense/);
  });
});

describe("outbox and journal on an external store", { timeout: 240_000 }, () => {
  // A message whose fate is not known, so that it stays in the outbox.
  async function unknown_answer(o, window, contact) {
    const known = window.heads().map((h) => h.conversation);
    await o.says("fb", contact, "Bagaimana caranya?");
    const conversation = await window.claim_next("messenger", known);
    await eventually(() => window.log(conversation), (l) => l.some((m) => m.from === "system") && l.every((m) => m.from !== "system" || m.delivery === "sent"), "the first automatic text is sent");
    o.fb.fault({ drop: "before" });
    const { seq } = await window.answer(conversation, "Ragu-ragu.");
    const state = async () => (await window.log(conversation)).find((m) => m.seq === seq).delivery;
    await eventually(state, (d) => d === "unknown", "unknown");
    return { conversation, state };
  }

  test("an entry is dropped or sent again from elsewhere: by its owner while one lives, by the command itself after that", async (t) => {
    const redis = await start_redis(t, folder_for(t));
    const o = await start_social({ redis: redis.url, limits: { outbox_request_seconds: 2 } });
    t.after(() => o.close());
    // The same configuration with a data directory in which no daemon's door is.
    const elsewhere = join(o.folder, "elsewhere.toml");
    writeFileSync(elsewhere, readFileSync(o.file, "utf8").replace(/data_dir = .*/, 'data_dir = "./elsewhere"'));
    const entry_of = async (conversation) => lines(await control(elsewhere, ["outbox", "list"])).find((e) => e.conversation === conversation)?.entry;

    let sari = await o.sign_in("sari");
    const first = await unknown_answer(o, sari, "9101");
    const retried = await control(elsewhere, ["outbox", "retry", await entry_of(first.conversation)]);
    assert.equal(retried.code, 0, retried.stderr);
    await eventually(first.state, (d) => d === "sent", "sent by the owner");
    const absent = await control(elsewhere, ["outbox", "drop", "fb/9999"]);
    assert.equal(absent.code, 1);

    const second = await unknown_answer(o, sari, "9102");
    const entry = await entry_of(second.conversation);
    await o.crash();
    const dropped = await control(elsewhere, ["outbox", "drop", entry]);
    assert.deepEqual(dropped, { code: 0, stdout: `drop ${entry}\n`, stderr: "" });
    assert.equal(await entry_of(second.conversation), undefined);
    await o.begin();
    const shown = await control(elsewhere, ["conversation", "show", second.conversation]);
    assert.equal(shown.code, 0, shown.stderr);
    assert.match(shown.stdout, /"delivery":"failed"/);
    assert.doesNotMatch(shown.stdout, /Ragu/);
  });

  test("a parked journal entry is listed and dropped without a daemon", async (t) => {
    const redis = await start_redis(t, folder_for(t));
    const o = await start_social({ redis: redis.url });
    t.after(() => o.close());
    await o.end();
    assert.deepEqual(await control(o.file, ["journal", "list"]), { code: 0, stdout: "", stderr: "" });
    const journal = "s:{priok}:j:fb";
    await redis.call("HSET", journal, "z7", "what no key opens");
    const listed = lines(await control(o.file, ["journal", "list"]));
    assert.deepEqual(listed.map((e) => [e.entry, e.state, e.readable]), [["fb/7", "parked", false]]);
    assert.equal((await control(o.file, ["journal", "drop", "fb/7"])).code, 0);
    assert.deepEqual(await control(o.file, ["journal", "list"]), { code: 0, stdout: "", stderr: "" });
    assert.equal((await control(o.file, ["journal", "retry", "fb/7"])).code, 1);
  });
});
