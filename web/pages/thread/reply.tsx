// A reply joins the thread. Its id is kept until it was taken, so that trying again never doubles it.
import type { ComponentChildren } from "preact";
import { useRef, useState } from "preact/hooks";
import { Changing } from "../../words/out.tsx";
import { visible } from "../../words/visible.ts";
import type { Begun } from "./begun.ts";
import type { ThreadSay } from "./words.ts";

export const reply_chars_max = 4000;

interface Props<T> {
  say: ThreadSay;
  begun: Begun;
  /** What is written becomes a ticket of its own. */
  anew?: boolean;
  /** Sends and asks for the thread anew; says what became of it, and whether the words were taken. */
  send(id: string, text: string): Promise<{ taken: boolean; told: T }>;
  /** What is told of it, in the language of the moment. */
  tell(told: T): ComponentChildren;
}

export function Reply<T>({ say, begun, anew = false, send, tell }: Props<T>) {
  const [text, setText] = useState(() => begun.text());
  const [told, setTold] = useState<T | "sending" | null>(null);
  const [taken, setTaken] = useState(false);
  const [busy, setBusy] = useState(false);
  const box = useRef<HTMLTextAreaElement>(null);
  const count = [...text].length;
  const over = count > reply_chars_max ? say("too_long", { count, max: reply_chars_max }) : "";
  const type = (value: string) => {
    setText(value);
    begun.keep(value);
  };
  const go = async () => {
    const words = text.trim();
    if (busy || over || !visible(words)) return;
    const id = begun.id(words);
    setBusy(true);
    setTold("sending");
    const result = await send(id, words);
    setBusy(false);
    setTold(result.told);
    setTaken(result.taken);
    if (!result.taken) return;
    type("");
    box.current?.focus();
  };
  const tone = told === "sending" ? "calm" : taken ? "good" : "";
  const said = told === null ? "" : told === "sending" ? <Changing text={say("sending")} /> : tell(told as T);
  return (
    <form class="reply" noValidate onSubmit={(e) => { e.preventDefault(); void go(); }}>
      <label for="reply"><Changing text={say("write")} /></label>
      <textarea ref={box} id="reply" rows={3} value={text} readOnly={busy} aria-describedby="reply-hint" aria-invalid={over !== ""} onInput={(e) => type(e.currentTarget.value)} />
      <p id="reply-hint" class="hint"><Changing text={say(anew ? "write_hint_anew" : "write_hint")} /></p>
      <p role="status" class={over ? "told" : said ? `told ${tone}` : "told quiet"}>{over ? <Changing text={over} /> : said}</p>
      <button type="submit" class="primary" disabled={busy || over !== "" || !visible(text)}><Changing text={say("send")} /></button>
    </form>
  );
}
