import { useEffect, useLayoutEffect, useRef, useState } from "preact/hooks";
import { Changing } from "../../words/out.tsx";
import { loginAddress } from "../../words/provider.ts";
import { signIn, type Account, type Care } from "./account.ts";
import { waitOf } from "./tickets.ts";
import type { Say } from "./words.ts";

interface Props {
  say: Say;
  care: Care | null;
  /** Why one is to sign in, when it was not one's own wish. */
  told: string;
  signedIn(account: Account): void;
}

export const waitWord = (say: Say, seconds: number): string => {
  const { unit, count } = waitOf(seconds);
  return say(unit, { count });
};

/** The same field with its letters shown or not. */
const typed = (shown: boolean) => ({ type: shown ? "text" : "password" }) as { type: "password" };

export function SignIn({ say, care, told, signedIn }: Props) {
  const [name, setName] = useState("");
  const [password, setPassword] = useState("");
  const [shown, setShown] = useState(false);
  const [busy, setBusy] = useState(false);
  const [why, setWhy] = useState<"" | "needed_account" | "wrong" | "trouble" | "too_many">("");
  const [until, setUntil] = useState(0);
  const [now, setNow] = useState(0);
  const first = useRef<HTMLInputElement>(null);
  const secret = useRef<HTMLInputElement>(null);
  const waits = Math.max(0, Math.ceil((until - now) / 1000));
  useLayoutEffect(() => {
    if (told) first.current?.focus();
  }, [told]);
  useEffect(() => {
    if (waits === 0) return;
    const tick = setTimeout(() => setNow(Date.now()), 1000);
    return () => clearTimeout(tick);
  }, [waits, now]);
  const submit = async () => {
    if (busy || waits > 0) return;
    if (!name.trim() || !password) {
      setWhy("needed_account");
      return (name.trim() ? secret : first).current?.focus();
    }
    setBusy(true);
    setWhy("");
    const got = await signIn(name.trim(), password);
    setBusy(false);
    if (got.kind === "ok") return signedIn(got.value);
    if (got.kind === "wait") {
      setNow(Date.now());
      setUntil(Date.now() + got.seconds * 1000);
      return setWhy("too_many");
    }
    // What is wrong with either is one and the same to whoever guesses.
    setWhy(got.kind === "trouble" || got.kind === "same" ? "trouble" : "wrong");
    if (got.kind !== "trouble") setPassword("");
    secret.current?.focus();
  };
  const oidc = care?.oidc;
  const local = care?.local !== false;
  const message = busy ? say("signing_in") : why === "too_many" ? (waits > 0 ? say("too_many", { wait: waitWord(say, waits) }) : "") : why ? say(why) : told || (!local && !oidc ? say("no_way_in") : "");
  return (
    <form class="card ask" noValidate onSubmit={(e) => { e.preventDefault(); void submit(); }}>
      <h1 tabIndex={-1}><Changing text={say("title")} /></h1>
      <p><Changing text={say("lead")} /></p>
      {local && (
        <>
          <label for="account"><Changing text={say("name_of_account")} /></label>
          <input ref={first} id="account" name="username" value={name} autocomplete="username" autocapitalize="none" spellcheck={false} maxLength={200} aria-describedby="told" onInput={(e) => setName(e.currentTarget.value)} />
          <label for="password"><Changing text={say("password")} /></label>
          <input ref={secret} id="password" name="password" {...typed(shown)} value={password} autocomplete="current-password" autocapitalize="none" spellcheck={false} maxLength={1000} aria-describedby="told" onInput={(e) => setPassword(e.currentTarget.value)} />
          <label class="check"><input type="checkbox" checked={shown} onChange={(e) => setShown(e.currentTarget.checked)} /> <Changing text={say("show_password")} /></label>
        </>
      )}
      <p id="told" role="status" class={message && !busy ? "told" : "told quiet"}><Changing text={message} /></p>
      <p class="acts">
        {local && <button type="submit" class="primary" disabled={busy || waits > 0}><Changing text={say("sign_in")} /></button>}
        {oidc && <a class={local ? "second" : "primary"} href={loginAddress(oidc, "/care/", location.hash)}><Changing text={say("with_provider", { provider: oidc.provider })} /></a>}
      </p>
      <p class="hint"><Changing text={say("without_account")} /></p>
    </form>
  );
}
