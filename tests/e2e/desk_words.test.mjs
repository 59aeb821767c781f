// Everything that a citizen sends reaches the officer's eye, and who asks stands beside it, masked.
import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { focus_of, head, line, open_desk, waits } from "./scripted.mjs";
import { accessibility, ask, broken_numbers, eventually, mine, open_widget, person, sign_in, start_browser, start_daemon, waiting } from "./support.mjs";
import { element } from "../standin/webhooks.mjs";

const skip = process.env.SAHUT_E2E === "mock" && "needs a platform and a daemon";

describe("what the officer sees of what was sent", { skip }, () => {
  let daemon, browser, officer, page;
  before(async () => {
    daemon = await start_daemon({ assignment: "manual", messenger: true });
    browser = await start_browser();
    officer = await person(browser);
    page = officer.page;
    await sign_in(page, daemon.base, daemon.officers[0]);
  });
  after(async () => {
    await browser?.close();
    await daemon?.close();
  });
  const last = (where) => where.locator(".msg.visitor").last();

  test("every kind from a platform is shown by name, with its link, place and words", async () => {
    const who = { account: daemon.platform.settings.account, contact: "3001", at: Date.now() };
    await daemon.platform.citizenSays("3001", "Saya kirim beberapa hal.");
    await waiting(page).first().click();
    await page.getByRole("button", { name: "Ambil" }).click();
    await page.getByRole("button", { name: "Lepas" }).waitFor();
    const pdf = { type: "file", payload: { url: "https://berkas.example/a.pdf" } };
    const kinds = [
      ["an image with a caption shows both", element.image({ ...who, mid: "w_1", text: "ini resinya" }), ["Gambar", "ini resinya"]],
      ["a file", element.attachments({ ...who, mid: "w_2", attachments: [pdf] }), ["Berkas"]],
      ["audio and video", element.attachments({ ...who, mid: "w_3", attachments: [{ type: "audio", payload: { url: "https://cdn.example/a.mp4" } }, { type: "video", payload: { url: "https://cdn.example/v.mp4" } }] }), ["Rekaman suara", "Video"]],
      ["a place", element.location({ ...who, mid: "w_4" }), ["Lokasi", "-6.10000, 106.90000"]],
      ["a sticker", element.sticker({ ...who, mid: "w_5" }), ["Stiker"]],
      ["a shared page with its title", element.attachments({ ...who, mid: "w_6", attachments: [{ type: "fallback", title: "Berita bea masuk", url: "https://berita.example/b" }] }), ["Berita bea masuk", "Buka di berita.example"]],
      ["a kind that nobody knows keeps the platform's name", element.attachments({ ...who, mid: "w_7", attachments: [{ type: "hologram", payload: {} }] }), ["Lampiran", "hologram"]],
      ["an address that may not be followed is no link", element.attachments({ ...who, mid: "w_8", attachments: [{ type: "file", payload: { url: "javascript:alert(1)" } }] }), ["Berkas"]],
      ["an advertisement that was followed", element.text({ ...who, mid: "w_9", text: "tertarik", referral: { ref: "promo", source: "ADS", type: "OPEN_THREAD", ad_id: "7", ads_context_data: { ad_title: "Lelang resmi", photo_url: "https://iklan.example/f.jpg" } } }), ["tertarik", "Lelang resmi"]],
    ];
    let count = await page.locator(".msg.visitor").count();
    for (const [name, event, words] of kinds) {
      assert.equal((await daemon.platform.hook([event])).status, 200, name);
      count += 1;
      await eventually(() => page.locator(".msg.visitor").count(), (n) => n === count);
      const text = await last(page).textContent();
      for (const w of words) assert.ok(text.includes(w), `${name}: ${w} in ${text}`);
      for (const a of await last(page).getByRole("link").evaluateAll((l) => l.map((x) => [x.href, x.rel, x.textContent]))) {
        assert.ok(a[0].startsWith("https://") && a[1].includes("noopener") && a[2].includes(new URL(a[0]).host), `${name}: ${a}`);
      }
      if (name.startsWith("an address")) assert.equal(await last(page).getByRole("link").count(), 0);
    }
    assert.equal((await daemon.platform.hook([element.reaction({ ...who, mid: "w_9", at: Date.now() + 1 })])).status, 200);
    await last(page).getByText("Reaksi pemohon: ❤️").waitFor();
    assert.deepEqual(await accessibility(page), []);
    await page.getByRole("button", { name: "English" }).click();
    for (const word of ["Image", "Place", "Sticker", "Open at cdn.example", "The applicant reacted"]) await page.locator(".thread").getByText(word).first().waitFor();
    await page.getByRole("button", { name: "Bahasa Indonesia" }).click();
  });

  test("who asks stands masked, is opened for a reason that is kept, and a document's number can be copied", async () => {
    const citizen = await person(browser);
    await open_widget(citizen.page, daemon.base);
    await ask(citizen.page, "Bagaimana status dokumen saya?");
    await citizen.page.locator(".sent").waitFor();
    await citizen.page.getByRole("button", { name: "Pilihan" }).click();
    await citizen.page.getByRole("button", { name: "Data Anda" }).click();
    await citizen.page.getByLabel("NIK").fill("3171234507900123");
    await citizen.page.getByRole("button", { name: /Simpan/ }).click();
    await waiting(page).filter({ hasText: "status dokumen" }).click();
    await page.getByRole("button", { name: "Ambil" }).click();
    const contact = page.getByRole("region", { name: "Data pemohon" });
    await contact.getByText("••••0123").waitFor();
    assert.ok(!(await page.content()).includes("3171234507900123"));
    await contact.getByRole("button", { name: "Tampilkan data lengkap" }).click();
    await contact.getByRole("button", { name: "Tampilkan data lengkap" }).click();
    await contact.getByRole("alert").filter({ hasText: "Isi alasan" }).waitFor();
    await contact.getByLabel(/Alasan/).fill("Mencocokkan dokumen");
    await page.keyboard.press("Enter");
    await contact.getByText("3171234507900123").waitFor();
    await page.locator(".msg.note").filter({ hasText: "Mencocokkan dokumen" }).waitFor();
    assert.deepEqual([...officer.faults, ...citizen.faults], []);
    await citizen.close();
  });

  test("a document's number is copied whole", async () => {
    const number = "00002001012620261123000042";
    const desk = await open_desk(browser, daemon.base, {
      permissions: ["clipboard-read", "clipboard-write"],
      heads: [head("a", { identity: { documents: [{ kind: "aju", number: "••••0042" }] } })],
      answer: (f) => (f.type === "identity.reveal" ? { identity: { documents: [{ kind: "aju", number }] } } : undefined),
    });
    await mine(desk.page).first().click();
    const contact = desk.page.getByRole("region", { name: "Data pemohon" });
    const reveal = contact.getByRole("button", { name: "Tampilkan data lengkap" });
    const focused = (name) => eventually(() => focus_of(desk.page), (f) => f === name);
    assert.equal(await contact.getByRole("button", { name: /Salin/ }).count(), 0);
    // By keyboard: to the reason, back to what asked for it, and on to what was opened.
    await reveal.press("Enter");
    await focused("Alasan (tersimpan sebagai catatan)");
    await desk.page.keyboard.press("Enter");
    await contact.getByRole("alert").filter({ hasText: "Isi alasan" }).waitFor();
    await focused("Alasan (tersimpan sebagai catatan)");
    await contact.getByRole("button", { name: "Batal" }).press("Enter");
    await focused("Tampilkan data lengkap");
    assert.equal(await contact.getByRole("alert").count(), 0);
    await desk.page.keyboard.press("Enter");
    await focused("Alasan (tersimpan sebagai catatan)");
    await desk.page.keyboard.type("Mencari dokumen");
    await desk.page.keyboard.press("Enter");
    await focused("Data pemohon");
    await desk.page.keyboard.press("Tab");
    await focused("Salin Nomor aju");
    await desk.page.keyboard.press("Enter");
    await contact.getByRole("status").filter({ hasText: "Nomor aju sudah disalin." }).waitFor();
    assert.equal(await desk.page.evaluate(() => navigator.clipboard.readText()), number);
    // Without TLS a browser gives no clipboard.
    await desk.page.evaluate(() => Object.defineProperty(navigator, "clipboard", { value: undefined }));
    await desk.page.keyboard.press("Enter");
    await contact.getByRole("status").filter({ hasText: "tidak dapat menyalin" }).waitFor();
    // Given back: what was opened is gone, and so is the question for it.
    await contact.getByText(number).waitFor();
    desk.office.change("a", { officer: undefined, state: "queued", identity: undefined });
    await contact.getByText(number).waitFor({ state: "detached" });
    assert.equal(await contact.getByRole("status").count(), 0);
    await desk.close();
  });

  test("every kind of document has words in both languages, and one that nobody knows keeps its name", async () => {
    const documents = ["consignment", "container", "awb", "hologram"].map((kind) => ({ kind, number: "••••0042" }));
    const desk = await open_desk(browser, daemon.base, { heads: [head("a", { identity: { documents } })] });
    await mine(desk.page).first().click();
    const labels = () => desk.page.getByRole("region", { name: /Data pemohon|Who asks/ }).locator("dt").allTextContents().then((all) => all.slice(-4));
    assert.deepEqual(await labels(), ["Nomor resi barang kiriman", "Nomor peti kemas", "Nomor air waybill", "hologram"]);
    await desk.page.getByRole("button", { name: "English" }).click();
    assert.deepEqual(await labels(), ["Parcel number", "Container number", "Air waybill number", "hologram"]);
    await desk.close();
  });

  test("a number is found as people write it, and a wrong digit in it is told and asks nothing", async () => {
    const { page, office, close } = await open_desk(browser, daemon.base, { heads: [head("a", { reference: "REF-261123-00001-7" })], answer: (f) => (f.type === "conversation.find" ? { conversations: [] } : undefined) });
    await page.keyboard.press("Control+k");
    const dialog = page.getByRole("dialog");
    const told = dialog.getByRole("status");
    for (const typed of ["REF-261123-00001-7", "Nomor: ref\u2011261123\u201300001\u20147.", "[REF 261123 00001 7]", "\uff32\uff25\uff26-\uff12\uff16\uff11\uff11\uff12\uff13-00001-7", "tiket REF_261123_00001_7, sudah 2 hari"]) {
      await dialog.getByRole("textbox").fill(typed);
      await told.filter({ hasText: "1 ditemukan" }).waitFor();
      assert.equal(office.asked.at(-1).q, "REF-261123-00001-7", typed);
      await dialog.getByRole("textbox").fill("");
      await told.waitFor({ state: "hidden" });
    }
    const before = office.asked.length;
    await dialog.getByRole("textbox").fill("REF-261123-00001-8");
    await told.filter({ hasText: "Angka terakhir nomor ini tidak sesuai" }).waitFor();
    assert.equal(office.asked.length, before);
    await close();
  });

  for (const [name, more, told] of [
    ["an answered question without a name", { state: "answered", contact: { id: "a" } }, ["Tidak menyebutkan nama", "Web", "Senin, 23 November 2026"]],
    ["a conversation with a name", { channel: "messenger" }, ["Pemohon a", "Messenger", "Senin, 23 November 2026"]],
    ["a colleague's", { officer: { id: "budi" }, contact: { id: "a" } }, ["Terlihat oleh petugas yang menangani", "Web"]],
  ])
    test(`the third column says who asks, where and since when: ${name}`, async () => {
      const desk = await open_desk(browser, daemon.base, { heads: [head("a", { reference: "REF-261123-00001-7", ...more })], more: { queues: ["umum"] }, answer: (f) => (f.type === "conversation.find" ? { conversations: [head("a", more)] } : undefined) });
      if (more.officer) {
        await desk.page.keyboard.press("Control+K");
        await desk.page.getByRole("dialog").getByRole("textbox").fill("REF-261123-00001-7");
        await desk.page.getByRole("dialog").getByRole("button").filter({ hasText: /Web|REF/ }).first().click();
      } else await mine(desk.page).first().click();
      const contact = desk.page.locator(".about").getByRole("region", { name: "Data pemohon" });
      for (const words of told) await contact.getByText(words).first().waitFor();
      assert.deepEqual(await accessibility(desk.page), []);
      assert.deepEqual(desk.faults, []);
      await desk.close();
    });

  test("automatic texts that begin a day stand under its heading, and a fold ends with its day", async () => {
    const auto = (seq, at) => line("a", seq, { from: "system", template: "queue_position", text: `Keterangan otomatis ${seq}.`, at });
    const desk = await open_desk(browser, daemon.base, {
      heads: [head("a", { seq: 6 })],
      threads: { a: [line("a", 1, { at: "2026-11-23T02:00:00Z" }), auto(2, "2026-11-23T02:00:01Z"), auto(3, "2026-11-23T02:00:02Z"), auto(4, "2026-11-24T01:00:00Z"), auto(5, "2026-11-24T01:00:01Z"), line("a", 6, { at: "2026-11-24T02:00:00Z" })] },
    });
    await mine(desk.page).first().click();
    await desk.page.locator(".thread .msg.visitor").first().waitFor();
    const shown = await desk.page.locator(".thread .day, .thread summary").allTextContents();
    assert.deepEqual(shown, ["Senin, 23 November 2026", "2 pesan otomatis: Keterangan otomatis 3.", "Selasa, 24 November 2026", "2 pesan otomatis: Keterangan otomatis 5."]);
    assert.deepEqual(desk.faults, []);
    await desk.close();
  });

  test("it opens at the last word of a person, and automatic texts stand folded in one line", async () => {
    const auto = (seq, more = {}) => line("a", seq, { from: "system", template: "queue_position", text: `Keterangan otomatis ${seq}.\nBaris kedua.`, ...more });
    const long = (name) => `Awal ${name}. ${"kata ".repeat(700)}`;
    const desk = await open_desk(browser, daemon.base, {
      heads: [head("a", { seq: 8 }), head("b", { seq: 2 })],
      threads: {
        a: [line("a", 1), auto(2), auto(3), auto(4), line("a", 5, { text: "kata terakhir" }), auto(6), auto(7), auto(8, { delivery: "failed", reason: "ditolak" })],
        b: [line("b", 1), line("b", 2, { text: long("pertanyaan") })],
      },
    });
    await mine(desk.page).filter({ hasText: "Pemohon a" }).click();
    await desk.page.locator(".thread").getByText("kata terakhir").waitFor();
    const folds = desk.page.locator(".autos > summary");
    assert.deepEqual(await folds.allTextContents(), ["3 pesan otomatis: Keterangan otomatis 4.", "2 pesan otomatis: Keterangan otomatis 7."]);
    assert.equal(await desk.page.locator(".msg.system:visible").count(), 1); // the one that failed is never hidden
    await folds.first().focus();
    await desk.page.keyboard.press("Enter");
    assert.equal(await desk.page.locator(".msg.system:visible").count(), 4);
    await mine(desk.page).filter({ hasText: "Pemohon b" }).click();
    const word = desk.page.locator('.msg[data-seq="2"]');
    await word.waitFor();
    const [box, thread] = await Promise.all([word.boundingBox(), desk.page.locator(".thread").boundingBox()]);
    assert.ok(box.y >= thread.y && box.y < thread.y + 60, JSON.stringify({ box, thread }));
    await desk.page.locator(".composer textarea").fill("Baik.");
    await desk.page.keyboard.press("Control+Enter");
    const sent = await eventually(() => desk.office.asked.find((f) => f.type === "message.send"), Boolean);
    assert.equal(sent.seen, 2); // what was begun in sight counts as seen
    assert.deepEqual(desk.faults, []);
    await desk.close();
  });

  test("a number never breaks across lines, wherever an officer reads it", async () => {
    const number = "ESK-261123-00042-0";
    const said = `Pertanyaan saya tercatat dengan nomor ${number} dan sebelumnya bernomor REF-261123-00001-7, mohon diperiksa.`;
    const ticket = { number, state: "issued", due: new Date(Date.now() + 4 * 60_000).toISOString(), unit: "teknis", reason: `lihat ${number} dan REF-261123-00001-7` };
    const nameless = { contact: { id: "a" }, reference: number, ticket, state: "escalated" };
    const threads = { a: [line("a", 1, { text: said }), line("a", 2, { from: "system", text: said.slice(0, 80) }), line("a", 3, { from: "officer", officer: { id: "sari", name: "Sari Dewi" }, text: said })] };
    const { page: desk, office, close } = await open_desk(browser, daemon.base, { heads: [head("a", nameless)], threads });
    await desk.locator("button.row").first().click();
    await desk.locator(".msg.officer").waitFor();
    office.tell(waits("b", { contact: { id: "b" }, reference: "REF-261123-00001-7" }));
    await desk.locator(".toast").getByText("REF-261123-00001-7").waitFor();
    const faults = new Set();
    for (let width = 320; width <= 1280; width += width < 480 ? 9 : 37) {
      await desk.setViewportSize({ width, height: 800 });
      for (const f of await broken_numbers(desk)) faults.add(f);
    }
    assert.deepEqual([...faults], []);
    await close();
  });

  for (const [name, part, expected] of [
    ["what waits", { state: "queued", officer: undefined }, ["Menunggu petugas", "Waiting for an officer"]],
    ["what is handled", {}, ["Ditangani", "Being handled"]],
    ["the citizen's turn", { state: "waiting_applicant" }, ["Menunggu pemohon", "Waiting for the applicant"]],
    ["the clock's ticket", { state: "escalated", ticket: { automatic: true } }, ["Tercatat, menunggu jawaban", "Recorded, waiting for an answer"]],
    ["a unit's ticket", { state: "escalated", ticket: { automatic: false } }, ["Diteruskan ke unit terkait", "Passed to the unit concerned"]],
    ["a ticket that waits for its citizen", { state: "escalated", ticket: { automatic: true, state: "reopened" } }, ["Dibuka kembali", "Reopened"]],
    ["what was answered", { state: "answered" }, ["Dijawab", "Answered"]],
  ]) {
    test(`the chip has the citizen's words for ${name}`, async () => {
      const ticket = part.ticket && { number: "ESK-261123-00042-0", state: "issued", due: new Date(Date.now() + 86_400_000).toISOString(), ...part.ticket };
      const { page: desk, close } = await open_desk(browser, daemon.base, { heads: [head("a", { ...part, ...(ticket && { ticket }) })] });
      await desk.locator("button.row").first().click();
      for (const [word, other] of [[expected[0], "English"], [expected[1], "Bahasa Indonesia"]]) {
        await eventually(() => desk.locator(".conv-meta .chip").first().textContent(), (t) => t === word);
        await desk.getByRole("button", { name: other }).click();
      }
      await close();
    });
  }

  for (const [name, ticket, expected] of [
    ["the clock's", { automatic: true, reason: "not answered in time" }, { id: "Tiket terbit otomatis karena belum dijawab sampai batas waktunya.", en: "The ticket was issued automatically: there was no answer in time." }],
    ["a unit's", { automatic: false, reason: "perlu dokumen", unit: { id: "teknis", name: "Seksi Teknis" } }, { id: "Dieskalasi ke Seksi Teknis: perlu dokumen", en: "Escalated to Seksi Teknis: perlu dokumen" }],
    ["one without a unit", { automatic: false, reason: "perlu dokumen" }, { id: "Dieskalasi tanpa unit tujuan: perlu dokumen", en: "Escalated without a unit: perlu dokumen" }],
  ]) {
    test(`why there is a ticket is told in the reader's language: ${name}`, async () => {
      const of = { number: "ESK-261123-00042-0", state: "issued", due: new Date(Date.now() + 86_400_000).toISOString(), ...ticket };
      const { page: desk, close } = await open_desk(browser, daemon.base, { heads: [head("a", { state: "escalated", ticket: of })] });
      await desk.locator("button.row").first().click();
      await desk.locator(".about .aside").getByText(expected.id, { exact: true }).waitFor();
      await desk.getByRole("button", { name: "English" }).click();
      await desk.locator(".about .aside").getByText(expected.en, { exact: true }).waitFor();
      await close();
    });
  }
});
