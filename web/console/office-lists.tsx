// The lists beside the conversations: consults put to me and by me, and tickets by what an officer looks for. One ticket may stand in several views.
import { useEffect, useMemo, useRef, useState, type ReactNode } from "react";
import { numberText } from "../words/locale.ts";
import { promised } from "../words/time.ts";
import { nameOf, type Consult, type Incident, type Ticket } from "../wire/types.ts";
import { consultLists } from "./consults.ts";
import { ticketWord, useAddressee, useDesk, useNow, useOfficer, useZone, whoSaid } from "./context.tsx";
import { Icon } from "./icons.tsx";
import { OpenIncidentDialog } from "./incident-dialogs.tsx";
import { incidentWord, listed, mayGather } from "./incidents.ts";
import { Numbers, Ring } from "./marks.tsx";
import { lineOf } from "./said.ts";
import { Section } from "./section.tsx";
import { tabStore } from "./store.ts";
import { isManaged, isOpen, ticketViews, views, type View } from "./tickets.ts";

interface Props {
  open: string | undefined;
  choose(conversation: string): void;
}

const rows_first = 20;
const row_ms = 5_000;
const minute_ms = 60_000;
const view_key = "sahut/console/tickets";

function First<T>({ list, row }: { list: readonly T[]; row(item: T): ReactNode }) {
  const { say } = useDesk();
  const [all, setAll] = useState(false);
  const shown = all ? list : list.slice(0, rows_first);
  return (
    <>
      <ul>{shown.map(row)}</ul>
      {shown.length < list.length && <button type="button" className="link rest" onClick={() => setAll(true)}>{say("show_rest", { count: list.length - shown.length })}</button>}
    </>
  );
}

export function ConsultsSection({ open, choose }: Props) {
  const { say, locale } = useDesk();
  const { consults, coordinates, me, queues } = useOfficer();
  const lists = useMemo(() => consultLists(consults.values(), me, queues), [consults, me, queues]);
  const count = lists.asked.length + lists.asking.length;
  if (!coordinates && count === 0) return null;
  return (
    <Section id="consults" title={say("consults")} count={count}>
      {count === 0 && <p className="none">{say("k_none")}</p>}
      {(["asked", "asking"] as const).map((group) => lists[group].length > 0 && (
        <div key={group} role="group" aria-labelledby={`g-${group}`}>
          <h3 id={`g-${group}`}>{say(`k_${group}`)} <span>{numberText(lists[group].length, locale)}</span></h3>
          <First list={lists[group]} row={(c) => <ConsultRow key={c.consult} consult={c} mine={group === "asking"} current={c.conversation === open} choose={choose} />} />
        </div>
      ))}
    </Section>
  );
}

function ConsultRow({ consult: c, mine, current, choose }: { consult: Consult; mine: boolean; current: boolean; choose(conversation: string): void }) {
  const { say } = useDesk();
  const to = useAddressee();
  const now = useNow(row_ms);
  const answered = c.state === "answered";
  const due = Date.parse(c.due ?? c.citizen_due ?? "");
  return (
    <li>
      <button type="button" className={`row consult${current ? " current" : ""}${mine === answered ? " new" : ""}`} aria-current={current || undefined} onClick={() => choose(c.conversation)}>
        <span className="avatar internal"><Icon of="consult" /></span>
        <span className="row-main">
          <span className="row-top"><strong>{mine ? to(c.to) : nameOf(c.from)}</strong></span>{" "}
          <span className="row-said">{c.text.replace(/\s+/g, " ").slice(0, 160)}</span>{" "}
          <span className="row-sub">
            <span className={`chip${answered ? " good" : ""}`}>{say(answered ? "ks_answered" : "ks_open")} </span>
            {c.ticket && <span className="chip" translate="no">{c.ticket} </span>}
          </span>
        </span>{" "}
        {!answered && !Number.isNaN(due) && <Ring due={{ at: due, what: "consult_due" }} now={now} />}
      </button>
    </li>
  );
}

export function IncidentsSection({ open, choose }: { open: string | undefined; choose(incident: string): void }) {
  const { say } = useDesk();
  const { incidents, gathers, me } = useOfficer();
  const [opening, setOpening] = useState(false);
  const list = useMemo(() => listed(incidents.values()), [incidents]);
  if (!gathers || !mayGather(me)) return null;
  const count = list.filter((i) => i.state !== "closed").length;
  return (
    <Section id="incidents" title={say("in_title")} count={count}>
      {list.length === 0 && <p className="none">{say("in_none")}</p>}
      <First list={list} row={(i) => <IncidentRow key={i.incident} incident={i} current={i.incident === open} choose={choose} />} />
      <button type="button" className="link rest" onClick={() => setOpening(true)}>{say("in_new")}</button>
      <OpenIncidentDialog opened={opening} close={() => setOpening(false)} made={choose} />
    </Section>
  );
}

function IncidentRow({ incident: i, current, choose }: { incident: Incident; current: boolean; choose(incident: string): void }) {
  const { say } = useDesk();
  return (
    <li>
      <button type="button" className={`row incident${current ? " current" : ""}`} aria-current={current || undefined} onClick={() => choose(i.incident)}>
        <span className="avatar"><Icon of="warning" /></span>
        <span className="row-main">
          <span className="row-top"><strong>{i.title}</strong></span>{" "}
          <span className="row-said">{say("in_count", { members: i.members, answered: i.answered ?? 0 })}</span>{" "}
          <span className="row-sub"><span className={`chip incident-${i.state}`}>{incidentWord(say, i.state)} </span></span>
        </span>
      </button>
    </li>
  );
}

/** Until an officer chooses: what is one's own, in a queue or went to a unit stands there already. */
const unchosen: View = "others";

export function TicketsSection({ open, choose }: Props) {
  const { say, locale } = useDesk();
  const state = useOfficer();
  const zone = useZone();
  const now = useNow(minute_ms);
  const [chosen, setChosen] = useState<View | undefined>(() => views.find((v) => v === tabStore.get(view_key)));
  const lists = useMemo(() => ticketViews(state.tickets.values(), state.heads, state.me?.id ?? "", state.queues, now, zone), [state.tickets, state.heads, state.me, state.queues, now, zone.timezone]);
  const all = useMemo(() => [...state.tickets.values()].filter(isOpen).length, [state.tickets]);
  const view = chosen ?? unchosen;
  const look = (next: View) => {
    tabStore.set(view_key, next);
    setChosen(next);
  };
  // What the officer has just made theirs is still looked at, so the list goes where it stands now.
  const shown = useRef<{ view: View; numbers: Set<string> }>({ view, numbers: new Set() });
  useEffect(() => {
    if (shown.current.view !== view) shown.current = { view, numbers: new Set() };
    const { numbers } = shown.current;
    const here = new Set(lists[view].map((t) => t.number));
    if (lists.mine.some((t) => numbers.has(t.number) && !here.has(t.number) && state.own.has(t.conversation ?? ""))) return look("mine");
    for (const number of here) numbers.add(number);
  }, [lists, view]);
  return (
    <Section id="tickets" title={say("v_title")} count={all}>
      {all > 0 && (
        <div className="views" role="group" aria-label={say("v_filter")}>
          {views.filter((v) => v === view || lists[v].length > 0).map((v) => (
            <button key={v} type="button" className={`view${v === "overdue" && lists[v].length > 0 ? " alarm" : ""}`} aria-pressed={v === view} onClick={() => look(v)}>
              {say(`v_${v}`)} <span>{numberText(lists[v].length, locale)}</span>
            </button>
          ))}
        </div>
      )}
      {lists[view].length > 0
        ? <First key={view} list={lists[view]} row={(t) => <TicketRow key={t.number} ticket={t} current={t.conversation !== undefined && t.conversation === open} choose={choose} />} />
        : <p className="none">{say(all > 0 ? "v_none" : "no_tickets")}</p>}
    </Section>
  );
}

function TicketRow({ ticket: t, current, choose }: { ticket: Ticket; current: boolean; choose(conversation: string): void }) {
  const { say, locale } = useDesk();
  const state = useOfficer();
  const zone = useZone();
  const now = useNow(row_ms);
  const due = Date.parse(t.due);
  const head = state.heads.get(t.conversation ?? "");
  const what = t.subject || lineOf(state.words.get(t.conversation ?? ""), locale === "en" ? 1 : 0) || t.reason || t.topic || "";
  const owner = nameOf(t.owner ?? t.officer) || nameOf(head?.officer);
  const who = head ? whoSaid(head) : "";
  return (
    <li>
      <button type="button" className={`row ticket${current ? " current" : ""}`} aria-current={current || undefined} disabled={t.conversation === undefined} onClick={() => t.conversation !== undefined && choose(t.conversation)}>
        <span className="avatar"><Icon of="ticket" /></span>
        <span className="row-main">
          <span className="row-top"><strong><Numbers text={t.number} /></strong></span>{" "}
          <span className="row-said">{[who, what].filter(Boolean).join(": ") || say("k_due", { time: promised(t.due, now, locale, zone) })}</span>{" "}
          <span className="row-sub">
            <span className={`chip state-${t.state}`}>{ticketWord(say, t.state)} </span>
            <span className="by">{owner || say("no_owner")}{isManaged(t) && (t.reminded ?? 0) > 0 ? `, ${say("f_reminded").toLowerCase()} ${say("f_reminded_times", { count: t.reminded! })}` : ""}</span>
          </span>
        </span>{" "}
        {!Number.isNaN(due) && <Ring due={{ at: due, what: "ticket_due" }} now={now} />}
      </button>
    </li>
  );
}
