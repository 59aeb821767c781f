// What is read again while the daemon runs: secrets and the TLS certificate with the calendars, all or nothing; and daemons
// on one store that mean an office otherwise.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { readFileSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, test } from "node:test";
import tls from "node:tls";
import { folder_for, free_port, start_daemon, start_redis, until, write_config } from "./failure_support.mjs";
import { eventually, start_social } from "./social_support.mjs";
import { start_daemon as office, wait } from "./support.mjs";

const change = (file, from, to) => {
  const text = readFileSync(file, "utf8");
  assert.ok(text.includes(from), from);
  writeFileSync(file, text.replace(from, to));
};

describe("secrets of a platform's account", { timeout: 120_000 }, () => {
  test("a renewed token sends at once; the old one stays when the file is broken; no secret is logged", async (t) => {
    const o = await start_social();
    t.after(() => o.close());
    const w = await o.sign_in("sari");
    await o.says("fb", "9001", "Bagaimana cara impor?");
    const c = await w.claim_next("messenger");
    const at = async (seq) => (await w.log(c)).find((m) => m.seq === seq);
    await eventually(() => w.log(c), (l) => l.every((m) => m.from !== "system" || m.delivery === "sent"), "the first text");

    o.fb.settings.accessToken = "token-baru";
    const { seq } = await w.answer(c, "Jawaban yang menunggu token.");
    await eventually(() => at(seq), (m) => m.delivery === "pending" && /Akses akun/.test(m.reason ?? ""), "it waits for a token");

    writeFileSync(join(o.folder, "token.txt"), "token-baru\n", { mode: 0o600 });
    const good = readFileSync(o.file, "utf8");
    writeFileSync(o.file, `${good.replace('"env:TOKEN_FB"', '"file:token.txt"')}\nnonsense = 1\n`);
    const broken = await o.ctl("reload");
    assert.equal(broken.code, 78, broken.err);
    assert.match(broken.err, /sahut\.toml:\d+: .*nonsense/);
    process.kill(o.pid(), "SIGHUP");
    await eventually(async () => o.said(), (log) => /everything stays as it was/.test(log), "the log says that nothing changed");
    assert.equal((await at(seq)).delivery, "pending");

    writeFileSync(o.file, good.replace('"env:TOKEN_FB"', '"file:token.txt"').replace("grace_seconds = 60", "grace_seconds = 61"));
    const begun = Date.now();
    const done = await o.ctl("reload");
    assert.equal(done.code, 0, done.err);
    assert.match(done.out, /officers\.grace_seconds has changed and needs a restart/);
    assert.doesNotMatch(done.out, /access_token/);
    await eventually(() => at(seq), (m) => m.delivery === "sent", "sent with the new token");
    assert.ok(Date.now() - begun < 20_000, "long before the pause of five minutes");
    assert.doesNotMatch(o.said(), /token-baru/);
  });

  test("by SIGHUP a new app secret verifies from then on, and one that is gone does not", async (t) => {
    const o = await start_social();
    t.after(() => o.close());
    writeFileSync(join(o.folder, "secret.txt"), "rahasia-baru\n", { mode: 0o600 });
    assert.equal((await o.hook("fb", [], { secret: "rahasia-baru" })).status, 401);
    change(o.file, '"env:SECRET_FB"', '"file:secret.txt"');
    process.kill(o.pid(), "SIGHUP");
    await eventually(() => o.hook("fb", [], { secret: "rahasia-baru" }), (r) => r.status === 200, "the new secret is taken");
    assert.equal((await o.hook("fb", [])).status, 401, "the old one");
    assert.equal((await o.hook("ig", [])).status, 200, "another account's stays");
  });
});

describe("limits", { timeout: 120_000 }, () => {
  for (const how of ["reload", "SIGHUP"])
    test(`by ${how} a rate that is lowered or raised counts at once, on every worker; what needs a restart is named and stays`, async (t) => {
      const d = await office({ workers: 2, limits: { visitor_messages_per_minute: 100 } });
      t.after(() => d.close());
      const again = async () => {
        const from = d.log.length;
        if (how === "reload") {
          const done = await d.control("reload");
          assert.equal(done.code, 0, done.stderr);
          return done.stdout;
        }
        process.kill(d.child.pid, "SIGHUP");
        await until(() => /read again: TLS/.test(d.log.slice(from)), "the log's word");
        await wait(200); // what else the reading says is in no order
        return d.log.slice(from);
      };
      // What a frame is answered with, errors as well.
      const say = (from, text) => from.ask("message.send", { text }).catch((e) => JSON.parse(e.message.slice(e.message.indexOf("{"))));
      const v = await d.visitor();
      const taken = async (n) => {
        let good = 0;
        for (let i = 0; i < n; i += 1) good += (await say(v, `pesan ${i}`)).type === "ack";
        return good;
      };
      assert.equal(await taken(4), 4);
      change(d.file, "visitor_messages_per_minute = 100", "visitor_messages_per_minute = 2, store_in_flight = 9999");
      const said = await again();
      assert.match(said, /limits\.visitor_messages_per_minute.* counts from now on/);
      assert.match(said, /limits\.store_in_flight.* needs a restart/);
      const other = await d.visitor();
      let answers = [];
      for (let i = 0; i < 5; i += 1) answers.push(await say(other, `pesan ${i}`));
      assert.deepEqual(answers.map((a) => a.type), ["ack", "ack", "error", "error", "error"]);
      assert.equal(answers[2].code, "rate_limited");
      change(d.file, "visitor_messages_per_minute = 2", "visitor_messages_per_minute = 1000");
      const once_more = await again();
      assert.match(once_more, /limits\.store_in_flight.* needs a restart/, "told until it is restarted");
      answers = [];
      for (let i = 0; i < 5; i += 1) answers.push(await say(other, `lagi ${i}`));
      assert.deepEqual(answers.map((a) => a.type), Array(5).fill("ack"));

      change(d.file, "visitor_messages_per_minute = 1000", "visitor_messages_per_minute = 1, page_messages = 5000");
      assert.equal((await d.control("reload")).code, 78);
      assert.equal((await say(other, "tetap")).type, "ack", "with a fault nothing changes");
    });
});

describe("what is faulty when it is read again", { timeout: 120_000 }, () => {
  const faulty = {
    "a value": (d) => change(d.file, "workers = 1", 'workers = "many"'),
    "no TOML": (d) => change(d.file, "workers = 1", "workers = = 1"),
    "no file": (d) => renameSync(d.file, `${d.file}.away`),
    "a calendar": (d) => change(join(d.folder, "calendar-priok.toml"), "Asia/Jakarta", "Asia/Nirgendwo"),
  };
  const whole = async (d) => (await (await fetch(`${d.base}/metrics`)).text()).match(/^sahut_configuration_last_reload_successful (\d)$/m)[1];
  for (const [what, spoil] of Object.entries(faulty))
    for (const how of ["sahutctl reload", "SIGHUP", ...(what === "a calendar" ? ["sahutctl calendar reload"] : [])])
      test(`${what}, by ${how}: the log, the figure and the status say so until it is read again`, async (t) => {
        const d = await office({ workers: 1 });
        t.after(() => d.close());
        assert.equal(await whole(d), "1");
        const files = [d.file, join(d.folder, "calendar-priok.toml")].map((file) => [file, readFileSync(file)]);
        spoil(d);
        const from = d.log.length;
        if (how === "SIGHUP") process.kill(d.child.pid, "SIGHUP");
        else {
          const done = await d.control(...how.split(" ").slice(1));
          assert.equal(done.code, 78, done.stdout);
          assert.match(done.stderr, /\.toml/);
        }
        await until(async () => (await whole(d)) === "0", "the figure");
        await until(() => / error (configuration|calendar).*\.toml.*:/.test(d.log.slice(from)), "an error in the log with the file");
        await until(() => / error (configuration|calendar): 1 fault\(s\); /.test(d.log.slice(from)), "and what stays");
        for (const [file, text] of files) writeFileSync(file, text);
        assert.match((await d.control("status")).stdout, /^warning: configuration: faulty when it was last read again/m);
        assert.equal((await d.control("reload")).code, 0);
        assert.equal(await whole(d), "1");
        assert.doesNotMatch((await d.control("status")).stdout, /last read again/);
      });
});

describe("a token's end", { timeout: 60_000 }, () => {
  test("is a figure, a warning of log and status, and read again", async (t) => {
    const o = await start_social();
    t.after(() => o.close());
    const day = (days) => new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 10);
    const text = readFileSync(o.file, "utf8");
    const with_end = (days) => writeFileSync(o.file, text.replace('access_token = "env:TOKEN_FB"', `access_token = "env:TOKEN_FB"\ntoken_expires = "${day(days)}"`));
    const figure = async () => (await (await fetch(`${o.base}/metrics`)).text()).match(/^sahut_access_token_expiry_timestamp_seconds\{account="fb"\} (\S+)$/m)?.[1];
    assert.equal(await figure(), undefined);
    with_end(5);
    assert.equal((await o.ctl("reload")).code, 0);
    assert.equal(Number(await figure()) * 1000, Date.parse(day(6)));
    await eventually(async () => o.said(), (log) => /warning account channel=fb: access_token: it ends in [56] day/.test(log), "a warning at once");
    assert.match((await o.ctl("status")).out, /warning: channel fb: access_token: it ends in [56] day/);
    with_end(-3);
    assert.equal((await o.ctl("reload")).code, 0);
    await eventually(async () => o.said(), (log) => /error account channel=fb: access_token: it has ended/.test(log), "an error");
    with_end(100);
    assert.equal((await o.ctl("reload")).code, 0);
    assert.doesNotMatch((await o.ctl("status")).out, /access_token/);
  });
});

describe("the TLS certificate", { timeout: 60_000 }, () => {
  const make = (folder, name, days) =>
    execFileSync("openssl", ["req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", `${days}`, "-subj", `/CN=${name}`, "-keyout", join(folder, "key.pem"), "-out", join(folder, "cert.pem")], { stdio: "ignore" });
  const name_at = (port) =>
    new Promise((resolve, reject) => {
      const s = tls.connect({ host: "127.0.0.1", port, rejectUnauthorized: false }, () => {
        resolve(s.getPeerCertificate().subject.CN);
        s.destroy();
      });
      s.on("error", reject);
    });

  test("is exchanged without a restart, its end is a figure, and a broken one leaves the old", async (t) => {
    const folder = folder_for(t), port = await free_port(), figures = await free_port();
    make(folder, "satu", 10);
    const daemon = await start_daemon(t, folder, { port, start: false });
    writeFileSync(daemon.file, `${readFileSync(daemon.file, "utf8").replace("http://127.0.0.1", "https://127.0.0.1")}\n[tls]\ncertificate = "cert.pem"\nkey = "key.pem"\n[metrics]\nlisten = "127.0.0.1:${figures}"\n`);
    await daemon.spawn();
    await until(() => name_at(port).then((n) => n === "satu", () => false), "it serves");
    const ends_in_days = async () => (Number((await (await fetch(`http://127.0.0.1:${figures}/metrics`)).text()).match(/^sahut_tls_certificate_expiry_timestamp_seconds (\S+)$/m)[1]) * 1000 - Date.now()) / 86_400_000;
    assert.ok(Math.abs((await ends_in_days()) - 10) < 0.1);
    await until(() => /tls\.certificate: it ends in (9|10) day/.test(daemon.log), "a warning");

    make(folder, "dua", 100);
    assert.equal((await daemon.control(["reload"])).code, 0);
    await until(() => name_at(port).then((n) => n === "dua"), "the new one");
    assert.ok(Math.abs((await ends_in_days()) - 100) < 0.1);

    writeFileSync(join(folder, "cert.pem"), "no certificate");
    const broken = await daemon.control(["reload"]);
    assert.equal(broken.code, 78);
    assert.match(broken.out, /tls\.certificate/);
    assert.equal(await name_at(port), "dua");
    assert.match(await (await fetch(`http://127.0.0.1:${figures}/metrics`)).text(), /^sahut_configuration_last_reload_successful 0$/m);
  });
});

describe("daemons on one store", { timeout: 120_000 }, () => {
  test("that mean an office otherwise both say so, and agree again when one is gone", async (t) => {
    const folder = folder_for(t), redis = await start_redis(t, folder);
    const one = await start_daemon(t, folder, { redis: redis.url });
    const other_folder = folder_for(t);
    writeFileSync(join(other_folder, "master.key"), readFileSync(join(folder, "master.key")), { mode: 0o600 });
    const twin = await start_daemon(t, other_folder, { redis: redis.url });
    const differs = (d) => fetch(`${d.base}/metrics`).then((r) => r.text()).then((text) => text.match(/^sahut_configuration_differs\{office="priok"\} (\d)$/m)?.[1]);
    await until(async () => (await differs(one)) === "0" && (await differs(twin)) === "0", "both agree", 30_000);
    await twin.kill("SIGTERM");
    writeFileSync(twin.file, readFileSync(twin.file, "utf8").replace('assignment = "auto"}', 'assignment = "auto"}, {id = "dua", name = "Dua"}'));
    await twin.start();
    await until(async () => (await differs(one)) === "1" && (await differs(twin)) === "1", "both differ", 30_000);
    for (const d of [one, twin]) assert.match(d.log, /office=priok: another daemon on this store has other queues/);
    await twin.kill("SIGTERM");
    await until(async () => (await differs(one)) === "0", "it agrees with itself", 80_000);
  });
});
