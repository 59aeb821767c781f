// One WebSocket that comes back: hello after every opening, back-off with jitter, requests that keep their id over reconnections.
// Every request of both protocols is idempotent by its id, so what had no answer is simply sent again.
import { uuid } from "./ids.ts";
import type { Ack, ErrorFrame, Frame } from "./types.ts";

export class WireError extends Error {
  constructor(
    readonly code: string,
    readonly temporary: boolean,
    readonly frame: Partial<ErrorFrame> = {},
  ) {
    super(code);
  }
}

export type LinkState = "idle" | "connecting" | "online" | "waiting" | "offline" | "stopped";

export interface LinkStatus {
  state: LinkState;
  /** The close code that ended it, when `stopped`. */
  code?: number;
}

export interface SocketLike {
  readyState: number;
  onopen: ((e: unknown) => void) | null;
  onmessage: ((e: { data: unknown }) => void) | null;
  onclose: ((e: { code: number }) => void) | null;
  onerror: ((e: unknown) => void) | null;
  send(text: string): void;
  close(code?: number, reason?: string): void;
}

/** What a link takes from its surroundings; a test brings its own. */
export interface LinkEnv {
  open(url: string, protocol: string): SocketLike;
  setTimer(fn: () => void, ms: number): unknown;
  clearTimer(handle: unknown): void;
  random(): number;
  now(): number;
  onLine(): boolean;
}

export const browserEnv: LinkEnv = {
  open: (url, protocol) => new WebSocket(url, protocol) as unknown as SocketLike,
  setTimer: (fn, ms) => setTimeout(fn, ms),
  clearTimer: (handle) => clearTimeout(handle as ReturnType<typeof setTimeout>),
  random: () => Math.random(),
  now: () => Date.now(),
  onLine: () => navigator.onLine,
};

export interface LinkOptions {
  url: string;
  protocol: string;
  hello(): Record<string, unknown>;
  welcome(frame: Frame): void;
  frame(frame: Frame): void;
  status(status: LinkStatus): void;
  /** The hello was refused for good; true when the next one will be another. Without it the link ends: the same hello is never said again. */
  refused?(error: Partial<ErrorFrame>): boolean;
  env?: LinkEnv;
}

interface Waiting {
  frame: Frame;
  sent: boolean;
  resolve(ack: Ack): void;
  reject(error: WireError): void;
}

export const answer_limit_ms = 15_000;
export const silence_limit_ms = 60_000;
export const backoff_first_ms = 500;
export const backoff_last_ms = 30_000;
/** A daemon that goes down lets go of everybody at once; they come back spread over this time. */
export const drain_spread_ms = 3_000;
/** Whoever was closed for flooding (3013) stays away for so long. */
export const flood_pause_ms = 60_000;
const steady_after_ms = 10_000;

export class Link {
  readonly #options: LinkOptions;
  readonly #env: LinkEnv;
  #socket: SocketLike | null = null;
  #waiting = new Map<string, Waiting>();
  #status_: LinkStatus = { state: "idle" };
  #attempt = 0;
  #online_since = 0;
  #heard_at = 0;
  #retry: unknown = null;
  #watch: unknown = null;
  #watched: "answer" | "silence" = "silence";
  #said = false;

  constructor(options: LinkOptions) {
    this.#options = options;
    this.#env = options.env ?? browserEnv;
  }

  get status(): LinkStatus {
    return this.#status_;
  }

  start(): void {
    if (this.#socket || this.#status_.state === "connecting") return;
    this.#cancelRetry();
    if (!this.#env.onLine()) {
      this.#set({ state: "offline" });
      return;
    }
    this.#set({ state: "connecting" });
    const socket = this.#env.open(this.#options.url, this.#options.protocol);
    this.#socket = socket;
    socket.onopen = () => {
      if (this.#socket !== socket) return;
      this.#heard_at = this.#env.now();
      this.#said = true;
      socket.send(JSON.stringify({ type: "hello", ...this.#options.hello() }));
      this.#arm("answer");
    };
    socket.onmessage = (e) => {
      if (this.#socket === socket) this.#read(e.data);
    };
    socket.onerror = () => {};
    socket.onclose = (e) => {
      if (this.#socket === socket) this.#closed(e.code);
    };
    this.#arm("answer");
  }

  /** Ends the connection for good; unanswered requests fail. */
  stop(): void {
    this.#drop(1000);
    this.#set({ state: "stopped" });
    this.#fail(() => true, "stopped");
  }

  /** Leaves and comes back at once, as after a change of identity. */
  restart(): void {
    this.#drop(1000);
    this.#attempt = 0;
    this.#set({ state: "idle" });
    this.start();
  }

  wentOffline(): void {
    if (this.#status_.state === "stopped" || this.#status_.state === "idle") return;
    this.#drop(4001);
    this.#set({ state: "offline" });
  }

  /** The network or the machine woke up: come back now, or make sure that the open connection still lives. */
  wake(): void {
    if (this.#status_.state === "stopped" || this.#status_.state === "idle") return;
    if (!this.#socket) {
      this.#attempt = 0;
      this.start();
    } else if (this.#status_.state === "online" && this.#env.now() - this.#heard_at > 5_000) {
      this.#probe(5_000);
    }
  }

  request(type: string, fields: Record<string, unknown> = {}, id: string = uuid()): Promise<Ack> {
    return new Promise<Ack>((resolve, reject) => {
      if (this.#status_.state === "stopped") {
        reject(new WireError("stopped", false));
        return;
      }
      const entry: Waiting = { frame: { type, id, ...fields }, sent: false, resolve, reject };
      this.#waiting.set(id, entry);
      if (this.#status_.state === "online") this.#write(entry);
    });
  }

  /** For what needs no answer and is worthless later: typing, read. */
  tell(type: string, fields: Record<string, unknown> = {}): void {
    if (this.#status_.state === "online") this.#socket?.send(JSON.stringify({ type, ...fields }));
  }

  #write(entry: Waiting): void {
    entry.sent = true;
    this.#socket?.send(JSON.stringify(entry.frame));
    if (this.#watch === null || this.#watched === "silence") this.#arm("answer");
  }

  #read(data: unknown): void {
    this.#heard_at = this.#env.now();
    let settled = false;
    let frame: Frame;
    try {
      frame = JSON.parse(String(data)) as Frame;
    } catch {
      return;
    }
    if (frame === null || typeof frame !== "object") return;
    if (frame.type === "ack" || frame.type === "error") {
      const id = frame.re as string | undefined;
      const entry = id === undefined ? undefined : this.#waiting.get(id);
      if (frame.type === "error" && this.#status_.state === "connecting") {
        // The hello could not be answered: coming back later is better than waiting to be thrown out.
        this.#drop(4000);
        if (frame.temporary === false && !this.#changed(frame as unknown as ErrorFrame)) return;
        this.#closed(1006);
        return;
      }
      if (!entry || id === undefined) {
        this.#options.frame(frame);
      } else {
        this.#waiting.delete(id);
        settled = true;
        if (frame.type === "ack") entry.resolve(frame as unknown as Ack);
        else {
          const e = frame as unknown as ErrorFrame;
          entry.reject(new WireError(e.code, e.temporary === true, e));
        }
      }
    } else if (frame.type === "welcome") {
      this.#online_since = this.#env.now();
      this.#set({ state: "online" });
      this.#arm("silence");
      this.#options.welcome(frame);
      if (this.status.state !== "online") return; // the welcome was declined and the link restarted
      for (const entry of [...this.#waiting.values()]) if (!entry.sent) this.#write(entry);
    } else {
      this.#options.frame(frame);
    }
    if (this.#status_.state !== "online" || !this.#socket) return;
    if (this.#waiting.size === 0) this.#arm("silence");
    else if (settled || this.#watch === null) this.#arm("answer");
  }

  // A hello that is refused may only be followed by a different one.
  #changed(error: Partial<ErrorFrame>): boolean {
    if (this.#options.refused?.(error)) return true;
    this.#set({ state: "stopped" });
    this.#fail(() => true, "stopped");
    return false;
  }

  #closed(code: number): void {
    const greeting = this.#status_.state === "connecting" && this.#said;
    this.#said = false;
    const lived = this.#status_.state === "online" && this.#env.now() - this.#online_since > steady_after_ms;
    this.#socket = null;
    this.#disarm();
    if (code !== 1003 && code !== 1007 && code !== 1009) for (const entry of this.#waiting.values()) entry.sent = false;
    if (code >= 3500 && code <= 3999) {
      this.#set({ state: "stopped", code });
      this.#fail(() => true, "stopped");
      return;
    }
    if (greeting && (code === 1003 || code === 1007 || code === 1009) && !this.#changed({})) return;
    // These three say that a frame must not be sent again; any of those on the way may be the one.
    if (code === 1003 || code === 1007 || code === 1009) this.#fail((w) => w.sent, "frame_refused");
    if (lived) this.#attempt = 0;
    if (!this.#env.onLine()) {
      this.#set({ state: "offline" });
      return;
    }
    // The first farewell of a daemon that goes down spreads everybody; one that is said again at once is an endpoint out of order.
    const draining = code === 1001 || code === 3001;
    const first = draining && this.#attempt === 0;
    const ceiling = Math.min(backoff_last_ms, (draining ? drain_spread_ms : backoff_first_ms) * 2 ** this.#attempt);
    const jittered = first ? this.#env.random() * drain_spread_ms : ceiling / 2 + this.#env.random() * (ceiling / 2);
    this.#attempt += 1;
    this.#set({ state: "waiting" });
    this.#retry = this.#env.setTimer(() => {
      this.#retry = null;
      this.start();
    }, code === 3013 ? flood_pause_ms + jittered : jittered);
  }

  #fail(which: (w: Waiting) => boolean, code: string): void {
    for (const [id, entry] of [...this.#waiting]) {
      if (!which(entry)) continue;
      this.#waiting.delete(id);
      entry.reject(new WireError(code, false));
    }
  }

  // Closing takes its time on a dead line, so the socket is let go of first.
  #drop(code: number): void {
    this.#cancelRetry();
    this.#disarm();
    const socket = this.#socket;
    this.#socket = null;
    for (const entry of this.#waiting.values()) entry.sent = false;
    if (socket) {
      socket.onopen = socket.onmessage = socket.onclose = null;
      try {
        socket.close(code);
      } catch {
        // a socket that is still connecting may refuse; it is abandoned all the same
      }
    }
  }

  #cancelRetry(): void {
    if (this.#retry !== null) this.#env.clearTimer(this.#retry);
    this.#retry = null;
  }

  // Pings are invisible to a page: an unanswered request, or a minute of silence and an unanswered probe, means a dead line.
  #arm(what: "answer" | "silence", ms: number = what === "answer" ? answer_limit_ms : silence_limit_ms): void {
    this.#disarm();
    this.#watched = what;
    this.#watch = this.#env.setTimer(() => {
      this.#watch = null;
      if (!this.#socket) return;
      if (this.#watched === "silence") {
        this.#probe(5_000);
      } else {
        this.#drop(4000);
        this.#closed(1006);
      }
    }, ms);
  }

  #disarm(): void {
    if (this.#watch !== null) this.#env.clearTimer(this.#watch);
    this.#watch = null;
  }

  #probe(limit_ms: number): void {
    this.request("history.get", { limit: 1 }).catch(() => {});
    this.#arm("answer", limit_ms);
  }

  #set(status: LinkStatus): void {
    if (status.state === this.#status_.state && status.code === this.#status_.code) return;
    this.#status_ = status;
    this.#options.status(status);
  }
}
