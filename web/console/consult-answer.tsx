// Where the consulted write: to the officer who asks, and to nobody else. It stands in the composer's place and looks like a note.
import { Button, Textarea } from "@mantine/core";
import { useEffect, useRef, useState } from "react";
import { promised } from "../words/time.ts";
import { nameOf, type Consult } from "../wire/types.ts";
import { sends } from "./consult-dialog.tsx";
import { useDesk, useKept, useNow, useZone } from "./context.tsx";
import { text_chars_max } from "./drafts.ts";
import { whyNot } from "./errors.ts";
import { Icon } from "./icons.tsx";
import { Left } from "./marks.tsx";

export function ConsultAnswer({ consult: c, write }: { consult: Consult; write: number }) {
  const { client, say, locale } = useDesk();
  const zone = useZone();
  const now = useNow(1000);
  const [text, setText] = useKept(`answer-text/${c.consult}`);
  const [draft, setDraft] = useKept(`answer-draft/${c.consult}`);
  const [drafting, setDrafting] = useState(draft !== "");
  const [told, setTold] = useState("");
  const [done, setDone] = useState("");
  const [busy, setBusy] = useState(false);
  const input = useRef<HTMLTextAreaElement>(null);
  useEffect(() => {
    if (write > 0) input.current?.focus();
  }, [write]);
  const send = async () => {
    if (busy) return;
    setDone("");
    if (!text.trim()) {
      setTold(say("k_answer_need"));
      return input.current?.focus();
    }
    setBusy(true);
    setTold("");
    try {
      await client.command("consult.answer", { consult: c.consult, text: text.trim(), ...(drafting && draft.trim() ? { draft: draft.trim() } : {}) });
      setText("");
      setDraft("");
      setDrafting(false);
      setDone(say("k_answered"));
    } catch (e) {
      setTold(whyNot(e, locale));
    } finally {
      setBusy(false);
      input.current?.focus();
    }
  };
  const due = Date.parse(c.due ?? c.citizen_due ?? "");
  return (
    <footer className="composer note consulting">
      <p className="consult-ask">
        <strong>{say("k_for_you", { who: nameOf(c.from) })}</strong>{" "}
        {c.state !== "answered" && !Number.isNaN(due) && <span>{say("k_due", { time: promised(due, now, locale, zone) })} <Left due={{ at: due, what: "consult_due" }} now={now} /></span>}
        <span className="consult-text">{c.text}</span>
      </p>
      <p role="alert" className="why">{told}</p>
      <p role="status" className="hint done">{done}</p>
      <div className="composer-card">
        <div className="composer-row"><span className="internal-mark"><Icon of="hide" size={14} /> {say("k_internal")}</span></div>
        <Textarea ref={input} label={say("k_write")} rows={3} maxLength={text_chars_max} value={text} onChange={(e) => setText(e.currentTarget.value)} onKeyDown={(e) => sends(e) && void send()} />
        {drafting && <Textarea className="solution" label={say("k_draft_maybe")} rows={2} maxLength={text_chars_max} value={draft} onChange={(e) => setDraft(e.currentTarget.value)} onKeyDown={(e) => sends(e) && void send()} autoFocus />}
        <div className="composer-send">
          <button type="button" className="link" onClick={() => setDrafting(!drafting)}>{say(drafting ? "k_without_draft" : "k_with_draft")}</button>
          <Button onClick={() => void send()} disabled={!text.trim()} loading={busy} variant="default" rightSection={<Icon of="send" size={16} />}>{say("k_answer")}</Button>
        </div>
      </div>
    </footer>
  );
}
