// Tickets and consults at the desk: found, read, done and answered by keyboard alone; what an officer may not do has no control.
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { around_tests, focus_of, head, iso, line, open_desk, waits } from "./scripted.mjs";
import { accessibility, broken_numbers, eventually } from "./support.mjs";

const min = 60_000;
const hour = 60 * min;
const now = Date.now();
const sari = { id: "sari", name: "Sari Dewi" };
const budi = { id: "budi", name: "Budi Santoso" };
const care = "CRE-261123-00007-5";
const passed = "ESK-261123-00008-3";
const ticket = (number, more = {}) => ({
  type: "ticket", ticket: number, number, rev: 1, kind: "care", office: "priok", queue: "umum", state: "in_progress", owner: sari, categories: ["ict_complaint"], subject: "CEISA tidak dapat dibuka",
  topic: "Impor", conversation: "a", received_at: iso(now - 3 * hour), due: iso(now + 5 * hour), ...more,
});
const consult = (id, more = {}) => ({
  type: "consult", consult: id, conversation: "a", from: sari, to: { role: "coordinator" }, text: "Apakah kapal keruk bekas perlu persetujuan impor?", asked_at: iso(now - 20 * min), due: iso(now + 30 * min),
  citizen_due: iso(now + 50 * min), state: "open", answers: [], rev: 1, ...more,
});
const advice = { officer: budi, text: "Perlu, lihat aturannya.", draft: "Kapal keruk bekas memerlukan persetujuan impor.", at: iso(now - 5 * min) };
const asked_of_me = consult("k2", { conversation: "z", from: budi, to: { officer: "sari" }, text: "Mohon pendapat tentang tarif kain denim.", due: iso(now + 8 * min) });
const tickets = [
  ticket(care),
  ticket(passed, { kind: "escalation", conversation: "b", subject: undefined, categories: [], owner: undefined, due: iso(now - 2 * hour), state: "issued", reminded: 2, reopened_from: "ESK-261120-00001-2" }),
  ticket("ESK-261123-00009-1", { kind: "escalation", conversation: "d", owner: budi, due: iso(now + 200 * hour), state: "coordinating" }),
];
const escalated = { state: "escalated", officer: undefined };
const heads = () => [head("a", { seq: 3, ticket: care, topic: "Impor", answer_due: undefined }), head("b", { ...escalated, ticket: passed }), waits("c"), head("d", { ...escalated, officer: budi, ticket: "ESK-261123-00009-1" })];
const threads = {
  a: [line("a", 1), line("a", 2, { from: "officer", officer: sari, purpose: "question", text: "Mohon kirim gambarnya." }), line("a", 3)],
  b: [line("b", 1), line("b", 2, { from: "officer", officer: budi, purpose: "answer", text: "Sudah kami perbaiki." })],
  z: [line("z", 1, { text: "Tarif kain denim?" })],
};
const more = (part = {}) => ({ topics: ["Impor", "Ekspor"], consults: [], tickets, ...part });
const low = { width: 640, height: 400 };

describe("tickets and consults at the desk", () => {
  let daemon, browser;
  around_tests((d, b) => ([daemon, browser] = [d, b]));
  const desk = (part = {}) => open_desk(browser, daemon.base, { heads: heads(), threads, ...part, more: more(part.more) });
  const of = (office, type) => office.asked.filter((f) => f.type === type);
  const sent = async (office, type, count = 1) => (await eventually(() => of(office, type), (l) => l.length === count)).at(-1);
  const row = (page, who) => page.locator("button.row:not(.ticket, .consult)").filter({ hasText: `Pemohon ${who}` });
  const open = async (page, who) => {
    await row(page, who).first().click();
    await page.locator(".msg.visitor").first().waitFor();
  };
  const openTicket = async (page, number) => {
    await rows_of(page, "tickets").filter({ hasText: number }).click();
    await page.locator(".msg.visitor").first().waitFor();
  };
  const key = async (page, k) => {
    await page.locator(".stage").focus();
    await page.keyboard.press(k);
  };
  const box = (page) => page.locator(".composer textarea").first();
  const rows_of = (page, list) => page.locator(`section[aria-labelledby="l-${list}"] button.row`);

  test("a daemon that knows none of it shows none of it", async () => {
    const { page, faults, close } = await open_desk(browser, daemon.base, { heads: [head("a")], more: { tickets: [{ number: passed, state: "issued", due: iso(now + hour), conversation: "a" }] } });
    await open(page, "a");
    assert.equal(await page.locator("#l-consults").count(), 0);
    for (const name of ["Konsultasi", "Ambil tiket", "Isi topik", "Minta data pemohon", "Pertanyaan baru dari sini", "Tarik jawaban"]) assert.equal(await page.getByRole("button", { name }).count(), 0, name);
    await key(page, "k");
    await key(page, "m");
    assert.equal(await page.getByRole("dialog").count(), 0);
    assert.deepEqual(faults, []);
    await close();
  });

  test("tickets are listed by what is looked for, with counts, states in words and what is overdue", async () => {
    const { page, close, faults } = await desk();
    const view = (name) => page.getByRole("button", { name });
    for (const [name, expected] of [[/^Milik saya 1$/, [care]], [/^Tanpa petugas 1$/, [passed]], [/^Lewat waktu 1$/, [passed]], [/^Petugas lain 2$/, [passed, "ESK-261123-00009-1"]]]) {
      await view(name).press("Enter");
      assert.equal(await view(name).getAttribute("aria-pressed"), "true");
      assert.deepEqual(await rows_of(page, "tickets").locator("strong").allTextContents(), expected, String(name));
    }
    const late = rows_of(page, "tickets").first();
    for (const words of ["Terbit", "lewat 2 jam", "belum ada petugas", "pengingat 2 kali"]) assert.ok((await late.textContent()).includes(words), words);
    assert.equal(await late.locator(".left.over").count(), 1);
    // The view stays over a reload; the arrows lead into the rows, Enter opens.
    await page.reload();
    await view(/^Petugas lain 2$/).waitFor();
    assert.equal(await view(/^Petugas lain 2$/).getAttribute("aria-pressed"), "true");
    await rows_of(page, "tickets").first().focus();
    await page.keyboard.press("ArrowDown");
    await page.keyboard.press("Enter");
    await page.locator("#conv-name").getByText("Pemohon d").waitFor();
    assert.deepEqual(faults, []);
    await close();
  });

  test("a ticket's facts stand beside its thread, and its deeds are done from there", async () => {
    const { page, office, close } = await desk({ viewport: { width: 1400, height: 900 } });
    await open(page, "a");
    const facts = page.getByRole("region", { name: "Tiket" });
    for (const words of [care, "CEISA Care", "Dikerjakan", "Anda", "Aduan layanan TIK", "Impor", "CEISA tidak dapat dibuka", "Batas jawaban"]) await facts.getByText(words, { exact: true }).first().waitFor();

    await facts.getByRole("button", { name: "Tugaskan" }).press("Enter");
    await page.getByRole("button", { name: "Tugaskan" }).last().click();
    await page.getByRole("dialog").getByText("Pilih satu").waitFor();
    await page.getByLabel("Petugas").last().selectOption("budi");
    await page.getByRole("dialog").getByRole("button", { name: "Tugaskan" }).click();
    assert.deepEqual((({ ticket, officer, queue, conversation }) => ({ ticket, officer, queue, conversation }))(await sent(office, "ticket.assign")), { ticket: care, officer: "budi", queue: undefined, conversation: undefined });

    await facts.getByRole("button", { name: "Ubah kategori" }).click();
    const dialog = page.getByRole("dialog");
    await dialog.getByLabel(/Aduan layanan TIK/).press("Space");
    await dialog.getByRole("button", { name: "Simpan" }).click();
    await dialog.getByText("Pilih paling sedikit satu kategori.").waitFor();
    await dialog.getByLabel("Permintaan dukungan TIK").press("Space");
    await dialog.getByLabel("Topik").selectOption("Ekspor");
    await dialog.getByRole("button", { name: "Simpan" }).click();
    const set = await sent(office, "ticket.set");
    assert.deepEqual([set.ticket, set.categories, set.topic], [care, ["ict_support_request"], "Ekspor"]);

    await facts.getByRole("button", { name: "Tutup tiket" }).click();
    await dialog.getByLabel("Hasil").selectOption("redirected");
    await dialog.getByLabel("Diarahkan ke").selectOption("ppid");
    await dialog.getByRole("button", { name: "Tutup tiket" }).click();
    assert.deepEqual((({ ticket, outcome, to, conversation }) => ({ ticket, outcome, to, conversation }))(await sent(office, "ticket.close")), { ticket: care, outcome: "redirected", to: "ppid", conversation: undefined });
    await close();
  });

  test("a ticket of nobody is taken with one key, one of a colleague's is not taken", async () => {
    const { page, office, close } = await desk();
    await openTicket(page, "00009-1");
    await key(page, "m");
    await page.locator("details.about summary, aside.about").first().waitFor();
    assert.equal(await page.getByRole("button", { name: /Ambil tiket|Tugaskan|Tutup tiket/ }).count(), 0);
    await openTicket(page, passed);
    await key(page, "m");
    assert.equal((await sent(office, "ticket.take")).ticket, passed);
    office.tell({ ...tickets[1], rev: 2, owner: sari, state: "in_progress" });
    await page.locator("#l-tickets + .views, .views").getByRole("button", { name: "Milik saya 2" }).waitFor();
    await close();
  });

  test("a consult is asked by keyboard; one that is wanted too late is warned of; what is begun is kept", async () => {
    const { page, office, close, faults } = await desk({ answer: (f) => (f.type === "consult.ask" ? { consult: "k9" } : undefined) });
    await open(page, "a");
    await key(page, "k");
    const dialog = page.getByRole("dialog");
    await dialog.getByLabel("Kepada").waitFor();
    await eventually(() => focus_of(page), (f) => f === "Kepada");
    assert.deepEqual(await dialog.getByLabel("Kepada").locator("option").allTextContents(), ["Tidak dipilih", "Koordinator", "Atasan langsung", "Seksi Teknis", "Budi Santoso"]);
    await dialog.getByRole("button", { name: "Kirim konsultasi" }).click();
    await dialog.getByText("Pilih kepada siapa.").waitFor();
    await dialog.getByLabel("Kepada").selectOption("role:superior");
    await dialog.getByLabel("Pertanyaan", { exact: true }).fill("Apakah perlu izin?");
    await dialog.getByLabel(/Ditunggu sampai/).fill("2030-01-01T10:00");
    await dialog.getByText(/Lebih lambat dari batas waktu pemohon/).waitFor();
    assert.deepEqual(await accessibility(page), []);
    await page.keyboard.press("Escape");
    await page.reload();
    await open(page, "a");
    await key(page, "k");
    assert.equal(await dialog.getByLabel("Pertanyaan", { exact: true }).inputValue(), "Apakah perlu izin?");
    await dialog.getByLabel(/Draf jawaban/).fill("Ya, perlu.");
    await dialog.getByLabel(/Ditunggu sampai/).fill("2030-01-01T10:00");
    await dialog.getByLabel(/Draf jawaban/).press("Control+Enter");
    const asked = await sent(office, "consult.ask");
    assert.deepEqual((({ conversation, ticket, to, text, draft, due }) => ({ conversation, ticket, to, text, draft, due }))(asked), { conversation: "a", ticket: care, to: { role: "superior" }, text: "Apakah perlu izin?", draft: "Ya, perlu.", due: "2030-01-01T03:00:00.000Z" });
    await dialog.waitFor({ state: "detached" });
    await key(page, "k");
    assert.equal(await dialog.getByLabel("Pertanyaan", { exact: true }).inputValue(), "");
    assert.equal(of(office, "message.send").length + of(office, "note.add").length, 0);
    assert.deepEqual(faults, []);
    await close();
  });

  test("a consult that is refused stays written and says why", async () => {
    const { page, close } = await desk({ answer: (f) => (f.type === "consult.ask" ? { code: "full", temporary: false } : undefined) });
    await open(page, "a");
    await key(page, "k");
    const dialog = page.getByRole("dialog");
    await dialog.getByLabel("Kepada").selectOption("queue:teknis");
    await dialog.getByLabel("Pertanyaan", { exact: true }).fill("Isi");
    await dialog.getByRole("button", { name: "Kirim konsultasi" }).click();
    await dialog.getByRole("alert").getByText("Layanan sedang ramai").waitFor();
    assert.equal(await dialog.getByLabel("Pertanyaan", { exact: true }).inputValue(), "Isi");
    await close();
  });

  test("an answer to my consult is told, stands in the thread as internal, and its draft is taken over with one key", async () => {
    const { page, office, close, faults } = await desk({ more: { consults: [consult("k1")] } });
    assert.deepEqual(await rows_of(page, "consults").locator("strong").allTextContents(), ["Koordinator"]);
    office.tell({ ...consult("k1"), rev: 2, state: "answered", answers: [advice] });
    await page.locator(".toast").getByText("Konsultasi ditanggapi: Budi Santoso").click();
    const shown = page.locator(".msg.consult");
    await shown.getByText("Internal, tidak terlihat pemohon").waitFor();
    for (const words of ["Anda kepada Koordinator", "Sudah ditanggapi", "Tanggapan Budi Santoso", advice.text, advice.draft]) await shown.getByText(words).waitFor();
    await box(page).fill("Sudah saya tulis sendiri.");
    await key(page, "d");
    await eventually(() => box(page).inputValue(), (v) => v === advice.draft);
    await eventually(() => focus_of(page), (f) => f.startsWith("Tulis jawaban"));
    await page.locator(".aside-drafts").getByText("Sudah saya tulis sendiri.").waitFor();
    assert.equal(of(office, "message.send").length, 0, "taking over sends nothing");
    assert.deepEqual(await accessibility(page), []);
    await shown.getByRole("button", { name: "Tutup konsultasi" }).press("Enter");
    assert.equal((await sent(office, "consult.close")).consult, "k1");
    office.tell({ ...consult("k1"), rev: 3, state: "closed", answers: [advice] });
    await shown.getByText("Ditutup").waitFor();
    assert.equal(await rows_of(page, "consults").count(), 0);
    assert.deepEqual(faults, []);
    await close();
  });

  test("where a new question waits beside a ticket, the officer says which of them the answer is to", async () => {
    const { page, office, close, faults } = await desk({ heads: [head("a", { seq: 3, ticket: care })] });
    await open(page, "a");
    const what = page.getByLabel("Yang dijawab");
    assert.deepEqual(await what.locator("option").allTextContents(), ["Menjawab pertanyaan baru", `Menjawab tiket ${care}`]);
    assert.equal(await page.locator(".solution").count(), 0);
    await box(page).fill("Kapal keruk bekas memerlukan persetujuan impor.");
    await box(page).press("Control+Enter");
    assert.equal((await sent(office, "message.send")).ticket, undefined);
    office.change("a", { state: "assigned" });
    await what.selectOption(care);
    await page.getByLabel(/Penyelesaian/).fill("Layanan dipulihkan.");
    await box(page).fill("CEISA sudah dapat dibuka.");
    await box(page).press("Control+Enter");
    const second = await sent(office, "message.send", 2);
    assert.deepEqual([second.ticket, second.solution], [care, "Layanan dipulihkan."]);
    assert.deepEqual(await accessibility(page), []);
    assert.deepEqual(faults, []);
    await close();
  });

  test("an answer that was begun to a ticket stays with it, whatever the citizen asks meanwhile and wherever the officer looks", async () => {
    const { page, office, close } = await desk({ heads: [head("a", { ...escalated, officer: sari, seq: 3, ticket: care }), head("x")] });
    await open(page, "a");
    await box(page).fill("CEISA sudah dapat dibuka.");
    office.change("a", { state: "assigned", answer_due: iso(Date.now() + 50 * min) });
    await eventually(() => page.getByLabel("Yang dijawab").inputValue(), (v) => v === care);
    await open(page, "x");
    await page.reload();
    await open(page, "a");
    assert.equal(await page.getByLabel("Yang dijawab").inputValue(), care);
    await page.getByLabel(/Penyelesaian/).fill("Layanan dipulihkan.");
    await box(page).press("Control+Enter");
    assert.equal((await sent(office, "message.send")).ticket, care);
    office.change("a", { state: "assigned" });
    await eventually(() => page.getByLabel("Yang dijawab").inputValue(), (v) => v === "");
    await close();
  });

  test("whoever is consulted is told, reads with the citizen's clock in sight, and can write to the asker alone", async () => {
    const { page, office, close, faults } = await desk();
    office.tell(asked_of_me);
    await page.locator(".toast").getByText("Budi Santoso meminta konsultasi").waitFor();
    await rows_of(page, "consults").press("Enter");
    await page.locator(".msg.visitor").getByText("Tarif kain denim?").waitFor();
    await page.locator(".conv-head .due").getByText(/sisa/).waitFor();
    const stage = page.locator(".stage");
    for (const name of [/^Kirim jawaban$/, /^Ambil$/, /^Lepas$/, /^Alihkan$/, /^Eskalasi$/, /^Tutup$/, /^Konsultasi$/, /^Simpan catatan$/]) assert.equal(await stage.getByRole("button", { name }).count(), 0, String(name));
    for (const k of ["a", "e", "t", "d", "m"]) await key(page, k);
    assert.equal(await page.getByRole("dialog").count(), 0);
    await key(page, "k");
    await eventually(() => focus_of(page), (f) => f.startsWith("Tanggapan untuk petugas"));
    await page.keyboard.type("Tarifnya 5 persen.");
    await stage.getByRole("button", { name: "Sertakan draf jawaban" }).press("Enter");
    await eventually(() => focus_of(page), (f) => f.startsWith("Draf jawaban"));
    await page.keyboard.type("Tarif kain denim 5 persen.");
    assert.deepEqual(await accessibility(page), []);
    await page.keyboard.press("Control+Enter");
    const given = await sent(office, "consult.answer");
    assert.deepEqual((({ consult, text, draft, conversation }) => ({ consult, text, draft, conversation }))(given), { consult: "k2", text: "Tarifnya 5 persen.", draft: "Tarif kain denim 5 persen.", conversation: undefined });
    await page.getByText("Tanggapan Anda tersimpan.").waitFor();
    assert.equal(of(office, "message.send").length + of(office, "note.add").length + of(office, "read").length, 0);
    office.tell({ ...asked_of_me, rev: 2, state: "closed" });
    await page.getByText("Percakapan ini hanya untuk dibaca.").waitFor();
    assert.equal(await page.locator(".composer textarea").count(), 0);
    assert.deepEqual(faults, []);
    await close();
  });

  test("a conversation that I may only read stands in no list of conversations, whatever becomes of it", async () => {
    const { page, office, close } = await desk({ more: { consults: [asked_of_me] } });
    office.tell(waits("z", { queue: "lain" }));
    await row(page, "c").waitFor();
    assert.equal(await row(page, "z").count(), 0);
    await rows_of(page, "consults").click();
    await page.locator(".conv-head").getByText("Hanya untuk dibaca").waitFor();
    assert.equal(await page.locator(".stage").getByRole("button", { name: "Ambil", exact: true }).count(), 0);
    await close();
  });

  test("what the consulted began to write is kept in their tab", async () => {
    const { page, close } = await desk({ more: { consults: [asked_of_me] } });
    await rows_of(page, "consults").click();
    await box(page).fill("Setengah jadi");
    await page.reload();
    await rows_of(page, "consults").click();
    await eventually(() => box(page).inputValue(), (v) => v === "Setengah jadi");
    await close();
  });

  test("the answer to a fault needs what was mended, a question does not", async () => {
    const { page, office, close } = await desk();
    await open(page, "a");
    await box(page).fill("Layanan sudah pulih.");
    await box(page).press("Control+Enter");
    await page.getByText("Tulis apa yang sudah diperbaiki.").waitFor();
    await eventually(() => focus_of(page), (f) => f.startsWith("Penyelesaian"));
    assert.equal(of(office, "message.send").length, 0);
    assert.deepEqual(await accessibility(page), []);
    await page.keyboard.type("Peladen dinyalakan ulang.");
    await page.keyboard.press("Control+Enter");
    const answer = await sent(office, "message.send");
    assert.deepEqual([answer.text, answer.purpose, answer.ticket, answer.solution, answer.sure], ["Layanan sudah pulih.", "answer", care, "Peladen dinyalakan ulang.", false]); // `sure` is false: the desk asks for the question about short answers
    await page.locator(".composer").getByText("Pertanyaan balik", { exact: true }).click();
    assert.equal(await page.locator(".solution").count(), 0);
    await box(page).fill("Apakah sudah bisa?");
    await box(page).press("Control+Enter");
    const question = await sent(office, "message.send", 2);
    assert.deepEqual([question.purpose, question.ticket, question.solution], ["question", undefined, undefined]);
    await close();
  });

  for (const [press, expected] of [["Ya, kirim sebagai jawaban", ["Baik.", "answer", true]], ["Kirim sebagai pertanyaan balik", ["Baik.", "question", undefined]]]) {
    test(`a short answer is asked about, and goes out once: ${press}`, async () => {
      const { page, office, close } = await desk({ heads: [head("a")], answer: (f) => (f.type === "message.send" && f.purpose === "answer" && !f.sure ? { code: "bad_field", path: "sure", message: "" } : undefined), more: { tickets: [] } });
      await open(page, "a");
      await box(page).fill("Baik.");
      await box(page).press("Control+Enter");
      await page.locator(".stale").getByText("Kirim sebagai jawaban?").waitFor();
      assert.equal(await box(page).inputValue(), "Baik.");
      await page.getByRole("button", { name: press }).press("Enter");
      const [first, second] = await eventually(() => of(office, "message.send"), (l) => l.length === 2);
      assert.deepEqual([second.text, second.purpose, second.sure], expected);
      assert.notEqual(first.id, second.id);
      await page.locator(".stale").waitFor({ state: "detached" });
      await eventually(() => focus_of(page), (f) => f !== "body");
      await close();
    });
  }

  test("a text that is changed is no longer the one that was asked about", async () => {
    const { page, close } = await desk({ heads: [head("a")], answer: (f) => (f.type === "message.send" && !f.sure ? { code: "bad_field", path: "sure", message: "" } : undefined), more: { tickets: [] } });
    await open(page, "a");
    await box(page).fill("Baik.");
    await box(page).press("Control+Enter");
    await page.locator(".stale").waitFor();
    await box(page).press("End");
    await page.keyboard.type(" Tarifnya 5 persen.");
    await page.locator(".stale").waitFor({ state: "detached" });
    await close();
  });

  test("topic, a question apart and details of the applicant are set and asked from the conversation", async () => {
    const { page, office, close } = await desk({ viewport: { width: 1400, height: 900 } });
    await open(page, "a");
    const dialog = page.getByRole("dialog");
    await page.getByRole("button", { name: "Ubah topik" }).press("Enter");
    await dialog.getByLabel("Topik").selectOption("Ekspor");
    await dialog.getByRole("button", { name: "Simpan" }).click();
    const topic = await sent(office, "conversation.topic");
    assert.deepEqual([topic.conversation, topic.topic], ["a", "Ekspor"]);
    assert.equal(await page.locator(".msg.officer").getByRole("button", { name: "Pertanyaan baru dari sini" }).count(), 0);
    await page.locator('.msg[data-seq="3"]').getByRole("button", { name: "Pertanyaan baru dari sini" }).press("Enter");
    await dialog.getByText("Tiket yang ada tetap berjalan.").waitFor();
    await dialog.getByRole("button", { name: "Pertanyaan baru dari sini" }).click();
    const split = await sent(office, "request.split");
    assert.deepEqual([split.conversation, split.from_seq], ["a", 3]);
    await page.getByRole("button", { name: "Minta data pemohon" }).click();
    await dialog.getByLabel("Nama").waitFor();
    await dialog.getByRole("button", { name: "Kirim" }).click();
    await dialog.getByText("Pilih paling sedikit satu.").waitFor();
    await dialog.getByLabel("NPWP").press("Space");
    await dialog.getByLabel("Nama").press("Space");
    await dialog.getByRole("button", { name: "Kirim" }).click();
    assert.deepEqual((await sent(office, "identity.request")).fields, ["name", "npwp"]);
    await close();
  });

  test("a coordinator revokes an answer with a reason; an officer has no such control", async () => {
    const officer = await desk();
    await openTicket(officer.page, passed);
    assert.equal(await officer.page.getByRole("button", { name: "Tarik jawaban" }).count(), 0);
    await officer.close();
    const { page, office, close } = await desk({ more: { officer: { ...sari, role: "coordinator", presence: "available", capacity: 5 } } });
    await openTicket(page, passed);
    await page.getByRole("button", { name: "Tarik jawaban" }).press("Enter");
    const dialog = page.getByRole("dialog");
    await dialog.getByRole("button", { name: "Tarik jawaban" }).click();
    await dialog.getByText("Isi alasannya.").waitFor();
    await dialog.getByLabel("Alasan menarik jawaban").fill("Keliru pos tarif");
    await dialog.getByRole("button", { name: "Tarik jawaban" }).click();
    const revoked = await sent(office, "answer.revoke");
    assert.deepEqual([revoked.conversation, revoked.seq, revoked.reason], ["b", 2, "Keliru pos tarif"]);
    office.tell({ type: "message.update", conversation: "b", seq: 2, rev: 9, purpose: "question" });
    await page.locator(".msg.officer").getByText("Pertanyaan balik", { exact: true }).waitFor();
    assert.equal(await page.getByRole("button", { name: "Tarik jawaban" }).count(), 0);
    await close();
  });

  for (const look of ["light", "dark"]) {
    test(`at 640 × 400 the whole of each composer is in sight and nothing lies outside, ${look}`, async () => {
      const { page, office, close } = await desk({ viewport: low, more: { consults: [consult("k1", { state: "answered", answers: [advice] }), asked_of_me] } });
      await page.emulateMedia({ colorScheme: look });
      const inside = async (what) => {
        const all = await page.locator(".composer :is(textarea, button, label):visible").evaluateAll((list) => list.map((el) => [el.textContent.slice(0, 20) || el.tagName, el.getBoundingClientRect()]).map(([name, r]) => ({ name, left: r.left, top: r.top, right: r.right, bottom: r.bottom })));
        assert.ok(all.length > 1, what);
        assert.deepEqual(all.filter((r) => r.left < 0 || r.top < 0 || r.right > low.width || r.bottom > low.height), [], what);
        assert.equal(await page.evaluate(() => document.documentElement.scrollWidth > innerWidth), false, what);
        const texts = await page.locator(".composer textarea:visible").evaluateAll((list) => list.map((el) => el.getBoundingClientRect()).map((r) => [r.top, r.bottom]));
        for (const [i, [top]] of texts.entries()) if (i > 0) assert.ok(top >= texts[i - 1][1] - 1, `${what}: the texts lie apart`);
        assert.deepEqual(await accessibility(page), [], what);
        assert.deepEqual(await broken_numbers(page), [], what);
      };
      await open(page, "a");
      await box(page).fill("Layanan sudah pulih.");
      await inside("the answer to a fault");
      office.change("a", { state: "assigned", answer_due: iso(Date.now() + 50 * min) });
      await page.getByLabel("Yang dijawab").waitFor();
      await inside("the answer to a fault beside a question that waits");
      await page.getByLabel("Yang dijawab").selectOption("");
      await inside("the answer to the question that waits");
      await page.getByRole("button", { name: "English" }).click();
      await inside("the same in English");
      await page.getByRole("button", { name: "Bahasa Indonesia" }).click();
      await page.locator("details.about summary").press("Enter");
      await page.getByRole("button", { name: "Tutup tiket" }).scrollIntoViewIfNeeded();
      await inside("with the ticket's facts");
      await page.getByRole("button", { name: "Kembali ke daftar" }).press("Enter");
      await rows_of(page, "consults").first().press("Enter");
      await page.getByRole("button", { name: "Sertakan draf jawaban" }).press("Enter");
      await inside("the answer to a consult");
      await close();
    });
  }
});
