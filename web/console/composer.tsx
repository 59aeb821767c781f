// Answer, question or note: three kinds that look different, because only one stops the clock and one must never reach the citizen.
import { Alert, Button, Group, NativeSelect, SegmentedControl, Textarea } from "@mantine/core";
import { useEffect, useRef, useState, type KeyboardEvent } from "react";
import { errorWord } from "../words/common.ts";
import { moment } from "../words/time.ts";
import type { ConversationHead, Ticket } from "../wire/types.ts";
import { nameOf } from "../wire/types.ts";
import { attached, useAttached } from "./attached.ts";
import { channelName, drafts, useDesk, useDraft, useOfficer, useZone } from "./context.tsx";
import { kindOf, type Mode, text_chars_max } from "./drafts.ts";
import { codeOf, refusalOf, whyNot } from "./errors.ts";
import { Icon } from "./icons.tsx";
import { laterOr } from "./later.tsx";
import { aimNow, aimOf, idOfTicket, needsSolution, toAnswer } from "./tickets.ts";

const Attach = laterOr(() => import("./files.tsx").then((m) => m.Attach), () => null);

interface Props {
  head: ConversationHead;
  mine: boolean;
  ticket: Ticket | undefined;
  /** The platform takes no reply now. */
  shut: boolean;
  /** When a key last asked for the cursor here; 0: never. */
  write: number;
  seen: number;
}

export function Composer({ head, mine, ticket, shut, write, seen }: Props) {
  const { client, say, locale } = useDesk();
  const zone = useZone();
  const conversation = head.conversation;
  const { draft, aside, refusal } = useDraft(conversation);
  const input = useRef<HTMLTextAreaElement>(null);
  const { mode, possible: of_kind } = kindOf(draft, mine);
  const blocked = shut && mode !== "note" && mine;
  const possible = of_kind && !blocked;
  const missed = refusal?.missed ?? [];
  const { tickets, files: limits } = useOfficer();
  const items = useAttached(conversation);
  const filed = items.length > 0;
  const held_back = filed && (mode === "note" || items.some((i) => i.state === "failed" || i.state === "refused" || i.state === "lost"));
  const choices = toAnswer(head, tickets.values(), ticket);
  const aim = aimNow(draft.to, choices);
  const target = aim ? (choices.tickets.find((t) => t.number === aim) ?? tickets.get(aim)) : undefined;
  const solving = mode === "answer" && mine && needsSolution(target);
  const solution = useRef<HTMLTextAreaElement>(null);
  const [unsolved, setUnsolved] = useState(false);
  useEffect(() => {
    if (write > 0) input.current?.focus();
  }, [write]);

  const takeUp = (i: number) => {
    drafts.takeUp(conversation, i);
    input.current?.focus();
  };
  const send = async (sure = false) => {
    const begun = drafts.of(conversation).draft;
    const answers = kindOf(begun, mine).mode === "answer";
    const mends = answers && mine && needsSolution(target);
    const tray = attached.of(conversation);
    const goes = tray !== undefined && tray.items.length > 0;
    if (goes && (kindOf(begun, mine).mode === "note" || tray.stuck || !possible)) return;
    if (goes && !tray.settled) return tray.whenSettled(() => void send(sure)); // wherever the officer looks by then
    if (mends && (begun.text.trim() || goes) && !begun.solution?.trim()) {
      setUnsolved(true);
      return solution.current?.focus();
    }
    setUnsolved(false);
    const sent = possible ? drafts.take(conversation, mine, goes) : undefined;
    if (!sent) return;
    const files = tray?.take() ?? [];
    if (refusal?.unsure) input.current?.focus(); // what was pressed goes
    const { text, purpose } = sent;
    try {
      await client.send({ conversation, seen, text, purpose, ...(files.length > 0 && { files }), ...(answers && target && { ticket: idOfTicket(target) }), ...(mends && { solution: sent.solution }), ...(sure && { sure }) });
    } catch (e) {
      if (codeOf(e) === "stopped") return; // it waits for the next sign-in
      attached.back(conversation, files, e);
      drafts.back(conversation, sent, refusalOf(e));
      input.current?.focus();
    }
  };
  // Enter that ends a composition is part of a word; some browsers say so by the code 229 alone.
  const sends = (e: KeyboardEvent) => {
    if (e.nativeEvent.isComposing || e.keyCode === 229 || e.key !== "Enter" || !(e.ctrlKey || e.metaKey)) return;
    e.preventDefault();
    void send();
  };
  const asQuestion = () => {
    drafts.choose(conversation, "question");
    void send();
  };
  const label = say(mode === "answer" ? "write_answer" : mode === "question" ? "write_question" : "write_note");
  return (
    <footer className={`composer ${mode}`}>
      {refusal && (
        <Alert color="yellow" variant="light" className="stale">
          <p>{refusal.unsure ? whyNot(refusal.error, locale) : codeOf(refusal.error) === "stale" ? say("stale") : say("refused", { why: whyNot(refusal.error, locale) })}</p>
          {refusal.unsure && possible && (
            <Group gap="xs">
              <Button size="compact-sm" onClick={() => void send(true)}>{say("sure_answer")}</Button>
              <Button size="compact-sm" variant="default" onClick={asQuestion}>{say("sure_question")}</Button>
            </Group>
          )}
          {missed.length > 0 && (
            <>
              <p><strong>{say("stale_missed")}</strong></p>
              <ul>{missed.map((m) => <li key={m.seq}>{nameOf(m.officer) || say("outside")}: {m.text}</li>)}</ul>
            </>
          )}
        </Alert>
      )}
      {!mine && of_kind && <p className="hint">{say("not_mine")}</p>}
      {blocked && <Alert color="yellow" variant="light" className="window-shut"><p>{say("window_shut", { channel: channelName(head.channel, say) })}</p></Alert>}
      {head.blocked_at && mode !== "note" && <Alert color="yellow" variant="light" className="by-applicant"><p>{say("blocks_us", { channel: channelName(head.channel, say), time: moment(head.blocked_at, locale, zone) })}</p></Alert>}
      {!of_kind && (
        <Alert color="red" variant="light" className="kind-gone">
          <p>{say("kind_gone")}</p>
          <Button size="compact-sm" variant="default" onClick={() => drafts.choose(conversation, "note")}>{say("make_note")}</Button>
        </Alert>
      )}
      {aside.length > 0 && (
        <ul className="aside-drafts" aria-label={say("aside")}>
          {aside.map((d, i) => (
            <li key={`${i}-${d.text}`}>
              <strong>{say(d.purpose === "answer" ? "answer" : d.purpose === "question" ? "question" : "note_short")}</strong>: {d.text}{" "}
              <Button size="compact-xs" variant="subtle" onClick={() => takeUp(i)}>{say("take_up")}</Button>
              <Button size="compact-xs" variant="subtle" color="gray" onClick={() => drafts.dropAside(conversation, i)}>{say("drop_text")}</Button>
            </li>
          ))}
        </ul>
      )}
      <div className="composer-card">
        <div className="composer-row">
          <SegmentedControl
            aria-label={say("purpose")}
            size="sm"
            value={mode}
            onChange={(v) => drafts.choose(conversation, v as Mode)}
            data={[
              { value: "answer", label: say("answer"), disabled: !mine },
              { value: "question", label: say("question"), disabled: !mine },
              { value: "note", label: say("note_short") },
            ]}
          />
          {mode === "answer" && mine && choices.tickets.length + Number(choices.request) > 1 && (
            <NativeSelect
              aria-label={say("answers_what")}
              size="xs"
              value={aim ?? ""}
              onChange={(e) => drafts.aim(conversation, e.currentTarget.value)}
              data={[...(target && !choices.tickets.includes(target) ? [{ value: target.number, label: say("answers_ticket", { number: target.number }) }] : []), ...(choices.request ? [{ value: "", label: say("answers_request") }] : []), ...choices.tickets.map((t) => ({ value: t.number, label: say("answers_ticket", { number: t.number }) }))]}
            />
          )}
        </div>
        <Textarea
          ref={input}
          label={label}
          rows={3}
          value={draft.text}
          error={draft.text.length > text_chars_max ? errorWord("too_long", locale === "en" ? 1 : 0) : undefined}
          onChange={(e) => {
            drafts.type(conversation, e.currentTarget.value, mine, aimOf(choices));
            if (mode !== "note" && mine && e.currentTarget.value) client.typing(conversation);
          }}
          onKeyDown={sends}
        />
        {solving && (
          <Textarea
            ref={solution}
            className="solution"
            label={say("solution")}
            rows={2}
            required
            value={draft.solution ?? ""}
            error={unsolved && !draft.solution?.trim() ? say("solution_need") : (draft.solution ?? "").length > text_chars_max ? errorWord("too_long", locale === "en" ? 1 : 0) : undefined}
            onChange={(e) => drafts.solve(conversation, e.currentTarget.value)}
            onKeyDown={sends}
          />
        )}
        {(filed || limits) && <Attach key={conversation} head={head} mine={mine} mode={mode} limits={limits} />}
        <div className="composer-send">
          <span className="attach-slot" />
          <span className="hint">{say("hint")}</span>
          <Button onClick={() => void send()} disabled={!(draft.text.trim() || filed) || !possible || held_back} variant={mode === "note" ? "default" : "filled"} rightSection={<Icon of="send" size={16} />}>
            {say(mode === "answer" ? "send_answer" : mode === "question" ? "send_question" : "save_note")}
          </Button>
        </div>
      </div>
    </footer>
  );
}
