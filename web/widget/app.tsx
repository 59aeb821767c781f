// The launcher and the panel: which of them shows, where the focus is, what has been read.
import type { TargetedKeyboardEvent } from "preact";
import { useCallback, useEffect, useRef, useState } from "preact/hooks";
import { stateWord } from "../words/common.ts";
import { pick, speaker, type Locale } from "../words/locale.ts";
import { zoneOf } from "../words/time.ts";
import type { KeyValue, Visitor, VisitorState } from "../wire/visitor.ts";
import { Composer } from "./composer.tsx";
import { Header } from "./header.tsx";
import { Identity } from "./identity.tsx";
import { ChatIcon } from "./icons.tsx";
import { Info } from "./info.tsx";
import { Changing } from "./out.tsx";
import { Log } from "./log.tsx";
import { StatusLine } from "./status-line.tsx";
import { words, type Say } from "./words.ts";

export interface View {
  say: Say;
  locale: Locale;
  state: VisitorState;
  visitor: Visitor;
}

export type Panel = "chat" | "identity" | "info" | "end";

interface Props {
  visitor: Visitor;
  /** Kept for this tab alone: whether the panel is open, and what is being written. */
  tab: KeyValue;
  prefix: string;
  first: Locale;
  onLocale(locale: Locale): void;
}

function useVisitor(visitor: Visitor): VisitorState {
  const [state, set] = useState(visitor.state);
  useEffect(() => visitor.subscribe(() => set({ ...visitor.state })), [visitor]);
  return state;
}

export function App({ visitor, tab, prefix, first, onLocale }: Props) {
  const state = useVisitor(visitor);
  const [locale, setLocale] = useState(first);
  const [open, setOpen] = useState(() => tab.get(`${prefix}open`) === "1");
  const [panel, setPanel] = useState<Panel>("chat");
  const launcher = useRef<HTMLButtonElement>(null);
  const input = useRef<HTMLTextAreaElement>(null);
  const say = speaker(words, locale) as Say;
  const view: View = { say, locale, state, visitor };

  const show = () => {
    visitor.start();
    visitor.wake();
    setOpen(true);
    tab.set(`${prefix}open`, "1");
  };
  const hide = useCallback(() => {
    setOpen(false);
    tab.remove(`${prefix}open`);
    setTimeout(() => launcher.current?.focus());
  }, []);
  // A reload that finds the panel open leaves the focus to the page.
  const asked = useRef(false);
  useEffect(() => {
    if (open && !asked.current) visitor.start();
    else if (open && panel === "chat") input.current?.focus();
    asked.current = true;
  }, [open, panel]);
  const box = useRef<HTMLElement>(null);
  const spoken = useRef(first);
  useEffect(() => {
    if (spoken.current !== locale) box.current?.querySelector<HTMLElement>(".menu-button")?.focus();
    spoken.current = locale;
  }, [locale]);
  useEffect(() => (open && box.current ? fitted(box.current) : undefined), [open, locale]);

  const seen = visitor.seen;
  const fresh = state.messages.filter((m) => m.seq > seen && m.from !== "visitor").length;

  if (!open) {
    const running = state.conversation && state.messages.length > 0 && state.conversation.state !== "closed" ? state.conversation.state : "";
    const where = running && stateWord(running === "escalated" ? (openTicket(state)?.state ?? running) : running, locale === "en" ? 1 : 0);
    return (
      <div class="sahut" lang={locale}>
        <button ref={launcher} type="button" class="launcher" aria-expanded="false" aria-label={[say("launch"), where, fresh > 0 && say("fresh", { count: fresh })].filter(Boolean).join(", ")} onClick={show}>
          <ChatIcon />
          <span class="launch-text"><span>{say("launch")}</span>{where && <small key={where}>{where}</small>}</span>
          {fresh > 0 && <span class="badge" aria-hidden="true" key={fresh} translate={false}>{fresh > 99 ? "99+" : fresh}</span>}
        </button>
        <p class="hidden" role="status">{fresh > 0 && <Changing text={say("fresh", { count: fresh })} />}</p>
      </div>
    );
  }
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
          toggle={() => {
            const next = locale === "id" ? "en" : "id";
            setLocale(next);
            onLocale(next);
          }}
        />
        {panel === "identity" ? (
          <Identity {...view} back={() => setPanel("chat")} />
        ) : panel === "info" ? (
          <Info {...view} office={office} notice={pick(state.texts.privacy_notice, locale)} back={() => setPanel("chat")} />
        ) : (
          <>
            <StatusLine {...view} zone={zoneOf(office, state.hours as never)} />
            <Log {...view} zone={zoneOf(office, state.hours as never)} takeBack={(text) => {
              if (!input.current) return;
              input.current.value = text;
              input.current.dispatchEvent(new Event("input"));
              input.current.focus();
            }} />
            {panel === "end" && <EndAsk {...view} close={() => setPanel("chat")} />}
            <Composer {...view} input={input} draft={{ get: () => tab.get(`${prefix}draft`) ?? "", set: (text) => (text ? tab.set(`${prefix}draft`, text) : tab.remove(`${prefix}draft`)) }} info={() => setPanel("info")} />
          </>
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

export const openTicket = (state: VisitorState) => state.tickets.find((t) => t.state !== "answered" && t.state !== "closed");

// Where the panel covers the page it has the height that the on-screen keyboard leaves, and stays in sight.
function fitted(panel: HTMLElement): () => void {
  const view = window.visualViewport;
  if (!view) return () => {};
  const fit = () => {
    const near = view.scale < 1.05;
    panel.style.setProperty("--seen", near ? `${view.height}px` : "100dvh");
    panel.style.setProperty("--seen-top", near ? `${view.offsetTop}px` : "0px");
    panel.classList.toggle("short", near && view.height <= 460);
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
  const ticket = openTicket(state);
  const unanswered = state.conversation !== undefined && !["answered", "closed"].includes(state.conversation.state);
  const last = sure || !unanswered;
  useEffect(() => first.current?.focus(), [sure]);
  const yes = () => {
    if (!last) return setSure(true);
    visitor.end().catch(() => {});
    close();
  };
  const text = !sure ? say("end_ask") : ticket ? say("end_ticket", { number: ticket.number }) : say("end_unanswered");
  return (
    <div class="ask" role="group" aria-label={say("end_title")}>
      <p role="status"><Changing text={text} /></p>
      {sure && <button ref={first} key="no" type="button" class="primary" onClick={close}>{say("keep_waiting")}</button>}
      <button ref={sure ? undefined : first} key="yes" type="button" class={sure ? "plain" : "primary"} onClick={yes}>{say("end_yes")}</button>
      {!sure && <button type="button" class="plain" onClick={close}>{say("cancel")}</button>}
    </div>
  );
}
