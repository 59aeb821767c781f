import type { ComponentChildren } from "preact";
import { linked } from "../words/linked.ts";

/** A link that leaves the page; it never tells where it came from. */
export const Out = ({ href, children }: { href: string; children: ComponentChildren }) => (
  <a href={href} target="_blank" rel="noopener noreferrer">{children}</a>
);

/** A text with its web addresses as links, made of text nodes. */
export const Text = ({ text }: { text: string }) => <>{linked(text).map((p) => (p.href ? <Out href={p.href}>{p.text}</Out> : p.text))}</>;

export const isWeb = (url: string | undefined): url is string => /^https?:/.test(url ?? "");
