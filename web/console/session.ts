// Sign-in over HTTP. The cookie carries the session; the token is kept in memory alone, for the first hello.
export type SignIn = { ok: true; token: string | undefined } | { ok: false; why: "wrong" | "too_many" | "trouble" };

export async function signIn(username: string, password: string): Promise<SignIn> {
  try {
    const answer = await fetch("/api/v1/session", {
      method: "POST",
      headers: { "content-type": "application/json" },
      credentials: "same-origin",
      body: JSON.stringify({ username, password }),
    });
    if (answer.ok) {
      const body = (await answer.json()) as { token?: string };
      return { ok: true, token: body.token };
    }
    return { ok: false, why: answer.status === 429 ? "too_many" : answer.status >= 500 ? "trouble" : "wrong" };
  } catch {
    return { ok: false, why: "trouble" };
  }
}

export async function signOut(token: string | undefined): Promise<void> {
  try {
    await fetch("/api/v1/session", { method: "DELETE", credentials: "same-origin", headers: token ? { authorization: `Bearer ${token}` } : {} });
  } catch {
    // the session then ends by its own time limit
  }
}
