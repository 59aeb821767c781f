// The files that are begun for a reply, by conversation. What holds, sends and shows them is loaded with the first conversation
// (files.tsx); until then what came back unsent waits where the tray will find it.
import { useSyncExternalStore } from "react";
import { WireError } from "../wire/link.ts";
import type { Uploaded } from "../wire/media.ts";
import type { Tray, TrayItem } from "../wire/tray.ts";
import { tabStore } from "./store.ts";

const trays = new Map<string, Tray>();
const listeners = new Set<() => void>();
const none: readonly TrayItem[] = [];
let officer = "";

const changed = (): void => {
  for (const listener of listeners) listener();
};
const keyOf = (conversation: string): string => `sahut/console/files/${officer}/${conversation}`;

export const attached = {
  of: (conversation: string): Tray | undefined => trays.get(conversation),
  subscribe: (listener: () => void): (() => void) => {
    listeners.add(listener);
    return () => listeners.delete(listener);
  },

  /** Whose files these are from now on: another officer at the same tab sees none of them. */
  belongTo(next: string): void {
    if (next === officer) return;
    for (const tray of trays.values()) tray.leave();
    trays.clear();
    officer = next;
  },

  /** The tray of a conversation; `make` is given where its files are kept. */
  open(conversation: string, make: (store: { get(): string | null; set(value: string | null): void }) => Tray): Tray {
    const held = trays.get(conversation);
    if (held) return held;
    const key = keyOf(conversation);
    const tray = make({ get: () => tabStore.get(key), set: (value) => (value === null ? tabStore.remove(key) : tabStore.set(key, value)) });
    trays.set(conversation, tray);
    tray.subscribe(changed);
    queueMicrotask(changed); // its items are there; whoever renders now hears of them afterwards
    return tray;
  },

  /** Files of a reply that was not sent. What the service holds no more must be chosen again. */
  back(conversation: string, files: readonly Uploaded[], error: unknown): void {
    if (files.length === 0) return;
    const gone = error instanceof WireError && error.frame.path?.startsWith("attachments") === true;
    const tray = trays.get(conversation);
    if (tray) return gone ? tray.lose(files) : tray.put(files);
    const key = keyOf(conversation);
    const kept = gone ? files.map(({ name }) => ({ name })) : files;
    tabStore.set(key, JSON.stringify([...kept, ...(JSON.parse(tabStore.get(key) ?? "[]") as unknown[])]));
  },
};

/** What is to go with the next reply. */
export const useAttached = (conversation: string): readonly TrayItem[] => useSyncExternalStore(attached.subscribe, () => trays.get(conversation)?.items ?? none);
/** A reply waits for its files. */
export const useAwaited = (conversation: string): boolean => useSyncExternalStore(attached.subscribe, () => trays.get(conversation)?.awaited ?? false);
