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
    await first.page.locator(".ticket").waitFor();
    await eventually(() => page.locator('section[aria-labelledby="l-tickets"] button.row').count(), (n) => n === 1);
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
    await page.getByRole("button", { name: "Keluar" }).click();
    await page.getByRole("button", { name: "Masuk" }).waitFor();
    await page.reload();
    await page.getByRole("button", { name: "Masuk" }).waitFor();
  });

  test("no_page_broke_its_policy_or_threw", () => assert.deepEqual([...first.faults, ...second.faults, ...sari.faults], []));
});
