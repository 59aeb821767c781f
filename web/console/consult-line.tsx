// A consult in the thread: among the notes, never among what the citizen sees.
import { clockTime, promised } from "../words/time.ts";
import { idOf, nameOf, type Consult } from "../wire/types.ts";
import { asksMe } from "./consults.ts";
import { useAddressee, useDesk, useNow, useOfficer, useZone } from "./context.tsx";
import { Icon } from "./icons.tsx";
import { Left, Numbers } from "./marks.tsx";
import { supervises } from "./tickets.ts";
import { keys } from "./keys.ts";

interface Props {
  consult: Consult;
  mine: boolean;
  use(draft: string): void;
  close(consult: string): void;
}

export function ConsultLine({ consult: c, mine, use, close }: Props) {
  const { say, locale } = useDesk();
  const { me, queues } = useOfficer();
  const to = useAddressee();
  const zone = useZone();
  const now = useNow(1000);
  const open = c.state !== "closed";
  const from = idOf(c.from) === me?.id ? say("you") : nameOf(c.from);
  const due = Date.parse(c.due ?? "");
  const waits = open && c.state !== "answered";
  const may_close = open && (mine || idOf(c.from) === me?.id || (supervises(me) && !asksMe(c, me, queues)));
  const time = (at: string | undefined) => at && <time dateTime={at}>{clockTime(at, locale, zone)}</time>;
  const state = c.state === "answered" ? "ks_answered" : open ? "ks_open" : "ks_closed";
  return (
    <article className="msg note consult" data-consult={c.consult}>
      <p className="who">
        <strong>{say("consult")}</strong>
        <span>{say("k_from_to", { from, to: to(c.to) })}</span>
        {time(c.asked_at)}
        <span className={`chip${c.state === "answered" ? " good" : ""}`}>{say(state)}</span>
        <span className="internal-mark"><Icon of="hide" size={14} /> {say("k_internal")}</span>
      </p>
      <div className="bubble">
        <div className="text"><Numbers text={c.text} /></div>
        {c.draft && <Draft title={say("k_draft")} text={c.draft} use={mine && open ? use : undefined} />}
        {waits && !Number.isNaN(due) && <p className="consult-due">{say("k_due", { time: promised(c.due!, now, locale, zone) })} <Left due={{ at: due, what: "consult_due" }} now={now} /></p>}
        {c.answers?.map((a, i) => (
          <div key={i} className="advice">
            <p className="who"><strong>{say("k_advice", { who: idOf(a.officer) === me?.id ? say("you") : nameOf(a.officer) })}</strong>{time(a.at)}</p>
            <div className="text"><Numbers text={a.text} /></div>
            {a.draft && <Draft title={say("k_draft")} text={a.draft} use={mine ? use : undefined} />}
          </div>
        ))}
      </div>
      {may_close && <p className="after"><button type="button" className="link" onClick={() => close(c.consult)}>{say("k_close")}</button></p>}
    </article>
  );
}

function Draft({ title, text, use }: { title: string; text: string; use: ((draft: string) => void) | undefined }) {
  const { say } = useDesk();
  return (
    <div className="consult-draft">
      <p className="hint">{title}</p>
      <div className="text"><Numbers text={text} /></div>
      {use && <button type="button" className="link" onClick={() => use(text)}>{say("k_use")} <kbd aria-hidden="true">{keys.draft}</kbd></button>}
    </div>
  );
}
