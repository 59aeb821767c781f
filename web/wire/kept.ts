// What a citizen's browser keeps, read with care: another version, another script or a hand may have written it.
import { visible } from "../words/visible.ts";
import { uploadedOf, type Uploaded } from "./media.ts";

/** A line that the citizen wrote and that has no sequence number yet. */
export interface Outgoing {
  id: string;
  text: string;
  /** The files that go with it. */
  files?: Uploaded[];
  at: number;
  state: "waiting" | "failed";
  code?: string;
  /** The field that was refused. */
  path?: string;
  tries: number;
  retry_at: number;
}

export interface KeyValue {
  get(key: string): string | null;
  set(key: string, value: string): void;
  remove(key: string): void;
  keys(): string[];
  /** False once the browser refused to keep something: what is written lives as long as the page. */
  readonly lasting?: boolean;
}

export interface Session {
  token?: string;
  epoch?: string | number;
}

const token_chars_max = 512;
const epoch_chars_max = 128;

/** What was kept under "session", or nothing when it cannot be used. */
export function sessionOf(kept: string | null): Session | null {
  try {
    const s = JSON.parse(kept ?? "null") as { token?: unknown; epoch?: unknown } | null;
    if (typeof s?.token !== "string" || s.token.length === 0 || s.token.length > token_chars_max) return null;
    const epoch = (typeof s.epoch === "string" && s.epoch.length > 0 && s.epoch.length <= epoch_chars_max) || Number.isSafeInteger(s.epoch) ? (s.epoch as string | number) : undefined;
    return { token: s.token, epoch };
  } catch {
    return null;
  }
}

const files_max = 50;

/** A kept line, or nothing when neither words nor files of it are left. */
export function outgoingOf(id: string, kept: string | null): Outgoing | null {
  try {
    const e = JSON.parse(kept ?? "null") as Partial<Outgoing> | null;
    const files = (Array.isArray(e?.files) ? e.files : []).slice(0, files_max).flatMap((f) => uploadedOf(f) ?? []);
    if (typeof e?.text !== "string" || !(visible(e.text) || files.length > 0) || id.length === 0 || id.length > 64) return null;
    const at = typeof e.at === "number" && Math.abs(e.at) <= 8.64e15 ? e.at : 0;
    const text = (x: unknown): string | undefined => (typeof x === "string" ? x : undefined);
    return { id, text: e.text, ...(files.length > 0 && { files }), at, state: e.state === "failed" ? "failed" : "waiting", code: text(e.code), path: text(e.path), tries: 0, retry_at: 0 };
  } catch {
    return null;
  }
}

/** The lines that are kept, in the order of their writing. Each has a key of its own, so that two tabs never overwrite each other's. */
export function outboxOf(store: KeyValue, start: string, held: readonly Outgoing[]): Outgoing[] {
  const known = new Map(held.map((e) => [e.id, e]));
  const next: Outgoing[] = [];
  for (const key of store.keys().filter((k) => k.startsWith(start))) {
    const id = key.slice(start.length);
    const entry = known.get(id) ?? outgoingOf(id, store.get(key));
    if (entry) next.push(entry);
    else store.remove(key);
  }
  return next.sort((a, b) => a.at - b.at);
}

/** The last two characters are enough to recognise one's own words by. */
export const masked = (value: string): string => "•".repeat(Math.min(8, Math.max(3, [...value].length - 2))) + [...value].slice(-2).join("");
