// "Keadaan saluran": how the office's accounts stand, on a desk whose daemon's answer is written down here.
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { accessibility, eventually, phone } from "./support.mjs";
import { around_tests, open_desk } from "./scripted.mjs";

const at = "2026-11-30T03:04:00.000Z";
const one = (channel, kind, more = {}) => ({ channel, kind, account: `akun-${channel}`, queue: "umum", decision: "KEP-12/KPU.1/2026", state: "working", to_send: 0, unread: 0, last_received_at: at, last_sent_at: at, seen_at: at, ...more });
const answer = {
  office: "priok",
  channels: [
    one("wa-priok", "whatsapp", { subscribed: true, subscription: "the application 7 is subscribed to 900", looked_at: at, token_ends_at: new Date(Date.now() + 5 * 86_400_000).toISOString() }),
    one("fb-priok", "messenger", { state: "inbound_missing", subscribed: false, subscription: "Meta refused (HTTP 401, code 190): \"Session has expired\"", looked_at: at, resubscribed: 2 }),
    one("x-priok", "x", { state: "stopped", stopped: "Akses akun ini ke X tidak berlaku lagi; mohon hubungi pengelola sistem", to_send: 3, unread: 1 }),
    one("portal", "generic", { state: "unknown", last_received_at: undefined, last_sent_at: undefined, seen_at: undefined, decision: undefined }),
  ],
};

describe("the channels' state", { timeout: 120_000 }, () => {
  let daemon, browser;
  around_tests((d, b) => ([daemon, browser] = [d, b]));
  async function opened({ answers = () => [200, answer], ...more } = {}) {
    const desk = await open_desk(browser, daemon.base, { more: { channels: true }, ...more });
    let asked = 0;
    await desk.context.route("**/api/v1/channels", (route) => {
      const [status, json] = answers((asked += 1));
      return route.fulfill({ status, json });
    });
    await desk.page.getByRole("button", { name: /Keadaan saluran|State of the channels/ }).click();
    return { ...desk, asked: () => asked, dialog: desk.page.getByRole("dialog") };
  }

  test("what needs somebody comes first, with its reason; the rest says when something came and went last", async () => {
    const desk = await opened();
    const cards = desk.dialog.locator(".ch");
    await eventually(() => cards.count(), (n) => n === 4);
    assert.deepEqual(await cards.locator("h3 span[translate=no]").allTextContents(), ["fb-priok", "x-priok", "wa-priok", "portal"]);
    await desk.dialog.getByText("2 saluran perlu ditangani.").waitFor();
    await cards.nth(1).getByText("Akses akun ini ke X tidak berlaku lagi").waitFor();
    await cards.nth(1).getByText("3 untuk dikirim, 1 belum diolah").waitFor();
    await cards.nth(2).getByText(/pukul 10\.04 WIB/i).first().waitFor();
    await cards.nth(2).locator("dd.soon").filter({ hasText: "hari lagi" }).waitFor();
    await cards.nth(3).getByText("Belum diketahui").waitFor();
    await cards.nth(0).locator("summary").press("Enter");
    await cards.nth(0).getByText("Session has expired").waitFor();
    await cards.nth(0).getByText("Dipulihkan otomatis: 2 kali.").waitFor();
    assert.deepEqual(await accessibility(desk.page), []);
    await desk.page.setViewportSize(phone);
    assert.equal(await desk.dialog.evaluate((d) => d.scrollWidth <= d.clientWidth), true);
    assert.deepEqual(await accessibility(desk.page), []);
    await desk.close();
  });

  test("it is read anew while it is open, and what was seen last stays while nobody answers", async () => {
    const healed = { ...answer, channels: answer.channels.map((c) => ({ ...c, state: "working", stopped: undefined })) };
    const desk = await opened({ answers: (n) => (n === 1 ? [200, answer] : n === 2 ? [503, {}] : [200, healed]) });
    await desk.dialog.getByText("2 saluran perlu ditangani.").waitFor();
    await eventually(() => desk.asked(), (n) => n >= 2, 15_000);
    assert.equal(await desk.dialog.locator(".ch").count(), 4);
    await desk.dialog.getByText("Semua saluran berjalan.").waitFor({ timeout: 15_000 });
    await desk.close();
  });

  test("it says so where there is nothing to show, or one may not see it; without the right there is no button", async () => {
    for (const [reply, words] of [[[200, { office: "priok", channels: [] }], "belum memiliki akun"], [[403, {}], "hanya untuk koordinator"], [[401, {}], ""], [[503, {}], ""]]) {
      const desk = await opened({ answers: () => reply });
      await desk.dialog.locator(words ? `text=${words}` : "[role=alert]").waitFor();
      await desk.close();
    }
    const plain = await open_desk(browser, daemon.base);
    assert.equal(await plain.page.getByRole("button", { name: "Keadaan saluran" }).count(), 0);
    await plain.close();
  });
});
