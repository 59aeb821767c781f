// The officer's side of sahut.officer.v1: heads, queues and threads kept up to date, commands that have one effect however often
// they travel, and replies that survive a reload until they are answered.
import { consultsOf, withConsult } from "./consults.ts";
import { addHeadOf, addHeadOfConsult, conversationOf, withoutConsulted, withTicket, withWords } from "./heads.ts";
import { uuid } from "./ids.ts";
import { incidentsOf, withIncident } from "./incidents.ts";
import { Link, WireError, type LinkEnv, type LinkStatus } from "./link.ts";
import { attachmentsOf, withFiles, type Uploaded } from "./media.ts";
import { movesOne, OwnMoves } from "./own-moves.ts";
import { Thread } from "./thread.ts";
import { hasPlatform, idOf, type Ack, type Consult, type ConversationHead, type FileLimits, type Frame, type Incident, type Message, type MessageUpdate, type Note, type OfficeInfo, type OfficerRef, type OfficerWelcome, type Queue, type Redirect, type Ticket, type Unconfigured } from "./types.ts";
import type { KeyValue } from "./visitor.ts";

export interface Reply {
  id: string;
  conversation: string;
  seen: number;
  text: string;
  /** The files that go with it; never with a note. */
  files?: readonly Uploaded[];
  /** A note is for officers alone. */
  purpose: "answer" | "question" | "note";
  /** The ticket that it answers, and what was mended where that was a fault. */
  ticket?: string;
  solution?: string;
  /** The officer was asked, and it is to be an answer although it is short. */
  sure?: boolean;
  at: number;
  /** Who wrote it: nobody else's name is ever put under it. */
  by?: string;
}

export type Presence = "available" | "away" | "offline";

export interface OfficerState {
  link: LinkStatus;
  /** A welcome has come on this connection. */
  ready: boolean;
  /** A welcome has come since sign-in. */
  signed_in: boolean;
  me?: OfficerWelcome["officer"];
  office?: OfficeInfo | string;
  officers: readonly OfficerRef[];
  /** Where the office sends citizens, as it is configured. */
  redirects: readonly Redirect[];
  unconfigured: readonly Unconfigured[];
  /** They may see how the office's accounts at the platforms stand. */
  sees_channels: boolean;
  presence: Presence;
  capacity?: number;
  queues: readonly Queue[];
  heads: ReadonlyMap<string, ConversationHead>;
  tickets: ReadonlyMap<string, Ticket>;
  /** Those that are not closed, by id. */
  consults: ReadonlyMap<string, Consult>;
  incidents: ReadonlyMap<string, Incident>;
  /** The daemon knows incidents. */
  gathers: boolean;
  topics: readonly string[];
  /** The daemon knows tickets' deeds, consults and topics. */
  coordinates: boolean;
  /** What files may be sent; absent: none. */
  files?: FileLimits;
  /** More wait than the welcome could show. */
  more: boolean;
  replies: readonly Reply[];
  unread: ReadonlySet<string>;
  typing: ReadonlyMap<string, number>;
  read: ReadonlyMap<string, number>;
  /** Conversations that this officer took, released or passed on themself: their coming and going is no news. */
  own: ReadonlySet<string>;
  /** The citizen's last words in each conversation, as heads and messages told them. */
  words: ReadonlyMap<string, Message>;
  /** Rises with every change of any thread. */
  turn: number;
}

export interface OfficerOptions {
  url: string;
  /** Only what is in memory; after a reload the cookie alone speaks for the officer. */
  token(): string | undefined;
  store: KeyValue;
  /** Nobody looks at the window now. */
  hidden?(): boolean;
  env?: LinkEnv;
}

const first_page = 100;
const temporary_tries_max = 4;
const typing_told_ms = 3_000;

export class OfficerClient {
  readonly #link: Link;
  readonly #options: OfficerOptions;
  readonly #threads = new Map<string, Thread>();
  readonly #listeners = new Set<() => void>();
  readonly #filling = new Set<Thread>();
  readonly #own = new OwnMoves();
  #found: ConversationHead | undefined;
  readonly #now: () => number;
  #chosen: { state: Presence; capacity?: number } | undefined;
  #open: string | undefined;
  #typing = { of: "", at: 0 };
  #epoch: string | number | undefined;
  #state: OfficerState = {
    link: { state: "idle" }, ready: false, signed_in: false, presence: "away", officers: [], redirects: [], unconfigured: [], sees_channels: false, queues: [], heads: new Map(), tickets: new Map(), consults: new Map(), incidents: new Map(), gathers: false, topics: [], coordinates: false, more: false, replies: [],
    unread: new Set(), typing: new Map(), read: new Map(), own: new Set(), words: new Map(), turn: 0,
  };

  constructor(options: OfficerOptions) {
    this.#options = options;
    this.#now = options.env ? () => options.env!.now() : () => Date.now();
    this.#link = new Link({
      url: options.url,
      protocol: "sahut.officer.v1",
      hello: () => {
        const token = options.token();
        return token === undefined ? {} : { token };
      },
      welcome: (f) => this.#welcomed(f as unknown as OfficerWelcome),
      frame: (f) => this.#frame(f),
      status: (link) => this.#change({ link, ready: link.state === "online" && this.#state.ready }),
      env: options.env,
    });
  }

  get state(): OfficerState {
    return this.#state;
  }
  subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  start(): void {
    this.#link.start();
  }
  stop(): void {
    this.#link.stop();
  }
  wake(): void {
    this.#link.wake();
  }
  wentOffline(): void {
    this.#link.wentOffline();
  }

  thread(conversation: string): Thread | undefined {
    return this.#threads.get(conversation);
  }

  /** The conversation on the officer's screen, if any. */
  look(conversation: string | undefined): void {
    this.#open = conversation;
    if (conversation === undefined) return;
    if (this.#state.unread.has(conversation)) {
      const unread = new Set(this.#state.unread);
      unread.delete(conversation);
      this.#change({ unread });
    }
    if (!this.#threads.has(conversation)) {
      this.#threads.set(conversation, new Thread());
      void this.#load(conversation);
    }
  }

  // What the citizen took back or changed does not stay in a row.
  #reword(u: MessageUpdate): void {
    const last = this.#state.words.get(u.conversation);
    if (last?.seq !== u.seq) return;
    const words = new Map(this.#state.words);
    if (u.removed) words.delete(u.conversation);
    else if (typeof u.text === "string") words.set(u.conversation, { ...last, text: u.text });
    this.#change({ words });
  }

  /** A conversation that was looked for, closed ones too, so that it can be opened. */
  adopt(head: ConversationHead): void {
    this.#found = head;
    if (!this.#state.heads.has(head.conversation)) this.#change({ heads: new Map(this.#state.heads).set(head.conversation, head), words: withWords(this.#state.words, [head]) });
  }

  /** Resolves when the conversation's head says that it is this officer's; false if it does not within the time. */
  becomesMine(conversation: string, limit_ms = 5_000): Promise<boolean> {
    const is = (): boolean => idOf(this.#state.heads.get(conversation)?.officer) === this.#state.me?.id;
    if (is()) return Promise.resolve(true);
    return new Promise((done) => {
      const end = (value: boolean): void => {
        leave();
        clearTimeout(timer);
        done(value);
      };
      const leave = this.subscribe(() => is() && end(true));
      const timer = setTimeout(() => end(false), limit_ms);
    });
  }

  async command(type: string, fields: Record<string, unknown>): Promise<Ack> {
    const moved = movesOne(type) ? String(fields.conversation ?? conversationOf(fields.ticket, this.#state.tickets) ?? "") : "";
    if (moved) this.#own.asked(moved);
    try {
      return await this.#patiently(type, fields, uuid());
    } catch (e) {
      this.#own.refused(moved);
      throw e;
    }
  }

  async setPresence(state: Presence, capacity?: number): Promise<void> {
    const fields = capacity === undefined ? { state } : { state, capacity };
    const ack = await this.#patiently("presence.set", fields, uuid());
    this.#chosen = { state, capacity };
    const now = typeof ack.capacity === "number" ? ack.capacity : capacity;  // without one the office's holds
    this.#change({ presence: state, ...(now === undefined ? {} : { capacity: now }) });
  }

  /** Resolves when the reply is durable; rejects with the WireError that says why it is not (`stale` brings what was missed). */
  send(reply: Omit<Reply, "id" | "at" | "by">): Promise<void> {
    const entry: Reply = { ...reply, id: uuid(), at: this.#now(), by: this.#state.me?.id };
    this.#options.store.set(`sahut/console/out/${entry.id}`, JSON.stringify(entry));
    this.#change({ replies: [...this.#state.replies, entry] });
    return this.#deliver(entry);
  }

  typing(conversation: string): void { // at every key
    if (this.#typing.of === conversation && this.#now() - this.#typing.at < typing_told_ms) return;
    this.#typing = { of: conversation, at: this.#now() };
    this.#link.tell("typing", { conversation });
  }
  read(conversation: string, seq: number): void {
    this.#link.tell("read", { conversation, seq });
  }

  async loadOlder(conversation: string): Promise<void> {
    const thread = this.#threads.get(conversation);
    if (!thread || thread.log.first <= 1) return;
    thread.take(await this.#link.request("history.get", { conversation, before: thread.log.first, limit: first_page }), true);
    this.#turn();
  }

  async #deliver(entry: Reply): Promise<void> {
    const { id, conversation, seen, text, purpose, ticket, solution, sure, files = [] } = entry;
    try {
      const note = purpose === "note";
      const ack = await (note ? this.#patiently("note.add", { conversation, text }, id) : this.#patiently("message.send", { conversation, seen, text, purpose, ...withFiles(files), ...(ticket && { ticket }), ...(solution && { solution }), ...(purpose === "answer" && { sure: sure ?? false }) }, id));
      const thread = this.#threads.get(conversation);
      if (!note && thread && typeof ack.seq === "number") {
        const at = ack.at ?? ack.received_at ?? new Date(this.#now()).toISOString();
        const held = thread.log.get(ack.seq);
        // To a platform it is on its way from here; an update tells what became of it. On our own pages it is there.
        const delivery = hasPlatform(this.#state.heads.get(conversation)) ? ("pending" as const) : undefined;
        const attachments = attachmentsOf(files);
        if (!held) thread.put({ conversation, seq: ack.seq, from: "officer", kind: text ? "text" : (attachments[0]?.kind ?? "text"), text, ...(attachments.length > 0 && { attachments }), purpose, ...(solution && { solution }), at, id, officer: this.#state.me, ...(delivery && { delivery }) });
        if (thread.log.hole) void this.#fill(conversation);
      }
    } catch (e) {
      if (e instanceof WireError && e.code === "stopped") throw e;
      if (e instanceof WireError && e.frame.messages) {
        this.#threads.get(conversation)?.log.put(e.frame.messages);
        if (e.frame.more === true || this.#threads.get(conversation)?.log.hole) void this.#fill(conversation);
      }
      this.#drop(entry);
      throw e;
    }
    this.#drop(entry);
  }

  // A temporary refusal is repeated under the same id; the officer hears of it when it lasts.
  async #patiently(type: string, fields: Record<string, unknown>, id: string): Promise<Ack> {
    for (let tries = 1; ; tries += 1) {
      try {
        return await this.#link.request(type, fields, id);
      } catch (e) {
        if (!(e instanceof WireError) || !e.temporary || tries >= temporary_tries_max) throw e;
        const wait = e.frame.retry_after_ms ?? 1000 * 2 ** tries;
        await new Promise<void>((done) => (this.#options.env ? this.#options.env.setTimer(done, wait) : setTimeout(done, wait)));
      }
    }
  }

  #drop(entry: Reply): void {
    this.#options.store.remove(`sahut/console/out/${entry.id}`);
    this.#change({ replies: this.#state.replies.filter((r) => r.id !== entry.id), turn: this.#state.turn + 1 });
  }

  #welcomed(w: OfficerWelcome): void {
    const first = !this.#state.signed_in;
    const heads = new Map((w.conversations ?? []).map((h) => [h.conversation, h]));
    for (const t of w.tickets ?? []) addHeadOf(t, heads);
    for (const c of w.consults ?? []) addHeadOfConsult(c, heads);
    if (this.#found && this.#found.conversation === this.#open && !heads.has(this.#open)) heads.set(this.#open, this.#found);
    const told = w.presence ?? { state: w.officer.presence, capacity: w.officer.capacity };
    const presence = (told.state as Presence | undefined) ?? this.#chosen?.state ?? "away";
    if (told.state === undefined && this.#chosen) void this.setPresence(this.#chosen.state, this.#chosen.capacity).catch(() => {});
    // Another epoch is another log: what is held of the old one may never have been, and its numbers mean other lines now.
    const fresh_log = this.#epoch !== undefined && this.#epoch !== w.epoch;
    this.#epoch = w.epoch;
    if (fresh_log) {
      for (const id of [...this.#threads.keys()]) {
        if (id === this.#open || heads.has(id)) this.#threads.set(id, new Thread());
        else this.#threads.delete(id);
      }
    }
    const unread = new Set(fresh_log ? [...this.#state.unread].filter((id) => heads.has(id)) : this.#state.unread);
    for (const h of heads.values()) {
      const before = this.#state.heads.get(h.conversation);
      if (before && h.seq > before.seq && h.conversation !== this.#open) unread.add(h.conversation);
    }
    this.#change({
      ready: true, signed_in: true, me: w.officer, office: w.office, files: w.files, officers: w.officers ?? [], redirects: w.redirects ?? [], unconfigured: w.unconfigured ?? [], sees_channels: w.channels === true, presence, capacity: told.capacity ?? this.#state.capacity,
      queues: (w.queues ?? []).map((q) => (typeof q === "string" ? { id: q, name: q } : q)), heads,
      tickets: new Map((w.tickets ?? []).map((t) => [t.number, t])), consults: consultsOf(w.consults ?? []), incidents: incidentsOf(w.incidents ?? []), gathers: w.incidents !== undefined, topics: w.topics ?? [], coordinates: w.consults !== undefined || w.topics !== undefined, more: w.more === true, unread, own: this.#own.after(heads.values(), this.#state.heads), words: withWords(new Map(), heads.values()), ...(fresh_log ? { typing: new Map(), read: new Map() } : {}),
    });
    for (const [id, thread] of this.#threads) {
      if (thread.loaded) void this.#fill(id, true);
      else if (id === this.#open || heads.has(id)) void this.#load(id);
    }
    if (first) this.#resume();
  }

  // Replies that an earlier life of this window had not seen answered: the same ids again have no second effect.
  #resume(): void {
    const start = "sahut/console/out/";
    for (const key of this.#options.store.keys().filter((k) => k.startsWith(start))) {
      try {
        const entry = JSON.parse(this.#options.store.get(key) ?? "") as Reply;
        if (this.#state.replies.some((r) => r.id === entry.id) || (entry.by !== undefined && entry.by !== this.#state.me?.id)) continue;
        this.#change({ replies: [...this.#state.replies, entry] });
        this.#deliver(entry).catch((e: unknown) => {
          if (e instanceof WireError && e.code !== "stopped") this.onLost?.(entry, e);
        });
      } catch {
        this.#options.store.remove(key);
      }
    }
  }

  /** Called for a reply of an earlier life of this window that was refused, so that its text can be kept as a draft. */
  onLost: ((reply: Reply, error: WireError) => void) | undefined;

  #frame(f: Frame): void {
    const conversation = String(f.conversation ?? "");
    const thread = this.#threads.get(conversation);
    switch (f.type) {
      case "message": {
        const m = f as unknown as Message;
        thread?.put(m);
        const head = this.#state.heads.get(conversation);
        const part: Partial<OfficerState> = { turn: this.#state.turn + 1 };
        if (head && m.seq > head.seq) part.heads = new Map(this.#state.heads).set(conversation, { ...head, seq: m.seq });
        if (m.from === "visitor") {
          part.words = new Map(this.#state.words).set(conversation, m);
          // A colleague's conversation that was read here is live as well; its lines are no news to this officer unless it is open now.
          const news = conversation === this.#open ? this.#options.hidden?.() : idOf(head?.officer) === this.#state.me?.id;
          if (news) part.unread = new Set(this.#state.unread).add(conversation);
          const typing = new Map(this.#state.typing);
          typing.delete(conversation);
          part.typing = typing;
        }
        this.#change(part);
        if (thread?.loaded && thread.log.hole) void this.#fill(conversation);
        break;
      }
      case "message.update":
        thread?.update(f as unknown as MessageUpdate);
        this.#reword(f as unknown as MessageUpdate);
        this.#turn();
        break;
      case "note":
        thread?.note(f as unknown as Note);
        this.#turn();
        break;
      case "consult": {
        const c = f as unknown as Consult;
        thread?.consult(c);
        const consults = withConsult(this.#state.consults, c);
        const heads = withoutConsulted(this.#state.heads, consults, c.gone ? undefined : this.#open);
        if (!c.gone) addHeadOfConsult(c, heads);
        this.#change({ consults, heads, turn: this.#state.turn + 1 });
        break;
      }
      case "incident":
        this.#change({ incidents: withIncident(this.#state.incidents, f as unknown as Incident) });
        break;
      case "conversation": {
        const head = f as unknown as ConversationHead;
        const before = this.#state.heads.get(conversation);
        if (before && head.rev < before.rev) break;
        if (head.gone) {
          const left = new Map(this.#state.heads);
          left.delete(conversation);
          for (const c of this.#state.consults.values()) if (c.conversation === conversation) addHeadOfConsult(c, left);
          this.#threads.delete(conversation);
          this.#change({ heads: left, tickets: new Map([...this.#state.tickets].filter(([, t]) => t.conversation !== conversation)) });
          break;
        }
        const heads = new Map(this.#state.heads).set(conversation, { ...head, seq: Math.max(head.seq, before?.seq ?? 0) });
        const mine = idOf(head.officer) === this.#state.me?.id;
        const own = this.#own.after([head], this.#state.heads);
        const fresh = mine && idOf(before?.officer) !== this.#state.me?.id && conversation !== this.#open && !own.has(conversation);
        this.#change({ heads, own, words: withWords(this.#state.words, [head]), ...(fresh ? { unread: new Set(this.#state.unread).add(conversation) } : {}) });
        break;
      }
      case "queue": {
        const id = String(f.queue);
        const part = { waiting: Number(f.waiting) || 0, oldest_received_at: f.oldest_received_at as string | undefined };
        this.#change({ queues: this.#state.queues.map((q) => (q.id === id ? { ...q, ...part } : q)) });
        break;
      }
      case "unconfigured":
        this.#change({ unconfigured: f.unconfigured as Unconfigured[] });
        break;
      case "ticket": {
        const t = f as unknown as Ticket;
        const tickets = withTicket(this.#state.tickets, t);
        if (tickets === this.#state.tickets) break;
        const heads = new Map(this.#state.heads);
        if (!t.gone) addHeadOf(t, heads);
        this.#change({ heads, tickets, own: this.#own.after([], this.#state.heads) });
        break;
      }
      case "presence":
        this.#change({ presence: f.state as Presence, ...(f.capacity === undefined ? {} : { capacity: Number(f.capacity) }) });
        break;
      case "typing":
        if (f.from === "officer") break;
        this.#change({ typing: new Map(this.#state.typing).set(conversation, this.#now() + 6_000) });
        break;
      case "read":
        if (f.from === "officer") break;
        this.#change({ read: new Map(this.#state.read).set(conversation, Number(f.seq) || 0) });
        break;
    }
  }

  async #load(conversation: string): Promise<void> {
    const thread = this.#threads.get(conversation);
    if (!thread || thread.loaded || this.#filling.has(thread)) return;
    this.#filling.add(thread);
    try {
      const ack = await this.#link.request("history.get", { conversation, limit: first_page, after_rev: 0 });
      thread.take(ack, true);
      thread.seen(ack.rev);
      await this.#revisions(conversation, thread, ack);
      thread.loaded = true;
    } catch {
      if (this.#threads.get(conversation) === thread) this.#threads.delete(conversation);
    } finally {
      this.#filling.delete(thread);
      this.#turn();
    }
    if (thread.log.hole) void this.#fill(conversation);
  }

  // Reads on from the log until nothing is missing; after a break also what changed without a number.
  async #fill(conversation: string, revisions = false): Promise<void> {
    const thread = this.#threads.get(conversation);
    if (!thread || this.#filling.has(thread)) return;
    this.#filling.add(thread);
    try {
      let rev: number | undefined = revisions ? thread.rev : undefined;
      for (let more = true; more || thread.log.hole; ) {
        const before = thread.log.last;
        const ack: Ack = await this.#link.request("history.get", { conversation, after: before, limit: 200, ...(rev === undefined ? {} : { after_rev: rev }) });
        thread.take(ack, false);
        if (revisions) thread.seen(ack.rev);
        this.#turn();
        more = ack.more === true;
        const rest: boolean = rev !== undefined && ack.more_revs === true && typeof ack.rev === "number" && ack.rev > rev;
        rev = rest ? (ack.rev as number) : undefined;
        if (thread.log.last === before && !rest) break;
      }
    } catch {
      // the next welcome asks again
    } finally {
      this.#filling.delete(thread);
    }
  }

  // The notes and updates that did not go into one page. What is told meanwhile moves thread.rev, not the place to go on from.
  async #revisions(conversation: string, thread: Thread, page: Ack): Promise<void> {
    for (let ack = page; ack.more_revs === true && typeof ack.rev === "number"; ) {
      const from: number = ack.rev;
      ack = await this.#link.request("history.get", { conversation, after: thread.log.last, limit: 200, after_rev: from });
      thread.take(ack, false);
      thread.seen(ack.rev);
      this.#turn();
      if (typeof ack.rev !== "number" || ack.rev <= from) break;
    }
  }

  #turn(): void {
    this.#change({ turn: this.#state.turn + 1 });
  }

  #change(part: Partial<OfficerState>): void {
    this.#state = { ...this.#state, ...part };
    for (const listener of this.#listeners) listener();
  }
}
