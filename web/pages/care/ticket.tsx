// One ticket: where it stands and until when, the answer with its solution, the thread, and what can be done with it.
import { useCallback, useEffect, useLayoutEffect, useMemo, useRef, useState } from "preact/hooks";
import { pick, type Locale } from "../../words/locale.ts";
import { Changing, Numbers } from "../../words/out.tsx";
import { isEnded, stateWord } from "../../words/states.ts";
import { moment } from "../../words/time.ts";
import { oneLine } from "../../words/visible.ts";
import { safeLink } from "../../words/linked.ts";
import type { Message } from "../../wire/types.ts";
import { handOver, type Begun } from "../thread/begun.ts";
import { threadFiles } from "../thread/files.ts";
import { followed, Follower, type Found } from "../thread/follow.ts";
import { cameSince, firstToRead } from "../thread/order.ts";
import { Reply } from "../thread/reply.tsx";
import { First, Steps, ThreadList } from "../thread/said.tsx";
import { closeTicket, joinsIt, readTicket, reopenTicket, wayTo, writeTo, type CareTicket, type Taken } from "../thread/tickets.ts";
import { Verdict } from "../thread/verdict.tsx";
import type { CareOffice, Receipt } from "./account.ts";
import { category_names } from "./filing.ts";
import type { Kept } from "./kept.ts";
import { to_list, toTicket } from "./route.ts";
import { dueWord, officeOf, ticketZone, wayOf } from "./tickets.ts";
import type { Say } from "./words.ts";

interface Props {
  say: Say;
  locale: Locale;
  number: string;
  offices: readonly CareOffice[];
  kept: Kept;
  /** What was said when it was filed a moment ago. */
  receipt: Receipt | null;
  mine(): Promise<boolean>;
  ended(): void;
}

type Whole = CareTicket & { messages: Message[] };
type Told = "" | "came" | "changed" | "ticket_old";

export function TicketPage({ say, locale, number, offices, kept, receipt, mine, ended }: Props) {
  const half = locale === "en" ? 1 : 0;
  const [ticket, setTicket] = useState<Whole | null>(null);
  const [state, setState] = useState<"loading" | "shown" | "not_found" | "trouble">("loading");
  const [told, setTold] = useState<Told>("");
  const [next, setNext] = useState("");
  const held = useRef<{ ticket: Whole; etag: string } | null>(null);
  const follower = useRef<Follower | null>(null);

  const load = useCallback(async (): Promise<Found> => {
    const before = held.current;
    const got = await readTicket<CareTicket>(number, {}, before?.etag);
    if (held.current !== before) return "same"; // loaded meanwhile by another way
    switch (got.kind) {
      case "ok": {
        held.current = { ticket: got.value, etag: got.etag };
        setState("shown");
        if (before && JSON.stringify(before.ticket) === JSON.stringify(got.value)) {
          setTold((t) => (t === "ticket_old" ? "" : t));
          return "same";
        }
        setTicket(got.value);
        setTold(!before ? "" : cameSince(before.ticket.messages, got.value.messages) ? "came" : before.ticket.state !== got.value.state ? "changed" : "");
        return "changed";
      }
      case "same":
        setTold((t) => (t === "ticket_old" ? "" : t));
        return "same";
      case "ended":
        ended();
        return "over";
      case "wait":
        return { wait_ms: got.seconds * 1000 };
      case "refused":
        // Without a session a number is as unknown as one that is not there.
        if (got.status === 404 && !(await mine())) {
          ended();
          return "over";
        }
        if (got.status === 404) {
          setState("not_found");
          return "over";
        }
        break;
    }
    if (before) setTold("ticket_old");
    else setState("trouble");
    return "trouble";
  }, [number]);
  useEffect(() => {
    void load();
    const asks = new Follower(load);
    follower.current = asks;
    return followed(asks);
  }, [load]);

  // A new file goes to the office of the ticket.
  const at = ticket ? (officeOf(ticket, offices)?.id ?? "") : "";
  const files = useMemo(() => threadFiles(wayTo(number, {}), () => ({ ...wayTo(number, {}), ...(at && { query: { office: at } }) }), kept.filesAt(`reply/${number}`)), [number, at, kept]);

  /** After one's own word: shown at once, and asked for more often for a while. */
  const again = async () => {
    await load();
    follower.current?.hurry();
  };
  const begun = (of: "reply" | "reopen"): Begun => ({
    text: () => kept.words(of, number).text,
    keep: (text, id) => kept.keepWords(of, number, text, id),
    id: (text, with_files) => kept.idOf(of, number, text, with_files),
  });
  /** Nothing goes out in the name of another account that signed in meanwhile. */
  const asMine = async <T,>(act: () => Promise<T>) => ((await mine()) ? act() : { kind: "ended" as const });
  const back = <p class="back"><a href={to_list}><Changing text={say("back")} /></a></p>;

  if (!ticket)
    return (
      <>
        {back}
        {receipt && <Filed {...{ say, locale, receipt }} ticket={null} offices={offices} />}
        <section class="card">
          {!receipt && <h1 class="n" tabIndex={-1} translate={false}>{number}</h1>}
          <p role="status" class={state === "loading" ? "told quiet" : "told"}><Changing text={say(state === "not_found" ? "not_found" : state === "trouble" ? "trouble" : "loading")} /></p>
        </section>
      </>
    );

  const zone = ticketZone(ticket, offices);
  const office = officeOf(ticket, offices);
  const way = wayOf(ticket);
  const due = dueWord(ticket, Date.now(), locale, zone);
  const first = firstToRead(ticket, ticket.messages);
  const when = (at: string) => <Changing text={moment(at, locale, zone)} />;
  const status = safeLink(ticket.status_url);
  const fresh = ticket.state === "issued" ? receipt : null;
  // Words that were begun before the answer came keep their place.
  const joins = joinsIt(ticket);
  const anew = !joins && ticket.can?.reopen === true && kept.words("reply", number).text !== "";
  return (
    <>
      {back}
      <p role="status" class="hidden">{told && told !== "ticket_old" && <Changing text={told === "came" ? say("came") : say("changed", { state: stateWord(way, half) })} />}</p>
      {fresh && <Filed {...{ say, locale, offices, ticket }} receipt={fresh} />}
      <section class="card result" aria-labelledby="number-shown">
        <p class="kind"><Changing text={say("ticket")} /></p>
        <div class="number">
          <h1 id="number-shown" class="n" tabIndex={-1} translate={false}>{ticket.number}</h1>
          {!fresh && <Copy say={say} number={ticket.number} />}
        </div>
        {ticket.subject && <p class="subject">{oneLine(ticket.subject)}</p>}
        <Steps key={`${ticket.state}-${locale}`} of={way} say={say} locale={locale} />
        {due && <p class="due"><Numbers key={due} text={due} /></p>}
        {first && <First key={`${first.seq}-${first.text}-${locale}-${ticket.solution}`} m={first} files={files} solution={isEnded(ticket.state) ? ticket.solution : undefined} say={say} locale={locale} zone={zone} />}
        <dl>
          {ticket.categories && ticket.categories.length > 0 && (
            <div><dt><Changing text={say("kind")} /></dt><dd><Changing text={ticket.categories.map((c) => ((category_names as readonly string[]).includes(c) ? say(c as (typeof category_names)[number]) : oneLine(c))).join(", ")} /></dd></div>
          )}
          {ticket.received_at && <div><dt><Changing text={say("received")} /></dt><dd>{when(ticket.received_at)}</dd></div>}
          {ticket.answered_at && <div><dt><Changing text={say("answered_at")} /></dt><dd>{when(ticket.answered_at)}</dd></div>}
          {ticket.closed_at && <div><dt><Changing text={say("closed_at")} /></dt><dd>{when(ticket.closed_at)}</dd></div>}
          {ticket.reopened_from && <div><dt><Changing text={say("reopened_from")} /></dt><dd><a class="n" translate={false} href={toTicket(ticket.reopened_from)}>{ticket.reopened_from}</a></dd></div>}
          {ticket.reopened_as && <div><dt><Changing text={say("reopened_as")} /></dt><dd><a class="n" translate={false} href={toTicket(ticket.reopened_as)}>{ticket.reopened_as}</a></dd></div>}
          {office?.name && <div><dt><Changing text={say("office")} /></dt><dd>{office.name}</dd></div>}
        </dl>
        <p role="status" class={told === "ticket_old" ? "told" : "hint"}><Changing text={say(told === "ticket_old" ? told : "by_itself")} /></p>
        {status && (
          <details class="link">
            <summary><Changing text={say("keep_link")} /></summary>
            <p class="hint"><Changing text={say("keep_link_hint")} /></p>
            <p><a href={status.href} translate={false}>{status.href}</a></p>
          </details>
        )}
      </section>
      <Verdict
        ticket={ticket}
        say={say}
        begun={begun("reopen")}
        close={(id, answered) => asMine(() => closeTicket(number, {}, id, answered))}
        reopen={(id, text) => asMine(() => reopenTicket(number, {}, id, text))}
        reply={(id, text) => asMine(() => writeTo(number, {}, id, text))}
        done={(taken: Taken, unsent) => {
          if (unsent) handOver(begun("reply"), unsent.text, unsent.id);
          if (taken.number && taken.number !== number) setNext(taken.number);
          void again();
        }}
        ended={ended}
      />
      {next && <p role="status" class="card anew"><Changing text={say("anew", { number: next })} /> <a href={toTicket(next)}><Changing text={say("see_ticket")} /></a></p>}
      <section class="card" aria-labelledby="thread">
        <h2 id="thread"><Changing text={say("thread")} /></h2>
        <ThreadList thread={ticket.messages} files={files} say={say} locale={locale} zone={zone} />
        {!joins && !anew ? <p class="hint no-reply"><Changing text={say(ticket.state === "answered" ? "no_reply_answered" : "no_reply")} /></p> : (
          <Reply
            anew={anew}
            say={say}
            locale={locale}
            begun={begun("reply")}
            tray={files.tray}
            limits={ticket.files}
            tell={(key: "files_gone" | "sent" | "sent_anew" | "not_sent" | "wait" | "no_reply") => <Changing text={say(key)} />}
            send={async (id, text, attached) => {
              const got = await asMine(() => writeTo(number, {}, id, text, undefined, attached));
              if (got.kind === "ended") ended();
              if (got.kind === "refused" && got.code === "id_reused") {
                begun("reply").keep(""); // so that the next try has an id of its own
                begun("reply").keep(text);
              }
              if (got.kind === "refused" && got.path.startsWith("attachments")) return { taken: false, told: "files_gone" };
              if (got.kind !== "ok") return { taken: false, told: got.kind === "wait" ? "wait" : got.kind === "refused" && [404, 501].includes(got.status) ? "no_reply" : "not_sent" };
              if (got.value.number) setNext(got.value.number);
              await again();
              return { taken: true, told: got.value.number ? "sent_anew" : "sent" };
            }}
          />
        )}
      </section>
    </>
  );
}

function Filed({ say, locale, receipt, ticket, offices }: { say: Say; locale: Locale; receipt: Receipt; ticket: CareTicket | null; offices: readonly CareOffice[] }) {
  const known: CareTicket = ticket ?? receipt;
  const due = dueWord(known, Date.now(), locale, ticketZone(known, offices));
  const heading = useRef<HTMLHeadingElement>(null);
  useLayoutEffect(() => heading.current?.focus(), []);
  return (
    <section class="card filed" aria-labelledby="filed">
      <h2 id="filed" ref={heading} tabIndex={-1}><Changing text={say("filed")} /></h2>
      <div class="number">
        <p class="n big" translate={false}>{receipt.number}</p>
        <Copy say={say} number={receipt.number} />
      </div>
      {!ticket && due && <p class="due"><Numbers key={due} text={due} /></p>}
      {receipt.policy && <p><Changing text={pick(receipt.policy, locale)} /></p>}
      <p class="hint"><Changing text={say("filed_hint")} /></p>
    </section>
  );
}

function Copy({ say, number }: { say: Say; number: string }) {
  const [told, setTold] = useState<"" | "copied" | "not_copied">("");
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(number);
      setTold("copied");
    } catch {
      setTold("not_copied");
    }
  };
  return (
    <>
      <button type="button" class="second copy" onClick={() => void copy()}><Changing text={say("copy")} /></button>
      <span role="status" class="hint"><Changing text={told ? say(told) : ""} /></span>
    </>
  );
}
