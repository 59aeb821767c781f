// A low or narrow desk, as a screen at 200 % zoom has it: the composer stays in sight, and the last words above it can be read.
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { around_tests, head, iso, line, open_desk, waits } from "./scripted.mjs";
import { accessibility, eventually } from "./support.mjs";

const skip = process.env.SAHUT_E2E === "mock" && "the office is scripted; only the pages are the daemon's";
const readable_px = 120;

describe("a small desk", { skip }, () => {
  let daemon, browser;
  around_tests((d, b) => ([daemon, browser] = [d, b]));

  const said = "Kalimat yang cukup panjang untuk dua baris di layar yang kecil ini, bukan?";
  const talk = Array.from({ length: 9 }, (_, i) => line("a", i + 1, { text: `${i} ${said}` }));
  const long_name = { id: "a", name: "Maharani Kusumawardhani Sastroamidjojo" };
  const soon = () => iso(Date.now() + 4 * 60_000);
  const open = async (viewport, more = {}, locale = "id", desk = {}) => {
    const it = await open_desk(browser, daemon.base, { viewport, heads: [head("a", { seq: 9, contact: long_name, answer_due: soon(), ...more }), waits("b")], threads: { a: talk }, ...desk });
    if (locale === "en") await it.page.getByRole("button", { name: "English" }).click();
    await it.page.locator("button.row").filter({ hasText: "Maharani" }).click();
    await it.page.locator(".msg").last().waitFor();
    return it;
  };
  /** What of the thread can be seen, whether its last words are whole, and what of the composer lies under something else or outside. */
  const seen = (page) => page.evaluate(() => {
    const box = (e) => e.getBoundingClientRect();
    const [frame, composer, last] = [".thread-frame", ".composer", ".msg:last-of-type"].map((s) => box([...document.querySelectorAll(s)].at(-1)));
    const foot = Math.min(frame.bottom, composer.top, innerHeight);
    const covered = [...document.querySelectorAll(".composer textarea, .composer-send button, .composer label, .conv-acts button, .conv-head .due, #conv-name, .about > summary")]
      .filter((e) => e.getClientRects().length > 0)
      .filter((e) => {
        const b = box(e);
        const top = document.elementFromPoint(b.left + Math.min(b.width / 2, 30), b.top + b.height / 2);
        return b.top < 0 || b.bottom > innerHeight || b.left < 0 || b.right > innerWidth || !(e.contains(top) || top?.contains(e));
      })
      .map((e) => e.textContent || e.tagName);
    return { thread: Math.round(foot - frame.top), last: last.bottom <= foot && last.bottom > frame.top, covered, wide: document.documentElement.scrollWidth - innerWidth };
  });
  const well = (v) => v.thread >= readable_px && v.last && v.covered.length === 0 && v.wide <= 0;

  for (const [width, height] of [[640, 400], [683, 384], [640, 360], [740, 360], [1280, 400], [900, 420], [640, 480], [640, 481], [640, 520], [360, 740], [390, 620], [390, 420], [360, 400]]) {
    for (const locale of ["id", "en"]) {
      test(`at ${width}x${height} the last words and the whole composer are in sight, before and while somebody writes, ${locale}`, async () => {
        const { page, office, faults, close } = await open({ width, height }, {}, locale);
        await eventually(() => seen(page), well, 3000);
        await page.locator(".composer textarea").focus();
        await eventually(() => seen(page), well, 3000);
        await page.keyboard.type("Baik, kami periksa.");
        await eventually(() => seen(page), well, 3000);
        await page.keyboard.press("Tab");
        await page.keyboard.press("Enter");
        await eventually(() => office.asked.filter((f) => f.type === "message.send").map((f) => f.text), (t) => t.join() === "Baik, kami periksa.");
        assert.deepEqual(faults, []);
        await close();
      });
    }
  }

  for (const [what, more, prepare] of [
    ["a reply window that has closed", { channel: "messenger", window_closes_at: iso(Date.now() - 60_000) }],
    ["a conversation that waits", { state: "queued", officer: undefined }],
    ["a reply that was not delivered", { state: "waiting_applicant", undelivered: { seq: 9, reason: "ditolak", count: 1 } }],
    ["a text whose kind is gone", {}, async (page, office) => {
      await page.locator(".composer textarea").fill("Untuk pemohon.");
      office.change("a", { officer: { id: "budi", name: "Budi Santoso" } });
      await page.locator(".kind-gone").waitFor();
    }],
    ["a reply that was refused", {}, async (page) => {
      await page.locator(".composer textarea").fill("Untuk pemohon.");
      await page.keyboard.press("Control+Enter");
      await page.locator(".stale").waitFor();
    }],
  ]) {
    test(`at 640x400 what stands above the composer leaves the thread its place: ${what}`, async () => {
      const answer = (f) => (f.type === "message.send" ? { code: "stale", message: "", messages: [line("a", 10, { from: "officer", officer: { id: "budi", name: "Budi Santoso" }, text: said })] } : undefined);
      const { page, office, close } = await open({ width: 640, height: 400 }, more, "id", { answer });
      await prepare?.(page, office);
      await eventually(() => seen(page), (v) => v.thread >= readable_px && v.covered.length === 0, 3000);
      assert.deepEqual(await accessibility(page), []);
      await close();
    });
  }

  test("at 640x400 the keyboard reaches everything, and what it reaches is in sight", async () => {
    const { page, close } = await open({ width: 640, height: 400 });
    const reached = [];
    for (let n = 0; n < 30; n += 1) {
      await page.keyboard.press("Tab");
      const at = await page.evaluate(() => {
        const e = document.activeElement;
        const b = (e.matches("input[type=radio]") ? e.nextElementSibling : e).getBoundingClientRect();
        const sight = b.top >= 0 && b.bottom <= innerHeight && b.left >= 0 && b.right <= innerWidth;
        return { name: e.getAttribute("aria-label") ?? e.labels?.[0]?.textContent ?? e.textContent, sight, body: e === document.body };
      });
      if (at.body || reached.some((r) => r.name === at.name)) break;
      reached.push(at);
    }
    const names = reached.map((r) => r.name.trim());
    for (const name of ["Kembali ke daftar", "Lepas", "Alihkan", "Eskalasi", "Tutup", "Pemohon dan permintaan", "Jawaban"]) assert.ok(names.includes(name), `${name}: ${names.join(", ")}`);
    assert.ok(names.some((n) => n.startsWith("Percakapan dengan")) && names.some((n) => n.startsWith("Tulis jawaban")), names.join(", "));
    assert.deepEqual(reached.filter((r) => !r.sight), []);
    await close();
  });
});
