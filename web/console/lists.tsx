// The lists: mine in groups, consults, what waits in each queue, tickets. A section folds, and a long one shows its first rows.
import { useMemo, useState, type KeyboardEvent, type ReactNode } from "react";
import { numberText } from "../words/locale.ts";
import { clockTime, sameDay, shortDate } from "../words/time.ts";
import type { ConversationHead } from "../wire/types.ts";
import { useDesk, useListedHeads, useNow, useOfficer, useStateWord, useZone, whoIs } from "./context.tsx";
import { blockOf, listsOf, nextDue, oldestFirst, saidUntold, shownQueues, ticketOf, windowEnd } from "./due.ts";
import { whyNot } from "./errors.ts";
import { Avatar, Numbers, Restricted, Ring } from "./marks.tsx";
import { ConsultsSection, IncidentsSection, TicketsSection } from "./office-lists.tsx";
import { useReasons } from "./reasons.ts";
import { lineOf } from "./said.ts";
import { Section } from "./section.tsx";

interface Props {
  open: string | undefined;
  choose(conversation: string): void;
}

const groups = ["undelivered", "to_answer", "applicant", "answered"] as const;
const rows_first = 20;
const minute_ms = 60_000;
const row_ms = 5_000;

// Up and down move between the rows, as in any list.
function moveInRows(e: KeyboardEvent<HTMLElement>) {
  if (e.key !== "ArrowDown" && e.key !== "ArrowUp") return;
  const rows = [...e.currentTarget.querySelectorAll<HTMLElement>("button.row")];
  const at = rows.indexOf(document.activeElement as HTMLElement);
  if (at < 0) return;
  e.preventDefault();
  rows[at + (e.key === "ArrowDown" ? 1 : -1)]?.focus();
}

export function Lists({ open, choose, incident, chooseIncident }: Props & { incident: string | undefined; chooseIncident(incident: string): void }) {
  const { say, locale } = useDesk();
  const state = useOfficer();
  const now = useNow(minute_ms);
  const heads = useListedHeads();
  const lists = useMemo(() => listsOf(heads, state.tickets, state.me?.id ?? "", now, state.queues), [heads, state.tickets, state.me, state.queues, now]);
  const rows = (list: readonly ConversationHead[]) => <Rows list={list} open={open} choose={choose} />;
  const queues = shownQueues(state.queues, lists.waiting.keys()).filter((q) => (lists.waiting.get(q.id)?.length ?? 0) > 0 || q.mine !== false);
  const mine = groups.reduce((n, group) => n + lists[group].length, 0);
  return (
    <div onKeyDown={moveInRows}>
      <Section id="mine" title={say("mine")} count={mine}>
        {mine === 0 && <p className="none">{state.presence !== "available" ? say("no_mine") : say(oldestFirst(lists, state.queues).length > 0 ? "no_mine_take" : "no_mine_auto")}</p>}
        {groups.map((group) => lists[group].length > 0 && (
          <div key={group} role="group" aria-labelledby={`g-${group}`}>
            <h3 id={`g-${group}`} className={group}>{say(`g_${group}`)} <span>{numberText(lists[group].length, locale)}</span></h3>
            {group === "undelivered" ? <ul>{lists.undelivered.map((h) => <Blocked key={h.conversation} head={h} current={h.conversation === open} choose={choose} />)}</ul> : rows(lists[group])}
          </div>
        ))}
      </Section>
      <ConsultsSection open={open} choose={choose} />
      <IncidentsSection open={incident} choose={chooseIncident} />
      {queues.map((q) => {
        const list = lists.waiting.get(q.id) ?? [];
        const passed = lists.units.get(q.id) ?? [];
        return (
          <Section key={q.id} id={q.id} title={q.name ?? q.id} count={list.length + passed.length} kind={say(q.name === undefined ? "not_configured" : q.kind === "unit" ? "unit" : q.assignment === "manual" ? "manual" : "auto")}>
            {list.length > 0 && rows(list)}
            {passed.length > 0 && <ul>{passed.map((h) => <Passed key={h.conversation} head={h} current={h.conversation === open} choose={choose} />)}</ul>}
            {list.length + passed.length === 0 && <p className="none">{say("no_waiting")}</p>}
          </Section>
        );
      })}
      {state.unconfigured.map((u) => <p key={`${u.kind}/${u.id}`} className="none warn" role="note">{say(u.kind === "queue" ? "lost_queue" : "lost_account", { ...u })}</p>)}
      {state.more && <p className="none" role="note">{say("more_wait")}</p>}
      <TicketsSection open={open} choose={choose} />
    </div>
  );
}

function Rows({ list, open, choose }: Props & { list: readonly ConversationHead[] }) {
  const { say } = useDesk();
  const [all, setAll] = useState(false);
  const shown = all ? list : list.slice(0, rows_first);
  return (
    <>
      <ul>{shown.map((h) => <Row key={h.conversation} head={h} current={h.conversation === open} choose={choose} />)}</ul>
      {shown.length < list.length && <button type="button" className="link rest" onClick={() => setAll(true)}>{say("show_rest", { count: list.length - shown.length })}</button>}
    </>
  );
}

interface RowProps {
  head: ConversationHead;
  current: boolean;
  choose(conversation: string): void;
  children?: ReactNode;
}

/** A row of what did not arrive: why, what may be done, and sending again where that can help. */
function Blocked(props: RowProps) {
  const { client, say, locale } = useDesk();
  const reasonIn = useReasons(locale);
  const state = useOfficer();
  const now = useNow(minute_ms);
  const [busy, setBusy] = useState(false);
  const [why, setWhy] = useState("");
  const { head } = props;
  const block = blockOf(head, ticketOf(head, state.tickets), now);
  const act = async (type: string, fields: Record<string, unknown>) => {
    if (busy) return;
    setBusy(true);
    setWhy("");
    try {
      await client.command(type, { conversation: head.conversation, ...fields });
    } catch (e) {
      setWhy(whyNot(e, locale));
    } finally {
      setBusy(false);
    }
  };
  return (
    <Row {...props}>
      <div className="row-next">
        {head.undelivered && <p>{say("undelivered", { reason: reasonIn(head.undelivered.reason) })}</p>}
        <p>{say(block === "window" ? "next_window" : block === "untold" ? "next_tell" : "next_retry")}</p>
        {block === "failed" && <button type="button" className="link" aria-disabled={busy} aria-label={say("retry_of", { who: whoIs(head) })} onClick={() => void act("message.retry", { seq: head.undelivered!.seq })}>{say("retry")}</button>}
        {head.state === "closed" && <button type="button" className="link" aria-disabled={busy} aria-label={say("set_aside_of", { who: whoIs(head) })} onClick={() => void act("conversation.close", { outcome: "abandoned" })}>{say("set_aside")}</button>}
        <p role="alert" className="why">{why}</p>
      </div>
    </Row>
  );
}

/** A row of what a colleague passed to the unit: why. */
function Passed(props: RowProps) {
  const { say } = useDesk();
  const reason = ticketOf(props.head, useOfficer().tickets)?.reason;
  return <Row {...props}>{reason && <p className="row-next asked"><Numbers text={say("passed_for", { reason })} /></p>}</Row>;
}

function Row({ head, current, choose, children }: RowProps) {
  const { say, locale } = useDesk();
  const state = useOfficer();
  const stateWord = useStateWord();
  const zone = useZone();
  const now = useNow(row_ms);
  const ticket = ticketOf(head, state.tickets);
  const due = nextDue(head, ticket);
  const unread = state.unread.has(head.conversation);
  const said = lineOf(state.words.get(head.conversation), locale === "en" ? 1 : 0);
  const closes = head.state === "closed" ? undefined : windowEnd(head, now);
  return (
    <li>
      <button type="button" className={`row${current ? " current" : ""}${unread ? " new" : ""}`} aria-current={current || undefined} onClick={() => choose(head.conversation)}>
        <Avatar head={head} />
        <span className="row-main">
          <span className="row-top">
            <strong>{whoIs(head)}</strong>{" "}
            {unread && <span className="fresh"><span className="hidden">{say("unread")} </span></span>}
            {head.received_at && <time dateTime={head.received_at}>{sameDay(head.received_at, now, zone) ? clockTime(head.received_at, locale, zone) : shortDate(head.received_at, locale, zone)}</time>}
          </span>{" "}
          <span className="row-said">{said || stateWord(head)}</span>{" "}
          <span className="row-sub">
            {ticket && ticket.number !== whoIs(head) && <span className="chip" translate="no">{ticket.number} </span>}
            {head.restricted && <Restricted />}
            {head.undelivered && <span className="chip alarm">{say("failed_row")} </span>}
            {head.blocked_at && <span className="chip alarm">{say("blocks_us_row")} </span>}
            {closes !== undefined && closes <= now && <span className="chip alarm">{say("window_row")} </span>}
            {saidUntold(ticket) && <span className="chip alarm">{say("not_told")} </span>}
          </span>
        </span>{" "}
        {due && <Ring due={due} now={now} />}
      </button>
      {children}
    </li>
  );
}
