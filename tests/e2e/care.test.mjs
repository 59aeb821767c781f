// The page of account holders against the mock office, which loses answers, ends sessions and answers tickets as a test wants it.
// What of it a daemon must do is in care_daemon.test.mjs.
import assert from "node:assert/strict";
import { after, before, beforeEach, describe, test } from "node:test";
import { accessibility, eventually, person, start_browser } from "./support.mjs";
import { startMock } from "../../web/mock/server.mjs";

const password = "rahasia-dev";
const tiny = { width: 320, height: 640 };

const enter = async (page, base, name = "ptsamudra", hash = "") => {
  await page.goto(`${base}/care/${hash}`);
  await page.getByLabel("Nama akun").fill(name);
  await page.getByLabel("Kata sandi", { exact: true }).fill(password);
  await page.keyboard.press("Enter");
  await page.getByRole("button", { name: "Keluar" }).waitFor();
};
const write_ticket = async (page, { subject = "Modul impor lambat", description = "Sejak pagi modul impor lambat." } = {}) => {
  await page.getByRole("link", { name: "Ajukan tiket" }).click();
  await page.getByLabel("Kantor").selectOption("priok");
  await page.getByLabel("Pengaduan layanan TIK").check();
  await page.getByLabel("Perihal").fill(subject);
  await page.getByLabel("Uraian").fill(description);
};
const send_ticket = (page) => page.getByRole("button", { name: "Kirim tiket" }).click();
const shown_number = async (page) => {
  await page.locator(".result h1").waitFor();
  return page.locator(".result h1").textContent();
};
const reply_box = (page) => page.getByLabel("Tulis pesan pada nomor ini");
const wide = (page) => page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);

describe("the page of account holders", () => {
  let mock, browser, desk;
  before(async () => {
    browser = await start_browser();
  });
  beforeEach(async () => {
    await mock?.close();
    mock = await startMock();
    desk = mock.care;
  });
  after(async () => {
    await browser?.close();
    await mock?.close();
  });
  const citizen = async (options) => {
    const who = await person(browser, options);
    return { ...who, end: async () => {
      assert.deepEqual(who.faults, []);
      await who.close();
    } };
  };
  const filed_by = (name, more = {}) => desk.file(desk.accounts.get(name), { office: "priok", categories: ["ict_complaint"], subject: "Modul ekspor", description: "Layar kosong.", ...more }).number;

  test("a_wrong_password_and_too_many_attempts_are_told_in_words_with_the_wait", async () => {
    const { page, end } = await citizen();
    await page.goto(`${mock.base}/care/`);
    await page.getByRole("button", { name: "Masuk" }).click();
    await page.getByText("Mohon isi nama akun").waitFor();
    assert.equal(await page.evaluate(() => document.activeElement.id), "account");
    const attempt = async (given) => {
      await page.getByLabel("Nama akun").fill("ptsamudra");
      await page.getByLabel("Kata sandi", { exact: true }).fill(given);
      await page.keyboard.press("Enter");
    };
    for (let i = 0; i < 5; i += 1) {
      await attempt(`salah-${i}`);
      await page.getByText("tidak cocok").waitFor();
      await eventually(() => page.getByLabel("Kata sandi", { exact: true }).inputValue(), (v) => v === "");
      assert.equal(await page.evaluate(() => document.activeElement.id), "password");
    }
    await attempt(password);
    await page.getByText("Terlalu banyak percobaan. Mohon tunggu 2 menit").waitFor();
    assert.ok(await page.getByRole("button", { name: "Masuk" }).isDisabled());
    assert.deepEqual(await accessibility(page), []);
    await end();
  });

  test("a_ticket_is_filed_by_keyboard_alone_and_its_number_is_shown_at_once_and_copied", async () => {
    const { page, context, end } = await citizen();
    await context.grantPermissions(["clipboard-read", "clipboard-write"]);
    await enter(page, mock.base);
    const focused = () => page.evaluate(() => document.activeElement.id || document.activeElement.textContent);
    const tab_to = async (id) => {
      for (let i = 0; i < 40 && (await focused()) !== id; i += 1) await page.keyboard.press("Tab");
      assert.equal(await focused(), id);
    };
    await tab_to("Ajukan tiket");
    await page.keyboard.press("Enter");
    await page.getByRole("button", { name: "Kirim tiket" }).waitFor();
    assert.equal(await focused(), "Ajukan tiket", "a new view is read from its heading");
    await tab_to("file-office");
    await page.keyboard.press("k");
    await tab_to("category-information_request");
    await page.keyboard.press("Space");
    await page.keyboard.press("Shift+Tab");
    await page.keyboard.press("Space");
    await page.getByLabel("Permintaan informasi utama").waitFor();
    await tab_to("file-subject");
    await page.keyboard.type("<img src=x onerror=alert(1)>");
    await tab_to("file-description");
    await page.keyboard.type("Sejak pagi.");
    await page.getByText("paling lambat pada jam tutup kantor").waitFor();
    await tab_to("Kirim tiket");
    await page.keyboard.press("Enter");
    await page.getByText("Tiket Anda sudah kami terima").waitFor();
    assert.equal(await focused(), "filed");
    const number = await shown_number(page);
    assert.match(number, /^CRE-\d{6}-\d{5}-\d$/);
    assert.equal(await page.locator(".filed .big").textContent(), number);
    await page.getByRole("button", { name: "Salin nomor" }).click();
    await page.getByText("Nomor sudah disalin.").waitFor();
    assert.equal(await page.evaluate(() => navigator.clipboard.readText()), number);
    const t = desk.tickets.get(number);
    assert.deepEqual([t.categories, t.subject], [["information_request", "ict_complaint"], "<img src=x onerror=alert(1)>"]);
    assert.equal(await page.locator(".subject").textContent(), "<img src=x onerror=alert(1)>");
    assert.equal(await page.locator("main img").count(), 0);
    assert.match(await page.locator(".result .due").textContent(), /^Jawaban paling lambat .*WIB\.$/);
    // The draft is done with.
    await page.getByRole("link", { name: "Kembali ke daftar" }).click();
    await page.locator(".tickets").getByText("<img src=x").waitFor();
    await page.getByRole("link", { name: "Ajukan tiket" }).click();
    assert.equal(await page.getByLabel("Perihal").inputValue(), "");
    await end();
  });

  test("what_is_missing_is_told_at_its_field_and_a_doubtful_number_is_sent_all_the_same", async () => {
    const { page, end } = await citizen();
    await enter(page, mock.base, "ptsamudra", "#/new");
    await send_ticket(page);
    for (const text of ["Mohon pilih kantornya.", "Mohon pilih jenis permintaannya.", "Mohon isi perihalnya.", "Mohon isi uraiannya."]) assert.ok(await page.getByText(text).isVisible(), text);
    assert.equal(await page.evaluate(() => document.activeElement.id), "file-office");
    assert.deepEqual(await accessibility(page), []);
    await page.getByLabel("Kantor").selectOption("ambon");
    await page.getByLabel("Permintaan dukungan").check();
    await page.getByLabel("Perihal").fill("Akun terkunci");
    await page.getByLabel("Uraian").fill("Mohon dibuka.");
    assert.equal(await page.getByText("Ada isian yang perlu dilengkapi.").count(), 0);
    await page.getByText("Data Anda dan dokumen").click();
    await page.getByLabel("NIK (KTP)").fill("123");
    // Leaving the field tells the doubt, and does not move the button away from under the pointer.
    await page.getByRole("button", { name: "Tambah dokumen" }).click();
    await page.getByText("biasanya 16 angka").waitFor();
    await page.getByLabel("Nomor dokumen").fill("000020-123456-20261123-000123");
    await send_ticket(page);
    const t = desk.tickets.get(await shown_number(page));
    assert.deepEqual([t.identity, t.documents, t.office], [{ nik: "123" }, [{ kind: "aju", number: "000020-123456-20261123-000123" }], "ambon"]);
    assert.match(await page.locator(".result dl").textContent(), /WIT/);
    await end();
  });

  test("a_submission_whose_answer_was_lost_is_filed_once_also_over_a_reload", async () => {
    const { page, end } = await citizen();
    await enter(page, mock.base);
    desk.trouble.push({ path: "/api/v1/tickets", method: "POST", stored: true, status: 503 }, { path: "/api/v1/tickets", method: "POST", status: 503 });
    await write_ticket(page);
    await send_ticket(page);
    await page.getByText("belum dipastikan sampai").waitFor();
    assert.ok(await page.getByLabel("Perihal").isDisabled(), "what is shown is what was sent");
    assert.equal(desk.tickets.size, 1);
    await page.reload();
    await page.getByText("Tiket Anda sudah kami terima").waitFor();
    assert.equal(await shown_number(page), [...desk.tickets.keys()][0]);
    assert.equal(desk.tickets.size, 1);
    await end();
  });

  test("what_is_refused_can_be_put_right_and_what_is_slowed_down_is_sent_when_its_time_has_come", async () => {
    const { page, end } = await citizen();
    await enter(page, mock.base);
    desk.trouble.push({ path: "/api/v1/tickets", method: "POST", status: 400, code: "bad_field", more: { path: "subject" } });
    await write_ticket(page);
    await send_ticket(page);
    await page.locator("#fault-subject").getByText("Mohon diperiksa kembali.").waitFor();
    await eventually(() => page.evaluate(() => document.activeElement.id), (id) => id === "file-subject");
    await page.getByLabel("Perihal").fill("Modul impor lambat sekali");
    desk.trouble.push({ path: "/api/v1/tickets", method: "POST", status: 429, code: "rate_limited", headers: { "retry-after": "1" } });
    await send_ticket(page);
    await page.getByText("Tiket Anda sudah kami terima").waitFor();
    assert.deepEqual([...desk.tickets.values()].map((t) => t.subject), ["Modul impor lambat sekali"]);
    await end();
  });

  test("a_session_that_ends_while_one_writes_keeps_every_word", async () => {
    const number = filed_by("ptsamudra");
    const { page, end } = await citizen();
    await enter(page, mock.base, "ptsamudra", `#/${number}`);
    await reply_box(page).fill("Layarnya masih kosong.");
    desk.endSessions("ptsamudra");
    await page.getByRole("button", { name: "Kirim", exact: true }).click();
    await page.getByText("Waktu masuk Anda berakhir").waitFor();
    assert.equal(await page.getByText("Layarnya masih kosong").count(), 0);
    assert.deepEqual(await accessibility(page), []);
    await page.getByLabel("Nama akun").fill("ptsamudra");
    await page.getByLabel("Kata sandi", { exact: true }).fill(password);
    await page.keyboard.press("Enter");
    await eventually(() => reply_box(page).inputValue(), (v) => v === "Layarnya masih kosong.");
    await page.getByRole("button", { name: "Kirim", exact: true }).click();
    await page.getByText("Pesan Anda sudah kami terima.").waitFor();
    await page.locator(".thread").getByText("Layarnya masih kosong.").waitFor();
    assert.equal(desk.tickets.get(number).messages.filter((m) => m.text === "Layarnya masih kosong.").length, 1);
    // A ticket under way goes on by itself after signing in.
    await page.getByRole("link", { name: "Kembali ke daftar" }).click();
    await write_ticket(page, { subject: "Tiket kedua" });
    desk.endSessions("ptsamudra");
    await send_ticket(page);
    await page.getByText("Waktu masuk Anda berakhir").waitFor();
    await page.getByLabel("Nama akun").fill("ptsamudra");
    await page.getByLabel("Kata sandi", { exact: true }).fill(password);
    await page.keyboard.press("Enter");
    await page.getByText("Tiket Anda sudah kami terima").waitFor();
    assert.equal([...desk.tickets.values()].filter((t) => t.subject === "Tiket kedua").length, 1);
    await end();
  });

  test("another_account_at_the_same_browser_sees_no_draft_and_no_word_goes_out_in_its_name", async () => {
    const number = filed_by("ptsamudra");
    const { page, context, end } = await citizen();
    await enter(page, mock.base, "ptsamudra", `#/${number}`);
    await reply_box(page).fill("Punya PT Samudra.");
    await page.goto(`${mock.base}/care/#/new`);
    await page.getByLabel("Perihal").fill("Rahasia PT");
    await page.getByText("Data Anda dan dokumen").click();
    await page.getByLabel("NPWP").fill("012345678901234");
    // A second tab signs out and in as somebody else.
    const other = await context.newPage();
    await other.goto(`${mock.base}/care/`);
    await other.getByRole("button", { name: "Keluar" }).click();
    await other.getByText("Anda sudah keluar.").waitFor();
    await other.getByLabel("Nama akun").fill("andi");
    await other.getByLabel("Kata sandi", { exact: true }).fill(password);
    await other.keyboard.press("Enter");
    await other.getByText("Belum ada tiket").waitFor();
    await other.goto(`${mock.base}/care/#/new`);
    await other.getByLabel("Perihal").waitFor();
    assert.equal(await other.getByLabel("Perihal").inputValue(), "");
    await other.goto(`${mock.base}/care/#/${number}`);
    await other.getByText("tidak menemukan tiket ini").waitFor();
    assert.doesNotMatch(await other.locator("body").textContent(), /Samudra/);
    // The first tab is Andi's as well by now.
    await page.getByText("Andi Wijaya").waitFor();
    assert.equal(await page.getByLabel("Perihal").inputValue(), "");
    await other.close();
    await page.getByRole("button", { name: "Keluar" }).click();
    await page.getByText("Anda sudah keluar.").waitFor();
    await page.getByLabel("Nama akun").fill("ptsamudra");
    await page.getByLabel("Kata sandi", { exact: true }).fill(password);
    await page.keyboard.press("Enter");
    await eventually(() => page.getByLabel("Perihal").inputValue(), (v) => v === "Rahasia PT");
    assert.equal(desk.tickets.get(number).messages.length, 2);
    await end();
  });

  test("the_answer_with_its_solution_comes_by_itself_and_what_is_answered_is_closed", async () => {
    const number = filed_by("ptsamudra");
    const { page, end } = await citizen();
    await enter(page, mock.base, "ptsamudra", `#/${number}`);
    await reply_box(page).fill("begun, and not lost when the answer comes");
    desk.ask(number, "Peramban apa yang dipakai?");
    await page.getByText("Ada pesan baru dari petugas.").waitFor();
    await page.locator(".first").getByText("Peramban apa").waitFor();
    assert.equal(await page.locator(".steps .now").textContent(), "Menunggu tanggapan Anda");
    desk.answer(number, "Sudah pulih. Lihat https://contoh.id/a", "Masuk kembali.");
    const first = page.locator(".first");
    await first.getByText("Sudah pulih.").waitFor();
    assert.match(await first.textContent(), /^Jawaban.*Solusi\s*Masuk kembali\.$/s);
    assert.equal(await first.getByRole("link").getAttribute("rel"), "noopener noreferrer");
    assert.equal(await reply_box(page).inputValue(), "begun, and not lost when the answer comes");
    assert.equal(await page.evaluate(() => document.activeElement.id), "reply", "the focus stays where one writes");
    await page.getByText("pesan Anda kami catat sebagai tiket lanjutan").waitFor();
    await reply_box(page).fill("");
    assert.deepEqual(await accessibility(page), []);
    await page.getByRole("button", { name: "Sudah terjawab" }).click();
    await page.getByText("Terima kasih. Tiket ini kami tutup.").waitFor();
    await eventually(() => page.locator(".steps .now").textContent(), (s) => s === "Selesai");
    assert.equal(desk.tickets.get(number).state, "closed");
    await page.getByText("Tiket ini sudah selesai.").waitFor();
    await end();
  });

  test("what_is_not_answered_waits_for_an_answer_again_with_the_words_that_say_why", async () => {
    const number = filed_by("ptsamudra");
    desk.answer(number, "Sudah pulih.");
    const { page, end } = await citizen();
    await enter(page, mock.base, "ptsamudra", `#/${number}`);
    await page.getByRole("button", { name: "Belum terjawab" }).click();
    assert.equal(await page.evaluate(() => document.activeElement.id), "why");
    await page.keyboard.type("Masih kosong.");
    await page.reload();
    const why = page.getByLabel("Apa yang belum terjawab?");
    await eventually(() => why.inputValue(), (v) => v === "Masih kosong.");
    // The verdict arrives and its words do not: they wait where one writes.
    desk.trouble.push({ path: `/api/v1/tickets/${number}/messages`, method: "POST", stored: true, status: 503 });
    await page.locator(".verdict form").getByRole("button", { name: "Kirim" }).click();
    await page.getByText("tulisan Anda belum terkirim").waitFor();
    await eventually(() => reply_box(page).inputValue(), (v) => v === "Masih kosong.");
    assert.equal(desk.tickets.get(number).state, "in_progress");
    await page.locator(".thread ~ form").getByRole("button", { name: "Kirim" }).click();
    await page.getByText("Pesan Anda sudah kami terima.").waitFor();
    assert.equal(desk.tickets.get(number).messages.filter((m) => m.text === "Masih kosong.").length, 1, "sent twice, said once");
    assert.equal(desk.tickets.size, 1);
    // Without words it is a verdict all the same.
    desk.answer(number, "Sekarang sudah.");
    await page.getByRole("button", { name: "Belum terjawab" }).click();
    await page.locator(".verdict form").getByRole("button", { name: "Kirim" }).click();
    await page.getByText("Tiket ini menunggu jawaban lagi.").waitFor();
    await eventually(() => page.locator(".steps .now").textContent(), (s) => s === "Ditangani");
    await end();
  });

  test("a_closed_ticket_goes_on_under_a_new_number_that_is_linked_both_ways", async () => {
    const number = filed_by("ptsamudra");
    desk.answer(number, "Sudah pulih.");
    desk.set(number, { state: "closed", closed: Date.now() });
    const { page, end } = await citizen();
    await enter(page, mock.base, "ptsamudra", `#/${number}`);
    await page.getByRole("button", { name: "Buka kembali" }).click();
    await page.keyboard.type("Kambuh lagi.");
    desk.trouble.push({ path: `/api/v1/tickets/${number}/reopen`, status: 503 });
    await page.locator(".verdict form").getByRole("button", { name: "Kirim" }).click();
    await page.locator(".verdict").getByText("Layanan sedang terganggu").waitFor();
    await page.locator(".verdict form").getByRole("button", { name: "Kirim" }).click();
    await page.getByText("Tiket lanjutan tercatat dengan nomor").waitFor();
    assert.equal(desk.tickets.size, 2);
    await page.getByRole("link", { name: "Lihat tiket lanjutan" }).click();
    const next = [...desk.tickets.keys()][1];
    await eventually(() => page.locator(".result h1").textContent(), (n) => n === next);
    await page.locator(".thread").getByText("Kambuh lagi.").waitFor();
    await page.locator("dl").getByRole("link", { name: number }).click();
    await page.locator("dl").getByRole("link", { name: next }).waitFor();
    await end();
  });

  test("a_ticket_that_is_no_longer_needed_is_closed_after_one_more_question", async () => {
    const number = filed_by("ptsamudra");
    const { page, end } = await citizen();
    await enter(page, mock.base, "ptsamudra", `#/${number}`);
    await page.getByRole("button", { name: "Saya tidak memerlukan jawaban lagi" }).click();
    await page.getByText("Tetap tutup?").waitFor();
    assert.equal(desk.tickets.get(number).state, "issued");
    await page.getByRole("button", { name: "Ya, tutup tiket" }).click();
    await page.getByText("Tiket ini sudah ditutup.").waitFor();
    assert.equal(desk.tickets.get(number).state, "closed");
    await end();
  });

  test("nothing_is_asked_for_in_a_hidden_tab_and_unchanged_tickets_cost_an_empty_answer", async () => {
    const number = filed_by("ptsamudra");
    const { page, end } = await citizen();
    await enter(page, mock.base, "ptsamudra", `#/${number}`);
    await page.locator(".thread").waitFor();
    const polls = () => desk.log.filter((l) => l.includes(number));
    await eventually(() => polls().filter((l) => l.endsWith("304")).length, (n) => n > 0, 15_000);
    assert.equal(polls().filter((l) => l.endsWith("200")).length, 2, polls().join("\n"));
    const show = (state) => page.evaluate((s) => {
      Object.defineProperty(document, "visibilityState", { value: s, configurable: true });
      document.dispatchEvent(new Event("visibilitychange"));
    }, state);
    await show("hidden");
    await page.waitForTimeout(500); // a poll that was on its way has come back
    const before = polls().length;
    await page.waitForTimeout(9_000); // the subject is the pause: longer than the next poll would be away
    assert.equal(polls().length, before);
    desk.answer(number, "Sudah pulih.");
    await show("visible");
    await page.locator(".first").getByText("Sudah pulih.").waitFor({ timeout: 2_000 });
    await end();
  });

  test("the_list_tells_states_and_deadlines_goes_on_to_earlier_ones_and_takes_a_filter", async () => {
    for (let i = 0; i < 25; i += 1) filed_by("ptsamudra", { subject: `Tiket ${i}` });
    const waiting = filed_by("ptsamudra", { subject: "Akun terkunci", office: "ambon" });
    desk.ask(waiting, "Nama akunnya?");
    const { page, end } = await citizen();
    await enter(page, mock.base);
    const rows = page.locator(".tickets li");
    await eventually(() => rows.count(), (n) => n === 20);
    const first = await rows.first().textContent();
    assert.match(first, /Akun terkunci\s*Menunggu tanggapan Anda.*Jawaban paling lambat .*WIT\..*Ambon/s);
    await page.getByRole("button", { name: "Tampilkan tiket sebelumnya" }).click();
    await eventually(() => rows.count(), (n) => n === 26);
    await eventually(() => page.evaluate(() => document.activeElement.textContent), (t) => t === "Tiket 5");
    assert.equal(await page.getByRole("button", { name: "Tampilkan tiket sebelumnya" }).count(), 0);
    filed_by("ptsamudra", { subject: "Yang terbaru" });
    await rows.first().getByText("Yang terbaru").waitFor({ timeout: 15_000 });
    assert.equal(await rows.count(), 27, "those of earlier pages stay");
    await page.getByLabel("Tampilkan", { exact: true }).selectOption("waiting_applicant");
    await eventually(() => rows.count(), (n) => n === 1);
    await page.getByLabel("Tampilkan", { exact: true }).selectOption("closed");
    await page.getByText("Tidak ada tiket dengan status ini.").waitFor();
    await end();
  });

  for (const [name, viewport, colorScheme] of [["a desktop", { width: 1280, height: 820 }, "light"], ["a small phone in the dark", tiny, "dark"]]) {
    test(`every_view_is_accessible_in_both_languages_on_${name.replaceAll(" ", "_")}`, async () => {
      const number = filed_by("ptsamudra", { subject: "Kata".repeat(30), description: "x".repeat(300) });
      desk.answer(number, "https://contoh.id/" + "a".repeat(200), "Masuk kembali.");
      filed_by("ptsamudra");
      const { page, end } = await citizen({ viewport });
      await page.emulateMedia({ colorScheme });
      const clean = async (where) => {
        for (const language of ["English", "Bahasa Indonesia"]) {
          assert.deepEqual(await accessibility(page), [], where);
          assert.ok((await wide(page)) <= 0, `${where} is wider than its screen`);
          await page.getByRole("button", { name: language }).click();
        }
      };
      await page.goto(`${mock.base}/care/`);
      await page.getByLabel("Nama akun").waitFor();
      await clean("sign in");
      await enter(page, mock.base);
      await page.locator(".tickets li").first().waitFor();
      await clean("list");
      await page.getByRole("link", { name: "Ajukan tiket" }).click();
      await page.getByText("Data Anda dan dokumen").click();
      await page.getByRole("button", { name: "Tambah dokumen" }).click();
      await page.getByLabel("Nomor dokumen").fill("1");
      await send_ticket(page);
      await clean("form");
      await page.goto(`${mock.base}/care/#/${number}`);
      await page.getByRole("button", { name: "Belum terjawab" }).click();
      await page.getByText("Status tanpa masuk").click();
      await clean("ticket");
      await end();
    });
  }
});

describe("a filed ticket on the status page", () => {
  let mock, browser;
  before(async () => {
    browser = await start_browser();
    mock = await startMock();
  });
  after(async () => {
    await browser?.close();
    await mock?.close();
  });

  test("by_its_secret_alone_one_reads_the_whole_thread_replies_and_says_whether_it_is_answered", async () => {
    const desk = mock.care;
    const t = desk.file(desk.accounts.get("andi"), { office: "ambon", categories: ["ict_complaint"], subject: "Modul ekspor", description: "Layar kosong." });
    const { page, faults, close } = await person(browser, { viewport: tiny });
    await page.goto(mock.office.statusUrl(t.number, t.secret));
    await page.locator(".thread").getByText("Layar kosong.").waitFor();
    assert.equal(await page.locator(".steps .now").textContent(), "Tercatat, menunggu petugas");
    assert.match(await page.locator(".due").textContent(), /WIT\.$/);
    await page.getByLabel("Tulis pesan").fill("Masih kosong.");
    await page.getByRole("button", { name: "Kirim", exact: true }).click();
    await page.getByText("Pesan Anda sudah kami terima.").waitFor();
    await page.locator(".thread").getByText("Masih kosong.").waitFor();
    // Soon after one's own word it looks every two seconds, and what is being written and focused stays.
    await page.getByLabel("Tulis pesan").fill("sedang ditulis");
    desk.answer(t.number, "Sudah pulih.", "Masuk kembali.");
    await page.locator(".first").getByText("Sudah pulih.").waitFor({ timeout: 5_000 });
    assert.match(await page.locator(".first").textContent(), /Solusi\s*Masuk kembali\.$/s);
    assert.deepEqual([await page.getByLabel("Tulis pesan").inputValue(), await page.evaluate(() => document.activeElement.id)], ["sedang ditulis", "reply"]);
    await page.locator("#refresh").focus();
    desk.say(t, { from: "officer", purpose: "answer", text: "Tambahan." });
    await page.locator(".first").getByText("Tambahan.").waitFor({ timeout: 15_000 });
    assert.equal(await page.evaluate(() => document.activeElement.id), "refresh", "the focus stays where it was");
    assert.deepEqual(await accessibility(page), []);
    assert.ok((await wide(page)) <= 0);
    await page.getByRole("button", { name: "Belum terjawab" }).click();
    await page.keyboard.type("Modul impor juga.");
    await page.locator(".verdict form").getByRole("button", { name: "Kirim" }).click();
    await page.locator(".thread").getByText("Modul impor juga.").waitFor();
    assert.equal(t.state, "in_progress");
    desk.answer(t.number, "Semua sudah pulih.");
    desk.set(t.number, { state: "closed", closed: Date.now() });
    await page.getByRole("button", { name: "Buka kembali" }).click({ timeout: 15_000 });
    await page.keyboard.type("Belum semua modul.");
    await page.locator(".verdict form").getByRole("button", { name: "Kirim" }).click();
    await page.getByRole("link", { name: "Lihat tiket lanjutan" }).click();
    await page.locator(".thread").getByText("Belum semua modul.").waitFor();
    assert.match(await page.locator("dl").textContent(), new RegExp(`Lanjutan dari tiket${t.number}`));
    assert.deepEqual(faults, []);
    assert.ok(mock.care.log.every((l) => !l.includes(t.secret)));
    await close();
  });

  test("a_number_that_was_left_is_not_shown_under_the_next_one", async () => {
    const desk = mock.care;
    const [left, next] = ["Yang ditinggalkan", "Yang berikutnya"].map((subject) =>
      desk.file(desk.accounts.get("andi"), { office: "priok", categories: ["ict_complaint"], subject, description: `${subject}.` }));
    const { page, close } = await person(browser);
    await page.goto(mock.office.statusUrl(left.number, left.secret));
    await page.locator(".thread").getByText("Yang ditinggalkan.").waitFor();
    // The answer to "Perbarui" is held back until the next number has been asked for and shown.
    let go_on;
    const held = new Promise((go) => (go_on = go));
    await page.route(`**/api/v1/tickets/${left.number}`, async (route) => {
      await held;
      await route.continue();
    });
    const asked = page.waitForRequest((r) => r.url().endsWith(left.number));
    await page.locator("#refresh").click();
    await asked;
    await page.evaluate((hash) => (location.hash = hash), new URL(mock.office.statusUrl(next.number, next.secret)).hash);
    await page.locator(".thread").getByText("Yang berikutnya.").waitFor();
    const answered = page.waitForResponse((r) => r.url().includes(`${left.number}/messages`));
    go_on();
    await answered;
    desk.answer(next.number, "Jawaban yang berikutnya.");
    await page.locator(".first").getByText("Jawaban yang berikutnya.").waitFor({ timeout: 15_000 });
    assert.equal(await page.locator("#number-shown").textContent(), next.number);
    await close();
  });

  test("answered_it_is_closed", async () => {
    const desk = mock.care;
    const t = desk.file(desk.accounts.get("andi"), { office: "priok", categories: ["ict_complaint"], subject: "Modul impor", description: "Lambat." });
    desk.answer(t.number, "Sudah pulih.");
    const { page, close } = await person(browser);
    await page.goto(mock.office.statusUrl(t.number, t.secret));
    await page.getByRole("button", { name: "Sudah terjawab" }).click();
    await page.getByText("Terima kasih. Tiket ini kami tutup.").waitFor();
    await eventually(() => page.locator(".steps .now").textContent(), (s) => s === "Selesai");
    await close();
  });
});
