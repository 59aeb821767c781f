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
