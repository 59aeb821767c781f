import { useCallback, useEffect, useMemo, useRef, useState } from "preact/hooks";
import { shared } from "../../words/common.ts";
import { isEnded, outcomes, promiseWord, stateWord } from "../../words/states.ts";
import { Changing, Numbers } from "../../words/out.tsx";
import { speaker, type Locale } from "../../words/locale.ts";
import { moment, promised, zoneOf } from "../../words/time.ts";
import { numberOf, secretOf } from "../../words/number.ts";
import { safeLink } from "../../words/linked.ts";
import { begunHere, handOver } from "../thread/begun.ts";
import { followed, Follower, type Found as Changes } from "../thread/follow.ts";
import { threadFiles } from "../thread/files.ts";
import { Foot, keepLocale, keptLocale, Top } from "../thread/frame.tsx";
import { cameSince, firstToRead } from "../thread/order.ts";
import { Reply } from "../thread/reply.tsx";
import { First, Steps, ThreadList } from "../thread/said.tsx";
import { closeTicket, joinsIt, reopenTicket, wayTo, writeTo, type Taken as TakenBy } from "../thread/tickets.ts";
import { Verdict } from "../thread/verdict.tsx";
import { keyOf, lookUp, sendReply, threadOf, type Key, type Outcome, type Sent, type TicketView } from "./lookup.ts";
import { words } from "./words.ts";

type Say = (key: keyof typeof words, values?: Record<string, string | number>) => string;

export function StatusPage() {
  const [locale, setLocale] = useState<Locale>(() => keptLocale("status"));
  const [key, setKey] = useState<Key | null>(() => keyOf(location.hash));
  const [outcome, setOutcome] = useState<Outcome | null>(null);
  const [busy, setBusy] = useState(false);
  const [told, setTold] = useState<"" | "came" | "changed">("");
  const say = speaker(words, locale) as Say;
  const heading = useRef<HTMLHeadingElement>(null);
  const held = useRef<{ ticket: TicketView; etag: string; key: Key } | null>(null);
  const follower = useRef<Follower | null>(null);
  // What was asked for under the number before this one may come in later: it is not shown under this one.
  const wanted = useRef(key);
  wanted.current = key;

  const took = (k: Key, result: Outcome) => {
    held.current = result.kind === "found" ? { ticket: result.ticket, etag: result.etag, key: k } : null;
    setOutcome(result);
  };
  const load = useCallback(async (k: Key, quiet = false) => {
    setBusy(true);
    setTold("");
    const result = await lookUp(k);
    if (wanted.current !== k) return;
    setBusy(false);
    // What is shown stays when asking for it once more fails.
    if (quiet && result.kind !== "found") return;
    took(k, result);
    if (result.kind !== "found" || quiet) return;
    // The page opens at its top: what state it is in, until when, and the words of an officer that wait to be read.
    setTimeout(() => heading.current?.focus());
  }, []);
  useEffect(() => {
    if (key) void load(key);
  }, [key]);
  // It goes on by itself; what is shown stays when an asking fails.
  const shows = outcome?.kind === "found";
  useEffect(() => {
    if (!shows || !key) return;
    const asks = new Follower(async (): Promise<Changes> => {
      const before = held.current;
      if (!before || before.key !== key) return "same";
      const now = await lookUp(key, undefined, before.etag);
      if (now.kind === "wait") return { wait_ms: now.seconds * 1000 };
      if (now.kind !== "found") return now.kind === "same" ? "same" : "trouble";
      if (held.current !== before || wanted.current !== key) return "same"; // loaded by hand meanwhile, or another number is
      if (JSON.stringify(now.ticket) === JSON.stringify(before.ticket)) return "same";
      const came = cameSince(threadOf(before.ticket), threadOf(now.ticket));
      took(key, now);
      setTold(came ? "came" : now.ticket.state === before.ticket.state ? "" : "changed");
      return "changed";
    });
    follower.current = asks;
    const end = followed(asks);
    return () => {
      end();
      follower.current = null;
    };
  }, [key, shows]);
  useEffect(() => {
    history.scrollRestoration = "manual";
    const changed = () => {
      const next = keyOf(location.hash);
      if (next) setKey(next);
    };
    addEventListener("hashchange", changed);
    return () => removeEventListener("hashchange", changed);
  }, []);
  useEffect(() => {
    document.documentElement.lang = locale;
    document.title = outcome?.kind === "found" ? `${outcome.ticket.number} - ${say("title")}` : say("title");
  }, [locale, outcome]);

  const toggle = () => {
    const next: Locale = locale === "id" ? "en" : "id";
    setLocale(next);
    keepLocale("status", next);
  };
  // Nothing can be done with a number while the page already asks for another.
  const found = outcome?.kind === "found" && held.current?.key === key ? outcome.ticket : null;
  const half = locale === "en" ? 1 : 0;
  return (
    <>
      <Top say={say} locale={locale} toggle={toggle} />
      <main class="wrap">
        <p class="free"><Changing text={shared.free[half]} /></p>
        <p role="status" class="hidden">{found && told && <Changing text={told === "came" ? say("came") : say("changed", { state: stateWord(wayOf(found), half) })} />}</p>
        {found && key ? (
          <Found
            ticket={found}
            of={key}
            again={async () => {
              await load(key, true);
              follower.current?.hurry();
            }}
            locale={locale}
            say={say}
            heading={heading}
            refresh={() => void load(key)}
            another={() => {
              history.replaceState(null, "", location.pathname);
              setKey(null);
              setOutcome(null);
              setBusy(false);
            }}
          />
        ) : (
          <Ask say={say} outcome={outcome} busy={busy} submit={setKey} number={key?.number ?? ""} />
        )}
      </main>
      <Foot key={locale} locale={locale} office={typeof found?.office === "object" ? found.office : undefined} />
    </>
  );
}

/** Which way a number goes: a request, a ticket of one, or a ticket that its owner filed. */
const wayOf = (t: TicketView) => ({ ...t, ticket: !t.number.startsWith("REF"), filed: t.kind === "care" || t.number.startsWith("CRE"), answered: t.state === "answered" || t.answered_at !== undefined });

function Ask({ say, outcome, busy, submit, number: given }: { say: Say; outcome: Outcome | null; busy: boolean; submit(key: Key): void; number: string }) {
  const [number, setNumber] = useState(given);
  const [secret, setSecret] = useState("");
  const [empty, setEmpty] = useState(false);
  const pasted = (text: string): boolean => {
    const key = text.includes("#") ? keyOf(text) : null;
    if (!key) return false;
    setNumber(key.number);
    setSecret(key.secret);
    return true;
  };
  const told = busy ? say("loading") : empty ? say("needed") : outcome && outcome.kind !== "found" && outcome.kind !== "same" ? say(outcome.kind) : "";
  return (
    <form
      class="card ask"
      noValidate
      onSubmit={(e) => {
        e.preventDefault();
        // The end of a link, with neither its address nor "#", has both in one field.
        const both = secret.trim() ? null : keyOf(number);
        const key = both && "number" in numberOf(both.number) ? both : { number: number.trim(), secret: secret.trim() };
        const missing = !key.number || !key.secret;
        setEmpty(missing);
        if (!missing) submit(key);
      }}
    >
      <h1><Changing text={say("title")} /></h1>
      <p><Changing text={say("lead")} /></p>
      <label for="number"><Changing text={say("number")} /></label>
      <input id="number" value={number} autocomplete="off" autocapitalize="characters" spellcheck={false} aria-describedby="number-hint" onInput={(e) => pasted(e.currentTarget.value) || setNumber(e.currentTarget.value)} />
      <p id="number-hint" class="hint"><Changing text={say("number_hint")} /></p>
      <label for="secret"><Changing text={say("secret")} /></label>
      <input id="secret" value={secret} autocomplete="off" spellcheck={false} aria-describedby="secret-hint" onInput={(e) => pasted(e.currentTarget.value) || setSecret(e.currentTarget.value)} />
      <p id="secret-hint" class="hint"><Changing text={say("secret_hint")} /></p>
      <p role="status" class={told && !busy ? "told" : "told quiet"}><Changing text={told} /></p>
      <button type="submit" class="primary" disabled={busy}><Changing text={say("show")} /></button>
    </form>
  );
}

interface FoundProps {
  of: Key;
  again(): Promise<void>;
  ticket: TicketView;
  locale: Locale;
  say: Say;
  heading: { current: HTMLHeadingElement | null };
  refresh(): void;
  another(): void;
}

function Found({ ticket, of, again, locale, say, heading, refresh, another }: FoundProps) {
  const half = locale === "en" ? 1 : 0;
  const office = typeof ticket.office === "object" ? ticket.office : undefined;
  const zone = zoneOf(ticket, office);
  const way = wayOf(ticket);
  const due = ticket.due ?? ticket.answer_due;
  const thread = threadOf(ticket);
  const first = firstToRead(ticket, thread);
  const ending = ticket.state === "closed" && ticket.outcome ? outcomes[ticket.outcome]?.[half] : undefined;
  const when = (at: string) => moment(at, locale, zone);
  const access = { secret: secretOf(of.secret) };
  const begun = useRef({ of: "", reply: begunHere(), reopen: begunHere() });
  if (begun.current.of !== ticket.number) begun.current = { of: ticket.number, reply: begunHere(), reopen: begunHere() };
  const files = useMemo(() => threadFiles(wayTo(ticket.number, access)), [ticket.number, access.secret]);
  const [next, setNext] = useState<{ from: string; number: string; url: string } | null>(null);
  const done = (taken: TakenBy, unsent?: { text: string; id: string }) => {
    if (unsent) handOver(begun.current.reply, unsent.text, unsent.id);
    const link = safeLink(taken.status_url);
    if (taken.number && link) setNext({ from: ticket.number, number: taken.number, url: link.href });
    void again();
  };
  // All of it anew when anything of it changes: a browser that translates would hide the change of a single text. The focus stays.
  const shown = JSON.stringify([locale, { ...ticket, messages: [], thread: [] }, first]);
  const focused = useRef("");
  useEffect(() => {
    if (focused.current && document.activeElement === document.body) document.getElementById(focused.current)?.focus({ preventScroll: true });
  }, [shown]);
  const note = (e: FocusEvent) => (focused.current = (e.target as HTMLElement).id);
  const anew = way.filed && !joinsIt(ticket) && ticket.can?.reopen === true && begun.current.reply.text() !== "";
  const tell = (said: Sent) => {
    if (typeof said === "string") return <Changing text={say(said)} />;
    if ("reference" in said) return <><Changing text={say("sent_anew", { number: said.reference })} /> <a href={said.status_url}><Changing text={say("see_anew")} /></a></>;
    // Thanks for an answer belong to no number: the page that they were sent from does not show them, and says so.
    return <Changing text={say(thread.some((m) => m.seq === said.seq) ? "sent" : "sent_apart")} />;
  };
  return (
    <>
      <section key={shown} class="card result" aria-labelledby="number-shown" onFocusIn={note} onFocusOut={(e) => e.relatedTarget && (focused.current = "")}>
        <p class="kind">{say(way.ticket ? "ticket" : "reference")}</p>
        <h1 id="number-shown" class="n" ref={heading} tabIndex={-1} translate={false}>{ticket.number}</h1>
        <Steps of={way} say={say} locale={locale} />
        {due && !isEnded(ticket.state) && <p class="due"><Numbers text={promiseWord(way.ticket ? "ticket" : "request", promised(due, Date.now(), locale, zone), half)} /></p>}
        {ending && <p class="due">{ending}</p>}
        {first && <First m={first} files={files} solution={isEnded(ticket.state) ? ticket.solution : undefined} say={say} locale={locale} zone={zone} />}
        <dl>
          {ticket.subject && (<div><dt>{say("subject")}</dt><dd>{ticket.subject}</dd></div>)}
          {way.ticket && ticket.reference && (<div><dt>{say("reference")}</dt><dd class="n" translate={false}>{ticket.reference}</dd></div>)}
          {ticket.received_at && (<div><dt>{say("received")}</dt><dd>{when(ticket.received_at)}</dd></div>)}
          {ticket.issued_at && (<div><dt>{say("ticket_at")}</dt><dd>{when(ticket.issued_at)}</dd></div>)}
          {ticket.answered_at && (<div><dt>{say("answered_at")}</dt><dd>{when(ticket.answered_at)}</dd></div>)}
          {ticket.closed_at && (<div><dt>{say("closed_at")}</dt><dd>{when(ticket.closed_at)}</dd></div>)}
          {ticket.reopened_from && (<div><dt>{say("reopened_from")}</dt><dd class="n" translate={false}>{ticket.reopened_from}</dd></div>)}
          {ticket.reopened_as && (<div><dt>{say("reopened_as")}</dt><dd class="n" translate={false}>{ticket.reopened_as}</dd></div>)}
          {(office?.name ?? ticket.office) && (<div><dt>{say("office")}</dt><dd>{office?.name ?? String(ticket.office)}</dd></div>)}
        </dl>
        <p class="hint">{say("keep")}</p>
        <p class="acts">
          <button id="refresh" type="button" class="primary" onClick={refresh}>{say("refresh")}</button>
          <button id="another" type="button" class="plain" onClick={another}>{say("another")}</button>
        </p>
      </section>
      <Verdict
        key={`verdict-${ticket.number}`}
        ticket={ticket}
        say={say}
        begun={begun.current.reopen}
        close={(id, answered) => closeTicket(ticket.number, access, id, answered)}
        reopen={(id, text) => reopenTicket(ticket.number, access, id, text)}
        reply={(id, text) => writeTo(ticket.number, access, id, text)}
        done={done}
        ended={refresh}
      />
      {next?.from === ticket.number && (
        <p role="status" class="card anew"><Changing text={say("anew", { number: next.number })} /> <a href={next.url}><Changing text={say("see_ticket")} /></a></p>
      )}
      <section class="card" aria-labelledby="thread">
        <h2 id="thread"><Changing text={say("thread")} /></h2>
        <ThreadList thread={thread} files={files} say={say} locale={locale} zone={zone} />
        {(!way.filed || joinsIt(ticket) || anew) && (
          <Reply
            anew={anew}
            key={ticket.number}
            say={say}
            locale={locale}
            begun={begun.current.reply}
            tray={files.tray}
            limits={ticket.files}
            tell={tell}
            send={async (id, text, attached) => {
              const sent = await sendReply(of, id, text, undefined, attached);
              const taken = typeof sent === "object" || sent === "sent";
              if (taken) await again();
              return { taken, told: sent };
            }}
          />
        )}
      </section>
    </>
  );
}
