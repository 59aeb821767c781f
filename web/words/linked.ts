// Splits a text into plain parts and web addresses. Whoever shows it makes text nodes and anchors of them, never markup.
export interface Part {
  text: string;
  href?: string;
}

export function linked(text: string): Part[] {
  const parts: Part[] = [];
  let at = 0;
  for (const found of text.matchAll(/https?:\/\/[^\s<>"'|]+/g)) {
    const href = found[0].replace(/[.,;:!?)\]]+$/, "");
    if (found.index > at) parts.push({ text: text.slice(at, found.index) });
    parts.push({ text: href, href });
    at = found.index + href.length;
  }
  if (at < text.length) parts.push({ text: text.slice(at) });
  return parts;
}

/** A longer number than any of ours must be free to break, or it would be wider than a small screen. */
const whole_chars_max = 30;

/** Parts of a text that are numbers, with what belongs to them: they are neither translated nor broken across lines. */
export function numbers(text: string): { text: string; number: boolean }[] {
  return text
    .split(/((?:ke[-\u2011]|\b[A-Z]{3}-)?\d+(?:[-.,:/]\d+)*(?: (?:WIB|WITA|WIT)\b)?)/)
    .map((part, i) => ({ text: part, number: i % 2 === 1 && part.length <= whole_chars_max }))
    .filter((p) => p.text !== "");
}

/** An address that may be followed from here, with the host that is shown beside it. */
export function safeLink(url: string | undefined): { href: string; host: string } | null {
  try {
    const u = new URL(url ?? "");
    return /^https?:$/.test(u.protocol) && u.host ? { href: u.href, host: u.host } : null;
  } catch {
    return null;
  }
}
