// The README's picture of the demo: a chat on WhatsApp while Telegram is down. node demo_picture.mjs FOLDER
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { eventually, mine, person, reply, set_presence, sign_in, start_browser } from "./support.mjs";

const top = fileURLToPath(new URL("../../", import.meta.url));
const folder = process.argv[2] ?? ".";
const bytes_max = 150_000;
const data = mkdtempSync(join(tmpdir(), "sahut-demo-picture-"));
const child = spawn(process.execPath, [join(top, "demo/main.mjs"), "--build", process.env.SAHUT_BUILD ?? join(top, "build/release"), "--web", join(top, "build/web"), "--data", data, "--port", "0", "--json"], { stdio: ["ignore", "pipe", "inherit"] });
let said = "";
child.stdout.on("data", (d) => (said += d));
const at = JSON.parse(await eventually(() => said, (s) => s.includes("\n"), 60_000));
const browser = await start_browser();
try {
  const { page } = await person(browser, { viewport: { width: 1240, height: 720 } });
  const desk = (await person(browser)).page;
  await sign_in(desk, at.base, at.officers[0]);
  await set_presence(desk, "available");
  await page.goto(at.page);
  const open = (id) => page.locator(`#tab-${id}`).click();
  const writes = async (text) => {
    await page.locator("#text").fill(text);
    await page.keyboard.press("Enter");
    await page.locator(".msg.own:not(.waits)").filter({ hasText: text }).waitFor();
  };
  const answers = async (question, text) => {
    await mine(desk).filter({ hasText: question }).click();
    await desk.locator(".msg.visitor").filter({ hasText: question }).waitFor();
    await reply(desk, text);
  };
  await open("tg-priok");
  await writes("Apakah kantor buka hari Sabtu?");
  await page.getByRole("switch", { name: "Platform mati" }).check();
  await answers("Apakah kantor buka", "Buka.");
  await page.locator(".traffic .bad").first().waitFor();
  await open("ig-priok");
  await writes("Berapa batas nilai bebas bea masuk?");
  await answers("Berapa batas nilai", "USD 3 untuk setiap kiriman.");
  await open("wa-priok");
  await writes("Kapan paket saya keluar?");
  await eventually(() => page.locator(".msg.theirs").count(), (n) => n === 1);
  await page.getByRole("button", { name: "Foto contoh" }).click();
  await page.locator(".msg.own img").waitFor();
  await answers("Gambar", "Paket sudah selesai diperiksa dan diserahkan kepada Pos pagi ini.");
  const answer = page.locator(".msg.theirs").filter({ hasText: "Paket sudah" });
  await answer.getByText("sampai").waitFor();
  await answer.getByLabel("Tindakan untuk pesan ini").click();
  await answer.getByRole("button", { name: "Reaksi 🙏" }).click();
  await answer.locator(".reaction").waitFor();
  await page.locator(".log").evaluate((log) => (log.scrollTop = log.scrollHeight));
  await page.evaluate(() => document.fonts.ready);
  const path = join(folder, "demo.png");
  await page.screenshot({ path, animations: "disabled", caret: "hide" });
  const { size } = statSync(path);
  if (size >= bytes_max) throw new Error(`${path} has ${size} bytes, at most ${bytes_max} are wanted`);
  console.log(`${path}: ${size} bytes`);
} finally {
  await browser.close();
  child.kill("SIGTERM");
  await once(child, "exit");
  rmSync(data, { recursive: true, force: true });
}
