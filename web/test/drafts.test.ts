import assert from "node:assert/strict";
import { test } from "node:test";
import { type Draft, Drafts, aside_max, kindOf, type Mode } from "../console/drafts.ts";
import { WireError } from "../wire/link.ts";
import { memory } from "./fake.ts";

const empty: Draft = { text: "", purpose: "answer" };
const refusal = { error: new WireError("not_handling", false), missed: [] };
const kinds: readonly Mode[] = ["answer", "question", "note"];

test("an empty draft follows what is possible", () => {
  assert.deepEqual(kindOf(empty, false), { mode: "note", possible: true });
  assert.deepEqual(kindOf(empty, true), { mode: "answer", possible: true });
});

test("after a question comes an answer; a chosen note stays one", () => {
  for (const [sent, mine, next] of [["question", true, "answer"], ["answer", true, "answer"], ["note", true, "note"], ["note", false, "answer"]] as const) {
    const drafts = new Drafts(memory());
    drafts.type("c", "isi", mine);
    drafts.choose("c", sent);
    assert.deepEqual(drafts.take("c", mine), { text: "isi", purpose: sent });
    assert.deepEqual(drafts.of("c").draft, { text: "", purpose: next });
  }
});

test("what comes back unsent joins only what is of its kind", () => {
  for (const [back, begun, draft, aside] of [
    [{ text: "a", purpose: "answer" }, empty, { text: "a", purpose: "answer" }, []],
    [{ text: "a", purpose: "answer" }, { text: "b", purpose: "answer" }, { text: "a\nb", purpose: "answer" }, []],
    [{ text: "a", purpose: "answer" }, { text: "n", purpose: "note" }, { text: "n", purpose: "note" }, [{ text: "a", purpose: "answer" }]],
    [{ text: "a", purpose: "answer" }, { text: "a", purpose: "note" }, { text: "a", purpose: "answer" }, [{ text: "a", purpose: "note" }]],
  ] as [Draft, Draft, Draft, Draft[]][]) {
    const drafts = new Drafts(memory());
    drafts.prepare("c", begun);
    drafts.back("c", back, refusal);
    assert.deepEqual([drafts.of("c").draft, drafts.of("c").aside], [draft, aside]);
    assert.deepEqual(drafts.refused(), ["c"]);
  }
});

test("texts that wait are bounded, and none is lost by that", () => {
  const drafts = new Drafts(memory());
  for (let i = 0; i < 30; i += 1) drafts.prepare("c", { text: `<${i}>`, purpose: kinds[i % 3]! });
  assert.equal(drafts.of("c").aside.length, aside_max);
  const all = [...drafts.of("c").aside, drafts.of("c").draft];
  const found = all.flatMap((d) => [...d.text.matchAll(/<(\d+)>/g)].map((m) => [Number(m[1]), d.purpose]));
  assert.equal(found.length, 30);
  for (const [i, purpose] of found) assert.equal(purpose, kinds[(i as number) % 3]);
});

test("what the store holds and is no draft is dropped", () => {
  for (const kept of ["{", "7", "null", '{"text":5,"purpose":"answer"}', '{"text":"x","purpose":"other"}']) {
    const store = memory();
    store.set("sahut/console/draft/sari/c", kept);
    store.set("sahut/console/aside/sari/c", `[${kept === "{" ? "{}" : kept}]`);
    const drafts = new Drafts(store);
    drafts.belongTo("sari");
    assert.deepEqual(drafts.of("c"), { draft: empty, aside: [] }, kept);
  }
});

test("another officer at the same tab sees nothing of what was begun, and who began it finds it again", () => {
  const store = memory();
  const drafts = new Drafts(store);
  drafts.belongTo("sari");
  drafts.type("c", "Untuk Ibu Ani: ", true);
  drafts.back("c", { text: "Rahasia.", purpose: "note" }, { error: new Error("refused"), missed: [] });
  const kept = [drafts.of("c").draft, drafts.of("c").aside];
  drafts.belongTo("budi");
  assert.deepEqual(drafts.of("c"), { draft: empty, aside: [] });
  assert.deepEqual(drafts.refused(), []);
  drafts.type("c", "Punya Budi", true);
  drafts.belongTo("sari");
  assert.deepEqual([drafts.of("c").draft, drafts.of("c").aside], kept);
});

// An officer, an office and a network: every order of what they may do. Each piece of text is a number in brackets, whose kind is
// what the composer showed when its typing began, or what the officer chose since.
class World {
  readonly store = memory();
  drafts = new Drafts(this.store);
  readonly kind = new Map<string, Mode>();
  under_way: Draft[] = [];
  arrived: Draft[] = [];
  #next = 1;

  constructor(public mine: boolean) {}

  pieces = (text: string): string[] => text.match(/<\d+>/g) ?? [];
  #piece(kind: Mode): string {
    const piece = `<${this.#next++}>`;
    this.kind.set(piece, kind);
    return piece;
  }
  #forget(text: string): void {
    for (const p of this.pieces(text)) this.kind.delete(p);
  }
  #choose(purpose: Mode): void {
    if (!this.mine && purpose !== "note") return; // the page offers a note alone
    const { draft } = this.drafts.of("c");
    for (const p of this.pieces(draft.text)) this.kind.set(p, purpose);
    this.drafts.choose("c", purpose);
  }

  readonly events: Record<string, () => void> = {
    type: () => {
      const { draft } = this.drafts.of("c");
      this.drafts.type("c", draft.text + this.#piece(kindOf(draft, this.mine).mode), this.mine);
    },
    clear: () => {
      this.#forget(this.drafts.of("c").draft.text);
      this.drafts.type("c", "", this.mine);
    },
    gain: () => (this.mine = true),
    lose: () => (this.mine = false),
    answer: () => this.#choose("answer"),
    question: () => this.#choose("question"),
    note: () => this.#choose("note"),
    send: () => {
      const { draft } = this.drafts.of("c");
      const sent = this.drafts.take("c", this.mine);
      if (sent) this.under_way.push(sent);
      else assert.deepEqual(this.drafts.of("c").draft, draft, "what is not sent stays where it is");
      assert.ok(!sent || this.mine || sent.purpose === "note", "nothing goes to a citizen whom another officer answers");
    },
    arrive: () => this.arrived.push(...this.under_way.splice(0, 1)),
    refuse: () => {
      for (const sent of this.under_way.splice(0, 1)) {
        this.drafts.back("c", sent, refusal);
        assert.deepEqual(this.drafts.refused(), ["c"], "it is told");
      }
    },
    reload: () => (this.drafts = new Drafts(this.store)),
    prepare: () => this.drafts.prepare("c", { text: this.#piece("question"), purpose: "question" }),
    take_up: () => this.drafts.takeUp("c", 0),
    drop: () => {
      this.#forget(this.drafts.of("c").aside[0]?.text ?? "");
      this.drafts.dropAside("c", 0);
    },
  };

  check(order: string): void {
    const { draft, aside } = this.drafts.of("c");
    const places = [draft, ...aside, ...this.under_way, ...this.arrived];
    const found = places.flatMap((d) => this.pieces(d.text).map((p) => [p, d.purpose] as const));
    for (const [piece, purpose] of found) assert.equal(purpose, this.kind.get(piece), `${piece} is of another kind after ${order}`);
    assert.deepEqual(found.map(([p]) => p).sort(), [...this.kind.keys()].sort(), `each text is in one place after ${order}`);
  }
}

test("in every order of events no text changes its kind without the officer's act, and none is lost or doubled", () => {
  const names = Object.keys(new World(true).events);
  const length = 4;
  let orders = 0;
  const walk = (begun: boolean, order: readonly string[]): void => {
    if (order.length < length) return names.forEach((n) => walk(begun, [...order, n]));
    const world = new World(begun);
    const whole = ["type", ...order, "send", "arrive"];
    const told = `${begun ? "mine" : "not mine"}: ${whole.join(", ")}`;
    for (const event of whole) {
      world.events[event]!();
      world.check(told);
    }
    orders += 1;
  };
  for (const begun of [true, false]) walk(begun, []);
  assert.equal(orders, 2 * names.length ** length);
});

const mended = { text: "Sudah.", purpose: "answer", solution: "Layanan dipulihkan." } as const;

test("what was mended goes with the answer alone, is kept in the tab, and comes back with it", () => {
  const store = memory();
  const drafts = new Drafts(store);
  drafts.solve("c", mended.solution);
  drafts.type("c", mended.text, true);
  assert.deepEqual(new Drafts(store).of("c").draft, mended);
  drafts.choose("c", "question");
  assert.deepEqual(drafts.take("c", true), { text: "Sudah.", purpose: "question" });
  assert.deepEqual(drafts.of("c").draft, { text: "", purpose: "answer", solution: mended.solution }, "it waits for the answer");
  drafts.type("c", mended.text, true);
  assert.deepEqual(drafts.take("c", true), mended);
  assert.deepEqual(drafts.of("c").draft, empty);
  assert.equal(store.map.size, 0);
  drafts.back("c", mended, refusal);
  assert.deepEqual(drafts.of("c").draft, mended);
  drafts.back("c", mended, refusal);
  assert.deepEqual(drafts.of("c").draft, mended, "once");
});

test("what was begun beside it meanwhile is joined to it", () => {
  const drafts = new Drafts(memory());
  drafts.type("c", "Lagi.", true);
  drafts.solve("c", "Kabel diganti.");
  drafts.back("c", mended, refusal);
  assert.deepEqual(drafts.of("c").draft, { text: "Sudah.\nLagi.", purpose: "answer", solution: "Layanan dipulihkan.\nKabel diganti." });
});

test("a colleague's draft takes the composer, and neither what stood there nor what was mended is lost", () => {
  const drafts = new Drafts(memory());
  drafts.solve("c", mended.solution);
  drafts.prepare("c", { text: "Draf.", purpose: "answer" });
  assert.deepEqual(drafts.of("c").draft, { text: "Draf.", purpose: "answer", solution: mended.solution });
  drafts.prepare("c", { text: "Draf lain.", purpose: "answer" });
  assert.deepEqual(drafts.of("c").aside, [{ text: "Draf.", purpose: "answer", solution: mended.solution }]);
});

test("whether a text is an answer is asked of that text alone", () => {
  const drafts = new Drafts(memory());
  drafts.back("c", { text: "Baik.", purpose: "answer" }, { ...refusal, unsure: true });
  assert.equal(drafts.of("c").refusal?.unsure, true);
  drafts.type("c", "Baik, jawabannya begini.", true);
  assert.equal(drafts.of("c").refusal, undefined);
  drafts.back("c", { text: "x", purpose: "answer" }, refusal);
  drafts.type("c", "xy", true);
  assert.notEqual(drafts.of("c").refusal, undefined, "what was refused otherwise stays told");
});

test("what an answer is to is fixed when its writing begins, and comes back with it", () => {
  const store = memory();
  const drafts = new Drafts(store);
  drafts.type("c", "J", true, "ESK-1");
  drafts.type("c", "Ja", true, "");
  assert.deepEqual(new Drafts(store).of("c").draft, { text: "Ja", purpose: "answer", to: "ESK-1" });
  drafts.aim("c", "ESK-2");
  assert.deepEqual(drafts.take("c", true), { text: "Ja", purpose: "answer", to: "ESK-2" });
  assert.deepEqual(drafts.of("c").draft, empty);
  drafts.type("c", "Lain", true, "");
  drafts.back("c", { text: "Ja", purpose: "answer", to: "ESK-2" }, refusal);
  assert.deepEqual([drafts.of("c").draft, drafts.of("c").aside], [{ text: "Lain", purpose: "answer", to: "" }, [{ text: "Ja", purpose: "answer", to: "ESK-2" }]], "two answers to two things are no one text");
  drafts.type("c", "", true);
  assert.deepEqual(drafts.of("c").draft, empty);
  drafts.choose("c", "question");
  drafts.type("c", "Apa?", true, "ESK-1");
  assert.deepEqual(drafts.take("c", true), { text: "Apa?", purpose: "question" });
});

test("so many texts wait that two answers to different things become one, which is to neither", () => {
  const drafts = new Drafts(memory());
  for (let i = 0; i <= aside_max + 1; i += 1) drafts.prepare("c", { text: `${i}`, purpose: "answer", to: `ESK-${i}` });
  assert.deepEqual([drafts.of("c").aside.length, drafts.of("c").aside[0]], [aside_max, { text: "0\n1", purpose: "answer" }]);
});
