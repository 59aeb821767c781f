// What follows the right password at sign-in where it is not enough: the code, or setting the second factor up and its recovery codes.
import { Alert, Button, Stack } from "@mantine/core";
import { useState } from "react";
import { CodeForm, RecoveryCodes, SetUp } from "./second-step.tsx";
import type { Offer } from "./second-factor.ts";
import { signIn, type Second } from "./session.ts";
import type { Key, Say } from "./words.ts";

interface Props {
  say: Say;
  username: string;
  password: string;
  /** Where the role must have one and there is none yet. */
  offer: Offer | undefined;
  back(told?: string): void;
  signedIn(token: string | undefined): void;
}

type After = { token: string | undefined; codes?: string[]; left?: number };

const words: Partial<Record<string, Key>> = { wrong: "wrong", too_many: "too_many", trouble: "trouble", wrong_code: "sf_wrong_code", offer_over: "sf_offer_over" };

export function SignInStep({ say, username, password, offer, back, signedIn }: Props) {
  const [after, setAfter] = useState<After | null>(null);
  const send = async (second: Second, recovery: boolean): Promise<string> => {
    const result = await signIn(username, password, second);
    if (result.ok) {
      const { token, recovery_codes: codes, recovery_codes_left: left } = result;
      if (codes || left !== undefined) setAfter({ token, ...(codes && { codes }), ...(left !== undefined && { left }) });
      else signedIn(token);
      return "";
    }
    // What was true a moment ago no longer is: the account begins with the password again.
    if (["wrong", "code", "set_up", "offer_over"].includes(result.why)) {
      back(say(result.why === "wrong" ? "wrong" : "sf_offer_over"));
      return "";
    }
    return say(recovery && result.why === "wrong_code" ? "sf_wrong_recovery" : (words[result.why] ?? "trouble"));
  };
  if (after?.codes) return <RecoveryCodes say={say} codes={after.codes} who={username} done={() => signedIn(after.token)} />;
  if (after) {
    return (
      <Stack gap="sm">
        <Alert color="yellow" variant="light" role="status">{say("sf_used_recovery", { count: after.left ?? 0 })}</Alert>
        <Button autoFocus fullWidth onClick={() => signedIn(after.token)}>{say("sf_go_on")}</Button>
      </Stack>
    );
  }
  if (offer) {
    return (
      <SetUp say={say} offer={offer} send={(code) => send({ code, set_up: offer.set_up }, false)} back={() => back()}>
        <p>{say("sf_must")}</p>
      </SetUp>
    );
  }
  return <CodeForm say={say} label={say("sf_code")} hint={say("sf_code_hint")} go={say("sign_in")} send={(code, recovery) => send({ code }, recovery)} back={() => back()} recovery />;
}
