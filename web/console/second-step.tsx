// The second factor where it is asked for and set up: the code, the QR code with its key, and the recovery codes, shown once. At
// sign-in and in the dialog of one's own account alike.
import { Alert, Button, Group, Stack, TextInput } from "@mantine/core";
import { useEffect, useRef, useState, type ReactNode } from "react";
import { Qr } from "./qr.tsx";
import { grouped, type Offer } from "./second-factor.ts";
import type { Say } from "./words.ts";

interface CodeProps {
  say: Say;
  label: string;
  hint?: string | undefined;
  go: string;
  /** Empty: it was right. */
  send(code: string, recovery: boolean): Promise<string>;
  back(): void;
  recovery?: boolean;
  children?: ReactNode;
}

export function CodeForm({ say, label, hint, go, send, back, recovery = false, children }: CodeProps) {
  const [code, setCode] = useState("");
  const [kept, setKept] = useState(false);
  const [busy, setBusy] = useState(false);
  const [told, setTold] = useState("");
  const field = useRef<HTMLInputElement>(null);
  const submit = async () => {
    if (busy) return;
    setBusy(true);
    setTold("");
    const why = await send(code, kept);
    setBusy(false);
    if (!why) return;
    setTold(why);
    setCode("");
    field.current?.focus();
  };
  const turn = () => {
    setKept(!kept);
    setCode("");
    setTold("");
    field.current?.focus();
  };
  return (
    <form
      onSubmit={(e) => {
        e.preventDefault();
        void submit();
      }}
    >
      <Stack gap="sm">
        {children}
        <TextInput
          key={kept ? "recovery" : "code"}
          ref={field}
          label={kept ? say("sf_recovery") : label}
          description={kept ? say("sf_recovery_hint") : hint}
          name={kept ? "recovery-code" : "code"}
          className={kept ? "code-wide" : "code-field"}
          autoComplete={kept ? "off" : "one-time-code"}
          inputMode={kept ? "text" : "numeric"}
          autoCapitalize={kept ? "characters" : "off"}
          spellCheck={false}
          maxLength={kept ? 40 : 12}
          value={code}
          onChange={(e) => setCode(e.currentTarget.value)}
          required
          withAsterisk={false}
          autoFocus
        />
        {told && <Alert color="red" variant="light" role="alert">{told}</Alert>}
        <Group justify="flex-end" gap="xs">
          <Button variant="default" onClick={back}>{say("sf_back")}</Button>
          <Button type="submit" loading={busy}>{go}</Button>
        </Group>
        {recovery && <button type="button" className="link code-other" onClick={turn}>{say(kept ? "sf_use_app" : "sf_use_recovery")}</button>}
      </Stack>
    </form>
  );
}

export function SetUp({ say, offer, send, back, children }: { say: Say; offer: Offer; send(code: string): Promise<string>; back(): void; children?: ReactNode }) {
  return (
    <CodeForm say={say} label={say("sf_first")} go={say("sf_turn_on_go")} send={send} back={back}>
      {children}
      <div className="qr-row">
        <Qr text={offer.uri} label={say("sf_qr")} />
        <div className="qr-said">
          <p>{say("sf_scan")}</p>
          <p className="hint">{say("sf_key")}</p>
          <p className="typed-key">{grouped(offer.key).map((four, i) => <span key={i}>{four} </span>)}</p>
        </div>
      </div>
    </CodeForm>
  );
}

/** Shown once: nobody can see them again. */
export function RecoveryCodes({ say, codes, who, done }: { say: Say; codes: readonly string[]; who: string; done(): void }) {
  const [told, setTold] = useState("");
  const first = useRef<HTMLHeadingElement>(null);
  useEffect(() => first.current?.focus(), []);
  const copy = async () => {
    const copied = await navigator.clipboard?.writeText(`${say("sf_codes_of", { who })}\n${codes.join("\n")}\n`).then(() => true, () => false);
    setTold(say(copied ? "sf_copied" : "sf_not_copied"));
  };
  return (
    <Stack gap="sm">
      <h2 className="codes-title" ref={first} tabIndex={-1}>{say("sf_codes")}</h2>
      <p>{say("sf_codes_hint")}</p>
      <section className="recovery-codes" aria-label={say("sf_codes_of", { who })}>
        <p className="print-only">{say("sf_codes_of", { who })}</p>
        <ol>{codes.map((c) => <li key={c}>{c}</li>)}</ol>
      </section>
      <p role="status" className="hint">{told}</p>
      <Group justify="flex-end" gap="xs">
        <Button variant="default" onClick={() => void copy()}>{say("sf_copy")}</Button>
        <Button variant="default" onClick={() => print()}>{say("sf_print")}</Button>
        <Button onClick={done}>{say("sf_kept")}</Button>
      </Group>
    </Stack>
  );
}
