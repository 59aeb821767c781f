// The launcher, and the panel once it is wanted: which of them shows, and what is new.
import { useCallback, useEffect, useLayoutEffect, useRef, useState } from "preact/hooks";
import { conversationWord } from "../words/states.ts";
import { speaker, type Locale } from "../words/locale.ts";
import type { KeyValue, Visitor, VisitorState } from "../wire/visitor.ts";
import { ChatIcon } from "./icons.tsx";
import { words } from "./launcher-words.ts";
import { Changing } from "../words/out.tsx";
import { Early } from "./early.tsx";
import { pause_ms, type Parts } from "./parts.ts";

/** A panel that comes at once is not preceded by anything. */
const early_after_ms = 600;

export interface Props {
  visitor: Visitor;
  /** Kept for this tab alone: whether the panel is open, and what is being written. */
  tab: KeyValue;
  prefix: string;
  first: Locale;
  onLocale(locale: Locale): void;
  /** Fetches the panel; what failed may be asked for again. */
  load(): Promise<Parts>;
  parts(): Parts | undefined;
}

function useVisitor(visitor: Visitor): VisitorState {
  const [state, set] = useState(visitor.state);
  // Before anything is painted, and with what has changed since: what comes meanwhile is not missed.
  useLayoutEffect(() => {
    const changed = () => set({ ...visitor.state });
    changed();
    return visitor.subscribe(changed);
  }, [visitor]);
  return state;
}

export function Launcher({ visitor, tab, prefix, first, onLocale, load, parts }: Props) {
  const state = useVisitor(visitor);
  const [locale, setLocale] = useState(first);
  const [open, setOpen] = useState(() => tab.get(`${prefix}open`) === "1");
  const [panel, setPanel] = useState(parts);
  const [failed, setFailed] = useState(false);
  const [early, setEarly] = useState(false);
  const button = useRef<HTMLButtonElement>(null);
  // A reload that finds the panel open leaves the focus to the page.
  const asked = useRef(false);
  const say = speaker(words, locale);
  useEffect(() => {
    if (!open) return;
    visitor.start();
    if (panel) return;
    const ending = new AbortController();
    const { signal } = ending;
    let tries = 0;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const fetched = () => {
      clearTimeout(timer);
      load().then(
        (parts) => signal.aborted || setPanel(parts),
        () => {
          if (signal.aborted) return;
          setFailed(true);
          timer = setTimeout(fetched, pause_ms(tries++));
        },
      );
    };
    fetched();
    addEventListener("online", fetched, { signal });
    const shown = setTimeout(() => setEarly(true), early_after_ms);
    return () => {
      ending.abort();
      clearTimeout(timer);
      clearTimeout(shown);
      setEarly(false);
    };
  }, [open, panel]);

  const show = () => {
    asked.current = true;
    visitor.start();
    visitor.wake();
    setOpen(true);
    tab.set(`${prefix}open`, "1");
  };
  const hide = useCallback(() => {
    asked.current = true;
    setOpen(false);
    tab.remove(`${prefix}open`);
    setTimeout(() => button.current?.focus());
  }, []);

  if (open && panel)
    return (
      <panel.Panel
        {...{ visitor, state, tab, prefix, locale, hide }}
        focused={asked.current}
        toggle={() => {
          const next = locale === "id" ? "en" : "id";
          setLocale(next);
          onLocale(next);
        }}
      />
    );
  const seen = visitor.seen;
  const fresh = state.messages.filter((m) => m.seq > seen && m.from !== "visitor").length;
  const running = state.messages.length > 0 && state.conversation?.state !== "closed" && state.conversation?.state;
  if (open && early)
    return (
      <div class="sahut" lang={locale}>
        <Early {...{ visitor, state, say, tab, hide, failed }} draft_key={`${prefix}draft`} focused={asked.current} />
      </div>
    );
  const where = open ? say("opening") : running ? conversationWord(running, state.tickets, locale === "en" ? 1 : 0) : "";
  return (
    <div class="sahut" lang={locale}>
      <button
        ref={button}
        type="button"
        class="launcher"
        aria-expanded="false"
        aria-label={[say("launch"), where, fresh > 0 && say("fresh", { count: fresh })].filter(Boolean).join(", ")}
        onPointerEnter={() => void load().catch(() => {})}
        onFocus={() => void load().catch(() => {})}
        onClick={show}
      >
        <ChatIcon />
        <span class="launch-text"><span>{say("launch")}</span>{" "}{where && <small key={where}>{where}</small>}</span>
        {fresh > 0 && <span class="badge" aria-hidden="true" key={fresh} translate={false}>{fresh > 99 ? "99+" : fresh}</span>}
      </button>
      <p class="hidden" role="status">{open ? <Changing text={where} /> : fresh > 0 && <Changing text={say("fresh", { count: fresh })} />}</p>
    </div>
  );
}
