import { Badge } from "@mantine/core";
import { useMemo } from "react";
import { clockTime, countdown } from "../words/time.ts";
import type { ConversationHead } from "../wire/types.ts";
import { channelName, useDesk, useNow, useOfficer, useZone, whoIs } from "./context.tsx";
import { listsOf, nextDue, saidUntold, ticketOf, urgency } from "./due.ts";
import type { Key } from "./words.ts";

interface Props {
  open: string | undefined;
  choose(conversation: string): void;
}

export function Lists({ open, choose }: Props) {
  const { say } = useDesk();
  const state = useOfficer();
  const lists = useMemo(() => listsOf(state.heads.values(), state.tickets, state.me?.id ?? ""), [state.heads, state.tickets, state.me]);
  const rows = (list: readonly ConversationHead[]) => (
    <ul>
      {list.map((h) => <Row key={h.conversation} head={h} current={h.conversation === open} choose={choose} />)}
    </ul>
  );
  const queues = state.queues.filter((q) => (lists.waiting.get(q.id)?.length ?? 0) > 0 || (q as { mine?: boolean }).mine !== false);
  return (
    <>
      <section aria-labelledby="l-mine">
        <h2 id="l-mine">{say("mine")} <Badge variant="light" size="sm">{lists.mine.length}</Badge></h2>
        {lists.mine.length > 0 ? rows(lists.mine) : <p className="none">{say("no_mine")}</p>}
      </section>
      {queues.map((q) => {
        const list = lists.waiting.get(q.id) ?? [];
        return (
          <section key={q.id} aria-labelledby={`l-${q.id}`}>
            <h2 id={`l-${q.id}`}>
              {q.name ?? q.id} <Badge variant="light" size="sm">{list.length}</Badge>
              <span className="kind">{say(q.kind === "unit" ? "unit" : q.assignment === "manual" ? "manual" : "auto")}</span>
            </h2>
            {list.length > 0 ? rows(list) : <p className="none">{say("no_waiting")}</p>}
          </section>
        );
      })}
      {state.more && <p className="none" role="note">{say("more_wait")}</p>}
      <section aria-labelledby="l-tickets">
        <h2 id="l-tickets">{say("tickets")} <Badge variant="light" size="sm">{lists.tickets.length}</Badge></h2>
        {lists.tickets.length > 0 ? rows(lists.tickets) : <p className="none">{say("no_tickets")}</p>}
      </section>
    </>
  );
}

function Row({ head, current, choose }: { head: ConversationHead; current: boolean; choose(conversation: string): void }) {
  const { say, locale } = useDesk();
  const state = useOfficer();
  const zone = useZone();
  const now = useNow(1000);
  const ticket = ticketOf(head, state.tickets);
  const due = nextDue(head, ticket);
  const unread = state.unread.has(head.conversation);
  return (
    <li>
      <button type="button" className={`row${current ? " current" : ""}`} aria-current={current || undefined} onClick={() => choose(head.conversation)}>
        <span className="row-top">
          <strong>{whoIs(head)}</strong>
          {unread && <span className="fresh"><span className="hidden">{say("unread")}</span></span>}
          {due && <Left due={due} now={now} />}
        </span>
        <span className="row-sub">
          {head.channel && <span>{channelName(head.channel)}</span>}
          <span>{say(`state_${head.state}` as Key) || head.state}</span>
          {ticket && ticket.number !== whoIs(head) && <span>{ticket.number}</span>}
          {!ticket && head.received_at && <span>{clockTime(head.received_at, locale, zone)} {zone.label}</span>}
          {saidUntold(ticket) && <span className="chip alarm">{say("not_told")}</span>}
        </span>
      </button>
    </li>
  );
}

/** The time left as a figure; its colour only repeats what the sign and the words say. */
export function Left({ due, now }: { due: { at: number; what: "ticket_at" | "answer_due" | "ticket_due" }; now: number }) {
  const { say } = useDesk();
  const left = due.at - now;
  const hours = Math.floor(Math.abs(left) / 3_600_000);
  const time = hours >= 48 ? say("days", { count: Math.floor(hours / 24) }) : hours >= 10 ? say("hours", { count: hours }) : countdown(Math.abs(left));
  return <span className={`left ${urgency(due, now)}`}>{say(left < 0 ? "over" : "left", { time })}</span>;
}
