// Files on the pages, against the mock office, whose uploads a test can hold, break and refuse: what each page shows while one goes, what
// it says of one that does not fit, and how a file is shown and saved.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { after, afterEach, before, beforeEach, describe, test } from "node:test";
import { accessibility, ask, eventually, mine, open_widget, person, phone, question_box, sign_in, start_browser } from "./support.mjs";
import { png } from "./picture.mjs";
import { startMock } from "../../web/mock/server.mjs";

const note = { name: "catatan.txt", mimeType: "text/plain", buffer: Buffer.from("isi catatan") };
const photo = { name: "foto paspor.png", mimeType: "image/png", buffer: png() };
const large = (kb) => ({ name: "besar.pdf", mimeType: "application/pdf", buffer: Buffer.alloc(kb * 1000) });

describe("files on the pages", () => {
  let mock, browser, who, page;
  before(async () => {
    browser = await start_browser();
  });
  after(async () => {
    await browser?.close();
  });
  beforeEach(async () => {
    mock = await startMock({ files: { bytes: 300_000, count: 3 } });
  });
  afterEach(async () => {
    assert.deepEqual(who?.faults ?? [], []);
    await who?.close();
    await mock.close();
  });
  const begin = async (options) => {
    who = await person(browser, options);
    page = who.page;
    return page;
  };
  const choose = async (files, button = /^(Lampirkan berkas|Attach files)$/) => {
    const chooser = page.waitForEvent("filechooser");
    await page.getByRole("button", { name: button }).first().click();
    await (await chooser).setFiles(files);
  };
  const tray = () => page.locator(".tray-file");
  const conversation = () => [...mock.office.conversations.values()].at(-1);
  /** What a press saves, and under which name. */
  const saved = async (press) => {
    const download = page.waitForEvent("download");
    await press();
    const d = await download;
    return [d.suggestedFilename(), readFileSync(await d.path())];
  };
  const drop = (locator, file) => locator.evaluate((el, { name, type, text }) => {
    const data = new DataTransfer();
    data.items.add(new File([text], name, { type }));
    for (const kind of ["dragover", "drop"]) el.dispatchEvent(new DragEvent(kind, { dataTransfer: data, bubbles: true, composed: true, cancelable: true }));
  }, file);
  const paste = (locator, file) => locator.evaluate((el, { name, type, text, words }) => {
    const data = new DataTransfer();
    data.items.add(new File([text], name, { type }));
    if (words) data.setData("text/plain", words);
    el.dispatchEvent(new ClipboardEvent("paste", { clipboardData: data, bubbles: true, composed: true, cancelable: true }));
  }, file);

  describe("the widget", () => {
    test("an office that takes no files shows nothing of them", async () => {
      await mock.close();
      mock = await startMock({ files: null });
      await open_widget(await begin(), mock.base);
      await ask(page, "Halo");
      await page.locator(".line.visitor .sent").waitFor();
      assert.equal(await page.getByRole("button", { name: "Lampirkan berkas" }).count(), 0);
    });

    test("several files go with words, by the keyboard alone, and the officer's office has them", async () => {
      await open_widget(await begin(), mock.base);
      await question_box(page).fill("Ini paspor saya.");
      const chooser = page.waitForEvent("filechooser");
      await page.getByRole("button", { name: "Lampirkan berkas" }).press("Enter");
      await (await chooser).setFiles([photo, note]);
      await eventually(() => tray().evaluateAll((l) => l.map((x) => x.className)), (c) => c.length === 2 && c.every((x) => x.endsWith("ready")));
      assert.deepEqual(await accessibility(page), []);
      await question_box(page).focus();
      await page.keyboard.press("Enter");
      await page.locator(".line.visitor .file-card").nth(1).waitFor();
      assert.equal(await tray().count(), 0);
      const sent = conversation().messages.find((m) => m.from === "visitor");
      assert.deepEqual([sent.text, sent.attachments.map((a) => [a.kind, a.name, a.state])], ["Ini paspor saya.", [["image", "foto paspor.png", "ready"], ["file", "catatan.txt", "ready"]]]);
      assert.deepEqual(mock.office.media.log.filter((l) => l.startsWith("POST")), ["POST /api/v1/media 201 visitor", "POST /api/v1/media 201 visitor"]);
    });

    test("its picture is drawn, can be looked at larger, and both are saved under their names", async () => {
      await open_widget(await begin(), mock.base);
      await choose([photo, { name: "halaman.html", mimeType: "text/html", buffer: Buffer.from("<script>document.title = 'x'</script>") }]);
      await page.keyboard.press("Escape"); // the panel hides; the upload goes on
      await page.getByRole("button", { name: /Tanya petugas/ }).click();
      await eventually(() => tray().evaluateAll((l) => l.filter((x) => x.classList.contains("ready")).length), (n) => n === 2);
      await page.getByRole("button", { name: "Kirim", exact: true }).click();
      const picture = page.getByRole("button", { name: "Perbesar foto paspor.png" });
      await picture.scrollIntoViewIfNeeded();
      await picture.and(page.locator('[aria-disabled="false"]')).waitFor();
      assert.deepEqual(await picture.locator("canvas").evaluate((c) => [c.width, c.height, [...c.getContext("2d").getImageData(3, 3, 1, 1).data]]), [64, 48, [18, 65, 122, 255]]);
      await picture.press("Enter");
      const view = page.getByRole("dialog", { name: "Gambar foto paspor.png" });
      await view.getByRole("button", { name: "Tutup" }).waitFor();
      assert.deepEqual(await accessibility(page), []);
      await page.keyboard.press("Escape");
      await view.waitFor({ state: "hidden" });
      await question_box(page).waitFor();
      assert.equal(await picture.evaluate((el) => el.getRootNode().activeElement === el), true);
      assert.deepEqual(await saved(() => page.getByRole("button", { name: "Unduh foto paspor.png" }).click()), ["foto paspor.png", photo.buffer]);
      const [name, bytes] = await saved(() => page.getByRole("button", { name: "Unduh halaman.html" }).click());
      assert.deepEqual([name, bytes.toString()], ["halaman.html", "<script>document.title = 'x'</script>"]);
      await page.locator(".file-told").getByText("sudah diunduh").nth(1).waitFor();
      assert.equal(page.url(), `${mock.base}/`);
      assert.equal((await who.context.pages()).length, 1);
    });

    test("one that does not fit is told at once with what would, and nothing of it leaves", async () => {
      await open_widget(await begin(), mock.base);
      await choose([large(420), note]);
      await page.getByText("Berkas besar.pdf berukuran 420 KB. Paling besar 300 KB.").waitFor();
      await tray().getByText("catatan.txt").waitFor();
      await choose([note, note, note]);
      await page.getByText("Paling banyak 3 berkas dalam satu pesan; catatan.txt tidak ikut.").waitFor();
      await choose([{ ...note, name: "kosong.txt", buffer: Buffer.alloc(0) }]);
      await page.getByText("Berkas kosong.txt kosong.").waitFor();
      assert.deepEqual(await accessibility(page), []);
      await eventually(() => mock.office.media.log.length, (n) => n === 3);
    });

    test("it shows how far it is, can be cancelled, and the message goes by itself once the rest has been taken", async () => {
      await open_widget(await begin(), mock.base);
      mock.office.media.hold();
      await choose([large(300), note]);
      await tray().filter({ hasText: "besar.pdf" }).getByText(/diunggah, \d+ persen|sedang diperiksa/).waitFor();
      assert.equal(await tray().filter({ hasText: "besar.pdf" }).locator("progress").getAttribute("aria-label"), "besar.pdf");
      assert.deepEqual(await accessibility(page), []);
      await question_box(page).fill("Dengan catatan.");
      await page.keyboard.press("Enter");
      await page.getByText("Pesan dikirim setelah semua berkas terunggah.").waitFor();
      assert.equal(await page.locator(".line.visitor").count(), 0);
      await page.getByRole("button", { name: "Batalkan besar.pdf" }).click();
      await page.locator("p[role=status]").getByText("besar.pdf tidak ikut dikirim.").or(page.locator("p[role=status]").getByText(/Berkas diunggah/)).first().waitFor();
      await eventually(() => page.evaluate(() => document.querySelector("sahut-widget").shadowRoot.activeElement?.getAttribute("aria-label")), (l) => l === "Batalkan catatan.txt");
      mock.office.media.let_go();
      await page.locator(".line.visitor .file-card").getByText("catatan.txt").waitFor();
      const sent = conversation().messages.find((m) => m.from === "visitor");
      assert.deepEqual([sent.text, sent.attachments.map((a) => a.name)], ["Dengan catatan.", ["catatan.txt"]]);
    });

    test("one that did not get through is sent again by hand, one that is refused says why and holds the message back", async () => {
      await open_widget(await begin(), mock.base);
      mock.office.media.trouble.push({ status: 500 });
      await choose([note]);
      await tray().getByText("belum terunggah. Periksa sambungan, lalu coba lagi.").waitFor();
      await page.getByText("Coba lagi atau hapus berkas yang belum terunggah, lalu kirim.").waitFor();
      assert.equal(await page.getByRole("button", { name: "Kirim", exact: true }).isDisabled(), true);
      assert.deepEqual(await accessibility(page), []);
      await page.getByRole("button", { name: "Unggah lagi catatan.txt" }).click();
      await tray().getByText("siap dikirim").waitFor();
      await choose([{ ...note, name: "virus.txt" }, { ...note, name: "a.exe", mimeType: "application/x-msdownload" }]);
      await tray().getByText("tidak diterima: pemeriksaan virus menemukan sesuatu di dalamnya.").waitFor();
      await tray().getByText("tidak diterima: jenis berkas ini tidak diperbolehkan.").waitFor();
      for (const name of ["virus.txt", "a.exe"]) await page.getByRole("button", { name: `Hapus ${name}` }).click();
      await page.getByRole("button", { name: "Kirim", exact: true }).click();
      await page.locator(".line.visitor .file-card").getByText("catatan.txt").waitFor();
    });

    test("a busy service is asked again by itself", async () => {
      await open_widget(await begin(), mock.base);
      mock.office.media.trouble.push({ status: 429, retry_after_ms: 900 });
      await choose([note]);
      await tray().getByText("layanan sedang ramai").waitFor();
      await tray().getByText("siap dikirim").waitFor();
    });

    test("a file can be dropped on the panel or pasted, and pasted words stay words", async () => {
      await open_widget(await begin(), mock.base);
      await drop(page.locator(".log"), { name: "jatuh.txt", type: "text/plain", text: "a" });
      await tray().getByText("jatuh.txt").waitFor();
      await paste(question_box(page), { name: "image.png", type: "image/png", text: "b" });
      await tray().getByText("image.png").waitFor();
      await paste(question_box(page), { name: "tabel.png", type: "image/png", text: "c", words: "1 2 3" });
      assert.equal(await tray().count(), 2);
    });

    test("after a reload what was taken is still there and goes, what was on its way must be chosen again", async () => {
      await open_widget(await begin(), mock.base);
      await choose([note]);
      await tray().getByText("siap dikirim").waitFor();
      mock.office.media.hold();
      await choose([photo]);
      await tray().nth(1).waitFor();
      await page.reload();
      mock.office.media.let_go();
      await question_box(page).waitFor();
      await tray().filter({ hasText: "foto paspor.png" }).getByText("perlu dipilih lagi").waitFor();
      assert.deepEqual(await accessibility(page), []);
      await page.getByRole("button", { name: "Hapus foto paspor.png" }).click();
      await page.getByRole("button", { name: "Kirim", exact: true }).click();
      await page.locator(".line.visitor .file-card").getByText("catatan.txt").waitFor();
    });

    test("a message whose file is gone comes back for editing with the file to be chosen again", async () => {
      await open_widget(await begin(), mock.base);
      await choose([note]);
      await tray().getByText("siap dikirim").waitFor();
      mock.office.media.files.clear();
      await ask(page, "Lihat ini");
      const line = page.locator(".line.visitor.failed");
      await line.getByText("Ada isian yang belum sesuai: berkas. Mohon diperiksa kembali.").waitFor();
      await line.getByRole("button", { name: "Ubah" }).click();
      await tray().getByText("perlu dipilih lagi").waitFor();
      assert.equal(await question_box(page).inputValue(), "Lihat ini");
    });

    test("an officer's file comes as pending, then with its picture, or with why it is not there; a removed message shows none", async () => {
      await open_widget(await begin(), mock.base);
      await ask(page, "Mohon contoh formulir.");
      await page.locator(".line.system").first().waitFor();
      const c = conversation();
      const say = (attachments) => mock.office.append(c, { from: "officer", officer: { id: "sari", name: "Sari" }, purpose: "question", kind: "image", text: "", attachments });
      const m = say([{ kind: "image", name: "formulir.png", state: "pending" }]);
      const card = page.locator(".line.officer .file-card");
      await card.getByText("sedang diambil").waitFor();
      const view = mock.office.media.put({ name: "formulir.png", type: "image/png", body: photo.buffer });
      mock.office.fetched(c, m, [{ ...view, state: "ready" }]);
      await page.getByRole("button", { name: "Perbesar formulir.png" }).and(page.locator('[aria-disabled="false"]')).waitFor();
      mock.office.fetched(c, m, [{ kind: "image", name: "formulir.png", state: "refused", reason: "infected" }]);
      await card.getByText("tidak diterima: pemeriksaan virus menemukan sesuatu di dalamnya").waitFor();
      assert.equal(await page.getByRole("button", { name: "Unduh formulir.png" }).count(), 0);
      assert.deepEqual(await accessibility(page), []);
      for (const s of mock.office.visitors) s.send({ type: "message.update", conversation: c.id, seq: m.seq, removed: true });
      await page.locator(".line.officer").getByText("Pesan ini dihapus.").waitFor();
      assert.equal(await card.count(), 0);
    });

    test("a download that fails says so, and can be tried again", async () => {
      await open_widget(await begin(), mock.base);
      await choose([note]);
      await tray().getByText("siap dikirim").waitFor();
      await page.getByRole("button", { name: "Kirim", exact: true }).click();
      const get = page.getByRole("button", { name: "Unduh catatan.txt" });
      await get.waitFor();
      await who.context.setOffline(true);
      await get.click();
      await page.getByText("belum terunduh. Mohon coba lagi.").waitFor();
      await who.context.setOffline(false);
      const kept = new Map(mock.office.media.files);
      mock.office.media.files.clear();
      await get.click();
      await page.getByText("berkas ini tidak ada lagi").waitFor();
      mock.office.media.files = kept;
      assert.deepEqual(await saved(() => get.click()), ["catatan.txt", note.buffer]);
    });

    for (const [name, viewport] of [["a phone", phone], ["320 pixels", { width: 320, height: 568 }], ["a phone on its side", { width: 640, height: 320 }]]) {
      test(`nothing is cut off on ${name}`, async () => {
        await open_widget(await begin({ viewport }), mock.base);
        await choose([{ ...photo, name: "foto-dengan-nama-yang-sangat-panjang-sekali-tanpa-spasi-1234567890.png" }, note]);
        await tray().nth(1).getByText("siap dikirim").waitFor();
        assert.deepEqual(await accessibility(page), []);
        await page.getByRole("button", { name: "Kirim", exact: true }).click();
        await page.locator(".line.visitor .file-card").nth(1).waitFor();
        assert.equal(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth), true);
        assert.equal(await page.locator(".log").evaluate((el) => el.scrollWidth <= el.clientWidth), true);
        assert.deepEqual(await accessibility(page), []);
      });
    }
  });

  describe("the console", () => {
    const sari = { username: "sari", password: "rahasia-dev" };
    const held = (name, channel, files = []) => {
      const c = mock.office.open(`t-${name}`, channel, { id: `c-${name}`, name });
      mock.office.visitorLine(c, `Pertanyaan ${name}`, undefined, null, files.length ? { attachments: files } : {});
      c.officer = "sari";
      c.state = "assigned";
      return c;
    };
    const desk = async (name, options) => {
      await begin(options);
      await sign_in(page, mock.base, sari);
      await look_at(name);
    };
    const look_at = async (name) => {
      await mine(page).filter({ hasText: name }).click();
      await page.locator(".attach-slot .attach").waitFor();
    };
    const kind = (name) => page.locator(".composer").getByText(name, { exact: true }).click();
    const send = () => page.locator(".composer-send button").last().click();

    test("an officer sees a citizen's picture, saves it, and answers with a file alone that the citizen's conversation carries", async () => {
      const view = mock.office.media.put({ name: "paspor.png", type: "image/png", body: photo.buffer });
      const c = held("Rina", "webchat", [{ ...view, state: "ready" }, { kind: "file", name: "lama.pdf", state: "failed", reason: "expired" }]);
      await desk("Rina");
      const picture = page.getByRole("button", { name: "Perbesar paspor.png" });
      await picture.and(page.locator('[aria-disabled="false"]')).waitFor();
      await page.getByText("tidak dapat diambil: waktu untuk mengambilnya sudah lewat").waitFor();
      assert.deepEqual(await accessibility(page), []);
      await picture.press("Enter");
      await page.getByRole("img", { name: "Gambar paspor.png" }).waitFor();
      assert.deepEqual(await accessibility(page), []);
      assert.deepEqual(await saved(() => page.getByRole("dialog").getByRole("button", { name: "Unduh" }).click()), ["paspor.png", photo.buffer]);
      await page.keyboard.press("Escape");
      await choose([note]);
      await tray().getByText("siap dikirim").waitFor();
      assert.deepEqual(await accessibility(page), []);
      await send();
      await page.locator(".msg.officer .file-card").getByText("catatan.txt").waitFor();
      const m = c.messages.at(-1);
      assert.deepEqual([m.text, m.purpose, m.kind, m.attachments.map((a) => a.name)], ["", "answer", "file", ["catatan.txt"]]);
      assert.equal(mock.office.media.log.filter((l) => l.startsWith("POST")).join(), "POST /api/v1/media?as=officer 201 officer");
    });

    test("a channel that takes no files says so to whoever asks, by the keyboard as well", async () => {
      held("Lina", "line");
      await desk("Lina");
      const button = page.getByRole("button", { name: "Lampirkan berkas" });
      assert.equal(await button.getAttribute("aria-disabled"), "true");
      await button.press("Enter");
      await page.locator(".tray-told").getByText("Saluran ini tidak menerima berkas.").waitFor();
      assert.deepEqual(await accessibility(page), []);
      await drop(page.locator(".thread"), { name: "a.txt", type: "text/plain", text: "a" });
      assert.equal(await tray().count(), 0);
    });

    test("what the conversation's channel does not take is told with what it takes", async () => {
      held("Wawan", "whatsapp");
      await desk("Wawan");
      assert.equal(await page.locator(".attach-slot input").getAttribute("accept"), "image/jpeg,image/png,application/pdf,text/plain");
      await choose([{ name: "a.gif", mimeType: "image/gif", buffer: Buffer.from("x") }, note]);
      await page.getByText("a.gif tidak dapat dikirim melalui saluran ini. Yang diterima: Gambar (JPEG, PNG), Berkas (PDF, TXT).").waitFor();
      await tray().getByText("siap dikirim").waitFor();
    });

    test("a note holds no files: they wait, the reason is told, and nothing goes", async () => {
      const c = held("Nina", "webchat");
      await desk("Nina");
      await choose([note]);
      await tray().getByText("siap dikirim").waitFor();
      await kind("Catatan");
      await page.getByText("Catatan tidak dapat memuat berkas. Hapus berkasnya, atau pilih jenis balasan lain.").waitFor();
      await page.locator(".composer textarea").fill("untuk rekan");
      assert.equal(await page.locator(".composer-send button").last().isDisabled(), true);
      await page.keyboard.press("Control+Enter");
      await page.getByRole("button", { name: "Hapus catatan.txt" }).click();
      await send();
      await page.locator(".msg.note").getByText("untuk rekan").waitFor();
      assert.equal(c.messages.some((m) => m.attachments), false);
    });

    test("a reply waits for its files and goes though another conversation is looked at by then", async () => {
      const c = held("Rina", "webchat");
      held("Wawan", "whatsapp");
      await desk("Rina");
      mock.office.media.hold();
      await choose([note]);
      await page.locator(".composer textarea").fill("Terlampir.");
      await send();
      await page.getByText("Pesan dikirim setelah semua berkas terunggah.").waitFor();
      await look_at("Wawan");
      assert.equal(await tray().count(), 0);
      mock.office.media.let_go();
      await eventually(() => c.messages.at(-1), (m) => m.text === "Terlampir." && m.attachments?.[0].name === "catatan.txt");
      assert.deepEqual(await accessibility(page), []);
    });

    test("what comes back unsent brings its files, and what is begun outlives a reload", async () => {
      held("Rina", "webchat");
      await desk("Rina");
      await choose([note]);
      await tray().getByText("siap dikirim").waitFor();
      await page.reload();
      await look_at("Rina");
      await tray().getByText("siap dikirim").waitFor();
      const kept = new Map(mock.office.media.files);
      mock.office.media.files.clear();
      await send();
      await page.getByText("Belum terkirim. Ada isian yang belum sesuai: berkas. Mohon diperiksa kembali.").waitFor();
      await tray().getByText("perlu dipilih lagi").waitFor();
      mock.office.media.files = kept;
      await page.getByRole("button", { name: "Hapus catatan.txt" }).click();
      await choose([note]);
      await tray().getByText("siap dikirim").waitFor();
      await send();
      await page.locator(".msg.officer .file-card").waitFor();
    });

    test("a file is dropped on the conversation or pasted into the reply, and one that is dropped beside it opens nothing", async () => {
      held("Rina", "webchat");
      await desk("Rina");
      await drop(page.locator(".thread"), { name: "jatuh.txt", type: "text/plain", text: "a" });
      await tray().getByText("jatuh.txt").waitFor();
      await paste(page.locator(".composer textarea"), { name: "image.png", type: "image/png", text: "b" });
      await tray().getByText("image.png").waitFor();
      const kept_out = await page.locator(".side").evaluate((el) => {
        const data = new DataTransfer();
        data.items.add(new File(["x"], "x.txt"));
        return !el.dispatchEvent(new DragEvent("drop", { dataTransfer: data, bubbles: true, cancelable: true }));
      });
      assert.equal(kept_out, true);
    });

    for (const [name, viewport] of [["a laptop at 200 per cent", { width: 640, height: 400 }], ["320 pixels", { width: 320, height: 568 }]]) {
      test(`nothing is cut off at ${name}`, async () => {
        const view = mock.office.media.put({ name: "paspor-dengan-nama-yang-sangat-panjang-sekali-tanpa-spasi.png", type: "image/png", body: photo.buffer });
        held("Rina", "webchat", [{ ...view, state: "ready" }]);
        await desk("Rina", { viewport });
        await choose([note]);
        await tray().getByText("siap dikirim").waitFor();
        assert.deepEqual(await accessibility(page), []);
        assert.equal(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth), true);
        await send();
        await page.locator(".msg.officer .file-card").waitFor();
      });
    }
  });

  const filed = (more = {}) => mock.care.file(mock.care.accounts.get("ptsamudra"), { office: "priok", categories: ["ict_complaint"], subject: "Modul ekspor", description: "Layar kosong.", ...more });
  const views = {
    "CEISA Care": { who: "account", open: async (t) => {
      await page.goto(`${mock.base}/care/#/${t.number}`);
      await page.getByLabel("Nama akun").fill("ptsamudra");
      await page.getByLabel("Kata sandi", { exact: true }).fill("rahasia-dev");
      await page.keyboard.press("Enter");
      await page.locator(".result h1").waitFor();
    } },
    "the status page": { who: "ticket", open: async (t) => {
      await page.goto(mock.office.statusUrl(t.number, t.secret));
      await page.locator(".result h1").waitFor();
    } },
  };

  for (const [where, { who: asks, open }] of Object.entries(views)) {
    describe(where, () => {
      test("a reply carries files, its number's secret and its names are in no address, and its officer's picture is shown", async () => {
        const view = mock.office.media.put({ name: "contoh.png", type: "image/png", body: photo.buffer });
        const t = filed();
        mock.care.say(t, { from: "officer", officer: { id: "o1", name: "Sari" }, purpose: "question", text: "Seperti ini?", attachments: [{ ...view, state: "ready" }] });
        await open((await begin(), t));
        const picture = page.locator(".thread").getByRole("button", { name: "Perbesar contoh.png" });
        await picture.scrollIntoViewIfNeeded();
        await picture.and(page.locator('[aria-disabled="false"]')).waitFor();
        await picture.press("Enter");
        await page.getByRole("dialog", { name: "Gambar contoh.png" }).waitFor();
        await page.keyboard.press("Escape");
        await choose([{ ...note, name: "rahasia dagang.txt" }]);
        await tray().getByText("siap dikirim").waitFor();
        assert.deepEqual(await accessibility(page), []);
        await page.getByRole("button", { name: "Kirim", exact: true }).click();
        await page.getByText("Pesan Anda sudah kami terima.").waitFor();
        assert.equal(await tray().count(), 0);
        assert.deepEqual(await saved(() => page.getByRole("button", { name: "Unduh rahasia dagang.txt" }).click()), ["rahasia dagang.txt", note.buffer]);
        const last = t.messages.at(-1);
        assert.deepEqual([last.text, last.attachments.map((a) => a.name)], ["", ["rahasia dagang.txt"]]);
        const log = mock.office.media.log.join("\n");
        assert.match(log, new RegExp(`201 ${asks}`));
        assert.doesNotMatch(log, /rahasia|dagang|secret/);
        assert.doesNotMatch(log, new RegExp(t.secret));
        assert.deepEqual(await accessibility(page), []);
      });

      test("one that does not fit, one that is refused and one that is gone are told, and the words stay", async () => {
        const t = filed();
        await open((await begin({ viewport: { width: 320, height: 640 } }), t));
        await choose([large(420), { ...note, name: "virus.txt" }]);
        await page.getByText("Berkas besar.pdf berukuran 420 KB. Paling besar 300 KB.").waitFor();
        await tray().getByText("pemeriksaan virus").waitFor();
        assert.equal(await page.getByRole("button", { name: "Kirim", exact: true }).isDisabled(), true);
        await page.getByRole("button", { name: "Hapus virus.txt" }).click();
        await page.getByLabel("Tulis pesan pada nomor ini").fill("Terlampir.");
        await choose([note]);
        await tray().getByText("siap dikirim").waitFor();
        const kept = new Map(mock.office.media.files);
        mock.office.media.files.clear();
        await page.getByRole("button", { name: "Kirim", exact: true }).click();
        await page.getByText("Belum terkirim: berkasnya tidak tersimpan lagi. Mohon pilih lagi, lalu kirim.").waitFor();
        mock.office.media.files = kept;
        assert.equal(await page.getByLabel("Tulis pesan pada nomor ini").inputValue(), "Terlampir.");
        assert.deepEqual(await accessibility(page), []);
        await page.getByRole("button", { name: "Hapus catatan.txt" }).click();
        mock.office.media.hold();
        await choose([note]);
        await page.getByRole("button", { name: "Kirim", exact: true }).click();
        await page.getByText("Pesan dikirim setelah semua berkas terunggah.").waitFor();
        mock.office.media.let_go();
        await page.getByText("Pesan Anda sudah kami terima.").waitFor();
        assert.deepEqual(t.messages.at(-1).attachments.map((a) => a.name), ["catatan.txt"]);
        assert.equal(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth), true);
      });
    });
  }

  test("a ticket is filed with files for the office that was chosen, and another office gets them anew", async () => {
    await begin();
    await page.goto(`${mock.base}/care/#/new`);
    await page.getByLabel("Nama akun").fill("ptsamudra");
    await page.getByLabel("Kata sandi", { exact: true }).fill("rahasia-dev");
    await page.keyboard.press("Enter");
    await page.getByText("Pilih kantornya dahulu untuk melampirkan berkas.").waitFor();
    assert.equal(await page.getByRole("button", { name: "Lampirkan berkas" }).count(), 0);
    await page.getByLabel("Kantor").selectOption("priok");
    await choose([note]);
    await tray().getByText("siap dikirim").waitFor();
    await page.getByLabel("Kantor").selectOption("ambon");
    await eventually(() => mock.office.media.log.filter((l) => l.startsWith("POST")), (l) => l.length === 2);
    assert.deepEqual(mock.office.media.log.filter((l) => l.startsWith("POST")), ["POST /api/v1/media?office=priok 201 account", "POST /api/v1/media?office=ambon 201 account"]);
    await page.getByLabel("Pengaduan layanan TIK").check();
    await page.getByLabel("Perihal").fill("Modul ekspor");
    await page.getByLabel("Uraian").fill("Layar kosong.");
    assert.deepEqual(await accessibility(page), []);
    mock.care.trouble.push({ path: "/api/v1/tickets", method: "POST", status: 503, stored: true });
    await page.getByRole("button", { name: "Kirim tiket" }).click();
    await page.locator(".filed").waitFor({ timeout: 20_000 });
    assert.equal(mock.care.tickets.size, 1);
    const [t] = mock.care.tickets.values();
    assert.deepEqual([t.office, t.messages[0].attachments.map((a) => a.name)], ["ambon", ["catatan.txt"]]);
    await page.goto(`${mock.base}/care/#/new`);
    await page.getByLabel("Perihal").waitFor();
    assert.equal(await tray().count(), 0);
  });
});
