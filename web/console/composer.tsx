// Answer, question or note: three kinds that look different, because only one stops the clock and one must never reach the citizen.
import { Alert, Button, SegmentedControl, Textarea } from "@mantine/core";
import { useEffect, useRef, useState } from "react";
import { errorWord } from "../words/common.ts";
import { WireError } from "../wire/link.ts";
import type { ConversationHead, Message } from "../wire/types.ts";
import { nameOf } from "../wire/types.ts";
import { useDesk } from "./context.tsx";
import { draftOf, keepDraft, type Mode } from "./drafts.ts";
import { codeOf, whyNot } from "./errors.ts";

export interface Prefill {
  text: string;
  purpose: Mode;
  turn: number;
}

interface Props {
  head: ConversationHead;
  mine: boolean;
  seen: number;
  prefill: Prefill | null;
  missed: readonly Message[];
  setMissed(messages: readonly Message[]): void;
}

const text_chars_max = 4000;

export function Composer({ head, mine, seen, prefill, missed, setMissed }: Props) {
  const { client, say, locale } = useDesk();
  const conversation = head.conversation;
  const [draft, setDraft] = useState(() => draftOf(conversation));
  const [why, setWhy] = useState("");
  const [busy, setBusy] = useState(false);
  const input = useRef<HTMLTextAreaElement>(null);
  const mode: Mode = mine ? draft.purpose : "note";
  const set = (next: typeof draft) => {
    setDraft(next);
    keepDraft(conversation, next);
  };
  useEffect(() => {
    if (!prefill) return;
    set({ text: prefill.text, purpose: prefill.purpose });
    input.current?.focus();
  }, [prefill?.turn]);

  const refused = (e: unknown, text: string) => {
    // The text comes back before anything that was begun meanwhile.
    const now = draftOf(conversation);
    set({ text: now.text && now.text !== text ? `${text}\n${now.text}` : text, purpose: mode });
    if (codeOf(e) === "stale") {
      setMissed(e instanceof WireError ? (e.frame.messages ?? []) : []);
      setWhy(say("stale"));
    } else setWhy(say("refused", { why: whyNot(e, locale) }));
    input.current?.focus();
  };
  const send = async () => {
    const text = draft.text.trim();
    if (!text || busy || text.length > text_chars_max) return;
    setWhy("");
    setMissed([]);
    set({ text: "", purpose: mode === "note" ? draft.purpose : mode });
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
      <div role="alert">
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
      </div>
      {!mine && <p className="hint">{say("not_mine")}</p>}
      <div className="composer-row">
        <SegmentedControl
          aria-label={say("purpose")}
          size="sm"
          value={mode}
          onChange={(v) => set({ ...draft, purpose: v as Mode })}
          data={[
            ...(mine ? [{ value: "answer", label: say("answer") }, { value: "question", label: say("question") }] : []),
            { value: "note", label: say("note_short") },
          ]}
        />
        <span className="hint">{say("hint")}</span>
      </div>
      <Textarea
        ref={input}
        label={label}
        rows={3}
        value={draft.text}
        error={draft.text.length > text_chars_max ? errorWord("too_long", locale === "en" ? 1 : 0) : undefined}
        onChange={(e) => {
          set({ ...draft, text: e.currentTarget.value });
          if (mode !== "note" && mine && e.currentTarget.value) client.typing(conversation);
        }}
        onKeyDown={(e) => {
          if (e.key !== "Enter" || !(e.ctrlKey || e.metaKey)) return;
          e.preventDefault();
          void send();
        }}
      />
      <div className="composer-send">
        <Button onClick={() => void send()} disabled={!draft.text.trim()} loading={busy} color={mode === "note" ? "yellow" : "blue"} variant={mode === "note" ? "outline" : "filled"}>
          {say(mode === "answer" ? "send_answer" : mode === "question" ? "send_question" : "save_note")}
        </Button>
      </div>
    </footer>
  );
}
