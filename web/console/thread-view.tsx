// The thread with its notes between the messages by time. What lies above the bottom edge counts as seen, no more.
import { useEffect, useLayoutEffect, useRef, useState } from "react";
import { isAnswer } from "../words/answers.ts";
import { carried } from "../words/content.ts";
import { halfOfNote } from "../words/halves.ts";
import { linked } from "../words/linked.ts";
import { visible } from "../words/visible.ts";
import { clockTime, longDate, sameDay, type Zone } from "../words/time.ts";
import type { Reply } from "../wire/officer.ts";
import { idOf, nameOf, type Attachment, type Consult, type ConversationHead, type Message, type Note } from "../wire/types.ts";
import { ConsultLine } from "./consult-line.tsx";
import { useDesk, useNow, useOfficer, useZone, whoIs } from "./context.tsx";
import { Icon } from "./icons.tsx";
import { laterOr } from "./later.tsx";
import { Numbers } from "./marks.tsx";
import { useReasons } from "./reasons.ts";
import type { Key } from "./words.ts";

interface Props {
  head: ConversationHead;
  seen(seq: number): void;
  missed: readonly Message[];
  consults: readonly Consult[];
  deeds: Deeds;
}

/** What may be done from a line; what may not be done is absent. */
export interface Deeds {
  reclassify(seq: number, purpose: "answer" | "question"): void;
  split?(seq: number): void;
  revoke?(seq: number): void;
  /** Takes a colleague's draft into the composer. */
  use(draft: string): void;
  closeConsult(consult: string): void;
}

type Entry = { key: string; at: string; message?: Message; note?: Note; consult?: Consult };

function entriesOf(messages: readonly Message[], notes: readonly Note[], consults: readonly Consult[]): Entry[] {
  const entries: Entry[] = [];
  const apart = [
    ...notes.map((n, i) => ({ key: `n${n.id ?? n.rev ?? i}`, at: n.at, note: n })),
    ...consults.map((c) => ({ key: `k${c.consult}`, at: c.asked_at ?? "", consult: c })),
  ].sort((a, b) => a.at.localeCompare(b.at));
  // Messages keep the order of their numbers, whatever their times say; a note goes before the first later message.
  let next = 0;
  for (const m of messages) {
    while (next < apart.length && m.at !== "" && (apart[next] as Entry).at < m.at) entries.push(apart[next++] as Entry);
    entries.push({ key: `m${m.seq}`, at: m.at, message: m });
  }
  return [...entries, ...apart.slice(next)];
}

/** Automatic messages that follow one another and got through stand folded in one line, so that people's words stay in sight. */
type Run = { key: string; entries: Entry[]; folded: boolean };

const automatic = (e: Entry): boolean => e.message?.from === "system" && e.message.kind !== "hidden" && e.message.delivery !== "failed" && e.message.delivery !== "unknown";

function runsOf(entries: readonly Entry[], zone: Zone): Run[] {
  const runs: Run[] = [];
  for (const e of entries) {
    const last = runs.at(-1);
    if (last?.folded && automatic(e) && sameDay(last.entries[0]!.at, e.at, zone)) last.entries.push(e);
    else runs.push({ key: e.key, entries: [e], folded: automatic(e) });
  }
  return runs;
}

const near_px = 40;
const sizeOf = (el: HTMLElement): string => `${el.clientWidth}x${el.clientHeight}`;
const above_px = 12;

export function ThreadView({ head, seen, missed, consults, deeds }: Props) {
  const { client, say, locale } = useDesk();
  const state = useOfficer();
  const zone = useZone();
  const now = useNow(2000);
  const box = useRef<HTMLDivElement>(null);
  const stuck = useRef(true);
  const before = useRef({ first: 0, height: 0 });
  const top = useRef(0);
  const size = useRef("");
  const [below, setBelow] = useState(false);
  const thread = client.thread(head.conversation);
  const items = thread?.log.items ?? [];
  const last = thread?.log.last ?? 0;
  const mineReplies = state.replies.filter((r) => r.conversation === head.conversation);
  const typing = (state.typing.get(head.conversation) ?? 0) > now;

  const look = () => {
    if (!stuck.current || document.visibilityState !== "visible") return;
    const seq = client.thread(head.conversation)?.log.last ?? 0;
    if (seq > 0) {
      seen(seq);
      const now = client.state;
      if (idOf(now.heads.get(head.conversation)?.officer) === now.me?.id) client.read(head.conversation, seq);
    }
  };
  // It opens at the last word of a person: at the end, unless that would push the beginning of that word out of sight.
  const open = (el: HTMLDivElement) => {
    el.scrollTop = el.scrollHeight;
    const word = [...el.querySelectorAll<HTMLElement>(".msg:not(.system, .note)")].at(-1);
    const above = word ? el.getBoundingClientRect().top + above_px - word.getBoundingClientRect().top : 0;
    if (above <= near_px) return;
    stuck.current = false;
    el.scrollTop -= above;
    top.current = el.scrollTop;
    setBelow(true);
    const begun = Number(word?.dataset.seq);
    if (begun > 0) seen(begun);
  };
  useLayoutEffect(() => {
    const el = box.current;
    if (!el) return;
    const first = thread?.log.first ?? 0;
    if (!stuck.current && first < before.current.first) el.scrollTop += el.scrollHeight - before.current.height;
    else if (stuck.current && before.current.height === 0) open(el);
    else if (stuck.current) el.scrollTop = el.scrollHeight;
    else setBelow(true);
    before.current = { first, height: el.scrollHeight };
  }, [last, items.length, thread?.notes.length, consults.length, mineReplies.length, typing, thread?.loaded]);
  // A line may grow after it came (what may be done with it, what became of it).
  useLayoutEffect(() => {
    if (stuck.current && box.current) box.current.scrollTop = box.current.scrollHeight;
  });
  useEffect(() => {
    stuck.current = true;
  }, [mineReplies.length]);
  useEffect(look, [last, thread?.loaded]);
  // What was missed is brought before the eyes, so that sending again is an informed act.
  useEffect(() => {
    if (missed.length === 0 || !box.current) return;
    stuck.current = true;
    box.current.scrollTop = box.current.scrollHeight;
    look();
  }, [missed]);
  useEffect(() => {
    document.addEventListener("visibilitychange", look);
    const el = box.current;
    const observer = new ResizeObserver(() => {
      if (!el) return;
      size.current = sizeOf(el);
      if (stuck.current) el.scrollTop = el.scrollHeight;
    });
    if (el) observer.observe(el);
    return () => {
      document.removeEventListener("visibilitychange", look);
      observer.disconnect();
    };
  }, [thread?.loaded]);

  if (!thread?.loaded) return <div className="thread" aria-busy="true"><p role="status">{say("loading")}</p></div>;
  const mine = idOf(head.officer) === state.me?.id;
  const runs = runsOf(entriesOf(items, thread.notes, consults), zone);
  let day = "";
  let span = 0;
  let last_said: Message | undefined;
  return (
    <div className="thread-frame">
      <div
        ref={box}
        className="thread"
        role="log"
        aria-label={say("log", { who: whoIs(head) })}
        tabIndex={0}
        onScroll={() => {
          const el = box.current;
          if (!el) return;
          // A window that is made smaller moves the lines too; that is no reader who scrolls.
          const turned = size.current !== "" && sizeOf(el) !== size.current;
          if (turned && stuck.current) el.scrollTop = el.scrollHeight;
          // Only a reader who scrolls up leaves the end; lines that arrive before this event do not count as that.
          if (el.scrollHeight - el.scrollTop - el.clientHeight < near_px) {
            stuck.current = true;
            setBelow(false);
            look();
          } else if (!turned && el.scrollTop < top.current - 2) {
            stuck.current = false;
          }
          top.current = el.scrollTop;
        }}
      >
        {thread.log.first > 1 && (
          <button type="button" className="link older" onClick={() => { stuck.current = false; void client.loadOlder(head.conversation).catch(() => {}); }}>
            {say("older")}
          </button>
        )}
        {runs.map((b) => {
          const e = b.entries[0]!;
          const hidden = e.message?.kind === "hidden" && e.message.at === "";
          const previous = last_said;
          last_said = b.folded || hidden ? undefined : e.message;
          if (hidden) {
            const h = thread.hidden.find((x) => e.message!.seq >= x.from_seq && e.message!.seq <= x.to_seq);
            if (!h || h.from_seq === span) return null;
            span = h.from_seq;
            return <p key={e.key} className="veil">{say("hidden", { from: h.from_seq, to: h.to_seq })}</p>;
          }
          const newDay = e.at !== "" && (day === "" || !sameDay(day, e.at, zone));
          if (e.at !== "") day = e.at;
          const heading = newDay && <p className="day">{longDate(e.at, locale, zone)}</p>;
          if (b.folded && b.entries.length > 1) return (
            <div key={b.key} className="entry">
              {heading}
              <details className="autos fold">
                <summary>{say("autos", { count: b.entries.length })}: {lineOf(b.entries.at(-1)!.message!)}</summary>
                {b.entries.map((e) => <Bubble key={e.key} m={e.message!} quoted="" head={head} follows={false} missed={false} deeds={deeds} />)}
              </details>
            </div>
          );
          return (
            <div key={e.key} className="entry">
              {heading}
              {e.message && <Bubble m={e.message} quoted={quotedBy(e.message, (seq) => thread.log.get(seq))} head={head} follows={!newDay && together(previous, e.message, (at) => clockTime(at, locale, zone))} missed={missed.some((x) => x.seq === e.message!.seq)} deeds={deeds} />}
              {e.note && <NoteLine note={e.note} />}
              {e.consult && <ConsultLine consult={e.consult} mine={mine} use={deeds.use} close={deeds.closeConsult} />}
            </div>
          );
        })}
        {mineReplies.map((r) => <Pending key={r.id} reply={r} />)}
        {typing && <p className="typing">{say("typing")}</p>}
      </div>
      {below && (
        <button type="button" className="below" onClick={() => { stuck.current = true; if (box.current) box.current.scrollTop = box.current.scrollHeight; setBelow(false); look(); }}>
          <Icon of="down" size={16} /> {say("below")}
        </button>
      )}
    </div>
  );
}

function Text({ text }: { text: string }) {
  return <>{linked(text).map((p, i) => (p.href ? <a key={i} href={p.href} target="_blank" rel="noopener noreferrer">{p.text}</a> : <Numbers key={i} text={p.text} />))}</>;
}

const line_chars = 90;

function textsOf(m: Message): string[] {
  const parts = (m.parts ?? []).map((p) => p.text).filter(visible);
  return parts.length > 0 ? parts : [m.text ?? ""];
}
const lineOf = (m: Message): string => textsOf(m)[0]!.split("\n")[0]!.slice(0, line_chars);

/** An automatic message is one line, so that what people said stays in sight; the whole of it on demand. */
function Folded({ m }: { m: Message }) {
  const texts = textsOf(m);
  const first = texts[0]!;
  if (texts.length === 1 && first.length <= line_chars && !first.includes("\n")) return <Text text={first} />;
  return (
    <details className="fold">
      <summary>{lineOf(m)}…</summary>
      {texts.map((t, i) => <p key={i}><Text text={t} /></p>)}
    </details>
  );
}

/** What a message carries beside its text. */
function Carry({ a }: { a: Attachment }) {
  const { locale, say } = useDesk();
  const c = carried(a, locale === "en" ? 1 : 0);
  return (
    <p className="carried">
      <strong>{c.kind}</strong>
      {c.title && ` ${c.title}`}
      {c.place && <span translate="no"> {c.place}</span>}
      {c.link && <> <a href={c.link.href} target="_blank" rel="noopener noreferrer">{say("open_at", { host: c.link.host })}</a></>}
    </p>
  );
}

const FileCard = laterOr(() => import("./files.tsx").then((m) => m.FileCard), Carry);

const reasonOf = (m: Message): string => m.reason ?? (typeof m.error === "string" ? m.error : (m.error?.message ?? m.error?.code ?? ""));

const quote_chars = 80;

/** The message that this one quotes, as far as it may be shown. */
function quotedBy(m: Message, get: (seq: number) => Message | undefined): string {
  const of = typeof m.reply_to === "number" ? get(m.reply_to) : undefined;
  return of && !of.removed ? (of.text ?? of.kind).slice(0, quote_chars) : "";
}

/** One after the other by the same person in the same minute, with nothing to say of the second that was not said of the first. */
const together = (a: Message | undefined, b: Message, clock: (at: string) => string): boolean =>
  a !== undefined && a.from === b.from && idOf(a.officer) === idOf(b.officer) && a.purpose === b.purpose && a.revoked === b.revoked && !b.edited && b.reply_to === undefined && clock(a.at) === clock(b.at);

function Bubble({ m, quoted, head, follows, missed, deeds }: { m: Message; quoted: string; head: ConversationHead; follows: boolean; missed: boolean; deeds: Deeds }) {
  const { say, locale } = useDesk();
  const reasonIn = useReasons(locale);
  const { me, read } = useOfficer();
  const zone = useZone();
  const mine = idOf(m.officer) === me?.id;
  const outside = m.from === "officer" && m.officer === undefined;
  const who = m.from === "visitor" ? say("visitor") : m.from === "system" ? say("system") : outside ? say("outside") : mine ? say("you") : nameOf(m.officer);
  const on_page = head.channel === "care" && m.from === "officer" && !m.removed;
  const delivery = m.from === "visitor" || on_page ? undefined : (m.delivery ?? (m.from === "officer" && (read.get(head.conversation) ?? 0) >= m.seq ? "read" : undefined));
  const carries = m.removed ? [] : (m.attachments ?? []);
  const body = m.removed ? say("removed") : visible(m.text ?? "") ? m.text! : carries.length > 0 ? "" : say("kind", { kind: carried({ kind: m.kind }, locale === "en" ? 1 : 0).kind });
  const canAnswer = m.from === "officer" && m.purpose !== "answer" && !m.removed && !m.revoked && (outside || mine);
  const split = m.from === "visitor" && !m.removed && deeds.split && <button type="button" className="link quiet" onClick={() => deeds.split!(m.seq)}>{say("split")}</button>;
  const canRevoke = isAnswer(m) && deeds.revoke !== undefined;
  const canAsk = mine && isAnswer(m) && head.state === "answered";
  return (
    <article className={`msg ${m.from}${outside ? " outside" : ""}${follows ? " follows" : ""}${missed ? " missed" : ""}${m.removed ? " removed" : ""}${m.revoked ? " revoked" : ""}`} data-seq={m.seq}>
      <p className={follows ? "hidden" : "who"}>
        <strong>{who}</strong>
        {isAnswer(m) && <span className="chip good">{say("answer")}</span>}
        {m.revoked && <span className="chip alarm">{say("revoked_mark")}</span>}
        {m.purpose === "question" && !m.revoked && <span className="chip">{say("question")}</span>}
        <time dateTime={m.at}>{clockTime(m.at, locale, zone)}</time>
        {m.edited && <span>{say("edited")}</span>}
        {!follows && split}
        {m.reply_to !== undefined && <span className="quoted">{m.reply_to === "story" ? say("in_reply_story") : quoted ? <Numbers text={say("in_reply", { text: quoted })} /> : say("in_reply_unknown")}</span>}
      </p>
      <div className="bubble">
        <div className="text">{m.from === "visitor" || m.removed ? <Numbers text={body} /> : m.from === "system" ? <Folded m={m} /> : <Text text={body} />}</div>
        {carries.map((a, i) => (a.state ? <FileCard key={a.media ?? i} a={a} /> : <Carry key={i} a={a} />))}
        {m.solution && !m.removed && <p className="solved"><Numbers text={say("solution_was", { text: m.solution })} /></p>}
        {m.reaction && !m.removed && <p className="reaction">{say("reacted", { reaction: m.reaction })}</p>}
      </div>
      {(delivery || on_page || canAnswer || canAsk || (follows && split) || canRevoke) && (
        <p className="after">
          {(canAnswer || canAsk) && <button type="button" className="link" onClick={() => deeds.reclassify(m.seq, canAsk ? "question" : "answer")}>{say(canAsk ? "was_question" : "counts")}</button>}
          {follows && split}
          {canRevoke && <button type="button" className="link quiet" onClick={() => deeds.revoke!(m.seq)}>{say("revoke")}</button>}
          {on_page && <span className="delivery">{say("d_page")}</span>}
          {delivery && <span className={`delivery ${delivery}`}>{say(`d_${delivery}` as Key)}{delivery === "failed" && reasonOf(m) ? `: ${reasonIn(reasonOf(m))}` : ""}</span>}
        </p>
      )}
    </article>
  );
}

function Pending({ reply }: { reply: Reply }) {
  const { say } = useDesk();
  return (
    <article className={`msg ${reply.purpose === "note" ? "note" : "officer"} pending`}>
      <p className="who"><strong>{say(reply.purpose === "note" ? "note" : "you")}</strong>{reply.purpose !== "note" && <span className={reply.purpose === "answer" ? "chip good" : "chip"}>{say(reply.purpose)}</span>}</p>
      <div className="bubble"><div className="text"><Numbers text={reply.text} /></div>{reply.files?.map((a) => <Carry key={a.media} a={a} />)}</div>
      <p className="after"><span className="delivery pending">{say("d_local")}</span></p>
    </article>
  );
}

function NoteLine({ note }: { note: Note }) {
  const { say, locale } = useDesk();
  const zone = useZone();
  return (
    <article className="msg note">
      <p className="who"><strong>{say("note")}</strong><span>{nameOf(note.officer)}</span><time dateTime={note.at}>{clockTime(note.at, locale, zone)}</time></p>
      <div className="bubble"><div className="text"><Numbers text={halfOfNote(note.text, byService(note), locale)} /></div></div>
    </article>
  );
}

/** Written by nobody: the service's own, or an operator's deed. */
const byService = (note: Note): boolean => ["", "sahut"].includes(idOf(note.officer));
