// Files in a bucket of S3: sealed there, read from there, refused while it is away and taken again when it is back.
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import { eventually, free_port, new_folder, start_daemon, top } from "./support.mjs";

const pdf = Buffer.concat([Buffer.from("%PDF-1.4\nSurat kuasa\n"), Buffer.alloc(200_000, "isi ")]);

async function start_bucket(folder, port) {
  const child = spawn("node", ["--openssl-legacy-provider", join(top, "tests/support/s3rver.mjs"), folder, String(port)], { stdio: ["pipe", "pipe", "inherit"] });
  const [line] = await once(child.stdout, "data");
  assert.equal(Number(line), port);
  return {
    async end() {
      child.stdin.end();
      await once(child, "exit");
    },
  };
}

function objects_in(folder) {
  return readdirSync(folder, { recursive: true })
    .map((name) => join(folder, name))
    .filter((path) => statSync(path).isFile() && path.endsWith("_object"));
}

const bearer = (token) => ({ Authorization: `Bearer ${token}` });

describe("files in a bucket", () => {
  let d, bucket, folder, port;
  before(async () => {
    folder = new_folder();
    port = await free_port();
    bucket = await start_bucket(folder, port);
    d = await start_daemon({
      media: { storage: "s3", endpoint: `http://127.0.0.1:${port}`, bucket: "sahut", access_key: "file:data/s3.key", secret_key: "file:data/s3.secret" },
      prepare: (data) => {
        mkdirSync(data, { recursive: true });
        for (const name of ["s3.key", "s3.secret"]) writeFileSync(join(data, name), "S3RVER", { mode: 0o600 });
      },
    });
  });
  after(async () => {
    await bucket?.end();
    await d?.close();
  });

  const upload = (token) => fetch(`${d.base}/api/v1/media`, { method: "POST", headers: { ...bearer(token), "Content-Type": "application/pdf", "Sahut-File-Name": "a.pdf" }, body: pdf });
  const download = async (token, media) => {
    const got = await fetch(`${d.base}/api/v1/media/${media}`, { headers: bearer(token) });
    return { status: got.status, body: Buffer.from(await got.arrayBuffer()) };
  };

  test("lie there sealed, and nowhere in the data directory, and are read from there", async () => {
    await eventually(() => /info media: files are kept in the bucket sahut/.test(d.log), "the start's look at the bucket");
    const v = await d.visitor();
    const up = await upload(v.welcome.token);
    const { media } = await up.json();
    assert.equal(up.status, 201);
    const objects = objects_in(folder);
    assert.equal(objects.length, 1);
    assert.ok(!readFileSync(objects[0]).includes("Surat kuasa"), "sealed");
    assert.deepEqual(readdirSync(join(d.folder, "data/spool")), []);
    const got = await download(v.welcome.token, media);
    assert.equal(got.status, 200);
    assert.ok(got.body.equals(pdf));
  });

  test("are refused as unavailable while the bucket is away, while chat goes on, and taken again afterwards", async () => {
    const v = await d.visitor();
    const { media } = await (await upload(v.welcome.token)).json();
    const before = objects_in(folder).length;
    await bucket.end();
    const refused = await upload(v.welcome.token);
    assert.equal(refused.status, 503);
    assert.equal((await refused.json()).code, "unavailable");
    assert.equal((await download(v.welcome.token, media)).status, 503);
    assert.ok(await v.ask("message.send", { text: "Halo" }));
    bucket = await start_bucket(folder, port);
    assert.equal(objects_in(folder).length, before, "nothing half");
    assert.ok((await download(v.welcome.token, media)).body.equals(pdf));
    assert.equal((await upload(v.welcome.token)).status, 201);
  });
});
