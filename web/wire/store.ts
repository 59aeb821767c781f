// Storage of the browser behind a small face; what it forbids or has no room for is kept in a map that lives as long as the page.
import type { KeyValue } from "./kept.ts";

export function browserStore(open: () => Storage): KeyValue {
  const memory = new Map<string, string>();
  // A value of null: removed here, though the browser may still hold it.
  const removed = new Set<string>();
  let lasting = true;
  // Storage may throw at any call: forbidden, full, or taken away while the page lives.
  const tried = <T>(use: (disk: Storage) => T, otherwise: T): T => {
    try {
      return use(open());
    } catch {
      lasting = false;
      return otherwise;
    }
  };
  tried((disk) => {
    disk.setItem("sahut", "");
    disk.removeItem("sahut");
  }, undefined);
  return {
    get lasting() {
      return lasting;
    },
    get: (key) => memory.get(key) ?? (removed.has(key) ? null : tried((disk) => disk.getItem(key), null)),
    set: (key, value) => {
      removed.delete(key);
      const kept = tried((disk) => {
        disk.setItem(key, value);
        return true;
      }, false);
      if (kept) memory.delete(key);
      else memory.set(key, value);
    },
    remove: (key) => {
      memory.delete(key);
      const gone = tried((disk) => {
        disk.removeItem(key);
        return true;
      }, false);
      if (!gone) removed.add(key);
    },
    keys: () => {
      const disk = tried((d) => Array.from({ length: d.length }, (_, i) => d.key(i) ?? ""), []);
      return [...new Set([...memory.keys(), ...disk.filter((k) => !removed.has(k))])];
    },
  };
}
