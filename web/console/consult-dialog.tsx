// Asks a colleague, a role or a related unit. What is written stays in the tab until it is sent.
import { NativeSelect, Textarea, TextInput } from "@mantine/core";
import { useEffect, useState } from "react";
import { fieldTime, ofFieldTime, promised } from "../words/time.ts";
import type { ConversationHead, Ticket } from "../wire/types.ts";
import { addresseeOf, roles } from "./consults.ts";
import { useDesk, useKept, useNow, useOfficer, useZone } from "./context.tsx";
import { Dialog } from "./dialogs.tsx";
import { nextDue } from "./due.ts";
import { text_chars_max } from "./drafts.ts";
import { whyNot } from "./errors.ts";
import { idOfTicket, isOpen } from "./tickets.ts";

interface Props {
  opened: boolean;
  close(): void;
  head: ConversationHead;
  ticket: Ticket | undefined;
}

export function ConsultDialog({ opened, close, head, ticket }: Props) {
  const { client, say, locale } = useDesk();
  const { queues, officers, me } = useOfficer();
  const zone = useZone();
  const now = useNow(1000);
  const [to, setTo] = useKept(`ask-to/${head.conversation}`);
  const [text, setText] = useKept(`ask-text/${head.conversation}`);
  const [draft, setDraft] = useKept(`ask-draft/${head.conversation}`);
  const [by, setBy] = useState("");
  const [told, setTold] = useState("");
  const [busy, setBusy] = useState(false);
  useEffect(() => setTold(""), [opened]);
  const citizen = nextDue(head, ticket)?.at;
  const due = ofFieldTime(by, zone);
  const late = due !== undefined && citizen !== undefined && due > citizen;
  const go = async () => {
    const addressee = addresseeOf(to);
    if (!addressee) return setTold(say("k_need_to"));
    if (!text.trim()) return setTold(say("k_need_text"));
    if (due !== undefined && due <= now) return setTold(say("k_past"));
    setBusy(true);
    setTold("");
    try {
      await client.command("consult.ask", {
        conversation: head.conversation, ...(isOpen(ticket) ? { ticket: idOfTicket(ticket) } : {}), to: addressee, text: text.trim(),
        ...(draft.trim() ? { draft: draft.trim() } : {}), ...(due === undefined ? {} : { due: new Date(due).toISOString() }),
      });
      for (const clear of [setTo, setText, setDraft, setBy]) clear("");
      close();
    } catch (e) {
      setTold(whyNot(e, locale));
    } finally {
      setBusy(false);
    }
  };
  const units = queues.filter((q) => q.kind === "unit");
  const others = officers.filter((o) => o.id !== me?.id);
  return (
    <Dialog opened={opened} close={close} title={say("k_title")} go={() => void go()} label={say("k_go")} told={told} busy={busy}>
      <p className="hint">{say("k_hint")}</p>
      <NativeSelect label={say("k_to")} value={to} onChange={(e) => setTo(e.currentTarget.value)} data-autofocus>
        <option value="">{say("none")}</option>
        <optgroup label={say("k_roles")}>{roles.map((r) => <option key={r} value={`role:${r}`}>{say(`role_${r}`)}</option>)}</optgroup>
        {units.length > 0 && <optgroup label={say("k_units")}>{units.map((q) => <option key={q.id} value={`queue:${q.id}`}>{q.name ?? q.id}</option>)}</optgroup>}
        {others.length > 0 && <optgroup label={say("k_officers")}>{others.map((o) => <option key={o.id} value={`officer:${o.id}`}>{o.name ?? o.id}</option>)}</optgroup>}
      </NativeSelect>
      <Textarea label={say("k_question")} rows={3} maxLength={text_chars_max} value={text} onChange={(e) => setText(e.currentTarget.value)} onKeyDown={(e) => sends(e) && void go()} />
      <Textarea label={say("k_draft_maybe")} rows={2} maxLength={text_chars_max} value={draft} onChange={(e) => setDraft(e.currentTarget.value)} onKeyDown={(e) => sends(e) && void go()} />
      <TextInput
        type="datetime-local"
        label={`${say("k_by")} (${zone.label})`}
        value={by}
        min={fieldTime(now, zone)}
        onChange={(e) => setBy(e.currentTarget.value)}
        description={citizen === undefined ? undefined : say("k_citizen_due", { time: promised(citizen, now, locale, zone) })}
      />
      {late && <p className="why" role="status">{say("k_late", { time: promised(citizen, now, locale, zone) })}</p>}
    </Dialog>
  );
}

/** Ctrl+Enter sends, but for the one that ends a composition. */
export const sends = (e: React.KeyboardEvent): boolean => {
  const yes = !e.nativeEvent.isComposing && e.keyCode !== 229 && e.key === "Enter" && (e.ctrlKey || e.metaKey);
  if (yes) e.preventDefault();
  return yes;
};
