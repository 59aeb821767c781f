// Whether a text shows anything at all, and names as they may be shown.

// Beside white space and format characters: letters and marks that are drawn as nothing (Hangul fillers, Braille blank, selectors).
const unseen = "\\s\\p{Z}\\p{C}\\u034F\\u115F\\u1160\\u17B4\\u17B5\\u180B-\\u180F\\u2800\\u3164\\uFE00-\\uFE0F\\uFFA0\\u{E0100}-\\u{E01EF}";
const seen = new RegExp(`[^${unseen}]`, "u");

/** Something of it can be seen. */
export const visible = (text: string): boolean => seen.test(text);

/** A name on one line, without control characters and marks that turn its direction, as the daemon takes it; empty when nothing of it can be seen. */
export const oneLine = (name: string): string => (visible(name) ? name.replace(/[\u202A-\u202E\u2066-\u2069]/g, "").replace(/[\p{Cc}\p{Zl}\p{Zp}]+/gu, " ").trim() : "");

/** An officer's name as a citizen sees it: never an id. */
export const officerName = (who: { name?: string } | string | true | undefined): string =>
  oneLine(typeof who === "object" ? (who.name ?? "") : typeof who === "string" ? who : "");

/** The first letters of the first and the last word of a name that has any. */
export function initials(name: string): string {
  const words = name.match(/[\p{L}\p{N}][\p{L}\p{M}\p{N}]*/gu) ?? [];
  const ends = words.length > 1 ? [words[0]!, words.at(-1)!] : words;
  return ends.map((w) => [...w][0]!).join("").toUpperCase();
}
