// One conversation: what it is and when it is due, what may be done with it, its thread and the composer.
import { Button, Group } from "@mantine/core";
import { useEffect, useState, type ReactNode } from "react";
import { promised } from "../words/time.ts";
import { idOf, nameOf, type ConversationHead, type Message, type Ticket } from "../wire/types.ts";
import { Composer } from "./composer.tsx";
import { ContactPanel } from "./contact-panel.tsx";
import { channelName, drafts, useDesk, useDraft, useNow, useOfficer, useStateWord, useZone, whoIs } from "./context.tsx";
import { CloseDialog, EscalateDialog, ReleaseDialog, TransferDialog } from "./dialogs.tsx";
import { leftWith, nextDue, notTold, ticketOf, urgency, windowEnd } from "./due.ts";
import { whyNot } from "./errors.ts";
import { Icon } from "./icons.tsx";
import { Avatar, Left, Numbers } from "./marks.tsx";
import { reasonIn } from "./reasons.ts";
import { ThreadView } from "./thread-view.tsx";
import type { Key, Say } from "./words.ts";

const unitName = (unit: string | { id: string; name?: string } | undefined): string =>
  typeof unit === "object" ? (unit.name ?? unit.id) : (unit ?? "");

// What the clock did is said in our words, what an officer wrote in theirs.
const whyTicket = (say: Say, ticket: Ticket): string => {
  const reason = ticket.reason ?? "";
  if (ticket.automatic && !unitName(ticket.unit)) return say("ticket_auto");
  return unitName(ticket.unit) ? say("escalated_for", { unit: unitName(ticket.unit), reason }) : say("escalated_alone", { reason });
};

const nothing_missed: readonly Message[] = [];

interface Props {
  head: ConversationHead;
  /** What a key asked for, and when. */
  asked: { act: "transfer" | "escalate" | "close" | "write"; turn: number } | null;
  back(): void;
}

export function ConversationView({ head, asked, back }: Props) {
  const { client, say, locale } = useDesk();
  const state = useOfficer();
  const zone = useZone();
  const stateWord = useStateWord();
  const now = useNow(1000);
  const [dialog, show] = useState<"transfer" | "escalate" | "close" | "release" | null>(null);
  const [why, setWhy] = useState("");
  const [busy, setBusy] = useState(false);
  const [seen, setSeen] = useState(0);

  const { refusal } = useDraft(head.conversation);
  const missed = refusal?.missed ?? nothing_missed;
  const mine = idOf(head.officer) === state.me?.id;
  const ticket = ticketOf(head, state.tickets);
  const due = nextDue(head, ticket);
  const thread = client.thread(head.conversation);
  const untold = notTold(ticket, thread?.log.items ?? []);
  const act = async (type: string, fields: Record<string, unknown> = {}): Promise<boolean> => {
    setBusy(true);
    setWhy("");
    try {
      await client.command(type, { conversation: head.conversation, ...fields });
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
    show(next);
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
  const has_ticket = ticket !== undefined && ticket.state !== "answered" && ticket.state !== "closed";
  useEffect(() => {
    if (!asked || asked.act === "write" || !mine || (asked.act === "escalate" && has_ticket)) return;
    setDialog(asked.act);
  }, [asked?.turn]);
  return (
    <section className="conv" aria-labelledby="conv-name">
      <header className="conv-head">
        <button type="button" className="link back" onClick={back}><Icon of="back" size={16} /> <span className="back-word">{say("back")}</span></button>
        <Avatar head={head} />
        <div className="conv-title">
          <h2 id="conv-name"><Numbers text={whoIs(head)} /></h2>
          <p className="conv-meta">
            {head.channel && <span>{channelName(head.channel)}</span>}
            <span className={`chip state-${head.state}`}>{stateWord(head)}</span>
            {head.answer_pending && <span className="chip">{say("answer_pending")}</span>}
            {untold && <span className="chip alarm" title={say("not_told_hint")}>{say("not_told")}</span>}
            {due && <span>{say(`due_${due.what}` as Key, { time: at(due.at) })}</span>}
          </p>
        </div>
        {due && <p className={`due ${urgency(due, now)}`}><Left due={due} now={now} /></p>}
        <Group gap="xs" className="conv-acts" role="group" aria-label={say("more")}>
          {!head.officer && head.state !== "closed" && <Button size="xs" className="act" loading={busy} onClick={() => void act("conversation.claim")}>{say("claim")}</Button>}
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
        {head.undelivered && (mine || leftWith(head, state.me?.id ?? "")) && (
          <p className="untold">
            {say("undelivered", { reason: reasonIn(locale, head.undelivered.reason) })}{" "}
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
        <ContactPanel head={head} />
        <section aria-label={say("request")}>
          <h3>{say("request")}</h3>
          <dl className="facts">
            {head.received_at && <div><dt>{say("received")}</dt><dd>{at(head.received_at)}</dd></div>}
            {ticket && ticket.number !== whoIs(head) && <div><dt>{say("tickets")}</dt><dd><Numbers text={ticket.number} /></dd></div>}
            {!ticket && head.reference && head.reference !== whoIs(head) && <div><dt>{say("reference")}</dt><dd><Numbers text={head.reference} /></dd></div>}
            <div><dt>{say("handler")}</dt><dd>{mine ? say("you") : nameOf(head.officer) || say("nobody")}</dd></div>
            </dl>
          {closesAt !== undefined && <p className={closesAt > now ? "aside" : "aside alarm"}>{closesAt > now ? say("window", { time: at(closesAt) }) : say("window_over")}</p>}
          {ticket && (ticket.automatic || ticket.reason) && <p className="aside"><Numbers text={whyTicket(say, ticket)} /></p>}
        </section>
      </About>
      <ThreadView head={head} seen={setSeen} missed={missed} reclassify={(seq, purpose) => void act("message.reclassify", { seq, purpose })} />
      <Composer head={head} mine={mine} shut={shut} write={asked?.act === "write" ? asked.turn : 0} seen={seen} />
      <ReleaseDialog opened={dialog === "release"} close={() => setDialog(null)} head={head} act={act} why={why} />
      <TransferDialog opened={dialog === "transfer"} close={() => setDialog(null)} head={head} act={act} why={why} />
      <EscalateDialog opened={dialog === "escalate"} close={() => setDialog(null)} head={head} act={act} why={why} />
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
