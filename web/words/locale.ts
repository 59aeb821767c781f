// Indonesian first, English second. A dictionary is a plain object of pairs, so that a missing half does not compile.
export type Locale = "id" | "en";
export type Words = Readonly<Record<string, readonly [id: string, en: string]>>;

export const localeOf = (value: string | null | undefined): Locale => (value?.toLowerCase().startsWith("en") ? "en" : "id");

/** A count as it is read: 1.234, in English 1,234. */
export const numberText = (n: number, locale: Locale): string => String(n).replace(/\B(?=(\d{3})+$)/g, locale === "en" ? "," : ".");

/** Looks words up and fills `{name}`s in; what is filled in is only ever shown as text. */
export function speaker<W extends Words>(words: W, locale: Locale): (key: keyof W & string, values?: Record<string, string | number>) => string {
  const half = locale === "en" ? 1 : 0;
  return (key, values = {}) => {
    const pair = words[key] ?? ["", ""];
    return pair[half].replace(/\{(\w+)\}/g, (whole, name: string) => {
      const value = values[name];
      return typeof value === "number" ? numberText(value, locale) : (value ?? whole);
    });
  };
}

/** A text that may come in one language, or in both. */
export function pick(value: string | { id?: string; en?: string } | undefined, locale: Locale): string {
  if (value === undefined || value === null) return "";
  if (typeof value === "string") return value;
  return (locale === "en" ? (value.en ?? value.id) : (value.id ?? value.en)) ?? "";
}
