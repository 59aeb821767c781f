// The README's pictures: a citizen's widget and an officer's desk, from a running daemon. node pictures.mjs FOLDER
import { statSync } from "node:fs";
import { join } from "node:path";
import { ask, eventually, mine, open_widget, person, reply, set_presence, sign_in, start_browser, start_daemon, waiting } from "./support.mjs";

const folder = process.argv[2] ?? ".";
const bytes_max = 150_000;
const daemon = await start_daemon({ assignment: "manual", messenger: true });
const browser = await start_browser();
const take = async (page) => {
  const had = await mine(page).count();
  await waiting(page).first().click();
  await page.getByRole("button", { name: "Ambil" }).click();
  await eventually(() => mine(page).count(), (n) => n === had + 1);
};
const picture = async (page, name) => {
  const path = join(folder, `${name}.png`);
  await page.screenshot({ path, animations: "disabled", caret: "hide" });
  const { size } = statSync(path);
  if (size >= bytes_max) throw new Error(`${path} has ${size} bytes, at most ${bytes_max} are wanted`);
  console.log(`${path}: ${size} bytes`);
};
const introduces = async (page, name) => {
  await page.getByRole("button", { name: "Pilihan" }).click();
  await page.getByRole("button", { name: "Data Anda" }).click();
  await page.getByLabel("Nama", { exact: true }).fill(name);
  await page.getByRole("button", { name: "Simpan" }).click();
  await page.getByText("Data Anda sudah kami terima.").waitFor();
  await page.getByRole("button", { name: "Kembali" }).click();
};
const lines_of = (page, n) => eventually(() => page.locator(".line").count(), (count) => count >= n);

try {
  const { platform } = daemon;
  const citizen = await person(browser, { viewport: { width: 920, height: 620 } });
  const officer = await person(browser, { viewport: { width: 1200, height: 621 } });
  const writes = async (name, text) => {
    const other = await person(browser);
    await open_widget(other.page, daemon.base);
    await ask(other.page, text);
    await other.page.locator(".sent").waitFor();
    await introduces(other.page, name);
  };

  await sign_in(officer.page, daemon.base, daemon.officers[0]);
  await set_presence(officer.page, "available");

  await writes("PT Samudra Contoh", "Pungutan ekspor kelapa sawit?");
  await take(officer.page);
  await officer.page.getByRole("button", { name: "Eskalasi", exact: true }).click();
  const dialog = officer.page.getByRole("dialog");
  await dialog.getByLabel("Alasan").fill("Perlu penelitian unit teknis.");
  await dialog.getByRole("button", { name: "Eskalasi" }).click();
  await dialog.waitFor({ state: "hidden" });

  await platform.citizenSays("2001", "Apakah IMEI ponsel dari luar negeri bisa didaftarkan di bandara?");
  await eventually(() => waiting(officer.page).count(), (n) => n === 1);
  await take(officer.page);
  await reply(officer.page, "Bisa, pada saat kedatangan, paling banyak dua perangkat setiap penumpang.");
  await officer.page.locator(".msg.officer .delivery.sent").waitFor();

  await open_widget(citizen.page, daemon.base);
  await ask(citizen.page, "Selamat pagi. Saya membeli sepatu dari luar negeri seharga USD 120, dikirim lewat pos. Kapan bea masuknya dihitung?");
  await citizen.page.locator(".sent").waitFor();
  await introduces(citizen.page, "Rina Contoh");
  await eventually(() => waiting(officer.page).count(), (n) => n === 1);
  await take(officer.page);
  await reply(officer.page, "Selamat pagi. Mohon nomor resinya agar dapat kami periksa.", "Pertanyaan balik");
  await citizen.page.locator(".line.officer").waitFor();
  await ask(citizen.page, "RB123456785GB");
  await officer.page.locator(".msg.visitor").filter({ hasText: "RB123456785GB" }).waitFor();
  await reply(officer.page, "Paket menunggu penelitian di kantor pos.", "Catatan");
  await officer.page.locator(".msg.note").waitFor();
  await writes("Maria Contoh", "PIB kami tertahan.");
  await platform.citizenSays("2002", "Batas nilai bebas?");
  await eventually(() => waiting(officer.page).count(), (n) => n === 2);
  await officer.page.locator(".composer").getByText("Jawaban", { exact: true }).click();
  await officer.page.locator(".composer textarea").fill("Terima kasih. Bea masuk dihitung ketika barang tiba dan diteliti; rinciannya ada pada");
  while (await officer.page.locator(".toast-off").count()) await officer.page.locator(".toast-off").first().click(); // they stand over the lists
  await picture(officer.page, "console");

  await reply(officer.page, "Terima kasih. Bea masuk dihitung ketika barang tiba dan diteliti. Rinciannya dapat dilihat dengan nomor resi di https://www.beacukai.go.id/barangkiriman.");
  await lines_of(citizen.page, 3);
  await citizen.page.locator(".status").filter({ hasText: "Dijawab" }).waitFor();
  await citizen.page.evaluate(() => document.fonts.ready);
  await picture(citizen.page, "widget");
} finally {
  await browser.close();
  await daemon.close();
}
