// Builds the pages into build/web at the top of the repository: demo, privacy, status, the console, the widget.
import { rmSync } from "node:fs";
import { fileURLToPath } from "node:url";
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
