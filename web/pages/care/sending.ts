// Sends one submission until it has its answer. It is sent under one key throughout, so it is recorded once, however often it is sent.
import type { Receipt } from "./account.ts";
import type { Reply } from "../thread/http.ts";
import type { Pending } from "./kept.ts";

export type Outcome =
  | { kind: "filed"; receipt: Receipt }
  /** Not taken as it is: it can be put right, and then it is another submission. */
  | { kind: "refused"; code: string; path: string }
  | { kind: "ended" };

/** What is told while there is no answer: sending, or when it is sent again and why. */
export type Progress = { at: "sending" } | { at: "trouble" } | { at: "wait"; seconds: number };

export interface SendingEnv {
  send(pending: Pending): Promise<Reply<Receipt>>;
  setTimer(fn: () => void, ms: number): unknown;
  clearTimer(handle: unknown): void;
  tell(progress: Progress): void;
}

const pause_ms_first = 2_000;
const pause_ms_most = 60_000;

export class Sending {
  #timer: unknown;
  #tries = 0;
  #busy = false;
  #ended = false;

  constructor(
    private readonly pending: Pending,
    private readonly env: SendingEnv,
    private readonly done: (outcome: Outcome) => void,
  ) {}

  /** Now, instead of at the end of a pause. */
  async now(): Promise<void> {
    if (this.#busy || this.#ended) return;
    this.env.clearTimer(this.#timer);
    this.#busy = true;
    this.env.tell({ at: "sending" });
    const got = await this.env.send(this.pending);
    this.#busy = false;
    if (this.#ended) return;
    if (got.kind === "ok") return this.#end({ kind: "filed", receipt: got.value });
    if (got.kind === "refused") return this.#end({ kind: "refused", code: got.code, path: got.path });
    if (got.kind === "ended") return this.#end({ kind: "ended" });
    if (got.kind === "wait") {
      this.env.tell({ at: "wait", seconds: got.seconds });
      return this.#later(got.seconds * 1000);
    }
    this.env.tell({ at: "trouble" });
    this.#later(Math.min(pause_ms_most, pause_ms_first * 2 ** Math.min(this.#tries, 8)));
    this.#tries += 1;
  }

  /** What was sent may arrive all the same; nothing more is sent or told. */
  stop(): void {
    this.#ended = true;
    this.env.clearTimer(this.#timer);
  }

  #later(ms: number): void {
    this.#timer = this.env.setTimer(() => void this.now(), ms);
  }

  #end(outcome: Outcome): void {
    this.stop();
    this.done(outcome);
  }
}
