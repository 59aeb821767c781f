// The console's second factor: set up of one's own will or because the role must, asked for at sign-in, recovery codes. By keyboard,
// in both languages, on small screens.
import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { App } from "../support/totp.mjs";
import { accessibility, desktop, eventually, person, sign_in, start_browser, start_daemon } from "./support.mjs";

const skip = process.env.SAHUT_E2E === "mock" && "the mock office signs in with a password alone";
const small = { width: 640, height: 400 };

const password_step = async (page, base, { username, password }) => {
  await page.goto(`${base}/console/`);
  await page.getByLabel("Nama pengguna").fill(username);
  await page.getByLabel("Kata sandi").first().fill(password);
  await page.keyboard.press("Enter");
};
const code_box = (page) => page.getByLabel(/^(Kode 6 angka|6-digit code)$/);
const dialog = (page) => page.getByRole("dialog");
const button = (page, name) => page.getByRole("button", { name, exact: true });
const clean = async (page, what) => assert.deepEqual(await accessibility(page), [], what);
const at_desk = (page) => page.getByLabel("Kehadiran").waitFor();
const no_sideways = async (page, what) => assert.ok((await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)) <= 0, what);
/** The key as it stands on the page, and the codes that are shown once. */
const app_of = async (page) => new App((await page.locator(".typed-key").innerText()).replaceAll(/\s/g, ""));
const codes_on = (page) => page.locator(".recovery-codes li").allInnerTexts();

async function open_security(page) {
  await button(page, "Keamanan akun").click();
  await dialog(page).getByRole("heading", { name: "Verifikasi dua langkah" }).waitFor();
}
/** From the dialog's state to the recovery codes. */
async function set_up(page, password, first = "Aktifkan") {
  await button(dialog(page), first).click();
  await dialog(page).getByLabel("Kata sandi Anda").fill(password);
  await page.keyboard.press("Enter");
  await page.locator(".qr").waitFor();
  const app = await app_of(page);
  await dialog(page).getByLabel("Kode 6 angka dari aplikasi").fill(await app.code());
  await page.keyboard.press("Enter");
  await page.locator(".recovery-codes").waitFor();
  return { app, codes: await codes_on(page) };
}

describe("of one's own will", { skip }, () => {
  let daemon, browser;
  before(async () => {
    daemon = await start_daemon({});
    browser = await start_browser();
  });
  after(async () => {
    await browser?.close();
    await daemon?.close();
  });

  test("set up, asked for at the next sign-in, used up, renewed and turned off", async () => {
    const { page, context, faults, close } = await person(browser);
    const sari = daemon.officers[0];
    await context.grantPermissions(["clipboard-read", "clipboard-write"]);
    await page.addInitScript(() => (window.print = () => (window.printed = (window.printed ?? 0) + 1)));
    await sign_in(page, daemon.base, sari);
    await open_security(page);
    await dialog(page).getByText("Belum aktif.").waitFor();
    await clean(page, "off");
    await button(dialog(page), "Aktifkan").click();
    const password = dialog(page).getByLabel("Kata sandi Anda");
    await password.fill("bukan sandinya");
    await page.keyboard.press("Enter");
    await dialog(page).getByText("Kata sandi tidak cocok.").waitFor();
    await eventually(() => password.evaluate((e) => e === document.activeElement && e.value === ""), Boolean);
    await clean(page, "password refused");
    await button(dialog(page), "Kembali").click();
    const { codes } = await set_up(page, sari.password);
    assert.equal(codes.length, 10);
    await clean(page, "recovery codes");
    // They are shown once: neither Escape nor a click beside them takes them away.
    await page.keyboard.press("Escape");
    await page.mouse.click(5, 5);
    assert.deepEqual(await codes_on(page), codes);
    await button(dialog(page), "Salin kode").click();
    await dialog(page).getByText("Kode sudah disalin.").waitFor();
    const copied = await page.evaluate(() => navigator.clipboard.readText());
    assert.deepEqual(copied.trim().split("\n"), ["Kode pemulihan Sahut, akun sari", ...codes]);
    await button(dialog(page), "Cetak").click();
    assert.equal(await page.evaluate(() => window.printed), 1);
    await page.emulateMedia({ media: "print" });
    assert.deepEqual(await page.evaluate(() => [".recovery-codes li", ".recovery-codes .print-only", ".bar", ".codes-title"].map((s) => getComputedStyle(document.querySelector(s)).visibility)), ["visible", "visible", "hidden", "hidden"]);
    await page.emulateMedia({ media: "screen" });
    await button(dialog(page), "Kode sudah saya simpan").click();
    await dialog(page).waitFor({ state: "hidden" });
    await at_desk(page); // the window that did it stays signed in

    // At the next sign-in.
    await button(page, "Keluar").click();
    await password_step(page, daemon.base, sari);
    await code_box(page).waitFor();
    assert.deepEqual(await code_box(page).evaluate((e) => [e.autocomplete, e.inputMode, e === document.activeElement]), ["one-time-code", "numeric", true]);
    await clean(page, "code");
    await page.keyboard.type("000000");
    await page.keyboard.press("Enter");
    await page.getByText("Kode tidak cocok atau sudah dipakai.").waitFor();
    await eventually(() => code_box(page).evaluate((e) => e === document.activeElement && e.value === ""), Boolean);
    await button(page, "Ponsel tidak ada? Pakai kode pemulihan").click();
    await page.getByLabel("Kode pemulihan").waitFor();
    await clean(page, "recovery code asked for");
    await page.keyboard.type("AAAA-AAAA-AAAA-AAAA");
    await page.keyboard.press("Enter");
    await page.getByText("Kode pemulihan tidak cocok").waitFor();
    await page.getByLabel("Kode pemulihan").fill(codes[0].toLowerCase().replaceAll("-", " "));
    await page.keyboard.press("Enter");
    await page.getByText("Yang belum dipakai: 9.").waitFor();
    await clean(page, "a recovery code was used");
    await page.keyboard.press("Enter");
    await at_desk(page);

    // New codes, another phone, off.
    await open_security(page);
    await dialog(page).getByText("Kode pemulihan yang belum dipakai: 9.").waitFor();
    await clean(page, "on");
    await button(dialog(page), "Buat kode pemulihan baru").click();
    await dialog(page).getByLabel("Kata sandi Anda").fill(sari.password);
    await page.keyboard.press("Enter");
    await page.locator(".recovery-codes").waitFor();
    assert.ok(!(await codes_on(page)).includes(codes[1]));
    await button(dialog(page), "Kode sudah saya simpan").click();
    await open_security(page);
    const { app } = await set_up(page, sari.password, "Ganti ponsel atau aplikasi");
    await button(dialog(page), "Kode sudah saya simpan").click();
    await button(page, "Keluar").click();
    await password_step(page, daemon.base, sari);
    await code_box(page).fill(await app.code());
    await page.keyboard.press("Enter");
    await at_desk(page);
    await open_security(page);
    await button(dialog(page), "Nonaktifkan").click();
    await dialog(page).getByLabel("Kata sandi Anda").fill(sari.password);
    await page.keyboard.press("Enter");
    await dialog(page).getByText("Belum aktif.").waitFor();
    await page.keyboard.press("Escape");
    await dialog(page).waitFor({ state: "hidden" });
    await button(page, "Keluar").click();
    await sign_in(page, daemon.base, sari);
    assert.deepEqual(faults, []);
    await close();
  });

  test("a colleague who has none is not asked, and goes back from the code to the password", async () => {
    const { page, close } = await person(browser);
    await sign_in(page, daemon.base, daemon.officers[1]);
    await open_security(page);
    const { app } = await set_up(page, daemon.officers[1].password);
    await button(dialog(page), "Kode sudah saya simpan").click();
    await button(page, "Keluar").click();
    await password_step(page, daemon.base, daemon.officers[1]);
    await code_box(page).waitFor();
    await button(page, "Kembali").click();
    await page.getByLabel("Nama pengguna").waitFor();
    assert.equal(await page.getByLabel("Kata sandi").first().inputValue(), "");
    await page.getByLabel("Kata sandi").first().fill(daemon.officers[1].password);
    await page.keyboard.press("Enter");
    await code_box(page).fill(await app.code());
    await page.keyboard.press("Enter");
    await at_desk(page);
    await close();
  });
});

describe("because the role must", { skip }, () => {
  let daemon, browser;
  before(async () => {
    daemon = await start_daemon({ second_factor: ["officer"] });
    browser = await start_browser();
  });
  after(async () => {
    await browser?.close();
    await daemon?.close();
  });

  for (const [i, viewport, scheme] of [[0, desktop, "light"], [1, small, "dark"]])
    test(`it is set up at sign-in, by keyboard alone, at ${viewport.width}x${viewport.height}, ${scheme}`, async () => {
      const { page, faults, close } = await person(browser, { viewport });
      await page.emulateMedia({ colorScheme: scheme, reducedMotion: "reduce" });
      await password_step(page, daemon.base, daemon.officers[i]);
      await page.locator(".qr").waitFor();
      await clean(page, "set-up");
      await no_sideways(page, "set-up");
      await button(page, "English").click();
      await page.getByText("Scan this QR code").waitFor();
      await button(page, "Bahasa Indonesia").click();
      const app = await app_of(page);
      await page.getByLabel("Kode 6 angka dari aplikasi").focus();
      await page.keyboard.type("000000");
      await page.keyboard.press("Enter");
      await page.getByText("Kode tidak cocok").waitFor();
      await page.keyboard.type(await app.code());
      await page.keyboard.press("Enter");
      await page.locator(".recovery-codes").waitFor();
      await clean(page, "codes");
      await no_sideways(page, "codes");
      const kept = button(page, "Kode sudah saya simpan");
      for (let n = 0; n < 10 && !(await kept.evaluate((e) => e === document.activeElement)); n += 1) await page.keyboard.press("Tab");
      await page.keyboard.press("Enter");
      await at_desk(page);
      await open_security(page);
      await dialog(page).getByText("Peran Anda wajib memakainya.").waitFor();
      assert.equal(await button(dialog(page), "Nonaktifkan").count(), 0);
      await clean(page, "dialog");
      await no_sideways(page, "dialog");
      const inside = await dialog(page).boundingBox();
      assert.ok(inside.x >= 0 && inside.y >= 0 && inside.x + inside.width <= viewport.width && inside.y + inside.height <= viewport.height, JSON.stringify(inside));
      assert.deepEqual(faults, []);
      await close();
    });
});
