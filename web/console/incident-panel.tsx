// One incident: what it is at, its shared answer and who approves that, its members by rule, and closing it.
import { Button, NativeSelect, Textarea, TextInput } from "@mantine/core";
import { useRef, useState } from "react";
import { numberText } from "../words/locale.ts";
import { numberOf } from "../words/number.ts";
import { ofFieldTime } from "../words/time.ts";
import { nameOf, type Incident } from "../wire/types.ts";
import { sends } from "./consult-dialog.tsx";
import { useDesk, useKept, useOfficer, useZone, whoIs } from "./context.tsx";
import { Dialog } from "./dialogs.tsx";
import { text_chars_max } from "./drafts.ts";
import { whyNotGathered, wordOf } from "./errors.ts";
import { Icon } from "./icons.tsx";
import { useNameOfMember } from "./incident-dialogs.tsx";
import { deedsOnIncident, done, incidentWord, left, membersTold, outcomeOf, ruleFields } from "./incidents.ts";
import { Numbers } from "./marks.tsx";
import { idOfTicket, supervises } from "./tickets.ts";

type Part = "answer" | "rule" | "out" | "close";

export function IncidentPanel({ incident: i, back }: { incident: Incident; back(): void }) {
  const { client, say, locale } = useDesk();
  const { me } = useOfficer();
  const nameFor = useNameOfMember();
  const [busy, setBusy] = useState(false);
  /** What became of the last deed, beside what did it. */
  const [told, setTold] = useState<Outcome>({ part: "answer", lines: [], why: "" });
  const say_why = (part: Part, why: string) => setTold({ part, lines: [], why });
  const may = deedsOnIncident(i, me);
  const act = async (part: Part, deed: string, fields: Record<string, unknown> = {}, good?: string): Promise<boolean> => {
    if (busy) return false;
    setBusy(true);
    say_why(part, "");
    try {
      const ack = await client.command(`incident.${deed}`, { incident: i.incident, ...fields });
      const gathers = deed === "add" || deed === "remove";
      setTold({ part, why: "", lines: gathers ? outcomeOf(ack, deed === "add", say, nameFor, (code) => wordOf(code, locale)) : good ? [good] : [] });
      return true;
    } catch (e) {
      say_why(part, whyNotGathered(e, locale, deed));
      return false;
    } finally {
      setBusy(false);
    }
  };
  const tell = { act, busy, wrong: say_why, told };
  const waits = left(i);
  return (
    <section className="conv incident" aria-labelledby="incident-name">
      <header className="conv-head">
        <button type="button" className="link back" onClick={back}><Icon of="back" size={16} /> <span className="back-word">{say("back")}</span></button>
        <span className="avatar"><Icon of="warning" /></span>
        <div className="conv-title">
          <h2 id="incident-name">{i.title}</h2>
          <p className="conv-meta" role="status">
            <span className={`chip incident-${i.state}`}>{incidentWord(say, i.state)}</span>
            <span>{say("in_count", { members: i.members, answered: i.answered ?? 0 })}</span>
          </p>
        </div>
      </header>
      <div className="incident-body" tabIndex={0} role="group" aria-labelledby="incident-name">
        <dl className="facts">
          {i.opened_by && <div><dt>{say("in_by")}</dt><dd>{nameOf(i.opened_by)}</dd></div>}
          <div><dt>{say("in_members")}</dt><dd>{numberText(i.members, locale)}</dd></div>
          <div><dt>{say("in_answered")}</dt><dd>{numberText(i.answered ?? 0, locale)}</dd></div>
          {(i.passed_over ?? 0) > 0 && <div><dt>{say("in_passed")}</dt><dd>{numberText(i.passed_over!, locale)}</dd></div>}
          <div><dt>{say("in_left")}</dt><dd>{numberText(waits, locale)}</dd></div>
        </dl>
        {i.state === "answering" && (
          <p className="incident-progress">
            <progress max={Math.max(1, i.members)} value={done(i)} aria-label={say("is_answering")} />{" "}
            <span>{say("in_progress", { count: done(i), all: i.members })}</span>
          </p>
        )}
        <Answer incident={i} {...tell} />
        {may.change && <ByRule {...tell} />}
        {may.change && i.members > 0 && <Out incident={i} {...tell} />}
        {may.change && (
          <section aria-label={say("in_close")}>
            {may.close
              ? <Button variant="default" disabled={busy} onClick={() => void act("close", "close", {}, say("in_closed"))}>{say("in_close")}</Button>
              : <p className="hint">{say("in_wait_close")}</p>}
          </section>
        )}
        <Told told={told} part="close" />
      </div>
    </section>
  );
}

interface Outcome {
  part: Part;
  lines: readonly string[];
  why: string;
}

function Told({ told, part }: { told: Outcome; part: Part }) {
  return (
    <>
      <div role="status" className="hint">{told.part === part && told.lines.map((l, n) => <p key={n}><Numbers text={l} /></p>)}</div>
      <p role="alert" className="why">{told.part === part && told.why}</p>
    </>
  );
}

interface Tell {
  busy: boolean;
  act(part: Part, deed: string, fields?: Record<string, unknown>, good?: string): Promise<boolean>;
  wrong(part: Part, why: string): void;
  told: Outcome;
}

function Answer({ incident: i, act, busy, wrong, told }: { incident: Incident } & Tell) {
  const { say } = useDesk();
  const { me } = useOfficer();
  const [text, setText] = useKept(`incident-text/${i.incident}`);
  /** The text that is asked about; what is approved is what was read. */
  const [asked, setAsked] = useState<{ text: string; proposal: string | undefined } | null>(null);
  const input = useRef<HTMLTextAreaElement>(null);
  const may = deedsOnIncident(i, me);
  const propose = async () => {
    if (!text.trim()) {
      wrong("answer", say("in_need_text"));
      return input.current?.focus();
    }
    if (await act("answer", "answer", { text: text.trim(), purpose: "answer" }, say("in_proposed"))) setText("");
  };
  const approve = async () => {
    const read = asked;
    const changed = read?.text !== i.text || read?.proposal !== i.proposal || !may.approve;
    setAsked(null);
    if (changed) return wrong("answer", say("in_changed"));
    await act("answer", "approve", read?.proposal ? { proposal: read.proposal } : {}, say("in_approved"));
  };
  return (
    <section aria-label={say("in_answer")}>
      <h3>{say("in_answer")}</h3>
      {i.text && (
        <div className="incident-text">
          {i.proposed_by && <p className="who">{say("in_proposal", { who: nameOf(i.proposed_by) })}</p>}
          <p className="consult-text" tabIndex={0}>{i.text}</p>
        </div>
      )}
      {may.second && <p className="hint">{say("in_second")}</p>}
      {i.state === "proposed" && !may.second && !supervises(me) && <p className="hint">{say("in_waits")}</p>}
      {(may.approve || (may.change && i.state === "proposed")) && (
        <div className="ticket-acts">
          {may.approve && <Button disabled={busy} onClick={() => setAsked({ text: i.text ?? "", proposal: i.proposal })}>{say("in_approve")}</Button>}
          {may.change && i.text && (
            <Button
              variant="default"
              onClick={() => {
                setText(i.text ?? "");
                input.current?.focus();
              }}
            >
              {say("in_edit")}
            </Button>
          )}
        </div>
      )}
      {may.change && (
        <>
          <Textarea ref={input} label={say("in_write")} description={say("in_write_hint")} rows={4} maxLength={text_chars_max} value={text} onChange={(e) => setText(e.currentTarget.value)} onKeyDown={(e) => sends(e) && void propose()} />
          <Button variant="default" disabled={busy} onClick={() => void propose()}>{say("in_propose")}</Button>
        </>
      )}
      <Told told={told} part="answer" />
      <Dialog opened={asked !== null} close={() => setAsked(null)} title={say("in_approve_title")} go={() => void approve()} label={say("in_approve")} told="" busy={busy}>
        <p>{say("in_approve_hint", { count: left(i) })}</p>
        <p className="incident-text consult-text whole">{asked?.text}</p>
      </Dialog>
    </section>
  );
}

function ByRule({ act, busy, wrong, told }: Tell) {
  const { say } = useDesk();
  const { topics } = useOfficer();
  const zone = useZone();
  const [topic, setTopic] = useState("");
  const [words, setWords] = useState("");
  const [from, setFrom] = useState("");
  const [until, setUntil] = useState("");
  const find = () => {
    const fields = ruleFields({ topic, words, from: ofFieldTime(from, zone), until: ofFieldTime(until, zone) });
    if (typeof fields === "string") return wrong("rule", say(fields));
    void act("rule", "add", fields);
  };
  return (
    <section aria-label={say("in_rule")}>
      <h3>{say("in_rule")}</h3>
      <form
        onSubmit={(e) => {
          e.preventDefault();
          find();
        }}
      >
        <p className="hint">{say("in_rule_hint")}</p>
        <div className="incident-rule">
          {topics.length > 0 && <NativeSelect label={say("f_topic")} value={topic} onChange={(e) => setTopic(e.currentTarget.value)} data={[{ value: "", label: say("none") }, ...topics.map((t) => ({ value: t, label: t }))]} />}
          <TextInput label={say("in_words")} value={words} maxLength={256} autoComplete="off" onChange={(e) => setWords(e.currentTarget.value)} />
          <TextInput type="datetime-local" label={`${say("in_from")} (${zone.label})`} value={from} onChange={(e) => setFrom(e.currentTarget.value)} />
          <TextInput type="datetime-local" label={`${say("in_until")} (${zone.label})`} value={until} onChange={(e) => setUntil(e.currentTarget.value)} />
        </div>
        <Button type="submit" variant="default" disabled={busy}>{say("in_find")}</Button>
      </form>
      <Told told={told} part="rule" />
    </section>
  );
}

function Out({ incident: i, act, busy, wrong, told }: { incident: Incident } & Tell) {
  const { say } = useDesk();
  const { heads, tickets } = useOfficer();
  const [typed, setTyped] = useState("");
  const known = membersTold(i.incident, heads.values(), tickets.values());
  const out = (fields: Record<string, unknown>) => act("out", "remove", fields);
  const byNumber = async () => {
    const number = numberOf(typed);
    if ("fault" in number) return wrong("out", say(number.fault === "wrong_number" ? "find_wrong" : "c_of_need"));
    if (await out({ tickets: [number.number] })) setTyped("");
  };
  return (
    <section aria-label={say("in_out_title")}>
      <h3>{say("in_out_title")}</h3>
      {known.tickets.length + known.heads.length > 0 && (
        <ul className="incident-members">
          {known.tickets.map((t) => <li key={t.number}><Numbers text={t.number} /> <button type="button" className="link" aria-disabled={busy} aria-label={`${say("in_out_go")}: ${t.number}`} onClick={() => void out({ tickets: [idOfTicket(t)] })}>{say("in_out_go")}</button></li>)}
          {known.heads.map((h) => <li key={h.conversation}>{whoIs(h)} <button type="button" className="link" aria-disabled={busy} aria-label={`${say("in_out_go")}: ${whoIs(h)}`} onClick={() => void out({ conversations: [h.conversation] })}>{say("in_out_go")}</button></li>)}
        </ul>
      )}
      <form
        className="incident-out"
        onSubmit={(e) => {
          e.preventDefault();
          void byNumber();
        }}
      >
        <TextInput label={say("in_out_number")} description={say("in_out_elsewhere")} value={typed} maxLength={64} autoComplete="off" onChange={(e) => setTyped(e.currentTarget.value)} />
        <Button type="submit" variant="default" disabled={busy}>{say("in_out_go")}</Button>
      </form>
      <Told told={told} part="out" />
    </section>
  );
}
