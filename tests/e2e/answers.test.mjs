// What citizens are shown of answers, against the mock office: each with its own solution, one that was withdrawn as such, and what
// they say of them. What went well is told in green.
import assert from "node:assert/strict";
import { after, before, beforeEach, describe, test } from "node:test";
import { accessibility, ask, eventually, open_widget, person, phone, question_box, start_browser } from "./support.mjs";
import { startMock } from "../../web/mock/server.mjs";

describe("answers on the citizens' pages", () => {
  let mock, browser, desk;
  before(async () => {
    browser = await start_browser();
  });
  beforeEach(async () => {
    await mock?.close();
    mock = await startMock();
    desk = mock.care;
  });
  after(async () => {
    await browser?.close();
    await mock?.close();
  });
  const citizen = async (options) => {
    const who = await person(browser, options);
    return { ...who, end: async () => {
      assert.deepEqual(who.faults, []);
      await who.close();
    } };
  };
  const filed = () => desk.file(desk.accounts.get("ptsamudra"), { office: "priok", categories: ["ict_complaint"], subject: "Modul ekspor", description: "Layar kosong." });
  const views = {
    "CEISA Care": async (page, t) => {
      await page.goto(`${mock.base}/care/#/${t.number}`);
      await page.getByLabel("Nama akun").fill("ptsamudra");
      await page.getByLabel("Kata sandi", { exact: true }).fill("rahasia-dev");
      await page.keyboard.press("Enter");
      await page.locator(".result h1").waitFor();
    },
    "the status page": async (page, t) => {
      await page.goto(mock.office.statusUrl(t.number, t.secret));
      await page.locator(".result h1").waitFor();
    },
  };
  const colour = (locator) => locator.evaluate((el) => getComputedStyle(el).backgroundColor);
  const token = (page, name) => page.evaluate((name) => {
    const probe = document.createElement("p");
    probe.style.background = `var(${name})`;
    document.body.append(probe);
    const found = getComputedStyle(probe).backgroundColor;
    probe.remove();
    return found;
  }, name);

  for (const [where, open] of Object.entries(views)) {
    test(`each answer has its own solution in the thread: ${where}`, async () => {
      const t = filed();
      desk.answer(t.number, "Sudah pulih.", "Masuk kembali.");
      desk.set(t.number, { state: "in_progress", answered: undefined, solution: undefined });
      desk.say(t, { from: "visitor", text: "Masih kosong." });
      desk.answer(t.number, "Sekarang sudah pulih.", "Hapus data peramban.");
      const { page, end } = await citizen();
      await open(page, t);
      const answers = page.locator(".thread li.officer");
      assert.deepEqual(await answers.locator(".solution .text").allTextContents(), ["Masuk kembali.", "Hapus data peramban."]);
      assert.equal(await page.locator(".first .solution .text").textContent(), "Hapus data peramban.");
      assert.deepEqual(await accessibility(page), []);
      await end();
    });

    test(`an answer that was withdrawn is shown as such and is the answer no more: ${where}`, async () => {
      const t = filed();
      desk.answer(t.number, "Tarifnya 5 persen.");
      const { page, end } = await citizen();
      await open(page, t);
      await page.locator(".first").getByText("Tarifnya 5 persen.").waitFor();
      desk.revoke(t.number);
      await page.locator(".thread li.revoked").getByText("Jawaban ditarik").waitFor({ timeout: 20_000 });
      assert.equal(await page.locator(".first").count(), 0);
      const line = page.locator(".thread li.revoked");
      for (const words of ["Pesan ini tidak berlaku lagi sebagai jawaban.", "Tarifnya 5 persen."]) await line.getByText(words).waitFor();
      assert.equal(await line.locator(".answer").count(), 0);
      assert.deepEqual(await accessibility(page), []);
      await page.getByRole("button", { name: "English" }).click();
      await line.getByText("Answer withdrawn").waitFor();
      await end();
    });

    test(`a ticket under coordination says so: ${where}`, async () => {
      const t = filed();
      desk.set(t.number, { state: "coordinating" });
      const { page, end } = await citizen();
      await open(page, t);
      await page.locator(".steps .now").getByText("Ditangani, sedang dikoordinasikan").waitFor();
      await end();
    });

    test(`what went well is told in green, what did not in amber: ${where}`, async () => {
      const t = filed();
      const { page, end } = await citizen();
      await open(page, t);
      const box = page.getByLabel("Tulis pesan pada nomor ini");
      const told = page.locator(".reply .told");
      await box.fill("Tambahan.");
      await page.getByRole("button", { name: "Kirim", exact: true }).click();
      await told.getByText("Pesan Anda sudah kami terima.").waitFor();
      assert.equal(await colour(told), await token(page, "--ok-wash"));
      desk.trouble.push({ path: `/api/v1/tickets/${t.number}/messages`, method: "POST", status: 503 });
      await box.fill("Satu lagi.");
      await page.getByRole("button", { name: "Kirim", exact: true }).click();
      await told.getByText("Pesan belum terkirim").waitFor();
      assert.equal(await colour(told), await token(page, "--warn-wash"));
      desk.answer(t.number, "Sudah pulih.");
      await page.getByRole("button", { name: "Sudah terjawab" }).click({ timeout: 20_000 });
      const thanks = page.locator(".verdict .told");
      await thanks.getByText("Terima kasih. Tiket ini kami tutup.").waitFor();
      assert.equal(await colour(thanks), await token(page, "--ok-wash"));
      await end();
    });
  }

  const answered = async (page) => {
    mock.office.officers.get("sari").presence = "available";
    await open_widget(page, mock.base);
    await ask(page, "Berapa tarif kain denim?");
    const c = await eventually(() => [...mock.office.conversations.values()].at(-1), (x) => x?.officer === "sari");
    mock.office.answer(c, "Tarifnya 5 persen.", "Lihat BTKI.");
    await page.locator(".line.answer").getByText("Tarifnya 5 persen.").waitFor();
    return c;
  };

  for (const [name, viewport] of [["a desktop", undefined], ["a phone", phone]]) {
    test(`under an answer one says that it is none, in one press: the widget on ${name}`, async () => {
      const { page, end } = await citizen({ viewport });
      const c = await answered(page);
      await page.locator(".line.answer .solved").getByText("Lihat BTKI.").waitFor();
      assert.deepEqual(await accessibility(page), []);
      const deny = page.getByRole("button", { name: "Belum terjawab" });
      await deny.focus();
      await page.keyboard.press("Enter");
      await eventually(() => c.messages.filter((m) => m.from === "visitor").at(-1).text, (t) => t === "Belum terjawab");
      await deny.waitFor({ state: "detached" });
      assert.equal(await question_box(page).evaluate((el) => el.getRootNode().activeElement === el), true);
      await end();
    });
  }

  test("in English the same is said in English words", async () => {
    const { page, end } = await citizen();
    const c = await answered(page);
    await page.getByRole("button", { name: "Pilihan" }).click();
    await page.getByRole("button", { name: "English" }).click();
    await page.getByRole("button", { name: "Not answered" }).click();
    await eventually(() => c.messages.filter((m) => m.from === "visitor").at(-1).text, (t) => t === "Not answered");
    await end();
  });

  test("an answer that was withdrawn is marked in the widget at once and after a reload, and nothing is asked about it", async () => {
    const { page, end } = await citizen();
    const c = await answered(page);
    mock.office.revoke(c, c.messages.findLast((m) => m.purpose === "answer"));
    const line = page.locator(".line.revoked");
    await line.getByText("Jawaban ditarik").waitFor();
    await line.getByText("Pesan ini tidak berlaku lagi sebagai jawaban.").waitFor();
    assert.equal(await page.locator(".line.answer").count(), 0);
    assert.equal(await page.getByRole("button", { name: "Belum terjawab" }).count(), 0);
    await page.reload();
    await line.getByText("Jawaban ditarik").waitFor();
    assert.deepEqual(await accessibility(page), []);
    await end();
  });
});
