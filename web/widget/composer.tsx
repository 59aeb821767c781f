import { useEffect, useLayoutEffect, useState } from "preact/hooks";
import type { RefObject } from "preact";
import { Choose, TrayList, type Attaching } from "../files/attach.tsx";
import { fileSay } from "../words/files.ts";
import { pastedFiles } from "../wire/previews.ts";
import { visible } from "../words/visible.ts";
import { shared } from "../words/common.ts";
import type { View } from "./panel.tsx";
import { SendIcon } from "./icons.tsx";
import { Changing, isWeb, Out } from "../words/out.tsx";

export const text_chars_max = 4000;
const warn_below = 200;

interface Props extends View {
  input: RefObject<HTMLTextAreaElement | null>;
  /** What was being written when the page, or the panel, went away. */
  draft: { get(): string; set(text: string): void };
  attaching: Attaching;
  info(): void;
}

/** Writes and hands over; a line is kept before it is sent, so that words wait for nothing here, and only files for their upload. */
export function Composer({ say, locale, state, visitor, input, draft, attaching, info }: Props) {
  const [text, setText] = useState(draft.get);
  const { tray, items } = attaching;
  const left = text_chars_max - [...text].length;
  const blocked = (!visible(text) && items.length === 0) || left < 0 || tray.stuck || state.link.state === "stopped";
  useLayoutEffect(() => draft.set(text), [text]);
  useLayoutEffect(() => {
    const el = input.current;
    if (!el) return;
    el.rows = 1;
    const line = 22;
    el.rows = Math.min(5, Math.max(1, Math.round((el.scrollHeight - 16) / line)));
  }, [text]);
  const send = () => {
    if (blocked) return;
    if (!tray.settled) return tray.whenSettled(go);
    go();
    input.current?.focus();
  };
  // It may go while the panel is hidden, so what is written is taken from where it is kept.
  const go = () => {
    const words = draft.get().trim();
    draft.set("");
    setText("");
    visitor.send(words, tray.take());
  };
  useEffect(() => {
    if (!tray.awaited) return;
    tray.whenSettled(left < 0 ? () => {} : go);
  }, [left]);
  const ref = state.conversation?.reference;
  const url = state.conversation?.status_url;
  return (
    <footer class="foot">
      <TrayList of={attaching} note={tray.stuck ? fileSay(locale)("first_mend") : attaching.awaited ? fileSay(locale)("goes_then") : ""} />
      <form
        class="composer"
        onSubmit={(e) => {
          e.preventDefault();
          send();
        }}
      >
        {state.files && <Choose of={attaching} />}
        <label class="hidden" for="sahut-text">{say("write")}</label>
        <textarea
          id="sahut-text"
          ref={input}
          rows={1}
          value={text}
          placeholder={say("write")}
          aria-describedby="sahut-hint"
          aria-invalid={left < 0}
          onInput={(e) => {
            setText(e.currentTarget.value);
            if (e.currentTarget.value) visitor.typing();
          }}
          onPaste={(e) => {
            const files = pastedFiles(e.clipboardData);
            if (files.length === 0 || !state.files) return;
            e.preventDefault();
            attaching.add(files);
          }}
          onKeyDown={(e) => {
            // 229: the Enter that only ends a composition, which Safari tells after the composition is over.
            if (e.key !== "Enter" || e.shiftKey || e.isComposing || e.keyCode === 229) return;
            e.preventDefault();
            send();
          }}
        />
        <button type="submit" class="send" aria-label={say("send")} title={say("send")} disabled={blocked}>
          <SendIcon />
        </button>
      </form>
      <p id="sahut-hint" class="hidden">{say("hint")}</p>
      <p class="count" role="status">{left < warn_below && <Changing text={say(left < 0 ? "over" : "left", { count: Math.abs(left) })} />}</p>
      <p class="fine">
        {ref && isWeb(url) && <Out href={url}>{say("status_link")} <span class="hidden">{say("reference")} <span key={ref} translate={false}>{ref}</span></span></Out>}
        <button type="button" class="plain" onClick={info}>{shared.complaints[locale === "en" ? 1 : 0]}</button>
      </p>
    </footer>
  );
}
