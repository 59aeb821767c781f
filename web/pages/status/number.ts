// Numbers as people type, copy and print them: read forgivingly, and a typing mistake found before anything is asked.

// A weakly totally anti-symmetric quasigroup of order 10 (Damm): rows the interim digit, columns the next one.
const quasigroup = ["0317598642", "7092154863", "4206871359", "1750983426", "6123045978", "3674209581", "5869720134", "8945362017", "9438617205", "2581436790"];

export type Reading = { number: string } | { fault: "no_number" | "wrong_number" };

/** The number in what was typed: spaces, dashes of any kind, invisible characters, full-width digits and a full stop at the end do not matter. */
export function numberOf(typed: string): Reading {
  const plain = typed
    .normalize("NFKC")
    .toUpperCase()
    .replace(/[\s\p{Cf}\p{Cc}\p{Z}\p{Pd}\u2212\u2043]/gu, "")
    .replace(/^[("'“‘«]+|[.,;:!?)"'”’»]+$/gu, "");
  const found = /^(ESK|CRE|REF)(\d{12,26})$/.exec(plain);
  if (!found) return { fault: "no_number" };
  const [, prefix = "", digits = ""] = found;
  let interim = 0;
  for (const d of digits) interim = Number(quasigroup[interim]?.[Number(d)]);
  if (interim !== 0) return { fault: "wrong_number" };
  return { number: `${prefix}-${digits.slice(0, 6)}-${digits.slice(6, -1)}-${digits.slice(-1)}` };
}

/** The secret without what a sentence, a word processor or a phone put around it. */
export const secretOf = (typed: string): string => typed.normalize("NFKC").replace(/[\s\p{Cf}\p{Cc}\p{Z}]/gu, "").replace(/^[.("'“]+|[.,;:!?)"'”]+$/gu, "");
