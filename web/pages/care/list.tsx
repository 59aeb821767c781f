import { useCallback, useEffect, useRef, useState } from "preact/hooks";
import { Changing } from "../../words/out.tsx";
import type { Locale } from "../../words/locale.ts";
import { stateWord } from "../../words/states.ts";
import { oneLine } from "../../words/visible.ts";
import { followed, Follower, type Found } from "../thread/follow.ts";
import type { CareTicket } from "../thread/tickets.ts";
import { listTickets, type CareOffice } from "./account.ts";
import { to_new, toTicket } from "./route.ts";
import { dueWord, lastWord, merged, officeOf, ticketZone, wayOf } from "./tickets.ts";
import type { Say } from "./words.ts";

const filters = ["issued", "in_progress", "coordinating", "waiting_applicant", "answered", "closed"] as const;

interface Props {
  say: Say;
  locale: Locale;
  offices: readonly CareOffice[];
  /** A submission whose answer has not come. */
  under_way: boolean;
  ended(): void;
}

export function List({ say, locale, offices, under_way, ended }: Props) {
  const half = locale === "en" ? 1 : 0;
  const [state, setState] = useState("");
  const [tickets, setTickets] = useState<CareTicket[] | null>(null);
  const [next, setNext] = useState<string | undefined>();
  const [told, setTold] = useState<"" | "list_old" | "trouble">("");
  const [busy, setBusy] = useState(false);
  const held = useRef<CareTicket[] | null>(null);
  const moved = useRef(false);
  const filter = useRef(state);
  filter.current = state;

  const load = useCallback(async (): Promise<Found> => {
    const wanted = filter.current;
    const got = await listTickets(wanted);
    if (wanted !== filter.current) return "same";
    if (got.kind === "ended") {
      ended();
      return "over";
    }
    if (got.kind === "wait") return { wait_ms: got.seconds * 1000 };
    if (got.kind !== "ok") {
      setTold(held.current ? "list_old" : "trouble");
      return "trouble";
    }
    setTold("");
    const list = merged(held.current ?? [], got.value);
    const same = JSON.stringify(list) === JSON.stringify(held.current);
    held.current = list;
    setTickets(list);
    if (!moved.current || !got.value.next) setNext(got.value.next);
    return same ? "same" : "changed";
  }, []);
  useEffect(() => {
    held.current = null;
    moved.current = false;
    setTickets(null);
    setNext(undefined);
    void load();
    return followed(new Follower(load));
  }, [state]);

  const more = async () => {
    if (busy || !next) return;
    setBusy(true);
    const wanted = state;
    const got = await listTickets(wanted, next);
    setBusy(false);
    if (got.kind === "ended") return ended();
    if (wanted !== filter.current) return;
    if (got.kind !== "ok") return setTold("list_old");
    const known = new Set(held.current?.map((t) => t.number));
    const first = got.value.tickets.find((t) => !known.has(t.number));
    held.current = [...(held.current ?? []), ...got.value.tickets.filter((t) => !known.has(t.number))];
    moved.current = true;
    setTickets(held.current);
    setNext(got.value.next);
    // The button may be gone: the focus goes on with the first one that came.
    if (first) setTimeout(() => document.getElementById(`t-${first.number}`)?.focus());
  };

  return (
    <>
      <section class="card" aria-labelledby="list-title">
        <div class="list-top">
          <h1 id="list-title" tabIndex={-1}><Changing text={say("my_tickets")} /></h1>
          <a class="primary" href={to_new}><Changing text={say("new_ticket")} /></a>
        </div>
        {under_way && <p class="told"><Changing text={say("under_way")} /> <a href={to_new}><Changing text={say("see_under_way")} /></a></p>}
        <p class="filter">
          <label for="filter"><Changing text={say("show_only")} /></label>
          <select key={locale} id="filter" value={state} onChange={(e) => setState(e.currentTarget.value)}>
            <option value="">{say("all")}</option>
            {filters.map((f) => <option key={f} value={f}>{stateWord({ state: f, filed: true }, half)}</option>)}
          </select>
        </p>
        <p role="status" class={told ? "told" : "told quiet"}><Changing text={told ? say(told) : tickets ? "" : say("loading")} /></p>
        {tickets?.length === 0 && !next && <p><Changing text={say(state ? "none_of_these" : "no_tickets")} /></p>}
        <ul class="tickets">
          {tickets?.map((t) => <Row key={t.number} {...{ t, say, locale, offices }} />)}
        </ul>
        {next && <p class="acts"><button type="button" class="second" disabled={busy} onClick={() => void more()}><Changing text={say("more")} /></button></p>}
      </section>
    </>
  );
}

function Row({ t, say, locale, offices }: { t: CareTicket } & Pick<Props, "say" | "locale" | "offices">) {
  const zone = ticketZone(t, offices);
  const word = stateWord(wayOf(t), locale === "en" ? 1 : 0);
  const due = dueWord(t, Date.now(), locale, zone);
  return (
    <li class={t.state}>
      <p class="row-top">
        <a id={`t-${t.number}`} href={toTicket(t.number)}><Changing text={oneLine(t.subject ?? "") || say("no_subject")} /></a>
        <span class={`mark ${t.state}`}><Changing text={word} /></span>
      </p>
      <p class="row-facts"><span class="n" translate={false}>{t.number}</span> <Changing text={due || lastWord(t, locale, zone, say)} /></p>
      {offices.length > 1 && officeOf(t, offices)?.name && <p class="row-facts">{officeOf(t, offices)!.name}</p>}
    </li>
  );
}

