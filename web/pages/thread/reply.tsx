// A reply joins the thread. Its id is kept until it was taken, so that trying again never doubles it.
import type { ComponentChildren } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";
import { Choose, DropArea, TrayList, useAttaching } from "../../files/attach.tsx";
import type { Uploaded } from "../../wire/media.ts";
import { pastedFiles } from "../../wire/previews.ts";
import type { Tray } from "../../wire/tray.ts";
import type { FileLimits } from "../../wire/types.ts";
import { fileSay } from "../../words/files.ts";
import type { Locale } from "../../words/locale.ts";
import { Changing } from "../../words/out.tsx";
import { visible } from "../../words/visible.ts";
import type { Begun } from "./begun.ts";
import type { ThreadSay } from "./words.ts";

export const reply_chars_max = 4000;

interface Props<T> {
  say: ThreadSay;
  locale: Locale;
  begun: Begun;
  tray: Tray;
  /** What files may go; absent: none. */
  limits: FileLimits | undefined;
  /** What is written becomes a ticket of its own. */
  anew?: boolean;
  /** Sends and asks for the thread anew; says what became of it, and whether the words were taken. */
  send(id: string, text: string, files: readonly Uploaded[]): Promise<{ taken: boolean; told: T }>;
  /** What is told of it, in the language of the moment. */
  tell(told: T): ComponentChildren;
}

export function Reply<T>({ say, locale, begun, tray, limits, anew = false, send, tell }: Props<T>) {
  const [text, setText] = useState(() => begun.text());
  const [told, setTold] = useState<T | "sending" | null>(null);
  const [taken, setTaken] = useState(false);
  const [busy, setBusy] = useState(false);
  const attaching = useAttaching(tray, limits, locale);
  const { items } = attaching;
  const box = useRef<HTMLTextAreaElement>(null);
  const count = [...text].length;
  const over = count > reply_chars_max ? say("too_long", { count, max: reply_chars_max }) : "";
  const type = (value: string) => {
    setText(value);
    begun.keep(value);
  };
  const go = async () => {
    const words = box.current?.value.trim() ?? "";
    if (busy || over || (!visible(words) && items.length === 0) || tray.stuck) return;
    if (!tray.settled) return tray.whenSettled(() => void latest.current());
    const files = tray.done;
    const id = begun.id(words, files.map((f) => f.media).join(" "));
    setBusy(true);
    setTold("sending");
    const result = await send(id, words, files);
    setBusy(false);
    setTold(result.told);
    setTaken(result.taken);
    if (result.told === "files_gone") {
      tray.clear();
      tray.lose(files);
    }
    if (!result.taken) return;
    type("");
    tray.clear();
    box.current?.focus();
  };
  const latest = useRef(go);
  latest.current = go;
  useEffect(() => () => tray.leave(), [tray]);
  const tone = told === "sending" ? "calm" : taken ? "good" : "";
  const said = told === null ? "" : told === "sending" ? <Changing text={say("sending")} /> : tell(told as T);
  return (
    <form class="reply" noValidate onSubmit={(e) => { e.preventDefault(); void go(); }}>
      <DropArea of={attaching} disabled={!limits || busy}>
        <label for="reply"><Changing text={say("write")} /></label>
        <textarea ref={box} id="reply" rows={3} value={text} readOnly={busy} aria-describedby="reply-hint" aria-invalid={over !== ""} onInput={(e) => type(e.currentTarget.value)} onPaste={(e) => {
          const files = pastedFiles(e.clipboardData);
          if (files.length === 0 || !limits) return;
          e.preventDefault();
          attaching.add(files);
        }} />
        <p id="reply-hint" class="hint"><Changing text={say(anew ? "write_hint_anew" : "write_hint")} /></p>
        <TrayList of={attaching} locked={busy} note={tray.stuck ? fileSay(locale)("first_mend") : attaching.awaited ? fileSay(locale)("goes_then") : ""} />
        {limits && <p class="choose-files"><Choose of={attaching} labelled disabled={busy} /></p>}
        <p role="status" class={over ? "told" : said ? `told ${tone}` : "told quiet"}>{over ? <Changing text={over} /> : said}</p>
        <button type="submit" class="primary" disabled={busy || over !== "" || (!visible(text) && items.length === 0) || tray.stuck}><Changing text={say("send")} /></button>
      </DropArea>
    </form>
  );
}
