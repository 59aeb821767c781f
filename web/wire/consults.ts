// Which consults an officer's window holds: those that are not closed, each in its newest form.
import type { Consult } from "./types.ts";

const states: readonly unknown[] = ["open", "answered", "closed"];
const said = (c: Consult): number => states.indexOf(c.state) * 1000 + (c.answers?.length ?? 0);

/** Whether `c` says at least as much as what is held of the same consult: it is only ever answered more, and then closed. */
export const newer = (c: Consult, held: Consult): boolean => (c.rev !== undefined && held.rev !== undefined ? c.rev >= held.rev : said(c) >= said(held));

export function withConsult(consults: ReadonlyMap<string, Consult>, c: Consult): ReadonlyMap<string, Consult> {
  const held = consults.get(c.consult);
  if (held && !c.gone && !newer(c, held)) return consults;
  const next = new Map(consults);
  if (c.gone || c.state === "closed") next.delete(c.consult);
  else next.set(c.consult, c);
  return next;
}

export const consultsOf = (list: readonly Consult[]): ReadonlyMap<string, Consult> =>
  new Map(list.filter((c) => c.state !== "closed").map((c) => [c.consult, c]));
