// The citizen's side of sahut.visitor.v1: the log, the outbox that outlives a reload, and the resume after any break.
import { uuid } from "./ids.ts";
import { masked, outboxOf, sessionOf, type KeyValue, type Outgoing } from "./kept.ts";
import { Link, WireError, type LinkEnv, type LinkStatus } from "./link.ts";
import { MessageLog } from "./log.ts";
import { attachmentsOf, withFiles, type Uploaded } from "./media.ts";
import type { Ack, FileLimits, Frame, Message, MessageUpdate, OfficerRef, Ticket, VisitorConversation, VisitorWelcome } from "./types.ts";

export type { KeyValue, Outgoing };

export interface VisitorState {
  link: LinkStatus;
  ready: boolean;
  office?: VisitorWelcome["office"];
  hours?: VisitorWelcome["hours"];
  texts: NonNullable<VisitorWelcome["texts"]>;
  messages: readonly Message[];
  older: boolean;
  outbox: readonly Outgoing[];
  conversation?: VisitorConversation;
  tickets: readonly Ticket[];
  typing?: OfficerRef | string | true;
  read_seq: number;
  /** Names of the identity fields that the service took, with masked values. */
  identity: Readonly<Record<string, string>>;
  /** What is written here outlives the page. */
  lasting: boolean;
  /** What files may be sent; absent: none. */
  files?: FileLimits;
}

export interface VisitorOptions {
  url: string;
  office: string;
  locale(): string;
  page(): string;
  store: KeyValue;
  /** Kept for this tab alone: masked identity. */
  tab?: KeyValue;
  env?: LinkEnv;
}

const page_chars_max = 512;
const typing_shown_ms = 6_000;
const typing_told_ms = 3_000;
const retry_first_ms = 2_000;
const retry_last_ms = 60_000;

export class Visitor {
  readonly #options: VisitorOptions;
  readonly #link: Link;
  readonly #log = new MessageLog();
  readonly #listeners = new Set<() => void>();
  readonly #prefix: string;
  #state_: VisitorState;
  #outbox: Outgoing[] = [];
  #token: string | undefined;
  #epoch: string | number | undefined;
  #sending: string | null = null;
  #filling = false;
  #timer: unknown = null;
  #typing_timer: unknown = null;
  #typing_told = 0;
  #read_told = 0;
  #asked_as_new = false;
  #bare = false;
  #ended = false;
  readonly #now: () => number;

  constructor(options: VisitorOptions) {
    this.#options = options;
    this.#prefix = `sahut/${options.office}/`;
    this.#now = options.env ? () => options.env!.now() : () => Date.now();
    this.#link = new Link({
      url: options.url,
      protocol: "sahut.visitor.v1",
      hello: () => this.#hello(),
      welcome: (f) => this.#welcomed(f as unknown as VisitorWelcome),
      frame: (f) => this.#frame(f),
      refused: (e) => this.#helloRefused(e.path ?? ""),
      status: (status) => this.#change({ link: status, ready: status.state === "online" ? this.#state_.ready : false }),
      env: options.env,
    });
    this.#state_ = { link: { state: "idle" }, ready: false, texts: {}, messages: [], older: false, outbox: [], tickets: [], read_seq: 0, identity: this.#keptIdentity(), lasting: true };
    this.#readSession();
    this.#readOutbox();
    this.#state_.outbox = this.#outbox;
  }

  get state(): VisitorState {
    return this.#state_;
  }

  subscribe(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** This browser has written here before. */
  get known(): boolean {
    return this.#token !== undefined || this.#outbox.length > 0;
  }

  /** Where the service is, and as whom this browser is known there. */
  get url(): string {
    return this.#options.url;
  }
  get token(): string | undefined {
    return this.#token;
  }

  start(): void {
    this.#link.start();
  }
  /** Says hello anew, so that the service speaks the language that was just chosen. */
  greet(): void {
    if (this.#link.status.state === "online") this.#link.restart();
  }
  wake(): void {
    this.#link.wake();
  }
  wentOffline(): void {
    this.#link.wentOffline();
  }

  send(text: string, files: Uploaded[] = []): void {
    const entry: Outgoing = { id: uuid(), text, ...(files.length > 0 && { files }), at: this.#now(), state: "waiting", tries: 0, retry_at: 0 };
    this.#outbox = [...this.#outbox, entry];
    this.#keep(entry);
    this.#change({ outbox: this.#outbox });
    this.#link.start();
    this.#pump();
  }

  /** Sends a refused line once more; as it had no effect it may carry a new id, and must after `id_reused`. */
  retry(id: string): void {
    this.#outbox = this.#outbox.map((e) => {
      if (e.id !== id || e.state !== "failed") return e;
      this.#options.store.remove(this.#prefix + "out/" + e.id);
      const again: Outgoing = { ...e, id: e.code === "id_reused" ? uuid() : e.id, state: "waiting", tries: 0, retry_at: 0 };
      delete again.code;
      delete again.path;
      this.#keep(again);
      return again;
    });
    this.#change({ outbox: this.#outbox });
    this.#pump();
  }

  /** Takes a refused line out, for the composer. */
  discard(id: string): void {
    this.#forget(id);
  }

  async identify(fields: Record<string, unknown>): Promise<Ack> {
    const ack = await this.#link.request("identity.set", fields);
    const identity: Record<string, string> = { ...this.#state_.identity };
    for (const [name, value] of Object.entries(fields)) if (typeof value === "string") identity[name] = name === "name" ? value : masked(value);
    for (const d of Array.isArray(fields.documents) ? (fields.documents as { kind: string; number: string }[]) : []) identity[`document.${d.kind}`] = masked(d.number);
    this.#options.tab?.set(this.#prefix + "identity", JSON.stringify(identity));
    this.#change({ identity });
    return ack;
  }

  end(): Promise<Ack> {
    return this.#link.request("conversation.end");
  }

  async loadOlder(): Promise<void> {
    if (!this.#state_.older || this.#log.first <= 1) return;
    const ack = await this.#link.request("history.get", { before: this.#log.first, limit: 100 });
    const page = (ack.messages ?? []) as Message[];
    this.#log.put(page);
    this.#change({ messages: this.#log.items, older: page.length > 0 && this.#log.first > 1 });
  }

  typing(): void {
    if (this.#now() - this.#typing_told < typing_told_ms) return;
    this.#typing_told = this.#now();
    this.#link.tell("typing");
  }

  /** Ends for good: its page let go of the widget. */
  close(): void {
    this.#ended = true;
    if (this.#timer !== null) this.#clearTimer(this.#timer);
    if (this.#typing_timer !== null) this.#clearTimer(this.#typing_timer);
    this.#link.stop();
    this.#listeners.clear();
  }

  /** The highest sequence number that was shown in this browser before; for the count of new lines. */
  get seen(): number {
    return Number(this.#options.store.get(this.#prefix + "seen") ?? "0") || 0;
  }

  read(seq: number): void {
    if (seq <= 0) return;
    if (seq > this.seen) this.#options.store.set(this.#prefix + "seen", String(seq));
    if (seq > this.#read_told && this.#link.status.state === "online") {
      this.#read_told = seq;
      this.#link.tell("read", { seq });
    }
    this.#emit();
  }

  /** Another tab changed what is kept: it got the token first, or sent or wrote a line. */
  storageChanged(key: string | null): void {
    if (this.#ended) return;
    if (key !== null && !key.startsWith(this.#prefix)) return;
    const before = this.#token;
    this.#readSession();
    if (before !== this.#token) {
      const mine = before !== undefined && this.#log.items.length > 0;
      if (mine) {
        this.#token = before;
        this.#keepSession();
      } else if (this.#link.status.state !== "idle") {
        this.#forgetLog();
        this.#link.restart();
      }
    }
    this.#readOutbox();
    this.#change({ outbox: this.#outbox });
  }

  #hello(): Record<string, unknown> {
    const before = this.#token;
    this.#readSession();
    if (before !== this.#token && this.#log.last > 0) this.#forgetLog();
    this.#asked_as_new = this.#token === undefined;
    const hello: Record<string, unknown> = { locale: this.#options.locale() };
    if (!this.#bare) hello.page = this.#options.page().slice(0, page_chars_max);
    if (this.#token !== undefined) {
      hello.token = this.#token;
      if (this.#epoch !== undefined && this.#log.last > 0) {
        hello.epoch = this.#epoch;
        hello.seq = this.#log.last;
      }
    }
    return hello;
  }

  // What was kept and is refused is dropped, and the citizen starts anew; true while there was something to drop.
  #helloRefused(path: string): boolean {
    if ((path === "epoch" || path === "seq") && this.#epoch !== undefined) {
      this.#epoch = undefined;
      this.#forgetLog();
      this.#keepSession();
      return true;
    }
    if (path !== "page" && this.#token !== undefined) {
      this.#token = this.#epoch = undefined;
      this.#options.store.remove(this.#prefix + "session");
      this.#forgetLog();
      this.#forgetIdentity();
      return true;
    }
    if (this.#bare) return false;
    this.#bare = true;
    return true;
  }

  #welcomed(w: VisitorWelcome): void {
    const other = sessionOf(this.#options.store.get(this.#prefix + "session"));
    if (this.#asked_as_new && other !== null && this.#token === undefined) {
      // Two tabs were new at once: the first to be welcomed is the one person that this browser is.
      if (other.token !== w.token) {
        this.#readSession();
        this.#link.restart();
        return;
      }
    }
    if (w.gap || (this.#token !== undefined && this.#token !== w.token) || (this.#epoch !== undefined && this.#epoch !== w.epoch && !w.gap && this.#log.last > 0)) {
      this.#forgetLog();
    }
    const held = this.#log.last;
    if (this.#token !== undefined && this.#token !== w.token) this.#forgetIdentity();
    this.#token = w.token;
    this.#epoch = w.epoch;
    this.#keepSession();
    this.#log.put(w.messages ?? []);
    for (const m of w.messages ?? []) if (m.id !== undefined) this.#forget(m.id, false);
    this.#readOutbox();
    const upwards = w.more === true && !w.gap && (held > 0 || this.#log.first <= 1);
    const next: Partial<VisitorState> = {
      ready: true,
      office: w.office,
      hours: w.hours,
      texts: w.texts ?? {},
      files: w.files,
      messages: this.#log.items,
      older: this.#log.first > 1,
      outbox: this.#outbox,
      tickets: w.tickets ?? [],
    };
    if (w.conversation !== undefined) {
      next.conversation = typeof w.conversation === "string" ? { ...(this.#state_.conversation ?? { state: "" }), conversation: w.conversation } : w.conversation;
    } else if (held === 0) {
      next.conversation = undefined;
    }
    this.#change(next);
    if (upwards || this.#log.hole) void this.#fill();
    this.#sending = null;
    this.#pump();
  }

  #frame(frame: Frame): void {
    switch (frame.type) {
      case "message": {
        const m = frame as unknown as Message;
        this.#log.put([m]);
        if (m.id !== undefined) this.#forget(m.id, false);
        this.#change({ messages: this.#log.items, outbox: this.#outbox, ...(m.from === "officer" ? { typing: undefined } : {}) });
        if (this.#log.hole) void this.#fill();
        break;
      }
      case "message.update":
        this.#log.update(frame as unknown as MessageUpdate);
        this.#change({ messages: this.#log.items });
        break;
      case "conversation":
        this.#change({ conversation: frame as unknown as VisitorConversation });
        break;
      case "ticket": {
        const t = frame as unknown as Ticket;
        this.#change({ tickets: [...this.#state_.tickets.filter((x) => x.number !== t.number), t] });
        break;
      }
      case "typing":
        if (frame.from === "visitor") break;
        this.#showTyping((frame.officer as OfficerRef | string | undefined) ?? true);
        break;
      case "read":
        if (frame.from === "visitor") break; // another tab of the same person
        this.#change({ read_seq: Math.max(this.#state_.read_seq, Number(frame.seq) || 0) });
        break;
    }
  }

  // Reads on from the log until nothing is missing.
  async #fill(): Promise<void> {
    if (this.#filling) return;
    this.#filling = true;
    try {
      for (let more = true; more || this.#log.hole; ) {
        const before = this.#log.last;
        const ack = await this.#link.request("history.get", { after: before, limit: 200 });
        const page = (ack.messages ?? []) as Message[];
        this.#log.put(page);
        for (const m of page) if (m.id !== undefined) this.#forget(m.id, false);
        this.#change({ messages: this.#log.items, outbox: this.#outbox });
        more = ack.more === true;
        if (this.#log.last === before) break;
      }
    } catch {
      // the next welcome starts from what is held
    } finally {
      this.#filling = false;
    }
  }

  // One line at a time, so that the order in which they were written is the order in which they arrive.
  #pump(): void {
    if (!this.#state_.ready || this.#sending !== null) return;
    const entry = this.#outbox.find((e) => e.state === "waiting");
    if (!entry) return;
    const wait = entry.retry_at - this.#now();
    if (wait > 0) {
      if (this.#timer !== null) this.#clearTimer(this.#timer);
      this.#timer = this.#setTimer(() => {
        this.#timer = null;
        this.#pump();
      }, wait);
      return;
    }
    this.#sending = entry.id;
    this.#link.request("message.send", { text: entry.text, ...withFiles(entry.files) }, entry.id).then(
      (ack) => this.#accepted(entry, ack),
      (error: WireError) => this.#refused(entry, error),
    );
  }

  #accepted(entry: Outgoing, ack: Ack): void {
    if (this.#sending === entry.id) this.#sending = null;
    if (typeof ack.seq === "number") {
      const at = ack.received_at ?? new Date(this.#now()).toISOString();
      const attachments = attachmentsOf(entry.files ?? []);
      const kind = entry.text ? "text" : (attachments[0]?.kind ?? "text");
      // The message itself may have come before the answer, and knows more.
      if (!this.#log.get(ack.seq)) this.#log.put([{ conversation: ack.conversation ?? "", seq: ack.seq, from: "visitor", kind, text: entry.text, ...(attachments.length > 0 && { attachments }), at, id: entry.id }]);
      if (this.#log.hole) void this.#fill();
    }
    this.#forget(entry.id, false);
    this.#change({ messages: this.#log.items, outbox: this.#outbox });
    this.#pump();
  }

  #refused(entry: Outgoing, error: WireError): void {
    if (this.#sending === entry.id) this.#sending = null;
    const tries = entry.tries + 1;
    const wait = error.frame.retry_after_ms ?? Math.min(retry_last_ms, retry_first_ms * 2 ** entry.tries);
    const next: Outgoing = error.temporary
      ? { ...entry, tries, code: error.code, retry_at: this.#now() + wait }
      : error.code === "stopped"
        ? entry
        : { ...entry, tries, code: error.code, path: error.frame.path, state: "failed" };
    this.#outbox = this.#outbox.map((e) => (e.id === entry.id ? next : e));
    if (next.state === "failed") this.#keep(next);
    this.#change({ outbox: this.#outbox });
    if (error.code !== "stopped") this.#pump();
  }

  #showTyping(who: OfficerRef | string | true): void {
    if (this.#typing_timer !== null) this.#clearTimer(this.#typing_timer);
    this.#change({ typing: who });
    this.#typing_timer = this.#setTimer(() => {
      this.#typing_timer = null;
      this.#change({ typing: undefined });
    }, typing_shown_ms);
  }

  #setTimer(fn: () => void, ms: number): unknown {
    return this.#options.env ? this.#options.env.setTimer(fn, ms) : setTimeout(fn, ms);
  }
  #clearTimer(handle: unknown): void {
    if (this.#options.env) this.#options.env.clearTimer(handle);
    else clearTimeout(handle as ReturnType<typeof setTimeout>);
  }

  #forgetLog(): void {
    this.#log.reset();
    this.#read_told = 0;
    this.#options.store.remove(this.#prefix + "seen");
    this.#change({ messages: [], conversation: undefined, tickets: [], read_seq: 0, older: false });
  }

  #forget(id: string, tell = true): void {
    this.#options.store.remove(this.#prefix + "out/" + id);
    if (!this.#outbox.some((e) => e.id === id)) return;
    this.#outbox = this.#outbox.filter((e) => e.id !== id);
    if (this.#sending === id) this.#sending = null;
    if (tell) this.#change({ outbox: this.#outbox });
  }

  #keep(entry: Outgoing): void {
    const { id, text, files, at, state, code, path } = entry;
    this.#options.store.set(this.#prefix + "out/" + id, JSON.stringify({ text, files, at, state, code, path }));
  }

  #keepSession(): void {
    this.#options.store.set(this.#prefix + "session", JSON.stringify({ token: this.#token, epoch: this.#epoch, seq: this.#log.last }));
  }

  #readSession(): void {
    const key = this.#prefix + "session";
    const kept = this.#options.store.get(key);
    const session = sessionOf(kept);
    if (!session) {
      if (kept !== null) this.#options.store.remove(key);
      return;
    }
    this.#token = session.token;
    if (this.#epoch === undefined) this.#epoch = session.epoch;
  }

  // What another person gave is not shown to the one who begins anew.
  #forgetIdentity(): void {
    this.#options.tab?.remove(this.#prefix + "identity");
    this.#change({ identity: {} });
  }

  #keptIdentity(): Record<string, string> {
    try {
      const kept = JSON.parse(this.#options.tab?.get(this.#prefix + "identity") ?? "{}") as Record<string, unknown> | null;
      return Object.fromEntries(Object.entries(kept ?? {}).filter(([, v]) => typeof v === "string")) as Record<string, string>;
    } catch {
      return {};
    }
  }

  #readOutbox(): void {
    this.#outbox = outboxOf(this.#options.store, this.#prefix + "out/", this.#outbox);
  }

  #change(part: Partial<VisitorState>): void {
    this.#state_ = { ...this.#state_, ...part, lasting: this.#options.store.lasting !== false };
    this.#emit();
  }

  #emit(): void {
    for (const listener of this.#listeners) listener();
  }
}
