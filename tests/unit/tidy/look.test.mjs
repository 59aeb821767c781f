// The look that a machine can hold: colours and sizes stand in one place, and two colours keep their one meaning.
import assert from "node:assert/strict";
import test from "node:test";
import { files, inside } from "./sources.mjs";

const web = files().filter((f) => inside(f.path, "web") && !inside(f.path, "web/test") && !inside(f.path, "web/mock") && /\.(css|tsx|ts|html)$/.test(f.path));
const token_files = ["web/look/tokens.css", "web/look/dark.css"];
const bare = (text) => text.replace(/\/\*[\s\S]*?\*\//g, "");
const sheets = web.filter((f) => f.path.endsWith(".css"));
const others = web.filter((f) => !f.path.endsWith(".css"));

/** Every declaration of every rule: {path, selector, name, value}. */
function declarations(list) {
  return list.flatMap(({ path, text }) =>
    [...bare(text).matchAll(/([^{};]+)\{([^{}]*)\}/g)].flatMap(([, selector, body]) =>
      body.split(";").map((d) => d.trim()).filter(Boolean).map((d) => {
        const at = d.indexOf(":");
        return { path, selector: selector.trim(), name: d.slice(0, at).trim(), value: d.slice(at + 1).trim() };
      }),
    ),
  );
}
const told = ({ path, selector, name, value }) => `${path}: ${selector} { ${name}: ${value} }`;
const all = declarations(sheets);
const refused = (list, wrong) => assert.deepEqual(list.filter(wrong).map(told), []);

const names = "white|black|red|green|blue|yellow|orange|amber|gold|gray|grey|silver|navy|purple|pink|brown";
const colour = new RegExp(`#[0-9a-f]{3,8}\\b|\\b(?:rgba?|hsla?|hwb|lab|lch|oklab|oklch|color|color-mix)\\(|(?<![-\\w])(?:${names})(?![-\\w])`, "i");

test("the sheets are read", () => {
  assert.ok(all.length > 400, `${all.length} declarations`);
  for (const path of token_files) assert.ok(sheets.some((f) => f.path === path), path);
  assert.ok(all.some((d) => d.path === "web/console/style.css" && d.selector === ".warn" && d.name === "color"));
});

test("a colour stands in the token files alone", () => {
  refused(all, (d) => !token_files.includes(d.path) && colour.test(d.value));
  const in_code = others.flatMap(({ path, text }) => [...text.matchAll(/["'`(]\s*(#[0-9a-fA-F]{3,8}|(?:rgb|hsl)a?\([^)]*\))\s*["'`)]/g)].map((m) => `${path}: ${m[1]}`));
  assert.deepEqual(in_code, []);
});

test("what is a colour in the light has its value in the dark, or is meant for both", () => {
  const of = (path) => new Set(all.filter((d) => d.path === path && d.name.startsWith("--")).map((d) => d.name));
  const dark = of(token_files[1]);
  const both = ["--on-bar", "--on-bar-soft", "--on-own"];
  const left = [...of(token_files[0])].filter((n) => !n.startsWith("--size-") && !dark.has(n));
  assert.deepEqual(left, both);
  assert.deepEqual([...dark].filter((n) => !of(token_files[0]).has(n)), []);
});

test("every token is used, and every used one is there", () => {
  const tokens = all.filter((d) => token_files[0] === d.path && d.name.startsWith("--")).map((d) => d.name);
  const used = new Set(web.flatMap((f) => [...bare(f.text).matchAll(/var\((--[\w-]+)/g)].map((m) => m[1])));
  assert.deepEqual(tokens.filter((t) => !used.has(t)), []);
  const defined = new Set([...all.map((d) => d.name), ...others.flatMap((f) => [...f.text.matchAll(/setProperty\("(--[\w-]+)"|"(--[\w-]+)": /g)].map((m) => m[1] ?? m[2]))]);
  assert.deepEqual([...used].filter((n) => !defined.has(n) && !n.startsWith("--mantine-")), []);
});

test("there are four sizes of letters, and a page has one more for its first line", () => {
  const sizes = all.filter((d) => d.name.startsWith("--size-"));
  assert.deepEqual(sizes.filter((d) => d.path === token_files[0]).map((d) => d.name), ["--size-small", "--size-text", "--size-large", "--size-title"]);
  assert.deepEqual(sizes.filter((d) => d.path !== token_files[0]).map((d) => `${d.path} ${d.name}`), ["web/look/page.css --size-display"]);
  const four = /^var\(--size-(small|text|large|title)\)$/;
  const display = (d) => inside(d.path, "web/pages") && d.value === "var(--size-display)";
  refused(all, (d) => d.name === "font-size" && !four.test(d.value) && !display(d));
  refused(all, (d) => d.name === "font" && d.value !== "inherit" && !/^(400|600) var\(--size-(small|text|large|title)\)\/[\d.]+ var\(--font\)$/.test(d.value));
  const mantine = all.filter((d) => /^--mantine-font-size-/.test(d.name));
  assert.equal(mantine.length, 5);
  refused(mantine, (d) => !four.test(d.value));
  const in_code = others.flatMap(({ path, text }) => [...text.matchAll(/\bfontSize\b|\bfz=|font-size/g)].map((m) => `${path}: ${m[0]}`));
  assert.deepEqual(in_code, []);
});

test("letters have two weights", () => {
  refused(all, (d) => d.name === "font-weight" && !/^(400|600)$/.test(d.value) && d.selector !== "@font-face");
  const in_code = others.flatMap(({ path, text }) => [...text.matchAll(/\bfontWeight\b|\bfw=/g)].map((m) => `${path}: ${m[0]}`));
  assert.deepEqual(in_code, []);
});

/** Where a colour of one meaning may stand: every selector of a rule that has it must match. */
const meanings = {
  "--gold": /^(\.top|\.bar|\.login|\.head|\.launcher)$/,
  "--warn(?:-wash|-mark)?": /^(\.warn|\.warn-bar|\.link-bar p|\.status \.link|\.left\.soon|\.away-note|\.ring\.soon|\.due\.soon|\.delivery\.unknown|\.msg\.missed \.bubble|\.told|\.care)$/,
};
for (const [token, places] of Object.entries(meanings)) {
  test(`${token} has its one meaning`, () => {
    const uses = all.filter((d) => new RegExp(`var\\(${token}\\)`).test(d.value) && !/^--mantine-color-yellow/.test(d.name));
    assert.ok(uses.length > 3);
    refused(uses, (d) => d.selector.split(/,\s*/).some((s) => !places.test(s)));
  });
}

test("what Mantine calls yellow is our warning, and only an alert has it", () => {
  const uses = others.flatMap(({ path, text }) => [...text.matchAll(/<(\w+)\b[^<]*?\bcolor=[^<]*?"(yellow|orange)"/g)].map((m) => `${path}: ${m[1]}`));
  assert.ok(uses.length > 0);
  assert.deepEqual(uses.filter((u) => !u.endsWith(": Alert")), []);
});

test("icons are of one family, drawn in one file for the console, one for its files and one for the widget", () => {
  const homes = ["web/console/icons.tsx", "web/console/file-icons.tsx", "web/widget/icons.tsx"];
  for (const path of homes) assert.match(web.find((f) => f.path === path)?.text ?? "", /from "@tabler\/icons-react\/icons\/Icon\w+"/, path);
  const no_icon = ["web/console/qr.tsx"]; // a QR code
  const drawn = others.filter(({ path }) => ![...homes, ...no_icon].includes(path)).flatMap(({ path, text }) => [...text.matchAll(/<svg|<path|@tabler|dangerouslySetInnerHTML/g)].map((m) => `${path}: ${m[0]}`));
  assert.deepEqual(drawn, []);
  refused(all, (d) => /url\(/.test(d.value) && d.selector !== "@font-face");
});

test("no letter stands in for an icon", () => {
  // Emoji, arrows, box and dingbat signs, and the quotes and crosses that are taken for them; what citizens send is not written here.
  const sign = /[\u{1f000}-\u{1faff}\u2190-\u21ff\u2300-\u27bf\u2900-\u297f\u2b00-\u2bff\u00d7\u2039\u203a\u00ab\u00bb]|&(?:times|[lr]arr|[lr]aquo|[lr]saquo|check|bull);/u;
  const shown = web.filter((f) => /(\.tsx|\.css|\.html|words\.ts)$|^web\/words\//.test(f.path));
  const found = shown.flatMap(({ path, text }) => text.split("\n").flatMap((l, i) => (sign.test(l) ? [`${path}:${i + 1}: ${l.trim().slice(0, 100)}`] : [])));
  assert.deepEqual(found, []);
  refused(all, (d) => d.name === "content" && !/^(""|"\.\.\."|counter\(step\) "\. ")$/.test(d.value));
});
