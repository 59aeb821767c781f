// The desk: who I am, my lists, the conversation that I look at, and what is about to run out.
import { useEffect, useMemo, useRef, useState } from "react";
import { clockTime } from "../words/time.ts";
import { idOf } from "../wire/types.ts";
import { useDesk, useNow, useOfficer, useZone, whoIs } from "./context.tsx";
import { ConversationView } from "./conversation.tsx";
import { warnings } from "./due.ts";
import { Lists } from "./lists.tsx";
import { TopBar } from "./top-bar.tsx";

export function DeskView() {
  const { client, say } = useDesk();
  const state = useOfficer();
  const [open, setOpen] = useState<string | undefined>();
  const head = open === undefined ? undefined : state.heads.get(open);
  const main = useRef<HTMLElement>(null);

  useEffect(() => client.look(open), [client, open]);
  useEffect(() => {
    const seen = () => document.visibilityState === "visible" && client.look(open);
    document.addEventListener("visibilitychange", seen);
    return () => document.removeEventListener("visibilitychange", seen);
  }, [client, open]);

  const choose = (conversation: string) => {
    setOpen(conversation);
    setTimeout(() => main.current?.focus());
  };
  const unread = state.unread.size;
  const { urgent } = useWarnings();
  useEffect(() => {
    document.title = `${urgent > 0 ? "! " : ""}${unread > 0 ? `(${unread}) ` : ""}${say("title")} - Sahut`;
  }, [urgent, unread, say]);

  return (
    <div className={`desk${head ? " chosen" : ""}`}>
      <TopBar />
      <LinkBar />
      <WarningBar choose={choose} />
      <div className="work">
        <nav className="side" aria-label={say("lists")}>
          <Lists open={open} choose={choose} />
        </nav>
        <main className="stage" ref={main} tabIndex={-1}>
          {head ? (
            <ConversationView key={head.conversation} head={head} back={() => setOpen(undefined)} />
          ) : (
            <p className="choose">{say("choose")}</p>
          )}
        </main>
      </div>
      <Arrivals />
    </div>
  );
}

function LinkBar() {
  const { say } = useDesk();
  const { link, ready } = useOfficer();
  const text = link.state === "offline" ? say("link_offline") : link.state === "waiting" ? say("link_waiting") : !ready ? say("link_connecting") : "";
  return (
    <div role="status" aria-live="polite" className="link-bar">
      {text && <p>{text}</p>}
    </div>
  );
}

function useWarnings() {
  const state = useOfficer();
  const now = useNow(1000);
  const list = useMemo(() => warnings(state.heads.values(), state.tickets, state.me?.id ?? "", now), [state.heads, state.tickets, state.me, now]);
  return { list, urgent: list.length };
}

// The strip shows the present minutes; the live region speaks once for each threshold that is crossed.
function WarningBar({ choose }: { choose(conversation: string): void }) {
  const { say } = useDesk();
  const state = useOfficer();
  const zone = useZone();
  const { locale } = useDesk();
  const { list } = useWarnings();
  const told = useRef(new Set<string>());
  const [spoken, setSpoken] = useState("");
  const name = (conversation: string) => {
    const head = state.heads.get(conversation);
    return head ? whoIs(head) : conversation;
  };
  useEffect(() => {
    const fresh = list.filter((w) => !told.current.has(w.key));
    if (fresh.length === 0) return;
    for (const w of fresh) told.current.add(w.key);
    setSpoken(fresh.map((w) => say("warn", { who: name(w.conversation), minutes: w.minutes })).join(". "));
  }, [list]);
  return (
    <>
      <p className="hidden" role="status" aria-live="polite">{spoken}</p>
      {list.length > 0 && (
        <section className="warn-bar" aria-label={say("warn_region")}>
          {list.map((w) => (
            <button key={w.conversation} type="button" className={`warn m${w.minutes}`} onClick={() => choose(w.conversation)}>
              {say("warn", { who: name(w.conversation), minutes: Math.max(1, Math.ceil((w.at - Date.now()) / 60_000)) })} ({clockTime(w.at, locale, zone)} {zone.label})
            </button>
          ))}
        </section>
      )}
    </>
  );
}

/** Says that a conversation has become the officer's. */
function Arrivals() {
  const { say } = useDesk();
  const state = useOfficer();
  const mine = useRef<Set<string> | null>(null);
  const [text, setText] = useState("");
  useEffect(() => {
    const now = new Set([...state.heads.values()].filter((h) => idOf(h.officer) === state.me?.id && h.state === "assigned").map((h) => h.conversation));
    const before = mine.current;
    mine.current = now;
    if (!before) return;
    const fresh = [...now].filter((c) => !before.has(c)).map((c) => state.heads.get(c)).filter((h) => h !== undefined);
    if (fresh.length > 0) setText(fresh.map((h) => say("arrived", { who: whoIs(h) })).join(". "));
  }, [state.heads, state.me]);
  return <p className="hidden" role="status" aria-live="polite">{text}</p>;
}
