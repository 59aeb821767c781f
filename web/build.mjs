// Builds the pages into build/web at the top of the repository: demo, privacy, status, the console, the widget.
import { createHash } from "node:crypto";
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { brotliCompressSync, constants, gzipSync } from "node:zlib";
import react from "@vitejs/plugin-react";
import { build } from "vite";

const here = (path) => fileURLToPath(new URL(path, import.meta.url));
const out = here(process.env.SAHUT_WEB_OUT ?? "../build/web");
const preact = { jsx: { runtime: "automatic", importSource: "preact" } };
const common = { configFile: false, logLevel: "warn", publicDir: false };
const target = "es2022";

rmSync(out, { recursive: true, force: true });

// All that a page begins with is one file. Without this, what it shares with parts that are loaded later may become a second one.
const first_load = { output: { codeSplitting: { groups: [{ name: "first", tags: ["$initial"] }] } } };

const page = (root, base, to, plugins) =>
  build({
    ...common,
    root: here(root),
    base,
    plugins,
    ...(plugins ? {} : { oxc: preact }),
    build: { target, outDir: to, emptyOutDir: true, assetsDir: "assets", assetsInlineLimit: 0, modulePreload: { polyfill: false }, chunkSizeWarningLimit: 900, rolldownOptions: first_load },
  });

await page("pages/demo", "/", out);
await page("pages/status", "/status/", `${out}/status`);
await page("pages/care", "/care/", `${out}/care`);
await page("pages/privacy", "/privacy/", `${out}/privacy`);
// Mantine's sheet names every shade of fourteen colours; the console has five of them, and its first load stays small.
const few_colours = {
  name: "few-colours",
  enforce: "pre",
  transform: (code, id) => (id.includes("default-css-variables.css") ? code.replace(/--mantine-color-(?:grape|violet|indigo|cyan|green|lime|orange|pink)-[\w-]+:[^;}]*;?/g, "") : undefined),
};
await page("console", "/console/", `${out}/console`, [react(), few_colours]);
const integrity = (bytes) => `sha384-${createHash("sha384").update(bytes).digest("base64")}`;

// The widget is two files: the launcher, which any page loads, and the panel, which has its hash in its name and takes Preact from
// the script element that asks for it.
const kit = "document.currentScript.kit";
const kept_outside = { external: ["preact", "preact/hooks", "preact/jsx-runtime"], output: { globals: { preact: kit, "preact/hooks": kit, "preact/jsx-runtime": kit } } };
const script = async (entry, rollupOptions, define) => {
  const lib = { entry: here(entry), formats: ["iife"], name: "sahut_widget", fileName: () => "script.js" };
  const [built] = await build({ ...common, root: here("widget"), oxc: preact, define, build: { target, write: false, lib, rollupOptions } });
  return Buffer.from(built.output[0].code);
};
const panel = await script("widget/panel-main.tsx", kept_outside, {});
const path = `widget/assets/panel-${createHash("sha256").update(panel).digest("hex").slice(0, 12)}.js`;
mkdirSync(join(out, "widget/assets"), { recursive: true });
writeFileSync(join(out, path), panel);
const widget = await script("widget/main.tsx", {}, { PANEL: JSON.stringify({ path, integrity: integrity(panel) }) });
writeFileSync(join(out, "widget.js"), widget);

// Beside each text its compressed forms, which the daemon sends to whoever takes them. Pages with {{placeholders}} are filled in by
// the daemon first, so they have none.
for (const entry of readdirSync(out, { recursive: true, withFileTypes: true })) {
  const path = join(entry.parentPath ?? entry.path, entry.name);
  if (!entry.isFile() || !/\.(?:js|css|html|svg|json|txt|map)$/.test(path)) continue;
  const text = readFileSync(path);
  if (text.length < 256 || (path.endsWith(".html") && text.includes("{{"))) continue;
  const brotli = brotliCompressSync(text, { params: { [constants.BROTLI_PARAM_QUALITY]: 11, [constants.BROTLI_PARAM_SIZE_HINT]: text.length } });
  for (const [end, packed] of [[".br", brotli], [".gz", gzipSync(text, { level: 9 })]]) if (packed.length < text.length) writeFileSync(path + end, packed);
}

// What a page may put into its script tag as `integrity`.
writeFileSync(join(out, "widget.js.integrity"), `${integrity(widget)}\n`);
