import { Button, Group, Modal, NativeSelect, Stack, Textarea, TextInput } from "@mantine/core";
import { useEffect, useState, type ReactNode } from "react";
import type { Colleague, ConversationHead, Ticket } from "../wire/types.ts";
import { isAnswer } from "../words/answers.ts";
import { pick } from "../words/locale.ts";
import { numberOf } from "../words/number.ts";
import { drafts, useDesk, useOfficer } from "./context.tsx";
import { whyNot } from "./errors.ts";
import type { Key } from "./words.ts";

export interface Props {
  opened: boolean;
  close(): void;
  head: ConversationHead;
  act(type: string, fields: Record<string, unknown>): Promise<boolean>;
  why: string;
}

export function Dialog({ opened, close, title, go, label, told, busy = false, children }: { opened: boolean; close(): void; title: string; go(): void; label: string; told: string; busy?: boolean; children: ReactNode }) {
  const { say } = useDesk();
  return (
    <Modal opened={opened} onClose={close} title={title} centered lockScroll={false} transitionProps={{ duration: 0 }} closeButtonProps={{ "aria-label": say("cancel") }}>
      <form
        onSubmit={(e) => {
          e.preventDefault();
          go();
        }}
      >
        <Stack gap="sm">
          {children}
          <p role="alert" className="why">{told}</p>
          <Group justify="flex-end">
            <Button variant="default" onClick={close}>{say("cancel")}</Button>
            <Button type="submit" loading={busy}>{label}</Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}

export function ReleaseDialog({ opened, close, head, act, why }: Props) {
  const { say } = useDesk();
  return (
    <Dialog opened={opened} close={close} title={say("l_title")} go={() => void act("conversation.release", {}).then((ok) => ok && close())} label={say("release")} told={why}>
      <p>{say("l_hint")}</p>
      {drafts.of(head.conversation).draft.text !== "" && <p>{say("l_draft")}</p>}
    </Dialog>
  );
}

export function TransferDialog({ opened, close, head, act, why }: Props) {
  const { client, say } = useDesk();
  const { queues, officers, me } = useOfficer();
  const [colleagues, setColleagues] = useState<readonly Colleague[] | null>(null);
  const [queue, setQueue] = useState("");
  const [officer, setOfficer] = useState("");
  const [note, setNote] = useState("");
  const [told, setTold] = useState("");
  const [warned, setWarned] = useState("");
  useEffect(() => {
    setTold("");
    setWarned("");
    if (!opened) return;
    let current = true;
    // Who may take it is asked anew each time; without an answer the office's list stands.
    client.command("officers.list", { conversation: head.conversation }).then(
      (ack) => current && setColleagues((ack.officers as Colleague[] | undefined) ?? null),
      () => current && setColleagues(null),
    );
    return () => {
      current = false;
    };
  }, [opened]);
  const others = colleagues?.filter((o) => o.id !== me?.id);
  const go = async () => {
    if (!queue && !officer.trim()) return setTold(say("t_need"));
    const to = others?.find((o) => o.id === officer);
    if (to && to.state !== "available" && warned !== to.id) {
      setWarned(to.id);
      return setTold(say("t_not_here", { name: to.name ?? to.id }));
    }
    const fields = { ...(queue ? { queue } : {}), ...(officer.trim() ? { officer: officer.trim() } : {}), ...(note.trim() ? { note: note.trim() } : {}) };
    if (await act("conversation.transfer", fields)) close();
  };
  const choices = others
    ? others.map((o) => ({ value: o.id, label: say("t_busy", { name: o.name ?? o.id, state: say(o.state as Key) || o.state, load: o.load, capacity: o.capacity }) }))
    : officers.filter((o) => o.id !== me?.id).map((o) => ({ value: o.id, label: o.name ?? o.id }));
  return (
    <Dialog opened={opened} close={close} title={say("t_title")} go={() => void go()} label={say("transfer")} told={told || why}>
      <NativeSelect label={say("t_queue")} value={queue} onChange={(e) => setQueue(e.currentTarget.value)} data={[{ value: "", label: say("none") }, ...queues.filter((q) => q.id !== head.queue).map((q) => ({ value: q.id, label: q.name ?? q.id }))]} />
      {others || officers.length > 0 ? (
        <NativeSelect
          label={say("handler")}
          value={officer}
          onChange={(e) => {
            setOfficer(e.currentTarget.value);
            setTold("");
            setWarned("");
          }}
          data={[{ value: "", label: say("none") }, ...choices]}
        />
      ) : (
        <TextInput label={say("t_officer")} value={officer} autoComplete="off" onChange={(e) => setOfficer(e.currentTarget.value)} />
      )}
      <Textarea label={say("t_note")} rows={3} value={note} onChange={(e) => setNote(e.currentTarget.value)} />
    </Dialog>
  );
}

/** Asks before leaving what is open; everything can be handed over here. */
export function LeaveDialog({ opened, close, open, leave }: { opened: boolean; close(): void; open: readonly ConversationHead[]; leave(): void }) {
  const { client, say, locale } = useDesk();
  const [told, setTold] = useState("");
  const [busy, setBusy] = useState(false);
  useEffect(() => setTold(""), [opened]);
  const hand = async () => {
    setBusy(true);
    let left = 0;
    let why = "";
    // Nothing new may come while the old goes back.
    await client.setPresence("away").catch(() => {});
    for (const h of open) {
      try {
        await client.command("conversation.release", { conversation: h.conversation });
      } catch (e) {
        left += 1;
        why = whyNot(e, locale);
      }
    }
    setBusy(false);
    if (left > 0) setTold(say("x_left", { count: left, why }));
    else leave();
  };
  return (
    <Dialog opened={opened} close={close} title={say("x_title")} go={() => void hand()} label={say("x_hand")} told={told} busy={busy}>
      <p>{say("x_hint", { count: open.length })}</p>
      <Button variant="default" disabled={busy} onClick={leave}>{say("x_only")}</Button>
    </Dialog>
  );
}

export function EscalateDialog({ opened, close, act, why, done }: Props & { done(unit: string): void }) {
  const { say } = useDesk();
  const { queues } = useOfficer();
  const [reason, setReason] = useState("");
  const [unit, setUnit] = useState("");
  const [told, setTold] = useState("");
  useEffect(() => setTold(""), [opened]);
  const go = async () => {
    if (!reason.trim()) return setTold(say("e_need"));
    if (!(await act("conversation.escalate", { reason: reason.trim(), ...(unit ? { unit } : {}) }))) return;
    close();
    done(queues.find((q) => q.id === unit)?.name ?? unit);
  };
  return (
    <Dialog opened={opened} close={close} title={say("e_title")} go={() => void go()} label={say("escalate")} told={told || why}>
      <p>{say("e_hint")}</p>
      <Textarea label={say("e_reason")} rows={3} value={reason} onChange={(e) => setReason(e.currentTarget.value)} data-autofocus />
      <NativeSelect label={say("e_unit")} value={unit} onChange={(e) => setUnit(e.currentTarget.value)} description={say("e_alone")} data={[{ value: "", label: say("none") }, ...queues.filter((q) => q.kind === "unit").map((q) => ({ value: q.id, label: q.name ?? q.id }))]} />
    </Dialog>
  );
}

const outcomes = ["answered", "not_a_request", "no_question", "redirected", "duplicate", "spam", "abandoned"] as const;
const elsewhere = "*";

/** Ends a conversation's request, or one ticket of it. */
export function CloseDialog({ opened, close, head, ticket, act, why }: Props & { ticket?: Ticket }) {
  const { say, locale } = useDesk();
  const is_answered = (ticket ?? head).state === "answered";
  const first = is_answered ? "answered" : "not_a_request";
  const [outcome, setOutcome] = useState<string>(first);
  const { client } = useDesk();
  const { redirects } = useOfficer();
  const thread = client.thread(head.conversation);
  const answered = ticket ? is_answered : is_answered || !thread?.loaded || thread.log.items.some(isAnswer);
  const [to, setTo] = useState<string>(redirects[0]?.name ?? elsewhere);
  const [name, setName] = useState("");
  const [contact, setContact] = useState("");
  const [told, setTold] = useState("");
  const [of, setOf] = useState("");
  useEffect(() => {
    setTold("");
    if (opened) setOutcome(first);
  }, [opened]);
  const go = async () => {
    const place = to === elsewhere ? { to: name.trim(), contact: contact.trim() } : { to };
    if (outcome === "redirected" && to === elsewhere && !(name.trim() && contact.trim())) return setTold(say("c_need"));
    // A slip of the finger is told here: to the office such a number means none of its tickets.
    const same = outcome === "duplicate" && of.trim() ? numberOf(of) : undefined;
    if (same && "fault" in same) return setTold(say(same.fault === "wrong_number" ? "find_wrong" : "c_of_need"));
    const fields = { outcome, ...(outcome === "redirected" ? place : {}), ...(same ? { of: same.number } : {}) };
    if (await act(ticket ? "ticket.close" : "conversation.close", fields)) close();
  };
  return (
    <Dialog opened={opened} close={close} title={say(ticket ? "tk_close" : "c_title")} go={() => void go()} label={say(ticket ? "tk_close" : "close")} told={told || why}>
      <NativeSelect label={say("c_outcome")} value={outcome} onChange={(e) => setOutcome(e.currentTarget.value)} description={answered ? undefined : say("c_no_answer")} data={outcomes.map((o) => ({ value: o, label: say(`o_${o}` as Key), disabled: o === "answered" && !answered }))} />
      {outcome === "redirected" && <NativeSelect label={say("c_to")} value={to} onChange={(e) => setTo(e.currentTarget.value)} data={[...redirects.map((r) => ({ value: r.name, label: r.label ? pick(r.label, locale) : `${r.name} (${r.contact})` })), { value: elsewhere, label: say("r_other") }]} />}
      {outcome === "redirected" && to === elsewhere && (
        <>
          <TextInput label={say("c_name")} value={name} autoComplete="off" maxLength={256} onChange={(e) => setName(e.currentTarget.value)} />
          <TextInput label={say("c_contact")} value={contact} autoComplete="off" maxLength={256} onChange={(e) => setContact(e.currentTarget.value)} />
        </>
      )}
      {outcome === "duplicate" && <TextInput label={say("c_of")} value={of} autoComplete="off" onChange={(e) => setOf(e.currentTarget.value)} />}
    </Dialog>
  );
}
