// The limit passes without an answer: a number appears, and leads to the status page.
import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { accessibility, ask, broken_numbers, eventually, open_widget, person, phone, start_browser, start_daemon } from "./support.mjs";

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
    await page.locator(".told").filter({ hasText: /Angka terakhir/ }).waitFor();
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

  for (const [name, typed] of [["the_end_of_the_link_in_one_field", () => link.slice(link.indexOf("#") + 1)], ["the_whole_link", () => link]]) {
    test(`pasted_into_the_number_it_is_found_too_${name}`, async () => {
      const page = await citizen.context.newPage();
      await page.goto(`${daemon.base}/status/`);
      await page.getByLabel("Nomor tiket atau referensi").fill(typed());
      await page.getByRole("button", { name: "Lihat status" }).click();
      await page.getByRole("heading", { name: number }).waitFor();
      await page.close();
    });
  }

  test("the_status_page_shows_all_that_a_message_carries_and_its_reply_joins_the_thread", async () => {
    const page = await citizen.context.newPage();
    const at = "2026-11-23T01:00:00.000Z";
    const messages = [
      { seq: 1, from: "visitor", kind: "image", text: "ini fotonya", at, attachments: [{ kind: "image", title: "resi", url: "https://foto.contoh/1" }, { kind: "file", url: "javascript:alert(1)" }] },
      { seq: 2, from: "system", kind: "text", text: "otomatis satu", at },
      { seq: 3, from: "system", kind: "text", text: "otomatis dua", at },
      { seq: 4, from: "officer", kind: "location", at, officer: { id: "o1", name: "Sari Dewi" }, attachments: [{ kind: "location", latitude: -6.1, longitude: 106.9 }], reaction: "👍" },
    ];
    const posted = [];
    await page.route("**/api/v1/tickets/**", async (route) => {
      const request = route.request();
      if (request.method() !== "POST") return route.fulfill({ json: { number, state: "issued", messages } });
      posted.push(request.postDataJSON());
      if (posted.length === 1) return route.fulfill({ status: 503, json: {} });
      messages.push({ seq: 5, from: "visitor", kind: "text", text: posted.at(-1).text, at });
      return route.fulfill({ status: 201, json: { seq: 5, received_at: at } });
    });
    await page.goto(link);
    const thread = page.locator(".thread");
    await thread.getByText("Gambar").waitFor();
    assert.deepEqual(await thread.getByRole("link").evaluateAll((links) => links.map((l) => [l.textContent, l.getAttribute("href"), l.rel])), [["foto.contoh", "https://foto.contoh/1", "noopener noreferrer"]]);
    await thread.getByText("-6.10000, 106.90000").waitFor();
    await thread.getByText("👍").waitFor();
    assert.equal(await thread.getByText("otomatis satu").isVisible(), false);
    await thread.getByText("2 pesan otomatis").click();
    assert.equal(await thread.getByText("otomatis satu").isVisible(), true);
    await page.getByLabel("Tulis pesan pada nomor ini").fill("  masih menunggu ");
    await page.getByRole("button", { name: "Kirim" }).click();
    await page.locator(".told").filter({ hasText: "belum terkirim" }).waitFor();
    await page.getByRole("button", { name: "Kirim" }).click();
    await thread.getByText("masih menunggu").waitFor();
    assert.deepEqual(posted.map((p) => p.text), ["masih menunggu", "masih menunggu"]);
    assert.equal(posted[0].id, posted[1].id);
    assert.equal(await page.getByLabel("Tulis pesan pada nomor ini").inputValue(), "");
    assert.deepEqual(await accessibility(page), []);
    await page.close();
  });

  test("the_widget_shows_the_promise_first_folds_the_rest_and_marks_the_answer", async () => {
    const { page, faults, close } = await person(browser, { viewport: phone });
    const line = (seq, more) => ({ type: "message", conversation: "c", seq, kind: "text", at: "2026-11-23T01:00:00.000Z", ...more });
    const messages = [
      line(1, { from: "visitor", text: "halo" }),
      line(2, { from: "system", template: "queue_position", text: "janji\n\nsalam\n\nprivasi", parts: [{ template: "queue_position", text: "janji" }, { template: "greeting", text: "salam", folded: true }, { template: "privacy_notice", text: "privasi", folded: true }] }),
      line(3, { from: "officer", officer: { id: "o1", name: "\u3164" }, purpose: "answer", text: "Ya.", attachments: [{ kind: "link", title: "Tarif", url: "https://tarif.contoh/a" }, { kind: "file", url: "data:text/html,x" }] }),
    ];
    await page.routeWebSocket(/ws\/visitor/, (ws) => {
      ws.onMessage((text) => {
        if (JSON.parse(text).type === "hello") ws.send(JSON.stringify({ type: "welcome", token: "t".repeat(43), office: { name: "Kantor" }, epoch: "e", messages, more: false, gap: false, tickets: [], hours: {}, texts: {}, conversation: { conversation: "c", state: "answered" } }));
      });
    });
    await open_widget(page, daemon.base);
    const system = page.locator(".line.system");
    await system.getByText("janji").waitFor();
    assert.deepEqual([await system.count(), await system.getByText("salam").isVisible(), await system.getByText("privasi").isVisible()], [1, false, false]);
    await system.getByText("Keterangan layanan").click();
    assert.equal(await system.getByText("salam").isVisible(), true);
    const answer = page.locator(".line.officer.answer");
    assert.equal(await answer.locator(".who").textContent(), "PetugasJawaban");
    assert.deepEqual(await answer.getByRole("link").evaluateAll((links) => links.map((l) => l.href)), ["https://tarif.contoh/a"]);
    assert.deepEqual([await accessibility(page), faults], [[], []]);
    await close();
  });

  test("a_number_never_breaks_across_lines_on_the_citizens_pages", async () => {
    const { page, context, close } = await person(browser, { viewport: phone });
    await open_widget(page, daemon.base);
    await ask(page, `Saya bertanya lagi tentang nomor ${number} dan nomor REF-261123-00001-7, mohon diperiksa.`);
    await page.locator(".ticket").waitFor({ timeout: 20_000 });
    await page.locator(".fold").first().evaluate(() => document.querySelector("sahut-widget").shadowRoot.querySelectorAll("details").forEach((d) => (d.open = true)));
    const status = await context.newPage();
    await status.goto(await page.locator(".ticket").getByRole("link").getAttribute("href"));
    await status.locator(".thread").waitFor();
    await status.evaluate(() => document.querySelectorAll("details").forEach((d) => (d.open = true)));
    const faults = new Set();
    for (let width = 320; width <= 480; width += 9) {
      for (const [where, p] of [["widget", page], ["status", status]]) {
        await p.setViewportSize({ width, height: 740 });
        for (const f of await broken_numbers(p)) faults.add(`${where}: ${f}`);
        assert.ok(await p.evaluate(() => document.documentElement.scrollWidth <= innerWidth), `${where} at ${width}`);
      }
    }
    assert.deepEqual([...faults], []);
    await close();
  });

  test("what_was_ended_with_an_open_ticket_is_not_ended_again_and_can_be_once_more_was_written", async () => {
    const { page, faults, close } = await person(browser, { viewport: phone });
    await open_widget(page, daemon.base);
    await ask(page, "Apakah obat boleh dikirim?");
    await page.locator(".ticket").waitFor({ timeout: 20_000 });
    const end = page.getByRole("button", { name: "Akhiri percakapan" });
    const offered = async () => {
      await page.getByRole("button", { name: "Pilihan" }).click();
      await page.getByRole("button", { name: "Data Anda" }).waitFor();
      const there = await end.count();
      await page.keyboard.press("Escape");
      return there;
    };
    assert.equal(await offered(), 1);
    await page.getByRole("button", { name: "Pilihan" }).click();
    await end.click();
    await page.getByRole("button", { name: "Ya, akhiri" }).click();
    await page.getByRole("button", { name: "Ya, akhiri" }).click();
    await eventually(offered, (n) => n === 0);
    await page.reload();
    await page.locator(".ticket").waitFor();
    assert.equal(await offered(), 0);
    await ask(page, "Obatnya berupa tablet.");
    await eventually(offered, (n) => n === 1);
    assert.deepEqual(faults, []);
    await close();
  });

  test("no_page_broke_its_policy_or_threw", () => assert.deepEqual(citizen.faults, []));
});
