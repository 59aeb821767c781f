// sessionStorage behind the same face as the widget's store: it ends with the tab, as an officer's drafts should.
import type { KeyValue } from "../wire/visitor.ts";

export const tabStore: KeyValue = {
  get: (key) => sessionStorage.getItem(key),
  set: (key, value) => {
    try {
      sessionStorage.setItem(key, value);
    } catch {
      // full: the composer still holds it
    }
  },
  remove: (key) => sessionStorage.removeItem(key),
  keys: () => Array.from({ length: sessionStorage.length }, (_, i) => sessionStorage.key(i) ?? ""),
};

/** What all windows of this browser share: what an officer chose, never what a citizen wrote. */
export const browserStore = {
  get(key: string): string | null {
    try {
      return localStorage.getItem(key);
    } catch {
      return null;
    }
  },
  set(key: string, value: string): void {
    try {
      localStorage.setItem(key, value);
    } catch {
      // full or forbidden: the choice then lasts for this page
    }
  },
};
