// The files of one visitor's widget: what is to go with the next message, and how those of the conversation are reached. They live
// beside the panel, so that hiding it ends no upload.
import type { FilesOf } from "../files/card.tsx";
import { upload, visitorWay } from "../wire/media.ts";
import { Previews } from "../wire/previews.ts";
import { browserTimers, Tray } from "../wire/tray.ts";
import type { KeyValue, Visitor } from "../wire/visitor.ts";

export interface VisitorFiles extends FilesOf {
  tray: Tray;
}

const held = new WeakMap<Visitor, VisitorFiles>();

export function filesOf(visitor: Visitor, tab: KeyValue, prefix: string): VisitorFiles {
  const known = held.get(visitor);
  if (known) return known;
  const way = visitorWay(visitor.url, () => visitor.token);
  const key = `${prefix}files`;
  const store = { get: () => tab.get(key), set: (value: string | null) => (value === null ? tab.remove(key) : tab.set(key, value)) };
  const made = { way, previews: new Previews(way), tray: new Tray({ send: (file, name, tell) => upload(file, name, way, tell), store, ...browserTimers }) };
  held.set(visitor, made);
  return made;
}
