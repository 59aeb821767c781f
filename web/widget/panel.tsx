// The panel: which of its parts shows, and where the focus is.
import type { TargetedKeyboardEvent } from "preact";
import { useEffect, useLayoutEffect, useRef, useState } from "preact/hooks";
import { pick, speaker, type Locale } from "../words/locale.ts";
import { openTicket } from "../words/states.ts";
import { zoneOf } from "../words/time.ts";
import type { KeyValue, Outgoing, Visitor, VisitorState } from "../wire/visitor.ts";
import { DropArea, useAttaching } from "../files/attach.tsx";
import { Composer } from "./composer.tsx";
import { filesOf } from "./files.ts";
import { Header } from "./header.tsx";
import { Identity } from "./identity.tsx";
import { Info } from "./info.tsx";
import { Log } from "./log.tsx";
import { Changing } from "../words/out.tsx";
import { StatusLine } from "./status-line.tsx";
import { words, type Say } from "./words.ts";

export interface View {
  say: Say;
  locale: Locale;
  state: VisitorState;
  visitor: Visitor;
}

export type Panel = "chat" | "identity" | "info" | "end";

export interface PanelProps {
  visitor: Visitor;
  state: VisitorState;
  tab: KeyValue;
  prefix: string;
  locale: Locale;
  /** It was opened by hand, so the focus may come here. */
  focused: boolean;
  hide(): void;
  toggle(): void;
}

export function PanelBox({ visitor, state, tab, prefix, locale, focused, hide, toggle }: PanelProps) {
  const [panel, setPanel] = useState<Panel>("chat");
  const input = useRef<HTMLTextAreaElement>(null);
  const say = speaker(words, locale) as Say;
  const view: View = { say, locale, state, visitor };

  const first = useRef(!focused);
  useLayoutEffect(() => {
    if (!first.current && panel === "chat") input.current?.focus();
    first.current = false;
  }, [panel]);
  const box = useRef<HTMLElement>(null);
  const spoken = useRef(locale);
  useLayoutEffect(() => {
    if (spoken.current !== locale) box.current?.querySelector<HTMLElement>(".menu-button")?.focus();
    spoken.current = locale;
  }, [locale]);
  useEffect(() => (box.current ? fitted(box.current) : undefined), [locale]);

  const files = filesOf(visitor, tab, prefix);
  const attaching = useAttaching(files.tray, state.files, locale);
  // What the service holds no more must be chosen again; the rest goes back to where it was.
  const takeBack = ({ id, text, files: sent = [], path }: Outgoing) => {
    visitor.discard(id);
    if (path?.startsWith("attachments")) files.tray.lose(sent);
    else files.tray.put(sent);
    if (!input.current) return;
    input.current.value = text;
    input.current.dispatchEvent(new Event("input"));
    input.current.focus();
  };

  const office = typeof state.office === "object" ? state.office : undefined;
  return (
    <div class="sahut" lang={locale}>
      <section
        key={locale}
        ref={box}
        class="panel"
        role="dialog"
        aria-label={`${say("title")} ${office?.name ?? ""}`.trim()}
        onKeyDown={(e) => {
          if (e.key === "Tab") keepIn(e);
          if (e.key !== "Escape") return;
          e.stopPropagation();
          if (panel === "chat") hide();
          else setPanel("chat");
        }}
      >
        <Header
          {...view}
          panel={panel}
          go={setPanel}
          hide={hide}
          toggle={toggle}
        />
        {panel === "identity" ? (
          <Identity {...view} back={() => setPanel("chat")} />
        ) : panel === "info" ? (
          <Info {...view} office={office} notice={pick(state.texts.privacy_notice, locale)} back={() => setPanel("chat")} />
        ) : (
          <DropArea of={attaching} disabled={!state.files} class="talk">
            <StatusLine {...view} zone={zoneOf(office, state.hours as never)} />
            <Log {...view} zone={zoneOf(office, state.hours as never)} files={files} takeBack={takeBack} write={() => input.current?.focus()} />
            {panel === "end" && <EndAsk {...view} close={() => setPanel("chat")} />}
            <Composer {...view} input={input} attaching={attaching} draft={{ get: () => tab.get(`${prefix}draft`) ?? "", set: (text) => (text ? tab.set(`${prefix}draft`, text) : tab.remove(`${prefix}draft`)) }} info={() => setPanel("info")} />
          </DropArea>
        )}
      </section>
    </div>
  );
}

// Where the panel covers the whole page, the keyboard must not wander behind it.
function keepIn(e: TargetedKeyboardEvent<HTMLElement>): void {
  const panel = e.currentTarget;
  if (panel.offsetWidth < innerWidth) return;
  const stops = panel.querySelectorAll<HTMLElement>("a[href],button:not(:disabled),input,select,textarea,[tabindex='0']");
  const edge = stops[e.shiftKey ? 0 : stops.length - 1];
  if (e.target !== edge) return;
  e.preventDefault();
  stops[e.shiftKey ? stops.length - 1 : 0]?.focus();
}

// Where the panel covers the page it has the height that the on-screen keyboard leaves, and stays in sight.
function fitted(panel: HTMLElement): () => void {
  const view = window.visualViewport;
  if (!view) return () => {};
  const fit = () => {
    const near = view.scale < 1.05;
    panel.style.setProperty("--seen", near ? `${view.height}px` : "100dvh");
    panel.style.setProperty("--seen-top", near ? `${view.offsetTop}px` : "0px");
    panel.classList.toggle("short", near && view.height <= 460);
    panel.classList.toggle("tight", near && view.height <= 320);
    panel.scrollTop = 0;
  };
  fit();
  view.addEventListener("resize", fit);
  view.addEventListener("scroll", fit);
  return () => {
    view.removeEventListener("resize", fit);
    view.removeEventListener("scroll", fit);
  };
}

// An unanswered question is not ended without saying what becomes of it.
function EndAsk({ say, state, visitor, close }: View & { close(): void }) {
  const first = useRef<HTMLButtonElement>(null);
  const [sure, setSure] = useState(false);
  const ticket = openTicket(state.tickets);
  const unanswered = state.conversation !== undefined && !["answered", "closed"].includes(state.conversation.state);
  const last = sure || !unanswered;
  useLayoutEffect(() => first.current?.focus(), [sure]);
  const yes = () => {
    if (!last) return setSure(true);
    visitor.end().catch(() => {});
    close();
  };
  const text = !sure ? say("end_ask") : ticket ? say("end_ticket", { number: ticket.number }) : say("end_unanswered");
  return (
    <div class="ask" role="group" aria-label={say("end")}>
      <p role="status"><Changing text={text} /></p>
      {sure && <button ref={first} key="no" type="button" class="primary" onClick={close}>{say("keep_waiting")}</button>}
      <button ref={sure ? undefined : first} key="yes" type="button" class={sure ? "plain" : "primary"} onClick={yes}>{say("end_yes")}</button>
      {!sure && <button type="button" class="plain" onClick={close}>{say("cancel")}</button>}
    </div>
  );
}
