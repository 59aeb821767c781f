// The files of one number: what is to go with the next message on it, and how those of its thread are reached.
import type { FilesOf } from "../../files/card.tsx";
import { upload, type MediaWay } from "../../wire/media.ts";
import { Previews } from "../../wire/previews.ts";
import { browserTimers, Tray } from "../../wire/tray.ts";

export interface ThreadFiles extends FilesOf {
  tray: Tray;
}

/** `sent`: how new ones are sent, where that is another way than they are fetched. */
export function threadFiles(way: MediaWay, sent: () => MediaWay = () => way, store?: { get(): string | null; set(value: string | null): void }): ThreadFiles {
  return { way, previews: new Previews(way), tray: new Tray({ send: (file, name, tell) => upload(file, name, sent(), tell), ...(store && { store }), ...browserTimers }) };
}
