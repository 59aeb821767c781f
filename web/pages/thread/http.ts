// One request over HTTP, and its end in the few kinds that a page has to tell apart.
export type Fetcher = typeof fetch;

export type Reply<T> =
  | { kind: "ok"; value: T; etag: string }
  /** What the caller holds is still so (304). */
  | { kind: "same" }
  /** Nobody is signed in (401). */
  | { kind: "ended" }
  | { kind: "wait"; seconds: number }
  /** It will not be taken as it is; `path` names the field. */
  | { kind: "refused"; status: number; code: string; path: string }
  /** The network or the service: the same request may be sent again. */
  | { kind: "trouble" };

export interface Asked {
  method?: "GET" | "POST" | "DELETE";
  body?: unknown;
  headers?: Record<string, string>;
  etag?: string;
  /** Without: the account's cookie goes along. */
  anonymous?: boolean;
}

const wait_seconds_default = 60;
const wait_seconds_max = 3600;
const answer_limit_ms = 30_000;

function secondsOf(header: string | null, body: { retry_after_ms?: unknown }): number {
  const ms = typeof body.retry_after_ms === "number" ? body.retry_after_ms : Number(header ?? Number.NaN) * 1000;
  return Number.isFinite(ms) && ms >= 0 ? Math.min(wait_seconds_max, Math.max(1, Math.ceil(ms / 1000))) : wait_seconds_default;
}

export async function ask<T>(path: string, { method = "GET", body, headers = {}, etag, anonymous = false }: Asked = {}, fetcher: Fetcher = fetch): Promise<Reply<T>> {
  try {
    const answer = await fetcher(path, {
      method,
      headers: {
        accept: "application/json",
        ...(body === undefined ? {} : { "content-type": "application/json" }),
        ...(etag ? { "if-none-match": etag } : {}),
        ...headers,
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      cache: "no-store",
      credentials: anonymous ? "omit" : "same-origin",
      referrerPolicy: "no-referrer",
      signal: AbortSignal.timeout(answer_limit_ms),
    });
    if (answer.status === 304) return { kind: "same" };
    if (answer.ok) return { kind: "ok", value: (answer.status === 204 ? {} : await answer.json()) as T, etag: answer.headers.get("etag") ?? "" };
    const told = (await answer.json().catch(() => ({}))) as { code?: unknown; path?: unknown; retry_after_ms?: unknown };
    const code = typeof told.code === "string" ? told.code : "";
    if (answer.status === 401) return { kind: "ended" };
    if (answer.status === 429) return { kind: "wait", seconds: secondsOf(answer.headers.get("retry-after"), told) };
    if (answer.status >= 500 && answer.status !== 501) return { kind: "trouble" };
    return { kind: "refused", status: answer.status, code: code || (answer.status === 404 ? "not_found" : "other"), path: typeof told.path === "string" ? told.path : "" };
  } catch {
    return { kind: "trouble" };
  }
}
