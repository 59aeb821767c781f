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
