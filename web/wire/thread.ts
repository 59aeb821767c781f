// One conversation as an officer's window holds it: the log, and the notes and consults that are no messages.
import { MessageLog } from "./log.ts";
import { newer } from "./consults.ts";
import type { Ack, Consult, Message, MessageUpdate, Note } from "./types.ts";

export interface HiddenSpan {
  from_seq: number;
  to_seq: number;
}

export class Thread {
  readonly log = new MessageLog();
  notes: Note[] = [];
  consults: Consult[] = [];
  hidden: HiddenSpan[] = [];
  loaded = false;
  more = false;
  /** The highest revision met; history.get asks for what came after it. */
  rev = 0;

  /** Takes a page of history.get, whose extras may come apart from the messages or between them. */
  take(ack: Ack, older: boolean): void {
    const messages: Message[] = [];
    const updates: MessageUpdate[] = [];
    const lists = [ack.messages, ack.notes, ack.updates, ack.consults, ack.hidden].filter(Array.isArray) as Record<string, unknown>[][];
    for (const item of lists.flat()) {
      const type = item.type ?? ("from_seq" in item ? "hidden" : "consult" in item ? "consult" : "from" in item ? "message" : "text" in item ? "note" : "message.update");
      if (type === "message") messages.push(item as unknown as Message);
      else if (type === "note") this.note(item as unknown as Note);
      else if (type === "consult") this.consult(item as unknown as Consult);
      else if (type === "hidden") this.hide((item.hidden ?? item) as unknown as HiddenSpan);
      else updates.push(item as unknown as MessageUpdate);
    }
    this.log.put(messages);
    for (const u of updates) this.update(u);
    if (older) this.more = ack.more === true;
  }

  put(message: Message): void {
    this.log.put([message]);
    this.seen(message.rev);
  }

  update(u: MessageUpdate): void {
    this.log.update(u);
    this.seen(u.rev);
  }

  note(n: Note): void {
    const same = (x: Note): boolean => (n.id !== undefined ? x.id === n.id : x.rev === n.rev && x.at === n.at && x.text === n.text);
    this.notes = [...this.notes.filter((x) => !same(x)), n].sort((a, b) => (a.at < b.at ? -1 : 1));
    this.seen(n.rev);
  }

  // Its revision is its own record's, and none of the conversation's.
  consult(c: Consult): void {
    const held = this.consults.find((x) => x.consult === c.consult);
    if (c.gone) this.consults = this.consults.map((x) => (x === held ? { ...x, state: c.state ?? x.state } : x));
    else if (!held || newer(c, held)) this.consults = [...this.consults.filter((x) => x !== held), c];
  }

  private hide(span: HiddenSpan): void {
    if (!this.hidden.some((h) => h.from_seq === span.from_seq)) this.hidden = [...this.hidden, span];
    // Hidden numbers are known to exist, so they leave no hole to fetch.
    const hole: Message[] = [];
    for (let seq = span.from_seq; seq <= span.to_seq && hole.length < 5000; seq += 1) {
      if (!this.log.get(seq)) hole.push({ conversation: "", seq, from: "system", kind: "hidden", at: "" });
    }
    this.log.put(hole);
  }

  /** Everything up to this revision is known. */
  seen(rev: unknown): void {
    if (typeof rev === "number" && rev > this.rev) this.rev = rev;
  }
}
