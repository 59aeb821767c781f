// A network and a clock that a test drives by hand.
import type { LinkEnv, SocketLike } from "../wire/link.ts";
import type { KeyValue } from "../wire/visitor.ts";

export class FakeSocket implements SocketLike {
  readyState = 0;
  onopen: ((e: unknown) => void) | null = null;
  onmessage: ((e: { data: unknown }) => void) | null = null;
  onclose: ((e: { code: number }) => void) | null = null;
  onerror: ((e: unknown) => void) | null = null;
  sent: Record<string, any>[] = [];
  closed_with: number | undefined;

  send(text: string): void {
    this.sent.push(JSON.parse(text));
  }
  close(code?: number): void {
    this.closed_with = code;
  }
  open(): void {
    this.readyState = 1;
    this.onopen?.({});
  }
  say(frame: Record<string, unknown>): void {
    this.onmessage?.({ data: JSON.stringify(frame) });
  }
  drop(code: number): void {
    this.readyState = 3;
    this.onclose?.({ code });
  }
  of(type: string): Record<string, any>[] {
    return this.sent.filter((f) => f.type === type);
  }
}

export class FakeWorld {
  sockets: FakeSocket[] = [];
  time = 1_000_000;
  online = true;
  chance = 1;
  private timers = new Map<number, { at: number; fn: () => void }>();
  private next = 1;

  env: LinkEnv = {
    open: () => {
      const s = new FakeSocket();
      this.sockets.push(s);
      return s;
    },
    setTimer: (fn, ms) => {
      this.timers.set(this.next, { at: this.time + ms, fn });
      return this.next++;
    },
    clearTimer: (h) => void this.timers.delete(h as number),
    random: () => this.chance,
    now: () => this.time,
    onLine: () => this.online,
  };

  get socket(): FakeSocket {
    return this.sockets.at(-1) as FakeSocket;
  }

  pass(ms: number): void {
    const end = this.time + ms;
    for (;;) {
      const due = [...this.timers].filter(([, t]) => t.at <= end).sort((a, b) => a[1].at - b[1].at)[0];
      if (!due) break;
      this.timers.delete(due[0]);
      this.time = Math.max(this.time, due[1].at);
      due[1].fn();
    }
    this.time = end;
  }
}

export function memory(): KeyValue & { map: Map<string, string> } {
  const map = new Map<string, string>();
  return { map, get: (k) => map.get(k) ?? null, set: (k, v) => void map.set(k, v), remove: (k) => void map.delete(k), keys: () => [...map.keys()] };
}

/** Lets promise callbacks run. */
export const settle = async (): Promise<void> => {
  for (let i = 0; i < 20; i += 1) await Promise.resolve();
};
