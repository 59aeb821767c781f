// What an officer does with the second factor of their own account, over HTTP with the cookie; and what of it is shown, as pure
// functions. A sign-in that asks for it is in session.ts.
import { encode } from "uqr";

/** What a second factor is set up with: sealed for the office, the key for typing, the address for a QR code. */
export interface Offer {
  set_up: string;
  key: string;
  uri: string;
}

export interface State {
  set_up: boolean;
  required: boolean;
  available: boolean;
  since?: string;
  recovery_codes_left?: number;
}

export type Why = "signed_out" | "wrong_password" | "wrong_code" | "offer_over" | "required" | "too_many" | "trouble";
export type Answer<T> = { ok: true; body: T } | { ok: false; why: Why };

const path = "/api/v1/session/second-factor";

async function ask<T>(at: string, fields?: Record<string, string>): Promise<Answer<T>> {
  try {
    const answer = await fetch(at, {
      credentials: "same-origin",
      ...(fields && { method: "POST", headers: { "content-type": "application/json" }, body: JSON.stringify(fields) }),
    });
    const body = (answer.status === 204 ? {} : await answer.json().catch(() => ({}))) as T & { code?: string };
    return answer.ok ? { ok: true, body } : { ok: false, why: whyOf(answer.status, body.code) };
  } catch {
    return { ok: false, why: "trouble" };
  }
}

export function whyOf(status: number, code: string | undefined): Why {
  if (status === 401) return "signed_out";
  if (status === 429) return "too_many";
  if (code === "wrong_password") return "wrong_password";
  if (code === "second_factor_wrong") return "wrong_code";
  if (code === "forbidden") return "required";
  return code === "bad_field" ? "offer_over" : "trouble";
}

export const stateNow = () => ask<State>(path);
export const begin = (password: string) => ask<Offer>(path, { password });
export const complete = (set_up: string, code: string) => ask<{ recovery_codes: string[] }>(path, { set_up, code });
export const renew = (password: string) => ask<{ recovery_codes: string[] }>(`${path}/recovery-codes`, { password });
export const remove = (password: string) => ask<object>(`${path}/remove`, { password });

/** The key in groups of four, as one types it. */
export const grouped = (key: string): string[] => key.match(/.{1,4}/g) ?? [];

/** A QR code as one path of an SVG whose unit is a module; the quiet zone of four modules is part of it. */
export function qrOf(text: string): { size: number; path: string } {
  const { data, size } = encode(text, { ecc: "M", border: 4 });
  const runs = data.flatMap((row, y) => {
    const found: string[] = [];
    for (let x = 0; x < size; x += 1) {
      if (!row[x]) continue;
      const from = x;
      while (row[x + 1]) x += 1;
      found.push(`M${from} ${y}h${x + 1 - from}v1h${from - x - 1}z`);
    }
    return found;
  });
  return { size, path: runs.join("") };
}
