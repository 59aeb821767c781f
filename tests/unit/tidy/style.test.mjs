// What a reviewer would otherwise say again and again.
import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { join } from "node:path";
import test from "node:test";
import { files, folders, inside, is_cpp, top } from "./sources.mjs";

const all = files();
const lines_of = ({ text }) => text.split("\n").length - 1;
const is_source = ({ path }) => /\.(cpp|hpp|lua|ts|tsx|mjs|css)$/.test(path);

test("no source is longer than 500 lines, no test than 600", (t) => {
  // Longer for the time being; the number is where it must stop growing.
  const known = {};
  const sources = all.filter(is_source);
  const long = sources.filter((f) => lines_of(f) > (known[f.path] ?? (inside(f.path, "tests") ? 600 : 500))).map((f) => `${f.path}: ${lines_of(f)}`);
  for (const f of sources.filter((f) => lines_of(f) > 300)) t.diagnostic(`over 300 lines: ${f.path}: ${lines_of(f)}`);
  assert.deepEqual(long, []);
  const short_by_now = Object.keys(known).filter((path) => !sources.some((f) => f.path === path && lines_of(f) > 500));
  assert.deepEqual(short_by_now, [], "these need their exception no more");
});

test("no path of somebody's machine", () => {
  const path = new RegExp(["/work/(main|shared)", "/home/[a-z]", "/root/", "/Users/", "\\.\\./shared"].join("|"));
  const found = all.filter((f) => !inside(f.path, "tests/unit/tidy") && path.test(f.text)).map((f) => f.path);
  assert.deepEqual(found, []);
});

test("each folder of the first two levels says what it is", () => {
  const silent = folders("", 2).filter((folder) => !existsSync(join(top, folder, "README.md")));
  assert.deepEqual(silent, []);
});

test("each header is guarded, and begins with what it is for", () => {
  const silent = all
    .filter((f) => f.path.endsWith(".hpp") && !/^#pragma once\n(#include .*\n|\n)*\/\/ \S/.test(f.text))
    .map((f) => f.path);
  assert.deepEqual(silent, []);
});

test("no tab, no white space at a line's end, no missing newline at the end", () => {
  const untidy = all.filter((f) => !f.path.endsWith(".md") && !inside(f.path, "tests/fuzz/corpus") && /\t|[ \r]$|[^\n]$(?![\s\S])/m.test(f.text)).map((f) => f.path);
  assert.deepEqual(untidy, []);
});

// A code that stands somewhere in a test was perhaps never met. It counts where a test expects it in what the daemon or a session
// said: a frame's or a problem's `code`.
test("every error code is provoked: a test expects it in a frame or a reply that it was given", () => {
  const catalogue = all.find((f) => f.path === "routing/model/error.hpp").text;
  const codes = [...catalogue.match(/enum class errc \{([\s\S]*?)\};/)[1].matchAll(/^\s*(\w+),/gm)].map((m) => m[1]);
  assert.ok(codes.length > 10);
  const outside = all.filter((f) => /^tests\/integration\/.*\.test\.mjs$/.test(f.path));
  const sessions = all.filter((f) => /^tests\/unit\/sessions\/.*_test\.cpp$/.test(f.path));
  const expects = (f, code) =>
    f.text.split("\n").some((line) =>
      is_cpp(f)
        ? /\b(EXPECT|ASSERT)_/.test(line) && new RegExp(`code\\\\":\\\\"${code}\\\\"|\\["code"\\], "${code}"|HasSubstr\\("${code}"\\)`).test(line)
        : new RegExp(`\\b(assert\\.\\w+\\(.*\\bcode\\b.*|is_problem\\(.*)["']${code}["']`).test(line),
    );
  assert.deepEqual(codes.filter((code) => ![...outside, ...sessions].some((f) => expects(f, code))), []);
});
