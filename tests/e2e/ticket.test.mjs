// The limit passes without an answer: a number appears, and leads to the status page.
import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { accessibility, ask, eventually, open_widget, person, phone, start_browser, start_daemon } from "./support.mjs";

describe("a ticket", () => {
  let daemon, browser, citizen, link, number;
  before(async () => {
    daemon = await start_daemon({ limit_seconds: 3 });
    browser = await start_browser();
    citizen = await person(browser, { viewport: phone });
  });
  after(async () => {
    await browser?.close();
    await daemon?.close();
  });

  test("appears_at_the_limit_with_number_deadline_and_link", async () => {
    await open_widget(citizen.page, daemon.base);
    await ask(citizen.page, "Siapa yang menjawab saya?");
    const card = citizen.page.locator(".ticket");
    await card.waitFor({ timeout: 20_000 });
    number = await card.locator(".number").textContent();
    assert.match(number, /^ESK-\d{6}-\d{5,}-\d$/);
    await eventually(() => card.textContent(), (v) => /paling lambat/.test(v));
    link = await card.getByRole("link").getAttribute("href");
    assert.ok(link.includes(`#${number}.`));
  });

  test("turning_the_phone_the_keyboard_and_zoom_leave_head_and_composer_in_sight", async () => {
    const { page } = citizen;
    for (const [width, height] of [[360, 740], [740, 360], [360, 740], [360, 380], [320, 640], [640, 410], [180, 370], [360, 740]]) {
      await page.setViewportSize({ width, height });
      // A reader's jump to what is hidden in a card must not push the panel away either.
      await page.evaluate(() => document.querySelector("sahut-widget").shadowRoot.querySelectorAll(".hidden").forEach((e) => e.scrollIntoView()));
      const seen = () =>
        page.evaluate(() => {
          const root = document.querySelector("sahut-widget").shadowRoot;
          const box = (s) => root.querySelector(s).getBoundingClientRect();
          return { head: box(".head").top, foot: Math.round(innerHeight - box(".composer").bottom) >= 0, log: box(".log").height >= 80, scrolled: root.querySelector(".panel").scrollTop };
        });
      await eventually(seen, (v) => v.head >= 0 && v.head < 60 && v.foot && v.log && v.scrolled === 0, 3000).catch((e) => assert.fail(`${width}x${height}: ${e.message}`));
    }
    await page.setViewportSize(phone);
  });

  test("ending_an_unanswered_question_asks_once_more_and_tells_what_becomes_of_it", async () => {
    const { page } = citizen;
    await page.getByRole("button", { name: "Pilihan" }).click();
    await page.getByRole("button", { name: "Akhiri percakapan" }).click();
    await page.getByRole("button", { name: "Ya, akhiri" }).click();
    await page.locator(".ask").filter({ hasText: number }).waitFor();
    await page.getByRole("button", { name: "Tidak, saya menunggu" }).click();
    await page.locator(".ask").waitFor({ state: "detached" });
    await page.locator(".status").filter({ hasText: "Tercatat, menunggu jawaban" }).waitFor();
  });

  test("widget_and_status_page_can_be_read_in_the_dark", async () => {
    const { page } = citizen;
    await page.emulateMedia({ colorScheme: "dark" });
    assert.deepEqual(await accessibility(page), []);
    await page.emulateMedia({ colorScheme: "light" });
    const status = await citizen.context.newPage();
    await status.emulateMedia({ colorScheme: "dark" });
    await status.goto(link);
    await status.getByRole("heading", { name: number }).waitFor();
    assert.deepEqual(await accessibility(status), []);
    await status.goto(`${daemon.base}/privacy`);
    assert.deepEqual(await accessibility(status), []);
    await status.close();
  });

  test("its_link_opens_the_status_page_with_state_deadline_and_thread", async () => {
    const page = await citizen.context.newPage();
    await page.goto(link);
    await page.getByRole("heading", { name: number }).waitFor();
    await page.getByText("Tercatat, menunggu jawaban").waitFor();
    await page.getByText(/WIB/).first().waitFor();
    await page.getByText("Siapa yang menjawab saya?").waitFor();
    await page.close();
  });

  test("a_wrong_secret_and_a_wrong_number_read_alike", async () => {
    const page = await citizen.context.newPage();
    const told = [];
    for (const key of [`${number}.salah`, "ESK-261123-00042-0.salah"]) {
      await page.goto("about:blank");
      await page.goto(`${daemon.base}/status/#${key}`);
      const note = page.locator(".told").filter({ hasText: /tidak menemukan/ });
      await note.waitFor();
      told.push(await note.textContent());
    }
    assert.equal(told[0], told[1]);
    await page.close();
  });

  test("a_wrong_check_digit_is_told_by_the_page_and_asks_nothing", async () => {
    const page = await citizen.context.newPage();
    const asked = [];
    page.on("request", (r) => r.url().includes("/api/v1/tickets/") && asked.push(r.url()));
    await page.goto(`${daemon.base}/status/`);
    await page.getByLabel("Nomor tiket atau referensi").fill(number.slice(0, -1) + ((Number(number.at(-1)) + 1) % 10));
    await page.getByLabel("Kode rahasia").fill("apa-saja");
    await page.getByRole("button", { name: "Lihat status" }).click();
    await page.locator(".told").filter({ hasText: /salah ketik/ }).waitFor();
    assert.deepEqual(asked, []);
    await page.close();
  });

  test("typed_by_hand_it_is_found_too", async () => {
    const page = await citizen.context.newPage();
    await page.goto(`${daemon.base}/status/`);
    await page.getByLabel("Nomor tiket atau referensi").fill(`${number.replaceAll("-", "\u2013")}.`);
    await page.getByLabel("Kode rahasia").fill(link.slice(link.indexOf("#") + number.length + 2));
    await page.getByRole("button", { name: "Lihat status" }).click();
    await page.getByRole("heading", { name: number }).waitFor();
    await page.close();
  });

  test("no_page_broke_its_policy_or_threw", () => assert.deepEqual(citizen.faults, []));
});
