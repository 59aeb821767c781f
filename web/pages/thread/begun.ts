// Words that have been begun, and the id under which they are sent: the same one until the words change or are taken.
import { uuid } from "../../wire/ids.ts";

export interface Begun {
  text(): string;
  /** `id`: these words were sent under it already. */
  keep(text: string, id?: string): void;
  /** `files`: which go with them; other files are another message. */
  id(text: string, files?: string): string;
}

/** Words that did not join a ticket with its verdict go to where one writes on it, behind what is there. */
export function handOver(to: Begun, words: string, id: string): void {
  const there = to.text();
  if (there.trim()) to.keep(`${there}\n${words}`);
  else to.keep(words, id);
}

/** Kept as long as the page. */
export function begunHere(new_id: () => string = uuid): Begun {
  let begun = "";
  let sent = { text: "", id: "" };
  return {
    text: () => begun,
    keep: (text, id) => {
      begun = text;
      if (!text) sent = { text: "", id: "" };
      else if (id) sent = { text: text.trim(), id };
    },
    id: (text, files = "") => {
      const all = files ? `${text}\n${files}` : text;
      if (!sent.id || sent.text !== all) sent = { text: all, id: new_id() };
      return sent.id;
    },
  };
}
