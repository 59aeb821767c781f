// Files from outside: uploaded, sent, seen by those who may see the conversation and by nobody else, always as a download.
import assert from "node:assert/strict";
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, utimesSync, writeFileSync } from "node:fs";
import { request } from "node:http";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import { run, sahutctl, start_daemon } from "./support.mjs";

const png = Buffer.from("iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==", "base64");
const pdf = Buffer.from("%PDF-1.4\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n");
const html = Buffer.from("<!doctype html><script>alert(1)</script>");

// A reply with its body as bytes.
function raw(d, method, path, { headers = {}, body } = {}) {
  return new Promise((done, failed) => {
    const r = request(`${d.base}${path}`, { method, headers }, (reply) => {
      const parts = [];
      reply.on("data", (p) => parts.push(p)).on("end", () => done({ status: reply.statusCode, headers: reply.headers, body: Buffer.concat(parts) })).on("error", failed);
    });
    r.on("error", failed);
    r.end(body);
  });
}
const bearer = (token) => ({ authorization: `Bearer ${token}` });
const json = (reply) => JSON.parse(reply.body.toString());

async function upload(d, token, body, name, { headers = {}, query = "" } = {}) {
  return raw(d, "POST", `/api/v1/media${query}`, { headers: { ...(token ? bearer(token) : {}), "content-type": "application/octet-stream", ...(name ? { "sahut-file-name": encodeURIComponent(name) } : {}), ...headers }, body });
}

let d, sari, sari_token, bayu_token;
before(async () => {
  d = await start_daemon();
  await d.add_user("sari", { queues: ["umum"], display: "Sari W." });
  await d.add_user("bayu", { queues: ["manual"], display: "Bayu" });
  sari_token = (await d.login("sari")).json.token;
  bayu_token = (await d.login("bayu")).json.token;
  sari = await d.officer("sari", { token: sari_token, capacity: 100 });
});
after(() => d?.close());

async function citizen_with(file, name) {
  const v = await d.visitor();
  const up = await upload(d, v.welcome.token, file, name);
  assert.equal(up.status, 201, up.body.toString());
  const media = json(up);
  const ack = await v.ask("message.send", { text: "Ini berkasnya.", attachments: [{ media: media.media }] });
  return { v, media, ack };
}

// As the officer's window shows it, once the conversation is theirs.
async function read_by_sari({ conversation, seq }) {
  await sari.until((f) => f.type === "conversation" && f.conversation === conversation && f.officer?.id === "sari");
  const { messages } = await sari.ask("history.get", { conversation });
  return messages.find((m) => m.seq === seq);
}

describe("a citizen's file", () => {
  test("is shown to the officer and read by both, as a download", async () => {
    const { v, media, ack } = await citizen_with(pdf, "surat kuasa «asli».pdf");
    assert.equal(media.type, "application/pdf");
    assert.equal(media.bytes, pdf.length);
    const m = await read_by_sari(ack);
    assert.deepEqual({ ...m.attachments[0] }, { kind: "file", state: "ready", name: "surat kuasa «asli».pdf", type: "application/pdf", bytes: pdf.length, media: media.media });
    for (const token of [sari_token, v.welcome.token]) {
      const got = await raw(d, "GET", `/api/v1/media/${media.media}`, { headers: bearer(token) });
      assert.equal(got.status, 200);
      assert.deepEqual(got.body, pdf);
      assert.match(got.headers["content-disposition"], /^attachment; filename="surat kuasa __asli__+\.pdf"; filename\*=UTF-8''surat%20kuasa%20%C2%ABasli%C2%BB\.pdf$/);
      assert.equal(got.headers["x-content-type-options"], "nosniff");
      assert.match(got.headers["content-security-policy"], /default-src 'none'/);
      assert.equal(got.headers["content-length"], String(pdf.length));
    }
    const head = await raw(d, "HEAD", `/api/v1/media/${media.media}`, { headers: bearer(sari_token) });
    assert.deepEqual([head.status, head.headers["content-length"], head.body.length], [200, String(pdf.length), 0]);
  });

  test("is one and the same 404 for everybody else, and before it is sent for all but its owner", async () => {
    const { media } = await citizen_with(pdf, "a.pdf");
    const stranger = await d.visitor();
    const mine = json(await upload(d, stranger.welcome.token, png, "b.png"));
    const nothing = await raw(d, "GET", "/api/v1/media/PRI-nothing", { headers: bearer(stranger.welcome.token) });
    assert.equal(nothing.status, 404);
    for (const [id, token] of [[media.media, stranger.welcome.token], [media.media, bayu_token], [mine.media, sari_token]]) {
      const got = await raw(d, "GET", `/api/v1/media/${id}`, { headers: bearer(token) });
      assert.deepEqual([got.status, got.body.toString()], [404, nothing.body.toString()]);
    }
    assert.equal((await raw(d, "GET", `/api/v1/media/${mine.media}`, { headers: bearer(stranger.welcome.token) })).status, 200);
    assert.equal((await raw(d, "GET", `/api/v1/media/${media.media}`)).status, 401);
    assert.equal((await raw(d, "GET", `/api/v1/media/${media.media}?link=1.x`)).status, 404);
  });

  test("lies sealed, in a folder of the data directory, and none of its words does in clear", async () => {
    const words = Buffer.from("%PDF-1.4 NOMOR-RAHASIA-8812 ".repeat(20));
    await citizen_with(words, "rahasia.pdf");
    const files = (dir) => readdirSync(dir, { withFileTypes: true }).flatMap((e) => (e.isDirectory() ? files(join(dir, e.name)) : [join(dir, e.name)]));
    const kept = files(join(d.folder, "data", "media")).filter((f) => statSync(f).isFile());
    assert.ok(kept.length > 0);
    for (const f of kept) {
      assert.equal(readFileSync(f).includes("NOMOR-RAHASIA"), false, f);
      assert.equal(statSync(f).mode & 0o077, 0, f);
    }
  });

  test("of a web page is a file like any other: its type is not believed and it is never shown", async () => {
    const v = await d.visitor();
    const up = json(await upload(d, v.welcome.token, html, "gambar.png", { headers: { "content-type": "image/png" } }));
    assert.equal(up.kind, "file");
    assert.notEqual(up.type, "text/html");
    const got = await raw(d, "GET", `/api/v1/media/${up.media}`, { headers: bearer(v.welcome.token) });
    assert.match(got.headers["content-disposition"], /^attachment/);
    assert.doesNotMatch(got.headers["content-type"], /html|svg|script/);
  });

  test("is named by the last part of its name alone", async () => {
    const v = await d.visitor();
    for (const [given, kept] of [["../../etc/passwd", "passwd"], ["C:\\Users\\x\\surat.pdf", "surat.pdf"], [`${"n".repeat(400)}.pdf`, `${"n".repeat(251)}.pdf`], ["baris\nbaru.pdf", "baris baru.pdf"]])
      assert.equal(json(await upload(d, v.welcome.token, pdf, given)).name, kept, given);
    const broken = await raw(d, "POST", "/api/v1/media", { headers: { ...bearer(v.welcome.token), "sahut-file-name": "%zz" }, body: pdf });
    assert.deepEqual([broken.status, json(broken).path], [400, "Sahut-File-Name"]);
  });
});

test("a picture has a preview, which is small, for whoever may see the picture", async () => {
  const { v, media } = await citizen_with(png, "titik.png");
  assert.deepEqual([media.kind, media.type, media.preview], ["image", "image/png", true]);
  const small = await raw(d, "GET", `/api/v1/media/${media.media}?preview`, { headers: bearer(sari_token) });
  assert.equal(small.status, 200);
  assert.match(small.headers["content-type"], /^image\/(png|jpeg)$/);
  assert.match(small.headers["content-disposition"], /^attachment/);
  assert.ok(small.body.length > 0);
  const stranger = await d.visitor();
  assert.equal((await raw(d, "GET", `/api/v1/media/${media.media}?preview`, { headers: bearer(stranger.welcome.token) })).status, 404);
  const paper = json(await upload(d, v.welcome.token, pdf, "a.pdf"));
  assert.equal(paper.preview, undefined);
  assert.equal((await raw(d, "GET", `/api/v1/media/${paper.media}?preview`, { headers: bearer(v.welcome.token) })).status, 404);
});

describe("a file that cannot be taken", () => {
  test("is refused before anything is kept", async () => {
    const v = await d.visitor();
    assert.equal((await upload(d, v.welcome.token, Buffer.alloc(0), "kosong.pdf")).status, 400);
    assert.equal((await upload(d, undefined, pdf, "a.pdf")).status, 401);
    assert.equal((await upload(d, "nobody", pdf, "a.pdf")).status, 401);
    const cookie = await upload(d, undefined, pdf, "a.pdf", { headers: { cookie: `sahut=${sari_token}` } });
    assert.equal(cookie.status, 403);
  });

  test("is told in a message by its place", async () => {
    const { media } = await citizen_with(pdf, "a.pdf");
    const other = await d.visitor();
    for (const id of [media.media, "PRI-nothing", "x"]) {
      const e = await other.refused("message.send", { text: "x", attachments: [{ media: id }] });
      assert.deepEqual([e.code, e.path], ["bad_field", "attachments[0].media"], id);
    }
  });
});

test("an officer's file reaches the citizen with the answer", async () => {
  const { v, ack } = await citizen_with(pdf, "a.pdf");
  await read_by_sari(ack);
  const up = json(await upload(d, sari_token, png, "denah.png"));
  assert.equal(up.kind, "image");
  await sari.ask("message.send", { conversation: ack.conversation, seen: 99, text: "", purpose: "answer", attachments: [{ media: up.media }] });
  const m = await v.until((f) => f.type === "message" && f.from === "officer");
  assert.equal(m.kind, "image");
  assert.equal(m.attachments[0].name, "denah.png");
  const got = await raw(d, "GET", `/api/v1/media/${up.media}`, { headers: bearer(v.welcome.token) });
  assert.deepEqual(got.body, png);
});

test("a status page's citizen reads and sends files with the number and its secret", async () => {
  const { v, media } = await citizen_with(pdf, "a.pdf");
  const state = await v.until((f) => f.type === "conversation" && f.reference);
  const secret = { "sahut-ticket-secret": state.secret };
  const query = `?ticket=${state.reference}`;
  assert.deepEqual((await raw(d, "GET", `/api/v1/media/${media.media}${query}`, { headers: secret })).body, pdf);
  assert.equal((await raw(d, "GET", `/api/v1/media/${media.media}${query}`, { headers: { "sahut-ticket-secret": "x".repeat(22) } })).status, 404);
  const up = json(await upload(d, undefined, png, "b.png", { headers: secret, query }));
  const said = await raw(d, "POST", `/api/v1/tickets/${state.reference}/messages`, { headers: { ...secret, "content-type": "application/json" }, body: JSON.stringify({ id: "s1", attachments: [{ media: up.media }] }) });
  assert.equal(said.status, 201, said.body.toString());
  const m = await v.until((f) => f.type === "message" && f.attachments?.[0]?.media === up.media);
  assert.equal(m.from, "visitor");
});

test("an account holder files a ticket with a file", async () => {
  const password = "sandi warga yang panjang";
  await run(sahutctl, ["--config", d.file, "account", "add", "budi", "--display", "Budi Santoso", "--password-stdin"], `${password}\n`);
  const token = (await d.http("POST", "/api/v1/account/session", { body: { username: "budi", password } })).json.token;
  const up = json(await upload(d, token, pdf, "galat.pdf", { query: "?office=priok" }));
  const filed = await raw(d, "POST", "/api/v1/tickets", {
    headers: { ...bearer(token), "content-type": "application/json", "idempotency-key": "m1" },
    body: JSON.stringify({ office: "priok", categories: ["information_request"], subject: "Galat", description: "Lihat lampiran.", attachments: [{ media: up.media }] }),
  });
  assert.equal(filed.status, 201, filed.body.toString());
  const thread = json(await raw(d, "GET", `/api/v1/tickets/${json(filed).number}/messages`, { headers: bearer(token) }));
  assert.equal(thread.messages[0].attachments[0].name, "galat.pdf");
  assert.deepEqual((await raw(d, "GET", `/api/v1/media/${up.media}`, { headers: bearer(token) })).body, pdf);
});

test("a widget on its office's own site may send and read files, a foreign page may not", async () => {
  const v = await d.visitor();
  const origin = d.base;
  const ask = await raw(d, "OPTIONS", "/api/v1/media", { headers: { origin, "access-control-request-method": "POST", "access-control-request-headers": "authorization" } });
  assert.deepEqual([ask.status, ask.headers["access-control-allow-origin"]], [204, origin]);
  assert.match(ask.headers["access-control-allow-headers"], /Authorization/i);
  const up = await upload(d, v.welcome.token, pdf, "a.pdf", { headers: { origin } });
  assert.equal(up.headers["access-control-allow-origin"], origin);
  for (const path of ["/api/v1/media", "/api/v1/media/x"])
    assert.equal((await raw(d, "OPTIONS", path, { headers: { origin: "https://evil.example" } })).headers["access-control-allow-origin"], undefined);
});

test("sahutctl media orphans finds what is a day old and named by no record, and deletes that alone", async () => {
  const folder = join(d.folder, "data", "media");
  const long_ago = Date.now() / 1000 - 2 * 86_400;
  const lies_there = (name, age) => {
    const place = join(folder, name.slice(0, 2), name.slice(2, 4));
    mkdirSync(place, { recursive: true });
    writeFileSync(join(place, name), "sealed");
    if (age) utimesSync(join(place, name), age, age);
    return join(place, name);
  };
  const { v, media } = await citizen_with(png, "foto.png");
  const unsent = json(await upload(d, v.welcome.token, pdf, "nanti.pdf"));
  for (const name of readdirSync(folder, { recursive: true })) if (/\/[0-9a-f]{64}$/.test(name)) utimesSync(join(folder, name), long_ago, long_ago);
  const nobodys = "ab".repeat(32);
  const orphan = lies_there(nobodys, long_ago), fresh = lies_there("cd".repeat(32)), foreign = lies_there("ab".repeat(31), long_ago);

  const found = await d.control("media", "orphans");
  assert.equal(found.code, 0, found.stdout);
  assert.match(found.stdout, new RegExp(`"orphan":"${nobodys}"`));
  assert.equal(found.stdout.match(/"orphan"/g).length, 1, found.stdout);
  assert.ok(existsSync(orphan), "looking changes nothing");

  const done = await d.control("media", "orphans", "--delete");
  assert.equal(done.code, 0, done.stdout);
  assert.match(done.stdout, new RegExp(`"orphan":"${nobodys}","deleted":true`));
  assert.match(done.stderr, /1 that no record names, 1 deleted/);
  assert.deepEqual([existsSync(orphan), existsSync(fresh), existsSync(foreign)], [false, true, true]);
  for (const [one, bytes] of [[media, png], [unsent, pdf]]) assert.deepEqual((await raw(d, "GET", `/api/v1/media/${one.media}`, { headers: bearer(v.welcome.token) })).body, bytes);
  const previews = await raw(d, "GET", `/api/v1/media/${media.media}?preview`, { headers: bearer(v.welcome.token) });
  assert.equal(previews.status, media.preview ? 200 : 404);
  assert.match((await d.control("media", "orphans")).stderr, /, 0 that no record names/);
});

describe("limits", () => {
  let small;
  before(async () => {
    small = await start_daemon({ limits: { uploads_per_hour_per_address: 4 }, media: { bytes_max: 2000 } });
  });
  after(() => small?.close());

  test("a file over media.bytes_max is refused, with its length and without", async () => {
    const v = await small.visitor();
    assert.deepEqual(v.welcome.files, { bytes: 2000, count: 10 });
    const known = await upload(small, v.welcome.token, Buffer.alloc(2001, 1), "a.bin");
    assert.deepEqual([known.status, json(known).code], [413, "too_long"]);
    const chunked = await upload(small, v.welcome.token, Buffer.alloc(2001, 1), "a.bin", { headers: { "transfer-encoding": "chunked" } });
    assert.equal(chunked.status, 413);
    assert.equal((await upload(small, v.welcome.token, Buffer.alloc(2000, 1), "a.bin")).status, 201);
  });

  test("uploads_per_hour_per_address", async () => {
    const v = await small.visitor();
    let last;
    for (let i = 0; i < 5; ++i) last = await upload(small, v.welcome.token, pdf, "a.pdf");
    assert.equal(last.status, 429);
    assert.ok(Number(last.headers["retry-after"]) >= 1);
  });
});
