// One officer's window of the mock office.
import { consulted, consultsFor, consultView, deeds, officerTicket, subjectOf, topics, unsure } from "./coordination.mjs";
import { has_platform, identify } from "./office.mjs";
import { incidentDeeds, incidentsFor } from "./incidents.mjs";

export function officerSession(office, ws, officerOf) {
  const session = { officer: null, known: new Set(), send: (f) => ws.readyState === 1 && ws.send(JSON.stringify(f)), close: (code) => ws.close(code) };
  const late = setTimeout(() => ws.close(3502), 10_000);
  ws.on("close", () => {
    clearTimeout(late);
    office.windows.delete(session);
  });
  ws.on("message", (data) => {
    const frame = JSON.parse(data);
    if (frame.type === "hello") {
      clearTimeout(late);
      session.officer = officerOf(frame.token);
      if (!session.officer) return ws.close(3500);
      office.windows.add(session);
      return welcome(office, session);
    }
    if (!session.officer) return ws.close(3500);
    const command = commands[frame.type];
    const error = (code, more = {}) => ({ type: "error", re: frame.id, code, temporary: false, ...more });
    if (!command) return session.send(error(frame.type === "typing" || frame.type === "read" ? "not_found" : "unknown_type"));
    const c = subjectOf(office, frame) ?? null;
    const reads = c !== null && (frame.type === "history.get" || frame.type.startsWith("consult.")) && consulted(office, session.officer, c);
    if (frame.type !== "presence.set" && !frame.type.startsWith("incident.") && (!c || !(office.sees(session.officer, c) || reads))) return session.send(error("not_found"));
    if (frame.type === "typing" || frame.type === "read") return command(office, session, frame, c);
    if (frame.type === "history.get") return session.send({ type: "ack", re: frame.id, ...command(office, session, frame, c) });
    return session.send(office.once(session.officer.id, frame, () => command(office, session, frame, c)));
  });
  return session;
}

function welcome(office, session) {
  const o = session.officer;
  const visible = [...office.conversations.values()].filter((c) => office.sees(o, c) && (c.officer === o.id || ["queued", "escalated"].includes(c.state)));
  for (const c of visible) session.known.add(c.id);
  session.send({
    type: "welcome", epoch: office.epoch, redirects: [{ name: "ppid", contact: "Bravo Bea Cukai 1500225", label: { id: "PPID", en: "PPID (public information)" } }, { name: "sipuma", label: { id: "SIPUMA (pengaduan)", en: "SIPUMA (complaints)" } }], officer: { id: o.id, name: o.name, role: o.role }, presence: { state: o.presence, capacity: o.capacity },
    queues: office.queues.map((q) => ({ ...q, mine: o.queues.includes(q.id), waiting: office.waiting(q.id).length })),
    conversations: visible.map((c) => office.head(c, o)), tickets: visible.filter((c) => c.ticket).map((c) => officerTicket(office, c)), consults: consultsFor(office, o), incidents: incidentsFor(office, o), topics, office: office.info, ...(office.media ? { files: office.media.limits } : {}),
    officers: [...office.officers.values()].map((x) => ({ id: x.id, name: x.name })),
  });
}

const handling = (session, c) => c.officer === session.officer.id;
const own = (run) => (office, session, frame, c) => (handling(session, c) ? run(office, session, frame, c) : { code: "not_handling", temporary: false });

const commands = {
  "presence.set": (office, session, frame) => {
    session.officer.presence = frame.state;
    if (frame.capacity) session.officer.capacity = frame.capacity;
    for (const w of office.windows) if (w.officer === session.officer && w !== session) w.send({ type: "presence", state: frame.state, capacity: session.officer.capacity });
    setTimeout(() => office.match(), 20);
    return {};
  },
  "history.get": (office, session, frame, c) => {
    const page = office.page(c, frame);
    const messages = page.messages.map((m) => office.asOfficer(m, session.officer));
    if (frame.after_rev === undefined) return { messages, more: page.more };
    return { messages, more: page.more, notes: c.notes.filter((n) => n.rev > frame.after_rev), updates: c.updates.filter((u) => u.rev > frame.after_rev), consults: [...office.consults.values()].filter((k) => k.conversation === c.id).map(consultView) };
  },
  "conversation.claim": (office, session, frame, c) => {
    if (c.state !== "queued") return { code: "not_found", temporary: false };
    office.take(c, session.officer);
    return { conversation: c.id };
  },
  "conversation.release": own((office, session, frame, c) => {
    c.officer = null;
    c.state = c.state === "escalated" ? "escalated" : "queued";
    office.changed(c);
    return {};
  }),
  "conversation.transfer": own((office, session, frame, c) => {
    if (!frame.queue && !frame.officer) return { code: "bad_field", path: "queue", temporary: false };
    if (frame.note) note(office, session, c, frame.note);
    if (frame.queue) c.queue = frame.queue;
    c.officer = frame.officer ?? null;
    c.state = c.ticket && c.ticket.state !== "answered" ? "escalated" : frame.officer ? "assigned" : "queued";
    office.changed(c);
    return {};
  }),
  "conversation.escalate": own((office, session, frame, c) => {
    if (c.ticket && c.ticket.state !== "answered") return { ticket: office.ticketView(c) };
    note(office, session, c, frame.reason);
    const unit = office.queues.find((q) => q.id === frame.unit);
    office.issue(c, false, { reason: frame.reason, ...(unit ? { unit: { id: unit.id, name: unit.name } } : {}) });
    return { ticket: office.ticketView(c) };
  }),
  "conversation.close": own((office, session, frame, c) => {
    if (frame.outcome === "answered" && !c.messages.some((m) => m.purpose === "answer")) return { code: "bad_field", path: "outcome", temporary: false };
    c.state = "closed";
    c.officer = null;
    office.say(c, "closing", `Terima kasih telah menggunakan layanan informasi ${office.info.name}. Percakapan ini kami tutup.`, `Thank you for using the information service of ${office.info.name}. We are closing this conversation.`);
    office.changed(c);
    return {};
  }),
  "message.send": own((office, session, frame, c) => {
    const missed = c.messages.filter((m) => m.seq > frame.seen && m.from === "officer");
    if (missed.length > 0) return { code: "stale", temporary: false, messages: missed.map((m) => office.asOfficer(m, session.officer)) };
    if (frame.purpose === "answer" && !frame.sure && !frame.attachments && unsure(frame.text)) return { code: "bad_field", path: "sure", temporary: false };
    const faulty = c.ticket?.state === "issued" && c.ticket.categories?.includes("ict_complaint");
    if (frame.purpose === "answer" && faulty && !frame.solution) return { code: "bad_field", path: "solution", temporary: false };
    const carried = office.carried(frame);
    if (!carried) return { code: "bad_field", path: "attachments[0].media", temporary: false };
    const officer = { id: session.officer.id, name: session.officer.name };
    const m = office.append(c, { from: "officer", ...carried, text: frame.text, purpose: frame.purpose, ...(frame.solution ? { solution: frame.solution } : {}), officer, id: frame.id, ...(has_platform(c) ? { delivery: "pending" } : {}) }, session);
    if (frame.purpose === "question") c.state = c.state === "escalated" ? "escalated" : "waiting_applicant";
    else {
      c.state = "answered";
      if (c.ticket && c.ticket.state !== "answered") {
        c.ticket.state = "answered";
        office.ticketChanged(c);
      }
    }
    office.changed(c);
    if (has_platform(c)) setTimeout(() => deliver(office, c, m, frame.text.includes("gagal") ? "failed" : "sent"), 400);
    return { conversation: c.id, seq: m.seq, at: m.at };
  }),
  "message.reclassify": (office, session, frame, c) => {
    const m = c.messages.find((x) => x.seq === frame.seq);
    if (!m || m.from !== "officer") return { code: "not_found", temporary: false };
    if (m.revoked) return { code: "bad_field", path: "seq", temporary: false };
    m.purpose = frame.purpose;
    if (frame.purpose === "answer") c.state = "answered";
    office.update(c, { seq: m.seq, purpose: frame.purpose });
    office.changed(c);
    return {};
  },
  "answer.revoke": (office, session, frame, c) => {
    const m = c.messages.find((x) => x.seq === frame.seq && x.purpose === "answer");
    if (session.officer.role === "officer") return { code: "forbidden", temporary: false };
    if (!m || !frame.reason) return { code: "bad_field", path: m ? "reason" : "seq", temporary: false };
    office.revoke(c, m);
    note(office, session, c, `Jawaban ditarik, alasan (answer revoked, reason): ${frame.reason}`);
    return {};
  },
  ...deeds,
  ...incidentDeeds,
  "conversation.restrict": (office, session, frame, c) => {
    if (!handling(session, c) && !["coordinator", "superior"].includes(session.officer.role)) return { code: "not_handling", temporary: false };
    if (!frame.reason) return { code: "bad_field", path: "reason", temporary: false };
    note(office, session, c, `Percakapan dibatasi untuk kepatuhan internal dan atasan langsung, alasan (restricted, reason): ${frame.reason}`);
    office.restrict(c);
    return { conversation: c.id };
  },
  "identity.set": own((office, session, frame, c) => {
    const warnings = identify(c, frame);
    office.changed(c);
    return { conversation: c.id, warnings };
  }),
  "identity.reveal": own((office, session, frame, c) => {
    if (!frame.reason) return { code: "bad_field", path: "reason", temporary: false };
    note(office, session, c, `Identitas dibuka, alasan (identity revealed, reason): ${frame.reason}`);
    return { identity: c.identity ?? {} };
  }),
  "note.add": (office, session, frame, c) => note(office, session, c, frame.text, session),
  typing: (office, session, frame, c) => {
    for (const s of office.visitors) if (s.conversation === c) s.send({ type: "typing", conversation: c.id, from: "officer", officer: { id: session.officer.id, name: session.officer.name } });
  },
  read: (office, session, frame, c) => {
    for (const s of office.visitors) if (s.conversation === c) s.send({ type: "read", conversation: c.id, from: "officer", seq: frame.seq });
  },
};

function note(office, session, c, text) {
  c.rev += 1;
  const n = { type: "note", conversation: c.id, id: `note-${c.rev}`, rev: c.rev, at: new Date().toISOString(), officer: { id: session.officer.id, name: session.officer.name }, text };
  c.notes.push(n);
  for (const w of office.windows) if (office.sees(w.officer, c)) w.send(n);
  return { rev: n.rev };
}

function deliver(office, c, m, delivery) {
  m.delivery = delivery;
  if (delivery === "failed") m.reason = "131047: re-engagement message";
  office.update(c, { seq: m.seq, delivery, ...(m.reason ? { reason: m.reason } : {}) });
}
