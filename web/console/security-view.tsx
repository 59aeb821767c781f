// What "Keamanan akun" shows: the state of one's own second factor, and what can be done with it after giving the password again.
// Loaded when it is first opened.
import { Alert, Button, Group, Loader, PasswordInput, Stack } from "@mantine/core";
import { useEffect, useRef, useState } from "react";
import { useDesk, useOfficer, useZone } from "./context.tsx";
import { Icon } from "./icons.tsx";
import { begin, complete, remove, renew, stateNow, type Answer, type Offer, type State, type Why } from "./second-factor.ts";
import { RecoveryCodes, SetUp } from "./second-step.tsx";
import { moment } from "../words/time.ts";
import type { Key } from "./words.ts";

const few = 3;
const whys: Record<Why, Key> = {
  signed_out: "sf_signed_out", wrong_password: "sf_wrong_password", wrong_code: "sf_wrong_code", offer_over: "sf_offer_over", required: "sf_not_removed", too_many: "too_many", trouble: "trouble",
};
type Deed = "set_up" | "renew" | "remove";
type Shown = { view: "state" } | { view: "password"; deed: Deed } | { view: "set_up"; offer: Offer } | { view: "codes"; codes: string[] };

/** `hold`: codes that are shown once are on the screen, and do not go by a slip of the finger. */
export function SecurityView({ hold, close }: { hold(held: boolean): void; close(): void }) {
  const { say } = useDesk();
  const { me } = useOfficer();
  const [shown, setShown] = useState<Shown>({ view: "state" });
  const [told, setTold] = useState("");
  useEffect(() => hold(shown.view === "codes"), [shown.view]);
  const home = (why = "") => {
    setTold(why);
    setShown({ view: "state" });
  };
  if (shown.view === "codes") return <RecoveryCodes say={say} codes={shown.codes} who={me?.id ?? ""} done={close} />;
  if (shown.view === "set_up") {
    const { offer } = shown;
    const send = async (code: string) => {
      const answer = await complete(offer.set_up, code);
      if (answer.ok) setShown({ view: "codes", codes: answer.body.recovery_codes });
      else if (answer.why === "wrong_code") return say("sf_wrong_code");
      else home(say(whys[answer.why]));
      return "";
    };
    return <SetUp say={say} offer={offer} send={send} back={() => home()} />;
  }
  if (shown.view === "password") return <Password deed={shown.deed} setShown={setShown} home={home} />;
  return <StateView told={told} setShown={setShown} />;
}

function StateView({ told, setShown }: { told: string; setShown(s: Shown): void }) {
  const { say, locale } = useDesk();
  const zone = useZone();
  const [state, setState] = useState<State | null>(null);
  const [why, setWhy] = useState("");
  useEffect(() => {
    let current = true;
    void stateNow().then((answer) => {
      if (!current) return;
      if (answer.ok) setState(answer.body);
      else setWhy(say(whys[answer.why]));
    });
    return () => {
      current = false;
    };
  }, []);
  if (why) return <Alert color="red" variant="light" role="alert">{why}</Alert>;
  if (!state) return <p role="status" className="sf-wait"><Loader size="sm" aria-hidden="true" /><span className="hidden">{say("link_connecting")}</span></p>;
  const ask = (deed: Deed) => () => setShown({ view: "password", deed });
  const left = state.recovery_codes_left ?? 0;
  return (
    <Stack gap="sm">
      <h2 className="codes-title">{say("sf_name")}</h2>
      <p>{say("sf_what")}</p>
      {told && <Alert color="red" variant="light" role="alert">{told}</Alert>}
      {!state.available ? (
        <p>{say("sf_elsewhere")}</p>
      ) : (
        <>
          <p className={state.set_up ? "sf-on" : "sf-off"}><Icon of={state.set_up ? "close" : "security"} /> {state.set_up && state.since ? say("sf_on", { time: moment(state.since, locale, zone) }) : say("sf_off")} {state.required && say("sf_required")}</p>
          {state.set_up && <p>{say("sf_left", { count: left })} {left <= few && <strong>{say("sf_few")}</strong>}</p>}
          <Group gap="xs">
            {state.set_up ? (
              <>
                <Button variant="default" onClick={ask("renew")}>{say("sf_renew")}</Button>
                <Button variant="default" onClick={ask("set_up")}>{say("sf_replace")}</Button>
                {!state.required && <Button variant="default" onClick={ask("remove")}>{say("sf_remove")}</Button>}
              </>
            ) : (
              <Button onClick={ask("set_up")}>{say("sf_turn_on")}</Button>
            )}
          </Group>
        </>
      )}
    </Stack>
  );
}

function Password({ deed, setShown, home }: { deed: Deed; setShown(s: Shown): void; home(why?: string): void }) {
  const { say } = useDesk();
  const [password, setPassword] = useState("");
  const [shown, show] = useState(false);
  const [busy, setBusy] = useState(false);
  const [told, setTold] = useState("");
  const field = useRef<HTMLInputElement>(null);
  const titles: Record<Deed, Key> = { set_up: "sf_set_up", renew: "sf_renew", remove: "sf_remove" };
  const hints: Partial<Record<Deed, Key>> = { renew: "sf_renew_hint", remove: "sf_remove_hint" };
  const hint = hints[deed];
  const go = async () => {
    setBusy(true);
    setTold("");
    const done: Answer<Shown> =
      deed === "set_up" ? next(await begin(password), (offer) => ({ view: "set_up", offer }))
      : deed === "renew" ? next(await renew(password), (body) => ({ view: "codes", codes: body.recovery_codes }))
      : next(await remove(password), () => ({ view: "state" }));
    setBusy(false);
    if (done.ok) return setShown(done.body);
    if (done.why !== "wrong_password" && done.why !== "too_many" && done.why !== "trouble") return home(say(whys[done.why]));
    setTold(say(whys[done.why]));
    setPassword("");
    field.current?.focus();
  };
  return (
    <form
      onSubmit={(e) => {
        e.preventDefault();
        void go();
      }}
    >
      <Stack gap="sm">
        <h2 className="codes-title">{say(titles[deed])}</h2>
        {hint && <p>{say(hint)}</p>}
        <PasswordInput ref={field} label={say("sf_password")} name="password" autoComplete="current-password" value={password} onChange={(e) => setPassword(e.currentTarget.value)} required withAsterisk={false} autoFocus data-autofocus onVisibilityChange={show} visibilityToggleIcon={({ reveal }) => <Icon of={reveal ? "hide" : "show"} />} visibilityToggleButtonProps={{ "aria-label": say(shown ? "hide_password" : "show_password"), tabIndex: 0 }} />
        {told && <Alert color="red" variant="light" role="alert">{told}</Alert>}
        <Group justify="flex-end" gap="xs">
          <Button variant="default" onClick={() => home()}>{say("sf_back")}</Button>
          <Button type="submit" loading={busy}>{say("sf_go_on")}</Button>
        </Group>
      </Stack>
    </form>
  );
}

function next<T>(answer: Answer<T>, then: (body: T) => Shown): Answer<Shown> {
  return answer.ok ? { ok: true, body: then(answer.body) } : answer;
}
