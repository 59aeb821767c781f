// Asks again and again whether something has changed: soon after one's own word, ever more seldom while nothing happens, not at all
// while nobody looks.
export interface FollowEnv {
  setTimer(fn: () => void, ms: number): unknown;
  clearTimer(handle: unknown): void;
  /** From 0 to 1: spreads those who ask at the same time. */
  random(): number;
  now(): number;
  visible(): boolean;
}

/** What an asking found. `wait`: told to come back later; `over`: there is nothing to ask for any more. */
export type Found = "changed" | "same" | "trouble" | "over" | { wait_ms: number };

export const pauses_ms = { soon: 2_000, first: 5_000, most: 60_000, trouble_most: 120_000 } as const;
const soon_for_ms = 30_000;
const growth = 1.5;

export class Follower {
  #timer: unknown;
  #pause = pauses_ms.first as number;
  #troubles = 0;
  #soon_until = 0;
  #not_before = 0;
  #asking = false;
  #again = false;
  #ended = true;

  constructor(
    private readonly ask: () => Promise<Found>,
    private readonly env: FollowEnv = browser,
  ) {}

  /** The first asking is the next one's pause away: the page has just loaded what it shows. */
  start(): void {
    this.#ended = false;
    this.#plan(this.#pause);
  }

  stop(): void {
    this.#ended = true;
    this.env.clearTimer(this.#timer);
    this.#timer = undefined;
  }

  /** One has just written: an answer may come soon. */
  hurry(): void {
    this.#soon_until = this.env.now() + soon_for_ms;
    this.#pause = pauses_ms.first;
    if (!this.#asking) this.#plan(pauses_ms.soon);
  }

  /** Somebody looks again, or wants to know now. */
  wake(): void {
    if (this.#ended) return;
    if (this.#asking) this.#again = true;
    else this.#plan(0);
  }

  #plan(ms: number): void {
    if (this.#ended) return;
    this.env.clearTimer(this.#timer);
    const least = Math.max(0, this.#not_before - this.env.now());
    this.#timer = this.env.setTimer(() => void this.#run(), Math.max(ms, least));
  }

  async #run(): Promise<void> {
    this.#timer = undefined;
    // Nothing is planned in a hidden page: `wake` goes on when it is looked at.
    if (this.#ended || this.#asking || !this.env.visible()) return;
    this.#asking = true;
    let found: Found;
    try {
      found = await this.ask();
    } catch {
      found = "trouble";
    }
    this.#asking = false;
    if (this.#ended) return;
    if (found === "over") return this.stop();
    const again = this.#again;
    this.#again = false;
    this.#plan(again ? 0 : this.#next(found));
  }

  #next(found: Exclude<Found, "over">): number {
    const spread = (ms: number): number => Math.round(ms * (0.8 + 0.4 * this.env.random()));
    if (typeof found === "object") {
      this.#not_before = this.env.now() + found.wait_ms;
      return found.wait_ms;
    }
    if (found === "trouble") {
      this.#troubles += 1;
      return spread(Math.min(pauses_ms.trouble_most, pauses_ms.first * 2 ** Math.min(this.#troubles, 8)));
    }
    this.#troubles = 0;
    if (found === "changed") this.#pause = pauses_ms.first;
    if (this.env.now() < this.#soon_until) return pauses_ms.soon;
    const pause = this.#pause;
    this.#pause = Math.min(pauses_ms.most, this.#pause * growth);
    return spread(pause);
  }
}

export const browser: FollowEnv = {
  setTimer: (fn, ms) => setTimeout(fn, ms),
  clearTimer: (handle) => clearTimeout(handle as number | undefined),
  random: () => Math.random(),
  now: () => Date.now(),
  visible: () => document.visibilityState === "visible",
};

/** Runs a follower while the page shows it, and wakes it when the page is looked at again or has its network back. */
export function followed(follower: Follower): () => void {
  const wake = () => document.visibilityState === "visible" && follower.wake();
  document.addEventListener("visibilitychange", wake);
  addEventListener("online", wake);
  follower.start();
  return () => {
    follower.stop();
    document.removeEventListener("visibilitychange", wake);
    removeEventListener("online", wake);
  };
}
