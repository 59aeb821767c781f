// A citizen and an officer in two windows, and what breaks between them.
import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { ask, eventually, mine, open_widget, own_lines, person, question_box, reply, set_presence, sign_in, start_browser, start_daemon } from "./support.mjs";

describe("a conversation", () => {
  let daemon, browser, citizen, officer;
  before(async () => {
    daemon = await start_daemon({});
    browser = await start_browser();
    citizen = await person(browser);
    officer = await person(browser);
  });
  after(async () => {
    await browser?.close();
    await daemon?.close();
  });

  test("the_citizen_sees_sent_after_the_ack_and_is_told_the_promise_in_words", async () => {
    await open_widget(citizen.page, daemon.base);
    await ask(citizen.page, "Berapa bea masuk untuk sepatu dari luar negeri?");
    await eventually(() => own_lines(citizen.page), (l) => l.length === 1 && l[0].sent);
    await citizen.page.locator(".status .where").filter({ hasText: /paling lambat/ }).waitFor();
    await citizen.page.locator(".line.system").filter({ hasText: /urutan ke.1/ }).waitFor();
  });

  test("an_available_officer_gets_it_asks_back_and_answers_live", async () => {
    const { page } = officer;
    await sign_in(page, daemon.base, daemon.officers[0]);
    await set_presence(page, "available");
    await mine(page).first().click();
    await page.locator(".msg.visitor").filter({ hasText: "sepatu" }).waitFor();
    await citizen.page.locator(".status").filter({ hasText: `Ditangani petugas ${daemon.officers[0].name}.` }).waitFor();
    await reply(page, "Mohon nomor resinya?", "Pertanyaan balik");
    await citizen.page.locator(".line.officer").filter({ hasText: "nomor resinya" }).waitFor();
    await citizen.page.locator(".status").filter({ hasText: "menunggu tanggapan" }).waitFor();
    await ask(citizen.page, "RB123456785GB");
    await page.locator(".msg.visitor").filter({ hasText: "RB123456785GB" }).waitFor();
    await reply(page, "Tarifnya bergantung pada klasifikasinya.");
    await citizen.page.locator(".line.officer").filter({ hasText: "klasifikasinya" }).waitFor();
    await citizen.page.locator(".status").filter({ hasText: "Dijawab" }).waitFor();
    // The answer is marked as that, the question is not; the officer who takes it back takes the mark with it.
    const marked = () => citizen.page.locator(".line.officer:has(.mark) .bubble").allTextContents();
    await eventually(marked, (m) => m.length === 1 && m[0].includes("klasifikasinya"));
    await citizen.page.reload();
    await eventually(marked, (m) => m.length === 1 && m[0].includes("klasifikasinya"));
    await page.getByRole("button", { name: "Jadikan pertanyaan" }).click();
    await eventually(marked, (m) => m.length === 0);
    await page.getByRole("button", { name: "Hitung sebagai jawaban" }).last().click();
    await eventually(marked, (m) => m.length === 1);
  });

  test("a_note_never_reaches_the_citizen", async () => {
    await reply(officer.page, "catatan rahasia", "Catatan");
    await officer.page.locator(".msg.note").filter({ hasText: "catatan rahasia" }).waitFor();
    await citizen.page.reload();
    await citizen.page.locator(".line.officer").first().waitFor();
    assert.equal(await citizen.page.getByText("catatan rahasia").count(), 0);
  });

  test("after_a_reload_everything_is_there_once_and_in_order", async () => {
    const texts = await eventually(() => own_lines(citizen.page).then((l) => l.map((x) => x.text)), (l) => l.length === 2);
    assert.deepEqual(texts, ["Berapa bea masuk untuk sepatu dari luar negeri?", "RB123456785GB"]);
    await eventually(() => citizen.page.locator(".line.officer").count(), (v) => v === 2);
  });

  test("lines_written_offline_wait_survive_a_reload_and_arrive_once_in_order", async () => {
    await citizen.context.setOffline(true);
    await ask(citizen.page, "satu tanpa sambungan");
    await ask(citizen.page, "dua tanpa sambungan");
    await citizen.page.locator(".status").filter({ hasText: "tidak tersambung" }).waitFor();
    assert.deepEqual((await own_lines(citizen.page)).slice(-2), [{ text: "satu tanpa sambungan", sent: false }, { text: "dua tanpa sambungan", sent: false }]);
    await citizen.context.setOffline(false);
    await eventually(() => own_lines(citizen.page), (l) => l.length === 4 && l.every((x) => x.sent));
    await citizen.page.reload(); // the panel was open, so it is again
    const lines = await eventually(() => own_lines(citizen.page), (l) => l.length >= 4);
    assert.deepEqual(lines.slice(-2).map((l) => l.text), ["satu tanpa sambungan", "dua tanpa sambungan"]);
    assert.equal(lines.length, 4);
  });

  test("a_second_tab_shows_the_same_and_follows_live", async () => {
    const tab = await citizen.context.newPage();
    await open_widget(tab, daemon.base);
    await eventually(() => own_lines(tab), (l) => l.length === 4);
    await ask(tab, "dari tab kedua");
    await eventually(() => own_lines(citizen.page), (l) => l.length === 5 && l.at(-1).text === "dari tab kedua");
    await tab.close();
  });

  test("a_draft_outlives_a_reload_and_a_page_that_changes_its_body_keeps_one_socket", async () => {
    const { page } = citizen;
    const sockets = new Set();
    await page.reload();
    await question_box(page).fill("belum selesai ditulis");
    page.on("websocket", (socket) => {
      sockets.add(socket);
      socket.on("close", () => sockets.delete(socket));
    });
    await page.reload();
    await eventually(() => question_box(page).inputValue(), (v) => v === "belum selesai ditulis");
    for (let i = 0; i < 3; i += 1) {
      await page.evaluate(() => {
        const tag = document.createElement("script");
        tag.src = "/widget.js";
        tag.dataset.office = "priok";
        const body = document.createElement("body");
        document.body.replaceWith(body);
        body.append(tag);
      });
      await eventually(() => question_box(page).inputValue(), (v) => v === "belum selesai ditulis");
      await eventually(() => sockets.size, (n) => n === 1);
    }
    await question_box(page).fill("");
    await page.evaluate(() => document.querySelector("sahut-widget").remove());
    await eventually(() => sockets.size, (n) => n === 0);
    await open_widget(page, daemon.base);
  });

  test("enter_that_ends_a_composition_sends_nothing", async () => {
    const { page } = citizen;
    const before = (await own_lines(page)).length;
    await question_box(page).fill("separuh kata");
    await question_box(page).evaluate((el) => {
      for (const more of [{ keyCode: 229 }, { isComposing: true, keyCode: 13 }]) el.dispatchEvent(new KeyboardEvent("keydown", { key: "Enter", bubbles: true, cancelable: true, ...more }));
    });
    assert.equal(await question_box(page).inputValue(), "separuh kata");
    await question_box(page).fill("\u200b\u3164");
    assert.equal(await page.getByRole("button", { name: "Kirim", exact: true }).isDisabled(), true);
    await question_box(page).fill("");
    assert.equal((await own_lines(page)).length, before);
  });

  test("a_translated_page_goes_on_showing_the_state", async () => {
    const { page } = citizen;
    await page.evaluate(() => {
      const root = document.querySelector("sahut-widget").shadowRoot;
      const walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
      const nodes = [];
      while (walker.nextNode()) if (walker.currentNode.data.trim() && !walker.currentNode.parentElement.closest("[translate=no]")) nodes.push(walker.currentNode);
      for (const node of nodes) {
        const font = document.createElement("font");
        font.textContent = `T:${node.data}`;
        node.replaceWith(font);
      }
    });
    await page.locator(".status").filter({ hasText: "T:" }).waitFor();
    await ask(page, "sesudah diterjemahkan");
    await eventually(() => own_lines(page), (l) => l.at(-1).text === "sesudah diterjemahkan" && l.at(-1).sent);
    await page.getByRole("button", { name: "Pilihan" }).click();
    await page.getByRole("button", { name: /English/ }).click();
    await page.getByRole("textbox", { name: "Write your question" }).waitFor();
    const focused = await page.evaluate(() => document.activeElement?.shadowRoot?.activeElement?.className ?? "");
    assert.match(focused, /menu-button/);
    await page.getByRole("button", { name: "Options" }).click();
    await page.getByRole("button", { name: "Bahasa Indonesia" }).click();
    assert.equal(await page.locator(".status").filter({ hasText: "T:" }).count(), 0);
  });

  test("a_broken_line_loses_nothing_on_either_side", async () => {
    await officer.page.locator("textarea").fill("draf yang belum dikirim");
    await daemon.cut();
    await ask(citizen.page, "sesudah putus");
    await eventually(() => own_lines(citizen.page), (l) => l.at(-1).text === "sesudah putus" && l.at(-1).sent, 40_000);
    await officer.page.locator(".msg.visitor").filter({ hasText: "sesudah putus" }).waitFor({ timeout: 40_000 });
    await eventually(() => officer.page.locator("textarea").inputValue(), (v) => v === "draf yang belum dikirim");
    await eventually(() => officer.page.locator(".msg.visitor").filter({ hasText: "sesudah putus" }).count(), (v) => v === 1);
  });

  test("closing_the_conversation_is_told_to_the_citizen", async () => {
    const { page } = officer;
    await page.locator("textarea").fill("");
    await page.getByRole("button", { name: "Tutup", exact: true }).click();
    const dialog = page.getByRole("dialog");
    await dialog.getByLabel("Hasil").selectOption("not_a_request");
    await dialog.getByRole("button", { name: "Tutup" }).click();
    await citizen.page.locator(".status").filter({ hasText: "Selesai" }).waitFor();
  });

  test("a_browser_that_keeps_nothing_or_kept_rubbish_asks_all_the_same_and_is_told_so", async () => {
    const kinds = {
      forbidden: () => {
        for (const name of ["localStorage", "sessionStorage"]) Object.defineProperty(window, name, { get: () => { throw new DOMException("no", "SecurityError"); } });
      },
      rubbish: () => {
        localStorage.setItem("sahut/priok/session", '{"token":123}');
        localStorage.setItem("sahut/priok/out/x", "7");
        localStorage.setItem("sahut/priok/seen", "{}");
        sessionStorage.setItem("sahut/priok/identity", "[1]");
      },
    };
    for (const [kind, spoil] of Object.entries(kinds)) {
      const { context, page, faults, close } = await person(browser);
      await context.addInitScript(spoil);
      await open_widget(page, daemon.base);
      await ask(page, `penyimpanan ${kind}`);
      await eventually(() => own_lines(page), (l) => l.length === 1 && l[0].sent);
      await eventually(() => page.locator(".status").filter({ hasText: "tidak menyimpan" }).count(), (n) => n === (kind === "forbidden" ? 1 : 0));
      assert.deepEqual(faults, []);
      await close();
    }
  });

  test("no_page_broke_its_policy_or_threw", () => assert.deepEqual([...citizen.faults, ...officer.faults], []));
});
