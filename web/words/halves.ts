// The service's own notes are written in both languages: "Indonesian. (English.)", or "Indonesian (English): what an officer gave".
// A reader gets the half of their language; a note that an officer wrote stays as it is.
import type { Locale } from "./locale.ts";

const both = /^([\s\S]*\S)\s*\(([^()]+)\)\.?$/;
/** What the service writes before an officer's reason. */
const led = /^([^():\n]+), alasan \(([^():\n]+), reason\): ([\s\S]*)$/;
/** What it adds after the reason. */
const added = /\n(Pemohon belum diberi tahu[^\n()]*)\(([^()\n]+)\)$/;
const returned = /^Kembali ke antrean: .* tidak tersedia \(returned to the queue: not available\)$/;

const begun = (sentence: string): string => sentence.charAt(0).toUpperCase() + sentence.slice(1);

/** `by_service`: nobody wrote it. */
export function halfOfNote(text: string, by_service: boolean, locale: Locale): string {
  const given = led.exec(text);
  if (given) {
    const rest = given[3]!.replace(added, (_, id: string, en: string) => `\n${locale === "en" ? en : id.trim()}`);
    return locale === "en" ? `${begun(given[2]!)}, reason: ${rest}` : `${given[1]}, alasan: ${rest}`;
  }
  const parts = by_service || returned.test(text) ? both.exec(text) : null;
  if (!parts) return text;
  const [, id = "", en = ""] = parts;
  // Whom it was told to may stand there in both languages as well.
  const whom = both.exec(id);
  if (locale === "id") return whom?.[1] ?? id;
  return begun(whom ? `${en}: ${whom[2]}` : en);
}
