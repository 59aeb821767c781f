// localStorage behind a small face; what a browser forbids or has no room for is kept in a map that lives as long as the page.
import type { KeyValue } from "../wire/visitor.ts";

export function browserStore(): KeyValue {
  const memory = new Map<string, string>();
  let disk: Storage | null = null;
  try {
    disk = window.localStorage;
    disk.getItem("sahut");
  } catch {
    disk = null;
  }
  return {
    get: (key) => memory.get(key) ?? disk?.getItem(key) ?? null,
    set: (key, value) => {
      try {
        if (!disk) throw new Error("no storage");
        disk.setItem(key, value);
        memory.delete(key);
      } catch {
        memory.set(key, value);
      }
    },
    remove: (key) => {
      memory.delete(key);
      disk?.removeItem(key);
    },
    keys: () => {
      const keys = new Set(memory.keys());
      for (let i = 0; disk && i < disk.length; i += 1) keys.add(disk.key(i) ?? "");
      return [...keys];
    },
  };
}
