// WCAG 2.2 AA as far as a machine can see it, in every state of every page; the keyboard; the smallest screens.
import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { accessibility, ask, desktop, eventually, mine, open_widget, person, phone, question_box, set_presence, sign_in, start_browser, start_daemon } from "./support.mjs";
import { head, iso, line, open_desk, waits } from "./scripted.mjs";

const tiny = { width: 320, height: 256 };

for (const [name, viewport] of Object.entries({ desktop, phone })) {
  describe(`accessibility on a ${name}`, () => {
    let daemon, browser, citizen, officer;
    const clean = async (page) => assert.deepEqual(await accessibility(page), []);
    before(async () => {
      daemon = await start_daemon({});
      browser = await start_browser();
      citizen = await person(browser, { viewport });
      officer = await person(browser, { viewport });
    });
    after(async () => {
      await browser?.close();
      await daemon?.close();
    });

    test("demo_page_and_closed_widget", async () => {
      await citizen.page.goto(`${daemon.base}/`);
      await citizen.page.getByRole("button", { name: "Tanya petugas" }).waitFor();
      await clean(citizen.page);
    });
    test("widget_open_and_empty", async () => {
      await open_widget(citizen.page, daemon.base);
      await clean(citizen.page);
    });
    test("widget_with_menu", async () => {
      await citizen.page.getByRole("button", { name: "Pilihan" }).click();
      await clean(citizen.page);
    });
    test("widget_with_identity_form_and_information", async () => {
      await citizen.page.getByRole("button", { name: "Data Anda" }).click();
      await clean(citizen.page);
      await citizen.page.getByRole("button", { name: "Kembali" }).click();
      await citizen.page.getByRole("button", { name: "Pengaduan, saran" }).click();
      await clean(citizen.page);
      await citizen.page.getByRole("button", { name: "Kembali" }).click();
    });
    test("widget_with_a_conversation_offline_and_in_english", async () => {
      await ask(citizen.page, "Halo, berapa tarifnya?");
      await citizen.page.locator(".sent").waitFor();
      await clean(citizen.page);
      await citizen.context.setOffline(true);
      await ask(citizen.page, "tanpa sambungan");
      await clean(citizen.page);
      await citizen.context.setOffline(false);
      await eventually(() => citizen.page.locator(".sent").count(), (n) => n === 2);
      await citizen.page.getByRole("button", { name: "Pilihan" }).click();
      await citizen.page.getByRole("button", { name: "English" }).click();
      await citizen.page.getByRole("textbox", { name: "Write your question" }).waitFor();
      await clean(citizen.page);
    });
    test("privacy_page", async () => {
      const page = await citizen.context.newPage();
      await page.goto(`${daemon.base}/privacy`);
      await page.getByRole("heading", { name: "Pemberitahuan privasi" }).waitFor();
      await page.getByText("KPU Bea dan Cukai Tipe A Tanjung Priok").first().waitFor();
      assert.equal(await page.getByText("{{").count(), 0);
      await clean(page);
      await page.close();
    });
    test("console_login_and_refusal", async () => {
      await officer.page.goto(`${daemon.base}/console/`);
      await officer.page.getByRole("button", { name: "Masuk" }).waitFor();
      await clean(officer.page);
      await officer.page.getByLabel("Nama pengguna").fill("x");
      await officer.page.getByLabel("Kata sandi").first().fill("y");
      await officer.page.getByRole("button", { name: "Masuk" }).click();
      await officer.page.getByText("tidak cocok").waitFor();
      await clean(officer.page);
    });
    test("console_desk_conversation_and_dialogs", async () => {
      const { page } = officer;
      await sign_in(page, daemon.base, daemon.officers[0]);
      await clean(page);
      await set_presence(page, "available");
      await mine(page).first().click();
      await page.locator(".msg.visitor").first().waitFor();
      await clean(page);
      await page.locator(".composer").getByText("Catatan", { exact: true }).click();
      await clean(page);
      for (const dialog of ["Alihkan", "Eskalasi", "Tutup"]) {
        await page.getByRole("button", { name: dialog, exact: true }).click();
        await page.getByRole("dialog").waitFor();
        await clean(page);
        await page.keyboard.press("Escape");
        await page.getByRole("dialog").waitFor({ state: "hidden" });
      }
    });
    test("an_escalated_ticket_in_widget_console_and_status_page", async () => {
      const { page } = officer;
      await page.getByRole("button", { name: "Eskalasi", exact: true }).click();
      await page.getByRole("dialog").getByLabel("Alasan").fill("perlu penelitian");
      await page.getByRole("dialog").getByRole("button", { name: "Eskalasi" }).click();
      const card = citizen.page.locator(".ticket");
      await card.waitFor();
      await clean(citizen.page);
      await clean(page);
      const link = await card.getByRole("link").getAttribute("href");
      const status = await citizen.context.newPage();
      await status.goto(`${daemon.base}/status/`);
      await status.getByRole("button", { name: "Lihat status" }).waitFor();
      await clean(status);
      await status.getByRole("button", { name: "Lihat status" }).click();
      await clean(status);
      await status.goto("about:blank");
      await status.goto(link);
      await status.getByRole("heading", { level: 1 }).waitFor();
      await status.locator(".steps").waitFor();
      await clean(status);
      await status.close();
    });
    test("no_page_broke_its_policy_or_threw", () => assert.deepEqual([...citizen.faults, ...officer.faults], []));
  });
}

describe("keyboard and small screens", () => {
  let daemon, browser;
  before(async () => {
    daemon = await start_daemon({});
    browser = await start_browser();
  });
  after(async () => {
    await browser?.close();
    await daemon?.close();
  });

  test("the_widget_works_by_keyboard_alone_and_gives_the_focus_back", async () => {
    const { page, close } = await person(browser);
    await page.goto(`${daemon.base}/`);
    const launcher = page.getByRole("button", { name: "Tanya petugas" });
    await launcher.waitFor();
    const focused = () => page.evaluate(() => (document.activeElement?.shadowRoot?.activeElement ?? document.activeElement)?.className ?? "");
    for (let i = 0; i < 40 && !(await focused()).includes("launcher"); i += 1) await page.keyboard.press("Tab");
    assert.match(await focused(), /launcher/);
    await page.keyboard.press("Enter");
    await question_box(page).waitFor();
    await page.keyboard.type("Dari papan ketik");
    await page.keyboard.press("Enter");
    await page.locator(".sent").waitFor();
    await page.keyboard.press("Escape");
    await launcher.waitFor();
    await eventually(focused, (c) => c.includes("launcher"));
    await close();
  });

  test("the_desk_is_as_readable_in_the_dark", async () => {
    const citizen = await person(browser);
    await open_widget(citizen.page, daemon.base);
    await ask(citizen.page, "Apakah terbaca dalam gelap?");
    await citizen.page.locator(".sent").waitFor();
    const { page, close } = await person(browser);
    await page.emulateMedia({ colorScheme: "dark", reducedMotion: "reduce" });
    await page.goto(`${daemon.base}/console/`);
    await page.getByRole("button", { name: "Masuk" }).waitFor();
    assert.deepEqual(await accessibility(page), []);
    await sign_in(page, daemon.base, daemon.officers[0]);
    assert.deepEqual(await accessibility(page), []);
    await set_presence(page, "available");
    await mine(page).first().click();
    await page.locator(".msg.visitor").first().waitFor();
    for (const kind of ["Jawaban", "Catatan"]) {
      await page.locator(".composer").getByText(kind, { exact: true }).click();
      assert.deepEqual(await accessibility(page), []);
    }
    await page.getByRole("button", { name: "Alihkan", exact: true }).click();
    await page.getByRole("dialog").waitFor();
    assert.deepEqual(await accessibility(page), []);
    await page.keyboard.press("Escape");
    // The officer's choice goes before the system's.
    await page.getByLabel("Tampilan").selectOption("light");
    await eventually(() => page.evaluate(() => document.documentElement.dataset.mantineColorScheme), (v) => v === "light");
    await close();
    await citizen.close();
  });

  for (const [name, options] of Object.entries({ light: {}, dark: { colorScheme: "dark" }, "a phone": { viewport: phone } })) {
    test(`the_console_in_english_with_all_that_may_be_shown_${name.replace(" ", "_")}`, async () => {
      const identity = { name: "Dewi", email: "d••••@contoh.id", documents: [{ kind: "aju", number: "••••0042" }] };
      const carries = [{ kind: "image", title: "resi", url: "https://foto.contoh/1" }, { kind: "location", latitude: -6.1, longitude: 106.9 }, { kind: "other", name: "hologram" }];
      const { page, office, faults, close } = await open_desk(browser, daemon.base, {
        viewport: options.viewport,
        heads: [
          head("a", { identity, seq: 6, undelivered: { seq: 6, reason: "ditolak", count: 1 }, answer_due: iso(Date.now() + 4 * 60_000) }),
          head("b", { channel: "messenger", window_closes_at: iso(Date.now() - 60_000) }), head("c", { state: "answered" }), waits("d"),
        ],
        threads: { a: [line("a", 1, { kind: "image", attachments: carries, reaction: "👍" }), ...[2, 3].map((n) => line("a", n, { from: "system", text: "otomatis" })), line("a", 4, { removed: true, text: undefined }), line("a", 5, { from: "officer", purpose: "answer" }), line("a", 6, { from: "officer", officer: { id: "sari", name: "Sari Dewi" }, purpose: "question", delivery: "failed", reason: "ditolak" })] },
      });
      await page.emulateMedia({ colorScheme: options.colorScheme ?? "light", reducedMotion: "reduce" });
      const clean = async (what) => assert.deepEqual(await accessibility(page), [], what);
      await page.getByRole("button", { name: "English" }).click();
      await page.getByRole("button", { name: "Answer the oldest" }).first().waitFor();
      await clean("lists");
      for (const dialog of ["Notifications", "Keys"]) {
        await page.getByRole("button", { name: dialog, exact: true }).click();
        await page.getByRole("dialog", { name: dialog }).waitFor();
        await clean(dialog);
        await page.keyboard.press("Escape");
        await page.getByRole("dialog").waitFor({ state: "hidden" });
      }
      await page.locator("button.row").filter({ hasText: "Pemohon a" }).click();
      await page.locator(".msg.visitor").first().waitFor();
      office.tell(line("b", 2));
      await page.locator(".toast").filter({ hasText: "Pemohon b has written" }).waitFor();
      await clean("conversation");
      for (const dialog of ["Release", "Transfer", "Escalate", "Close"]) {
        await page.getByRole("button", { name: dialog, exact: true }).click();
        await page.getByRole("dialog").waitFor();
        await clean(dialog);
        await page.keyboard.press("Escape");
        await page.getByRole("dialog").waitFor({ state: "hidden" });
      }
      assert.equal(await page.evaluate(() => document.documentElement.lang), "en");
      const text = await page.locator("#app").innerText();
      for (const word of ["Belum", "Kirim", "Perlu dijawab", "Menunggu", "Gambar", "Lampiran", "otomatis:", "Jawaban", "jendela", "sisa ", "Tampilkan", "Dieskalasi", "Petugas"]) assert.ok(!text.includes(word), word);
      assert.deepEqual(faults, []);
      await close();
    });
  }

  test("at_200_percent_the_composer_stays_in_sight", async () => {
    const { page, close } = await person(browser, { viewport: { width: 640, height: 410 } });
    await sign_in(page, daemon.base, daemon.officers[0]);
    await set_presence(page, "available"); // what was left without its officer comes back
    await mine(page).first().click();
    await page.locator(".msg.visitor").first().waitFor();
    const box = await page.locator(".composer textarea").boundingBox();
    assert.ok(box.y >= 0 && box.y + box.height <= 410, JSON.stringify(box));
    await close();
  });

  test("nothing_scrolls_sideways_at_320_by_256", async () => {
    const { page, close } = await person(browser, { viewport: tiny });
    const wide = () => page.evaluate(() => {
      const panel = document.querySelector("sahut-widget")?.shadowRoot?.querySelector(".panel");
      return Math.max(document.documentElement.scrollWidth - innerWidth, panel ? panel.scrollWidth - panel.clientWidth : 0);
    });
    for (const path of ["/", "/status/", "/privacy", "/console/"]) {
      await page.goto(`${daemon.base}${path}`);
      await page.waitForLoadState("networkidle");
      assert.ok((await wide()) <= 0, path);
    }
    await open_widget(page, daemon.base);
    await ask(page, "Apakah ini muat di layar sekecil ini?");
    await page.locator(".sent").waitFor();
    assert.ok((await wide()) <= 0, "widget");
    await sign_in(page, daemon.base, daemon.officers[0]);
    await set_presence(page, "available");
    await mine(page).first().click();
    await page.locator(".msg.visitor").first().waitFor();
    assert.ok((await wide()) <= 0, "console");
    await close();
  });
});
