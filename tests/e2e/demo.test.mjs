// The page of script/server --demo in a browser: one plays citizen by hand or keyboard, beside the widget.
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { after, before, describe, test } from "node:test";
import { fileURLToPath } from "node:url";
import { accessibility, ask, eventually, mine, person, phone, question_box, reply, set_presence, sign_in, start_browser } from "./support.mjs";

const top = fileURLToPath(new URL("../../", import.meta.url));
const build = process.env.SAHUT_DAEMON ? dirname(process.env.SAHUT_DAEMON) : (process.env.SAHUT_BUILD ?? join(top, "build/release"));
const skip = process.env.SAHUT_E2E === "mock" && "needs a daemon";

describe("the demo's page", { skip, timeout: 240_000 }, () => {
  const data = mkdtempSync(join(tmpdir(), "sahut-demo-page-"));
  let child, at, browser, citizen, page, officer, desk;
  before(async () => {
    child = spawn(process.execPath, [join(top, "demo/main.mjs"), "--build", build, "--web", join(top, "build/web"), "--data", data, "--port", "0", "--json"], { stdio: ["ignore", "pipe", "inherit"] });
    let said = "";
    child.stdout.on("data", (d) => (said += d));
    at = JSON.parse(await eventually(() => said, (s) => s.includes("\n"), 60_000));
    browser = await start_browser();
    citizen = await person(browser);
    officer = await person(browser);
    ({ page } = citizen);
    desk = officer.page;
    await sign_in(desk, at.base, at.officers[0]);
    await set_presence(desk, "available");
    await page.goto(at.page);
    await page.locator("#tab-wa-priok[aria-selected=true]").waitFor();
  });
  after(async () => {
    await browser?.close();
    if (child && child.exitCode === null) {
      child.kill("SIGTERM");
      await once(child, "exit");
    }
    rmSync(data, { recursive: true, force: true });
  });
  const writes = async (text) => {
    await page.getByRole("textbox", { name: "Tulis pesan" }).fill(text);
    await page.keyboard.press("Enter");
    await page.locator(".msg.own:not(.waits)").filter({ hasText: text }).waitFor();
  };
  const bubble = (text) => page.locator(".msg").filter({ hasText: text });

  test("what a citizen writes arrives at the officer, whose answer comes back with its marks", async () => {
    await writes("Kapan paket saya keluar?");
    await eventually(() => mine(desk).count(), (n) => n === 1);
    await mine(desk).first().click();
    await desk.locator(".msg.visitor").filter({ hasText: "Kapan paket saya keluar?" }).waitFor();
    await reply(desk, "Besok pagi.");
    await bubble("Besok pagi.").getByText("sampai").waitFor();
    await bubble("Besok pagi.").getByLabel("Tindakan untuk pesan ini").click();
    await bubble("Besok pagi.").getByRole("button", { name: "Tandai dibaca" }).click();
    await bubble("Besok pagi.").getByText("dibaca").waitFor();
    await desk.locator(".msg.officer .delivery.read").waitFor();
  });

  test("a photo, an edit, a quote and a reaction, by mouse and by keyboard", async () => {
    await page.getByRole("button", { name: "Foto contoh" }).click();
    await page.locator(".msg.own img").waitFor();
    await bubble("Kapan paket saya").getByLabel("Tindakan untuk pesan ini").press("Enter");
    await bubble("Kapan paket saya").getByRole("button", { name: "Ubah" }).press("Enter");
    await page.keyboard.type(" Mohon kabar.");
    await page.keyboard.press("Enter");
    await bubble("Mohon kabar.").getByText("diubah").waitFor();
    await bubble("Besok pagi.").getByLabel("Tindakan untuk pesan ini").click();
    await bubble("Besok pagi.").getByRole("button", { name: "Balas" }).click();
    await writes("Jam berapa?");
    await page.locator(".msg.own blockquote").filter({ hasText: "Besok pagi." }).waitFor();
    await desk.locator(".msg.visitor").filter({ hasText: "Jam berapa?" }).waitFor();
  });

  test("the arrow keys walk through the channels, and an answer elsewhere is counted on its tab", async () => {
    await page.locator("#tab-wa-priok").focus();
    for (const id of ["ig-priok", "fb-priok", "tg-priok"]) {
      await page.keyboard.press("ArrowDown");
      await page.locator(`#tab-${id}[aria-selected=true]`).waitFor();
    }
    await writes("Apakah kantor buka besok?");
    await page.locator("#tab-wa-priok").click();
    const row = mine(desk).filter({ hasText: "Apakah kantor buka besok?" });
    await row.click();
    await desk.locator(".msg.visitor").filter({ hasText: "Apakah kantor buka besok?" }).waitFor();
    await reply(desk, "Buka.");
    await page.locator("#tab-tg-priok .count").waitFor();
    await mine(desk).filter({ hasText: "Jam berapa?" }).click();
    await desk.locator(".msg.visitor").filter({ hasText: "Jam berapa?" }).waitFor();
  });

  test("an outage is switched on and off, and what it does is seen on both sides", async () => {
    await page.getByRole("switch", { name: "Platform mati" }).check();
    await desk.locator(".composer textarea").waitFor();
    await reply(desk, "Pukul delapan.");
    await page.locator(".traffic .bad").filter({ hasText: "503" }).first().waitFor();
    await desk.locator(".msg.officer .delivery.pending").first().waitFor();
    await page.getByRole("switch", { name: "Platform mati" }).uncheck();
    await bubble("Pukul delapan.").waitFor({ timeout: 30_000 });
  });

  test("that a citizen blocks the account stands at the desk before the officer writes, until they take it back", async () => {
    await page.locator("#tab-tg-priok").click();
    await page.getByRole("button", { name: "Blokir akun" }).click();
    await mine(desk).filter({ hasText: "Diblokir pemohon" }).click();
    await desk.locator(".by-applicant").filter({ hasText: "Pemohon memblokir akun kantor di Telegram" }).waitFor();
    await desk.locator(".msg.note").filter({ hasText: "Pemohon memblokir akun ini." }).waitFor();
    await page.getByRole("button", { name: "Buka blokir" }).click();
    await desk.locator(".by-applicant").waitFor({ state: "detached" });
    await desk.locator(".msg.note").filter({ hasText: "Pemohon membuka blokir akun ini." }).waitFor();
  });

  test("a coordinator sees how every account stands, and what has stopped comes first with its reason", async () => {
    const boss = await person(browser);
    await sign_in(boss.page, at.base, at.officers[1]);
    await boss.page.getByRole("button", { name: "Keadaan saluran" }).click();
    const cards = boss.page.getByRole("dialog").locator(".ch");
    await eventually(() => cards.count(), (n) => n === 7);
    await page.locator("#tab-line-priok").click();
    await page.getByRole("switch", { name: "Akses habis" }).check();
    await writes("Pertanyaan di LINE");
    await cards.first().filter({ hasText: "LINE" }).getByText("Pengiriman berhenti").waitFor();
    await cards.first().locator(".ch-why").waitFor();
    assert.deepEqual(await accessibility(boss.page), []);
    await page.getByRole("switch", { name: "Akses habis" }).uncheck();
    await cards.filter({ hasText: "Pengiriman berhenti" }).waitFor({ state: "detached" });
    assert.deepEqual(boss.faults.filter((f) => !f.includes("inline style")), []);
    await boss.close();
    assert.equal(await desk.getByRole("button", { name: "Keadaan saluran" }).count(), 0, "an officer has no such button");
  });

  test("the widget is on the same page", async () => {
    const launcher = page.getByRole("button", { name: /Tanya petugas/ });
    await launcher.click();
    await question_box(page).waitFor();
    await ask(page, "Pertanyaan dari situs web");
    await page.locator(".line.visitor .sent").waitFor();
    await page.keyboard.press("Escape");
  });

  test("it can be read in English, and the choice stays", async () => {
    await page.getByRole("button", { name: "English" }).click();
    await page.getByRole("heading", { name: "You are the citizen" }).waitFor();
    await page.reload();
    await page.getByRole("heading", { name: "You are the citizen" }).waitFor();
    await page.getByRole("button", { name: "Bahasa Indonesia" }).click();
    await page.getByRole("heading", { name: "Anda warganya" }).waitFor();
  });

  test("its policy holds, it is accessible on a desk and on a phone, and nothing runs over its edge", async () => {
    assert.deepEqual(citizen.faults, []);
    assert.deepEqual(await accessibility(page), []);
    await page.setViewportSize(phone);
    assert.equal(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth), true);
    assert.deepEqual(await accessibility(page), []);
  });
});
