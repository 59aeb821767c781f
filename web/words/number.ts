// Numbers as people type, copy and print them: read forgivingly, and a typing mistake found before anything is asked.

// A weakly totally anti-symmetric quasigroup of order 10 (Damm): rows the interim digit, columns the next one.
const quasigroup = ["0317598642", "7092154863", "4206871359", "1750983426", "6123045978", "3674209581", "5869720134", "8945362017", "9438617205", "2581436790"];

export type Reading = { number: string } | { fault: "no_number" | "wrong_number" };

// What people put between the parts of a number: spaces, dashes of any kind, full stops, strokes.
const gap = "[\\s\\p{Cc}\\p{Z}\\p{Pd}\\u2212\\u2043._/]*";
const within = new RegExp(`(?<![\\p{L}\\p{N}])(ESK|CRE|REF)${gap}(\\d{6})${gap}(\\d{5,19})${gap}(\\d)(?!\\d)`, "gu");
const gaps = new RegExp(gap, "gu");

const fits = (digits: string): boolean => [...digits].reduce((interim, d) => Number(quasigroup[interim]?.[Number(d)]), 0) === 0;

/** The first good number in what was typed: what stands around it, between its parts or invisibly in it does not matter, nor do full-width digits. */
export function numberOf(typed: string): Reading {
  const plain = typed.normalize("NFKC").toUpperCase().replace(/\p{Cf}/gu, "");
  const whole = /^[^\p{L}\p{N}]*(ESK|CRE|REF)(\d{12,26})[^\p{L}\p{N}]*$/u.exec(plain.replace(gaps, ""));
  const found = [...plain.matchAll(within), ...(whole ? [whole] : [])].map(([, prefix = "", ...parts]) => ({ prefix, digits: parts.join("") }));
  const good = found.find((f) => fits(f.digits));
  if (!good) return { fault: found.length > 0 ? "wrong_number" : "no_number" };
  return { number: `${good.prefix}-${good.digits.slice(0, 6)}-${good.digits.slice(6, -1)}-${good.digits.slice(-1)}` };
}

/** The secret without what a sentence, a word processor or a phone put around it: its own characters are letters, digits, - and _. */
export const secretOf = (typed: string): string => typed.normalize("NFKC").replace(/[\s\p{Cf}\p{Cc}\p{Z}]/gu, "").replace(/^[^\w-]+|[^\w-]+$/gu, "");
