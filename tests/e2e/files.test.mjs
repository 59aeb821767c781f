// Files between a citizen and an officer on the running daemon: with progress, cancelled, seen and saved on both sides, and told when
// they are too large. The pages' own cases are in files_pages.test.mjs.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { after, before, describe, test } from "node:test";
import { accessibility, ask, eventually, mine, open_widget, person, question_box, set_presence, sign_in, start_browser, start_daemon, waiting } from "./support.mjs";
import { png } from "./picture.mjs";

const bytes_max = 300_000;
const pdf = Buffer.concat([Buffer.from("%PDF-1.4\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n"), Buffer.alloc(200_000, 32)]);
const html = Buffer.from("<!doctype html><title>x</title><script>alert(1)</script>");
const photo = { name: "paspor saya.png", mimeType: "image/png", buffer: png(900, 500) };

describe("files with a running daemon", { skip: process.env.SAHUT_E2E === "mock" && "needs a daemon" }, () => {
  let daemon, browser, citizen, officer;
  before(async () => {
    daemon = await start_daemon({ assignment: "manual", media_bytes: bytes_max, holders: [["ptsamudra", "PT Samudra Contoh"]] });
    browser = await start_browser();
    officer = await person(browser);
    await sign_in(officer.page, daemon.base, daemon.officers[0]);
    await set_presence(officer.page, "available");
    citizen = await person(browser);
    await open_widget(citizen.page, daemon.base);
  });
  after(async () => {
    await browser?.close();
    await daemon?.close();
  });

  const choose = async (page, files) => {
    const chooser = page.waitForEvent("filechooser");
    await page.getByRole("button", { name: "Lampirkan berkas" }).first().click();
    await (await chooser).setFiles(files);
  };
  const ready = (page, name) => page.locator(".tray-file.ready").getByText(name, { exact: true }).waitFor();
  const saved = async (page, name) => {
    const download = page.waitForEvent("download");
    await page.getByRole("button", { name: `Unduh ${name}` }).last().click();
    const d = await download;
    assert.equal(d.suggestedFilename(), name);
    return readFileSync(await d.path());
  };
  const send = (page) => page.getByRole("button", { name: "Kirim", exact: true }).click();

  test("a citizen's picture goes with words; the officer sees it small and large, and saves it whole", async () => {
    const { page } = citizen;
    await choose(page, [photo]);
    await ready(page, photo.name);
    await ask(page, "Ini paspor saya.");
    await page.locator(".line.visitor .file-card").waitFor();
    await waiting(officer.page).first().click();
    await officer.page.getByRole("button", { name: "Ambil", exact: true }).click();
    const picture = officer.page.getByRole("button", { name: `Perbesar ${photo.name}` });
    await picture.scrollIntoViewIfNeeded();
    await picture.and(officer.page.locator('[aria-disabled="false"]')).waitFor();
    const [width, height] = await picture.locator("canvas").evaluate((c) => [c.width, c.height]);
    assert.ok(width <= 640 && height < width, `${width} x ${height}`);
    await picture.press("Enter");
    await officer.page.getByRole("img", { name: `Gambar ${photo.name}` }).waitFor();
    assert.deepEqual(await accessibility(officer.page), []);
    await officer.page.keyboard.press("Escape");
    assert.deepEqual(await saved(officer.page, photo.name), photo.buffer);
  });

  test("an upload shows how far it is and can be cancelled; what is left goes", async () => {
    const { page, context } = citizen;
    const line = await context.newCDPSession(page);
    const slow = (uploadThroughput) => line.send("Network.emulateNetworkConditions", { offline: false, latency: 0, downloadThroughput: -1, uploadThroughput });
    await line.send("Network.enable");
    await slow(20_000);
    await choose(page, [{ name: "besar.pdf", mimeType: "application/pdf", buffer: pdf }]);
    await page.locator(".tray-file").getByText(/diunggah, [1-9]\d? persen/).waitFor({ timeout: 30_000 });
    assert.deepEqual(await accessibility(page), []);
    await page.getByRole("button", { name: "Batalkan besar.pdf" }).click();
    await page.locator(".tray-file").waitFor({ state: "detached" });
    await slow(-1);
    await choose(page, [{ name: "kecil.txt", mimeType: "text/plain", buffer: Buffer.from("catatan") }]);
    await ready(page, "kecil.txt");
    await send(page);
    await page.locator(".line.visitor .file-card").getByText("kecil.txt").waitFor();
    assert.equal(await page.locator(".file-card").getByText("besar.pdf").count(), 0);
  });

  test("one that is too large is told before anything leaves, and the daemon refuses it as well", async () => {
    const { page } = citizen;
    const asked = [];
    const hear = (r) => r.url().includes("/api/v1/media") && asked.push(r.url());
    page.on("request", hear);
    await choose(page, [{ name: "besar sekali.pdf", mimeType: "application/pdf", buffer: Buffer.alloc(bytes_max + 100_000) }]);
    await page.getByText("Berkas besar sekali.pdf berukuran 400 KB. Paling besar 300 KB.").waitFor();
    page.off("request", hear);
    assert.deepEqual(asked, []);
    const refused = await page.evaluate(async (bytes) => {
      const token = JSON.parse(localStorage.getItem("sahut/priok/session")).token;
      return (await fetch("/api/v1/media", { method: "POST", headers: { authorization: `Bearer ${token}`, "content-type": "application/pdf" }, body: new Uint8Array(bytes) })).status;
    }, bytes_max + 1);
    assert.equal(refused, 413);
  });

  test("a page in HTML is saved and never shown", async () => {
    const { page } = citizen;
    await choose(page, [{ name: "halaman.html", mimeType: "text/html", buffer: html }]);
    await page.locator(".tray-file").waitFor();
    await ready(page, "halaman.html");
    await send(page);
    await officer.page.locator(".msg.visitor .file-card").getByText("halaman.html").waitFor();
    const before = officer.page.url();
    assert.deepEqual(await saved(officer.page, "halaman.html"), html);
    assert.deepEqual([officer.page.url(), officer.context.pages().length], [before, 1]);
  });

  test("an officer's file alone is an answer, and the citizen gets it, also after a reload", async () => {
    await choose(officer.page, [{ name: "formulir.pdf", mimeType: "application/pdf", buffer: pdf }]);
    await ready(officer.page, "formulir.pdf");
    assert.deepEqual(await accessibility(officer.page), []);
    await officer.page.locator(".composer").getByText("Pertanyaan balik", { exact: true }).click();
    await officer.page.getByRole("button", { name: "Kirim pertanyaan" }).click();
    await officer.page.locator(".msg.officer .file-card").getByText("formulir.pdf").waitFor();
    const { page } = citizen;
    await page.locator(".line.officer .file-card").getByText("formulir.pdf").waitFor();
    assert.deepEqual(await saved(page, "formulir.pdf"), pdf);
    await page.reload();
    await question_box(page).waitFor();
    assert.deepEqual(await saved(page, "formulir.pdf"), pdf);
    await officer.page.reload();
    await mine(officer.page).first().click();
    await officer.page.locator(".msg.officer .file-card").getByText("formulir.pdf").waitFor();
    assert.deepEqual(await saved(officer.page, "formulir.pdf"), pdf);
  });

  test("the request's status page shows the same files to whoever has its link, and to nobody else", async () => {
    const link = await citizen.page.getByRole("link", { name: /Lihat status/ }).first().getAttribute("href");
    const { page, faults, close } = await person(browser);
    await page.goto(link);
    await page.locator(".thread .file-card").getByText(photo.name).waitFor();
    assert.deepEqual(await saved(page, photo.name), photo.buffer);
    assert.deepEqual(await accessibility(page), []);
    assert.deepEqual(faults, []);
    await close();
  });

  test("no page broke its policy or threw", () => assert.deepEqual([...citizen.faults, ...officer.faults], []));
});
