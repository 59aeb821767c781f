// What an officer's desk does: claim by hand, refuse a stale reply, transfer, escalate.
import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { ask, eventually, mine, open_widget, person, reply, sign_in, start_browser, start_daemon, waiting } from "./support.mjs";

describe("the desk", () => {
  let daemon, browser, first, second, sari, window2;
  before(async () => {
    daemon = await start_daemon({ assignment: "manual" });
    browser = await start_browser();
    first = await person(browser);
    second = await person(browser);
    sari = await person(browser);
  });
  after(async () => {
    await browser?.close();
    await daemon?.close();
  });

  test("a_wrong_password_is_told_and_lets_nobody_in", async () => {
    await sari.page.goto(`${daemon.base}/console/`);
    await sari.page.getByLabel("Nama pengguna").fill(daemon.officers[0].username);
    await sari.page.getByLabel("Kata sandi").first().fill("bukan-ini");
    await sari.page.getByRole("button", { name: "Masuk" }).click();
    await sari.page.getByText("tidak cocok").waitFor();
  });

  test("waiting_conversations_stand_oldest_first_and_are_claimed_by_hand", async () => {
    await open_widget(first.page, daemon.base);
    await ask(first.page, "pertanyaan pertama");
    await first.page.locator(".sent").waitFor();
    await open_widget(second.page, daemon.base);
    await ask(second.page, "pertanyaan kedua");
    await second.page.locator(".sent").waitFor();
    let told;
    sari.page.on("websocket", (ws) => ws.on("framereceived", ({ payload }) => {
      const frame = JSON.parse(payload);
      if (frame.type === "queue" && frame.queue === "umum") told = frame.waiting;
    }));
    await sign_in(sari.page, daemon.base, daemon.officers[0]);
    await eventually(() => waiting(sari.page).count(), (n) => n === 2);
    await waiting(sari.page).first().click();
    await sari.page.locator(".msg.visitor").filter({ hasText: "pertanyaan pertama" }).waitFor();
    await sari.page.getByRole("button", { name: "Ambil" }).click();
    await eventually(() => mine(sari.page).count(), (n) => n === 1);
    if (process.env.SAHUT_E2E !== "mock") await eventually(() => told, (n) => n === 1, 3_000);
    await eventually(() => sari.page.locator("#l-umum").textContent(), (v) => /1/.test(v));
  });

  test("a_reply_written_without_having_seen_another_is_refused_and_the_draft_kept", async () => {
    window2 = await sari.context.newPage();
    let mute = false;
    await window2.routeWebSocket(/\/ws\/officer/, (ws) => {
      const server = ws.connectToServer();
      server.onMessage((data) => {
        const frame = JSON.parse(data);
        if (mute && frame.type === "message") return;
        ws.send(data);
      });
    });
    await window2.goto(`${daemon.base}/console/`); // the cookie of the first window signs it in
    await mine(window2).first().click();
    await window2.locator(".msg.visitor").first().waitFor();
    mute = true;
    await reply(sari.page, "Balasan dari jendela pertama.", "Pertanyaan balik");
    await first.page.locator(".line.officer").filter({ hasText: "jendela pertama" }).waitFor();
    await reply(window2, "Balasan dari jendela kedua.", "Pertanyaan balik");
    await window2.getByText("belum Anda lihat").waitFor();
    await window2.locator(".stale li").filter({ hasText: "jendela pertama" }).waitFor();
    await eventually(() => window2.locator("textarea").inputValue(), (v) => v === "Balasan dari jendela kedua.");
    mute = false;
    await window2.locator("textarea").press("Control+Enter");
    await first.page.locator(".line.officer").filter({ hasText: "jendela kedua" }).waitFor();
    await eventually(() => first.page.locator(".line.officer").count(), (v) => v === 2);
    await window2.close();
  });

  test("an_escalation_gives_the_citizen_a_number_at_once", async () => {
    const { page } = sari;
    await page.getByRole("button", { name: "Eskalasi" }).click();
    const dialog = page.getByRole("dialog");
    await dialog.getByLabel("Alasan").fill("perlu penelitian dokumen");
    await dialog.getByRole("button", { name: "Eskalasi" }).click();
    // An officer has asked before, so it waits for the citizen; card, line and page say so alike.
    const stands = { hasText: "Menunggu tanggapan Anda" };
    for (const part of [".ticket", ".status"]) await first.page.locator(part).filter(stands).waitFor();
    const status = await first.context.newPage();
    await status.goto(await first.page.locator(".ticket").getByRole("link").getAttribute("href"));
    await status.locator(".steps [aria-current]").filter(stands).waitFor();
    await status.close();
    // One's own ticket stands among one's own, once.
    await eventually(() => mine(page).filter({ hasText: "ESK" }).count(), (n) => n === 1);
    assert.equal(await page.locator('section[aria-labelledby="l-tickets"] button.row').count(), 0);
  });

  test("a_transfer_to_another_queue_takes_it_off_the_desk", async () => {
    const { page } = sari;
    await waiting(page).first().click();
    await page.getByRole("button", { name: "Ambil" }).click();
    await page.getByRole("button", { name: "Alihkan" }).click();
    const dialog = page.getByRole("dialog");
    await dialog.getByLabel("Ke antrean").selectOption("teknis");
    await dialog.getByRole("button", { name: "Alihkan" }).click();
    await eventually(() => mine(page).filter({ hasText: "ESK" }).count().then(async (n) => [n, await mine(page).count()]), ([tickets, all]) => tickets === all);
  });

  const written = (window) => window.locator(".composer textarea");
  const sent_to = (citizen, text) => citizen.page.locator(".line").filter({ hasText: text }).count();

  test("a_note_begun_while_waiting_stays_a_note_when_the_conversation_becomes_mine", async () => {
    const { page } = sari;
    const third = await person(browser);
    await open_widget(third.page, daemon.base);
    await ask(third.page, "pertanyaan ketiga");
    await third.page.locator(".sent").waitFor();
    await waiting(page).first().click();
    await written(page).fill("hanya untuk petugas");
    await page.getByRole("button", { name: "Ambil" }).click();
    await page.getByRole("button", { name: "Lepas" }).waitFor();
    await written(page).press("Control+Enter");
    await page.locator(".msg.note").filter({ hasText: "hanya untuk petugas" }).waitFor();
    // The barrier: what is sent afterwards has passed, the note has not.
    await reply(page, "Satu pertanyaan lagi.", "Pertanyaan balik");
    await third.page.locator(".line.officer").filter({ hasText: "Satu pertanyaan lagi" }).waitFor();
    assert.equal(await sent_to(third, "hanya untuk petugas"), 0);
    await page.locator(".composer.answer").waitFor(); // visibly back at the answer

    // The reverse: an answer begun, the conversation gone from under it.
    await written(page).fill("ini jawaban untuk pemohon");
    await page.getByRole("button", { name: "Lepas" }).click();
    await page.getByRole("dialog").getByRole("button", { name: "Lepas" }).click();
    await page.locator(".kind-gone").waitFor();
    const notes = await page.locator(".msg.note").count();
    await written(page).press("Control+Enter");
    assert.equal(await page.getByRole("button", { name: "Kirim jawaban" }).isDisabled(), true);
    assert.equal(await written(page).inputValue(), "ini jawaban untuk pemohon");
    await page.getByRole("button", { name: "Ambil" }).click();
    await page.getByRole("button", { name: "Lepas" }).waitFor();
    assert.equal(await page.locator(".msg.note").count(), notes);
    await written(page).press("Control+Enter");
    await third.page.locator(".line.officer").filter({ hasText: "ini jawaban untuk pemohon" }).waitFor();
    await third.close();
  });

  test("enter_that_ends_a_composition_sends_nothing_at_the_desk", async () => {
    const { page } = sari;
    await written(page).fill("separuh kata");
    await written(page).evaluate((el) => {
      for (const more of [{ keyCode: 229 }, { isComposing: true, keyCode: 13 }]) el.dispatchEvent(new KeyboardEvent("keydown", { key: "Enter", ctrlKey: true, bubbles: true, cancelable: true, ...more }));
    });
    assert.equal(await written(page).inputValue(), "separuh kata");
    await written(page).fill("");
  });

  test("one_key_takes_the_oldest_into_the_composer_and_none_fires_while_typing", async () => {
    const { page } = sari;
    const fourth = await person(browser);
    await open_widget(fourth.page, daemon.base);
    await ask(fourth.page, "pertanyaan keempat");
    await fourth.page.locator(".sent").waitFor();
    await waiting(page).filter({ hasText: "pertanyaan keempat" }).waitFor(); // the last words stand in the row
    await written(page).press("j");
    assert.equal(await written(page).inputValue(), "j");
    assert.equal(await waiting(page).count(), 1);
    await written(page).fill("");
    // The ticket of before is older and mine: it comes first; answered, the new one is the oldest.
    await mine(page).filter({ hasText: "ESK" }).click();
    await reply(page, "Jawaban atas tiket.");
    await eventually(() => page.locator('[aria-labelledby="g-to_answer"] button.row').count(), (n) => n === 0);
    // What was transferred may wait in another queue of this officer, and is older.
    for (let round = 0, last = ""; !last.includes("pertanyaan keempat"); round += 1) {
      assert.ok(round < 3, last);
      await page.locator(".stage").focus();
      await page.keyboard.press("j");
      await eventually(() => page.evaluate(() => document.activeElement?.tagName), (tag) => tag === "TEXTAREA");
      last = await page.locator(".msg.visitor").last().textContent();
      await page.keyboard.type("Jawaban cepat.");
      await page.keyboard.press("Control+Enter");
      await eventually(() => page.locator('[aria-labelledby="g-to_answer"] button.row').count(), (n) => n === 0);
    }
    await fourth.page.locator(".line.officer").filter({ hasText: "Jawaban cepat." }).waitFor();
    await fourth.close();
  });

  test("a_conversation_is_found_by_its_number_and_the_keys_are_listed", async () => {
    const { page } = sari;
    const number = /ESK-[\d-]+/.exec(await mine(page).filter({ hasText: "ESK" }).first().textContent())[0];
    await page.locator(".stage").focus();
    await page.keyboard.press("Control+k");
    const dialog = page.getByRole("dialog");
    await dialog.getByRole("textbox").fill(` ${number.toLowerCase()}. `);
    await eventually(() => dialog.locator("button.row").count(), (n) => n === 1);
    await page.keyboard.press("Enter");
    await page.locator(".msg.visitor").filter({ hasText: "pertanyaan pertama" }).waitFor();
    await page.keyboard.press("?");
    await page.getByRole("dialog").getByText("Jawab yang terlama").waitFor();
    await page.keyboard.press("Escape");
    await page.getByRole("dialog").waitFor({ state: "hidden" });
    await eventually(() => page.evaluate(() => document.activeElement !== document.body), Boolean);
  });

  test("a_draft_is_kept_over_a_reload_and_the_cookie_signs_in_again", async () => {
    const { page } = sari;
    await mine(page).first().click();
    await page.locator(".msg").first().waitFor();
    await page.locator("textarea").fill("setengah jadi");
    await page.reload();
    await mine(page).first().click();
    await eventually(() => page.locator("textarea").inputValue(), (v) => v === "setengah jadi");
  });

  test("signing_out_closes_the_desk", async () => {
    const { page } = sari;
    const fifth = await person(browser);
    await open_widget(fifth.page, daemon.base);
    await ask(fifth.page, "pertanyaan kelima");
    await fifth.page.locator(".sent").waitFor();
    await waiting(page).filter({ hasText: "pertanyaan kelima" }).waitFor();
    await fifth.close();
    await page.getByRole("button", { name: "Jawab yang terlama" }).first().click();
    await page.getByRole("button", { name: "Lepas" }).waitFor();
    await page.getByRole("button", { name: "Keluar" }).click();
    // Something is open: it asks first, and Escape stays.
    await page.getByRole("dialog").getByText("1 percakapan yang belum selesai").waitFor();
    await page.keyboard.press("Escape");
    await page.getByRole("button", { name: "Keluar" }).click();
    await page.getByRole("dialog").getByRole("button", { name: "Serahkan semua ke antrean, lalu keluar" }).click();
    await page.getByRole("button", { name: "Masuk" }).waitFor();
    await page.reload();
    await page.getByRole("button", { name: "Masuk" }).waitFor();
  });

  test("no_page_broke_its_policy_or_threw", () => assert.deepEqual([...first.faults, ...second.faults, ...sari.faults], []));
});
