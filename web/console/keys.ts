// The desk's keys. A single letter is a key only where nobody types; a chord works everywhere.
export const keys = {
  oldest: "J",
  find: "Ctrl+K",
  transfer: "A",
  escalate: "E",
  close: "T",
  consult: "K",
  draft: "D",
  take: "M",
  gather: "G",
  restrict: "B",
  leave: "Esc",
  help: "?",
} as const;

export type Deed = keyof typeof keys;

interface Pressed {
  key: string;
  keyCode?: number;
  ctrlKey: boolean;
  metaKey: boolean;
  altKey: boolean;
  isComposing?: boolean;
  repeat?: boolean;
}

/** What a key asks for; nothing while a text is typed or a dialog is open. */
export function deedOf(e: Pressed, typing: boolean, dialog: boolean): Deed | undefined {
  if (e.isComposing || e.keyCode === 229 || e.repeat || e.altKey || dialog) return undefined;
  if (e.ctrlKey || e.metaKey) return e.key.toLowerCase() === "k" ? "find" : undefined;
  if (e.key === "Escape") return typing ? "leave" : undefined;
  if (typing) return undefined;
  if (e.key === "/") return "find";
  return (Object.keys(keys) as Deed[]).find((d) => keys[d].toLowerCase() === e.key.toLowerCase());
}

/** Whether what has the focus takes letters. */
export const takesLetters = (el: Element | null): boolean =>
  el !== null && (el.matches("input:not([type=checkbox]):not([type=radio]), textarea, select, [contenteditable=true]"));
