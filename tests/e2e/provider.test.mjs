// Signing in at an OpenID Connect provider, as both pages offer it and say what came of it. The protocol itself:
// tests/integration/oidc.test.mjs.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { startMock } from "../../web/mock/server.mjs";
import { accessibility, person, start_browser } from "./support.mjs";

const offer = (side) => ({ login: `/api/v1/${side}/login`, provider: "sso.example.go.id" });
const pages = [
  { path: "/care/", side: "account", field: "Nama akun" },
  { path: "/console/", side: "officer", field: "Nama pengguna" },
];
let browser;
before(async () => {
  browser = await start_browser();
});
after(() => browser?.close());

/** Both pages of an office that offers this. */
async function at(local, with_oidc, then) {
  const ways = (side) => ({ local, ...(with_oidc && { oidc: offer(side) }) });
  const mock = await startMock({ care: ways("account"), ways: ways("officer") });
  try {
    for (const one of pages) {
      const who = await person(browser);
      await then({ ...one, base: mock.base, page: who.page, link: who.page.getByRole("link", { name: "Masuk dengan akun sso.example.go.id" }) });
      assert.deepEqual(who.faults, []);
      await who.close();
    }
  } finally {
    await mock.close();
  }
}

test("a_provider_stands_beside_the_password_and_leads_back_to_where_one_was", () =>
  at(true, true, async ({ page, base, path, side, field, link }) => {
    await page.goto(`${base}${path}#/new`);
    await link.waitFor();
    assert.equal(await link.getAttribute("href"), `/api/v1/${side}/login?return=${encodeURIComponent(`${path}#/new`)}`);
    assert.ok(await page.getByLabel(field).isVisible());
    assert.deepEqual(await accessibility(page), []);
  }));

test("where_passwords_are_not_taken_the_provider_stands_alone_and_without_both_the_page_says_so", async () => {
  await at(false, true, async ({ page, base, path, field, link }) => {
    await page.goto(base + path);
    await link.waitFor();
    assert.equal(await page.getByLabel(field).count(), 0);
    assert.equal(await page.getByRole("button", { name: "Masuk", exact: true }).count(), 0);
    assert.deepEqual(await accessibility(page), []);
  });
  await at(false, false, ({ page, base, path }) => page.goto(base + path).then(() => page.getByText("belum ada cara untuk masuk").waitFor()));
});

test("what_came_of_it_is_said_in_words_once", () =>
  at(true, true, async ({ page, base, path, link }) => {
    for (const [word, text] of [["denied", "Anda membatalkan"], ["unavailable", "belum dapat dihubungi"], ["refused", "tidak dapat dipastikan"], ["disabled", "dinonaktifkan"], ["%3Cb%3E", "belum dapat memproses"]]) {
      await page.goto(`${base}${path}?sign_in=${word}#/new`);
      await page.getByText(text).waitFor();
      assert.equal(await page.evaluate(() => location.search + location.hash), "#/new");
    }
    await page.reload();
    await link.waitFor();
    assert.equal(await page.getByText("belum dapat memproses").count(), 0);
  }));
