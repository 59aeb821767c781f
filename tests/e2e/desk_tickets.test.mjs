// What stays in sight of a ticket at the desk: after it was taken, escalated or closed, and what is said of its answers and notes.
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { around_tests, head, iso, line, open_desk } from "./scripted.mjs";
import { accessibility, eventually } from "./support.mjs";

const hour = 3_600_000;
const now = Date.now();
const sari = { id: "sari", name: "Sari Dewi" };
const budi = { id: "budi", name: "Budi Santoso" };
const care = "CRE-261123-00007-5";
const passed = "ESK-261123-00008-3";
const ticket = (number, more = {}) => ({
  type: "ticket", ticket: number, number, rev: 1, kind: "escalation", office: "priok", queue: "umum", state: "issued", categories: [], conversation: "a", received_at: iso(now - 3 * hour), due: iso(now + 5 * hour), ...more,
});
const wide = { width: 1400, height: 900 };

describe("a ticket at the desk", () => {
  let daemon, browser;
  around_tests((d, b) => ([daemon, browser] = [d, b]));
  const desk = ({ more, ...part }) => open_desk(browser, daemon.base, { viewport: wide, ...part, more: { topics: [], consults: [], tickets: [], ...more } });
  const rows = (page) => page.locator('section[aria-labelledby="l-tickets"] button.row');
  const view = (page) => page.locator(".view[aria-pressed=true]");
  const open = async (page, who) => {
    await page.locator("button.row:not(.ticket)").filter({ hasText: `Pemohon ${who}` }).first().click();
    await page.locator(".msg").first().waitFor();
  };

  for (const [how, state] of [["alone", "escalated"], ["with its conversation", "assigned"]]) {
    test(`a ticket that was just taken stays in sight: the list goes to one's own, ${how}`, async () => {
      const { page, office, close } = await desk({ heads: [head("a", { state: "escalated", officer: undefined, ticket: passed })], more: { tickets: [ticket(passed)] } });
      await rows(page).filter({ hasText: passed }).click();
      await page.locator(".msg").first().waitFor();
      assert.match(await view(page).textContent(), /Petugas lain/);
      await page.keyboard.press("m");
      await eventually(() => office.asked.filter((f) => f.type === "ticket.take"), (l) => l.length === 1);
      office.change("a", { state, officer: sari });
      office.tell(ticket(passed, { rev: 2, owner: sari, state: "in_progress" }));
      await eventually(() => view(page).textContent(), (t) => /Milik saya/.test(t));
      await rows(page).filter({ hasText: passed }).getByText("Dikerjakan").waitFor();
      await close();
    });
  }

  test("one's own tickets stand among one's own, and in the list as soon as that is chosen", async () => {
    const { page, office, close } = await desk({ heads: [head("a", { ticket: passed })], more: { tickets: [ticket(passed, { owner: sari, state: "in_progress" })] } });
    await page.locator(".view").filter({ hasText: "Milik saya 1" }).waitFor();
    assert.equal(await rows(page).count(), 0);
    office.tell(ticket(care, { kind: "care", owner: budi, conversation: "b" }));
    await rows(page).filter({ hasText: care }).waitFor();
    await page.locator(".view").filter({ hasText: "Milik saya" }).click();
    await rows(page).filter({ hasText: passed }).waitFor();
    office.tell(ticket(passed, { rev: 2, owner: sari, state: "answered" }));
    await page.getByText("Tidak ada tiket dalam daftar ini.").waitFor();
    await close();
  });

  test("a ticket that a colleague takes, or that comes to me by itself, does not move the list that I look at", async () => {
    const { page, office, close } = await desk({ heads: [head("a", { state: "escalated", officer: undefined, ticket: passed })], more: { tickets: [ticket(passed)] } });
    await rows(page).first().waitFor();
    office.tell(ticket(passed, { rev: 2, owner: budi, state: "in_progress" }));
    await rows(page).getByText("Budi Santoso").waitFor();
    office.tell(ticket(care, { kind: "care", owner: sari, conversation: "b" }));
    await page.locator(".view").filter({ hasText: "Milik saya" }).waitFor();
    assert.match(await view(page).textContent(), /Petugas lain/);
    await close();
  });

  test("a closed ticket's number stays among the facts, as the daemon told it or as the thread says it", async () => {
    const told = line("b", 2, { from: "system", template: "care_ticket_received", text: `Tiket ${care} telah kami terima.` });
    const { page, office, close } = await desk({
      heads: [head("a", { ticket: ticket(passed, { owner: sari }), reference: "REF-261123-00003-1" }), head("b", { channel: "care", state: "closed", outcome: "answered", officer: sari, undelivered: { seq: 1, reason: "x", count: 1, with: "sari" } })],
      threads: { b: [line("b", 1), told] }, more: { tickets: [ticket(passed, { owner: sari })] },
    });
    await open(page, "a");
    office.tell(ticket(passed, { rev: 2, owner: sari, state: "closed" }));
    office.change("a", { state: "closed", outcome: "answered", officer: undefined, ticket: undefined });
    await page.locator(".conv-meta").getByText("Selesai").waitFor();
    const facts = page.locator("aside.about");
    await facts.getByText(passed).waitFor();
    await facts.locator(".ticket-facts").getByText("Selesai").waitFor();
    await open(page, "b");
    await facts.getByText(care).waitFor();
    assert.deepEqual(await accessibility(page), []);
    await close();
  });

  test("what is answered on a filed ticket has no delivery by a platform: it is said to be on the ticket's page", async () => {
    const { page, close } = await desk({ heads: [head("a", { channel: "care", ticket: ticket(care, { kind: "care", owner: sari }), answer_due: undefined, ticket_at: undefined })], more: { tickets: [ticket(care, { kind: "care", owner: sari })] } });
    await open(page, "a");
    await page.locator(".composer textarea").first().fill("Layanan sudah dipulihkan.");
    await page.keyboard.press("Control+Enter");
    const said = page.locator(".msg.officer").last();
    await said.getByText("Layanan sudah dipulihkan.").waitFor();
    await eventually(() => said.textContent(), (t) => t.includes("tersedia di halaman tiket") && !/menunggu|menyimpan/.test(t));
    await close();
  });

  for (const [what, more, expected, reason] of [
    ["without a unit", {}, "Tiket terbit, tanpa unit tujuan", "Dieskalasi tanpa unit tujuan: perlu waktu"],
    ["to a unit", { unit: { id: "teknis", name: "Seksi Teknis" } }, "Diteruskan ke Seksi Teknis", "Dieskalasi ke Seksi Teknis: perlu waktu"],
  ]) {
    test(`what was escalated ${what} says what happened`, async () => {
      const t = ticket(passed, { owner: sari, reason: "perlu waktu", ...more });
      const { page, office, close } = await desk({ heads: [head("a")], answer: (f, office) => (f.type === "conversation.escalate" ? (office.change("a", { state: "escalated", ticket: t }), office.tell(t), { ticket: t }) : undefined) });
      await open(page, "a");
      await page.keyboard.press("e");
      const dialog = page.getByRole("dialog");
      await dialog.getByText("Tanpa unit, tiketnya tetap Anda kerjakan.").waitFor();
      await dialog.getByLabel("Alasan").fill("perlu waktu");
      if (more.unit) await dialog.getByLabel("Unit terkait").selectOption("teknis");
      await dialog.getByRole("button", { name: "Eskalasi" }).click();
      await page.locator(".conv-meta .chip").getByText(expected, { exact: true }).waitFor();
      await page.locator(".about").getByText(reason).waitFor();
      assert.equal(office.asked.find((f) => f.type === "conversation.escalate").unit, more.unit?.id);
      await close();
    });
  }

  test("the service's notes are read in the language of the desk, an officer's own words as they are", async () => {
    const note = (rev, officer, text) => ({ type: "note", conversation: "a", id: `n${rev}`, rev, at: iso(Date.parse("2026-11-23T02:00:02.000Z") + rev), officer, text });
    const service = { id: "sahut", name: "Sahut" };
    const { page, office, close } = await desk({ heads: [head("a")] });
    await open(page, "a");
    office.tell(note(2, service, "Pengingat: jawaban tiket sudah melewati batas waktu. Diberitahukan kepada koordinator. (Reminder: the answer was due; told to the coordinator.)"));
    office.tell(note(3, budi, "Jawaban ditarik, alasan (answer revoked, reason): salah pos tarif (BTKI)"));
    office.tell(note(4, budi, "Sudah ditelepon. (Tidak diangkat.)"));
    const notes = page.locator(".msg.note .text");
    await eventually(() => notes.allTextContents(), (l) => l.length === 3);
    assert.deepEqual(await notes.allTextContents(), ["Pengingat: jawaban tiket sudah melewati batas waktu. Diberitahukan kepada koordinator.", "Jawaban ditarik, alasan: salah pos tarif (BTKI)", "Sudah ditelepon. (Tidak diangkat.)"]);
    await page.getByRole("button", { name: "English" }).click();
    await eventually(() => notes.allTextContents(), (l) => l[0].startsWith("Reminder"));
    assert.deepEqual(await notes.allTextContents(), ["Reminder: the answer was due; told to the coordinator.", "Answer revoked, reason: salah pos tarif (BTKI)", "Sudah ditelepon. (Tidak diangkat.)"]);
    await close();
  });

  test("a number of CEISA Care can be looked for, and the field says so", async () => {
    const { page, close } = await desk({ heads: [head("a")] });
    await page.keyboard.press("/");
    await page.getByLabel("Nomor ESK, CRE, REF, atau nama").waitFor();
    await close();
  });
});
