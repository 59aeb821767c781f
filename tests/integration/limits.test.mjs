// What is refused, with which word, and what closes a socket.
import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { after, before, describe, test } from "node:test";
import { eventually, priok, start_daemon, wait } from "./support.mjs";

const conversation = "PRI-none";
const id = () => randomUUID();

describe("refused with a word, and the connection lives", () => {
  let d, v, o;
  before(async () => {
    d = await start_daemon({ limits: { text_chars: 100 } });
    await d.add_user("sari", { queues: ["umum"] });
    v = await d.visitor();
    o = await d.officer("sari");
  });
  after(() => d?.close());

  const answer_to = async (c, text) => {
    const from = c.frames.length;
    c.raw(text);
    return c.until((f) => f.type === "error", { from });
  };
  const alive = (c) => c.settle();

  for (const [what, text] of [
    ["no JSON", "halo"],
    ["an open object", '{"type":"typing"'],
    ["an array", "[]"],
    ["a string", '"typing"'],
    ["a number", "1"],
    ["null", "null"],
    ["two objects", "{}{}"],
    ["an empty frame", ""],
    ["a deep nest", `${"[".repeat(5000)}${"]".repeat(5000)}`],
    ["a deep nest inside", `{"type":"typing","x":${"[".repeat(40)}${"]".repeat(40)}}`],
  ]) {
    test(`${what} is bad_json on both sides, without re`, async () => {
      for (const c of [v, o]) {
        const e = await answer_to(c, text);
        assert.deepEqual([e.code, e.re, e.temporary], ["bad_json", undefined, false]);
        await alive(c);
      }
    });
  }

  test("an unknown type is told, with its id where it has one", async () => {
    for (const c of [v, o]) {
      assert.equal((await c.refused("message.shout", {})).code, "unknown_type");
      assert.deepEqual((await answer_to(c, '{"type":"nothing"}')).re, undefined);
      assert.equal((await answer_to(c, "{}")).code, "unknown_type");
      await alive(c);
    }
  });

  for (const [side, type, fields, path] of [
    ["v", "message.send", {}, "text"],
    ["v", "message.send", { text: 5 }, "text"],
    ["v", "message.send", { text: "" }, "text"],
    ["v", "message.send", { text: "  \n\t " }, "text"],
    ["v", "message.send", { text: null }, "text"],
    ["v", "history.get", { before: -1 }, "before"],
    ["v", "history.get", { after: "1" }, "after"],
    ["v", "history.get", { after: 1.5 }, "after"],
    ["v", "history.get", { limit: 0 }, "limit"],
    ["v", "history.get", { before: 3, after: 1 }, "before"],
    ["v", "identity.set", { name: {} }, "name"],
    ["v", "identity.set", { documents: {} }, "documents"],
    ["v", "identity.set", { documents: [1] }, "documents[0]"],
    ["v", "identity.set", { documents: [{ kind: "aju" }] }, "documents[0].number"],
    ["v", "identity.set", { documents: [{ kind: "", number: "" }] }, "documents[0].kind"],
    ["v", "identity.set", { documents: [{ kind: "aju", number: " " }] }, "documents[0].number"],
    ["v", "history.get", { conversation: 5 }, "conversation"],
    ["o", "presence.set", {}, "state"],
    ["o", "presence.set", { state: "asleep" }, "state"],
    ["o", "presence.set", { state: "away", capacity: -1 }, "capacity"],
    ["o", "presence.set", { state: "away", capacity: "5" }, "capacity"],
    ["o", "conversation.claim", {}, "conversation"],
    ["o", "conversation.close", { conversation }, "outcome"],
    ["o", "conversation.close", { conversation, outcome: "done" }, "outcome"],
    ["o", "conversation.close", { conversation, outcome: "ticketed" }, "outcome"],
    ["o", "message.send", { conversation, text: "x", purpose: "answer" }, "seen"],
    ["o", "message.send", { conversation, text: "x", seen: 1 }, "purpose"],
    ["o", "message.send", { conversation, text: "x", seen: 1, purpose: "note" }, "purpose"],
    ["o", "message.send", { conversation, seen: 1, purpose: "answer" }, "text"],
    ["o", "message.reclassify", { conversation, purpose: "answer" }, "seq"],
    ["o", "note.add", { conversation }, "text"],
    ["o", "history.get", {}, "conversation"],
    ["o", "history.get", { conversation, after_rev: -1 }, "after_rev"],
  ]) {
    test(`${type} ${JSON.stringify(fields)} is bad_field ${path}`, async () => {
      const e = await (side === "v" ? v : o).refused(type, fields);
      assert.deepEqual([e.code, e.path, e.temporary], ["bad_field", path, false]);
    });
  }

  test("a request needs an id of at most 64 characters", async () => {
    const missing = await answer_to(v, '{"type":"message.send","text":"x"}');
    assert.deepEqual([missing.code, missing.path], ["bad_field", "id"]);
    const number = await answer_to(v, '{"type":"message.send","id":5,"text":"x"}');
    assert.deepEqual([number.code, number.path], ["bad_field", "id"]);
    const long = await answer_to(v, JSON.stringify({ type: "message.send", id: "x".repeat(65), text: "x" }));
    assert.deepEqual([long.code, long.path, long.re], ["too_long", "id", "x".repeat(65)]);
    const deep = await answer_to(v, `{"type":"message.send","text":${"[".repeat(40)}${"]".repeat(40)},"id":"deep"}`);
    assert.deepEqual([deep.code, deep.re], ["bad_json", "deep"]);
    const ack = await v.ask("message.send", { id: `${"é".repeat(28)}${randomUUID()}`, text: "Tarif?" });
    assert.equal(ack.seq > 0, true, "characters are counted, not bytes");
  });

  test("a text is counted in characters", async () => {
    const e = await v.refused("message.send", { text: "é".repeat(101) });
    assert.deepEqual([e.code, e.path], ["too_long", "text"]);
    await v.ask("message.send", { text: "é".repeat(100) });
    assert.equal((await v.refused("identity.set", { name: "n".repeat(300) })).code, "too_long");
    assert.equal((await o.refused("note.add", { conversation, text: "x".repeat(101) })).code, "too_long");
  });

  test("what comes later is not_available", async () => {
    assert.equal((await v.refused("rating.set", { scores: {} })).code, "not_available");
    for (const type of ["ticket.message.send", "ticket.answer"])
      assert.equal((await o.refused(type, { conversation })).code, "not_available", type);
  });

  test("what does not exist is not_found, whatever is asked of it", async () => {
    for (const [type, fields] of [
      ["conversation.claim", {}], ["conversation.release", {}], ["conversation.transfer", { queue: "umum" }], ["conversation.escalate", { reason: "x" }],
      ["conversation.close", { outcome: "spam" }], ["message.send", { seen: 0, text: "x", purpose: "answer" }], ["note.add", { text: "x" }],
      ["message.reclassify", { seq: 1, purpose: "question" }], ["history.get", {}],
    ])
      assert.equal((await o.refused(type, { conversation, ...fields })).code, "not_found", type);
    assert.equal((await o.refused("history.get", { conversation: "\u0000{*}" })).code, "not_found");
    const fresh = await d.visitor();
    const empty = await fresh.ask("history.get", {});
    assert.deepEqual([empty.messages, empty.more], [[], false], "there is nothing yet");
    assert.equal((await v.refused("history.get", { conversation })).code, "not_found", "another's conversation");
  });

  test("unknown fields are ignored", async () => {
    await v.ask("message.send", { text: "Dengan tambahan", color: "blue", deep: { a: [1] } });
  });

  test("a second hello does not change who is there", async () => {
    const from = v.frames.length;
    v.send("hello", {});
    const e = await v.until((f) => f.type === "error", { from });
    assert.equal(e.code, "bad_field");
    await alive(v);
  });
});

describe("closed", () => {
  let d;
  before(async () => {
    d = await start_daemon({ limits: { hello_seconds: 1 } });
    await d.add_user("sari", { queues: ["umum"] });
  });
  after(() => d?.close());

  const closes = async (c, code) => assert.equal((await c.closes()).code, code);

  for (const side of ["visitor", "officer"]) {
    const greeted = () => (side === "visitor" ? d.visitor() : d.officer("sari", { presence: null }));
    test(`${side}: a binary frame with 1003`, async () => {
      const c = await greeted();
      c.socket.send(Buffer.from("{}"), { binary: true });
      await closes(c, 1003);
    });
    test(`${side}: invalid UTF-8 with 1007`, async () => {
      const c = await greeted();
      c.socket.send(Buffer.from([0x7b, 0xc3, 0x28, 0x7d]), { binary: false });
      await closes(c, 1007);
    });
    test(`${side}: an oversized frame with 1009`, async () => {
      const c = await greeted();
      c.send("typing", { x: "y".repeat(70_000) });
      await closes(c, 1009);
    });
    test(`${side}: a frame of exactly the limit is taken`, async () => {
      const c = await greeted();
      const head = '{"type":"x","id":"1","y":"';
      c.raw(`${head}${"y".repeat(65_536 - head.length - 2)}"}`);
      assert.equal((await c.until((f) => f.re === "1")).code, "unknown_type");
    });
    test(`${side}: a wrong subprotocol with 3500`, async () => {
      await closes(await d.connect(side, { protocol: side === "visitor" ? "sahut.officer.v1" : "sahut.visitor.v1" }).catch((e) => assert.fail(e)), 3500);
    });
  }

  test("no hello with 3502", async () => {
    const [v, o] = [await d.connect("visitor"), await d.connect("officer")];
    const typing = await d.connect("visitor");
    typing.send("typing");
    await closes(v, 3502);
    await closes(o, 3502);
    await closes(typing, 3502);
  });

  for (const side of ["visitor", "officer"]) {
    test(`${side}: a flood before hello is answered thirty times, then closed with 3013`, async () => {
      const c = await d.connect(side);
      for (let i = 0; i < 200; ++i) i % 2 ? c.send("message.send", { text: "x" }) : c.raw("{");
      await closes(c, 3013);
      assert.ok(c.frames.length <= 30 && c.frames.every((f) => f.type === "error"), `${c.frames.length} answers`);
    });
  }

  for (const [what, where] of [
    ["a foreign Origin", { origin: "https://evil.example" }],
    ["no Origin", { origin: null }],
    ["the Origin null", { origin: "null" }],
    ["an Origin that only begins like ours", { origin: "http://127.0.0.1.evil.example" }],
    ["an unknown office", { office: "nowhere" }],
    ["no office", { query: "" }],
  ]) {
    test(`visitor: ${what} with 3500`, async () => {
      await closes(await d.connect("visitor", where), 3500);
    });
  }

  test("no subprotocol: the upgrade is accepted, then closed with 3500", async () => {
    const { default: WebSocket } = await import("ws");
    const s = new WebSocket(`${d.base.replace("http", "ws")}/ws/visitor?office=priok`, { origin: d.base });
    const code = await new Promise((r) => {
      s.on("close", r);
      s.on("error", () => {});
    });
    assert.equal(code, 3500);
  });

  for (const [what, where, hello] of [
    ["no token", {}, {}],
    ["a wrong token", {}, { token: "x".repeat(44) }],
    ["a wrong bearer", { headers: { authorization: "Bearer nothing" } }, {}],
    ["a foreign Origin", { origin: "https://evil.example" }, {}],
  ]) {
    test(`officer: ${what} with 3500`, async () => {
      const c = await d.connect("officer", where);
      c.send("hello", hello);
      await closes(c, 3500);
    });
  }

  test("officer: the cookie needs the console's Origin", async () => {
    const cookie = (await d.login("sari")).headers.get("set-cookie").split(";")[0];
    await closes(await d.connect("officer", { headers: { cookie } }), 3500);
    await closes(await d.connect("officer", { headers: { cookie }, origin: "http://127.0.0.1:1" }), 3500);
    const c = await d.connect("officer", { headers: { cookie }, origin: d.base });
    assert.equal((await c.say_hello({})).officer.id, "sari");
  });

  test("officer: the token may come with hello, from the console's Origin or without one", async () => {
    const { token } = (await d.login("sari")).json;
    for (const origin of [null, d.base]) {
      const c = await d.connect("officer", { origin });
      assert.equal((await c.say_hello({ token })).officer.id, "sari");
    }
  });
});

describe("limits", () => {
  test("visitor_messages_per_minute: rate_limited, temporary, with the time to wait; repeats and others are not hurt", async (t) => {
    const d = await start_daemon({ limits: { visitor_messages_per_minute: 5 } });
    t.after(() => d.close());
    const v = await d.visitor();
    const mine = id();
    const first = await v.ask("message.send", { id: mine, text: "satu" });
    for (const text of ["dua", "tiga", "empat", "lima"]) await v.write(text);
    const e = await v.refused("message.send", { text: "enam" });
    assert.deepEqual([e.code, e.temporary], ["rate_limited", true]);
    assert.ok(e.retry_after_ms > 0 && e.retry_after_ms <= 60_000);
    const other = await d.visitor();
    await other.write("orang lain");
    const again = await d.visitor({ hello: { token: v.welcome.token } });
    assert.equal((await again.refused("message.send", { text: "tab lain" })).code, "rate_limited", "the citizen is limited, not the window");
    const page = await v.ask("history.get", { after: 0 });
    assert.equal(page.messages.filter((m) => m.from === "visitor").length, 5);
    assert.equal(first.seq, 1);
  });

  test("a message that was stored is acknowledged again while its sender is limited", async (t) => {
    const d = await start_daemon({ limits: { visitor_messages_per_minute: 2 } });
    t.after(() => d.close());
    const v = await d.visitor();
    const mine = id();
    const first = await v.ask("message.send", { id: mine, text: "satu" });
    await v.write("dua");
    assert.equal((await v.refused("message.send", { text: "tiga" })).code, "rate_limited");
    const again = await v.ask("message.send", { id: mine, text: "satu" });
    assert.deepEqual([again.seq, again.received_at], [first.seq, first.received_at]);
  });

  test("visitor_requests_per_minute counts every frame but what is written", async (t) => {
    const d = await start_daemon({ limits: { visitor_requests_per_minute: 5 } });
    t.after(() => d.close());
    const v = await d.visitor();
    for (let i = 0; i < 5; i += 1) await v.ask("history.get", {});
    const e = await v.refused("history.get", {});
    assert.deepEqual([e.code, e.temporary], ["rate_limited", true]);
    assert.ok(e.retry_after_ms > 0 && e.retry_after_ms <= 60_000);
    assert.equal((await v.refused("message.shout", {})).code, "rate_limited");
    await v.write("ini tetap sampai");
    assert.equal((await (await d.visitor()).ask("history.get", {})).more, false, "others are not hurt");
  });

  test("requests_per_hour_per_address", async (t) => {
    const d = await start_daemon({ limits: { requests_per_hour_per_address: 2 } });
    t.after(() => d.close());
    const one = await d.visitor();
    await one.write("satu");
    await (await d.visitor()).write("dua");
    const third = await d.visitor();
    const e = await third.refused("message.send", { text: "tiga" });
    assert.deepEqual([e.code, e.temporary], ["rate_limited", true]);
    assert.ok(e.retry_after_ms > 0);
    await one.write("lanjutan dari yang satu");
  });

  test("connections_per_address closes with 3504, and X-Forwarded-For counts only from a trusted proxy", async (t) => {
    const d = await start_daemon({ limits: { connections_per_address: 2, trusted_proxies: [] } });
    t.after(() => d.close());
    const held = [await d.visitor(), await d.visitor()];
    const third = await d.connect("visitor");
    assert.equal((await third.closes()).code, 3504);
    const dressed = await d.connect("visitor", { headers: { "x-forwarded-for": "203.0.113.9" } });
    assert.equal((await dressed.closes()).code, 3504);
    await held[0].leave();
    await eventually(async () => {
      const c = await d.connect("visitor");
      return c.say_hello({}).then(() => true, () => false);
    });
    const p = await start_daemon({ limits: { connections_per_address: 1, trusted_proxies: ["127.0.0.1"] } });
    t.after(() => p.close());
    await p.visitor({ headers: { "x-forwarded-for": "203.0.113.9" } });
    await p.visitor({ headers: { "x-forwarded-for": "203.0.113.10" } });
    const same = await p.connect("visitor", { headers: { "x-forwarded-for": "203.0.113.9" } });
    assert.equal((await same.closes()).code, 3504);
  });

  test("IPv6 counts by /64, for connections, new conversations, numbers and sign-ins", async (t) => {
    const d = await start_daemon({ limits: { connections_per_address: 2, requests_per_hour_per_address: 1, failed_lookups_per_minute: 2, trusted_proxies: ["127.0.0.1"] } });
    t.after(() => d.close());
    const from = (host, net = "2001:db8:1:2") => ({ headers: { "x-forwarded-for": `${net}::${host}` } });
    const one = await d.visitor(from(1));
    await one.write("satu");
    const e = await (await d.visitor(from(2))).refused("message.send", { text: "dua" });
    assert.equal(e.code, "rate_limited");
    assert.equal((await (await d.connect("visitor", from(3))).closes()).code, 3504);
    await (await d.visitor(from(1, "2001:db8:1:3"))).write("tetangga");
    const look = (host) => d.http("GET", "/api/v1/tickets/ESK-261123-00001-7", { headers: { "Sahut-Ticket-Secret": "x".repeat(24), ...from(host).headers } });
    const sign_in = (host) => d.http("POST", "/api/v1/session", { headers: from(host).headers, body: { username: "tiada", password: "salah sekali" } });
    for (const [ask, refused] of [[look, 404], [sign_in, 401]]) {
      for (const [host, status] of [[11, refused], [12, refused], [13, 429]]) assert.equal((await ask(host)).status, status, `${ask} ${host}`);
    }
  });

  test("a queue that is full refuses new conversations and serves those there are", async (t) => {
    const d = await start_daemon({ limits: { queue_requests: 1 } });
    t.after(() => d.close());
    const one = await d.visitor();
    await one.write("satu");
    const two = await d.visitor();
    const e = await two.refused("message.send", { text: "dua" });
    assert.deepEqual([e.code, e.temporary], ["full", true]);
    await one.write("lanjutan");
    await one.ask("conversation.end", {});
    await two.write("dua lagi");
  });

  test("failed_lookups_per_minute: sign-ins and numbers, then 429", async (t) => {
    const d = await start_daemon({ limits: { failed_lookups_per_minute: 3 } });
    t.after(() => d.close());
    await d.add_user("sari", { queues: ["umum"] });
    for (let i = 0; i < 3; i += 1) assert.equal((await d.login("sari", "salah")).status, 401);
    const limited = await d.login("sari");
    assert.deepEqual([limited.status, limited.json.code], [429, "rate_limited"]);
    assert.ok(Number(limited.headers.get("retry-after")) >= 1);
    const look = () => d.http("GET", "/api/v1/tickets/ESK-261123-00001-7", { headers: { "Sahut-Ticket-Secret": "x".repeat(24) } });
    for (let i = 0; i < 3; i += 1) assert.equal((await look()).status, 404);
    assert.equal((await look()).status, 429);
  });

  test("too many windows of one officer close with 3504", async (t) => {
    const d = await start_daemon({ limits: { connections_per_officer: 2 } });
    t.after(() => d.close());
    await d.add_user("sari", { queues: ["umum"] });
    const { token } = (await d.login("sari")).json;
    for (let i = 0; i < 2; i += 1) await d.officer("sari", { token, presence: null });
    const c = await d.connect("officer", { headers: { authorization: `Bearer ${token}` } });
    c.send("hello", {});
    assert.equal((await c.closes()).code, 3504);
  });
});

describe("clients that do not take or answer", () => {
  test("no pong closes with 3012", async (t) => {
    const d = await start_daemon({ limits: { ping_seconds: 1, pong_seconds: 1 } });
    t.after(() => d.close());
    const [deaf, alive] = [await d.visitor({ socket: { autoPong: false } }), await d.visitor()];
    const closed = await deaf.closes();
    assert.equal(closed.code, 3012);
    await wait(1500); // a ping and the time for its pong
    await alive.settle();
  });

  test("who takes nothing is cut off, and has lost nothing when it comes back", async (t) => {
    const d = await start_daemon({ limits: { stuck_seconds: 1, output_high_bytes: 16384 } });
    t.after(() => d.close());
    const writer = await d.visitor();
    const first = await writer.write("awal");
    const slow = await d.visitor({ hello: { token: writer.welcome.token } });
    slow.socket.pause();
    let last;
    const cut = () => /3008|stuck/.test(d.log) || slow.closed_with;
    for (let i = 0; i < 3000 && !cut(); i += 1) last = await writer.write(`${i} ${"x".repeat(3900)}`);
    slow.socket.resume();
    // The close frame itself may find no room in a socket from which nothing is read.
    assert.ok([3008, 1006].includes((await slow.closes()).code), String(slow.closed_with.code));
    const back = await d.visitor({ hello: { token: writer.welcome.token, epoch: writer.welcome.epoch, seq: slow.end(first.conversation) } });
    assert.equal(back.welcome.gap, false);
    let held = back.welcome.messages;
    for (let more = back.welcome.more; more; ) {
      const page = await back.ask("history.get", { after: held.at(-1).seq });
      held = held.concat(page.messages);
      more = page.more;
    }
    assert.equal(held.at(-1).seq, Math.max(last.seq, writer.end(first.conversation)));
    assert.ok(held.every((m, i) => i === 0 || m.seq === held[i - 1].seq + 1));
  });
});

test("offices do not see each other", async (t) => {
  const d = await start_daemon({
    offices: [priok(), { ...priok(), id: "belawan", code: "BLW", name: "KPPBC Belawan" }],
  });
  t.after(() => d.close());
  await d.add_user("sari", { office: "priok", queues: ["umum"] });
  await d.add_user("ucok", { office: "belawan", queues: ["umum"] });
  const sari = await d.officer("sari", { presence: "available" });
  const ucok = await d.officer("ucok", { presence: "available" });
  const v = await d.visitor({ office: "belawan" });
  const ack = await v.write("Pertanyaan ke Belawan");
  assert.match(ack.conversation, /^BLW-/);
  await ucok.state(ack.conversation, "assigned");
  for (const [type, fields] of [["history.get", {}], ["conversation.claim", {}], ["note.add", { text: "x" }], ["conversation.transfer", { officer: "sari" }], ["message.send", { seen: 1, text: "x", purpose: "answer" }]])
    assert.equal((await sari.refused(type, { conversation: ack.conversation, ...fields })).code, "not_found", type);
  assert.ok(!JSON.stringify(sari.frames.filter((f) => f.type !== "error")).includes(ack.conversation));
  assert.notEqual((await ucok.request("conversation.transfer", { conversation: ack.conversation, officer: "sari" })).type, "ack");
  const elsewhere = await d.visitor({ office: "priok", hello: { token: v.welcome.token } });
  assert.equal(elsewhere.welcome.conversation, undefined, "a token is of one office");
});
