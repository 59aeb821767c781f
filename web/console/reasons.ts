// Why a message did not arrive, in the reader's language. The daemon's own words are Indonesian; the English ones are a file of
// their own, which comes when it is needed.
import { useSyncExternalStore } from "react";
import type { Locale } from "../words/locale.ts";

type Told = (reason: string) => string;
const as_it_came: Told = (reason) => reason;
let english: Told | undefined;
let asked = false;
const readers = new Set<() => void>();

function load(): void {
  if (asked) return;
  asked = true;
  import("./reasons-en.ts").then(
    (m) => {
      english = m.inEnglish;
      for (const changed of readers) changed();
    },
    () => void (asked = false), // the next reader asks again
  );
}

/** How a reason reads; as it came until the English words are there. */
export function useReasons(locale: Locale): Told {
  const there = useSyncExternalStore(
    (changed) => {
      readers.add(changed);
      return () => readers.delete(changed);
    },
    () => english,
  );
  if (locale !== "en") return as_it_came;
  if (!there) load();
  return there ?? as_it_came;
}
