// The desk: who I am, my lists, the conversation that I look at, and what is about to run out.
import { useEffect, useMemo, useRef, useState, useSyncExternalStore } from "react";
import { Alerts, SignalsDialog } from "./alerts.tsx";
import { ChannelsDialog } from "./channels-dialog.tsx";
import { numberText } from "../words/locale.ts";
import { clockIn } from "../words/time.ts";
import { idOf } from "../wire/types.ts";
import { drafts, useDesk, useListedHeads, useNow, useOfficer, useZone, whoIs } from "./context.tsx";
import { ConversationView, type Asked } from "./conversation.tsx";
import { listsOf, oldestFirst, warnings } from "./due.ts";
import { codeOf, whyNot } from "./errors.ts";
import { Finder } from "./finder.tsx";
import { KeysDialog } from "./help.tsx";
import { Icon } from "./icons.tsx";
import { IncidentPanel } from "./incident-panel.tsx";
import { Numbers } from "./marks.tsx";
import { leaveWriting, useFocusKept } from "./focus.ts";
import { deedOf, keys, takesLetters } from "./keys.ts";
import { Lists } from "./lists.tsx";
import { SecurityDialog } from "./security.tsx";
import { TopBar } from "./top-bar.tsx";

type Act = Asked["act"];

export function DeskView() {
  const { client, say, locale } = useDesk();
  const state = useOfficer();
  const [open, setOpen] = useState<string | undefined>();
  const [incident, setIncident] = useState<string | undefined>();
  const [dialog, setDialog] = useState<"find" | "help" | "signals" | "security" | "channels" | null>(null);
  /** What a key asks of the open conversation, and the turn in which it did. */
  const [asked, setAsked] = useState<{ act: Act; turn: number } | null>(null);
  const [told, setTold] = useState("");
  const [busy, setBusy] = useState(false);
  const head = open === undefined ? undefined : state.heads.get(open);
  const gathered = incident === undefined ? undefined : state.incidents.get(incident);
  const main = useRef<HTMLElement>(null);

  useEffect(() => client.look(open), [client, open]);
  useEffect(() => {
    const seen = () => document.visibilityState === "visible" && client.look(open);
    document.addEventListener("visibilitychange", seen);
    return () => document.removeEventListener("visibilitychange", seen);
  }, [client, open]);

  const choose = (conversation: string) => {
    setTold("");
    setAsked(null);
    setIncident(undefined);
    setOpen(conversation);
    setTimeout(() => main.current?.focus());
  };
  const chooseIncident = (id: string) => {
    setTold("");
    setAsked(null);
    setOpen(undefined);
    setIncident(id);
    setTimeout(() => main.current?.focus());
  };
  const heads = useListedHeads();
  const lists = useMemo(() => listsOf(heads, state.tickets, state.me?.id ?? ""), [heads, state.tickets, state.me]);
  const oldest = oldestFirst(lists, state.queues);
  // The cursor goes into the composer only when the conversation is this officer's: what is typed there is to be an answer.
  const takeOldest = async () => {
    const first = oldest[0];
    if (busy) return;
    if (!first) return setTold(say("oldest_none"));
    setTold("");
    setBusy(true);
    try {
      if (idOf(first.officer) !== state.me?.id) {
        await client.command("conversation.claim", { conversation: first.conversation });
        await client.becomesMine(first.conversation);
      }
      setIncident(undefined);
      setOpen(first.conversation);
      setAsked({ act: "write", turn: Date.now() });
    } catch (e) {
      setTold(["not_found", "not_handling"].includes(codeOf(e)) ? say("oldest_gone") : whyNot(e, locale));
    } finally {
      setBusy(false);
    }
  };
  const press = useRef<(e: KeyboardEvent) => void>(() => {});
  press.current = (e) => {
    const deed = deedOf(e, takesLetters(document.activeElement), document.querySelector("[role=dialog]") !== null);
    if (!deed) return;
    e.preventDefault();
    if (deed === "leave") leaveWriting();
    else if (deed === "oldest") void takeOldest();
    else if (deed === "find" || deed === "help") setDialog(deed);
    else setAsked({ act: deed, turn: Date.now() });
  };
  useEffect(() => {
    const on = (e: KeyboardEvent) => press.current(e);
    document.addEventListener("keydown", on);
    return () => document.removeEventListener("keydown", on);
  }, []);
  useFocusKept();

  const unread = state.unread.size;
  const { urgent } = useWarnings();
  useEffect(() => {
    document.title = `${urgent > 0 ? "! " : ""}${unread > 0 ? `(${numberText(unread, locale)}) ` : ""}${say("title")} - Sahut`;
  }, [urgent, unread, say]);
  const waiting = [...lists.waiting.values()].reduce((n, l) => n + l.length, 0);

  return (
    <div className={`desk${head || gathered ? " chosen" : ""}`}>
      <TopBar help={() => setDialog("help")} signals={() => setDialog("signals")} security={() => setDialog("security")} channels={() => setDialog("channels")} />
      <LinkBar />
      <UnsentBar open={open} choose={choose} />
      <WarningBar choose={choose} />
      <div className="work">
        <nav className="side" aria-label={say("lists")}>
          <div className="side-top">
            <button type="button" className="next" disabled={busy} onClick={() => void takeOldest()}>{say("oldest")} <kbd aria-hidden="true">{keys.oldest}</kbd></button>
            <button type="button" className="search" onClick={() => setDialog("find")}><Icon of="find" size={16} /> <span>{say("find")}</span> <kbd aria-hidden="true">{keys.find}</kbd></button>
            <p role="status" className="hint">{told}</p>
          </div>
          <Lists open={open} choose={choose} incident={incident} chooseIncident={chooseIncident} />
        </nav>
        <main className="stage" ref={main} tabIndex={-1}>
          {head ? (
            <ConversationView key={head.conversation} head={head} asked={asked} back={() => setOpen(undefined)} />
          ) : gathered ? (
            <IncidentPanel key={gathered.incident} incident={gathered} back={() => setIncident(undefined)} />
          ) : (
            <div className="choose">
              <p>{say("today_mine", { mine: lists.mine.length, waiting })}</p>
              <dl className="figures">
                <div><dt>{say("g_to_answer")}</dt><dd>{numberText(lists.to_answer.length, locale)}</dd></div>
                <div><dt>{say("g_applicant")}</dt><dd>{numberText(lists.applicant.length, locale)}</dd></div>
                <div><dt>{say("f_waiting")}</dt><dd>{numberText(waiting, locale)}</dd></div>
              </dl>
              {state.presence !== "available" && (
                <div className="away-note">
                  <p>{say("receives_nothing", { presence: say(state.presence) })}</p>
                  <button type="button" className="link" onClick={() => void client.setPresence("available").catch((e: unknown) => setTold(whyNot(e, locale)))}>{say("be_available")}</button>
                </div>
              )}
              {oldest.length > 0 ? <button type="button" className="next" disabled={busy} onClick={() => void takeOldest()}>{say("oldest")} <kbd aria-hidden="true">{keys.oldest}</kbd></button> : <p>{say("oldest_none")}</p>}
            </div>
          )}
        </main>
      </div>
      <Alerts open={open} choose={choose} />
      <SecurityDialog opened={dialog === "security"} close={() => setDialog(null)} />
      <ChannelsDialog opened={dialog === "channels"} close={() => setDialog(null)} />
      <SignalsDialog opened={dialog === "signals"} close={() => setDialog(null)} />
      <Finder
        opened={dialog === "find"}
        close={() => setDialog(null)}
        choose={(h) => {
          setDialog(null);
          client.adopt(h);
          choose(h.conversation);
        }}
      />
      <KeysDialog opened={dialog === "help"} close={() => setDialog(null)} />
    </div>
  );
}

function LinkBar() {
  const { say } = useDesk();
  const { link, ready } = useOfficer();
  const text = link.state === "offline" ? say("link_offline") : link.state === "waiting" ? say("link_waiting") : !ready ? say("link_connecting") : "";
  return (
    <div role="status" aria-live="polite" className="link-bar">
      {text && <p className={link.state}>{text}</p>}
    </div>
  );
}

/** What came back unsent while another conversation was looked at: nobody goes on believing that it was sent. */
function UnsentBar({ open, choose }: { open: string | undefined; choose(conversation: string): void }) {
  const { say, locale } = useDesk();
  const { heads } = useOfficer();
  const refused = useSyncExternalStore(drafts.subscribe, () => drafts.refused().join(" ")).split(" ").filter((c) => c !== "");
  const elsewhere = refused.filter((c) => c !== open || !heads.has(c));
  return (
    <div role="status" aria-live="polite" className="unsent-bar">
      {elsewhere.map((c) => {
        const head = heads.get(c);
        const { draft, aside, refusal } = drafts.of(c);
        const why = whyNot(refusal?.error, locale);
        return head
          ? <p key={c}><Numbers text={say("unsent", { who: whoIs(head), why })} />{" "}<button type="button" className="link" onClick={() => choose(c)}>{say("unsent_open")}</button></p>
          : <p key={c}>{say("unsent_gone", { why, text: [draft, ...aside].map((d) => d.text).filter((t) => t !== "").join("\n") })}{" "}<button type="button" className="link" onClick={() => drafts.drop(c)}>{say("drop_text")}</button></p>;
      })}
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
              <Icon of="warning" size={16} /> <span><Numbers text={`${say("warn", { who: name(w.conversation), minutes: Math.max(1, Math.ceil((w.at - Date.now()) / 60_000)) })} (${clockIn(w.at, locale, zone)})`} /></span>
            </button>
          ))}
        </section>
      )}
    </>
  );
}
