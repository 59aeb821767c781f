// Where one is on the page stands in the address' fragment, so that back, forward and a bookmark work. A number is no secret.
import { numberOf } from "../../words/number.ts";

export type Route = { at: "list" } | { at: "new" } | { at: "ticket"; number: string };

export function routeOf(hash: string): Route {
  const path = hash.replace(/^#\/?/, "");
  if (path === "new") return { at: "new" };
  const read = /^[A-Za-z]/.test(path) ? numberOf(path) : { fault: "no_number" as const };
  return "number" in read ? { at: "ticket", number: read.number } : { at: "list" };
}

export const to_list = "#/";
export const to_new = "#/new";
export const toTicket = (number: string): string => `#/${number}`;
