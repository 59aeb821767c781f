// Tickets, consults, topics, splits, revoking and identity requests of the mock office.
import { randomBytes } from "node:crypto";

const iso = (ms) => new Date(ms).toISOString();
const refused = (code, path) => ({ code, temporary: false, ...(path ? { path } : {}) });
const ref = (o) => ({ id: o.id, name: o.name });
const supervises = (o) => o.role === "coordinator" || o.role === "superior";
const holding = /^(?:baik|mohon tunggu|sebentar|sedang kami (?:cek|periksa))\b.{0,40}$/i;

export const topics = ["Barang kiriman", "Impor", "Ekspor", "IMEI", "Cukai"];

/** Whether what is sent as an answer looks like none: very short, or only asking to wait. */
export const unsure = (text) => [...text.trim()].length < 6 || holding.test(text.trim());

/** A ticket as officers are told of it. */
export function officerTicket(office, c) {
  const t = c.ticket;
  const owner = t.owner ?? (c.officer || null);
  return {
    ...office.ticketView(c), ticket: t.number, rev: c.rev, kind: t.number.startsWith("CRE") ? "care" : "escalation", office: "priok", queue: c.queue, state: stateOf(office, c),
    ...(owner ? { owner: ref(office.officers.get(owner)) } : {}), categories: t.categories ?? [], ...(t.subject ? { subject: t.subject } : {}), ...(t.topic ? { topic: t.topic } : {}),
    received_at: iso(c.request.received), channel: c.channel, contact: c.contact, ...(t.unit ? { unit: t.unit } : {}), ...(t.reason ? { reason: t.reason } : {}), reminded: t.reminded ?? 0,
  };
}

function stateOf(office, c) {
  if (c.ticket.state !== "issued") return c.ticket.state;
  if ([...office.consults.values()].some((k) => k.conversation === c.id && k.state === "open")) return "coordinating";
  return c.ticket.owner || c.officer ? "in_progress" : "issued";
}

export const consultView = (k) => ({ type: "consult", ...k });

const put = (k, o) => (k.to.officer ? k.to.officer === o.id : k.to.role ? k.to.role === o.role : o.queues.includes(k.to.queue)) && k.from.id !== o.id;

/** Whoever is consulted reads the conversation as long as the consult is open. */
export const consulted = (office, o, c) => [...office.consults.values()].some((k) => k.conversation === c.id && k.state !== "closed" && put(k, o));

export const consultsFor = (office, o) => [...office.consults.values()].filter((k) => k.state !== "closed" && (k.from.id === o.id || put(k, o) || supervises(o))).map(consultView);

function told(office, k) {
  k.rev += 1;
  const c = office.conversations.get(k.conversation);
  for (const w of office.windows) if (k.from.id === w.officer.id || put(k, w.officer) || office.sees(w.officer, c)) w.send(consultView(k));
  if (c.ticket) office.ticketChanged(c);
}

const may = (run) => (office, session, frame, c) => (c.officer === session.officer.id || supervises(session.officer) ? run(office, session, frame, c) : refused("not_handling"));
const text_of = (frame) => typeof frame.text === "string" && frame.text.trim() !== "";

const ofTicket = (run) => (office, session, frame, c) => {
  if (!c?.ticket) return refused("not_found");
  const done = run(office, session, frame, c);
  if (!done.code) {
    office.changed(c);
    office.ticketChanged(c);
  }
  return done;
};

const ofConsult = (run) => (office, session, frame) => {
  const k = office.consults.get(frame.consult);
  return k ? run(office, session, frame, k) : refused("not_found");
};

/** What these commands are about, where they name no conversation. */
export function subjectOf(office, frame) {
  if (frame.type.startsWith("ticket.")) return [...office.conversations.values()].find((c) => c.ticket?.number === frame.ticket);
  return office.conversations.get(office.consults.get(frame.consult)?.conversation ?? frame.conversation);
}

export const deeds = {
  "ticket.take": ofTicket((office, session, frame, c) => {
    c.ticket.owner = session.officer.id;
    c.officer = session.officer.id;
    return {};
  }),
  "ticket.assign": ofTicket((office, session, frame, c) => {
    if (!frame.officer === !frame.queue) return refused("bad_field", "officer");
    if (frame.officer && !office.officers.has(frame.officer)) return refused("bad_field", "officer");
    c.ticket.owner = frame.officer ?? undefined;
    c.officer = frame.officer ?? null;
    if (frame.queue) c.queue = frame.queue;
    return {};
  }),
  "ticket.set": ofTicket((office, session, frame, c) => {
    if (frame.topic && !topics.includes(frame.topic)) return refused("bad_field", "topic");
    Object.assign(c.ticket, frame.categories && { categories: frame.categories }, frame.topic && { topic: frame.topic });
    return {};
  }),
  "ticket.close": ofTicket((office, session, frame, c) => {
    if (frame.outcome === "answered" && c.ticket.state !== "answered") return refused("bad_field", "outcome");
    c.ticket.state = "closed";
    return {};
  }),
  "conversation.topic": may((office, session, frame, c) => {
    if (!topics.includes(frame.topic)) return refused("bad_field", "topic");
    c.topic = frame.topic;
    office.changed(c);
    return {};
  }),
  "consult.ask": may((office, session, frame, c) => {
    if (!text_of(frame)) return refused("bad_field", "text");
    if (Object.keys(frame.to ?? {}).length !== 1) return refused("bad_field", "to");
    const citizen_due = iso(c.ticket && c.ticket.state === "issued" ? c.ticket.due : c.request.due);
    const due = frame.due ?? iso(Math.min(Date.now() + 30 * 60_000, Date.parse(citizen_due)));
    if (Date.parse(due) <= Date.now()) return refused("bad_field", "due");
    const k = {
      consult: `k-${randomBytes(4).toString("hex")}`, conversation: c.id, ...(c.ticket ? { ticket: c.ticket.number } : {}), from: ref(session.officer), to: frame.to, text: frame.text, ...(frame.draft ? { draft: frame.draft } : {}),
      asked_at: iso(Date.now()), due, citizen_due, state: "open", answers: [], rev: 0,
    };
    office.consults.set(k.consult, k);
    told(office, k);
    return { consult: k.consult };
  }),
  "consult.answer": ofConsult((office, session, frame, k) => {
    if (!put(k, session.officer)) return refused("not_handling");
    if (k.state === "closed") return refused("bad_field", "consult");
    if (!text_of(frame)) return refused("bad_field", "text");
    k.answers = [...k.answers, { officer: ref(session.officer), text: frame.text, ...(frame.draft ? { draft: frame.draft } : {}), at: iso(Date.now()) }];
    k.state = "answered";
    told(office, k);
    return {};
  }),
  "consult.close": ofConsult((office, session, frame, k) => {
    k.state = "closed";
    told(office, k);
    return {};
  }),
  "request.split": may((office, session, frame, c) => {
    const first = c.messages.find((m) => m.seq === frame.from_seq && m.from === "visitor");
    if (!first || !c.ticket) return refused("bad_field", "from_seq");
    const received = Date.parse(first.at);
    c.request = { ...c.request, reference: office.number("REF"), received, due: Math.max(received + office.answer_limit_ms, Date.now() + 60_000) };
    c.ticket = { ...c.ticket };
    c.state = "assigned";
    office.changed(c);
    return {};
  }),
  "identity.request": may((office, session, frame, c) => {
    if (!Array.isArray(frame.fields) || frame.fields.length === 0) return refused("bad_field", "fields");
    office.say(c, "identity_request", "Untuk menjawab pertanyaan Anda, kami memerlukan beberapa data. Silakan isi lewat tombol data diri.", "To answer your question we need some details. Please give them with the button for your details.");
    return {};
  }),
};
