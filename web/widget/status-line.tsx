// Where the question stands, what was promised, and whether this device is connected, in words.
import { closingWord } from "../words/common.ts";
import { conversationWord, openTicket, promiseWord } from "../words/states.ts";
import { promised, type Zone } from "../words/time.ts";
import { officerName } from "../words/visible.ts";
import type { View } from "./panel.tsx";
import { Numbers } from "../words/out.tsx";

export function StatusLine({ say, locale, state, zone }: View & { zone: Zone }) {
  const half = locale === "en" ? 1 : 0;
  const c = state.conversation;
  const due = (at: string) => promised(at, Date.now(), locale, zone);
  let where = "";
  let promise = "";
  const ticket = openTicket(state.tickets);
  if (c && state.messages.length > 0) {
    const officer = officerName(c.officer);
    if (c.state === "queued" || c.state === "new") where = c.position ? say("state_queued", { position: c.position }) : say("state_queued_plain");
    else if (c.state === "assigned") where = officer ? say("state_assigned", { officer }) : say("state_assigned_plain");
    else if (c.state === "waiting_applicant") where = say("state_waiting_applicant");
    else if (c.state === "escalated") where = `${conversationWord(c.state, state.tickets, half)}.`;
    else if (c.state === "answered") where = say("state_answered");
    else if (c.state === "closed") where = say("state_closed");
    if (ticket && c.state === "escalated") promise = promiseWord("ticket", due(ticket.due), half);
    else if (c.answer_due && ["new", "queued", "assigned", "waiting_applicant"].includes(c.state)) promise = promiseWord("request", due(c.answer_due), half);
  }
  const link =
    state.link.state === "stopped"
      ? closingWord(state.link.code, half)
      : state.link.state === "offline"
        ? say("link_offline")
        : state.link.state === "waiting"
          ? say("link_waiting")
          : state.link.state === "connecting" && !state.ready
            ? say("link_connecting")
            : "";
  return (
    <div class="status" role="status" aria-live="polite">
      {link && <p key={link} class={`link ${state.link.state}`}>{link}</p>}
      {!state.lasting && state.messages.length + state.outbox.length > 0 && <p key={locale} class="link">{say("not_lasting")}</p>}
      {where && <p key={where + promise} class="where"><strong><Numbers text={where} /></strong> <Numbers text={promise} /></p>}
    </div>
  );
}
