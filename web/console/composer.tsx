// Answer, question or note: three kinds that look different, because only one stops the clock and one must never reach the citizen.
import { Alert, Button, SegmentedControl, Textarea } from "@mantine/core";
import { useEffect, useRef, useState } from "react";
import { errorWord } from "../words/common.ts";
import { WireError } from "../wire/link.ts";
import type { ConversationHead, Message } from "../wire/types.ts";
import { nameOf } from "../wire/types.ts";
import { channelName, useDesk } from "./context.tsx";
import { afterSending, asideOf, type Draft, draftOf, keepAside, keepDraft, kindOf, type Mode, putBack, typed } from "./drafts.ts";
import { codeOf, whyNot } from "./errors.ts";
import { Icon } from "./icons.tsx";

export interface Prefill {
  text: string;
  purpose: Mode;
  turn: number;
}

interface Props {
  head: ConversationHead;
  mine: boolean;
  /** The platform takes no reply now. */
  shut: boolean;
  /** When a key last asked for the cursor here; 0: never. */
  write: number;
  seen: number;
  prefill: Prefill | null;
  missed: readonly Message[];
  setMissed(messages: readonly Message[]): void;
}

const text_chars_max = 4000;

export function Composer({ head, mine, shut, write, seen, prefill, missed, setMissed }: Props) {
  const { client, say, locale } = useDesk();
  const conversation = head.conversation;
  const [draft, setDraft] = useState(() => draftOf(conversation));
  const [why, setWhy] = useState("");
  const [busy, setBusy] = useState(false);
  const input = useRef<HTMLTextAreaElement>(null);
  const [aside, setAside] = useState(() => asideOf(conversation));
  const { mode, possible: of_kind } = kindOf(draft, mine);
  const blocked = shut && mode !== "note" && mine;
  const possible = of_kind && !blocked;
  useEffect(() => {
    if (write > 0) input.current?.focus();
  }, [write]);
  const set = (next: typeof draft) => {
    setDraft(next);
    keepDraft(conversation, next);
  };
  useEffect(() => {
    if (!prefill) return;
    if (draft.text && draft.text !== prefill.text) keepAsideToo(draft);
    set({ text: prefill.text, purpose: prefill.purpose });
    input.current?.focus();
  }, [prefill?.turn]);

  const keepAsideToo = (d: Draft) => {
    const list = [...asideOf(conversation), d];
    keepAside(conversation, list);
    setAside(asideOf(conversation));
  };
  const dropAside = (i: number) => {
    keepAside(conversation, aside.filter((_, at) => at !== i));
    setAside(asideOf(conversation));
  };
  const takeUp = (i: number) => {
    const d = aside[i];
    if (!d) return;
    dropAside(i);
    if (draft.text) keepAsideToo(draft);
    set(d);
    input.current?.focus();
  };

  const refused = (e: unknown, text: string) => {
    setDraft(putBack(conversation, { text, purpose: mode }));
    setAside(asideOf(conversation));
    if (codeOf(e) === "stale") {
      setMissed(e instanceof WireError ? (e.frame.messages ?? []) : []);
      setWhy(say("stale"));
    } else setWhy(say("refused", { why: whyNot(e, locale) }));
    input.current?.focus();
  };
  const send = async () => {
    const text = draft.text.trim();
    if (!text || busy || !possible || text.length > text_chars_max) return;
    setWhy("");
    setMissed([]);
    set(afterSending(mode, mine));
    setBusy(mode === "note");
    try {
      if (mode === "note") await client.command("note.add", { conversation, text });
      else await client.send({ conversation, seen, text, purpose: mode });
    } catch (e) {
      refused(e, text);
    } finally {
      setBusy(false);
    }
  };
  const label = say(mode === "answer" ? "write_answer" : mode === "question" ? "write_question" : "write_note");
  return (
    <footer className={`composer ${mode}`}>
      {why && (
        <Alert color="yellow" variant="light" className="stale">
          <p>{why}</p>
          {missed.length > 0 && (
            <>
              <p><strong>{say("stale_missed")}</strong></p>
              <ul>{missed.map((m) => <li key={m.seq}>{nameOf(m.officer) || say("outside")}: {m.text}</li>)}</ul>
            </>
          )}
        </Alert>
      )}
      {!mine && of_kind && <p className="hint">{say("not_mine")}</p>}
      {blocked && <Alert color="yellow" variant="light" className="window-shut"><p>{say("window_shut", { channel: channelName(head.channel) })}</p></Alert>}
      {!of_kind && (
        <Alert color="red" variant="light" className="kind-gone">
          <p>{say("kind_gone")}</p>
          <Button size="compact-sm" variant="default" onClick={() => set({ ...draft, purpose: "note" })}>{say("make_note")}</Button>
        </Alert>
      )}
      {aside.length > 0 && (
        <ul className="aside-drafts" aria-label={say("aside")}>
          {aside.map((d, i) => (
            <li key={`${i}-${d.text}`}>
              <strong>{say(d.purpose === "answer" ? "answer" : d.purpose === "question" ? "question" : "note_short")}</strong>: {d.text}{" "}
              <Button size="compact-xs" variant="subtle" onClick={() => takeUp(i)}>{say("take_up")}</Button>
              <Button size="compact-xs" variant="subtle" color="gray" onClick={() => dropAside(i)}>{say("drop_text")}</Button>
            </li>
          ))}
        </ul>
      )}
      <div className="composer-card">
        <div className="composer-row">
          <SegmentedControl
            aria-label={say("purpose")}
            size="sm"
            value={mode}
            onChange={(v) => set({ ...draft, purpose: v as Mode })}
            data={[
              { value: "answer", label: say("answer"), disabled: !mine },
              { value: "question", label: say("question"), disabled: !mine },
              { value: "note", label: say("note_short") },
            ]}
          />
        </div>
        <Textarea
          ref={input}
          label={label}
          rows={3}
          value={draft.text}
          error={draft.text.length > text_chars_max ? errorWord("too_long", locale === "en" ? 1 : 0) : undefined}
          onChange={(e) => {
            set(typed(draft, e.currentTarget.value, mine));
            if (mode !== "note" && mine && e.currentTarget.value) client.typing(conversation);
          }}
          onKeyDown={(e) => {
            // Enter that ends a composition is part of a word; some browsers say so by the code 229 alone.
            if (e.nativeEvent.isComposing || e.keyCode === 229 || e.key !== "Enter" || !(e.ctrlKey || e.metaKey)) return;
            e.preventDefault();
            void send();
          }}
        />
        <div className="composer-send">
          <span className="hint">{say("hint")}</span>
          <Button onClick={() => void send()} disabled={!draft.text.trim() || !possible} loading={busy} variant={mode === "note" ? "default" : "filled"} rightSection={<Icon of="send" size={16} />}>
            {say(mode === "answer" ? "send_answer" : mode === "question" ? "send_question" : "save_note")}
          </Button>
        </div>
      </div>
    </footer>
  );
}
