import { useCallback, useEffect, useRef, useState } from "preact/hooks";
import { complaint, shared } from "../../words/common.ts";
import { isEnded, outcomes, promiseWord, stepsOf } from "../../words/states.ts";
import { carried, kinds } from "../../words/content.ts";
import { Changing, Numbers, Out, Text } from "../../words/out.tsx";
import { localeOf, speaker, type Locale } from "../../words/locale.ts";
import { moment, promised, zoneOf } from "../../words/time.ts";
import { officerName, visible } from "../../words/visible.ts";
import { uuid } from "../../wire/ids.ts";
import type { Message } from "../../wire/types.ts";
import { firstToRead, groupsOf, keyOf, lookUp, sendReply, text_chars_max, threadOf, type Key, type Next, type Outcome, type Sent, type Taken, type TicketView } from "./lookup.ts";
import { numberOf } from "../../words/number.ts";
import { words } from "./words.ts";

type Say = (key: keyof typeof words, values?: Record<string, string | number>) => string;

function firstLocale(): Locale {
  try {
    return localeOf(localStorage.getItem("sahut/status/locale") ?? "id");
  } catch {
    return "id";
  }
}

export function StatusPage() {
  const [locale, setLocale] = useState<Locale>(firstLocale);
  const [key, setKey] = useState<Key | null>(() => keyOf(location.hash));
  const [outcome, setOutcome] = useState<Outcome | null>(null);
  const [busy, setBusy] = useState(false);
  const say = speaker(words, locale) as Say;
  const heading = useRef<HTMLHeadingElement>(null);

  const load = useCallback(async (k: Key, quiet = false) => {
    setBusy(true);
    const result = await lookUp(k);
    setOutcome(result);
    setBusy(false);
    if (result.kind !== "found" || quiet) return;
    // The page opens at its top: what state it is in, until when, and the words of an officer that wait to be read.
    setTimeout(() => heading.current?.focus());
  }, []);
  useEffect(() => {
    if (key) void load(key);
  }, [key]);
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
    try {
      localStorage.setItem("sahut/status/locale", next);
    } catch {
      // not kept, then
    }
  };
  const found = outcome?.kind === "found" ? outcome.ticket : null;
  return (
    <>
      <header class="top">
        <div class="wrap">
          <p class="brand">Sahut</p>
          <nav aria-label={say("home")}>
            <a href="/"><Changing text={say("home")} /></a>
            <button type="button" class="lang" lang={locale === "id" ? "en" : "id"} onClick={toggle}><Changing text={locale === "id" ? "English" : "Bahasa Indonesia"} /></button>
          </nav>
        </div>
      </header>
      <main class="wrap">
        <p class="free"><Changing text={shared.free[locale === "en" ? 1 : 0]} /></p>
        {found ? (
          <Found
            ticket={found}
            {...(key ? { key_: key } : {})}
            again={() => (key ? load(key, true) : Promise.resolve())}
            locale={locale}
            say={say}
            heading={heading}
            refresh={() => key && void load(key)}
            another={() => {
              history.replaceState(null, "", location.pathname);
              setKey(null);
              setOutcome(null);
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
  const told = busy ? say("loading") : empty ? say("needed") : outcome && outcome.kind !== "found" ? say(outcome.kind) : "";
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
  key_?: Key;
  again(): Promise<void>;
  ticket: TicketView;
  locale: Locale;
  say: Say;
  heading: { current: HTMLHeadingElement | null };
  refresh(): void;
  another(): void;
}

function Found({ ticket, key_, again, locale, say, heading, refresh, another }: FoundProps) {
  const half = locale === "en" ? 1 : 0;
  const office = typeof ticket.office === "object" ? ticket.office : undefined;
  const zone = zoneOf(ticket, office);
  const isRequest = ticket.number.startsWith("REF");
  const due = ticket.due ?? ticket.answer_due;
  const thread = threadOf(ticket);
  const first = firstToRead(ticket, thread);
  const ending = ticket.state === "closed" && ticket.outcome ? outcomes[ticket.outcome]?.[half] : undefined;
  const answered = ticket.state === "answered" || ticket.answered_at !== undefined;
  const last = [...thread].reverse().find((m) => m.from !== "system");
  const when = (at: string) => moment(at, locale, zone);
  // All of it anew when anything of it changes: a browser that translates would hide the change of a single text.
  const shown = JSON.stringify([locale, { ...ticket, messages: [], thread: [] }, first]);
  return (
    <>
      <section key={shown} class="card result" aria-labelledby="number-shown">
        <p class="kind">{say(isRequest ? "reference" : "ticket")}</p>
        <h1 id="number-shown" class="n" ref={heading} tabIndex={-1} translate={false}>{ticket.number}</h1>
        <ol class="steps" aria-label={say("state")}>
          {stepsOf({ ...ticket, ticket: !isRequest, answered }, half).map((s) => (
            <li key={s.word} class={s.at} aria-current={s.at === "now" ? "step" : undefined}>
              {s.word}
              {s.at !== "now" && <span class="hidden"> ({say(`step_${s.at}`)})</span>}
            </li>
          ))}
        </ol>
        {due && !isEnded(ticket.state) && <p class="due"><Numbers text={promiseWord(isRequest ? "request" : "ticket", promised(due, Date.now(), locale, zone), half)} /></p>}
        {ending && <p class="due">{ending}</p>}
        {first && (
          <div class="first">
            <p class="who">
              <strong>{first.from === "system" ? say("automatic_one") : say(first.purpose === "answer" ? "answer" : first.purpose === "question" ? "question" : "officer")}</strong>
              {officerName(first.officer)}
              {first.at && <time dateTime={first.at}>{when(first.at)}</time>}
              {first.edited && <span class="edited">{say("edited")}</span>}
            </p>
            <Said m={first} say={say} half={half} />
          </div>
        )}
        <dl>
          {!isRequest && ticket.reference && (<div><dt>{say("reference")}</dt><dd class="n" translate={false}>{ticket.reference}</dd></div>)}
          {ticket.received_at && (<div><dt>{say("received")}</dt><dd>{when(ticket.received_at)}</dd></div>)}
          {ticket.issued_at && (<div><dt>{say("ticket_at")}</dt><dd>{when(ticket.issued_at)}</dd></div>)}
          {ticket.answered_at && (<div><dt>{say("answered_at")}</dt><dd>{when(ticket.answered_at)}</dd></div>)}
          {(office?.name ?? ticket.office) && (<div><dt>{say("office")}</dt><dd>{office?.name ?? String(ticket.office)}</dd></div>)}
        </dl>
        <p class="hint">{say("keep")}</p>
        <p class="acts">
          <button type="button" class="primary" onClick={refresh}>{say("refresh")}</button>
          <button type="button" class="plain" onClick={another}>{say("another")}</button>
        </p>
      </section>
      <section class="card" aria-labelledby="thread">
        <h2 id="thread"><Changing text={say("thread")} /></h2>
        {thread.length === 0 && <p><Changing text={say("empty")} /></p>}
        <ol key={`thread-${locale}`} class="thread">
          {groupsOf(thread).map((g, i) =>
            g.automatic ? (
              <li key={`a${g.messages[0]?.seq ?? i}`} class="system">
                <details open={!last}>
                  <summary><Changing text={g.messages.length === 1 ? say("automatic_one") : say("automatic", { count: g.messages.length })} /></summary>
                  {g.messages.map((m, j) => (
                    <div key={m.seq || j}>
                      {m.at && <p class="who"><time dateTime={m.at}>{when(m.at)}</time></p>}
                      <Said m={m} say={say} half={half} />
                    </div>
                  ))}
                </details>
              </li>
            ) : (
              g.messages.map((m) => (
                <li key={m.seq || `x${i}`} class={m.from}>
                  <p class="who">
                    <strong>{m.from === "visitor" ? say("you") : officerName(m.officer) || say("officer")}</strong>
                    {m.purpose === "answer" && <span class="answer">{say("answer")}</span>}
                    {m.at && <time dateTime={m.at}>{when(m.at)}</time>}
                    {m.edited && !m.removed && <span class="edited">{say("edited")}</span>}
                  </p>
                  <Said m={m} say={say} half={half} />
                </li>
              ))
            ),
          )}
        </ol>
        {key_ && <Reply key={key_.number} of={key_} say={say} again={again} shows={(seq) => thread.some((m) => m.seq === seq)} />}
      </section>
    </>
  );
}

function Said({ m, say, half }: { m: Message; say: Say; half: 0 | 1 }) {
  const known = kinds[m.kind];
  const bare = m.attachments?.length ? "" : known && m.kind !== "other" ? known[half] : say("unseen");
  const text = m.removed ? say("removed") : m.text || bare;
  return (
    <>
      {text && (
        <p key={text} class="text">
          {m.removed || m.from === "visitor"
            ? <Numbers text={text} />
            : <Text text={text} />}
        </p>
      )}
      {!m.removed &&
        m.attachments?.map((a, i) => {
          const c = carried(a, half);
          return (
            <p key={i} class="file">
              <strong>{c.kind}</strong> {c.title}
              {c.place && <> <span class="hidden">{say("place")} </span><span translate={false}>{c.place}</span></>}
              {c.link && <> <Out href={c.link.href}>{c.link.host}</Out></>}
            </p>
          );
        })}
      {m.reaction && !m.removed && <p class="file"><span class="hidden">{say("reaction")} </span>{m.reaction}</p>}
    </>
  );
}

/** A reply joins the thread. Its id is kept until it was taken, so that trying again never doubles it. */
function Reply({ of, say, again, shows }: { of: Key; say: Say; again(): Promise<void>; shows(seq: number): boolean }) {
  const [text, setText] = useState("");
  const [told, setTold] = useState<Exclude<Sent, Next | Taken> | "sending" | "">("");
  const [next, setNext] = useState<Next | null>(null);
  const [taken, setTaken] = useState(0);
  const [busy, setBusy] = useState(false);
  const pending = useRef({ id: "", text: "" });
  const count = [...text].length;
  // Thanks for an answer belong to no number: the page that they were sent from does not show them, and says so.
  const said = next ? say("sent_anew", { number: next.reference }) : told ? say(told) : taken ? say(shows(taken) ? "sent" : "sent_apart") : "";
  const over = count > text_chars_max ? say("too_long", { count, max: text_chars_max }) : "";
  const send = async () => {
    const words = text.trim();
    if (busy || over || !visible(words)) return;
    if (pending.current.text !== words) pending.current = { id: uuid(), text: words };
    setBusy(true);
    setTold("sending");
    setNext(null);
    setTaken(0);
    const outcome = await sendReply(of, pending.current.id, words);
    const arrived = typeof outcome === "object" || outcome === "sent";
    if (!arrived) {
      setBusy(false);
      return setTold(outcome);
    }
    pending.current = { id: "", text: "" };
    setText("");
    await again();
    setBusy(false);
    setTold(outcome === "sent" ? outcome : "");
    if (typeof outcome !== "object") return;
    if ("reference" in outcome) setNext(outcome);
    else setTaken(outcome.seq);
  };
  return (
    <form
      class="reply"
      onSubmit={(e) => {
        e.preventDefault();
        void send();
      }}
    >
      <label for="reply"><Changing text={say("write")} /></label>
      <textarea id="reply" rows={3} value={text} aria-describedby="reply-hint" aria-invalid={over !== ""} onInput={(e) => setText(e.currentTarget.value)} />
      <p id="reply-hint" class="hint"><Changing text={say("write_hint")} /></p>
      <p role="status" class={over || said ? "told" : "told quiet"}>
        <Changing text={over || said} />
        {next && !over && <> <a href={next.status_url}><Changing text={say("see_anew")} /></a></>}
      </p>
      <button type="submit" class="primary" disabled={busy || over !== "" || !visible(text)}><Changing text={say("send")} /></button>
    </form>
  );
}

function Foot({ locale, office }: { locale: Locale; office?: { name?: string; complaint?: string } }) {
  const h = locale === "en" ? 1 : 0;
  return (
    <footer>
      <div class="wrap">
        <h2>{shared.complaints[h]}</h2>
        <ul>
          <li>SIPUMA <a href={complaint.sipuma}>{complaint.sipuma}</a></li>
          <li>{shared.email[h]} <a href={`mailto:${complaint.email}`}>{complaint.email}</a></li>
          <li>{shared.telephone[h]} {complaint.telephone} ({complaint.telephone_name}), {shared.fax[h]} {complaint.fax}</li>
          <li>{shared.post[h]}: {complaint.post}</li>
          <li>{shared.unit[h].replace("{office}", office?.name ?? (h ? "the office concerned" : "kantor yang bersangkutan"))}</li>
          {office?.complaint && <li>{office.complaint}</li>}
        </ul>
        <p>{shared.free[h]} {shared.fraud[h]}</p>
      </div>
    </footer>
  );
}
