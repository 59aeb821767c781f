// What a citizen says of an answer: answered, or not and why; and that no answer is needed any more.
import { useLayoutEffect, useRef, useState } from "preact/hooks";
import { Changing } from "../../words/out.tsx";
import { isEnded } from "../../words/states.ts";
import { visible } from "../../words/visible.ts";
import { uuid } from "../../wire/ids.ts";
import type { Begun } from "./begun.ts";
import type { Reply } from "./http.ts";
import type { Can, CareTicket, Taken } from "./tickets.ts";
import type { ThreadSay } from "./words.ts";

export const verdict_chars_max = 4000;

export interface VerdictProps {
  ticket: { number: string; state: string; can?: Can | undefined };
  say: ThreadSay;
  /** What was begun on why it is not answered. */
  begun: Begun;
  close(id: string, answered: boolean): Promise<Reply<Partial<CareTicket>>>;
  reopen(id: string, text: string): Promise<Reply<Taken>>;
  reply(id: string, text: string): Promise<Reply<Taken>>;
  /** Something was taken: the page asks for the ticket anew. `unsent`: words that did not join it. */
  done(taken: Taken, unsent?: { text: string; id: string }): void;
  ended(): void;
}

type Told = "" | "sending" | "thanks" | "withdrawn" | "denied" | "denied_without_words" | "not_sent" | "wait" | "verdict_failed" | "verdict_late" | "trouble";

const tone = (told: Told): string => (told === "sending" ? "calm" : told === "thanks" || told === "withdrawn" || told === "denied" ? "good" : "");

/** What is offered, as far as the daemon says that it can be done. `no` is the way that "not answered" takes. */
export function offers({ state, can = {} }: VerdictProps["ticket"]): { yes: boolean; no: "" | "deny" | "reopen"; withdraw: boolean } {
  const answered = state === "answered";
  const deny = answered && (can.deny ?? can.close) === true;
  return { yes: answered && can.close === true, no: deny ? "deny" : isEnded(state) && can.reopen === true ? "reopen" : "", withdraw: !isEnded(state) && can.close === true };
}

export function Verdict({ ticket, say, begun, close, reopen, reply, done, ended }: VerdictProps) {
  const { yes, no, withdraw } = offers(ticket);
  const [open, setOpen] = useState<"" | "why" | "withdraw">(() => (no && begun.text() ? "why" : ""));
  const [text, setText] = useState(() => begun.text());
  const [told, setTold] = useState<Told>("");
  const [busy, setBusy] = useState(false);
  const box = useRef<HTMLTextAreaElement>(null);
  const line = useRef<HTMLParagraphElement>(null);
  const ids = useRef<Record<string, string>>({});
  const asked = useRef(false);
  // Before the next key is pressed: whoever types on at once loses no letter.
  useLayoutEffect(() => {
    if (open && asked.current) (open === "why" ? box.current : line.current)?.focus();
  }, [open]);
  const count = [...text].length;
  const over = count > verdict_chars_max ? say("too_long", { count, max: verdict_chars_max }) : "";
  const empty = !visible(text);

  const failed = (r: Exclude<Reply<unknown>, { kind: "ok" }>): Told => {
    if (r.kind === "wait" || r.kind === "trouble") return r.kind;
    return r.kind === "refused" && ([404, 409, 501].includes(r.status) || r.path === "number" || r.path === "answered") ? "verdict_late" : "verdict_failed";
  };
  /** Carries a step out and tells its end; what was taken is shown, and the focus follows to where it is told. */
  const step = async <T,>(act: () => Promise<Reply<T>>, good: Told, taken: (value: T) => void) => {
    if (busy) return;
    setBusy(true);
    setTold("sending");
    const r = await act();
    setBusy(false);
    if (r.kind === "ended") return ended();
    if (r.kind !== "ok") return setTold(failed(r));
    setTold(good);
    setOpen("");
    taken(r.value);
    line.current?.focus();
  };
  const shut = (good: Told) =>
    step(() => close((ids.current.shut ??= uuid()), true), good, () => {
      delete ids.current.shut;
      done({});
    });
  const forget = () => {
    begun.keep("");
    setText("");
  };
  /** First it waits again, then the words join it: the other way round they would be a ticket of their own. */
  const deny = (words: string) => {
    let said: Reply<Taken> | null = null;
    return step(
      async () => {
        const denied = await close((ids.current.deny ??= uuid()), false);
        if (denied.kind === "ok" && words) said = await reply(begun.id(words), words);
        return denied;
      },
      "denied",
      () => {
        delete ids.current.deny;
        const lost = said !== null && said.kind !== "ok";
        if (lost) setTold("denied_without_words");
        const unsent = lost ? { text: words, id: begun.id(words) } : undefined;
        forget();
        done({}, unsent);
      },
    );
  };
  const further = () => {
    const words = text.trim();
    if (over || (empty && no !== "deny")) return box.current?.focus();
    if (no === "deny") return deny(empty ? "" : words);
    return step(() => reopen(begun.id(words), words), "", (taken) => {
      forget();
      done(taken);
    });
  };
  const toggle = (to: "why" | "withdraw") => {
    asked.current = true;
    setTold("");
    setOpen(open === to ? "" : to);
  };
  const asks = yes || no !== "";
  if (!asks && !withdraw && !told) return null;
  return (
    <section class={asks ? "card verdict" : "verdict"} aria-labelledby={asks && ticket.state === "answered" ? "helped" : undefined} aria-label={asks && ticket.state === "answered" ? undefined : say("state")}>
      {asks && ticket.state === "answered" && <h2 id="helped"><Changing text={say("helped")} /></h2>}
      {(asks || withdraw) && (
        <p class="acts">
          {yes && <button type="button" class="primary" disabled={busy} onClick={() => void shut("thanks")}><Changing text={say("yes")} /></button>}
          {no && <button type="button" class="second" aria-expanded={open === "why"} disabled={busy} onClick={() => toggle("why")}><Changing text={say(ticket.state === "answered" ? "no" : "reopen")} /></button>}
          {withdraw && <button type="button" class="plain" aria-expanded={open === "withdraw"} disabled={busy} onClick={() => toggle("withdraw")}><Changing text={say("withdraw")} /></button>}
        </p>
      )}
      {no && open === "why" && (
        <form class="reply" noValidate onSubmit={(e) => { e.preventDefault(); void further(); }}>
          <label for="why"><Changing text={say(ticket.state === "answered" ? "why_not" : "why_reopen")} /></label>
          <textarea ref={box} id="why" rows={3} value={text} aria-describedby="why-hint why-over" aria-invalid={over !== ""} onInput={(e) => { setText(e.currentTarget.value); begun.keep(e.currentTarget.value); }} />
          <p id="why-hint" class="hint"><Changing text={say(no === "reopen" ? "why_not_hint_anew" : "why_not_hint")} /></p>
          <p id="why-over" class={over ? "told" : "hint"}>{over && <Changing text={over} />}</p>
          <p class="acts">
            <button type="submit" class="primary" disabled={busy || over !== "" || (empty && no !== "deny")}><Changing text={say("send_verdict")} /></button>
            <button type="button" class="plain" onClick={() => setOpen("")}><Changing text={say("cancel")} /></button>
          </p>
        </form>
      )}
      {withdraw && open === "withdraw" && (
        <div class="confirm">
          <p><Changing text={say("withdraw_ask")} /></p>
          <p class="acts">
            <button type="button" class="second" disabled={busy} onClick={() => void shut("withdrawn")}><Changing text={say("withdraw_yes")} /></button>
            <button type="button" class="plain" onClick={() => setOpen("")}><Changing text={say("cancel")} /></button>
          </p>
        </div>
      )}
      <p ref={line} role="status" tabIndex={-1} class={told ? `told ${tone(told)}` : "told quiet"}>{told && <Changing text={say(told)} />}</p>
    </section>
  );
}
