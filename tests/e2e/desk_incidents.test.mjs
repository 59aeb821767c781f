// Incidents at the desk: opened, filled, answered by two people, emptied and closed by keyboard; what an officer may not do has no control.
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { around_tests, focus_of, head, iso, line, open_desk, waits } from "./scripted.mjs";
import { accessibility, broken_numbers, eventually } from "./support.mjs";

const now = Date.now();
const sari = { id: "sari", name: "Sari Dewi" };
const budi = { id: "budi", name: "Budi Santoso" };
const number = "ESK-261123-00042-0";
const answer_text = "CEISA sudah dapat digunakan kembali sejak pukul sebelas.";
const incident = (id, more = {}) => ({ type: "incident", incident: id, title: "CEISA tidak dapat dibuka", state: "open", opened_at: iso(now - 600_000), opened_by: budi, members: 2, answered: 0, passed_over: 0, ...more });
const proposed = (by) => incident("i1", { state: "proposed", text: answer_text, proposed_by: by });
const ticket = { type: "ticket", ticket: number, number, rev: 1, kind: "escalation", office: "priok", queue: "umum", state: "in_progress", owner: sari, categories: [], conversation: "b", received_at: iso(now), due: iso(now + 9 * 3_600_000) };
const heads = () => [head("a"), head("b", { state: "escalated", ticket: number, answer_due: undefined }), waits("c")];
const coordinator = { officer: { ...sari, role: "coordinator", presence: "available", capacity: 5 } };

describe("incidents at the desk", () => {
  let daemon, browser;
  around_tests((d, b) => ([daemon, browser] = [d, b]));
  const desk = ({ more, ...part } = {}) => open_desk(browser, daemon.base, { heads: heads(), threads: { a: [line("a", 1)] }, ...part, more: { topics: ["Impor", "Ekspor"], consults: [], tickets: [ticket], incidents: [incident("i1")], ...more } });
  const sent = async (office, type, count = 1) => (await eventually(() => office.asked.filter((f) => f.type === type), (l) => l.length === count)).at(-1);
  const rows = (page) => page.locator('section[aria-labelledby="l-incidents"] button.row');
  const open = async (page, who) => {
    await page.locator("button.row:not(.ticket, .consult, .incident)").filter({ hasText: `Pemohon ${who}` }).first().click();
    await page.locator(".msg.visitor").first().waitFor();
  };
  const show = async (page) => {
    await rows(page).first().press("Enter");
    return page.locator(".conv.incident");
  };
  const key = async (page, k) => {
    await page.locator(".stage").focus();
    await page.keyboard.press(k);
  };

  test("a daemon that knows no incidents shows none of it", async () => {
    const { page, faults, close } = await desk({ more: { incidents: undefined } });
    await open(page, "a");
    assert.equal(await page.locator("#l-incidents").count(), 0);
    assert.equal(await page.getByRole("button", { name: /gangguan/i }).count(), 0);
    await key(page, "g");
    assert.equal(await page.getByRole("dialog").count(), 0);
    assert.deepEqual(faults, []);
    await close();
  });

  test("whoever does not handle conversations has no list of incidents", async () => {
    const { page, close } = await desk({ more: { officer: { ...sari, role: "auditor" }, incidents: [] } });
    await page.locator("#l-tickets").waitFor();
    assert.equal(await page.locator("#l-incidents").count(), 0);
    await close();
  });

  test("an incident is opened by keyboard, stands in the list with its state in words, and changes as it is told", async () => {
    const { page, office, close, faults } = await desk({ more: { incidents: [] }, answer: (f, o) => (f.type === "incident.open" ? (o.tell(incident("i9", { title: f.title, members: 0 })), { incident: "i9" }) : undefined) });
    await page.getByText("Tidak ada gangguan terbuka.").waitFor();
    await page.getByRole("button", { name: "Gangguan baru" }).press("Enter");
    const dialog = page.getByRole("dialog");
    await eventually(() => focus_of(page), (f) => f === "Judul gangguan");
    await page.keyboard.press("Enter");
    await dialog.getByText("Isi judulnya.").waitFor();
    await page.keyboard.type("Layanan impor terganggu");
    assert.deepEqual(await accessibility(page), []);
    await page.keyboard.press("Enter");
    assert.equal((await sent(office, "incident.open")).title, "Layanan impor terganggu");
    await page.locator("#incident-name").getByText("Layanan impor terganggu").waitFor();
    for (const [more, words] of [[{ members: 3 }, "Terbuka"], [{ members: 3, state: "proposed" }, "Menunggu persetujuan"], [{ members: 3, state: "answering", answered: 1 }, "Sedang dijawab"], [{ members: 3, state: "answered", answered: 3 }, "Dijawab"], [{ members: 3, state: "closed", answered: 3 }, "Ditutup"]]) {
      office.tell(incident("i9", { title: "Layanan impor terganggu", ...more }));
      await rows(page).locator(".chip").getByText(words, { exact: true }).waitFor();
      await rows(page).getByText(`3 anggota, ${more.answered ?? 0} dijawab`).waitFor();
    }
    assert.equal(await page.locator(".conv.incident").getByRole("button", { name: /Usulkan|Masukkan|Tutup|Cari/ }).count(), 0, "what is closed has no deeds");
    assert.deepEqual(faults, []);
    await close();
  });

  test("a conversation goes into an incident with one key, also into a new one that is opened once, and out again", async () => {
    let full = true;
    const answer = (f) => (f.type === "incident.open" ? { incident: "i2" } : f.type === "incident.add" ? (full ? { code: "full", path: "incident" } : { incident: f.incident, changed: 1, more: false, not_taken: [] })
      : f.type === "incident.remove" ? { incident: f.incident, changed: 0, more: false, not_taken: [{ what: "a", code: "bad_field", message: "it is not in this incident" }] } : undefined);
    const { page, office, close, faults } = await desk({ answer, viewport: { width: 1400, height: 900 } });
    await open(page, "a");
    await key(page, "g");
    const dialog = page.getByRole("dialog");
    await eventually(() => focus_of(page), (f) => f === "Gangguan");
    await page.keyboard.press("Enter");
    await dialog.getByRole("button", { name: "Masukkan" }).click();
    await dialog.getByText("Pilih gangguannya.").waitFor();
    assert.deepEqual(await dialog.getByLabel("Gangguan", { exact: true }).locator("option").allTextContents(), ["Tidak dipilih", "CEISA tidak dapat dibuka", "Gangguan baru"]);
    await dialog.getByLabel("Gangguan", { exact: true }).selectOption("*");
    await dialog.getByLabel("Judul gangguan").fill("Baru");
    await dialog.getByRole("button", { name: "Masukkan" }).click();
    await dialog.getByText("sebanyak batasnya").waitFor();
    full = false;
    await dialog.getByRole("button", { name: "Masukkan" }).click();
    const added = await sent(office, "incident.add", 2);
    assert.deepEqual([added.incident, added.conversations, added.tickets, added.conversation], ["i2", ["a"], undefined, undefined]);
    assert.equal(office.asked.filter((f) => f.type === "incident.open").length, 1);
    await page.getByText("1 dimasukkan.").waitFor();
    await page.getByRole("button", { name: "Keluarkan dari gangguan…" }).press("Enter");
    await dialog.getByLabel("Gangguan", { exact: true }).selectOption("i1");
    await dialog.getByRole("button", { name: "Keluarkan" }).click();
    await dialog.getByText("Tidak ikut, Pemohon a: tidak termasuk gangguan ini").waitFor();
    assert.deepEqual((await sent(office, "incident.remove")).conversations, ["a"]);
    await page.keyboard.press("Escape");
    await open(page, "b");
    await page.getByRole("region", { name: "Tiket" }).getByRole("button", { name: "Masukkan ke gangguan…" }).press("Enter");
    await dialog.getByLabel("Gangguan", { exact: true }).selectOption("i1");
    await dialog.getByRole("button", { name: "Masukkan" }).click();
    const ticketed = await sent(office, "incident.add", 3);
    assert.deepEqual([ticketed.incident, ticketed.tickets, ticketed.conversations], ["i1", [number], undefined]);
    await page.getByRole("region", { name: "Tiket" }).getByText("1 dimasukkan.").waitFor();
    assert.deepEqual(faults, []);
    await close();
  });

  test("a rule gathers what waits, and what became of it is told in words", async () => {
    const answer = (f) => (f.type === "incident.add" ? { incident: "i1", changed: 12, more: true, not_taken: [{ what: "c", code: "bad_field", message: "x" }] } : undefined);
    const { page, office, close, faults } = await desk({ answer });
    const panel = await show(page);
    const rule = panel.getByRole("region", { name: "Masukkan menurut aturan" });
    await rule.getByRole("button", { name: "Cari dan masukkan" }).press("Enter");
    await rule.getByText("Isi paling sedikit satu bagian aturan.").waitFor();
    await rule.getByLabel("Topik").selectOption("Impor");
    await rule.getByLabel("Kata yang ditulis pemohon").fill("ceisa lambat");
    await rule.getByLabel(/Diterima sejak/).fill("2026-11-23T10:00");
    await rule.getByLabel(/Diterima sebelum/).fill("2026-11-23T09:00");
    await rule.getByLabel("Kata yang ditulis pemohon").press("Enter");
    await rule.getByText("Waktu akhir harus sesudah waktu mulai.").waitFor();
    await rule.getByLabel(/Diterima sebelum/).fill("2026-11-23T12:00");
    await rule.getByLabel("Kata yang ditulis pemohon").press("Enter");
    const { topic, words, from, until } = await sent(office, "incident.add");
    assert.deepEqual({ topic, words, from, until }, { topic: "Impor", words: "ceisa lambat", from: "2026-11-23T03:00:00.000Z", until: "2026-11-23T05:00:00.000Z" });
    for (const told of ["12 dimasukkan.", "Tidak ikut, Pemohon c: tidak ada pertanyaan", "Mungkin masih ada lagi yang cocok."]) await rule.getByText(told).waitFor();
    assert.deepEqual(await accessibility(page), []);
    assert.deepEqual(faults, []);
    await close();
  });

  test("an answer is proposed from what was kept, and who proposed it is told that a second person approves", async () => {
    const { page, office, close, faults } = await desk({ more: coordinator });
    let panel = await show(page);
    await panel.getByLabel("Jawaban untuk semua anggota").fill(answer_text);
    await page.reload();
    panel = await show(page);
    const box = panel.getByLabel("Jawaban untuk semua anggota");
    assert.equal(await box.inputValue(), answer_text);
    await box.press("Control+Enter");
    const asked = await sent(office, "incident.answer");
    assert.deepEqual([asked.incident, asked.text, asked.purpose], ["i1", answer_text, "answer"]);
    office.tell(proposed(sari));
    await panel.getByText("Orang kedua, koordinator atau atasan langsung, harus menyetujui.").waitFor();
    await panel.getByText("Usulan Sari Dewi").waitFor();
    assert.equal(await box.inputValue(), "");
    assert.equal(await panel.getByRole("button", { name: "Setujui dan kirim" }).count(), 0);
    await panel.getByRole("button", { name: "Ubah usulan" }).press("Enter");
    assert.equal(await box.inputValue(), answer_text);
    assert.deepEqual(await accessibility(page), []);
    assert.deepEqual(faults, []);
    await close();
  });

  test("an officer who did not propose sees that it waits and has no approval", async () => {
    const { page, close } = await desk({ more: { incidents: [proposed(budi)] } });
    const panel = await show(page);
    await panel.getByText("Menunggu persetujuan koordinator atau atasan langsung.").waitFor();
    assert.equal(await panel.getByRole("button", { name: "Setujui dan kirim" }).count(), 0);
    await close();
  });

  test("a coordinator approves what they read, follows its way, takes out who is left and closes", async () => {
    let refuse = true;
    const answer = (f) => (f.type === "incident.close" && refuse ? { code: "bad_field", path: "incident" } : f.type === "incident.remove" ? { incident: "i1", changed: 1, more: false, not_taken: [] } : undefined);
    const { page, office, close, faults } = await desk({ answer, more: { ...coordinator, incidents: [proposed(budi)] } });
    const panel = await show(page);
    const dialog = page.getByRole("dialog");
    await panel.getByRole("button", { name: "Setujui dan kirim" }).press("Enter");
    await dialog.getByText("dikirim kepada 2 pemohon").waitFor();
    office.tell({ ...proposed(budi), text: "Yang lain." });
    await panel.getByText("Yang lain.").waitFor({ state: "attached" });
    await dialog.getByRole("button", { name: "Setujui dan kirim" }).click();
    await panel.getByText("Usulannya berubah selagi Anda membaca.").waitFor();
    assert.equal(office.asked.filter((f) => f.type === "incident.approve").length, 0);
    await panel.getByRole("button", { name: "Setujui dan kirim" }).press("Enter");
    await dialog.getByText("Yang lain.").waitFor();
    await dialog.getByRole("button", { name: "Setujui dan kirim" }).click();
    assert.equal((await sent(office, "incident.approve")).incident, "i1");
    office.tell({ ...proposed(budi), state: "answering", answered: 1 });
    await panel.getByText("1 dari 2 selesai").waitFor();
    assert.equal(await panel.getByRole("progressbar").getAttribute("value"), "1");
    assert.deepEqual(await accessibility(page), []);
    office.tell({ ...proposed(budi), state: "answered", answered: 1 });
    await panel.getByText("dapat ditutup setelah semua anggota dijawab").waitFor();
    const out = panel.getByRole("region", { name: "Keluarkan dari gangguan" });
    await out.getByLabel("Nomor tiket yang dikeluarkan").fill("ESK-261123-00042-1");
    await out.getByRole("button", { name: "Keluarkan" }).press("Enter");
    await out.getByRole("alert").getByText(/./).waitFor();
    await out.getByLabel("Nomor tiket yang dikeluarkan").fill(number);
    await page.keyboard.press("Enter");
    assert.deepEqual((await sent(office, "incident.remove")).tickets, [number]);
    await out.getByText("1 dikeluarkan.").waitFor();
    office.tell({ ...proposed(budi), state: "answered", members: 1, answered: 1 });
    await panel.getByRole("button", { name: "Tutup gangguan" }).press("Enter");
    await panel.getByText("Masih ada anggota yang menunggu.").waitFor();
    refuse = false;
    await panel.getByRole("button", { name: "Tutup gangguan" }).press("Enter");
    await sent(office, "incident.close", 2);
    office.tell({ ...proposed(budi), state: "closed", members: 1, answered: 1 });
    await panel.getByText("Gangguan ditutup.").waitFor();
    await panel.locator(".chip").getByText("Ditutup", { exact: true }).waitFor();
    assert.deepEqual(faults, []);
    await close();
  });

  test("the whole text is read before it is approved, and the approval names that text", async () => {
    const long = Array.from({ length: 60 }, (_, i) => `Baris ${i + 1}: gangguan pada modul ekspor sudah selesai ditangani.`).join("\n");
    let refuse = false;
    const answer = (f) => (f.type === "incident.approve" && refuse ? { code: "bad_field", path: "proposal", message: "" } : undefined);
    const { page, office, close } = await desk({ viewport: { width: 640, height: 400 }, answer, more: { ...coordinator, incidents: [{ ...proposed(budi), text: long, proposal: "p1" }] } });
    const panel = await show(page);
    const dialog = page.getByRole("dialog");
    const approve = panel.getByRole("button", { name: "Setujui dan kirim" });
    await approve.press("Enter");
    const text = dialog.locator(".incident-text");
    assert.equal(await text.textContent(), long);
    assert.equal(await text.evaluate((el) => el.scrollHeight > el.clientHeight + 1 && getComputedStyle(el).overflowY !== "visible"), false, "all of it stands there, in no box of its own");
    assert.deepEqual(await accessibility(page), []);
    office.tell({ ...proposed(budi), text: long, proposal: "p2" });
    await dialog.getByRole("button", { name: "Setujui dan kirim" }).click();
    await panel.getByText("Usulannya berubah selagi Anda membaca.").waitFor();
    assert.equal(office.asked.filter((f) => f.type === "incident.approve").length, 0, "the same words proposed anew are another proposal");
    refuse = true;
    await approve.press("Enter");
    await dialog.getByRole("button", { name: "Setujui dan kirim" }).click();
    assert.equal((await sent(office, "incident.approve")).proposal, "p2");
    await panel.getByText("Usulannya berubah selagi Anda membaca.").waitFor();
    await close();
  });

  for (const look of ["light", "dark"]) {
    test(`at 640 × 400 every part of an incident can be reached and nothing lies beside the screen, ${look}`, async () => {
      const { page, close } = await desk({ viewport: { width: 640, height: 400 }, more: { ...coordinator, incidents: [proposed(budi)] } });
      await page.emulateMedia({ colorScheme: look });
      const panel = await show(page);
      for (const name of ["Setujui dan kirim", "Usulkan jawaban", "Cari dan masukkan", "Keluarkan"]) {
        const button = panel.getByRole("button", { name, exact: true });
        await button.evaluate((el) => el.scrollIntoView({ block: "center" }));
        const r = await button.boundingBox();
        assert.ok(r.x >= 0 && r.y >= 0 && r.x + r.width <= 640 && r.y + r.height <= 400, `${name} ${JSON.stringify(r)}`);
      }
      assert.equal(await page.evaluate(() => document.documentElement.scrollWidth > innerWidth), false);
      assert.deepEqual(await accessibility(page), []);
      assert.deepEqual(await broken_numbers(page), []);
      await panel.getByRole("button", { name: "Kembali ke daftar" }).press("Enter");
      await rows(page).first().waitFor();
      await close();
    });
  }
});
