// The files that are to go with one message: each is sent as soon as it is chosen, some at a time, and can be cancelled, sent again or
// taken out. What was taken by the service outlives a reload; what was still on its way is told as lost, since no page keeps a file.
import { uuid } from "./ids.ts";
import { uploadedOf, type Refusal, type Sending, type Uploaded } from "./media.ts";

export interface TrayItem {
  key: string;
  name: string;
  type: string;
  bytes: number;
  /** `refused`: the service will not take it; `lost`: it must be chosen again. */
  state: "waiting" | "sending" | "ready" | "failed" | "refused" | "lost";
  /** Bytes that have left. */
  sent: number;
  why?: Refusal | "ended" | "busy";
  file?: Blob;
  done?: Uploaded;
}

export interface TrayEnv {
  send(file: Blob, name: string, tell: (sent: number) => void): Sending;
  /** Where what was taken is kept, as long as the tab. */
  store?: { get(): string | null; set(value: string | null): void };
  setTimer(fn: () => void, ms: number): unknown;
  clearTimer(handle: unknown): void;
}

export const browserTimers = { setTimer: (fn: () => void, ms: number): unknown => setTimeout(fn, ms), clearTimer: (h: unknown): void => clearTimeout(h as ReturnType<typeof setTimeout>) };

const at_once_max = 2;
const kept_max = 50;

const itemOf = (done: Uploaded): TrayItem => ({ key: uuid(), name: done.name, type: done.type, bytes: done.bytes, state: "ready", sent: done.bytes, done });

/** What the browser kept of a tray. */
function keptItems(kept: string | null): TrayItem[] {
  let list: unknown;
  try {
    list = JSON.parse(kept ?? "[]");
  } catch {
    return [];
  }
  return (Array.isArray(list) ? list.slice(0, kept_max) : []).flatMap((k: unknown): TrayItem[] => {
    const done = uploadedOf(k);
    if (done) return [itemOf(done)];
    const name = (k as { name?: unknown } | null)?.name;
    return typeof name === "string" ? [{ key: uuid(), name: name.slice(0, 512), type: "", bytes: 0, state: "lost", sent: 0 }] : [];
  });
}

export class Tray {
  readonly #env: TrayEnv;
  readonly #listeners = new Set<() => void>();
  readonly #going = new Map<string, Sending>();
  readonly #timers = new Map<string, unknown>();
  #items: readonly TrayItem[];
  #then: (() => void) | undefined;

  constructor(env: TrayEnv) {
    this.#env = env;
    this.#items = keptItems(env.store?.get() ?? null);
  }

  get items(): readonly TrayItem[] {
    return this.#items;
  }
  subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  /** Every file has been taken. */
  get settled(): boolean {
    return this.#items.every((i) => i.state === "ready");
  }
  /** One of them needs its sender: to be sent again or taken out. */
  get stuck(): boolean {
    return this.#items.some((i) => i.state === "failed" || i.state === "refused" || i.state === "lost");
  }
  /** What has been taken so far. */
  get done(): Uploaded[] {
    return this.#items.flatMap((i) => (i.state === "ready" && i.done ? [i.done] : []));
  }
  /** A message waits for the rest of them. */
  get awaited(): boolean {
    return this.#then !== undefined;
  }
  /** How much of all has left, from 0 to 1. */
  get progress(): number {
    const all = this.#items.filter((i) => i.state !== "refused" && i.state !== "lost");
    const bytes = all.reduce((n, i) => n + i.bytes, 0);
    return bytes === 0 ? 1 : all.reduce((n, i) => n + i.sent, 0) / bytes;
  }

  add(files: readonly File[]): void {
    this.#set([...this.#items, ...files.map((file): TrayItem => ({ key: uuid(), name: file.name, type: file.type, bytes: file.size, state: "waiting", sent: 0, file }))]);
    this.#pump();
  }

  /** Takes one out; what is on its way ends. */
  remove(key: string): void {
    this.#halt(key);
    this.#set(this.#items.filter((i) => i.key !== key));
    this.#pump();
  }

  retry(key: string): void {
    this.#halt(key);
    this.#become(key, { state: "waiting", sent: 0, why: undefined });
    this.#pump();
  }

  /** Sends everything anew, as for another office; what this page no longer holds must be chosen again. */
  restart(): void {
    for (const { key } of this.#items) this.#halt(key);
    this.#set(this.#items.map((i): TrayItem => (i.file ? { ...i, state: "waiting", sent: 0, why: undefined, done: undefined } : { ...i, state: "lost", sent: 0, done: undefined })));
    this.#pump();
  }

  /** Runs once every file has been taken. One that needs its sender first, or a tray that was emptied, ends the waiting. */
  whenSettled(then: () => void): void {
    this.#then = then;
    this.#set(this.#items, false);
  }

  /** Whoever shows it has left: what is on its way ends, and is told as lost to who comes back. */
  leave(): void {
    this.#then = undefined;
    for (const { key } of this.#items) this.#halt(key);
    this.#items = this.#items.map((i): TrayItem => (i.state === "sending" || i.state === "waiting" ? { ...i, state: "lost", sent: 0 } : i));
    this.#listeners.clear();
  }

  /** The files for a message that goes out now; the tray is empty then. */
  take(): Uploaded[] {
    const taken = this.done;
    this.clear();
    return taken;
  }

  /** Files of a message that came back unsent. */
  put(files: readonly Uploaded[]): void {
    const held = new Set(this.#items.map((i) => i.done?.media));
    this.#set([...files.filter((f) => !held.has(f.media)).map(itemOf), ...this.#items]);
  }

  /** Files of a message that came back because the service holds them no longer. */
  lose(files: readonly Uploaded[]): void {
    this.#set([...files.map((f): TrayItem => ({ ...itemOf(f), state: "lost", sent: 0, done: undefined })), ...this.#items]);
  }

  clear(): void {
    for (const { key } of this.#items) this.#halt(key);
    this.#set([]);
  }

  #pump(): void {
    for (const item of this.#items) {
      if (this.#going.size >= at_once_max) return;
      if (item.state !== "waiting" || !item.file || this.#timers.has(item.key)) continue;
      const { key, file, name } = item;
      const sending = this.#env.send(file, name, (sent) => this.#going.get(key) === sending && this.#become(key, { sent }));
      this.#going.set(key, sending);
      this.#become(key, { state: "sending", why: undefined });
      void sending.done.then((end) => {
        if (this.#going.get(key) !== sending) return; // it was taken out, or begins anew
        this.#going.delete(key);
        if (end.kind === "ok") this.#become(key, { state: "ready", sent: item.bytes, done: { ...end.value, name: end.value.name || name } });
        else if (end.kind === "refused") this.#become(key, { state: "refused", sent: 0, why: end.why });
        else if (end.kind === "wait") this.#later(key, end.seconds);
        else this.#become(key, { state: "failed", sent: 0, why: end.kind === "ended" ? "ended" : undefined });
        this.#pump();
      });
    }
  }

  // The service is busy: it is sent again by itself.
  #later(key: string, seconds: number): void {
    this.#timers.set(key, this.#env.setTimer(() => {
      this.#timers.delete(key);
      this.#pump();
    }, seconds * 1000));
    this.#become(key, { state: "waiting", sent: 0, why: "busy" });
  }

  #halt(key: string): void {
    const going = this.#going.get(key);
    this.#going.delete(key);
    going?.cancel();
    this.#env.clearTimer(this.#timers.get(key));
    this.#timers.delete(key);
  }

  #become(key: string, part: Partial<TrayItem>): void {
    this.#set(this.#items.map((i) => (i.key === key ? { ...i, ...part } : i)), part.state !== undefined);
  }

  #set(items: readonly TrayItem[], keep = true): void {
    this.#items = items;
    if (keep) this.#env.store?.set(items.length === 0 ? null : JSON.stringify(items.map((i) => i.done ?? { name: i.name })));
    for (const listener of this.#listeners) listener();
    if (!this.#then || !(this.stuck || this.settled)) return;
    const then = items.length > 0 && this.settled ? this.#then : undefined;
    this.#then = undefined;
    then?.();
    if (!then) for (const listener of this.#listeners) listener();
  }
}
