// The widget's two files: what they weigh, what happens when the second one does not come, and what a citizen finds again.
import assert from "node:assert/strict";
import { once } from "node:events";
import { createServer } from "node:http";
import { after, before, describe, test } from "node:test";
import { accessibility, ask, eventually, open_widget, own_lines, person, question_box, start_browser, start_daemon } from "./support.mjs";

const panel_file = "**/widget/assets/panel-*.js";

describe("the widget's files", () => {
  let daemon;
  let browser;
  before(async () => {
    daemon = await start_daemon();
    browser = await start_browser();
  });
  after(async () => {
    await browser?.close();
    await daemon?.close();
  });

  const launcher = (page) => page.getByRole("button", { name: /^Tanya petugas/ });
  const on_the_wire = async (path) => {
    const reply = await fetch(new URL(path, daemon.base), { headers: { "accept-encoding": "br" } });
    assert.equal(reply.status, 200, path);
    assert.equal(reply.headers.get("content-encoding"), "br", path);
    return Number(reply.headers.get("content-length"));
  };

  test("the_script_tag_loads_at_most_20_000_bytes", async () => {
    const bytes = await on_the_wire("/widget.js");
    assert.ok(bytes > 1000 && bytes <= 20_000, `${bytes} bytes`);
  });

  test("it_can_be_opened_and_written_in_without_a_connection", async () => {
    const { page, context, faults, close } = await person(browser);
    const fetched = page.waitForResponse(panel_file);
    await page.goto(`${daemon.base}/`);
    await (await fetched).finished();
    await context.setOffline(true);
    await launcher(page).click();
    await ask(page, "Ditulis tanpa sambungan");
    await page.getByRole("button", { name: "Pilihan" }).click();
    await page.getByRole("button", { name: "Pengaduan dan keterangan" }).click();
    await page.locator(".sheet").getByText("tidak pernah meminta transfer").waitFor();
    await page.getByRole("button", { name: "Kembali" }).click();
    await page.getByText("Perangkat Anda tidak tersambung").waitFor();
    await context.setOffline(false);
    await page.locator(".sent").waitFor();
    assert.deepEqual(faults, []);
    await close();
  });

  // The launcher was pressed and its panel could not be had; from now on it can.
  const told_that_the_panel_did_not_come = async () => {
    const { page, close } = await person(browser);
    await page.route(panel_file, (route) => route.abort());
    await page.goto(`${daemon.base}/`);
    await launcher(page).click();
    await page.locator(".early").filter({ hasText: "Menunggu jaringan" }).waitFor();
    await page.unroute(panel_file);
    return { page, close };
  };

  test("before_the_panel_has_come_one_can_write_and_send_and_nothing_of_it_is_lost", async () => {
    const { page, context, faults, close } = await person(browser);
    const asked = [];
    await page.route(panel_file, (route) => (asked.push(Date.now()), route.abort()));
    await page.goto(`${daemon.base}/`);
    await launcher(page).waitFor();
    await context.setOffline(true);
    await launcher(page).click();
    const early = page.locator(".early");
    await early.filter({ hasText: "Menunggu jaringan" }).waitFor();
    assert.deepEqual(await accessibility(page), []);
    // It is asked for again by itself, after a longer pause each time.
    await eventually(() => asked.length, (n) => n >= 4, 20_000);
    const pauses = asked.slice(-3).map((at, i, all) => (i ? at - all[i - 1] : 0)).slice(1);
    assert.ok(pauses[1] > pauses[0] * 1.5, String(pauses));
    await ask(page, "Ditulis sebelum panelnya datang");
    await early.filter({ hasText: "1 pesan menunggu dikirim" }).waitFor();
    await question_box(page).fill("belum selesai");
    await page.unroute(panel_file);
    await context.setOffline(false);
    await page.locator(".panel .sent").waitFor();
    await page.locator(".line.visitor, .mine").filter({ hasText: "Ditulis sebelum panelnya datang" }).first().waitFor();
    assert.equal(await question_box(page).inputValue(), "belum selesai");
    assert.equal(await page.evaluate(() => document.querySelector("sahut-widget").shadowRoot.activeElement?.id), "sahut-text");
    assert.deepEqual(faults.filter((f) => !/ERR_FAILED|ERR_INTERNET|Failed to load|WebSocket/.test(f)), []);
    await close();
  });

  test("what_waits_for_the_network_can_be_closed_and_is_there_again", async () => {
    const { page, close } = await person(browser);
    await page.route(panel_file, (route) => route.abort());
    await page.goto(`${daemon.base}/`);
    await page.getByRole("button", { name: /English|Tanya petugas/ }).first().waitFor();
    await launcher(page).click();
    await question_box(page).fill("setengah");
    await page.keyboard.press("Escape");
    await page.locator(".early").waitFor({ state: "detached" });
    await launcher(page).click();
    assert.equal(await question_box(page).inputValue(), "setengah");
    await page.setViewportSize({ width: 320, height: 480 });
    const box = await page.locator(".early").boundingBox();
    assert.ok(box.x >= 0 && box.x + box.width <= 320 && box.y >= 0, JSON.stringify(box));
    await close();
  });

  test("a_connection_that_comes_back_brings_the_panel_by_itself", async () => {
    const { page, close } = await told_that_the_panel_did_not_come();
    await page.evaluate(() => dispatchEvent(new Event("online")));
    await question_box(page).waitFor();
    await close();
  });

  test("a_changed_panel_is_refused", async () => {
    const { page, close } = await person(browser);
    await page.route(panel_file, (route) => route.fulfill({ body: "window.changed = true", contentType: "text/javascript", headers: { "access-control-allow-origin": "*" } }));
    await page.goto(`${daemon.base}/`);
    await launcher(page).click();
    await page.locator(".early").filter({ hasText: "Menunggu jaringan" }).waitFor();
    assert.equal(await page.evaluate(() => window.changed), undefined);
    await close();
  });

  test("it_opens_on_a_strict_page_of_another_origin_with_integrity", async () => {
    const digest = (await (await fetch(`${daemon.base}/widget.js.integrity`)).text()).trim();
    const other = createServer((_, reply) => {
      reply.setHeader("content-type", "text/html");
      reply.setHeader("content-security-policy", `default-src 'none'; script-src ${daemon.base}; connect-src ${daemon.base.replace("http", "ws")}`);
      reply.end(`<!doctype html><html lang="id"><title>x</title><body><script src="${daemon.base}/widget.js" integrity="${digest}" crossorigin data-office="priok" async></script>`);
    }).listen(0, "127.0.0.1");
    await once(other, "listening");
    const { page, faults, close } = await person(browser);
    try {
      await page.goto(`http://127.0.0.1:${other.address().port}/`);
      await launcher(page).click();
      await question_box(page).waitFor();
      assert.ok(await page.locator(".panel").evaluate((e) => e.offsetWidth >= 300), "it has its style");
      assert.deepEqual(faults, []);
    } finally {
      await close();
      other.close();
    }
  });

  test("a_reload_keeps_it_open_shows_what_was_given_and_the_launcher_tells_of_the_conversation", async () => {
    const { page, close } = await person(browser);
    await open_widget(page, daemon.base);
    await ask(page, "Berapa tarif sepatu?");
    await page.locator(".sent").waitFor();
    await page.getByRole("button", { name: "Pilihan" }).click();
    await page.getByRole("button", { name: "Data Anda" }).click();
    await page.getByLabel("Nama", { exact: true }).fill("Rina Contoh");
    await page.getByLabel("NIK").fill("3174012311900001");
    await page.getByRole("button", { name: "Simpan" }).click();
    await page.getByText("Data Anda sudah kami terima.").waitFor();
    await page.reload();
    await question_box(page).waitFor();
    await page.getByRole("button", { name: "Pilihan" }).click();
    await page.getByRole("button", { name: "Data Anda" }).click();
    const given = await page.locator(".given").allTextContents();
    assert.equal(given.length, 2);
    assert.match(given[0], /Rina Contoh/);
    assert.ok(!given[1].includes("3174012311900001"));
    await page.getByRole("button", { name: "Kembali" }).click();
    await page.getByRole("button", { name: "Tutup jendela" }).click();
    await page.locator(".launcher").filter({ hasText: "Menunggu petugas" }).waitFor();
    await page.reload();
    await page.locator(".launcher").filter({ hasText: "Menunggu petugas" }).waitFor();
    await close();
  });

  test("what_came_before_the_page_had_painted_is_shown_too", async () => {
    const { page, close } = await person(browser);
    await open_widget(page, daemon.base);
    await ask(page, "Berapa tarif tas?");
    await page.locator(".sent").waitFor();
    await page.getByRole("button", { name: "Tutup jendela" }).click();
    await page.locator(".launcher").filter({ hasText: "Menunggu petugas" }).waitFor();
    // A busy device paints late: what a page does after painting comes two seconds after what the service says.
    await page.addInitScript(() => {
      const soon = setTimeout;
      window.setTimeout = (what, ms = 0, ...more) => soon(what, ms <= 100 ? 1000 : ms, ...more);
      window.requestAnimationFrame = () => 0;
    });
    await page.reload();
    await page.locator(".launcher").filter({ hasText: "Menunggu petugas" }).waitFor({ timeout: 10_000 });
    await close();
  });

  test("escape_closes_the_menu_alone_however_soon_it_is_pressed", async () => {
    const { page, close } = await person(browser);
    await open_widget(page, daemon.base);
    const left = await page.evaluate(async () => {
      const root = document.querySelector("sahut-widget").shadowRoot;
      root.querySelector(".menu-button").click();
      while (!root.querySelector(".menu")) await Promise.resolve();
      root.activeElement.dispatchEvent(new KeyboardEvent("keydown", { key: "Escape", bubbles: true, composed: true }));
      await new Promise((painted) => requestAnimationFrame(() => requestAnimationFrame(painted)));
      return [".panel", ".menu"].map((part) => root.querySelectorAll(part).length);
    });
    assert.deepEqual(left, [1, 0]);
    await close();
  });

  test("what_was_saved_is_told_where_it_is_seen_on_a_phone_too", async () => {
    for (const viewport of [{ width: 360, height: 740 }, { width: 740, height: 300 }]) {
      const { page, close } = await person(browser, { viewport });
      await open_widget(page, daemon.base);
      await page.getByRole("button", { name: "Pilihan" }).click();
      await page.getByRole("button", { name: "Data Anda" }).click();
      for (const [field, value] of [["Nama", "Rina"], ["Surel", "rina@contoh.id"], ["Telepon", "0812"], ["NIK (KTP)", "3171234567890123"], ["NPWP", "01.234.567.8-901.000"]]) await page.getByLabel(field, { exact: true }).fill(value);
      await page.getByRole("button", { name: "Simpan" }).press("Enter");
      const told = page.locator(".sheet [role=status]");
      await told.filter({ hasText: /kami terima|diterima/ }).waitFor();
      const in_sight = (locator) => locator.evaluate((e) => {
        const [box, sheet] = [e.getBoundingClientRect(), e.closest(".sheet").getBoundingClientRect()];
        return box.top >= sheet.top && box.bottom <= Math.min(innerHeight, sheet.bottom);
      });
      await eventually(() => in_sight(told), (seen) => seen, 3000);
      assert.ok(await in_sight(page.getByRole("button", { name: "Simpan" })));
      await close();
    }
  });

  // A phone on its side with its keyboard open has 150 to 300 px; a keyboard may also lie over the page without making it lower.
  for (const [name, viewport, seen] of [
    ["640x300", { width: 640, height: 300 }],
    ["740x300", { width: 740, height: 300 }],
    ["740x200", { width: 740, height: 200 }],
    ["320x256_a_page_at_400_percent", { width: 320, height: 256 }],
    ["740x360_with_a_keyboard_over_it", { width: 740, height: 360 }, 170],
  ]) {
    test(`the_composer_is_in_sight_and_takes_words_at_${name}`, async () => {
      const { page, close } = await person(browser, { viewport });
      if (seen) {
        await page.addInitScript((height) => {
          const keyboard = Object.assign(new EventTarget(), { height, width: 740, offsetTop: 0, offsetLeft: 0, scale: 1 });
          Object.defineProperty(window, "visualViewport", { value: keyboard });
        }, seen);
      }
      await open_widget(page, daemon.base);
      const looks = () =>
        page.evaluate((height) => {
          const root = document.querySelector("sahut-widget").shadowRoot;
          const box = (s) => root.querySelector(s).getBoundingClientRect();
          return { head: Math.round(box(".head").height), end: Math.ceil(box(".composer").bottom) <= height, begin: box(".composer").top >= 0, log: Math.round(box(".log").height), wide: root.querySelector(".panel").scrollWidth <= innerWidth };
        }, seen ?? viewport.height);
      const whole = (v) => v.head <= 46 && v.begin && v.end && v.log >= 40 && v.wide;
      await eventually(looks, whole, 3000);
      await ask(page, "Apakah kotak tulis ini tetap terlihat?");
      await eventually(() => own_lines(page), (l) => l.length === 1 && l[0].sent);
      await page.locator(".status .where").waitFor();
      await eventually(looks, whole, 3000);
      // The keyboard goes to the lines and comes back; what stands around them does not hide the box.
      await page.locator(".log").focus();
      await eventually(looks, whole, 3000);
      await page.evaluate(() => document.querySelector("sahut-widget").shadowRoot.querySelectorAll("button, a, summary").forEach((e) => e.scrollIntoView()));
      await eventually(looks, (v) => v.begin && v.end, 3000);
      await question_box(page).fill("dua");
      assert.equal(await question_box(page).inputValue(), "dua");
      await page.getByRole("button", { name: "Pilihan" }).click();
      await page.getByRole("button", { name: "Akhiri percakapan" }).click();
      await page.getByRole("button", { name: "Ya, akhiri" }).click();
      await page.getByRole("button", { name: "Tidak, saya menunggu" }).click();
      await page.locator(".ask").waitFor({ state: "detached" });
      await close();
    });
  }

  test("the_focus_stays_in_the_widget_after_the_language_was_changed", async () => {
    const { page, close } = await person(browser);
    await open_widget(page, daemon.base);
    for (const [menu, other] of [["Pilihan", "English"], ["Options", "Bahasa Indonesia"]]) {
      await page.getByRole("button", { name: menu }).click();
      await page.getByRole("button", { name: other }).click();
      await eventually(() => page.evaluate(() => document.activeElement?.shadowRoot?.activeElement?.className ?? ""), (c) => c.includes("menu-button"));
    }
    await close();
  });
});
