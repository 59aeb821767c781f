// A limit that binds nothing, or that no operator can find, is worse than none.
import assert from "node:assert/strict";
import test from "node:test";
import { files, is_cpp } from "./sources.mjs";

const all = files();
const text_of = (path) => all.find((f) => f.path === path).text;
const members = [...text_of("config/settings/limits.hpp").matchAll(/^  (std::int64_t|milliseconds|std::vector<std::string>) (\w+)(?: =\s+|\{|;)([\d']*)/gm)].map(
  ([, type, name, value]) => ({ type, name, value: Number(value.replaceAll("'", "")) }),
);
const key_of = new Map([...text_of("config/settings/limits.cpp").matchAll(/\{"(\w+)", &limits::(\w+)/g)].map(([, key, member]) => [member, key]));
key_of.set("trusted_proxies", "trusted_proxies");

test("each limit has a key", () => {
  assert.ok(members.length > 40);
  assert.deepEqual(members.filter((m) => !key_of.has(m.name)), []);
});

test("each member of limits.hpp is read in gateway/", () => {
  const gateway = all.filter((f) => is_cpp(f) && f.path.startsWith("gateway/")).map((f) => f.text).join("\n");
  assert.deepEqual(members.filter((m) => !new RegExp(`\\.${m.name}\\b`).test(gateway)).map((m) => m.name), []);
});

test("config/README.md lists every limit with its key, its default and its meaning", () => {
  const table = text_of("config/README.md").split("## Limits")[1];
  const rows = new Map([...table.matchAll(/^\| `(\w+)`(?: ⟳)? \| (\S+) \| ([^|]*)\| ([^|]+)\|$/gm)].map(([, key, value, , meaning]) => [key, { value, meaning }]));
  for (const m of members) {
    const row = rows.get(key_of.get(m.name));
    assert.ok(row?.meaning.trim(), m.name);
    if (m.type === "milliseconds") assert.equal(Number(row.value) * 1000, m.value, m.name);
    else if (m.type === "std::int64_t") assert.equal(Number(row.value), m.value, m.name);
    rows.delete(key_of.get(m.name));
  }
  assert.deepEqual([...rows.keys()], [], "no limit has these names");
});

test("config/README.md marks what needs a restart, and nothing else", () => {
  const code = text_of("gateway/app/configuration_reload.cpp").match(/bool limit_needs_restart[\s\S]*?\{([\s\S]*?)\};/)[1];
  const fixed = [...code.matchAll(/"(\w+)"/g)].map(([, key]) => key);
  const marked = [...text_of("config/README.md").matchAll(/^\| `(\w+)` ⟳ \|/gm)].map(([, key]) => key);
  assert.ok(fixed.length > 5);
  assert.deepEqual(marked.sort(), fixed.sort());
  const keys = [...key_of.values()];
  assert.deepEqual(fixed.filter((key) => !keys.includes(key)), []);
});
