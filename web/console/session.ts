// Sign-in over HTTP. The cookie carries the session; the token is kept in memory alone, for the first hello.
import type { Offer } from "./second-factor.ts";
import type { Provider } from "../words/provider.ts";

export type SignIn =
  | { ok: true; token: string | undefined; recovery_codes?: string[]; recovery_codes_left?: number }
  | { ok: false; why: "wrong" | "too_many" | "trouble" | "code" | "wrong_code" | "offer_over" }
  | { ok: false; why: "set_up"; offer: Offer };

/** What is sent again with the password where a second factor is asked for: a code, and the offer where it is set up now. */
export interface Second {
  code: string;
  set_up?: string;
}

export async function signIn(username: string, password: string, second?: Second): Promise<SignIn> {
  try {
    const answer = await fetch("/api/v1/session", {
      method: "POST",
      headers: { "content-type": "application/json" },
      credentials: "same-origin",
      body: JSON.stringify({ username, password, ...second }),
    });
    const body = (await answer.json().catch(() => ({}))) as { token?: string; code?: string; path?: string; second_factor?: Offer; recovery_codes?: string[]; recovery_codes_left?: number };
    if (answer.ok) return { ok: true, token: body.token, ...(body.recovery_codes && { recovery_codes: body.recovery_codes }), ...(body.recovery_codes_left !== undefined && { recovery_codes_left: body.recovery_codes_left }) };
    if (answer.status === 429) return { ok: false, why: "too_many" };
    if (answer.status >= 500) return { ok: false, why: "trouble" };
    if (body.code === "second_factor_required") return { ok: false, why: "code" };
    if (body.code === "second_factor_wrong") return { ok: false, why: "wrong_code" };
    if (body.code === "second_factor_setup" && body.second_factor) return { ok: false, why: "set_up", offer: body.second_factor };
    return { ok: false, why: second?.set_up !== undefined && body.code === "bad_field" ? "offer_over" : "wrong" };
  } catch {
    return { ok: false, why: "trouble" };
  }
}

export interface Offered {
  /** With a password of ours. */
  local: boolean;
  oidc?: Provider;
}

/** How officers sign in here; a password, as long as nothing else is known. */
export async function offered(): Promise<Offered> {
  try {
    const answer = await fetch("/api/v1/officer", { headers: { accept: "application/json" } });
    if (answer.ok) return (await answer.json()) as Offered;
  } catch {
    // the password's form says what is wrong when it is sent
  }
  return { local: true };
}

export async function signOut(token: string | undefined): Promise<void> {
  try {
    await fetch("/api/v1/session", { method: "DELETE", credentials: "same-origin", headers: token ? { authorization: `Bearer ${token}` } : {} });
  } catch {
    // the session then ends by its own time limit
  }
}
