// The desk by keyboard: the focus never falls to the page, few keys suffice, and none fires while somebody writes.
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { around_tests, focus_of, head, line, open_desk, waits } from "./scripted.mjs";
import { desktop, eventually, person, phone } from "./support.mjs";

const skip = process.env.SAHUT_E2E === "mock" && "the office is scripted; only the pages are the daemon's";

describe("the desk by keyboard", { skip }, () => {
  let daemon, browser;
  around_tests((d, b) => ([daemon, browser] = [d, b]));
  const writes = (page) => page.evaluate(() => document.activeElement.matches(".composer textarea"));
  const settle = (page) => page.evaluate(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(done)))));
  const kept = async (page, what) => {
    await settle(page);
    assert.notEqual(await focus_of(page), "body", what);
  };
  // A dialog takes the focus a moment after it stands there; a key that comes between is pressed elsewhere.
  const in_dialog = (page) => eventually(() => page.evaluate(() => document.querySelector("[role=dialog]")?.contains(document.activeElement)), Boolean);
  const dialog_gone = (page) => page.getByRole("dialog").waitFor({ state: "hidden" });

  for (const [name, viewport] of Object.entries({ desktop, phone })) {
    test(`after each act the focus has a place, on a ${name}`, async () => {
      const { page, office, faults, close } = await open_desk(browser, daemon.base, { viewport, heads: [waits("a"), head("b"), head("c"), waits("d"), waits("e")] });
      const row = (who) => page.locator("button.row").filter({ hasText: `Pemohon ${who}` });
      const press = async (button) => {
        await page.getByRole("button", { name: button, exact: true }).focus();
        await page.keyboard.press("Enter");
      };
      await kept(page, "signed in");
      await row("a").press("Enter");
      await page.locator("#conv-name").waitFor();
      await kept(page, "opened");
      await press("Ambil");
      await page.getByRole("button", { name: "Lepas" }).waitFor();
      await kept(page, "claimed");
      for (const kind of ["Jawaban", "Pertanyaan balik", "Catatan"]) {
        await page.locator(".composer").getByText(kind, { exact: true }).click();
        await page.locator(".composer textarea").fill("isi");
        await page.locator(".composer-send button").press("Enter");
        await eventually(() => page.locator(".composer textarea").inputValue(), (v) => v === "");
        await kept(page, `sent as ${kind}`);
        await eventually(() => writes(page), Boolean);
      }
      office.change("a", { state: "assigned" });
      for (const act of ["Alihkan", "Eskalasi", "Tutup", "Lepas"]) {
        await press(act);
        await page.getByRole("dialog").waitFor();
        await kept(page, `${act}: opened`);
        assert.ok(await page.evaluate(() => document.querySelector("[role=dialog]").contains(document.activeElement)), act);
        await page.keyboard.press("Escape");
        await dialog_gone(page);
        await eventually(() => focus_of(page), (f) => f === act); // back at what opened it
      }
      await press("Lepas");
      await in_dialog(page);
      await page.getByRole("dialog").getByRole("button", { name: "Lepas" }).press("Enter");
      await dialog_gone(page);
      await page.getByRole("button", { name: "Ambil" }).waitFor();
      await kept(page, "released");
      await press("Ambil");
      await page.getByRole("button", { name: "Tutup", exact: true }).waitFor();
      await press("Tutup");
      await in_dialog(page);
      await page.getByRole("dialog").getByRole("button", { name: "Tutup", exact: true }).press("Enter");
      await page.locator("#conv-name").waitFor({ state: "detached" });
      await kept(page, "ended");
      await row("d").focus();
      office.tell({ type: "conversation", conversation: "d", rev: 9, gone: true });
      await row("d").waitFor({ state: "detached" });
      await eventually(() => page.evaluate(() => document.activeElement.className), (c) => c.includes("row"), 3000);
      office.tell(line("b", 2));
      const toast = page.locator(".toast").filter({ hasText: "Pemohon b menulis" });
      await toast.getByRole("button", { name: "Tutup pemberitahuan" }).press("Enter");
      await toast.waitFor({ state: "detached" });
      await kept(page, "a toast dismissed");
      for (const button of ["Pemberitahuan", "Tombol papan ketik"]) {
        await page.getByRole("button", { name: button }).press("Enter");
        await page.getByRole("dialog").waitFor();
        await page.keyboard.press("Escape");
        await dialog_gone(page);
        await kept(page, button);
      }
      await row("c").press("Enter");
      await page.locator("#conv-name").waitFor();
      if (name === "phone") {
        await page.getByRole("button", { name: "Kembali ke daftar" }).press("Enter");
        await kept(page, "back");
      }
      assert.deepEqual(faults, []);
      await close();
    });
  }

  test("the oldest is answered in two keys beside the writing, and rows are walked with the arrows", async () => {
    const { page, office, close } = await open_desk(browser, daemon.base, { heads: [waits("new", { received_at: "2026-11-23T03:00:00.000Z" }), waits("old", { received_at: "2026-11-23T01:00:00.000Z" })] });
    await page.keyboard.press("j");
    await eventually(() => writes(page), Boolean);
    await page.keyboard.type("Jawaban.");
    await page.keyboard.press("Control+Enter");
    const sent = await eventually(() => office.asked.find((f) => f.type === "message.send"), Boolean);
    assert.deepEqual([sent.conversation, sent.purpose, sent.text], ["old", "answer", "Jawaban."]);
    // The same with the mouse: one click to take it, one to send.
    await page.getByRole("button", { name: /Jawab yang terlama/ }).first().click();
    await eventually(() => writes(page), Boolean);
    await page.keyboard.type("Satu lagi.");
    await page.getByRole("button", { name: "Kirim jawaban" }).click();
    await eventually(() => office.asked.filter((f) => f.type === "message.send").map((f) => f.conversation), (c) => c.join() === "old,new");
    await page.locator("button.row").first().focus();
    const first = await focus_of(page);
    await page.keyboard.press("ArrowDown");
    assert.notEqual(await focus_of(page), first);
    await page.keyboard.press("ArrowUp");
    assert.equal(await focus_of(page), first);
    await close();
  });

  test("no key fires while somebody writes or a dialog is open", async () => {
    const { page, office, close } = await open_desk(browser, daemon.base, { heads: [head("a"), waits("b")] });
    await page.locator("button.row").first().click();
    const keys = ["j", "a", "e", "t", "?", "/"];
    const box = page.locator(".composer textarea");
    await box.focus();
    for (const k of keys) await page.keyboard.press(k);
    assert.equal(await box.inputValue(), keys.join(""));
    await page.locator(".stage").focus();
    await page.keyboard.press("?");
    await page.getByRole("dialog").getByText("Jawab yang terlama").waitFor();
    for (const k of keys) await page.keyboard.press(k);
    assert.equal(await page.getByRole("dialog").count(), 1);
    await page.keyboard.press("Escape");
    await dialog_gone(page);
    assert.deepEqual(office.asked.filter((f) => f.type === "conversation.claim"), []);
    for (const [key, title] of [["a", "Alihkan percakapan"], ["e", "Eskalasi dan terbitkan tiket"], ["t", "Tutup permintaan"]]) {
      await page.locator(".stage").focus();
      await page.keyboard.press(key);
      await page.getByRole("dialog", { name: title }).waitFor();
      await page.keyboard.press("Escape");
      await dialog_gone(page);
    }
    await close();
  });

  test("whatever the keyboard reaches shows that it has the focus", async () => {
    const { page, close } = await open_desk(browser, daemon.base, { viewport: { width: 1280, height: 800 }, heads: [head("a")], more: { topics: ["Impor"], consults: [] } });
    // An outline of its own, of the label that stands for a hidden input, or of the card around the text.
    const marked = () => page.evaluate(() => {
      const el = document.activeElement;
      const around = [el, el.nextElementSibling, el.closest(".composer-card, label")].filter(Boolean);
      const shows = around.some((e) => getComputedStyle(e).outlineStyle !== "none" && parseFloat(getComputedStyle(e).outlineWidth) > 0);
      return { name: (el.getAttribute("aria-label") ?? el.labels?.[0]?.textContent ?? el.textContent).trim().slice(0, 40), at: [...document.querySelectorAll("*")].indexOf(el), body: el === document.body, shows };
    });
    const walk = async (most, least = 3) => {
      const seen = [];
      for (let n = 0; n < most; n += 1) {
        await page.keyboard.press("Tab");
        const at = await marked();
        if (at.body) continue;
        if (seen.some((s) => s.at === at.at)) break;
        seen.push(at);
      }
      assert.ok(seen.length >= least, JSON.stringify(seen));
      assert.deepEqual(seen.filter((s) => !s.shows), []);
      return seen.map((s) => s.name);
    };
    await page.locator("button.row").first().click();
    await page.locator(".msg").first().waitFor();
    const names = await walk(60);
    for (const name of ["Kehadiran", "Kapasitas", "Lepas", "Jawaban", "Tulis jawaban"]) assert.ok(names.some((n) => n.startsWith(name)), `${name}: ${names.join(", ")}`);
    for (const key of ["e", "a", "k", "b"]) {
      await page.locator(".stage").focus();
      await page.keyboard.press(key);
      await page.getByRole("dialog").waitFor();
      await eventually(marked, (m) => m.shows);
      await walk(12);
      await page.keyboard.press("Escape");
      await dialog_gone(page);
    }
    await close();
  });

  test("Esc leaves what is being written, keeps it, and the keys work again", async () => {
    const { page, office, close } = await open_desk(browser, daemon.base, { heads: [head("a"), waits("b")] });
    await page.locator("button.row").first().click();
    const box = page.locator(".composer textarea");
    await box.fill("Tarifnya 5 persen.");
    // An Escape that only ends a composition stays in the text.
    await box.evaluate((el) => el.dispatchEvent(new KeyboardEvent("keydown", { key: "Escape", isComposing: true, bubbles: true })));
    assert.equal(await writes(page), true);
    await page.keyboard.press("Escape");
    await eventually(() => focus_of(page), (f) => f.startsWith("Percakapan dengan"));
    assert.equal(await box.inputValue(), "Tarifnya 5 persen.");
    await page.keyboard.press("a");
    await page.getByRole("dialog", { name: "Alihkan percakapan" }).waitFor();
    await page.keyboard.press("Escape");
    await dialog_gone(page);
    await page.locator(".stage").focus();
    await page.keyboard.press("?");
    await page.getByRole("dialog").getByText("Keluar dari kolom tulis").waitFor();
    await page.keyboard.press("Escape");
    await dialog_gone(page);
    await page.locator(".stage").focus();
    await page.keyboard.press("j");
    await eventually(() => writes(page), Boolean);
    assert.deepEqual(office.asked.filter((f) => f.type === "message.send"), []);
    await close();
  });

  test("everything is handed over and left in one dialog, and what cannot be handed over is told", async () => {
    let refuse = true;
    const { page, office, close } = await open_desk(browser, daemon.base, {
      heads: [head("a"), head("b"), head("c", { state: "answered" })],
      answer: (f) => (f.type === "conversation.release" && f.conversation === "b" && refuse ? { code: "not_handling", message: "" } : undefined),
    });
    await page.getByRole("button", { name: "Keluar" }).press("Enter");
    const dialog = page.getByRole("dialog");
    await dialog.getByText("2 percakapan yang belum selesai").waitFor();
    await dialog.getByRole("button", { name: /Serahkan semua/ }).press("Enter");
    await dialog.getByRole("alert").filter({ hasText: "1 percakapan belum dapat diserahkan" }).waitFor();
    refuse = false;
    await dialog.getByRole("button", { name: /Serahkan semua/ }).press("Enter");
    await page.getByRole("button", { name: "Masuk" }).waitFor();
    assert.deepEqual(office.asked.filter((f) => f.type === "conversation.release").map((f) => f.conversation), ["a", "b", "b"]);
    assert.equal(await page.evaluate(() => document.activeElement.name), "username");
    const eye = page.getByRole("button", { name: "Tampilkan kata sandi" });
    await eye.press("Enter");
    await page.getByRole("button", { name: "Sembunyikan kata sandi" }).waitFor();
    await close();
  });

  test("a colleague who is not available is asked about first, and Answered is off with its reason", async () => {
    const officers = [{ id: "budi", name: "Budi Santoso", state: "away", load: 2, capacity: 5, queues: ["umum"] }, { id: "wati", name: "Wati", state: "available", load: 0, capacity: 5, queues: ["umum"] }];
    const { page, office, close } = await open_desk(browser, daemon.base, { heads: [head("a")], answer: (f) => (f.type === "officers.list" ? { officers } : undefined) });
    const handed = () => office.asked.filter((f) => f.type === "conversation.transfer").map((f) => f.officer);
    await page.locator("button.row").first().click();
    await page.getByRole("button", { name: "Tutup", exact: true }).click();
    assert.equal(await page.getByRole("dialog").locator('option[value="answered"]').isDisabled(), true);
    await page.getByRole("dialog").getByText("belum ada balasan berjenis jawaban").waitFor();
    await page.keyboard.press("Escape");
    await dialog_gone(page);
    await page.getByRole("button", { name: "Alihkan", exact: true }).click();
    const dialog = page.getByRole("dialog");
    await dialog.getByLabel("Petugas").selectOption({ label: "Budi Santoso: Tidak di tempat, 2 dari 5" });
    await dialog.getByRole("button", { name: "Alihkan" }).click();
    await dialog.getByRole("alert").filter({ hasText: "Budi Santoso sedang tidak siap menerima" }).waitFor();
    assert.equal(await page.getByRole("alert").filter({ hasText: /./ }).count(), 1);
    assert.deepEqual(handed(), []);
    // Chosen anew, it is asked about anew.
    await dialog.getByLabel("Petugas").selectOption("wati");
    await dialog.getByLabel("Petugas").selectOption("budi");
    await dialog.getByRole("button", { name: "Alihkan" }).click();
    await dialog.getByRole("alert").filter({ hasText: "Budi Santoso sedang tidak siap menerima" }).waitFor();
    assert.deepEqual(handed(), []);
    await dialog.getByRole("button", { name: "Alihkan" }).click();
    await dialog_gone(page);
    await page.getByRole("button", { name: "Alihkan", exact: true }).click();
    await dialog.getByLabel("Petugas").selectOption("wati");
    await dialog.getByRole("button", { name: "Alihkan" }).click();
    await dialog_gone(page);
    assert.deepEqual(handed(), ["budi", "wati"]);
    await close();
  });

  test("a request that is the same as another is closed with that number as we write it, and a wrong digit in it is told", async () => {
    const { page, office, close } = await open_desk(browser, daemon.base, { heads: [head("a")] });
    const closed = () => office.asked.filter((f) => f.type === "conversation.close").map((f) => f.of);
    await page.locator("button.row").first().click();
    await page.getByRole("button", { name: "Tutup", exact: true }).click();
    const dialog = page.getByRole("dialog");
    await dialog.getByLabel("Hasil").selectOption("duplicate");
    for (const [typed, told] of [["ESK-261123-00042-1", "Angka terakhir nomor ini tidak sesuai"], ["yang kemarin", "Nomor ini belum dikenali"]]) {
      await dialog.getByLabel("Sama dengan (nomor)").fill(typed);
      await page.keyboard.press("Enter");
      await dialog.getByRole("alert").filter({ hasText: told }).waitFor();
    }
    assert.deepEqual(closed(), []);
    await dialog.getByLabel("Sama dengan (nomor)").fill(" [esk\u2013261123\u201300042\u20130]. ");
    await page.keyboard.press("Enter");
    await dialog_gone(page);
    assert.deepEqual(closed(), ["ESK-261123-00042-0"]);
    await close();
  });

  test("each alert is told by one element, and no earlier one stands over another act", async () => {
    const told = (page) => page.locator("[role=alert]").evaluateAll((all) => all.filter((a) => a.textContent.trim() !== "").length);
    const { page, office, close } = await open_desk(browser, daemon.base, {
      heads: [head("a"), waits("b")],
      answer: (f) => (f.type === "conversation.release" || f.type === "message.send" ? { code: "not_handling", message: "" } : undefined),
    });
    await page.locator("button.row").filter({ hasText: "Pemohon a" }).click();
    await page.getByRole("button", { name: "Lepas" }).click();
    await page.getByRole("dialog").getByRole("button", { name: "Lepas" }).click();
    await page.getByRole("dialog").getByRole("alert").filter({ hasText: /./ }).waitFor();
    assert.equal(await told(page), 1, "a refused act");
    await page.keyboard.press("Escape");
    await dialog_gone(page);
    await page.getByRole("button", { name: "Eskalasi" }).click();
    await page.getByRole("dialog").waitFor();
    assert.equal(await told(page), 0, "another act");
    await page.keyboard.press("Escape");
    await dialog_gone(page);
    await page.locator(".composer textarea").fill("isi");
    await page.keyboard.press("Control+Enter");
    await page.locator(".stale").waitFor();
    assert.equal(await told(page), 1, "a refused reply");
    office.change("a", { state: "queued", officer: undefined });
    await page.locator(".kind-gone").waitFor();
    assert.equal(await told(page), 2, "and a text that can no longer be sent");
    await close();
    const { page: login, close: leave } = await person(browser);
    await login.goto(`${daemon.base}/console/`);
    await login.getByLabel("Nama pengguna").fill("sari");
    await login.getByLabel("Kata sandi").first().fill("bukan-ini-sama-sekali");
    await login.getByRole("button", { name: "Masuk" }).click();
    await login.getByText("tidak cocok").waitFor();
    assert.equal(await told(login), 1, "a refused sign-in");
    await kept(login, "a refused sign-in");
    await leave();
  });
});
