// Builds the pages into build/web at the top of the repository: demo, privacy, status, the console, the widget.
import { createHash } from "node:crypto";
import { readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
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

const page = (root, base, to, plugins) =>
  build({
    ...common,
    root: here(root),
    base,
    plugins,
    ...(plugins ? {} : { oxc: preact }),
    build: { target, outDir: to, emptyOutDir: true, assetsDir: "assets", assetsInlineLimit: 0, modulePreload: { polyfill: false }, chunkSizeWarningLimit: 900 },
  });

await page("pages/demo", "/", out);
await page("pages/status", "/status/", `${out}/status`);
await page("pages/privacy", "/privacy/", `${out}/privacy`);
await page("console", "/console/", `${out}/console`, [react()]);
await build({
  ...common,
  root: here("widget"),
  oxc: preact,
  build: {
    target,
    outDir: out,
    emptyOutDir: false,
    lib: { entry: here("widget/main.tsx"), formats: ["iife"], name: "sahut_widget", fileName: () => "widget.js" },
  },
});

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
const digest = createHash("sha384").update(readFileSync(join(out, "widget.js"))).digest("base64");
writeFileSync(join(out, "widget.js.integrity"), `sha384-${digest}\n`);
