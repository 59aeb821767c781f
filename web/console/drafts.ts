// What an officer has begun to write, by conversation, until it is sent or the tab is closed; and what came back unsent, wherever they look by then.
import type { Message } from "../wire/types.ts";
import type { KeyValue } from "../wire/visitor.ts";

export type Mode = "answer" | "question" | "note";

export interface Draft {
  text: string;
  purpose: Mode;
  /** What was mended, written beside the answer to a fault. */
  solution?: string;
  /** What an answer is to, fixed when its writing begins: a ticket's number, or empty for the request that waits. */
  to?: string;
}

/** Why the last text was not sent, and which replies its officer had not seen. */
export interface Refusal {
  error: unknown;
  missed: readonly Message[];
  /** An answer that is very short or only asks to wait: whether it is one, its officer is asked. */
  unsure?: boolean;
}

export interface Kept {
  draft: Draft;
  /** Texts of another kind than the draft, which wait until the officer takes them up or drops them. */
  aside: readonly Draft[];
  refusal?: Refusal;
}

export const text_chars_max = 4000;
export const aside_max = 8;

/** What a text is to be: fixed when its typing begins, and changed by the officer alone. Only an empty draft follows what is possible. */
export function kindOf(draft: Draft, mine: boolean): { mode: Mode; possible: boolean } {
  if (draft.text === "") return { mode: mine ? draft.purpose : "note", possible: true };
  return { mode: draft.purpose, possible: mine || draft.purpose === "note" };
}

const aim = (to: string | undefined): Pick<Draft, "to"> => (to === undefined ? {} : { to });
const solved = (solution: string | undefined): Pick<Draft, "solution"> => (solution ? { solution } : {});

/** The empty draft after one was sent: an answer follows a question, a note that was chosen stays a note. */
const afterSending = (sent: Mode, mine: boolean, kept: string | undefined): Draft => ({ text: "", purpose: sent === "note" && mine ? "note" : "answer", ...solved(kept) });

/** What comes back unsent, and what was begun meanwhile: one text if both are of one kind, else they stay apart. */
function together(back: Draft, begun: Draft): { draft: Draft; aside: readonly Draft[] } {
  const solution = solved([back.solution, begun.solution === back.solution ? "" : begun.solution].filter(Boolean).join("\n"));
  if (!begun.text || begun.text === back.text) return { draft: { ...back, ...solution }, aside: begun.text && begun.purpose !== back.purpose ? [begun] : [] };
  if (begun.purpose === back.purpose && begun.to === back.to) return { draft: { ...begun, text: `${back.text}\n${begun.text}`, ...solution }, aside: [] };
  return { draft: begun, aside: [back] };
}

/** At most so many: the two oldest of one kind become one text, so that none is lost. */
function bounded(aside: readonly Draft[]): readonly Draft[] {
  if (aside.length <= aside_max) return aside;
  const second = aside.findIndex((d, i) => aside.findIndex((x) => x.purpose === d.purpose) < i);
  const first = aside.findIndex((x) => x.purpose === aside[second]!.purpose);
  const { to: _, ...one } = together({ ...aside[first]!, to: undefined }, { ...aside[second]!, to: undefined }).draft;
  return bounded([...aside.slice(0, first), one, ...aside.slice(first + 1, second), ...aside.slice(second + 1)]);
}

const modes: readonly unknown[] = ["answer", "question", "note"];
const isDraft = (d: Draft | null): d is Draft => typeof d?.text === "string" && modes.includes(d.purpose) && [d.solution, d.to].every((x) => x === undefined || typeof x === "string");

export class Drafts {
  readonly #store: KeyValue;
  readonly #kept = new Map<string, Kept>();
  readonly #listeners = new Set<() => void>();
  #officer = "";

  constructor(store: KeyValue) {
    this.#store = store;
  }

  subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  /** Whose texts these are from now on: another officer at the same tab sees none of them, and finds their own again. */
  belongTo(officer: string): void {
    if (officer === this.#officer) return;
    this.#officer = officer;
    this.#kept.clear();
  }

  of(conversation: string): Kept {
    let kept = this.#kept.get(conversation);
    if (!kept) {
      const draft = this.#read<Draft>(this.#key("draft", conversation));
      const aside = this.#read<Draft[]>(this.#key("aside", conversation));
      kept = { draft: isDraft(draft) ? draft : { text: "", purpose: "answer" }, aside: Array.isArray(aside) ? aside.filter(isDraft) : [] };
      this.#kept.set(conversation, kept);
    }
    return kept;
  }

  /** The conversations in which something came back unsent. */
  refused(): string[] {
    return [...this.#kept].filter(([, k]) => k.refusal).map(([id]) => id);
  }

  type(conversation: string, text: string, mine: boolean, to?: string): void {
    const { draft, refusal } = this.of(conversation);
    // What was asked of one text is not asked of another.
    const aimed = text === "" ? undefined : draft.text === "" ? (draft.to ?? to) : draft.to;
    const { to: _, ...rest } = draft;
    this.#change(conversation, { draft: { ...rest, text, purpose: kindOf(draft, mine).mode, ...aim(aimed) }, ...(text === "" || refusal?.unsure ? { refusal: undefined } : {}) });
  }

  /** What is written beside the answer: what was mended. */
  solve(conversation: string, solution: string): void {
    const { solution: _, ...draft } = this.of(conversation).draft;
    this.#change(conversation, { draft: { ...draft, ...solved(solution) } });
  }

  /** The officer's deliberate act: the answer is to that. */
  aim(conversation: string, to: string): void {
    this.#change(conversation, { draft: { ...this.of(conversation).draft, to } });
  }

  /** The officer's deliberate act: this text is to be of that kind. */
  choose(conversation: string, purpose: Mode): void {
    this.#change(conversation, { draft: { ...this.of(conversation).draft, purpose } });
  }

  /** Takes the text for sending; undefined if it may not be sent as what it is. `filed`: files go with it, and it may be empty. */
  take(conversation: string, mine: boolean, filed = false): Draft | undefined {
    const { draft } = this.of(conversation);
    const text = draft.text.trim();
    const { mode, possible } = kindOf(draft, mine);
    if (!(text || filed) || !possible || text.length > text_chars_max) return undefined;
    const solution = draft.solution?.trim();
    const goes = mode === "answer" ? solution : undefined;
    this.#change(conversation, { draft: afterSending(mode, mine, mode === "answer" ? undefined : draft.solution), refusal: undefined });
    return { text, purpose: mode, ...solved(goes), ...(mode === "answer" ? aim(draft.to) : {}) };
  }

  /** Puts back what was not sent, without touching the kind of anything. */
  back(conversation: string, sent: Draft, refusal: Refusal): void {
    const was = this.of(conversation);
    const { draft, aside } = together(sent, was.draft);
    this.#change(conversation, { draft, aside: bounded([...was.aside, ...aside]), refusal });
  }

  /** A text that the desk prepared; what stands there waits beside it. */
  prepare(conversation: string, draft: Draft): void {
    const was = this.of(conversation);
    const same = was.draft.text === draft.text && was.draft.purpose === draft.purpose;
    const aside = was.draft.text && !same ? [...was.aside, was.draft] : was.aside;
    const kept = aside === was.aside ? solved(was.draft.solution) : {};
    this.#change(conversation, { draft: { ...kept, ...draft }, aside: bounded(aside) });
  }

  takeUp(conversation: string, i: number): void {
    const up = this.of(conversation).aside[i];
    if (!up) return;
    this.dropAside(conversation, i);
    this.prepare(conversation, up);
  }

  dropAside(conversation: string, i: number): void {
    this.#change(conversation, { aside: this.of(conversation).aside.filter((_, at) => at !== i) });
  }

  /** Everything begun in a conversation that is seen no more. */
  drop(conversation: string): void {
    this.#change(conversation, { draft: { text: "", purpose: "answer" }, aside: [], refusal: undefined });
  }

  /** At the sign-out: what is written stays in the tab, what was told does not. */
  forget(): void {
    this.#kept.clear();
    for (const listener of this.#listeners) listener();
  }

  #key(what: "draft" | "aside", conversation: string): string {
    return `sahut/console/${what}/${this.#officer}/${conversation}`;
  }

  #read<T>(key: string): T | null {
    try {
      return JSON.parse(this.#store.get(key) ?? "null") as T | null;
    } catch {
      this.#store.remove(key);
      return null;
    }
  }

  #change(conversation: string, part: Partial<Kept>): void {
    const next = { ...this.of(conversation), ...part };
    this.#kept.set(conversation, next);
    if (next.draft.text === "" && next.draft.purpose === "answer" && !next.draft.solution && next.draft.to === undefined) this.#store.remove(this.#key("draft", conversation));
    else this.#store.set(this.#key("draft", conversation), JSON.stringify(next.draft));
    if (next.aside.length === 0) this.#store.remove(this.#key("aside", conversation));
    else this.#store.set(this.#key("aside", conversation), JSON.stringify(next.aside));
    for (const listener of this.#listeners) listener();
  }
}
