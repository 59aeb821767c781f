// What the pages look like, as far as a machine can see it: their one font, their sizes, what a first look costs.
import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { accessibility, ask, eventually, open_widget, person, phone, start_browser, start_daemon } from "./support.mjs";
import { head, iso, line, open_desk, waits } from "./scripted.mjs";

describe("the look", () => {
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

  const on_the_wire = async (path) => {
    const reply = await fetch(new URL(path, daemon.base), { headers: { "accept-encoding": "br" } });
    assert.equal(reply.status, 200, path);
    assert.equal(reply.headers.get("content-encoding"), path.endsWith(".woff2") ? null : "br", path);
    return Number(reply.headers.get("content-length"));
  };
  const text_of = async (path) => (await fetch(new URL(path, daemon.base))).text();
  const fonts_of = async (sheet) => [...(await text_of(sheet)).matchAll(/url\(["']?([^"')]+)/g)].map((m) => m[1]);

  test("the_consoles_first_load_with_its_font_is_below_200_000_bytes", async () => {
    const page = await text_of("/console/");
    const files = [...page.matchAll(/(?:src|href)="(\/console\/assets\/[^"]+)"/g)].map((m) => m[1]);
    assert.ok(files.some((f) => f.endsWith(".js")) && files.some((f) => f.endsWith(".css")), page);
    const fonts = await fonts_of(files.find((f) => f.endsWith(".css")));
    assert.match(fonts.join(" "), /^\/console\/assets\/\S+\.woff2$/, "one font, from where the page came");
    const bytes = page.length + (await Promise.all([...files, ...fonts].map(on_the_wire))).reduce((a, b) => a + b);
    assert.ok(bytes < 200_000, `${bytes} bytes`);
  });

  for (const path of ["/", "/status/", "/care/", "/privacy", "/console/"]) {
    test(`the_one_font_is_taken_from_our_own_origin_and_used_by_${path}`, async () => {
      const { page, faults, close } = await person(browser);
      const asked = [];
      page.on("request", (r) => r.resourceType() === "font" && asked.push(r.url()));
      await page.goto(`${daemon.base}${path}`);
      await page.locator("h1").first().waitFor();
      await page.waitForFunction(() => [...document.fonts].some((f) => f.family.includes("Plus Jakarta Sans") && f.status === "loaded"));
      assert.match(asked.join(" "), new RegExp(`^${daemon.base}/\\S+\\.woff2$`));
      assert.deepEqual(await page.evaluate(() => [...document.fonts].map((f) => f.display)), ["swap"]);
      assert.match(await page.evaluate(() => getComputedStyle(document.querySelector("h1")).fontFamily), /^"Plus Jakarta Sans"/);
      assert.deepEqual(faults, []);
      await close();
    });
  }

  test("the_widget_brings_no_font_to_its_host_page", async () => {
    const { page, close } = await person(browser);
    await page.goto(`${daemon.base}/`);
    const launcher = page.getByRole("button", { name: "Tanya petugas" });
    await launcher.waitFor();
    assert.doesNotMatch(await launcher.evaluate((b) => getComputedStyle(b).fontFamily), /Plus Jakarta/);
    await close();
  });

  /** The sizes and weights of all letters that are shown, shadow trees with them. */
  const letters_of = (page) => page.evaluate(() => {
    const seen = new Set();
    const walk = (root) => {
      for (const el of root.querySelectorAll("*")) {
        if (el.shadowRoot) walk(el.shadowRoot);
        const says = [...el.childNodes].some((n) => n.nodeType === 3 && n.textContent.trim()) || ["INPUT", "TEXTAREA", "SELECT"].includes(el.tagName);
        if (!says || el.closest("style, script") || el.getClientRects().length === 0) continue;
        const { fontSize, fontWeight } = getComputedStyle(el);
        seen.add(fontSize).add(fontWeight);
      }
    };
    walk(document.querySelector("#app") ?? document.querySelector("sahut-widget").shadowRoot);
    for (const dialog of document.querySelectorAll("[role=dialog]")) walk(dialog);
    return [...seen].sort();
  });
  const allowed = new Set(["12px", "14px", "16px", "20px", "400", "600"]);
  const only_allowed = (letters, what) => assert.deepEqual(letters.filter((l) => !allowed.has(l)), [], what);

  test("the_desk_has_four_sizes_of_letters_and_two_weights", async () => {
    const { page, close } = await open_desk(browser, daemon.base, {
      heads: [
        head("a", { seq: 5, identity: { name: "Dewi", documents: [{ kind: "aju", number: "••••0042" }] }, undelivered: { seq: 5, reason: "ditolak", count: 1 }, answer_due: iso(Date.now() + 4 * 60_000) }),
        head("b", { channel: "messenger", window_closes_at: iso(Date.now() - 60_000) }), head("c", { state: "answered" }), waits("d"),
      ],
      threads: { a: [line("a", 1, { kind: "image", attachments: [{ kind: "image", title: "resi", url: "https://foto.contoh/1" }] }), ...[2, 3].map((n) => line("a", n, { from: "system", text: "otomatis" })), line("a", 4, { from: "officer", purpose: "answer" })] },
    });
    only_allowed(await letters_of(page), "lists");
    await page.locator("button.row").filter({ hasText: "Pemohon a" }).click();
    await page.locator(".msg.visitor").first().waitFor();
    const letters = await letters_of(page);
    only_allowed(letters, "conversation");
    for (const size of ["12px", "14px", "16px"]) assert.ok(letters.includes(size), size);
    for (const dialog of ["Alihkan", "Eskalasi", "Tutup", "Pemberitahuan"]) {
      await page.getByRole("button", { name: dialog, exact: true }).click();
      await page.getByRole("dialog").waitFor();
      only_allowed(await letters_of(page), dialog);
      await page.keyboard.press("Escape");
      await page.getByRole("dialog").waitFor({ state: "hidden" });
    }
    await close();
  });

  test("the_widget_has_four_sizes_of_letters_and_two_weights", async () => {
    const { page, close } = await person(browser, { viewport: phone });
    await page.goto(`${daemon.base}/`);
    await page.getByRole("button", { name: "Tanya petugas" }).waitFor();
    only_allowed(await letters_of(page), "launcher");
    await open_widget(page, daemon.base);
    await ask(page, "Berapa besar huruf ini?");
    await page.locator(".sent").waitFor();
    only_allowed(await letters_of(page), "conversation");
    await page.getByRole("button", { name: "Pilihan" }).click();
    only_allowed(await letters_of(page), "menu");
    await page.getByRole("button", { name: "Data Anda" }).click();
    only_allowed(await letters_of(page), "identity");
    assert.equal(await page.getByLabel("Nama", { exact: true }).evaluate((i) => getComputedStyle(i).fontSize), "16px");
    await close();
  });

  test("a_row_says_who_from_where_the_last_words_and_the_minutes_left_and_does_not_tick", async () => {
    const { page, close } = await open_desk(browser, daemon.base, {
      heads: [
        head("a", { channel: "messenger", contact: { id: "a", name: "Rina Contoh" }, last_words: { seq: 1, kind: "text", text: "Apakah paket saya ditahan?" }, answer_due: iso(Date.now() + 14.5 * 60_000) }),
        head("b", { contact: { id: "b", name: "Budi" }, answer_due: iso(Date.now() - 3.5 * 60_000) }),
        head("c", { contact: { id: "c", name: "Citra" }, answer_due: iso(Date.now() + 26.5 * 3_600_000) }),
      ],
    });
    const row = (name) => page.locator("button.row").filter({ hasText: name });
    const says = async (name, parts) => {
      const text = (await row(name).innerText()).replace(/\s+/g, " ");
      for (const part of parts) assert.ok(text.includes(part), `${part}: ${text}`);
    };
    await says("Rina", ["RC", "Messenger", "Apakah paket saya ditahan?", "sisa 15 menit"]);
    assert.equal(await row("Rina").locator(".ring.soon").count(), 1);
    await says("Budi", ["lewat 4 menit"]);
    assert.equal(await row("Budi").locator(".ring.over").count(), 1);
    await says("Citra", ["sisa 26 jam"]);
    assert.doesNotMatch(await page.locator(".side").innerText(), /\d:\d\d/);
    await close();
  });

  for (const width of [1200, 1280]) {
    for (const [locale, names] of [["id", ["Lepas", "Alihkan", "Eskalasi", "Tutup"]], ["en", ["Release", "Transfer", "Escalate", "Close"]]]) {
      test(`at_${width}_px_the_acts_stand_in_the_line_of_the_name_beside_three_columns_${locale}`, async () => {
        const long = head("a", { channel: "messenger", contact: { id: "a", name: "Maharani Kusumawardhani Sastroamidjojo" }, answer_due: iso(Date.now() + 26 * 3_600_000) });
        const { page, close } = await open_desk(browser, daemon.base, { viewport: { width, height: 800 }, heads: [long, head("b")] });
        if (locale === "en") await page.getByRole("button", { name: "English" }).click();
        for (const row of [0, 1]) {
          await page.locator("button.row").nth(row).click();
          await page.locator(".msg").first().waitFor();
          const box = (locator) => locator.boundingBox();
          const acts = await Promise.all(names.map((name) => box(page.locator(".conv-acts").getByRole("button", { name, exact: true }))));
          const title = await box(page.locator(".conv-title"));
          assert.deepEqual(new Set(acts.map((a) => a.y)).size, 1, "one line of acts");
          assert.ok(acts[0].y + acts[0].height / 2 < title.y + title.height && acts[0].x >= title.x + title.width, `beside the name: ${JSON.stringify({ title, act: acts[0] })}`);
          assert.ok(title.width >= 180 && (await box(page.locator("#conv-name"))).height <= 48);
          const [side, thread, about] = await Promise.all([".side", ".thread-frame", "aside.about"].map((s) => box(page.locator(s))));
          assert.ok(side.x + side.width <= thread.x && thread.x + thread.width <= about.x && about.x + about.width <= width, "lists, thread, contact");
          assert.ok(thread.width >= 500 && thread.height >= 380, JSON.stringify(thread));
        }
        await close();
      });
    }
  }

  test("bubbles_of_one_person_and_minute_stand_together_under_one_name_and_time", async () => {
    const said = [line("a", 1, { at: iso(60_000) }), line("a", 2, { at: iso(70_000) }), line("a", 3, { at: iso(130_000) }), line("a", 4, { at: iso(131_000), edited: true })];
    const { page, close } = await open_desk(browser, daemon.base, { heads: [head("a", { seq: 4 })], threads: { a: said } });
    await page.locator("button.row").first().click();
    await page.locator('.msg[data-seq="4"]').waitFor();
    const shown = await page.locator(".msg").evaluateAll((list) => list.map((m) => [m.dataset.seq, m.querySelectorAll(".who").length]));
    assert.deepEqual(shown, [["1", 1], ["2", 0], ["3", 1], ["4", 1]]);
    const box = (seq) => page.locator(`.msg[data-seq="${seq}"]`).boundingBox();
    const gap = async (a, b) => (await box(b)).y - ((await box(a)).y + (await box(a)).height);
    assert.ok((await gap(1, 2)) < (await gap(2, 3)), "what belongs together stands closer");
    await close();
  });

  test("after_a_phone_is_turned_the_last_words_are_still_in_sight", async () => {
    const upright = { width: 360, height: 740 };
    const { page, close } = await person(browser, { viewport: upright });
    await open_widget(page, daemon.base);
    for (let n = 1; n <= 6; n += 1) {
      await ask(page, `Pertanyaan ${n} yang cukup panjang, sehingga barisnya berbeda pada layar tegak dan pada layar yang rebah.`);
      await page.locator(".sent").nth(n - 1).waitFor();
    }
    const from_end = () => page.locator(".log").evaluate((l) => Math.round(l.scrollHeight - l.scrollTop - l.clientHeight));
    for (const viewport of [{ width: 740, height: 360 }, upright, { width: 360, height: 400 }, upright]) {
      await page.setViewportSize(viewport);
      await eventually(from_end, (px) => px <= 2);
    }
    await close();
  });

  test("the_mark_of_presence_is_a_small_round_one_whatever_the_presence", async () => {
    const { page, office, close } = await open_desk(browser, daemon.base, { heads: [], more: { officer: { id: "sari", name: "Sari Dewi", presence: "away", capacity: 5 } } });
    const marks = new Set();
    for (const state of ["away", "available", "offline"]) {
      office.tell({ type: "presence", state, capacity: 5 });
      await page.locator(`.dot.${state}`).waitFor();
      const { width, height } = await page.locator(".dot").boundingBox();
      assert.deepEqual([width, height], [12, 12], state);
      marks.add(await page.locator(".dot").evaluate((d) => getComputedStyle(d).backgroundColor));
    }
    assert.equal(marks.size, 2, "filled where conversations are received");
    await close();
  });

  test("how_many_conversations_at_once_is_sent_when_the_field_is_left_and_stays_within_bounds", async () => {
    const { page, office, close } = await open_desk(browser, daemon.base, { heads: [], more: { officer: { id: "sari", name: "Sari Dewi", presence: "away", capacity: 5 } } });
    const field = page.getByRole("spinbutton", { name: "Kapasitas" });
    const sent = () => office.asked.filter((f) => f.type === "presence.set").map((f) => f.capacity);
    const shows = (value) => eventually(() => field.inputValue(), (v) => v === value);
    const told = [];
    for (const [typed, goes] of [["12", 12], ["0", undefined], ["", undefined], ["2000", 1000], ["-3", 1], ["7.9", 7]]) {
      const before = await field.inputValue();
      await field.fill(typed);
      await field.blur();
      if (goes !== undefined) told.push(goes);
      await eventually(sent, (s) => s.length >= told.length);
      await shows(String(goes ?? before));
    }
    await field.fill("7");
    await field.press("ArrowUp");
    await field.press("Enter");
    told.push(8);
    await eventually(sent, (s) => s.length >= told.length);
    assert.deepEqual(sent(), told, "and what was not changed is not sent");
    await close();
  });

  const sari = (presence) => ({ officer: { id: "sari", name: "Sari Dewi", presence, capacity: 5 } });
  for (const [name, desk, says] of [
    ["away", { heads: [], more: sari("away") }, ["percakapan baru tidak dibagikan", "Pilih kehadiran", "Mulai menerima"]],
    ["available while somebody waits", { heads: [waits("w")], more: sari("available") }, ["Ambil yang terlama", "Jawab yang terlama", "1 menunggu di antrean"]],
    ["available while nobody waits", { heads: [], more: sari("available") }, ["Yang baru muncul di sini", "Tidak ada yang menunggu jawaban", "Tidak ada tiket terbuka"]],
  ]) {
    test(`an_empty_desk_says_what_to_do_${name.replaceAll(" ", "_")}`, async () => {
      const { page, office, close } = await open_desk(browser, daemon.base, desk);
      const text = (await page.locator("#app").innerText()).replace(/\s+/g, " ");
      for (const part of says) assert.ok(text.includes(part), `${part}: ${text}`);
      assert.deepEqual(await accessibility(page), []);
      if (name === "away") {
        await page.getByRole("button", { name: "Mulai menerima" }).click();
        await eventually(() => office.asked.filter((f) => f.type === "presence.set").map((f) => f.state), (s) => s.at(-1) === "available");
        await page.getByText("percakapan baru tidak dibagikan").waitFor({ state: "hidden" });
      }
      await close();
    });
  }
});
