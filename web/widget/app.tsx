// The launcher and the panel: which of them shows, where the focus is, what has been read.
import type { TargetedKeyboardEvent } from "preact";
import { useCallback, useEffect, useRef, useState } from "preact/hooks";
import { pick, speaker, type Locale } from "../words/locale.ts";
import { zoneOf } from "../words/time.ts";
import type { Visitor, VisitorState } from "../wire/visitor.ts";
import { Composer } from "./composer.tsx";
import { Header } from "./header.tsx";
import { Identity } from "./identity.tsx";
import { ChatIcon } from "./icons.tsx";
import { Info } from "./info.tsx";
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
  first: Locale;
  onLocale(locale: Locale): void;
}

function useVisitor(visitor: Visitor): VisitorState {
  const [state, set] = useState(visitor.state);
  useEffect(() => visitor.subscribe(() => set({ ...visitor.state })), [visitor]);
  return state;
}

export function App({ visitor, first, onLocale }: Props) {
  const state = useVisitor(visitor);
  const [locale, setLocale] = useState(first);
  const [open, setOpen] = useState(false);
  const [panel, setPanel] = useState<Panel>("chat");
  const launcher = useRef<HTMLButtonElement>(null);
  const input = useRef<HTMLTextAreaElement>(null);
  const say = speaker(words, locale) as Say;
  const view: View = { say, locale, state, visitor };

  const show = () => {
    visitor.start();
    visitor.wake();
    setOpen(true);
  };
  const hide = useCallback(() => {
    setOpen(false);
    setTimeout(() => launcher.current?.focus());
  }, []);
  useEffect(() => {
    if (open && panel === "chat") input.current?.focus();
  }, [open, panel]);

  const seen = visitor.seen;
  const fresh = state.messages.filter((m) => m.seq > seen && m.from !== "visitor").length;

  if (!open) {
    return (
      <div class="sahut" lang={locale}>
        <button ref={launcher} type="button" class="launcher" aria-expanded="false" aria-label={fresh > 0 ? `${say("launch")}, ${say("fresh", { count: fresh })}` : undefined} onClick={show}>
          <ChatIcon />
          <span>{say("launch")}</span>
          {fresh > 0 && <span class="badge" aria-hidden="true">{fresh > 99 ? "99+" : fresh}</span>}
        </button>
        <p class="hidden" role="status">{fresh > 0 && say("fresh", { count: fresh })}</p>
      </div>
    );
  }
  const office = typeof state.office === "object" ? state.office : undefined;
  return (
    <div class="sahut" lang={locale}>
      <section
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
            <Composer {...view} input={input} info={() => setPanel("info")} />
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

function EndAsk({ say, visitor, close }: View & { close(): void }) {
  const yes = useRef<HTMLButtonElement>(null);
  useEffect(() => yes.current?.focus(), []);
  return (
    <div class="ask" role="group" aria-label={say("end_ask")}>
      <p>{say("end_ask")}</p>
      <button ref={yes} type="button" class="primary" onClick={() => { visitor.end().catch(() => {}); close(); }}>{say("end_yes")}</button>
      <button type="button" class="plain" onClick={close}>{say("cancel")}</button>
    </div>
  );
}
