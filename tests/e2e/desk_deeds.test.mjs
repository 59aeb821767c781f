// What an officer does with a conversation that changes who sees it, what is known of its citizen, or what counts as its answer.
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { around_tests, focus_of, head, line, open_desk } from "./scripted.mjs";
import { accessibility, eventually } from "./support.mjs";

const sari = { id: "sari", name: "Sari Dewi" };
const wide = { width: 1400, height: 900 };
const low = { width: 640, height: 400 };
const deeds = { topics: ["Impor"], consults: [] };

describe("deeds on a conversation", () => {
  let daemon, browser;
  around_tests((d, b) => ([daemon, browser] = [d, b]));
  const desk = ({ more, ...part } = {}) => open_desk(browser, daemon.base, { viewport: wide, heads: [head("a"), head("b")], ...part, more: { ...deeds, ...more } });
  const open = async (page, who) => {
    await page.locator("button.row").filter({ hasText: `Pemohon ${who}` }).first().click();
    await page.locator(".msg").first().waitFor();
  };
  const gone = (f, office) => {
    if (f.type !== "conversation.restrict") return undefined;
    office.tell({ type: "conversation", conversation: f.conversation, rev: 9, queue: "umum", state: "queued", gone: true });
    return {};
  };

  for (const [what, viewport] of [["a wide desk", wide], ["a low one", low]]) {
    test(`a complaint is restricted with one key and a reason, leaves the lists and is told: ${what}`, async () => {
      const { page, office, faults, close } = await desk({ viewport, answer: gone });
      await open(page, "a");
      await page.locator(".stage").focus();
      await page.keyboard.press("b");
      const dialog = page.getByRole("dialog", { name: "Batasi percakapan" });
      for (const words of ["hanya kepatuhan internal dan atasan langsung yang dapat membacanya", "Pemohon diberi tahu ke mana pengaduan disampaikan."]) await dialog.getByText(words).waitFor();
      await eventually(() => focus_of(page), (f) => f.startsWith("Alasan"));
      await dialog.getByRole("button", { name: "Batasi percakapan" }).click();
      await dialog.getByText("Isi alasannya.").waitFor();
      assert.deepEqual(await accessibility(page), []);
      await dialog.getByLabel("Alasan").fill("pengaduan tentang petugas");
      await dialog.getByRole("button", { name: "Batasi percakapan" }).click();
      await page.locator(".toast.done").getByText("Percakapan Pemohon a sekarang terbatas").waitFor();
      assert.deepEqual(office.asked.filter((f) => f.type === "conversation.restrict").map((f) => [f.conversation, f.reason]), [["a", "pengaduan tentang petugas"]]);
      assert.equal(await page.locator("button.row").filter({ hasText: "Pemohon a" }).count(), 0);
      assert.equal(await page.getByRole("dialog").count(), 0);
      await eventually(() => focus_of(page), (f) => f !== "body");
      assert.deepEqual(await accessibility(page), []);
      await page.locator(".toast.done").getByRole("button", { name: "Tutup pemberitahuan" }).click();
      await page.locator(".toast.done").waitFor({ state: "detached" });
      assert.deepEqual(faults, []);
      await close();
    });
  }

  test("it stands among the facts as well, and whoever sees a restricted one sees that it is one", async () => {
    const { page, office, close } = await desk({ heads: [head("a"), head("r", { restricted: true })], more: { officer: { ...sari, role: "superior", presence: "available", capacity: 5 } } });
    await open(page, "a");
    await page.getByRole("button", { name: "Batasi…" }).press("Enter");
    await page.getByRole("dialog", { name: "Batasi percakapan" }).waitFor();
    await page.keyboard.press("Escape");
    await page.locator("button.row").filter({ hasText: "Pemohon r" }).getByText("Terbatas").waitFor();
    await open(page, "r");
    await page.locator(".conv-meta").getByText("Terbatas").waitFor();
    assert.equal(await page.getByRole("button", { name: "Batasi…" }).count(), 0);
    await page.locator(".stage").focus();
    await page.keyboard.press("b");
    assert.equal(await page.getByRole("dialog").count(), 0);
    assert.deepEqual(office.asked.filter((f) => f.type === "conversation.restrict"), []);
    assert.deepEqual(await accessibility(page), []);
    await close();
  });

  test("what is refused is said in the dialog, and the reason stays written", async () => {
    const { page, close } = await desk({ answer: (f) => (f.type === "conversation.restrict" ? { code: "not_handling", message: "" } : undefined) });
    await open(page, "a");
    await page.keyboard.press("b");
    const dialog = page.getByRole("dialog");
    await dialog.getByLabel("Alasan").fill("pengaduan");
    await dialog.getByRole("button", { name: "Batasi percakapan" }).click();
    await dialog.getByRole("alert").getByText(/./).waitFor();
    assert.equal(await dialog.getByLabel("Alasan").inputValue(), "pengaduan");
    await close();
  });

  for (const viewport of [wide, low]) {
    test(`what the citizen said of themselves is written down, a doubtful number too, at ${viewport.width}`, async () => {
      const answer = (f) => (f.type === "identity.set" ? { warnings: [{ path: "nik", code: "format", hint: "" }, { path: "documents[0].number", code: "format", hint: "" }] } : undefined);
      const { page, office, faults, close } = await desk({ viewport, answer });
      await open(page, "a");
      if (viewport === low) await page.locator("details.about summary").click();
      await page.getByRole("button", { name: "Catat identitas" }).click();
      const dialog = page.getByRole("dialog", { name: "Catat identitas pemohon" });
      await dialog.getByRole("button", { name: "Simpan" }).click();
      await dialog.getByText("Isi paling sedikit satu.").waitFor();
      await dialog.getByLabel("Nama", { exact: true }).fill("Rina Kusuma");
      await dialog.getByLabel("NIK").fill("12345");
      await dialog.getByLabel("NPWP").focus();
      await dialog.getByText("biasanya 16 angka").waitFor();
      await dialog.getByLabel("Jenis dokumen").selectOption("pib");
      await dialog.getByLabel("Nomor dokumen").fill("000123");
      assert.deepEqual(await accessibility(page), []);
      await dialog.getByRole("button", { name: "Simpan" }).click();
      await page.locator(".toast.done").getByText("Mohon periksa kembali: NIK, Nomor dokumen.").waitFor();
      const set = office.asked.filter((f) => f.type === "identity.set");
      assert.deepEqual(set.map(({ id, type, ...rest }) => rest), [{ conversation: "a", name: "Rina Kusuma", nik: "12345", documents: [{ kind: "pib", number: "000123" }] }]);
      // What was written is gone from the form: the panel shows it masked once the daemon tells it.
      office.change("a", { contact: { id: "a", name: "Rina Kusuma" }, identity: { name: "Rina Kusuma", nik: "•2345" } });
      await page.locator(".contact").getByText("•2345").waitFor();
      await page.getByRole("button", { name: "Catat identitas" }).click();
      assert.equal(await dialog.getByLabel("NIK").inputValue(), "");
      assert.deepEqual(faults, []);
      await close();
    });
  }

  test("only who handles it writes down who asks", async () => {
    const { page, close } = await desk({ heads: [head("a", { officer: { id: "budi", name: "Budi Santoso" } })], more: { officer: { ...sari, role: "coordinator", presence: "available", capacity: 5 } } });
    await page.keyboard.press("/");
    await page.getByRole("dialog").getByLabel(/Nomor ESK/).fill("Pemohon a");
    await page.getByRole("dialog").locator("button.row").first().click();
    await page.locator(".msg").first().waitFor();
    assert.equal(await page.getByRole("button", { name: "Catat identitas" }).count(), 0);
    await page.getByRole("button", { name: "Batasi…" }).waitFor();
    await close();
  });

  test("an answer that was withdrawn is marked, at once and from the log, and does not become one again", async () => {
    const said = (seq, more) => line("a", seq, { from: "officer", officer: sari, purpose: "answer", text: `Tarifnya ${seq} persen.`, ...more });
    const { page, office, close } = await desk({ heads: [head("a", { seq: 3, state: "assigned" })], threads: { a: [line("a", 1), said(2, { purpose: "question", revoked: true }), said(3)] } });
    await open(page, "a");
    const of = (seq) => page.locator(`.msg[data-seq="${seq}"]`);
    await of(2).getByText("Jawaban ditarik").waitFor();
    office.tell({ type: "message.update", conversation: "a", seq: 3, rev: 7, purpose: "question", revoked: true });
    await of(3).getByText("Jawaban ditarik").waitFor();
    for (const seq of [2, 3]) {
      assert.equal(await of(seq).getByText(/^(Jawaban|Pertanyaan balik)$/).count(), 0);
      assert.equal(await of(seq).getByRole("button").count(), 0);
    }
    await page.keyboard.press("t");
    await page.getByRole("dialog").getByText("belum ada balasan berjenis jawaban").waitFor();
    assert.deepEqual(await accessibility(page), []);
    await close();
  });
});
