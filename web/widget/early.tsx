// What shows while the panel has not come: a place to write, and the truth about what it waits for.
import { useLayoutEffect, useRef, useState } from "preact/hooks";
import { visible } from "../words/visible.ts";
import type { KeyValue, Visitor, VisitorState } from "../wire/visitor.ts";
import { SendIcon } from "./icons.tsx";
import { words } from "./launcher-words.ts";
import { Changing } from "../words/out.tsx";
import type { speaker } from "../words/locale.ts";

interface Props {
  visitor: Visitor;
  state: VisitorState;
  say: ReturnType<typeof speaker<typeof words>>;
  tab: KeyValue;
  /** Where the panel's composer keeps what is being written: it goes on with it. */
  draft_key: string;
  focused: boolean;
  failed: boolean;
  hide(): void;
}

export function Early({ visitor, state, say, tab, draft_key, focused, failed, hide }: Props) {
  const [text, setText] = useState(() => tab.get(draft_key) ?? "");
  const [sent, setSent] = useState(false);
  const input = useRef<HTMLTextAreaElement>(null);
  useLayoutEffect(() => void (focused && input.current?.focus()), []);
  const keep = (next: string) => {
    setText(next);
    if (next) tab.set(draft_key, next);
    else tab.remove(draft_key);
  };
  const send = () => {
    if (!visible(text)) return;
    visitor.send(text.trim());
    keep("");
    setSent(true);
  };
  const waiting = state.outbox.length;
  const arrived = sent && waiting === 0;
  return (
    <section class="early" role="dialog" aria-label={say("launch")} onKeyDown={(e) => e.key === "Escape" && hide()}>
      <p role="status"><Changing text={[arrived ? say("arrived") : waiting > 0 && say("kept", { count: waiting }), say(arrived ? "rest" : failed ? "no_network" : "opening")].filter(Boolean).join(" ")} /></p>
      <label class="hidden" for="sahut-early">{say("write")}</label>
      <textarea
        id="sahut-early"
        ref={input}
        rows={3}
        maxLength={4000}
        value={text}
        placeholder={say("write")}
        onInput={(e) => keep(e.currentTarget.value)}
        onKeyDown={(e) => {
          if (e.key !== "Enter" || e.shiftKey || e.isComposing || e.keyCode === 229) return;
          e.preventDefault();
          send();
        }}
      />
      <div>
        <button type="button" class="early-send" disabled={!visible(text)} onClick={send}><SendIcon /> {say("send")}</button>
        <button type="button" class="early-off" onClick={hide}>{say("hide")}</button>
      </div>
    </section>
  );
}
