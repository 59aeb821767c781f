// A ticket's facts beside its thread, and what may be done with it.
import { Button, Checkbox, NativeSelect } from "@mantine/core";
import { useEffect, useState } from "react";
import { promised } from "../words/time.ts";
import { nameOf, type ConversationHead, type Ticket } from "../wire/types.ts";
import { ticketWord, useDesk, useNow, useOfficer, useZone } from "./context.tsx";
import { CloseDialog, Dialog } from "./dialogs.tsx";
import { whyNot } from "./errors.ts";
import { GatherDialog } from "./incident-dialogs.tsx";
import { mayGather } from "./incidents.ts";
import { Left, Numbers } from "./marks.tsx";
import { categories, deedsOn, idOfTicket, isOpen, ownerOf, type Standing } from "./tickets.ts";

const rungs = ["owner", "coordinator", "superior"] as const;

type Which = "assign" | "set" | "close" | "gather" | null;

/** A deed on one ticket: whether it was done, and why not. */
function useDeed(t: Ticket): { why: string; busy: boolean; clear(): void; act(type: string, fields?: Record<string, unknown>): Promise<boolean> } {
  const { client, locale } = useDesk();
  const [why, setWhy] = useState("");
  const [busy, setBusy] = useState(false);
  const act = async (type: string, fields: Record<string, unknown> = {}): Promise<boolean> => {
    setBusy(true);
    setWhy("");
    try {
      await client.command(type, { ticket: idOfTicket(t), ...fields });
      return true;
    } catch (e) {
      setWhy(whyNot(e, locale));
      return false;
    } finally {
      setBusy(false);
    }
  };
  return { why, busy, clear: () => setWhy(""), act };
}

export function TicketPanel({ ticket: t, head, standing, reading }: { ticket: Ticket; head: ConversationHead; standing: Standing; reading: boolean }) {
  const { say, locale } = useDesk();
  const { me, gathers } = useOfficer();
  const zone = useZone();
  const now = useNow(1000);
  const [dialog, show] = useState<Which>(null);
  const [told, setTold] = useState("");
  const deed = useDeed(t);
  const may = deedsOn(t, reading ? undefined : me, standing);
  const may_gather = gathers && !reading && mayGather(me) && isOpen(t) && (may.set || may.take);
  const open = (which: Which) => {
    deed.clear();
    setTold("");
    show(which);
  };
  const takeIt = async () => setTold((await deed.act("ticket.take")) ? say("tk_taken") : "");
  const at = (when: string): string => promised(when, now, locale, zone);
  const due = Date.parse(t.due);
  const rung = rungs.find((r) => r === t.reminded_to);
  const kind = t.kind === "care" || t.kind === "escalation" ? say(`tk_${t.kind}`) : t.kind;
  return (
    <section className="ticket-facts" aria-label={say("v_title")}>
      <h3>{say("v_title")}</h3>
      <dl className="facts">
        <div><dt>{say("f_number")}</dt><dd><Numbers text={t.number} /></dd></div>
        {kind && <div><dt>{say("f_kind")}</dt><dd>{kind}</dd></div>}
        <div><dt>{say("f_state")}</dt><dd><span className={`chip state-${t.state}`}>{ticketWord(say, t.state)}</span></dd></div>
        <div><dt>{say("f_owner")}</dt><dd>{ownerOf(t) === "" ? say("no_owner") : ownerOf(t) === me?.id ? say("you") : nameOf(t.owner ?? t.officer)}</dd></div>
        {t.subject && <div><dt>{say("f_subject")}</dt><dd>{t.subject}</dd></div>}
        {t.categories && t.categories.length > 0 && <div><dt>{say("f_categories")}</dt><dd>{t.categories.map((c) => categoryWord(say, c)).join(", ")}</dd></div>}
        {t.topic && <div><dt>{say("f_topic")}</dt><dd>{t.topic}</dd></div>}
        {t.received_at && <div><dt>{say("received")}</dt><dd>{at(t.received_at)}</dd></div>}
        <div><dt>{say("f_due")}</dt><dd>{at(t.due)} {isOpen(t) && !Number.isNaN(due) && <Left due={{ at: due, what: "ticket_due" }} now={now} />}</dd></div>
        {(t.reminded ?? 0) > 0 && <div><dt>{say("f_reminded")}</dt><dd>{rung ? say("f_reminded_to", { count: t.reminded!, who: say(`rung_${rung}`) }) : say("f_reminded_times", { count: t.reminded! })}</dd></div>}
        {t.closes_at && <div><dt>{say("f_closes")}</dt><dd>{at(t.closes_at)}</dd></div>}
        {t.reopened_from && <div><dt>{say("f_reopened_from")}</dt><dd><Numbers text={t.reopened_from} /></dd></div>}
        {t.reopened_as && <div><dt>{say("f_reopened_as")}</dt><dd><Numbers text={t.reopened_as} /></dd></div>}
      </dl>
      {(may.take || may.assign || may.set || may.close || may_gather) && (
        <div className="ticket-acts" role="group" aria-label={say("more")}>
          {may.take && <Button size="compact-sm" variant="default" disabled={deed.busy} onClick={() => void takeIt()}>{say("tk_take")}</Button>}
          {may.assign && <Button size="compact-sm" variant="default" disabled={deed.busy} onClick={() => open("assign")}>{say("tk_assign")}</Button>}
          {may.set && <Button size="compact-sm" variant="default" disabled={deed.busy} onClick={() => open("set")}>{say("tk_set")}</Button>}
          {may.close && <Button size="compact-sm" variant="default" disabled={deed.busy} onClick={() => open("close")}>{say("tk_close")}</Button>}
          {may_gather && <Button size="compact-sm" variant="default" onClick={() => open("gather")}>{say("in_add")}</Button>}
        </div>
      )}
      <p role="status" className="hint">{told}</p>
      <p role="alert" className="why">{dialog === null && deed.why}</p>
      {may_gather && <GatherDialog opened={dialog === "gather"} close={() => open(null)} adding head={head} ticket={t} done={setTold} />}
      <AssignDialog opened={dialog === "assign"} close={() => open(null)} ticket={t} {...deed} />
      <SetDialog opened={dialog === "set"} close={() => open(null)} ticket={t} {...deed} />
      <CloseDialog opened={dialog === "close"} close={() => open(null)} head={head} ticket={t} {...deed} />
    </section>
  );
}

const categoryWord = (say: ReturnType<typeof useDesk>["say"], c: string): string => {
  const known = categories.find((k) => k === c);
  return known ? say(known) : c;
};

interface DialogProps {
  opened: boolean;
  close(): void;
  ticket: Ticket;
  why: string;
  busy: boolean;
  act(type: string, fields?: Record<string, unknown>): Promise<boolean>;
}

function AssignDialog({ opened, close, ticket, why, busy, act }: DialogProps) {
  const { say } = useDesk();
  const { officers, queues } = useOfficer();
  const [officer, setOfficer] = useState("");
  const [queue, setQueue] = useState("");
  const [told, setTold] = useState("");
  useEffect(() => {
    setOfficer("");
    setQueue("");
    setTold("");
  }, [opened]);
  const go = async () => {
    if ((officer === "") === (queue === "")) return setTold(say("ta_need"));
    setTold("");
    if (await act("ticket.assign", officer ? { officer } : { queue })) close();
  };
  return (
    <Dialog opened={opened} close={close} title={say("ta_title")} go={() => void go()} label={say("tk_assign")} told={told || why} busy={busy}>
      <p>{say("ta_hint")}</p>
      <NativeSelect label={say("handler")} value={officer} onChange={(e) => setOfficer(e.currentTarget.value)} data={[{ value: "", label: say("none") }, ...officers.filter((o) => o.id !== ownerOf(ticket)).map((o) => ({ value: o.id, label: o.name ?? o.id }))]} data-autofocus />
      <NativeSelect label={say("t_queue")} value={queue} onChange={(e) => setQueue(e.currentTarget.value)} data={[{ value: "", label: say("none") }, ...queues.map((q) => ({ value: q.id, label: q.name ?? q.id }))]} />
    </Dialog>
  );
}

function SetDialog({ opened, close, ticket, why, busy, act }: DialogProps) {
  const { say } = useDesk();
  const { topics } = useOfficer();
  const [chosen, setChosen] = useState<readonly string[]>([]);
  const [topic, setTopic] = useState("");
  const [told, setTold] = useState("");
  useEffect(() => {
    setChosen(ticket.categories ?? []);
    setTopic(ticket.topic ?? "");
    setTold("");
  }, [opened]);
  const go = async () => {
    const fields = { ...(same(chosen, ticket.categories ?? []) ? {} : { categories: chosen }), ...(topic === (ticket.topic ?? "") ? {} : { topic }) };
    if (chosen.length === 0 && (ticket.kind === "care" || (ticket.categories ?? []).length > 0)) return setTold(say("tc_need"));
    if (Object.keys(fields).length === 0 || (await act("ticket.set", fields))) close();
  };
  const turn = (c: string, on: boolean) => setChosen(on ? [...chosen, c] : chosen.filter((x) => x !== c));
  return (
    <Dialog opened={opened} close={close} title={say("tc_title")} go={() => void go()} label={say("save")} told={told || why} busy={busy}>
      <fieldset className="choices">
        <legend>{say("f_categories")}</legend>
        {categories.map((c) => {
          const place = chosen.indexOf(c);
          return <Checkbox key={c} label={`${say(c)}${place >= 0 && chosen.length > 1 ? ` (${place + 1})` : ""}`} checked={place >= 0} onChange={(e) => turn(c, e.currentTarget.checked)} data-autofocus={c === categories[0] || undefined} />;
        })}
        <p className="hint">{say("tc_first")}</p>
      </fieldset>
      {(topics.length > 0 || topic !== "") && <TopicSelect value={topic} change={setTopic} />}
    </Dialog>
  );
}

const same = (a: readonly string[], b: readonly string[]): boolean => a.length === b.length && a.every((x, i) => x === b[i]);

export function TopicSelect({ value, change }: { value: string; change(topic: string): void }) {
  const { say } = useDesk();
  const { topics } = useOfficer();
  const known = value === "" || topics.includes(value) ? topics : [value, ...topics];
  return <NativeSelect label={say("f_topic")} value={value} onChange={(e) => change(e.currentTarget.value)} data={[...(value === "" ? [{ value: "", label: say("none") }] : []), ...known.map((t) => ({ value: t, label: t }))]} />;
}
