import type { ComponentChildren } from "preact";
import { linked, numbers } from "./linked.ts";

/** A link that leaves the page; it never tells where it came from. */
export const Out = ({ href, children }: { href: string; children: ComponentChildren }) => (
  <a href={href} target="_blank" rel="noopener noreferrer">{children}</a>
);

/** Numbers stay as they are when a browser translates the page, and on one line. */
export const Numbers = ({ text }: { text: string }) => <>{numbers(text).map((p) => (p.number ? <span translate={false} class="n">{p.text}</span> : p.text))}</>;

/** A text with its web addresses as links, made of text nodes. */
export const Text = ({ text }: { text: string }) => (
  <>{linked(text).map((p) => (p.href ? <Out href={p.href}>{p.text}</Out> : <Numbers text={p.text} />))}</>
);

/**
 * A text that changes. A browser that translates puts elements of its own in the place of text nodes, and a change of the old node
 * is seen by nobody; so the element around it is exchanged as a whole.
 */
export const Changing = ({ text, ...rest }: { text: string; class?: string }) => <span key={text} {...rest}><Numbers text={text} /></span>;

export const isWeb = (url: string | undefined): url is string => /^https?:/.test(url ?? "");
