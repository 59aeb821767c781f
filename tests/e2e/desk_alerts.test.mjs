// What did not arrive and what the officer is told of: the list with its next steps, toasts, tones and notifications.
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { around_tests, head, iso, line, open_desk, waits } from "./scripted.mjs";
import { accessibility, eventually } from "./support.mjs";

const skip = process.env.SAHUT_E2E === "mock" && "the office is scripted; only the pages are the daemon's";
const failed = (reason, seq = 2) => ({ undelivered: { seq, reason, count: 1 } });
const past = iso(Date.now() - 60_000);

// The tones and notifications of a window, written down instead of heard.
const ears = () => {
  window.heard = [];
  window.asked_to_speak = 0;
  const read = Storage.prototype.getItem;
  Storage.prototype.getItem = function (key) {
    if (key === "sahut/console/said") window.asked_to_speak += 1;
    return read.call(this, key);
  };
  window.AudioContext = class {
    currentTime = 0;
    destination = {};
    resume = async () => {};
    createOscillator = () => ({ frequency: {}, connect: (to) => to, start: () => window.heard.push("tone"), stop: () => {} });
    createGain = () => ({ gain: { setValueAtTime: () => {}, exponentialRampToValueAtTime: () => {} }, connect: (to) => to });
  };
  window.Notification = class {
    static permission = "granted";
    static requestPermission = async () => "granted";
    constructor(title) {
      window.heard.push(title);
    }
    close() {}
  };
};
const heard = (page) => page.evaluate(() => window.heard);
const hide = (page) => page.evaluate(() => {
  Object.defineProperty(document, "visibilityState", { configurable: true, get: () => "hidden" });
  document.dispatchEvent(new Event("visibilitychange"));
});

describe("what did not arrive, and what is told", { skip }, () => {
  let daemon, browser;
  around_tests((d, b) => ([daemon, browser] = [d, b]));

  test("what did not arrive stands in a list of its own with why, the next step and sending again where that is possible", async () => {
    const { page, office, faults, close } = await open_desk(browser, daemon.base, {
      heads: [
        head("a", failed("platform menolak")),
        head("b", { channel: "messenger", window_closes_at: past }),
        head("c", { channel: "messenger", window_closes_at: past, ...failed("terlambat") }),
        head("d", { channel: "messenger", window_closes_at: past, state: "answered" }),
        head("e"),
      ],
      answer: (f, o) => {
        if (f.type !== "message.retry") return undefined;
        o.retried = (o.retried ?? 0) + 1;
        if (o.retried === 1) return { code: "unavailable", message: "" };
        o.change("a", { undelivered: undefined });
        return {};
      },
    });
    const list = page.locator('[aria-labelledby="g-undelivered"]');
    const row = (name) => list.locator("li").filter({ hasText: `Pemohon ${name}` });
    assert.equal(await list.locator("li").count(), 3);
    assert.equal(await page.locator('section[aria-labelledby="l-mine"] button.row').count(), 5); // each once
    await row("a").getByText("platform menolak").waitFor();
    await row("b").getByText("waktu membalas lewat", { exact: true }).waitFor();
    await row("c").getByText("terlambat").waitFor();
    assert.deepEqual(await list.getByRole("button", { name: /Kirim lagi/ }).evaluateAll((b) => b.map((x) => x.getAttribute("aria-label"))), ["Kirim lagi: balasan kepada Pemohon a"]);
    await row("a").getByRole("button", { name: /Kirim lagi/ }).click();
    await row("a").getByRole("alert").filter({ hasText: /./ }).waitFor(); // refused: told in the row
    assert.deepEqual(await accessibility(page), []);
    await row("a").getByRole("button", { name: /Kirim lagi/ }).press("Enter");
    await row("a").waitFor({ state: "detached" });
    assert.deepEqual(office.asked.filter((f) => f.type === "message.retry").map((f) => [f.conversation, f.seq]), [["a", 2], ["a", 2]]);
    assert.notEqual(await page.evaluate(() => document.activeElement === document.body), true);
    assert.deepEqual(faults, []);
    await close();
  });

  test("what failed after the close stands there too, is sent again or set aside, and is a colleague's matter where they handled it", async () => {
    const shut = (who) => ({ state: "closed", officer: undefined, channel: "messenger", undelivered: { seq: 2, reason: "ditolak", count: 1, with: who } });
    const { page, office, faults, close } = await open_desk(browser, daemon.base, {
      heads: [head("a", shut("sari")), head("b", shut("sari")), head("c", shut("budi"))],
      answer: (f, o) => {
        if (f.type === "message.retry") o.change(f.conversation, { undelivered: undefined });
        if (f.type !== "conversation.close") return undefined;
        o.change(f.conversation, { undelivered: undefined });
        return {};
      },
    });
    const list = page.locator('[aria-labelledby="g-undelivered"]');
    assert.equal(await list.locator("li").count(), 2);
    await list.locator("li").filter({ hasText: "Pemohon a" }).getByRole("button", { name: /^Kirim lagi/ }).click();
    await list.locator("li").filter({ hasText: "Pemohon a" }).waitFor({ state: "detached" });
    assert.deepEqual(await accessibility(page), []);
    await list.locator("li").getByRole("button", { name: /^Tidak perlu dikirim lagi/ }).press("Enter");
    await list.waitFor({ state: "detached" });
    assert.deepEqual(office.asked.map((f) => [f.type, f.conversation]).filter(([t]) => /retry|close/.test(t)), [["message.retry", "a"], ["conversation.close", "b"]]);
    assert.deepEqual(faults, []);
    await close();
  });

  test("an opened one offers what its row does: no sending again after the window, and no need to send it again", async () => {
    const failed = { seq: 2, reason: "ditolak", count: 1, with: "sari" };
    const { page, office, close } = await open_desk(browser, daemon.base, {
      heads: [head("a", { channel: "messenger", undelivered: failed, window_closes_at: past }), head("b", { channel: "messenger", undelivered: failed, state: "closed", officer: undefined })],
      answer: (f, o) => {
        if (f.type === "conversation.close") o.change(f.conversation, { undelivered: undefined });
        return undefined;
      },
    });
    const opened = page.locator(".conv-head");
    const offered = () => opened.locator(".untold").getByRole("button").allTextContents();
    await page.locator("button.row").filter({ hasText: "Pemohon a" }).click();
    await opened.filter({ hasText: "Pemohon a" }).waitFor();
    assert.deepEqual(await offered(), []);
    await page.locator("button.row").filter({ hasText: "Pemohon b" }).click();
    await opened.filter({ hasText: "Pemohon b" }).waitFor();
    assert.deepEqual(await offered(), ["Kirim lagi", "Tidak perlu dikirim lagi"]);
    await opened.getByRole("button", { name: "Tidak perlu dikirim lagi" }).press("Enter");
    await eventually(() => office.asked.filter((f) => f.type === "conversation.close").map((f) => f.conversation), (c) => c.join() === "b");
    await page.locator(".untold").waitFor({ state: "detached" });
    await close();
  });

  test("a closed window is told by the composer, which takes notes alone", async () => {
    const { page, office, close } = await open_desk(browser, daemon.base, { heads: [head("b", { channel: "messenger", window_closes_at: past })] });
    await page.locator("button.row").first().click();
    await page.locator(".window-shut").filter({ hasText: "telepon atau surel" }).waitFor();
    await page.locator(".composer textarea").fill("Jawaban yang terlambat");
    await page.keyboard.press("Control+Enter");
    assert.equal(await page.getByRole("button", { name: "Kirim jawaban" }).isDisabled(), true);
    assert.equal(await page.locator(".composer textarea").inputValue(), "Jawaban yang terlambat");
    await page.locator(".composer").getByText("Catatan", { exact: true }).click();
    await page.getByRole("button", { name: "Simpan catatan" }).click();
    await eventually(() => office.asked.map((f) => f.type), (all) => all.includes("note.add"));
    assert.ok(office.asked.every((f) => f.type !== "message.send"));
    // Their next message opens it again.
    office.change("b", { seq: 2, window_closes_at: iso(Date.now() + 3_600_000) });
    await page.locator(".window-shut").waitFor({ state: "detached" });
    await close();
  });

  test("that the citizen blocks the account stands in the list and before what one writes, until they take it back; it can still be sent", async () => {
    const blocked_at = iso(Date.parse("2026-11-23T03:04:00.000Z"));
    const note = { type: "note", conversation: "a", id: "n1", rev: 2, at: blocked_at, officer: { id: "sahut", name: "Sahut" }, text: "Pemohon memblokir akun ini. Pesan tidak sampai kepada pemohon sampai blokirnya dibuka. (The applicant has blocked this account; messages do not reach them until they unblock it.)" };
    const { page, office, close } = await open_desk(browser, daemon.base, { heads: [head("a", { channel: "line", blocked_at })], threads: { a: [line("a", 1), note] } });
    await page.locator("button.row").filter({ hasText: "Diblokir pemohon" }).click();
    await page.locator(".by-applicant").filter({ hasText: "Pemohon memblokir akun kantor di LINE sejak Senin, 23 November 2026 pukul 10.04 WIB." }).waitFor();
    const said = await page.locator(".msg.note").filter({ hasText: "Pemohon memblokir akun ini" }).textContent();
    assert.doesNotMatch(said, /applicant/);
    assert.deepEqual(await accessibility(page), []);
    await page.locator(".composer").getByText("Catatan", { exact: true }).click();
    await page.locator(".by-applicant").waitFor({ state: "detached" });
    await page.locator(".composer").getByText("Jawaban", { exact: true }).click();
    await page.locator(".composer textarea").fill("Jawaban");
    assert.equal(await page.getByRole("button", { name: "Kirim jawaban" }).isEnabled(), true);
    office.change("a", { blocked_at: undefined });
    await page.locator(".by-applicant").waitFor({ state: "detached" });
    assert.equal(await page.locator(".row .chip.alarm").count(), 0);
    await close();
  });

  test("with 200 rows the other sections stay in reach, and what is folded stays folded", async () => {
    const many = Array.from({ length: 200 }, (_, i) => waits(`w${i}`, { received_at: iso(Date.parse("2026-11-23T02:00:00Z") + i * 1000) }));
    const { page, close } = await open_desk(browser, daemon.base, { heads: [head("mine"), ...many] });
    const section = page.locator('section[aria-labelledby="l-umum"]');
    assert.equal(await section.locator("button.row").count(), 20);
    await section.getByRole("button", { name: "Tampilkan 180 lagi" }).click();
    assert.equal(await section.locator("button.row").count(), 200);
    // In the middle of them the section's own head is still there, and one press folds it.
    await section.locator("button.row").nth(120).scrollIntoViewIfNeeded();
    const [top, box] = await Promise.all([page.locator(".side").boundingBox(), section.locator("h2").boundingBox()]);
    assert.ok(box.y >= top.y && box.y + box.height <= top.y + top.height, JSON.stringify({ top, box }));
    await section.getByRole("button", { name: /Layanan Informasi/ }).click();
    assert.equal(await section.locator("button.row").count(), 0);
    for (const id of ["l-mine", "l-teknis", "l-tickets"]) {
      const at = await page.locator(`#${id}`).boundingBox();
      assert.ok(at.y + at.height <= 820, id);
    }
    await page.reload();
    await page.getByLabel("Kehadiran").waitFor();
    assert.equal(await section.locator("button.row").count(), 0);
    await close();
  });

  test("a reply, an arrival, five minutes to go and a failure are told once, by the window that is looked at", async () => {
    const { page, office, another, faults, close } = await open_desk(browser, daemon.base, { heads: [head("a"), head("b")], init: ears });
    const other = await another();
    await hide(page);
    const toast = (text) => other.locator(".toast").filter({ hasText: text });
    office.tell(line("a", 2));
    await toast("Pemohon a menulis pesan baru").waitFor();
    await eventually(() => heard(other), (h) => h.length === 2); // the two notes of one tone
    office.tell(waits("n"));
    await toast("Percakapan baru menunggu: Pemohon n").waitFor();
    office.change("b", { answer_due: iso(Date.now() + 4.5 * 60_000) });
    await toast("Pemohon b: tinggal lima menit").waitFor();
    office.change("b", failed("ditolak", 1));
    await toast("Balasan kepada Pemohon b gagal terkirim").waitFor();
    await eventually(() => heard(other), (h) => h.length === 8);
    // The barrier: the hidden window has been told of everything, waited its turn, and kept silent.
    await eventually(() => page.evaluate(() => window.asked_to_speak), (n) => n === 4);
    assert.deepEqual([await heard(page), await page.locator(".toast").count()], [[], 0]);
    assert.deepEqual(await accessibility(other), []);
    await toast("gagal terkirim").getByRole("button", { name: "Tutup pemberitahuan" }).click();
    await toast("gagal terkirim").waitFor({ state: "detached" });
    await toast("Pemohon a menulis").getByRole("button").first().click();
    await other.locator("#conv-name").filter({ hasText: "Pemohon a" }).waitFor();
    assert.deepEqual(faults, []);
    await close();
  });

  test("what an officer takes or gives back themself is told by no window as an arrival", async () => {
    const { page, office, another, faults, close } = await open_desk(browser, daemon.base, { heads: ["a", "b", "c"].map((c, i) => waits(c, { received_at: iso(Date.parse("2026-11-23T02:00:00Z") + i * 1000) })), init: ears });
    const second = await another();
    await hide(second);
    await page.bringToFront();
    const mine_of = (id) => eventually(() => office.heads.get(id).officer?.id, (o) => o === "sari");
    await page.keyboard.press("j");
    await mine_of("a");
    await page.locator("#conv-name").filter({ hasText: "Pemohon a" }).waitFor();
    await page.locator(".side .next").click();
    await page.locator("#conv-name").filter({ hasText: "Pemohon a" }).waitFor(); // the oldest of mine comes first
    for (const id of ["b", "c"]) {
      await page.locator("button.row").filter({ hasText: `Pemohon ${id}` }).click();
      await page.getByRole("button", { name: "Ambil", exact: true }).click();
      await mine_of(id);
    }
    await page.getByRole("button", { name: "Lepas" }).click();
    await page.getByRole("dialog").getByRole("button", { name: "Lepas" }).click();
    await eventually(() => office.heads.get("c").state, (s) => s === "queued");
    // The barrier: what somebody else causes afterwards is told, and alone.
    office.tell(waits("n"));
    await page.locator(".toast").filter({ hasText: "Pemohon n" }).waitFor();
    assert.equal(await page.locator(".toast").count(), 1);
    await eventually(() => heard(page), (h) => h.length === 2);
    await eventually(() => second.evaluate(() => window.asked_to_speak), (n) => n >= 5);
    assert.deepEqual([await heard(second), faults], [[], []]);
    await close();
  });

  for (const [width, height] of [[1440, 900], [1000, 700], [360, 740], [900, 600]])
    test(`arrivals are one toast that counts, and it covers neither composer nor contact at ${width}×${height}`, async () => {
      const { page, office, faults, close } = await open_desk(browser, daemon.base, { heads: [head("a")], init: ears, viewport: { width, height } });
      await page.locator("button.row").first().click();
      await page.locator(".composer textarea").waitFor();
      for (const id of ["w", "x", "y", "z"]) office.tell(head(id));
      office.tell(waits("v"));
      await page.locator(".toast").filter({ hasText: "5 percakapan baru" }).waitFor();
      assert.equal(await page.locator(".toast").count(), 1);
      const free = async () => {
        const toasts = await page.locator(".toasts").boundingBox();
        for (const part of [".composer", ".about", ".thread", ".conv-head"]) {
          const box = await page.locator(part).first().boundingBox();
          const apart = toasts.x >= box.x + box.width || box.x >= toasts.x + toasts.width || toasts.y >= box.y + box.height - 1 || box.y >= toasts.y + toasts.height - 1;
          assert.ok(apart, `${part}: ${JSON.stringify({ toasts, box })}`);
        }
      };
      await free();
      office.tell(head("u")); // it stands for its time anew
      await page.locator(".toast-go").filter({ hasText: "6 percakapan baru" }).click();
      await page.locator("#conv-name").filter({ hasText: "Pemohon w" }).waitFor();
      await page.locator(".toast").waitFor({ state: "detached" });
      assert.deepEqual(faults, []);
      await close();
    });

  test("each is switched by itself, and the choice outlives the window", async () => {
    const { page, office, another, close } = await open_desk(browser, daemon.base, { heads: [head("a"), head("b")], init: ears });
    await page.getByRole("button", { name: "Pemberitahuan" }).click();
    const dialog = page.getByRole("dialog");
    const group = dialog.getByRole("group", { name: "Pesan baru dari pemohon" });
    await group.getByLabel("Tampilkan di layar").uncheck();
    await group.getByLabel("Bunyi").uncheck();
    await group.getByLabel("Pemberitahuan sistem").check();
    assert.deepEqual(await accessibility(page), []);
    await page.keyboard.press("Escape");
    await page.close();
    const again = await another();
    office.tell(line("a", 2));
    await eventually(() => heard(again), (h) => h.length === 1);
    assert.deepEqual(await heard(again), ["Sahut: ada pesan baru dari pemohon"]); // no name and no word of a citizen
    office.change("b", failed("ditolak", 1));
    await again.locator(".toast").filter({ hasText: "gagal terkirim" }).waitFor();
    assert.equal(await again.locator(".toast").count(), 1);
    await close();
  });

  test("a refused permission is told, and the switch stays off", async () => {
    const { page, close } = await open_desk(browser, daemon.base, { init: () => { window.Notification = class { static permission = "denied"; static requestPermission = async () => "denied"; }; } });
    await page.getByRole("button", { name: "Pemberitahuan" }).click();
    const box = page.getByRole("dialog").getByLabel("Pemberitahuan sistem").first();
    await box.click();
    await page.getByRole("dialog").getByRole("alert").filter({ hasText: "belum mengizinkan" }).waitFor();
    assert.equal(await box.isChecked(), false);
    await close();
  });
});
