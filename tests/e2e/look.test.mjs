// What the pages look like, as far as a machine can see it: their one font, their sizes, what a first look costs.
import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { person, start_browser, start_daemon } from "./support.mjs";

describe("the look", () => {
  let daemon;
  let browser;
  before(async () => {
    daemon = await start_daemon();
    browser = await start_browser();
  });
  after(async () => {
    await browser?.close();
    await daemon?.close();
  });

  const on_the_wire = async (path) => {
    const reply = await fetch(new URL(path, daemon.base), { headers: { "accept-encoding": "br" } });
    assert.equal(reply.status, 200, path);
    assert.equal(reply.headers.get("content-encoding"), path.endsWith(".woff2") ? null : "br", path);
    return Number(reply.headers.get("content-length"));
  };
  const text_of = async (path) => (await fetch(new URL(path, daemon.base))).text();
  const fonts_of = async (sheet) => [...(await text_of(sheet)).matchAll(/url\(["']?([^"')]+)/g)].map((m) => m[1]);

  test("the_consoles_first_load_with_its_font_is_below_200_000_bytes", async () => {
    const page = await text_of("/console/");
    const files = [...page.matchAll(/(?:src|href)="(\/console\/assets\/[^"]+)"/g)].map((m) => m[1]);
    assert.ok(files.some((f) => f.endsWith(".js")) && files.some((f) => f.endsWith(".css")), page);
    const fonts = await fonts_of(files.find((f) => f.endsWith(".css")));
    assert.match(fonts.join(" "), /^\/console\/assets\/\S+\.woff2$/, "one font, from where the page came");
    const bytes = page.length + (await Promise.all([...files, ...fonts].map(on_the_wire))).reduce((a, b) => a + b);
    assert.ok(bytes < 200_000, `${bytes} bytes`);
  });

  for (const path of ["/", "/status/", "/privacy", "/console/"]) {
    test(`the_one_font_is_taken_from_our_own_origin_and_used_by_${path}`, async () => {
      const { page, faults, close } = await person(browser);
      const asked = [];
      page.on("request", (r) => r.resourceType() === "font" && asked.push(r.url()));
      await page.goto(`${daemon.base}${path}`);
      await page.locator("h1").first().waitFor();
      await page.waitForFunction(() => [...document.fonts].some((f) => f.family.includes("Plus Jakarta Sans") && f.status === "loaded"));
      assert.match(asked.join(" "), new RegExp(`^${daemon.base}/\\S+\\.woff2$`));
      assert.deepEqual(await page.evaluate(() => [...document.fonts].map((f) => f.display)), ["swap"]);
      assert.match(await page.evaluate(() => getComputedStyle(document.querySelector("h1")).fontFamily), /^"Plus Jakarta Sans"/);
      assert.deepEqual(faults, []);
      await close();
    });
  }

  test("the_widget_brings_no_font_to_its_host_page", async () => {
    const { page, close } = await person(browser);
    await page.goto(`${daemon.base}/`);
    const launcher = page.getByRole("button", { name: "Tanya petugas" });
    await launcher.waitFor();
    assert.doesNotMatch(await launcher.evaluate((b) => getComputedStyle(b).fontFamily), /Plus Jakarta/);
    await close();
  });
});
