// What an officer sees of a platform's conversations: deliveries, answers given elsewhere, numbers that did not get through.
import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { eventually, mine, person, reply, sign_in, start_browser, start_daemon, waiting } from "./support.mjs";

const skip = process.env.SAHUT_E2E === "mock" && "needs a platform and a daemon";

describe("messages of a platform", { skip }, () => {
  let daemon, platform, browser, officer, page;
  before(async () => {
    daemon = await start_daemon({ assignment: "manual", messenger: true, limit_seconds: 12 });
    platform = daemon.platform;
    browser = await start_browser();
    officer = await person(browser);
    page = officer.page;
    await sign_in(page, daemon.base, daemon.officers[0]);
  });
  after(async () => {
    await browser?.close();
    await daemon?.close();
  });

  const take = async (contact, text) => {
    const { status } = await platform.citizenSays(contact, text);
    assert.equal(status, 200);
    await eventually(() => waiting(page).count(), (n) => n === 1);
    await eventually(() => platform.sent(contact).length, (n) => n >= 1); // the greeting is out: the next send is ours
    await waiting(page).first().click();
    await page.getByRole("button", { name: "Ambil" }).click();
    await page.locator(".msg.visitor").filter({ hasText: text }).waitFor();
    await page.getByRole("button", { name: "Lepas" }).waitFor();
  };

  test("a_reply_is_pending_until_the_platform_takes_it", async () => {
    await take("1001", "Apakah IMEI ponsel bisa didaftarkan di bandara?");
    platform.fault({ delay: 1500 });
    await reply(page, "Bisa, pada saat kedatangan.");
    const own = page.locator(".msg.officer").filter({ hasText: "pada saat kedatangan" });
    await own.locator(".delivery.pending").waitFor();
    await own.locator(".delivery.sent").waitFor();
    await page.locator(".conv-title").getByText("Dijawab").waitFor();
  });

  test("a_reply_that_nobody_is_sure_of_says_so", async () => {
    await take("1002", "Berapa batas nilai pembebasan?");
    platform.fault({ drop: "after" });
    await reply(page, "USD 3 per kiriman.");
    await page.locator(".msg.officer .delivery.unknown").waitFor();
    assert.equal(await page.locator(".conv-title").getByText("Dijawab").count(), 0);
  });

  test("an_answer_given_in_the_pages_own_inbox_can_be_counted", async () => {
    await take("1003", "Apakah kantor buka hari Sabtu?");
    await platform.inboxSays("1003", "Buka, pukul 08.00 sampai 15.00.");
    const outside = page.locator(".msg.outside").filter({ hasText: "08.00" });
    await outside.getByText("Dibalas di luar Sahut").waitFor();
    await outside.getByRole("button", { name: "Hitung sebagai jawaban" }).click();
    await page.locator(".conv-title").getByText("Dijawab").waitFor();
    await outside.getByText("Jawaban", { exact: true }).waitFor();
  });

  test("a_refused_ticket_number_is_shown_as_not_told_and_can_be_told_by_hand", async () => {
    await take("1004", "Mohon status barang kiriman RB123456785GB.");
    platform.fault({ window: true, to: "1004" });
    await page.locator(".conv-title").getByText("Belum diberi tahu").waitFor({ timeout: 20_000 });
    await page.locator(".msg.system .delivery.failed").filter({ hasText: "gagal terkirim" }).waitFor();
    await page.getByRole("button", { name: "Siapkan pesan pemberitahuan" }).click();
    await eventually(() => page.locator(".composer textarea").inputValue(), (text) => /ESK-\d{6}-\d{5,}-\d/.test(text));
    await page.locator(".composer textarea").press("Control+Enter");
    await page.locator(".msg.officer .delivery.sent").waitFor();
    await eventually(() => page.locator(".conv-title").getByText("Belum diberi tahu").count(), (n) => n === 0);
  });

  test("the_desk_lists_each_once_with_its_state", async () => {
    await eventually(() => mine(page).count(), (n) => n === 4);
    assert.deepEqual(officer.faults, []);
  });
});
