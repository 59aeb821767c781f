// What a row tells of a message.
import { carried } from "../words/content.ts";
import { visible } from "../words/visible.ts";
import type { Message } from "../wire/types.ts";

/** One line of what the citizen said last, or what they sent. */
export function lineOf(m: Message | undefined, half: 0 | 1): string {
  if (!m || m.removed) return "";
  const first = m.attachments?.[0];
  const what = first ? carried(first, half) : m.kind !== "text" ? carried({ kind: m.kind }, half) : undefined;
  return [what && [what.kind, what.title].filter(Boolean).join(" "), visible(m.text ?? "") ? m.text! : ""].filter(Boolean).join(" · ").replace(/\s+/g, " ").slice(0, 160);
}
