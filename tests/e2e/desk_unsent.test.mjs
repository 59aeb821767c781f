// What an officer wrote and what became of it: nobody goes on believing that something was sent or saved, wherever they look by then.
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { around_tests, head, open_desk } from "./scripted.mjs";
import { eventually } from "./support.mjs";

const skip = process.env.SAHUT_E2E === "mock" && "the office is scripted; only the pages are the daemon's";
const held = { re: "nobody" }; // an answer that does not come yet

describe("what was not sent", { skip }, () => {
  let daemon, browser;
  around_tests((d, b) => ([daemon, browser] = [d, b]));
  const row = (page, who) => page.locator("button.row").filter({ hasText: `Pemohon ${who}` });
  const box = (page) => page.locator(".composer textarea");
  const written = (type, office) => office.asked.filter((f) => f.type === type);
  const refuse = (office, f) => office.tell({ type: "error", re: f.id, code: "not_handling", message: "", temporary: false });

  for (const [kind, type] of [["Jawaban", "message.send"], ["Pertanyaan balik", "message.send"], ["Catatan", "note.add"]]) {
    test(`refused while another conversation is looked at, it is told there and stands in its composer: ${kind}`, async () => {
      const { page, office, faults, close } = await open_desk(browser, daemon.base, { heads: [head("a"), head("b")], answer: (f) => (f.type === type ? held : undefined) });
      await row(page, "a").click();
      await page.locator(".composer").getByText(kind, { exact: true }).click();
      await box(page).fill("Kata yang tidak boleh hilang.");
      await page.keyboard.press("Control+Enter");
      const [asked] = await eventually(() => written(type, office), (l) => l.length === 1);
      await page.locator(".msg.pending").filter({ hasText: "Kata yang tidak boleh hilang." }).waitFor();
      await row(page, "b").click();
      refuse(office, asked);
      await page.locator(".unsent-bar").getByText(/Pemohon a belum terkirim/).waitFor();
      await page.locator(".unsent-bar").getByRole("button", { name: "Buka" }).press("Enter");
      await page.locator(".stale").getByText(/Belum terkirim/).waitFor();
      assert.equal(await box(page).inputValue(), "Kata yang tidak boleh hilang.");
      assert.equal(await page.locator(".unsent-bar p").count(), 0, "told in one place");
      assert.equal(await page.locator(".composer input:checked").evaluate((i) => i.labels[0].textContent), kind);
      assert.deepEqual(faults, []);
      await close();
    });

    test(`refused after its composer was left and opened again, it stands there and nothing overwrites it: ${kind}`, async () => {
      const { page, office, close } = await open_desk(browser, daemon.base, { heads: [head("a"), head("b")], answer: (f) => (f.type === type ? held : undefined) });
      await row(page, "a").click();
      await page.locator(".composer").getByText(kind, { exact: true }).click();
      await box(page).fill("Kata pertama.");
      await page.keyboard.press("Control+Enter");
      const [asked] = await eventually(() => written(type, office), (l) => l.length === 1);
      await row(page, "b").click();
      await row(page, "a").click();
      refuse(office, asked);
      await eventually(() => box(page).inputValue(), (v) => v === "Kata pertama.");
      await page.locator(".stale").waitFor();
      await box(page).press("End");
      await page.keyboard.type(" Lagi.");
      assert.equal(await box(page).inputValue(), "Kata pertama. Lagi.");
      await close();
    });
  }

  test("a note on its way outlives a reload and is saved once", async () => {
    let hold = true;
    const { page, office, close } = await open_desk(browser, daemon.base, { heads: [head("a")], answer: (f) => (f.type === "note.add" && hold ? held : undefined) });
    await row(page, "a").click();
    await page.locator(".composer").getByText("Catatan", { exact: true }).click();
    await box(page).fill("Periksa manifes.");
    await page.keyboard.press("Control+Enter");
    await eventually(() => written("note.add", office), (l) => l.length === 1);
    hold = false;
    await page.reload();
    const all = await eventually(() => written("note.add", office), (l) => l.length === 2);
    assert.deepEqual([all[1].id, all[1].text], [all[0].id, "Periksa manifes."]);
    await row(page, "a").click();
    assert.equal(await box(page).inputValue(), "");
    assert.deepEqual(written("message.send", office), []);
    await close();
  });
});
