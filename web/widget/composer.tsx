import { useLayoutEffect, useState } from "preact/hooks";
import type { RefObject } from "preact";
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
  info(): void;
}

/** Writes and hands over; a line is kept before it is sent, so nothing here waits for the network. */
export function Composer({ say, locale, state, visitor, input, draft, info }: Props) {
  const [text, setText] = useState(draft.get);
  const left = text_chars_max - [...text].length;
  const blocked = !visible(text) || left < 0 || state.link.state === "stopped";
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
    visitor.send(text.trim());
    setText("");
    input.current?.focus();
  };
  const ref = state.conversation?.reference;
  const url = state.conversation?.status_url;
  return (
    <footer class="foot">
      <form
        class="composer"
        onSubmit={(e) => {
          e.preventDefault();
          send();
        }}
      >
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
