// The conversation: each line once and in order, days apart, the citizen's own lines with what became of them.
import { useEffect, useLayoutEffect, useRef, useState } from "preact/hooks";
import { isAnswer } from "../words/answers.ts";
import { errorWord } from "../words/common.ts";
import { isEnded, promiseWord, stateWord } from "../words/states.ts";
import { clockTime, longDate, promised, sameDay, type Zone } from "../words/time.ts";
import { carried, kinds } from "../words/content.ts";
import { fileName, fileSay, sizeText } from "../words/files.ts";
import { FileCard, type FilesOf } from "../files/card.tsx";
import { officerName, visible } from "../words/visible.ts";
import type { Attachment, Message, Ticket } from "../wire/types.ts";
import type { Outgoing } from "../wire/visitor.ts";
import { deniable } from "./denial.ts";
import type { View } from "./panel.tsx";
import { DownIcon } from "./icons.tsx";
import { Changing, isWeb, Numbers, Out, Text } from "../words/out.tsx";

interface Props extends View {
  zone: Zone;
  files: FilesOf;
  takeBack(entry: Outgoing): void;
  /** To where one writes. */
  write(): void;
}

const near_px = 48;
const sizeOf = (el: HTMLElement): string => `${el.clientWidth}x${el.clientHeight}`;

export function Log(props: Props) {
  const { say, locale, state, visitor, zone } = props;
  const box = useRef<HTMLDivElement>(null);
  const stuck = useRef(true);
  const firstSeq = useRef(0);
  const height = useRef(0);
  const top = useRef(0);
  const size = useRef("");
  const [below, setBelow] = useState(false);
  const last = state.messages.at(-1)?.seq ?? 0;
  const read = () => {
    if (stuck.current && document.visibilityState === "visible") visitor.read(visitor.state.messages.at(-1)?.seq ?? 0);
  };

  // Older lines are put above what the reader looks at, newer ones are followed only by a reader who is at the end.
  useLayoutEffect(() => {
    const el = box.current;
    if (!el) return;
    const first = state.messages[0]?.seq ?? 0;
    if (firstSeq.current > 0 && first < firstSeq.current && !stuck.current) el.scrollTop += el.scrollHeight - height.current;
    else if (stuck.current) el.scrollTop = el.scrollHeight;
    else setBelow(true);
    firstSeq.current = first;
    height.current = el.scrollHeight;
    read();
  }, [last, state.messages.length, state.typing, state.tickets]);
  // A line may grow after it came: a file that was fetched has its picture then.
  useLayoutEffect(() => {
    if (stuck.current && box.current) box.current.scrollTop = box.current.scrollHeight;
  }, [state.messages]);
  // One's own new line is always brought into view.
  useLayoutEffect(() => {
    if (state.outbox.length > 0) toEnd();
  }, [state.outbox.length]);
  useEffect(() => {
    const el = box.current;
    const onResize = new ResizeObserver(() => {
      if (!el) return;
      size.current = sizeOf(el);
      if (stuck.current) el.scrollTop = el.scrollHeight;
    });
    if (el) onResize.observe(el);
    document.addEventListener("visibilitychange", read);
    return () => {
      onResize.disconnect();
      document.removeEventListener("visibilitychange", read);
    };
  }, []);

  const onScroll = () => {
    const el = box.current;
    if (!el) return;
    // A phone that is turned, or its keyboard, moves the lines too; that is no reader who scrolls.
    const turned = size.current !== "" && sizeOf(el) !== size.current;
    if (turned && stuck.current) el.scrollTop = el.scrollHeight;
    // Only a reader who scrolls up leaves the end; lines that arrive before this event do not count as that.
    if (el.scrollHeight - el.scrollTop - el.clientHeight < near_px) {
      stuck.current = true;
      setBelow(false);
      read();
    } else if (!turned && el.scrollTop < top.current - 2) {
      stuck.current = false;
    }
    top.current = el.scrollTop;
  };
  const toEnd = () => {
    stuck.current = true;
    if (box.current) box.current.scrollTop = box.current.scrollHeight;
    setBelow(false);
    read();
  };

  const empty = state.messages.length === 0 && state.outbox.length === 0;
  // A ticket's card follows the line that told its number.
  const home = new Map(state.tickets.map((t) => [t, state.messages.find((m) => m.from === "system" && m.text?.includes(t.number))?.seq]));
  const denied = state.outbox.length === 0 && state.link.state !== "stopped" ? deniable(state.messages, state.conversation, Date.now()) : undefined;
  const typing = state.typing === undefined ? "" : say("typing", { name: officerName(state.typing) || say("officer") });
  return (
    <div class="log-frame">
      <div ref={box} class="log" role="log" aria-label={say("log")} aria-live={state.ready ? "polite" : "off"} aria-relevant="additions" tabIndex={0} onScroll={onScroll}>
        {state.older && (
          <button type="button" class="plain older" onClick={() => { stuck.current = false; visitor.loadOlder().catch(() => {}); }}>
            {say("older")}
          </button>
        )}
        {empty && <p class="hello">{say("welcome")}</p>}
        {state.messages.map((m, i) => {
          const before = state.messages[i - 1];
          const after = state.messages[i + 1];
          const newDay = !before || !sameDay(before.at, m.at, zone);
          return (
            <div key={m.seq} class="row">
              {newDay && <p class="day">{longDate(m.at, locale, zone)}</p>}
              <Line {...props} m={m} follows={together(before, m, zone)} leads={together(m, after, zone)} />
              {denied === m.seq && <p class="acts deny"><button type="button" class="second" onClick={() => { visitor.send(say("not_answered")); props.write(); }}>{say("not_answered")}</button></p>}
              {state.tickets.map((t) => home.get(t) === m.seq && <TicketCard key={t.number} {...props} ticket={t} />)}
            </div>
          );
        })}
        {state.tickets.map((t) => home.get(t) === undefined && <TicketCard key={t.number} {...props} ticket={t} />)}
        {state.outbox.map((e) => <Pending key={e.id} {...props} entry={e} />)}
        <p class="typing">{typing && <span key={typing}>{typing}<i aria-hidden="true" /></span>}</p>
      </div>
      {below && (
        <button type="button" class="below" onClick={toEnd}>
          <DownIcon /> {say("new_below")}
        </button>
      )}
    </div>
  );
}

/** One after the other by the same person in the same minute. */
const together = (a: Message | undefined, b: Message | undefined, zone: Zone): boolean =>
  a !== undefined && b !== undefined && a.from === b.from && officerName(a.officer) === officerName(b.officer) && sameDay(a.at, b.at, zone) && clockTime(a.at, "en", zone) === clockTime(b.at, "en", zone);

// Long notices that are said once: their heads are enough to find them, and the citizen's own line stays in view.
const folded: Record<string, "privacy" | "info_long"> = { privacy_notice: "privacy", complaint_footer: "info_long" };

// An automatic text: the promise in sight, what is said beside it folded away in one line.
function Automatic({ say, m, body }: Pick<Props, "say"> & { m: Message; body: string }) {
  const parts = (m.parts ?? []).filter((p) => typeof p.text === "string" && visible(p.text));
  const open = parts.filter((p) => !p.folded);
  const rest = parts.filter((p) => p.folded);
  const fold = folded[m.template ?? ""];
  if (open.length === 0 || rest.length === 0) return fold ? <details class="fold"><summary>{say(fold)}</summary><Text text={body} /></details> : <Text text={body} />;
  return (
    <>
      {open.map((p, i) => <p key={i} class="part"><Text text={p.text} /></p>)}
      <details class="fold">
        <summary>{say("more_info")}</summary>
        {rest.map((p, i) => <p key={i} class="part"><Text text={p.text} /></p>)}
      </details>
    </>
  );
}

function Carry({ say, half, a }: Pick<Props, "say"> & { half: 0 | 1; a: Attachment }) {
  const c = carried(a, half);
  return (
    <p class="file">
      <strong>{c.kind}</strong>
      {c.title && <> {c.title}</>}
      {c.place && <> <span class="hidden">{say("place")} </span><span translate={false} class="n">{c.place}</span></>}
      {c.link && <> <Out href={c.link.href}>{c.link.host} <span class="hidden">{say("new_tab")}</span></Out></>}
    </p>
  );
}

function Line({ say, locale, state, zone, files, m, follows, leads }: Props & { m: Message; follows: boolean; leads: boolean }) {
  const half = locale === "en" ? 1 : 0;
  const who = m.from === "visitor" ? say("you") : m.from === "system" ? say("system") : officerName(m.officer) || say("officer");
  const mine = m.from === "visitor";
  const answer = isAnswer(m);
  const revoked = m.revoked === true && !m.removed;
  const known = kinds[m.kind];
  const body = m.removed ? say("removed") : m.text || (m.attachments?.length ? "" : known && m.kind !== "other" ? known[half] : say("kind_other"));
  return (
    <article class={`line ${m.from}${follows ? " follows" : ""}${leads ? " leads" : ""}${answer ? " answer" : ""}${revoked ? " revoked" : ""}${m.removed ? " removed" : ""}`}>
      <p class={(follows && !answer && !revoked) || mine ? "hidden" : "who"}>{who}{answer && <span class="mark">{say("answer")}</span>}{revoked && <span class="mark withdrawn">{say("revoked")}</span>}</p>
      <div key={body} class="bubble">
        {mine || m.removed ? <Numbers text={body} /> : m.from === "system" ? <Automatic say={say} m={m} body={body} /> : <Text text={body} />}
        {m.solution && !m.removed && <p class="solved"><strong>{say("solution")}</strong> <Text text={m.solution} /></p>}
        {!m.removed && m.attachments?.map((a, i) => (a.state ? <FileCard key={a.media ?? i} a={a} of={files} locale={locale} /> : <Carry key={i} say={say} half={half} a={a} />))}
      </div>
      {revoked && <p class="small">{say("revoked_hint")}</p>}
      {m.reaction && !m.removed && <p key={m.reaction} class="reaction"><span class="hidden">{say("reaction")} </span>{m.reaction}</p>}
      <p class="meta">
        <time dateTime={m.at} translate={false}>{clockTime(m.at, locale, zone)}</time>
        {m.edited && <span>{say("edited")}</span>}
        {mine && <Changing class="sent" text={say(state.read_seq >= m.seq ? "read" : "sent")} />}
      </p>
    </article>
  );
}

function Pending({ say, locale, zone, visitor, entry, takeBack }: Props & { entry: Outgoing }) {
  const half = locale === "en" ? 1 : 0;
  const failed = entry.state === "failed";
  return (
    <article class={`line visitor ${entry.state}`}>
      <p class="hidden">{say("you")}</p>
      <div class="bubble">
        {entry.text}
        {entry.files?.map((f) => <p key={f.media} class="file">{fileName(f.name, fileSay(locale))}, {sizeText(f.bytes, locale)}</p>)}
      </div>
      <p class="meta">
        <time dateTime={new Date(entry.at).toISOString()}>{clockTime(entry.at, locale, zone)}</time>
        <Changing text={say(failed ? "failed" : "waiting")} />
      </p>
      {entry.code && <p key={entry.code} class="why">{errorWord(entry.code, half, entry.path)}</p>}
      {failed && (
        <p class="acts">
          <button type="button" class="plain" onClick={() => visitor.retry(entry.id)}>{say("retry")}</button>
          <button type="button" class="plain" onClick={() => takeBack(entry)}>{say("take_back")}</button>
        </p>
      )}
    </article>
  );
}

function TicketCard({ say, locale, zone, ticket }: Props & { ticket: Ticket }) {
  const half = locale === "en" ? 1 : 0;
  return (
    <section class="ticket" aria-label={`${say("ticket")} ${ticket.number}`}>
      <p class="ticket-head">
        <span>{say("ticket")}</span>
        <Changing class="state" text={stateWord(ticket, half)} />
      </p>
      <p class="number" translate={false}>{ticket.number}</p>
      {!isEnded(ticket.state) && ticket.due && <p key={ticket.due}><Numbers text={promiseWord("ticket", promised(ticket.due, Date.now(), locale, zone), half)} /></p>}
      {isWeb(ticket.status_url) && (
        <p>
          <Out href={ticket.status_url}>{say("status_link")} <span class="hidden">{say("new_tab")}</span></Out>
        </p>
      )}
      <p class="small">{say("secret_hint")}</p>
    </section>
  );
}
