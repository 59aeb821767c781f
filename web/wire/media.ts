// Files over HTTP: sending one with its progress, and fetching one or its preview. Who asks says so in a header or by a cookie; an
// address holds no secret and no name.
import type { Attachment } from "./types.ts";

/** A file that the service took. It belongs to no message until one names it. */
export interface Uploaded {
  media: string;
  kind: string;
  name: string;
  type: string;
  bytes: number;
  preview?: boolean;
}

/** Where files are, and as whom they are asked for. */
export interface MediaWay {
  /** The service's origin; empty: the page's own. */
  base: string;
  query?: Record<string, string>;
  headers?(): Record<string, string>;
  /** The session's cookie goes along. */
  cookie?: boolean;
}

export type Refusal = "too_large" | "type" | "infected" | "other";

export type UploadEnd =
  | { kind: "ok"; value: Uploaded }
  | { kind: "refused"; why: Refusal }
  /** Nobody is signed in any more, or the visitor is not known. */
  | { kind: "ended" }
  | { kind: "wait"; seconds: number }
  | { kind: "trouble" }
  | { kind: "cancelled" };

export interface Sending {
  done: Promise<UploadEnd>;
  cancel(): void;
}

export type MakeRequest = () => XMLHttpRequest;

/** Nothing moved for so long: the line is dead, or the service waits for its scanner in vain. */
export const stall_limit_ms = 90_000;
const wait_seconds_default = 15;
const wait_seconds_max = 300;
const media_path = "/api/v1/media";

/** The address of the socket says where the service is; the visitor's token says who asks. */
export const visitorWay = (socket_url: string, token: () => string | undefined): MediaWay => ({
  base: new URL(socket_url).origin.replace(/^ws/, "http"),
  headers: (): Record<string, string> => (token() === undefined ? {} : { authorization: `Bearer ${token()}` }),
});

function addressOf(way: MediaWay, path: string, more: Record<string, string> = {}): string {
  const query = new URLSearchParams({ ...way.query, ...more }).toString().replace(/=(?=&|$)/g, "");
  return `${way.base}${path}${query ? `?${query}` : ""}`;
}

const name_chars_max = 200;

/** A name as a header takes it: half a character would not, and of a very long one its ending says the most. */
export function nameHeader(name: string): string {
  const whole = [...name].map((c) => (/^[\ud800-\udfff]$/.test(c) ? "\ufffd" : c));
  return encodeURIComponent((whole.length > name_chars_max ? [...whole.slice(0, name_chars_max / 2), ...whole.slice(-name_chars_max / 2)] : whole).join(""));
}

function secondsOf(told: { retry_after_ms?: unknown }): number {
  const ms = told.retry_after_ms;
  return typeof ms === "number" && ms >= 0 ? Math.min(wait_seconds_max, Math.max(1, Math.ceil(ms / 1000))) : wait_seconds_default;
}

function objectOf(text: string): Record<string, unknown> {
  try {
    const value = JSON.parse(text) as unknown;
    return value !== null && typeof value === "object" ? (value as Record<string, unknown>) : {};
  } catch {
    return {};
  }
}

/** What the service says of a file that it took, or what the browser kept of that. */
export function uploadedOf(value: unknown): Uploaded | null {
  const v = (value !== null && typeof value === "object" ? value : {}) as Record<string, unknown>;
  if (typeof v.media !== "string" || v.media === "" || v.media.length > 128) return null;
  const text = (x: unknown): string => (typeof x === "string" ? x.slice(0, 512) : "");
  const bytes = typeof v.bytes === "number" && v.bytes >= 0 ? v.bytes : 0;
  return { media: v.media, kind: text(v.kind) || "file", name: text(v.name), type: text(v.type), bytes, ...(v.preview === true && { preview: true }) };
}

function endOf(status: number, body: string): UploadEnd {
  const told = objectOf(body);
  if (status >= 200 && status < 300) {
    const value = uploadedOf(told);
    return value ? { kind: "ok", value } : { kind: "trouble" };
  }
  if (status === 401) return { kind: "ended" };
  if (status === 429 || (status === 503 && told.retry_after_ms !== undefined)) return { kind: "wait", seconds: secondsOf(told) };
  if (status === 413) return { kind: "refused", why: "too_large" };
  if (status === 415) return { kind: "refused", why: "type" };
  if (status === 422) return { kind: "refused", why: "infected" };
  return status >= 400 && status < 500 ? { kind: "refused", why: "other" } : { kind: "trouble" };
}

/** Sends one file; `tell` hears how many of its bytes have left. */
export function upload(file: Blob, name: string, way: MediaWay, tell: (sent: number) => void, make: MakeRequest = () => new XMLHttpRequest()): Sending {
  const request = make();
  let stalled: ReturnType<typeof setTimeout> | undefined;
  let cancelled = false;
  const done = new Promise<UploadEnd>((resolve) => {
    const end = (how: UploadEnd) => {
      clearTimeout(stalled);
      resolve(how);
    };
    const moved = () => {
      clearTimeout(stalled);
      stalled = setTimeout(() => request.abort(), stall_limit_ms);
    };
    request.upload.onprogress = (e) => {
      moved();
      tell(Math.min(e.loaded, file.size));
    };
    request.onload = () => end(endOf(request.status, request.responseText));
    request.onerror = () => end({ kind: "trouble" });
    request.onabort = () => end({ kind: cancelled ? "cancelled" : "trouble" });
    request.open("POST", addressOf(way, media_path));
    request.withCredentials = way.cookie === true && way.base !== "";
    request.setRequestHeader("content-type", file.type || "application/octet-stream");
    request.setRequestHeader("sahut-file-name", nameHeader(name));
    for (const [header, value] of Object.entries(way.headers?.() ?? {})) request.setRequestHeader(header, value);
    moved();
    request.send(file);
  });
  return {
    done,
    cancel: () => {
      cancelled = true;
      request.abort();
    },
  };
}

export type Fetched = { kind: "ok"; blob: Blob } | { kind: "ended" | "not_found" | "wait" | "trouble" };

/** Fetches a file or its preview; `tell` hears how many bytes have come. */
export async function fetchMedia(media: string, way: MediaWay, { preview = false, tell }: { preview?: boolean; tell?(came: number): void } = {}, fetcher: typeof fetch = fetch): Promise<Fetched> {
  try {
    const address = addressOf(way, `${media_path}/${encodeURIComponent(media)}`, preview ? { preview: "" } : {});
    const answer = await fetcher(address, { headers: way.headers?.() ?? {}, credentials: way.cookie ? "same-origin" : "omit", cache: "no-store", referrerPolicy: "no-referrer" });
    if (answer.status === 401) return { kind: "ended" };
    if (answer.status === 429) return { kind: "wait" };
    if (!answer.ok) return { kind: answer.status < 500 ? "not_found" : "trouble" };
    const type = answer.headers.get("content-type") ?? "";
    if (!answer.body || !tell) return { kind: "ok", blob: new Blob([await answer.arrayBuffer()], { type }) };
    const pieces: BlobPart[] = [];
    let came = 0;
    for (const reader = answer.body.getReader(); ; ) {
      const { done, value } = await reader.read();
      if (done) break;
      pieces.push(value);
      tell((came += value.length));
    }
    return { kind: "ok", blob: new Blob(pieces, { type }) };
  } catch {
    return { kind: "trouble" };
  }
}

/** A message's attachments as they will be told, for one's own line that was just taken. */
export const attachmentsOf = (files: readonly Uploaded[]): Attachment[] =>
  files.map((f) => ({ kind: f.kind, name: f.name, type: f.type, bytes: f.bytes, state: "ready", media: f.media, ...(f.preview && { preview: true }) }));

/** What a message says of the files that go with it; nothing for none. */
export const withFiles = (files: readonly Uploaded[] | undefined): { attachments?: { media: string }[] } =>
  files && files.length > 0 ? { attachments: files.map(({ media }) => ({ media })) } : {};
