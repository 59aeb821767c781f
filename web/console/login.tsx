import { Alert, Button, PasswordInput, Stack, TextInput } from "@mantine/core";
import { useEffect, useRef, useState } from "react";
import type { Locale } from "../words/locale.ts";
import { loginAddress, takeCameBack } from "../words/provider.ts";
import { Icon } from "./icons.tsx";
import { loadedLater } from "./later.tsx";
import type { Offer } from "./second-factor.ts";
import { offered, signIn, type Offered } from "./session.ts";
import type { Say } from "./words.ts";

const SignInStep = loadedLater(() => import("./sign-in-step.tsx").then((m) => m.SignInStep));

interface Props {
  say: Say;
  locale: Locale;
  told: string;
  toggle(): void;
  signedIn(token: string | undefined): void;
}

export function Login({ say, locale, told, toggle, signedIn }: Props) {
  const [username, setUsername] = useState("");
  const [password, setPassword] = useState("");
  const [shown, setShown] = useState(false);
  const [busy, setBusy] = useState(false);
  const [why, setWhy] = useState("");
  const [step, setStep] = useState<{ offer?: Offer } | null>(null);
  const [stepTold, setStepTold] = useState("");
  const [back] = useState(() => takeCameBack());
  const [ways, setWays] = useState<Offered>({ local: true });
  const secret = useRef<HTMLInputElement>(null);
  useEffect(() => {
    document.title = `${say("title")} - Sahut`;
  }, [say]);
  useEffect(() => {
    let here = true;
    void offered().then((found) => here && setWays(found));
    return () => {
      here = false;
    };
  }, []);
  const submit = async () => {
    setBusy(true);
    const result = await signIn(username, password);
    setBusy(false);
    setStepTold("");
    if (result.ok) signedIn(result.token);
    else if (result.why === "code" || result.why === "set_up") {
      setWhy("");
      setStep(result.why === "set_up" ? { offer: result.offer } : {});
    } else {
      setWhy(result.why);
      setPassword("");
      secret.current?.focus();
    }
  };
  const begin = (told = "") => {
    setStep(null);
    setPassword("");
    setStepTold(told);
  };
  const { local, oidc } = ways;
  const message = stepTold ? stepTold : why ? say(why as "wrong" | "too_many" | "trouble") : told || (back ? say(back) : !local && !oidc ? say("no_way_in") : "");
  return (
    <main className="login">
      <div className="login-card">
        <p className="brand">Sahut</p>
        <h1>{say("title")}</h1>
        {step ? <SignInStep say={say} username={username} password={password} offer={step.offer} back={begin} signedIn={signedIn} /> : <form
          onSubmit={(e) => {
            e.preventDefault();
            void submit();
          }}
        >
          <Stack gap="sm">
            {local && (
              <>
                <TextInput label={say("username")} name="username" autoComplete="username" value={username} onChange={(e) => setUsername(e.currentTarget.value)} required withAsterisk={false} autoFocus />
                <PasswordInput ref={secret} label={say("password")} name="password" autoComplete="current-password" value={password} onChange={(e) => setPassword(e.currentTarget.value)} required withAsterisk={false} onVisibilityChange={setShown} visibilityToggleIcon={({ reveal }) => <Icon of={reveal ? "hide" : "show"} />} visibilityToggleButtonProps={{ "aria-label": say(shown ? "hide_password" : "show_password"), tabIndex: 0 }} />
              </>
            )}
            {message && <Alert color="red" variant="light">{message}</Alert>}
            {local && <Button type="submit" loading={busy} fullWidth>{say("sign_in")}</Button>}
            {oidc && <Button component="a" href={loginAddress(oidc, "/console/", location.hash)} variant={local ? "default" : "filled"} fullWidth>{say("with_provider", { provider: oidc.provider })}</Button>}
          </Stack>
        </form>}
        <button type="button" className="link" lang={locale === "id" ? "en" : "id"} onClick={toggle}>{say("language")}</button>
      </div>
    </main>
  );
}
