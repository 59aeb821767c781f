// A ticket over HTTP, as its owner reads and writes it: with the account's cookie, or with the number's secret.
import { withFiles, type MediaWay, type Uploaded } from "../../wire/media.ts";
import type { FileLimits, Message, OfficeInfo } from "../../wire/types.ts";
import { ask, type Fetcher, type Reply } from "./http.ts";

/** What may be done with a ticket now. */
export interface Can {
  /** Words are taken. */
  reply?: boolean;
  /** They open something of its own instead of joining it. */
  anew?: boolean;
  close?: boolean;
  /** Say that the answer is none: it waits for one again, until its old deadline. */
  deny?: boolean;
  /** Go on under a new number, with a new deadline. */
  reopen?: boolean;
}

export interface CareTicket {
  number: string;
  kind?: string;
  state: string;
  subject?: string;
  categories?: string[];
  received_at?: string;
  due?: string;
  answered_at?: string;
  closed_at?: string;
  status_url?: string;
  reopened_from?: string;
  reopened_as?: string;
  solution?: string;
  can?: Can;
  office?: OfficeInfo | string;
  timezone?: string;
  zone_label?: string;
  time_separator?: string;
  messages?: Message[];
  /** What files may be sent; absent: none. */
  files?: FileLimits;
}

/** Words that are written to it now are added to it, and to nothing else. */
export const joinsIt = ({ can, reopened_as }: Pick<CareTicket, "can" | "reopened_as">): boolean => can?.reply !== false && can?.anew !== true && !reopened_as;

/** Whoever has no secret is known by the account's cookie. */
export interface Access {
  secret?: string;
}

const pages_max = 20;
/** Where a ticket comes with as many messages, there may be more before them. */
const newest_page = 100;

// A header takes Latin letters only; a secret with others is wrong in any case.
const encodable = (secret: string): string => secret.replace(/[^\x21-\x7e]/g, "?");
const with_secret = ({ secret }: Access) => (secret === undefined ? {} : { headers: { "Sahut-Ticket-Secret": encodable(secret) }, anonymous: true });
/** How the files of a number are reached. */
export const wayTo = (number: string, access: Access): MediaWay =>
  access.secret === undefined ? { base: "", cookie: true } : { base: "", query: { ticket: number }, headers: () => ({ "sahut-ticket-secret": encodable(access.secret!) }) };

const path = (number: string, rest = ""): string => `/api/v1/tickets/${encodeURIComponent(number)}${rest}`;

/** The whole thread: what was said before may have been edited or taken back, so it is not only what came after. */
async function threadOf(number: string, access: Access, fetcher?: Fetcher): Promise<Reply<Message[]>> {
  const thread: Message[] = [];
  for (let page = 0; page < pages_max; page += 1) {
    const got = await ask<{ messages?: Message[]; more?: boolean }>(path(number, `/messages?after=${thread.at(-1)?.seq ?? 0}`), with_secret(access), fetcher);
    if (got.kind !== "ok") return got;
    const messages = got.value.messages ?? [];
    thread.push(...messages);
    if (!got.value.more || messages.length === 0) break;
  }
  return { kind: "ok", value: thread, etag: "" };
}

/** A ticket with its thread; `same` when nothing has changed since `etag`. */
export async function readTicket<T extends CareTicket>(number: string, access: Access, etag = "", fetcher?: Fetcher): Promise<Reply<T & { messages: Message[] }>> {
  const got = await ask<T>(path(number), { ...with_secret(access), etag }, fetcher);
  if (got.kind !== "ok") return got;
  const given = got.value.messages;
  // A long thread comes with its newest messages alone.
  const whole = given && (given.length < newest_page || given[0]!.seq <= 1);
  const thread = whole ? { kind: "ok" as const, value: given, etag: "" } : await threadOf(number, access, fetcher);
  if (thread.kind === "same") return { kind: "trouble" };
  return thread.kind === "ok" ? { ...got, value: { ...got.value, messages: thread.value } } : thread;
}

/** Where something was taken: a place in the thread, or a number of its own. */
export interface Taken {
  seq?: number;
  reference?: string;
  number?: string;
  status_url?: string;
}

/** The same id again is the same message, so it may be sent until it is taken. */
export const writeTo = (number: string, access: Access, id: string, text: string, fetcher?: Fetcher, files: readonly Uploaded[] = []) =>
  ask<Taken>(path(number, "/messages"), { method: "POST", body: { id, text, ...withFiles(files) }, ...with_secret(access) }, fetcher);

/** `answered`: it is closed, an open one as no longer needed; otherwise it waits for an answer again. */
export const closeTicket = (number: string, access: Access, id: string, answered: boolean, fetcher?: Fetcher) =>
  ask<Partial<CareTicket>>(path(number, "/close"), { method: "POST", body: { id, answered }, ...with_secret(access) }, fetcher);

/** It goes on under a new number. */
export const reopenTicket = (number: string, access: Access, id: string, text: string, fetcher?: Fetcher) =>
  ask<Taken>(path(number, "/reopen"), { method: "POST", body: { id, text }, ...with_secret(access) }, fetcher);
