// Incidents of the mock office: gathered, proposed, approved by a second person, answered one member after the other.
import { randomBytes } from "node:crypto";
import { has_platform } from "./office.mjs";

const refused = (code, path) => ({ code, temporary: false, ...(path ? { path } : {}) });
const ref = (o) => ({ id: o.id, name: o.name });
const gathers = (o) => ["officer", "coordinator", "superior"].includes(o.role ?? "officer");
const supervises = (o) => o.role === "coordinator" || o.role === "superior";
const filled = (x) => typeof x === "string" && x.trim() !== "";
const pace_ms = 200;

export const incidentView = (i) => {
  const of = (state) => [...i.of.values()].filter((s) => s === state).length;
  return {
    type: "incident", incident: i.id, title: i.title, state: i.state, opened_at: i.opened_at, opened_by: i.opened_by, members: i.of.size, answered: of("answered"), passed_over: of("passed_over"),
    ...(i.text ? { text: i.text, proposed_by: i.proposed_by, proposal: i.proposal } : {}), ...(i.approved_by ? { approved_by: i.approved_by } : {}), ...(i.closed_at ? { closed_at: i.closed_at } : {}),
  };
};

export const incidentsFor = (office, o) => (gathers(o) ? [...office.incidents.values()].filter((i) => i.state !== "closed").map(incidentView) : []);

const waitsIn = (c) => c.state !== "closed" && (c.ticket ? c.ticket.state === "issued" : c.state !== "answered");

function told(office, i) {
  for (const w of office.windows) if (gathers(w.officer)) w.send(incidentView(i));
}

const ofIncident = (run) => (office, session, frame) => {
  const i = office.incidents.get(frame.incident);
  if (!gathers(session.officer)) return refused("forbidden");
  if (!i) return refused("not_found", "incident");
  const done = run(office, session, frame, i);
  if (!done.code) told(office, i);
  return done.code ? done : { incident: i.id, ...done };
};

/** What is named, and what a rule finds; of each whether it is one of the office that the officer sees. */
function chosen(office, officer, frame) {
  const all = [...office.conversations.values()].filter((c) => office.sees(officer, c));
  const named = [...(frame.conversations ?? []).map((id) => [id, all.find((c) => c.id === id)]), ...(frame.tickets ?? []).map((n) => [n, all.find((c) => c.ticket?.number === n)])];
  if (!frame.topic && !frame.words && !frame.from && !frame.until) return named;
  const words = (frame.words ?? "").toLowerCase().split(/\s+/).filter(Boolean);
  const fits = (c) => {
    const said = c.messages.filter((m) => m.from === "visitor").map((m) => m.text ?? "").join(" ").toLowerCase();
    const at = c.request.received;
    return waitsIn(c) && (!frame.topic || (c.ticket?.topic ?? c.topic) === frame.topic) && words.every((w) => said.includes(w)) && (!frame.from || at >= Date.parse(frame.from)) && (!frame.until || at < Date.parse(frame.until));
  };
  return [...named, ...all.filter(fits).map((c) => [c.id, c])];
}

function step(office, i) {
  const next = [...i.of].find(([, state]) => state === "waiting");
  if (!next) i.state = "answered";
  else {
    const c = office.conversations.get(next[0]);
    i.of.set(next[0], c && waitsIn(c) ? "answered" : "passed_over");
    if (c && waitsIn(c)) answer(office, c, i);
    setTimeout(() => step(office, i), pace_ms).unref();
  }
  told(office, i);
}

function answer(office, c, i) {
  office.append(c, { from: "officer", text: i.text, purpose: "answer", officer: i.proposed_by, ...(has_platform(c) ? { delivery: "sent" } : {}) });
  c.state = "answered";
  if (c.ticket) c.ticket.state = "answered";
  office.changed(c);
  if (c.ticket) office.ticketChanged(c);
}

export const incidentDeeds = {
  "incident.open": (office, session, frame) => {
    if (!gathers(session.officer)) return refused("forbidden");
    if (!filled(frame.title)) return refused("bad_field", "title");
    const i = { id: `priok-I${randomBytes(6).toString("hex")}`, title: frame.title, state: "open", opened_at: new Date().toISOString(), opened_by: ref(session.officer), of: new Map() };
    office.incidents.set(i.id, i);
    told(office, i);
    return { incident: i.id };
  },
  "incident.add": ofIncident((office, session, frame, i) => {
    if (i.state === "answering" || i.state === "closed") return refused("bad_field", "incident");
    const not_taken = [];
    let changed = 0;
    for (const [what, c] of chosen(office, session.officer, frame)) {
      const elsewhere = c && [...office.incidents.values()].some((x) => x !== i && x.of.get(c.id) === "waiting");
      if (!c) not_taken.push({ what, code: "not_found" });
      else if (!waitsIn(c) || elsewhere) not_taken.push({ what, code: "bad_field" });
      else if (i.of.get(c.id) !== "waiting") {
        i.of.set(c.id, "waiting");
        changed += 1;
      }
    }
    if (changed > 0 && i.state === "answered") i.state = "open";
    return { changed, more: false, not_taken };
  }),
  "incident.remove": ofIncident((office, session, frame, i) => {
    if (i.state === "answering") return refused("bad_field", "incident");
    const not_taken = [];
    let changed = 0;
    for (const [what, c] of chosen(office, session.officer, { conversations: frame.conversations, tickets: frame.tickets }))
      if (c && i.of.get(c.id) === "waiting") {
        i.of.delete(c.id);
        changed += 1;
      } else not_taken.push({ what, code: c ? "bad_field" : "not_found" });
    return { changed, more: false, not_taken };
  }),
  "incident.answer": ofIncident((office, session, frame, i) => {
    if (!filled(frame.text)) return refused("bad_field", "text");
    if (i.state === "answering" || i.state === "closed") return refused("bad_field", "incident");
    Object.assign(i, { state: "proposed", text: frame.text, proposal: randomBytes(8).toString("hex"), proposed_by: ref(session.officer), approved_by: undefined });
    return {};
  }),
  "incident.approve": ofIncident((office, session, frame, i) => {
    if (!supervises(session.officer)) return refused("forbidden");
    if (i.state !== "proposed") return refused("bad_field", "incident");
    if (frame.proposal && frame.proposal !== i.proposal) return refused("bad_field", "proposal");
    if (i.proposed_by.id === session.officer.id) return refused("not_handling", "incident");
    Object.assign(i, { state: "answering", approved_by: session.officer.id });
    setTimeout(() => step(office, i), pace_ms).unref();
    return {};
  }),
  "incident.close": ofIncident((office, session, frame, i) => {
    if (i.state === "answering" || [...i.of.values()].includes("waiting")) return refused("bad_field", "incident");
    Object.assign(i, { state: "closed", closed_at: new Date().toISOString() });
    return {};
  }),
};
