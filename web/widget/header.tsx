import { useLayoutEffect, useRef, useState } from "preact/hooks";
import { pick } from "../words/locale.ts";
import { shared } from "../words/common.ts";
import { endedWithTicket } from "../words/states.ts";
import type { Panel, View } from "./panel.tsx";
import { CloseIcon, MenuIcon } from "./icons.tsx";

interface Props extends View {
  panel: Panel;
  go(panel: Panel): void;
  hide(): void;
  toggle(): void;
}

/** Office, hours, "free of charge", and the few things that are seldom needed behind one button. */
export function Header({ say, locale, state, go, hide, toggle }: Props) {
  const [menu, setMenu] = useState(false);
  const button = useRef<HTMLButtonElement>(null);
  const list = useRef<HTMLDivElement>(null);
  // At once, not after the next painting: the next key belongs to the menu.
  useLayoutEffect(() => {
    if (menu) list.current?.querySelector("button")?.focus();
  }, [menu]);
  const choose = (what: () => void) => () => {
    setMenu(false);
    button.current?.focus();
    what();
  };
  const office = typeof state.office === "object" ? state.office.name : state.office;
  const hours = typeof state.hours === "string" ? state.hours : pick(state.hours?.text, locale);
  const open = typeof state.hours === "object" ? state.hours.open : undefined;
  const started = state.conversation !== undefined && state.conversation.state !== "closed" && state.messages.length > 0 && !endedWithTicket(state.messages);
  return (
    <header
      class={`head${state.messages.length + state.outbox.length > 0 ? " slim" : ""}`}
      onKeyDown={(e) => {
        if (e.key !== "Escape" || !menu) return;
        e.stopPropagation();
        setMenu(false);
        button.current?.focus();
      }}
    >
      <div class="head-text">
        <h2>{office || say("title")}</h2>
        <p>
          {open !== undefined && <span key={open} class={open ? "open" : "shut"}>{say(open ? "open_now" : "closed_now")}</span>}
          {hours && <span key={hours} class="hours">{hours}</span>}
        </p>
        <p class="free">{shared.free[locale === "en" ? 1 : 0]}</p>
      </div>
      <div class="head-buttons">
        <button ref={button} type="button" class="icon menu-button" aria-label={say("menu")} title={say("menu")} aria-expanded={menu} onClick={() => setMenu(!menu)}>
          <MenuIcon />
        </button>
        <button type="button" class="icon" aria-label={say("minimise")} title={say("minimise")} onClick={hide}>
          <CloseIcon />
        </button>
      </div>
      {menu && (
        <div
          ref={list}
          class="menu"
          role="group"
          aria-label={say("menu")}
        >
          <button type="button" lang={locale === "id" ? "en" : "id"} onClick={choose(toggle)}>{say("language")}</button>
          <button type="button" onClick={choose(() => go("identity"))}>{say("identity")}</button>
          <button type="button" onClick={choose(() => go("info"))}>{say("info")}</button>
          {started && <button type="button" onClick={choose(() => go("end"))}>{say("end")}</button>}
        </div>
      )}
    </header>
  );
}
