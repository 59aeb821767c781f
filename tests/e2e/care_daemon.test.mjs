// The page of account holders and the status page against a running daemon, with an officer at the console.
import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { accessibility, eventually, person, phone, reply, set_presence, sign_in, start_browser, start_daemon, waiting } from "./support.mjs";

describe("filing with a running daemon", { skip: process.env.SAHUT_E2E === "mock" && "needs a daemon" }, () => {
  let daemon, browser, officer;
  before(async () => {
    daemon = await start_daemon({ assignment: "manual", holders: [["ptsamudra", "PT Samudra Contoh"], ["andi", "Andi Contoh"], ["nonaktif", "Akun Nonaktif"]] });
    browser = await start_browser();
    officer = await person(browser);
    await sign_in(officer.page, daemon.base, daemon.officers[0]);
    await set_presence(officer.page, "available");
  });
  after(async () => {
    await browser?.close();
    await daemon?.close();
  });

  const enter = async (page, account) => {
    await page.goto(`${daemon.base}/care/`);
    await page.getByLabel("Nama akun").fill(account.username);
    await page.getByLabel("Kata sandi", { exact: true }).fill(account.password);
    await page.keyboard.press("Enter");
    await page.getByRole("button", { name: "Keluar" }).waitFor();
  };
  const file = async (page, kind, subject, description) => {
    await page.getByRole("link", { name: "Ajukan tiket" }).click();
    await page.getByLabel(kind).check();
    await page.getByLabel("Perihal").fill(subject);
    await page.getByLabel("Uraian").fill(description);
    await page.locator(".policy").getByText("jam tutup kantor").waitFor();
    await page.getByRole("button", { name: "Kirim tiket" }).click();
    await page.getByText("Tiket Anda sudah kami terima").waitFor();
    await page.locator(".result h1").waitFor();
    return page.locator(".result h1").textContent();
  };
  const take = async (text) => {
    await waiting(officer.page).filter({ hasText: text }).first().click();
    await officer.page.getByRole("button", { name: "Ambil", exact: true }).click();
    await officer.page.locator(".composer").waitFor();
  };
  const state = (page) => page.locator(".steps .now").textContent();
  const becomes = (page, expected) => eventually(() => state(page), (s) => s === expected, 70_000);

  test("a_ticket_is_filed_answered_denied_answered_again_closed_and_reopened", async () => {
    const { page, faults, close } = await person(browser, { viewport: phone });
    await enter(page, daemon.accounts[0]);
    await page.getByText("Belum ada tiket").waitFor();
    const number = await file(page, "Permintaan informasi", "Tarif kapal pesiar", "Berapa tarif kapal pesiar?");
    assert.match(number, /^CRE-\d{6}-\d{5,}-\d$/);
    assert.equal(await state(page), "Tercatat, menunggu petugas");
    assert.match(await page.locator(".result .due").textContent(), /^Jawaban paling lambat .*WIB\.$/);
    await take("kapal pesiar");
    await becomes(page, "Ditangani");
    await reply(officer.page, "Kapal bermesin?", "Pertanyaan balik");
    await page.locator(".first").getByText("Kapal bermesin?").waitFor({ timeout: 70_000 });
    assert.equal(await state(page), "Menunggu tanggapan Anda");
    await page.getByLabel("Tulis pesan").fill("Ya, dengan mesin.");
    await page.getByRole("button", { name: "Kirim", exact: true }).click();
    await page.getByText("Pesan Anda sudah kami terima.").waitFor();
    await officer.page.locator(".msg.visitor").filter({ hasText: "dengan mesin" }).waitFor();
    await reply(officer.page, "Tarifnya lima persen.");
    await page.locator(".first").getByText("Tarifnya lima persen.").waitFor({ timeout: 70_000 });
    assert.equal(await state(page), "Dijawab");
    assert.deepEqual(await accessibility(page), []);
    await page.getByRole("button", { name: "Belum terjawab" }).click();
    await page.keyboard.type("Kapal bekas juga?");
    await page.locator(".verdict form").getByRole("button", { name: "Kirim" }).click();
    await page.getByText("Tiket ini menunggu jawaban lagi.").waitFor();
    await page.locator(".thread").getByText("Kapal bekas juga?").waitFor();
    await officer.page.locator(".msg.visitor").filter({ hasText: "Kapal bekas juga?" }).waitFor();
    await reply(officer.page, "Kapal bekas juga lima persen.");
    await page.locator(".first").getByText("Kapal bekas juga lima").waitFor({ timeout: 70_000 });
    await page.getByRole("button", { name: "Sudah terjawab" }).click();
    await page.getByText("Terima kasih. Tiket ini kami tutup.").waitFor();
    await becomes(page, "Selesai");
    await page.getByRole("button", { name: "Buka kembali" }).click();
    await page.keyboard.type("Bagaimana kapal layar?");
    await page.locator(".verdict form").getByRole("button", { name: "Kirim" }).click();
    await page.getByRole("link", { name: "Lihat tiket lanjutan" }).click();
    await eventually(() => page.locator(".result h1").textContent(), (n) => n !== number);
    await page.locator(".thread").getByText("Bagaimana kapal layar?").waitFor();
    await page.locator("dl").getByRole("link", { name: number }).waitFor();
    await page.getByRole("link", { name: "Kembali ke daftar" }).click();
    await eventually(() => page.locator(".tickets li").count(), (n) => n === 2);
    assert.match(await page.locator(".tickets li").last().textContent(), /Tarif kapal pesiar\s*Selesai/);
    await page.getByLabel("Tampilkan", { exact: true }).selectOption("closed");
    await eventually(() => page.locator(".tickets li").count(), (n) => n === 1);
    assert.deepEqual(faults, []);
    await close();
  });

  test("another_account_finds_no_such_ticket_and_the_secret_opens_it_on_the_status_page", async () => {
    const owner = await person(browser);
    await enter(owner.page, daemon.accounts[0]);
    const number = await file(owner.page, "Permintaan informasi", "Gudang berikat", "Bagaimana izin gudang berikat?");
    await owner.page.getByText("Status tanpa masuk").click();
    const link = await owner.page.locator(".link a").getAttribute("href");
    const other = await person(browser);
    await enter(other.page, daemon.accounts[1]);
    await other.page.goto(`${daemon.base}/care/#/${number}`);
    await other.page.getByText("tidak menemukan tiket ini").waitFor();
    assert.doesNotMatch(await other.page.locator("body").textContent(), /Gudang|Samudra/);
    const { page, faults, close } = await person(browser, { viewport: { width: 320, height: 640 } });
    await page.goto(link);
    await page.locator(".thread").getByText("izin gudang berikat").waitFor();
    assert.equal(await state(page), "Tercatat, menunggu petugas");
    await page.getByLabel("Tulis pesan").fill("Untuk Cikarang.");
    await page.getByRole("button", { name: "Kirim", exact: true }).click();
    await page.getByText("Pesan Anda sudah kami terima.").waitFor();
    await owner.page.locator(".thread").getByText("Untuk Cikarang.").waitFor({ timeout: 70_000 });
    await take("gudang berikat");
    await reply(officer.page, "Izinnya melalui portal.");
    await page.locator(".first").getByText("Izinnya melalui portal.").waitFor({ timeout: 70_000 });
    await page.getByRole("button", { name: "Sudah terjawab" }).click();
    await page.getByText("Terima kasih. Tiket ini kami tutup.").waitFor();
    await becomes(page, "Selesai");
    assert.deepEqual(await accessibility(page), []);
    assert.deepEqual([...faults, ...owner.faults, ...other.faults], []);
    await Promise.all([close(), owner.close(), other.close()]);
  });

  test("a_session_that_was_ended_asks_to_sign_in_again_and_keeps_the_words", async () => {
    const { page, close } = await person(browser);
    const account = daemon.accounts[2];
    await enter(page, account);
    await file(page, "Permintaan informasi", "Akun", "Bagaimana mengubah akun?");
    await page.getByLabel("Tulis pesan").fill("sedang ditulis");
    await daemon.disable(account.username);
    await page.getByRole("button", { name: "Kirim", exact: true }).click();
    await page.getByText("Waktu masuk Anda berakhir").waitFor();
    await page.getByLabel("Nama akun").fill(account.username);
    await page.getByLabel("Kata sandi", { exact: true }).fill(account.password);
    await page.keyboard.press("Enter");
    await page.getByText("tidak cocok").waitFor();
    await close();
  });
});
