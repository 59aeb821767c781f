// One conversation: what it is and when it is due, what may be done with it, its thread and the composer.
import { Button, Group } from "@mantine/core";
import { useEffect, useMemo, useState, type ReactNode } from "react";
import { promised } from "../words/time.ts";
import { idOf, nameOf, type ConversationHead, type Message, type Ticket } from "../wire/types.ts";
import { Composer } from "./composer.tsx";
import { ConsultAnswer } from "./consult-answer.tsx";
import { ConsultDialog } from "./consult-dialog.tsx";
import { askedIn, newestDraft, readsOnly } from "./consults.ts";
import { ContactPanel } from "./contact-panel.tsx";
import { channelName, drafts, useDesk, useDraft, useNow, useOfficer, useStateWord, useZone, whoIs, whoSaid } from "./context.tsx";
import { CloseDialog, EscalateDialog, ReleaseDialog, TransferDialog } from "./dialogs.tsx";
import { IdentityDialog, RestrictDialog, RevokeDialog, SplitDialog, TopicDialog } from "./deed-dialogs.tsx";
import { leftWith, nextDue, notTold, ticketOf, urgency, windowEnd } from "./due.ts";
import { whyNot } from "./errors.ts";
import { Icon } from "./icons.tsx";
import { RecordIdentityDialog } from "./identity-dialog.tsx";
import { GatherDialog } from "./incident-dialogs.tsx";
import { mayGather } from "./incidents.ts";
import { Avatar, Left, Numbers, Restricted } from "./marks.tsx";
import { useReasons } from "./reasons.ts";
import { ThreadView, type Deeds } from "./thread-view.tsx";
import { TicketPanel } from "./ticket-panel.tsx";
import { aimOf, deedsOn, endedTicketOf, idOfTicket, isManaged, numberTold, standingOf, supervises, toAnswer, unitName } from "./tickets.ts";
import type { Key, Say } from "./words.ts";

// What the clock did is said in our words, what an officer wrote in theirs.
const whyTicket = (say: Say, ticket: Ticket): string => {
  const reason = ticket.reason ?? "";
  if (ticket.automatic && !unitName(ticket.unit)) return say("ticket_auto");
  return unitName(ticket.unit) ? say("escalated_for", { unit: unitName(ticket.unit), reason }) : say("escalated_alone", { reason });
};

const nothing_missed: readonly Message[] = [];

/** What a key asked for, and when. */
export interface Asked {
  act: "transfer" | "escalate" | "close" | "write" | "consult" | "draft" | "take" | "gather" | "restrict";
  turn: number;
}

interface Props {
  head: ConversationHead;
  asked: Asked | null;
  back(): void;
}

export function ConversationView({ head, asked, back }: Props) {
  const { client, say, locale } = useDesk();
  const reasonIn = useReasons(locale);
  const state = useOfficer();
  const zone = useZone();
  const stateWord = useStateWord();
  const now = useNow(1000);
  const [dialog, show] = useState<"transfer" | "escalate" | "close" | "release" | "consult" | "topic" | "split" | "revoke" | "identity" | "record" | "restrict" | "gather" | "ungather" | null>(null);
  /** The line that a dialog is about. */
  const [line, setLine] = useState(0);
  const [told, setTold] = useState("");
  const [gathered, setGathered] = useState("");
  const [why, setWhy] = useState("");
  const [busy, setBusy] = useState(false);
  const [seen, setSeen] = useState(0);

  const { refusal } = useDraft(head.conversation);
  const missed = refusal?.missed ?? nothing_missed;
  const mine = idOf(head.officer) === state.me?.id;
  const ticket = ticketOf(head, state.tickets);
  const due = nextDue(head, ticket);
  const thread = client.thread(head.conversation);
  const known = ticket ?? endedTicketOf(head, state.tickets.values());
  const number = known?.number ?? numberTold(head, thread?.log.items ?? []);
  const supervisor = supervises(state.me);
  const consults = useMemo(
    () => [...new Map([...(thread?.consults ?? []), ...[...state.consults.values()].filter((c) => c.conversation === head.conversation)].map((c) => [c.consult, c])).values()],
    [thread?.consults, state.consults, head.conversation],
  );
  const put = mine ? undefined : askedIn(consults, head.conversation, state.me, state.queues);
  const reading = readsOnly(head, ticket, consults, state.me, state.queues);
  // Once somebody has answered, whoever may write notes gets the composer back.
  const asking = put && (reading || put.state !== "answered") ? put : undefined;
  const standing = standingOf(head, ticket, state.me, state.queues);
  const untold = notTold(ticket, thread?.log.items ?? []);
  const act = async (type: string, fields: Record<string, unknown> = {}): Promise<boolean> => {
    setBusy(true);
    setWhy("");
    try {
      await client.command(type, type.startsWith("ticket.") ? fields : { conversation: head.conversation, ...fields });
      return true;
    } catch (e) {
      setWhy(whyNot(e, locale));
      return false;
    } finally {
      setBusy(false);
    }
  };
  // What was refused before is not told again over another act.
  const setDialog = (next: typeof dialog) => {
    setWhy("");
    setTold("");
    setGathered("");
    show(next);
  };
  const about = (which: "split" | "revoke", seq: number) => {
    setLine(seq);
    setDialog(which);
  };
  const use = (draft: string) => {
    const to = aimOf(toAnswer(head, state.tickets.values(), ticket));
    drafts.prepare(head.conversation, { text: draft, purpose: "answer", ...(to !== undefined && { to }) });
    setTold(say("k_used"));
    setTimeout(() => document.querySelector<HTMLElement>(".composer textarea")?.focus());
  };
  const at = (when: string | number): string => promised(when, now, locale, zone);
  const tell = () => {
    if (!ticket) return;
    const text = say("tell_text", { number: ticket.number, due: promised(ticket.due, now, locale, zone), url: ticket.status_url ?? "" });
    drafts.prepare(head.conversation, { text, purpose: "question" });
    document.querySelector<HTMLElement>(".composer textarea")?.focus();
  };
  const closesAt = windowEnd(head, now);
  const shut = closesAt !== undefined && closesAt <= now;
  const wide = useWide();
  const may_consult = state.coordinates && (mine || supervisor) && head.state !== "closed";
  const may_topic = state.topics.length > 0 && !reading && (mine || supervisor || standing.serves || standing.unit);
  const may_gather = state.gathers && mayGather(state.me) && !reading && head.state !== "closed" && (mine || supervisor || standing.serves || standing.unit);
  const may_restrict = state.coordinates && !reading && !head.restricted && head.state !== "closed" && (mine || supervisor);
  const has_ticket = ticket !== undefined && ticket.state !== "answered" && ticket.state !== "closed";
  useEffect(() => {
    if (!asked || asked.act === "write") return;
    if (asked.act === "take") {
      if (ticket && !reading && deedsOn(ticket, state.me, standing).take) void takeTicket(ticket);
      return;
    }
    if (asked.act === "consult") {
      if (may_consult && !asking) setDialog("consult");
      return;
    }
    if (asked.act === "restrict") {
      if (may_restrict) setDialog("restrict");
      return;
    }
    if (asked.act === "gather") {
      if (may_gather) setDialog("gather");
      return;
    }
    if (!mine || (asked.act === "escalate" && has_ticket)) return;
    const draft = asked.act === "draft" ? newestDraft(consults, head.conversation) : undefined;
    if (asked.act !== "draft") setDialog(asked.act);
    else if (draft !== undefined) use(draft);
  }, [asked?.turn]);
  const takeTicket = async (t: Ticket) => {
    setTold("");
    if (await act("ticket.take", { ticket: idOfTicket(t) })) setTold(say("tk_taken"));
  };
  const write = asked?.act === "write" || (asked?.act === "consult" && asking) ? asked.turn : 0;
  const deeds: Deeds = {
    reclassify: (seq, purpose) => void act("message.reclassify", { seq, purpose }),
    ...(state.coordinates && mine && has_ticket && { split: (seq: number) => about("split", seq) }),
    ...(state.coordinates && supervisor && { revoke: (seq: number) => about("revoke", seq) }),
    use,
    closeConsult: (consult) => void client.command("consult.close", { consult }).catch((e: unknown) => setWhy(whyNot(e, locale))),
  };
  return (
    <section className="conv" aria-labelledby="conv-name">
      <header className="conv-head">
        <button type="button" className="link back" onClick={back}><Icon of="back" size={16} /> <span className="back-word">{say("back")}</span></button>
        <Avatar head={head} />
        <div className="conv-title">
          <h2 id="conv-name"><Numbers text={reading && asking && !whoSaid(head) && !head.ticket ? say("k_of", { who: nameOf(asking.from) }) : whoIs(head)} /></h2>
          <p className="conv-meta">
            {head.channel && <span>{channelName(head.channel, say)}</span>}
            {reading ? <span className="chip">{say("k_reading")}</span> : <span className={`chip state-${head.state}`}>{stateWord(head)}</span>}
            {head.restricted && <Restricted />}
            {head.answer_pending && <span className="chip">{say("answer_pending")}</span>}
            {untold && <span className="chip alarm" title={say("not_told_hint")}>{say("not_told")}</span>}
            {due && <span>{say(`due_${due.what}` as Key, { time: at(due.at) })}</span>}
          </p>
        </div>
        {due && <p className={`due ${urgency(due, now)}`}><Left due={due} now={now} /></p>}
        <Group gap="xs" className="conv-acts" role="group" aria-label={say("more")}>
          {!head.officer && !reading && head.state !== "closed" && <Button size="xs" className="act" loading={busy} onClick={() => void act("conversation.claim")}>{say("claim")}</Button>}
          {may_consult && <Button size="compact-sm" className="act" variant="subtle" disabled={busy} onClick={() => setDialog("consult")} leftSection={<Icon of="consult" size={16} />}>{say("k_ask")}</Button>}
          {mine && (
            <>
              <Button size="compact-sm" className="act" variant="subtle" disabled={busy} onClick={() => (head.state === "answered" ? void act("conversation.release") : setDialog("release"))} leftSection={<Icon of="release" size={16} />}>{say("release")}</Button>
              <Button size="compact-sm" className="act" variant="subtle" disabled={busy} onClick={() => setDialog("transfer")} leftSection={<Icon of="transfer" size={16} />}>{say("transfer")}</Button>
              {!has_ticket && <Button size="compact-sm" className="act" variant="subtle" disabled={busy} onClick={() => setDialog("escalate")} leftSection={<Icon of="escalate" size={16} />}>{say("escalate")}</Button>}
              <Button size="compact-sm" className="act" variant="subtle" disabled={busy} onClick={() => setDialog("close")} leftSection={<Icon of="close" size={16} />}>{say("close")}</Button>
            </>
          )}
        </Group>
        <p role="alert" className="why">{dialog === null && why}</p>
        <p role="status" className="hidden">{told}</p>
        {head.undelivered && (mine || leftWith(head, state.me?.id ?? "")) && (
          <p className="untold">
            {say("undelivered", { reason: reasonIn(head.undelivered.reason) })}{" "}
            {!shut && <button type="button" className="link" onClick={() => void act("message.retry", { seq: head.undelivered!.seq })}>{say("retry")}</button>}{" "}
            {head.state === "closed" && <button type="button" className="link" onClick={() => void act("conversation.close", { outcome: "abandoned" })}>{say("set_aside")}</button>}
          </p>
        )}
        {untold && mine && (
          <p className="untold">
            {say("not_told_hint")} <button type="button" className="link" onClick={tell}>{say("tell")}</button>
          </p>
        )}
      </header>
      <About wide={wide}>
        <ContactPanel head={head} request={state.coordinates && mine ? () => setDialog("identity") : undefined} record={state.coordinates && mine && head.state !== "closed" ? () => setDialog("record") : undefined} />
        {!reading && <section aria-label={say("request")}>
          <h3>{say("request")}</h3>
          <dl className="facts">
            {head.received_at && <div><dt>{say("received")}</dt><dd>{at(head.received_at)}</dd></div>}
            {number && !isManaged(known) && number !== whoIs(head) && <div><dt>{say("tickets")}</dt><dd><Numbers text={number} /></dd></div>}
            {!ticket && head.reference && head.reference !== whoIs(head) && <div><dt>{say("reference")}</dt><dd><Numbers text={head.reference} /></dd></div>}
            <div><dt>{say("handler")}</dt><dd>{mine ? say("you") : nameOf(head.officer) || say("nobody")}</dd></div>
            {(head.topic || may_topic) && <div><dt>{say("f_topic")}</dt><dd>{head.topic ?? say("no_topic")}{" "}{may_topic && <button type="button" className="link" onClick={() => setDialog("topic")}>{say(head.topic ? "topic_change" : "topic_set")}</button>}</dd></div>}
            {may_gather && <div><dt>{say("in_one")}</dt><dd>{head.incident && <>{state.incidents.get(head.incident)?.title ?? say("in_one")}<br /></>}<button type="button" className="link" onClick={() => setDialog("gather")}>{say("in_add")}</button>{" "}{state.incidents.size > 0 && <button type="button" className="link" onClick={() => setDialog("ungather")}>{say("in_out")}</button>}</dd></div>}
            {(may_restrict || head.restricted) && <div><dt>{say("rs_access")}</dt><dd>{say(head.restricted ? "rs_mark" : "rs_all").toLowerCase()}{" "}{may_restrict && <button type="button" className="link" onClick={() => setDialog("restrict")}>{say("rs_go")}</button>}</dd></div>}
          </dl>
          {may_gather && <p role="status" className="hint">{gathered}</p>}
          {closesAt !== undefined && <p className={closesAt > now ? "aside" : "aside alarm"}>{closesAt > now ? say("window", { time: at(closesAt) }) : say("window_over")}</p>}
          {ticket && (ticket.automatic || ticket.reason) && <p className="aside"><Numbers text={whyTicket(say, ticket)} /></p>}
        </section>}
        {isManaged(known) && <TicketPanel key={known.number} ticket={known} standing={standing} reading={reading} head={head} />}
      </About>
      <ThreadView head={head} seen={setSeen} missed={missed} consults={consults} deeds={deeds} />
      {asking ? <ConsultAnswer key={asking.consult} consult={asking} write={write} /> : reading ? <footer className="composer"><p className="hint">{say("k_read_only")}</p></footer> : <Composer head={head} mine={mine} ticket={ticket} shut={shut} write={write} seen={seen} />}
      <ReleaseDialog opened={dialog === "release"} close={() => setDialog(null)} head={head} act={act} why={why} />
      <TransferDialog opened={dialog === "transfer"} close={() => setDialog(null)} head={head} act={act} why={why} />
      <EscalateDialog opened={dialog === "escalate"} close={() => setDialog(null)} head={head} act={act} why={why} done={(unit) => setTold(unit ? say("passed_to", { unit }) : say("passed_alone"))} />
      {state.coordinates && (
        <>
          <ConsultDialog opened={dialog === "consult"} close={() => setDialog(null)} head={head} ticket={ticket} />
          <TopicDialog opened={dialog === "topic"} close={() => setDialog(null)} head={head} act={act} why={why} />
          <SplitDialog opened={dialog === "split"} close={() => setDialog(null)} head={head} act={act} why={why} seq={line} />
          <RevokeDialog opened={dialog === "revoke"} close={() => setDialog(null)} head={head} act={act} why={why} seq={line} />
          <RestrictDialog opened={dialog === "restrict"} close={() => setDialog(null)} head={head} act={act} why={why} />
          <RecordIdentityDialog opened={dialog === "record"} close={() => setDialog(null)} head={head} />
          <IdentityDialog opened={dialog === "identity"} close={() => setDialog(null)} head={head} act={act} why={why} />
        </>
      )}
      {may_gather && (["gather", "ungather"] as const).map((d) => <GatherDialog key={d} opened={dialog === d} close={() => setDialog(null)} adding={d === "gather"} head={head} done={setGathered} />)}
      <CloseDialog opened={dialog === "close"} close={() => setDialog(null)} head={head} act={act} why={why} />
    </section>
  );
}

const wide_px = 1200;

function useWide(): boolean {
  const [wide, set] = useState(() => matchMedia(`(min-width: ${wide_px}px)`).matches);
  useEffect(() => {
    const query = matchMedia(`(min-width: ${wide_px}px)`);
    const change = () => set(query.matches);
    query.addEventListener("change", change);
    return () => query.removeEventListener("change", change);
  }, []);
  return wide;
}

/** The third column of a wide desk; on a smaller one it folds into one line above the thread. */
function About({ wide, children }: { wide: boolean; children: ReactNode }) {
  const { say } = useDesk();
  if (wide) return <aside className="about" aria-label={say("about")}>{children}</aside>;
  return <details className="about"><summary>{say("about")}</summary>{children}</details>;
}
