// Which folder may include from which: the arrows of ARCHITECTURE.md, held against every #include.
// A folder may always include itself. The longest prefix that fits a file decides.
import assert from "node:assert/strict";
import test from "node:test";
import { files, inside, is_cpp } from "./sources.mjs";

const engine = "routing/engine";
const model = "routing/model";
const ports = "routing/ports";
const common = "connectors/common";
const fault = "config/fault.hpp";
const service = "gateway/service";
const bytes = "routing/ports/bytes.hpp";
const below_service = [model, ports, engine, "config/settings", common, "gateway/log", "gateway/records", "gateway/store", "gateway/media", "gateway/mail/mailer.hpp"];

const may_include = {
  [model]: [],
  [ports]: [model],
  [`${engine}/sla`]: [model],
  [`${engine}/texts`]: [model],
  [`${engine}/ticket`]: [model],
  [`${engine}/assignment`]: [model],
  [`${engine}/rights`]: [model, `${engine}/conversation`],
  [`${engine}/attendance`]: [model],
  [`${engine}/conversation`]: [model, `${engine}/sla`, `${engine}/texts`, `${engine}/ticket`],

  "config/calendar": [model, `${engine}/sla`, fault],
  "config/settings": [model, fault],
  config: [model, engine],

  // What channels share; of a channel itself see below.
  [common]: [model, bytes],
  "connectors/meta": [model, common, bytes],
  connectors: [model],

  "gateway/records": [model],
  "gateway/log": [],
  "gateway/store": [model, ports],
  "gateway/net": [model, bytes],
  // Files: sealed, kept, looked through.
  "gateway/preview": [],
  "gateway/mail": [model, common],
  "gateway/media": [model, ports, common, "gateway/log", "gateway/store"],
  // What is asked of an OpenID Connect provider, and what its answers prove.
  "gateway/oidc": [model, ports, "config/settings", common, "gateway/store"],
  // What a frame tells of a change is the hub's word for it.
  "gateway/wire": [model, engine, "gateway/records", "gateway/service/core/hub.hpp"],
  // The service knows channels through their common interface alone, and no client.
  "gateway/service/core": below_service,
  "gateway/service/people": [...below_service, `${service}/core`],
  "gateway/service/talk": [...below_service, `${service}/core`, `${service}/people`],
  "gateway/service/tickets": [...below_service, `${service}/core`, `${service}/people`, `${service}/talk`],
  "gateway/service/time": [...below_service, `${service}/core`, `${service}/people`, `${service}/talk`],
  "gateway/service/platform": [...below_service, `${service}/core`],
  "gateway/service/upkeep": [...below_service, `${service}/core`, `${service}/people`],
  "gateway/service": below_service,
  "gateway/sessions": [model, ports, engine, "config/settings", "gateway/log", "gateway/records", "gateway/store/base64url.hpp", "gateway/service", "gateway/wire", "gateway/net"],
  "gateway/ctl": [model, ports, engine, "config", "connectors/registry.hpp", "gateway/log", "gateway/records", "gateway/store", "gateway/service", "gateway/net", "gateway/app"],
  // Composition: the one place that sees everything.
  "gateway/app": ["routing", "config", "connectors", "gateway"],
};

const sources = files().filter((f) => is_cpp(f) && /^(routing|config|connectors|gateway)\//.test(f.path));

// A channel's folder knows no other channel, and never the gateway. Meta's share what is in connectors/meta.
for (const { path } of sources) {
  const channel = /^connectors\/[^/]+(?=\/)/.exec(path)?.[0];
  if (channel) may_include[channel] ??= [model, common, "connectors/meta", bytes];
}

const layer_of = (path) =>
  Object.keys(may_include)
    .filter((layer) => inside(path, layer))
    .sort((a, b) => b.length - a.length)[0];

const includes = ({ text }) => [...text.matchAll(/^\s*#\s*include\s+"([^"]+)"/gm)].map((m) => m[1]);

test("every source belongs to a layer", () => {
  const lost = sources.filter((f) => !layer_of(f.path)).map((f) => f.path);
  assert.deepEqual(lost, []);
});

test("includes only go down the layers", () => {
  const upward = sources.flatMap((f) => {
    const layer = layer_of(f.path);
    if (!layer) return [];
    return includes(f)
      .filter((name) => name.includes("/") && ![layer, ...may_include[layer]].some((allowed) => inside(name, allowed)))
      .map((name) => `${f.path} includes ${name}`);
  });
  assert.deepEqual(upward, []);
});

test("the rules know no socket, no JSON and no wall clock", () => {
  const foreign = /#include <(boost\/(asio|beast)|nlohmann|hiredis|spdlog|toml|sodium|openssl)|system_clock::now|steady_clock::now|\btime\(nullptr\)/;
  const found = sources.filter((f) => inside(f.path, engine) && foreign.test(f.text)).map((f) => f.path);
  assert.deepEqual(found, []);
});

test("what is logged goes through gateway/log, with its ids in fields", () => {
  const past = /\bspdlog::(trace|debug|info|warn|error|critical|log)\s*\(/;
  assert.deepEqual(sources.filter((f) => past.test(f.text)).map((f) => f.path), []);
  // "account {}: …" hides an id from whoever looks for it.
  const hidden = /log::(?:info|warn|error|critical|tell)\([^;]*?"[^"]*\b(office|account|conversation|channel|ticket|worker|request|entry) \{\}/;
  assert.deepEqual(sources.filter((f) => hidden.test(f.text)).map((f) => f.path), []);
});

test("docs/logs.md names every field and logger, and no other", () => {
  const code = sources.map((f) => f.text).join("\n");
  const calls = [...code.matchAll(/(?:log::(?:info|warn|error|critical|tell)|tell_security)\([\s\S]*?;/g)].map((m) => m[0]);
  const fields = new Set(calls.flatMap((c) => [...c.matchAll(/\{"(\w+)", /g)].map((m) => m[1])));
  const loggers = new Set(calls.flatMap((c) => c.match(/^log::(?:\w+)\([^"{]*?"(\w+)", \{/)?.[1] ?? []));
  for (const always of ["time", "level", "logger", "message", "event"]) fields.add(always);
  for (const always of ["security", "log", "library"]) loggers.add(always);
  assert.ok(loggers.size > 8 && fields.size > 10, "the search finds them");
  const tables = files().find((f) => f.path === "docs/logs.md").text.split(/^\| (?:field|logger) \|.*\n/m);
  const named = (table) => [...table.matchAll(/^\| (`\w+`(?:, `\w+`)*) \|/gm)].flatMap((m) => m[1].replaceAll("`", "").split(", "));
  assert.deepEqual(named(tables[1]).sort(), [...fields].sort());
  assert.deepEqual(named(tables[2]).sort(), [...loggers].sort());
});

test("what a role may do is asked of routing/engine/rights, and no other place looks at one", () => {
  const knows = (f) => inside(f.path, `${engine}/rights`) || /^(routing\/model\/(official|ladder)\.[ch]pp|gateway\/records\/model_fields\.hpp)$/.test(f.path);
  const looks = /\brole::\w+|\brole\s*[=!]=|[=!]=\s*[\w.>()-]*\brole\b(?!\.)|switch \([^)]*\brole\b|name_of\([^)]*\brole\)\s*[=!]=|"(coordinator|superior|office_head)"/;
  assert.ok(sources.some((f) => knows(f) && looks.test(f.text)), "the search finds them");
  const found = sources.filter((f) => !knows(f)).flatMap((f) => f.text.split("\n").filter((l) => looks.test(l)).map((l) => `${f.path}: ${l.trim()}`));
  assert.deepEqual(found, []);
});

test("nothing above the service touches the store", () => {
  const touches = /\b\w+\.st\b\s*[.,)]|->st\b|\.backing\(\)/;
  const above = ["gateway/sessions", "gateway/wire", "gateway/app", "gateway/ctl"];
  const found = sources.filter((f) => above.some((layer) => inside(f.path, layer)) && touches.test(f.text)).map((f) => f.path);
  assert.deepEqual(found, []);
});

test("JSON is read in wire, codecs and HTTP documents alone", () => {
  const places = [
    /^gateway\/wire\//, // frames
    /^connectors\//, // platforms' bodies
    /^gateway\/oidc\//, // a provider's documents
    /^gateway\/app\/\w+_api\.cpp$/, // bodies of our own HTTP interface
    /^gateway\/app\/admin\.cpp$/, /^gateway\/ctl\/through_daemon\.cpp$/, // what sahutctl and the daemon say to each other
  ];
  const found = sources.filter((f) => /#\s*include\s*[<"]nlohmann/.test(f.text) && !places.some((p) => p.test(f.path))).map((f) => f.path);
  assert.deepEqual(found, []);
});

test("heavy headers stay out of headers", () => {
  const heavy = /#include <(nlohmann\/json\.hpp|toml\+\+|CLI\/|boost\/beast\/websocket\.hpp)/;
  const known = ["config/calendar/table_reader.hpp"]; // seen by the calendar's two sources alone
  const found = sources.filter((f) => f.path.endsWith(".hpp") && !known.includes(f.path) && heavy.test(f.text)).map((f) => f.path);
  assert.deepEqual(found, []);
});

// A decision that returns a transition tells what happened, or asks another one that does (docs/decisions/0007-events.md).
test("every decision about a conversation tells what happened", () => {
  const silent = {
    on_incident_step: "the members' answers tell it, each by itself",
    on_member_passed_over: "nothing happened to what was answered or closed before",
    on_fetched: "its message was told of when it came, and the file is a part of it",
    on_held_back: "why a message waits is for its officer, and passes",
    on_early_remark: "nothing has come yet that it could be told of",
    on_early_receipt: "nothing has come yet that it could be told of",
  };
  const decisions = sources
    .filter((f) => inside(f.path, `${engine}/conversation`) && f.path.endsWith(".cpp"))
    .flatMap((f) => [...f.text.matchAll(/^(?:transition|(?:result|std::optional)<transition>) (\w+)\(([\s\S]*?)^}/gm)])
    .map(([, name, body]) => ({ name, body }));
  assert.ok(decisions.length > 30, `only ${decisions.length} were found`);
  const names = decisions.map((d) => d.name);
  const tells = ({ name, body }) =>
    /record_events\(|events\.push_back\(/.test(body) || names.some((other) => other !== name && body.includes(`${other}(`));
  assert.deepEqual(
    decisions.filter((d) => !tells(d)).map((d) => d.name).sort(),
    Object.keys(silent).sort(),
  );
});

// Two types of one name in two sources are one to the linker, which takes either's members for both.
test("a type's name stands once in its namespace", () => {
  const places = new Map();
  for (const f of sources) {
    let space = "";
    let nameless = false;
    for (const line of f.text.split("\n")) {
      if (/^namespace \{/.test(line)) nameless = true;
      else if (/^\}  \/\/ namespace$/.test(line)) nameless = false;
      space = line.match(/^namespace ([a-z_:]+) \{/)?.[1] ?? space;
      const name = line.match(/^(?:class|struct|enum class) ([a-z_0-9]+)(?: final)?(?: : [^{;]*)? ?\{/)?.[1];
      if (!name || nameless) continue;
      const key = `${space}::${name}`;
      places.set(key, [...(places.get(key) ?? []), f.path]);
    }
  }
  assert.ok(places.size > 200, "types are found");
  const twice = [...places].filter(([, where]) => where.length > 1).map(([name, where]) => `${name}: ${where.join(", ")}`);
  assert.deepEqual(twice, []);
});

// g++ 12 moves what such an expression holds bit by bit.
test("no await stands in a condition", () => {
  const found = sources.flatMap((f) =>
    [...f.text.matchAll(/\b(?:if|while|switch)\s*\(/g)].flatMap((m) => {
      let end = m.index + m[0].length;
      for (let depth = 1; depth > 0 && end < f.text.length; ++end) depth += { "(": 1, ")": -1 }[f.text[end]] ?? 0;
      const condition = f.text.slice(m.index, end);
      return /\bco_await\b/.test(condition) ? [`${f.path}: ${condition.slice(0, 80)}`] : [];
    }),
  );
  assert.deepEqual(found, []);
});
