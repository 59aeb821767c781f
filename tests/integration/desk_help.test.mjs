// What helps an officer: who asks, the related unit, finding, colleagues, taking over.
import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { hire, start_daemon } from "./support.mjs";

describe("help at the desk", () => {
  let d, o;
  before(async () => {
    d = await start_daemon({ officers: { grace_seconds: 2 } });
    o = await d.officer(await hire(d, { queues: ["umum"] }));
  });
  after(() => d?.close());

  const ask = async (text) => {
    const v = await d.visitor();
    const ack = await v.write(text);
    await o.state(ack.conversation, "assigned");
    return { v, c: ack.conversation };
  };

  test("who asks stands masked beside the thread, and in full for a reason that colleagues can read", async () => {
    const { v, c } = await ask("Bagaimana status PIB saya?");
    await v.ask("identity.set", { name: "Dewi Lestari", email: "dewi@contoh.id", nik: "3171234507900123", documents: [{ kind: "aju", number: "00002001012620261123000042" }] });
    const head = await o.until((f) => f.type === "conversation" && f.conversation === c && f.identity?.nik);
    assert.deepEqual([head.identity.nik, head.identity.email, head.identity.documents[0].number], ["••••0123", "d••••@contoh.id", "••••0042"]);
    assert.equal((await o.refused("identity.reveal", { conversation: c })).code, "bad_field");
    const shown = await o.ask("identity.reveal", { conversation: c, reason: "Mencocokkan PIB" });
    assert.equal(shown.identity.nik, "3171234507900123");
    assert.ok((await o.until((f) => f.type === "note" && f.conversation === c)).text.includes("Mencocokkan PIB"));
    const other = await d.officer(await hire(d, { queues: ["umum"] }), { presence: null });
    assert.equal((await other.refused("identity.reveal", { conversation: c, reason: "x" })).code, "not_handling");
    assert.ok(!JSON.stringify(other.frames).includes("3171234507900123"));

    const by_name = await other.ask("conversation.find", { q: "LESTARI" });
    assert.deepEqual(by_name.conversations.map((k) => k.conversation), [c]);
    assert.equal(by_name.conversations[0].identity, undefined);
    await o.ask("conversation.close", { conversation: c, outcome: "spam" });
    const closed = await other.ask("conversation.find", { q: ` ${head.reference.toLowerCase()}. ` });
    assert.deepEqual(closed.conversations.map((k) => [k.conversation, k.state]), [[c, "closed"]]);
    const elsewhere = await d.officer(await hire(d, { queues: ["manual"] }), { presence: null });
    assert.deepEqual((await elsewhere.ask("conversation.find", { q: head.reference })).conversations, []);
    await other.leave();
    await elsewhere.leave();
  });

  test("an escalation reaches the unit's officers, who read, note and claim it", async () => {
    const unit = await d.officer(await hire(d, { queues: ["teknis"] }), { presence: null });
    const { c } = await ask("Mengapa barang saya ditahan?");
    await o.ask("conversation.escalate", { conversation: c, reason: "Perlu pemeriksaan fisik", unit: "teknis" });
    const head = await unit.until((f) => f.type === "conversation" && f.conversation === c);
    assert.deepEqual([head.ticket.unit, head.ticket.reason], [{ id: "teknis", name: "Seksi Teknis" }, "Perlu pemeriksaan fisik"]);
    const late = await d.officer(await hire(d, { queues: ["teknis"] }), { presence: null });
    assert.deepEqual(late.welcome.conversations.map((k) => k.conversation), [c]);
    await late.leave();
    const page = await unit.ask("history.get", { conversation: c });
    assert.ok(page.messages.some((m) => m.text === "Mengapa barang saya ditahan?"));
    await unit.ask("note.add", { conversation: c, text: "Dilihat" });
    await unit.ask("conversation.claim", { conversation: c });
    await unit.answer(c, "Barang sudah dapat diambil");
    await unit.until((f) => f.type === "conversation" && f.conversation === c && f.state === "answered");
    await unit.leave();
  });

  test("colleagues are listed; what is handed to one who is away comes back, and a coordinator takes over", async () => {
    const away = await d.officer(await hire(d, { queues: ["umum"] }), { presence: "away" });
    const { c } = await ask("Berapa tarif sepatu?");
    const { officers } = await o.ask("officers.list", { conversation: c });
    assert.equal(officers.find((x) => x.id === away.name).state, "away");
    assert.ok(officers.find((x) => x.id === o.name).load >= 1);
    const from = away.frames.length;
    await o.ask("presence.set", { state: "away" });
    await o.ask("conversation.transfer", { conversation: c, officer: away.name });
    for (const w of [o, away]) {
      const note = await w.until((f) => f.type === "note" && f.conversation === c, w === away ? { from } : {});
      assert.ok(note.text.includes("Kembali ke antrean"));
    }
    const boss = await d.officer(await hire(d, { role: "coordinator", queues: [] }), { presence: null });
    await away.ask("conversation.claim", { conversation: c });
    assert.equal((await o.refused("conversation.claim", { conversation: c })).code, "not_handling");
    await boss.ask("conversation.claim", { conversation: c });
    await boss.ask("conversation.transfer", { conversation: c, officer: o.name });
    await o.until((f) => f.type === "conversation" && f.conversation === c && f.officer?.id === o.name);
    await boss.leave();
    await away.leave();
  });

  test("the operator hands a conversation to another officer or back to the queue: both officers and its notes know", async () => {
    const other = await d.officer(await hire(d, { queues: ["umum"] }), { presence: "away" });
    const stranger = await hire(d, { queues: ["teknis"] });
    const gone = await hire(d, { queues: ["umum"] });
    assert.equal((await d.control("user", "disable", gone)).code, 0);
    await o.ask("presence.set", { state: "available" });
    const { c } = await ask("Berapa lama pemeriksaan?");
    const of = (w, officer, from) => w.until((f) => f.type === "conversation" && f.conversation === c && f.officer?.id === officer, { from });

    for (const [words, code, says] of [
      [["release", "PRI-none"], 1, /no such conversation/],
      [["assign", "PRI-none", other.name], 1, /no such conversation/],
      [["assign", c, stranger], 65, /officer: .*may not handle/],
      [["assign", c, gone], 65, /officer: .*may not handle/],
      [["assign", c, "nobody"], 65, /officer: .*does not exist/],
      [["assign", c, o.name], 65, /officer: .*already/],
      [["assign", c], 64, /officer is required/],
      [["release", c, "--reason", "x".repeat(2001)], 65, /--reason: at most/],
    ]) {
      const done = await d.control("conversation", ...words);
      assert.equal(done.code, code, `${words.join(" ").slice(0, 80)}: ${done.stderr}`);
      assert.match(done.stderr, says);
    }

    const from = other.frames.length, at = o.frames.length;
    assert.deepEqual(await d.control("conversation", "assign", c, other.name, "--reason", "Petugas sakit"), { code: 0, stdout: `assigned ${c} to ${other.name}\n`, stderr: "" });
    await of(other, other.name, from);
    await of(o, other.name, at);
    for (const [w, since] of [[o, at], [other, from]]) {
      const note = await w.until((f) => f.type === "note" && f.conversation === c && f.text.includes("Petugas sakit"), { from: since });
      assert.equal(note.officer.name, "operator");
    }
    const released = o.frames.length;
    await o.ask("presence.set", { state: "away" });
    assert.deepEqual(await d.control("conversation", "release", c), { code: 0, stdout: `released ${c}\n`, stderr: "" });
    await o.until((f) => f.type === "conversation" && f.conversation === c && f.state === "queued", { from: released });
    const again = await d.control("conversation", "release", c);
    assert.deepEqual([again.code, again.stderr], [65, "conversation: nobody handles it\n"]);
    const page = await o.ask("history.get", { conversation: c, after_rev: 0 });
    assert.ok(page.notes.some((n) => n.text.includes("assigned by the operator")) && page.notes.some((n) => n.text.includes("released to the queue")));

    await o.ask("conversation.claim", { conversation: c });
    await o.ask("conversation.close", { conversation: c, outcome: "spam" });
    for (const words of [["release", c], ["assign", c, other.name]]) {
      const done = await d.control("conversation", ...words);
      assert.deepEqual([done.code, done.stderr], [65, "conversation: it is closed: there is nothing left to handle\n"]);
    }
    await other.leave();
  });
});
