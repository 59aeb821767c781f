// What an officer did and would look for in vain otherwise: told on the screen for a while, wherever they look.
import { toast_ms } from "./signals.ts";

export interface Announced {
  key: string;
  text: string;
  until: number;
}

const most = 3;
let list: readonly Announced[] = [];
let turn = 0;
const listeners = new Set<() => void>();

function set(next: readonly Announced[]): void {
  list = next;
  for (const listener of listeners) listener();
}

export const announced = {
  get: (): readonly Announced[] => list,
  subscribe: (listener: () => void): (() => void) => {
    listeners.add(listener);
    return () => listeners.delete(listener);
  },
  drop: (key: string): void => set(list.filter((a) => a.key !== key)),
};

export function announce(text: string, now = Date.now()): void {
  turn += 1;
  set([...list.filter((a) => a.until > now), { key: `done/${turn}`, text, until: now + toast_ms }].slice(-most));
}
