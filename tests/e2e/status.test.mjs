// The status page: the state as steps, until when, and the officer's words, before anything else; and the same state in the widget's words.
import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { accessibility, ask, eventually, mine, open_widget, person, reply, sign_in, start_browser, start_daemon, waiting } from "./support.mjs";

const small = { width: 360, height: 740 };

describe("what becomes of a question, on the status page, in the widget and on the desks", () => {
  let daemon, browser, officer;
  before(async () => {
    daemon = await start_daemon({ assignment: "manual" });
    browser = await start_browser();
    officer = await person(browser);
    await sign_in(officer.page, daemon.base, daemon.officers[0]);
  });
  after(async () => {
    await browser?.close();
    await daemon?.close();
  });

  /** A citizen who has asked, and their status page in a second tab. */
  const asks = async (text) => {
    const who = await person(browser, { viewport: small });
    await open_widget(who.page, daemon.base);
    await ask(who.page, text);
    const link = who.page.locator(".fine").getByRole("link");
    await link.waitFor();
    const status = await who.context.newPage();
    await status.goto(await link.getAttribute("href"));
    await status.locator(".steps").waitFor();
    return { ...who, status };
  };
  const take = async (text) => {
    await waiting(officer.page).filter({ hasText: text }).click();
    await officer.page.getByRole("button", { name: "Ambil", exact: true }).click();
    await eventually(() => mine(officer.page).filter({ hasText: text }).count(), (n) => n === 1);
    await officer.page.locator(".msg.visitor").filter({ hasText: text }).waitFor();
  };
  const steps = (page) => page.locator(".steps li").evaluateAll((list) => list.map((li) => (li.ariaCurrent === "step" ? `[${li.textContent}]` : li.firstChild.textContent)).join(" > "));
  /** Asks the page anew until its steps are these. */
  const reads = async ({ status }, expected) => {
    await eventually(async () => {
      await status.getByRole("button", { name: "Perbarui" }).click();
      return steps(status);
    }, (s) => s === expected);
  };
  /** All of it can be seen, and the number above it. */
  const in_sight = (locator) => locator.evaluate((e) => {
    const top = document.querySelector("h1").getBoundingClientRect().top;
    return top >= 0 && e.getBoundingClientRect().bottom <= innerHeight;
  });

  test("steps_deadline_and_answer_come_first_and_say_what_the_widget_says", async () => {
    const citizen = await asks("Berapa tarif tas kulit?");
    const { page, status } = citizen;
    await reads(citizen, "Diterima > [Menunggu petugas] > Dijawab > Selesai");
    await page.locator(".status").filter({ hasText: "Menunggu petugas" }).waitFor();
    const due = await status.locator(".due").textContent();
    assert.match(due, /^Jawaban atau nomor tiket paling lambat (pukul|\p{L}+, ).*WIB\.$/u);
    assert.ok((await page.locator(".status .where").textContent()).includes(due), "one promise in one form");
    assert.ok(await in_sight(status.locator(".due")));
    await take("tas kulit");
    await reads(citizen, "Diterima > [Ditangani] > Dijawab > Selesai");
    await page.locator(".status").filter({ hasText: "Ditangani petugas Sari Dewi." }).waitFor();

    await reply(officer.page, "Kulit sapi atau sintetis?", "Pertanyaan balik");
    await reads(citizen, "Diterima > [Menunggu tanggapan Anda] > Dijawab > Selesai");
    assert.match(await status.locator(".first").textContent(), /^Pertanyaan petugas.*Sari Dewi.*Kulit sapi atau sintetis\?$/);
    await ask(page, "Kulit sapi.");
    await reads(citizen, "Diterima > [Ditangani] > Dijawab > Selesai");
    assert.equal(await status.locator(".first").count(), 0);

    await officer.page.locator(".msg.visitor").filter({ hasText: "Kulit sapi." }).waitFor();
    await reply(officer.page, "Tarifnya 15 persen. Lihat https://tarif.contoh/a.");
    await reads(citizen, "Diterima > Ditangani > [Dijawab] > Selesai");
    await page.locator(".status").filter({ hasText: "dijawab" }).waitFor();
    await status.reload();
    const first = status.locator(".first");
    await first.getByText("Tarifnya 15 persen.").waitFor();
    assert.match(await first.textContent(), /^Jawaban.*Sari Dewi/);
    assert.equal(await first.getByRole("link").getAttribute("href"), "https://tarif.contoh/a");
    assert.ok(await in_sight(first), "the answer is in sight on a phone");
    assert.equal(await status.locator(".due").count(), 0);
    assert.ok(await first.evaluate((e) => Boolean(e.compareDocumentPosition(document.querySelector(".thread")) & Node.DOCUMENT_POSITION_FOLLOWING)));
    assert.deepEqual(await accessibility(status), []);
    await status.getByRole("button", { name: "English" }).click();
    assert.equal(await steps(status), "Received > Being handled > [Answered] > Closed");
    await officer.page.getByRole("button", { name: "Tutup", exact: true }).click();
    await officer.page.getByRole("dialog").getByRole("button", { name: "Tutup", exact: true }).click();
    await citizen.close();
  });

  test("translated_by_the_browser_the_page_goes_on_showing_what_is_so", async () => {
    const citizen = await asks("Apakah sepeda bekas boleh masuk?");
    const { status } = citizen;
    const translate = () => status.evaluate(() => {
      const walk = document.createTreeWalker(document.querySelector("#app"), NodeFilter.SHOW_TEXT);
      const nodes = [];
      while (walk.nextNode()) nodes.push(walk.currentNode);
      for (const node of nodes.filter((n) => n.textContent.trim() && !n.parentElement.closest('[translate="no"]'))) {
        const font = document.createElement("font");
        font.textContent = node.textContent.toUpperCase();
        node.replaceWith(font);
      }
    });
    await translate();
    assert.match(await status.locator(".result h1").textContent(), /^REF-/);
    await take("sepeda bekas");
    await reply(officer.page, "Tidak boleh.");
    await officer.page.locator(".conv-title").getByText("Dijawab").waitFor();
    await status.locator(".acts .primary").click();
    await status.locator(".first").getByText("Tidak boleh.").waitFor();
    assert.equal(await status.locator(".steps .now").textContent(), "Dijawab");
    assert.equal(await status.locator(".due").count(), 0);
    assert.match(await status.locator("dl").textContent(), /Dijawab/);
    assert.equal(await status.evaluate(() => document.activeElement.localName), "h1");
    await translate();
    await status.locator("#reply").fill("Terima kasih, satu hal lagi.");
    await status.locator(".reply .primary").click();
    // After the answer it is a question of its own, and its page is one step away.
    await status.locator(".reply .told[role=status]").filter({ hasText: /pertanyaan baru dengan nomor REF-/ }).waitFor();
    assert.equal(await status.locator("#reply").inputValue(), "");
    await translate();
    await status.locator(".lang").click();
    await eventually(() => status.locator(".steps .now").textContent(), (s) => s === "Answered");
    assert.doesNotMatch(await status.locator(".result").textContent(), /Jawaban|Diterima|DITERIMA|Perbarui|PERBARUI/);
    const old = await status.locator("h1").textContent();
    await status.getByRole("link", { name: "See the new question's status" }).click();
    await eventually(() => status.locator("h1").textContent(), (n) => n !== old);
    await status.locator(".thread").getByText("satu hal lagi").waitFor();
    assert.equal(await status.locator(".reply .told[role=status]").textContent(), "");
    await citizen.close();
  });

  test("thanks_that_are_sent_from_an_answered_number_say_where_they_went", async () => {
    const citizen = await asks("Berapa lama peti kemas boleh disimpan?");
    const { status, page } = citizen;
    const sends = async (words) => {
      await status.locator("#reply").fill(words);
      await status.locator(".reply .primary").click();
      await eventually(() => status.locator("#reply").inputValue(), (v) => v === "");
    };
    const told = () => status.locator(".reply .told[role=status]").textContent();
    await take("peti kemas");
    await sends("Peti 20 kaki.");
    await eventually(told, (t) => t === "Pesan Anda sudah kami terima.");
    await status.locator(".thread").getByText("Peti 20 kaki.").waitFor();
    await officer.page.locator(".msg.visitor").filter({ hasText: "20 kaki" }).waitFor();
    await reply(officer.page, "Tiga puluh hari.");
    await officer.page.locator(".conv-title").getByText("Dijawab").waitFor();
    await sends("Terima kasih");
    await eventually(told, (t) => /sudah kami terima.*tidak ditambahkan di bawah nomor ini/.test(t));
    assert.equal(await status.locator(".thread").getByText("Terima kasih", { exact: true }).count(), 0);
    // It stands where the citizen asked, as the page says.
    await page.locator(".line.visitor").filter({ hasText: "Terima kasih" }).waitFor();
    assert.deepEqual(await accessibility(status), []);
    await status.locator(".lang").click();
    await eventually(told, (t) => /^We have received your message\. This question is finished/.test(t));
    await citizen.close();
  });

  test("a_question_that_went_elsewhere_says_where_to_and_one_that_went_to_a_unit_has_its_number", async () => {
    const redirected = await asks("Kapan paspor saya jadi?");
    await take("paspor");
    await officer.page.getByRole("button", { name: "Tutup", exact: true }).click();
    await officer.page.getByLabel("Hasil").selectOption("redirected");
    await officer.page.getByLabel("Diarahkan ke").selectOption("*");
    await officer.page.getByLabel("Nama kantor atau instansi").fill("Kantor Imigrasi Jakarta Utara");
    await officer.page.getByLabel("Cara menghubungi").fill("Telepon 021-0000");
    await officer.page.getByRole("dialog").getByRole("button", { name: "Tutup", exact: true }).click();
    await reads(redirected, "Diterima > [Selesai]");
    const { status } = redirected;
    assert.ok(await status.getByText("Pertanyaan ini diarahkan").first().isVisible());
    const told = await status.locator(".first").textContent();
    assert.ok(told.includes("Kantor Imigrasi Jakarta Utara") && told.includes("Telepon 021-0000"), told);
    await redirected.page.locator(".status").filter({ hasText: "Selesai" }).waitFor();
    await redirected.close();

    const passed = await asks("Bagaimana klasifikasi mesin bekas?");
    await take("mesin bekas");
    await officer.page.getByRole("button", { name: "Eskalasi", exact: true }).click();
    await officer.page.getByLabel("Alasan", { exact: true }).fill("perlu unit teknis");
    await officer.page.getByRole("dialog").getByLabel("Unit terkait").selectOption("teknis");
    await officer.page.getByRole("dialog").getByRole("button", { name: "Eskalasi" }).click();
    const card = passed.page.locator(".ticket");
    await card.waitFor();
    // The reference goes on leading to what became of it.
    await reads(passed, "Diterima > [Diteruskan ke unit terkait] > Dijawab > Selesai");
    assert.equal(await card.locator(".state").textContent(), "Diteruskan ke unit terkait");
    await passed.page.locator(".status").filter({ hasText: "Diteruskan ke unit terkait." }).waitFor();
    const due = await passed.status.locator(".due").textContent();
    assert.match(due, /^Jawaban paling lambat .*WIB\.$/);
    assert.ok((await card.textContent()).includes(due));
    const facts = await passed.status.locator("dl").textContent();
    assert.match(facts, /ReferensiREF-\d{6}-\d{5,}-\d/);
    assert.match(facts, /Nomor tiket terbit/);
    assert.deepEqual(await accessibility(passed.status), []);
    await passed.close();
  });

  test("what_is_escalated_to_a_unit_stands_in_its_officers_list_with_the_reason_and_is_told_to_them", async () => {
    const budi = await person(browser);
    await sign_in(budi.page, daemon.base, daemon.officers[1]);
    const citizen = await asks("Pos tarif mesin jahit?");
    await take("mesin jahit");
    await officer.page.getByRole("button", { name: "Eskalasi", exact: true }).click();
    const dialog = officer.page.getByRole("dialog");
    await dialog.getByLabel("Alasan").fill("pos tarif diperiksa Seksi Teknis");
    await dialog.getByLabel("Unit terkait").selectOption("teknis");
    await dialog.getByRole("button", { name: "Eskalasi" }).click();
    const row = budi.page.locator('section[aria-labelledby="l-teknis"] li').filter({ hasText: "mesin jahit" });
    await row.getByText("Alasan: pos tarif diperiksa Seksi Teknis").waitFor();
    await budi.page.locator(".toast").filter({ hasText: /Tiket untuk Seksi Teknis: ESK-|percakapan baru/ }).waitFor();
    assert.equal(await budi.page.locator('section[aria-labelledby="l-tickets"] li').filter({ hasText: "mesin jahit" }).count(), 0, "once");
    assert.deepEqual(await accessibility(budi.page), []);
    await row.getByRole("button").click();
    await budi.page.locator(".about").getByText("Dieskalasi ke Seksi Teknis: pos tarif diperiksa Seksi Teknis").waitFor();
    await budi.page.reload();
    await row.getByText("Alasan: pos tarif diperiksa Seksi Teknis").waitFor();
    await budi.close();
    await citizen.close();
  });
});

test("an_office_that_writes_its_times_with_a_colon_reads_so_on_every_page_and_in_every_text", { skip: process.env.SAHUT_E2E === "mock" && "needs a configuration" }, async () => {
  const daemon = await start_daemon({ assignment: "manual", time_separator: ":" });
  const browser = await start_browser();
  try {
    const citizen = await person(browser);
    await open_widget(citizen.page, daemon.base);
    await ask(citizen.page, "Apakah jamnya sama di mana-mana?");
    const link = citizen.page.locator(".fine a");
    await link.waitFor({ state: "attached" });
    await citizen.page.locator(".line.system").first().waitFor();
    const status = await citizen.context.newPage();
    await status.goto(await link.getAttribute("href"));
    await status.locator(".due").waitFor();
    const { page } = await person(browser);
    await sign_in(page, daemon.base, daemon.officers[0]);
    await waiting(page).first().click();
    await page.locator(".msg.visitor").first().waitFor();
    for (const [where, text] of [["widget", await citizen.page.locator(".panel").textContent()], ["status", await status.locator("main").textContent()], ["console", await page.locator("#app").textContent()]]) {
      assert.match(text, /\d\d:\d\d WIB/, where);
      assert.doesNotMatch(text, /(?<![\d.])\d\d\.\d\d(?![\d.])/, where);
    }
  } finally {
    await browser.close();
    await daemon.close();
  }
});
