// What an account holder has begun to write, kept in the browser by account: another account at the same browser sees nothing of it.
// Identity and document numbers live only as long as the tab, and until one signs out; words and a submission that nobody has
// answered yet survive the tab.
import type { KeyValue } from "../../wire/kept.ts";
import { uuid } from "../../wire/ids.ts";
import { uploadedOf, withFiles } from "../../wire/media.ts";
import { draftOf, empty_draft, filedOf, type Draft, type Filed } from "./filing.ts";

/** A submission under way: the same key and content until it has its answer. */
export interface Pending {
  key: string;
  body: Filed;
}

export interface Words {
  text: string;
  /** The id under which these very words were sent, with these files. */
  id: string;
  files?: string;
}

const replies_max = 20;
const no_words: Words = { text: "", id: "" };

function parsed(kept: string | null): unknown {
  try {
    return JSON.parse(kept ?? "null");
  } catch {
    return null;
  }
}

export class Kept {
  readonly #at: string;

  constructor(
    account: string,
    private readonly lasting: KeyValue,
    private readonly tab: KeyValue,
    private readonly new_id: () => string = uuid,
  ) {
    this.#at = `sahut/care/of/${encodeURIComponent(account)}/`;
  }

  draft(): Draft {
    const { identity, documents } = draftOf(parsed(this.tab.get(`${this.#at}identity`)));
    return { ...draftOf(parsed(this.lasting.get(`${this.#at}filing`))), identity, documents };
  }

  keepDraft({ identity, documents, ...words }: Draft): void {
    const { identity: _i, documents: _d, ...nothing } = empty_draft;
    this.#put(this.lasting, "filing", JSON.stringify(words) === JSON.stringify(nothing) ? null : words);
    this.#put(this.tab, "identity", Object.keys(identity).length + documents.length === 0 ? null : { identity, documents });
  }

  /** The submission that has no answer yet. */
  pending(): Pending | null {
    const k = parsed(this.lasting.get(`${this.#at}pending`)) as { key?: unknown; body?: unknown } | null;
    if (typeof k?.key !== "string" || k.key === "" || k.key.length > 64) return null;
    const files = (k.body as { attachments?: unknown } | null)?.attachments;
    const named = (Array.isArray(files) ? files.slice(0, 50) : []).flatMap((f: unknown) => uploadedOf(f) ?? []);
    return { key: k.key, body: { ...filedOf(draftOf(k.body)), ...withFiles(named) } };
  }

  /** Begins a submission; one that is under way goes on instead. */
  submit(body: Filed): Pending {
    const pending = this.pending() ?? { key: this.new_id(), body };
    this.#put(this.lasting, "pending", pending);
    return pending;
  }

  /** It has its answer: taken, and then the draft is done with, or refused, and then it is still there to be put right. */
  settled(taken: boolean): void {
    this.#put(this.lasting, "pending", null);
    if (taken) this.keepDraft(empty_draft);
  }

  /** What is being written on a ticket: a `reply`, or why it is not answered (`reopen`). */
  words(of: "reply" | "reopen", number: string): Words {
    const k = parsed(this.lasting.get(`${this.#at}${of}/${number}`)) as { text?: unknown; id?: unknown; files?: unknown } | null;
    if (typeof k?.text !== "string") return no_words;
    return { text: k.text, id: typeof k.id === "string" && k.id.length <= 64 ? k.id : "", ...(typeof k.files === "string" && { files: k.files }) };
  }

  keepWords(of: "reply" | "reopen", number: string, text: string, as = ""): void {
    const path = `${of}/${number}`;
    const { text: was, id, files } = this.words(of, number);
    const same = as || (text.trim() === was.trim() ? id : "");
    this.#put(this.lasting, path, text === "" ? null : { text, ...(same ? { id: same, ...(files && !as && { files }) } : {}) });
    // The oldest ones go first: a browser lists its keys in no order, so they have to be counted apart.
    const before = parsed(this.lasting.get(`${this.#at}order`));
    const order = (Array.isArray(before) ? before.filter((p): p is string => typeof p === "string" && p !== path) : []).concat(text === "" ? [] : [path]);
    for (const old of order.splice(0, Math.max(0, order.length - replies_max))) this.#put(this.lasting, old, null);
    this.#put(this.lasting, "order", order.length > 0 ? order : null);
  }

  /** The id to send these words with: the same one until the words change or are taken. */
  idOf(of: "reply" | "reopen", number: string, text: string, files = ""): string {
    const kept = this.words(of, number);
    if (kept.id && kept.text.trim() === text.trim() && (kept.files ?? "") === files) return kept.id;
    this.keepWords(of, number, text);
    const fresh = this.new_id();
    this.#put(this.lasting, `${of}/${number}`, { text, id: fresh, ...(files && { files }) });
    return fresh;
  }

  /** Where the uploaded files of what is being written are kept, as long as the tab. */
  filesAt(of: string): { get(): string | null; set(value: string | null): void } {
    const key = `${this.#at}files/${of}`;
    return { get: () => this.tab.get(key), set: (value) => (value === null ? this.tab.remove(key) : this.tab.set(key, value)) };
  }

  /** The account signs out here: numbers of persons and papers do not stay behind. */
  signedOut(): void {
    this.#put(this.tab, "identity", null);
    for (const key of this.tab.keys()) if (key.startsWith(`${this.#at}files/`)) this.tab.remove(key);
  }

  #put(store: KeyValue, path: string, value: unknown): void {
    if (value === null) store.remove(this.#at + path);
    else store.set(this.#at + path, JSON.stringify(value));
  }
}
