// What only an account holder asks for: signing in, the offices to file with, filing, and the list of one's own tickets.
import type { FileLimits, OfficeInfo } from "../../wire/types.ts";
import type { Provider } from "../../words/provider.ts";
import { ask, type Fetcher, type Reply } from "../thread/http.ts";
import type { CareTicket } from "../thread/tickets.ts";
import type { Filed } from "./filing.ts";

export interface Account {
  name: string;
  display: string;
}

export interface CareOffice extends OfficeInfo {
  id: string;
  policy?: string | { id?: string; en?: string };
}

export interface Care {
  offices: CareOffice[];
  /** What files may be sent; absent: none. */
  files?: FileLimits;
  /** Accounts with a password of ours. */
  local?: boolean;
  /** Accounts of an OpenID Connect provider. */
  oidc?: Provider;
}

interface Session {
  account: { id?: string; name?: string; display?: string };
}

/** `{name, display}`, or `{id, name}` as officers have it. */
export const accountOf = ({ account: a }: Session): Account => (a.display === undefined && a.id ? { name: a.id, display: a.name ?? a.id } : { name: a.name ?? "", display: a.display ?? a.name ?? "" });

async function who(got: Promise<Reply<Session>>): Promise<Reply<Account>> {
  const r = await got;
  return r.kind === "ok" ? { ...r, value: accountOf(r.value) } : r;
}

const session = "/api/v1/account/session";

/** The cookie carries the session; the token of the answer is for programs and is dropped here. */
export const signIn = (username: string, password: string, fetcher?: Fetcher) => who(ask<Session>(session, { method: "POST", body: { username, password } }, fetcher));
export const whoAmI = (fetcher?: Fetcher) => who(ask<Session>(session, {}, fetcher));
export const signOut = (fetcher?: Fetcher) => ask<unknown>(session, { method: "DELETE" }, fetcher);
export const careOffices = (fetcher?: Fetcher) => ask<Care>("/api/v1/care", {}, fetcher);

export interface Page {
  tickets: CareTicket[];
  next?: string;
}

export const page_size = 20;

export function listTickets(state: string, after = "", fetcher?: Fetcher) {
  const q = new URLSearchParams({ limit: String(page_size), ...(state ? { state } : {}), ...(after ? { after } : {}) });
  return ask<Page>(`/api/v1/tickets?${q}`, {}, fetcher);
}

export interface Receipt {
  number: string;
  state: string;
  received_at?: string;
  due?: string;
  policy?: string | { id?: string; en?: string };
  status_url?: string;
}

/** The same key with the same content is one ticket, however often it is sent. */
export const fileTicket = (key: string, body: Filed, fetcher?: Fetcher) =>
  ask<Receipt>("/api/v1/tickets", { method: "POST", body, headers: { "idempotency-key": key } }, fetcher);
