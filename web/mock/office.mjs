// A small office in memory that follows the contract closely enough to develop the pages against: one log a contact,
// idempotent commands, queue order, stale replies, tickets at the limit. It keeps no law and no calendar.
import { randomBytes, randomUUID } from "node:crypto";
import { officerTicket } from "./coordination.mjs";
import { media_of_channel, MediaShelf } from "./media.mjs";

const iso = (ms) => new Date(ms).toISOString();
const damm = [
  "0317598642", "7092154863", "4206871359", "1750983426", "6123045978",
  "3674209581", "5869720134", "8945362017", "9438617205", "2581436790",
];
const checkDigit = (digits) => [...digits].reduce((row, d) => Number(damm[row][Number(d)]), 0);

/** What is written there goes through a platform, which tells of its delivery. */
export const has_platform = (c) => c.channel !== "webchat" && c.channel !== "care";

const hide = (v) => `${"•".repeat(Math.max(0, v.length - 4))}${v.slice(-4)}`;
const masked = ({ documents, name, ...rest }) => ({
  ...(name ? { name } : {}), ...Object.fromEntries(Object.entries(rest).map(([k, v]) => [k, hide(v)])), ...(documents ? { documents: documents.map((d) => ({ ...d, number: hide(d.number) })) } : {}),
});
const identity_fields = ["name", "email", "phone", "nik", "npwp"];

/** What was given of who they are joins what was given before; what does not look as it should. */
export function identify(c, given) {
  const said = Object.fromEntries(identity_fields.filter((f) => typeof given[f] === "string" && given[f]).map((f) => [f, given[f]]));
  c.identity = { ...c.identity, ...said, ...(given.documents ? { documents: [...(c.identity?.documents ?? []), ...given.documents] } : {}) };
  if (said.name) c.contact.name = said.name;
  const odd = [...(said.nik && !/^\d{16}$/.test(said.nik) ? ["nik"] : []), ...(said.email && !/@/.test(said.email) ? ["email"] : [])];
  return odd.map((path) => ({ path, code: "format", hint: "" }));
}

export class Office {
  constructor({ answer_limit_ms = 3_600_000, public_url = "http://127.0.0.1:8080", auto = true, files = {} } = {}) {
    /** `files: null`: an office that takes none. */
    this.media = files === null ? null : new MediaShelf(files);
    this.answer_limit_ms = answer_limit_ms;
    this.public_url = public_url;
    this.epoch = randomUUID().slice(0, 8);
    this.counter = 41;
    this.contacts = new Map(); // token -> conversation
    this.conversations = new Map();
    this.consults = new Map();
    this.incidents = new Map();
    this.commands = new Map(); // id -> {content, answer}
    this.officers = new Map();
    this.visitors = new Set(); // sessions
    this.windows = new Set(); // officers' sessions
    this.info = { id: "priok", name: "KPU Bea dan Cukai Tipe A Tanjung Priok", timezone: "Asia/Jakarta", zone_label: "WIB", complaint: "WhatsApp 0811-0000-0000" };
    this.hours = { text: { id: "Senin–Jumat 07.30–17.00 WIB", en: "Monday–Friday 07:30–17:00 WIB" }, open: true, timezone: "Asia/Jakarta", zone_label: "WIB" };
    this.queues = [
      { id: "umum", name: "Layanan Informasi", assignment: auto ? "auto" : "manual" },
      { id: "manual", name: "Barang Kiriman", assignment: "manual" },
      { id: "teknis", name: "Seksi Teknis", kind: "unit", assignment: "manual" },
    ];
    for (const [id, name, queues, role = "officer"] of [["sari", "Sari", ["umum", "manual"]], ["budi", "Budi", ["umum", "manual"]], ["wati", "Wati", ["teknis"]], ["ratna", "Ratna", ["umum", "manual", "teknis"], "coordinator"], ["hadi", "Hadi", ["umum", "manual", "teknis"], "superior"]]) {
      this.officers.set(id, { id, name, role, queues, presence: "away", capacity: 5 });
    }
    this.sweep = setInterval(() => this.due(), 200);
    this.sweep.unref();
  }

  stop() {
    clearInterval(this.sweep);
  }

  number(prefix) {
    const d = new Date(Date.now() + 7 * 3_600_000).toISOString();
    const day = d.slice(2, 4) + d.slice(5, 7) + d.slice(8, 10);
    const n = String(++this.counter).padStart(5, "0");
    return `${prefix}-${day}-${n}-${checkDigit(day + n)}`;
  }

  statusUrl(number, secret) {
    return `${this.public_url}/status/#${number}.${secret}`;
  }

  /** Same id and content: the recorded answer; same id and other content: id_reused. */
  once(sender, frame, run) {
    const content = JSON.stringify({ ...frame, id: undefined });
    const key = `${sender}/${frame.id}`;
    const known = this.commands.get(key);
    if (known) return known.content === content ? known.answer : { type: "error", re: frame.id, code: "id_reused", temporary: false, message: "id was used before" };
    const answer = { re: frame.id, ...run() };
    answer.type ??= answer.code ? "error" : "ack";
    if (answer.type === "ack") this.commands.set(key, { content, answer });
    return answer;
  }

  open(token, channel = "webchat", contact = null) {
    const c = {
      id: `PRI-C-${randomBytes(5).toString("hex")}`, token, channel, queue: "umum", rev: 1, messages: [], notes: [], updates: [],
      contact: contact ?? { id: `web-${randomBytes(2).toString("hex")}` }, request: null, officer: null, state: "closed", ticket: null, joined: new Set(), locale: "id",
    };
    this.contacts.set(token, c);
    this.conversations.set(c.id, c);
    return c;
  }

  append(c, message, except = null) {
    const m = { type: "message", conversation: c.id, seq: c.messages.length + 1, kind: "text", at: iso(Date.now()), ...message };
    c.messages.push(m);
    for (const s of this.visitors) if (s.conversation === c && s !== except) s.send(this.asVisitor(m, true));
    for (const w of this.windows) if (w !== except && this.sees(w.officer, c)) w.send(this.asOfficer(m, w.officer));
    return m;
  }

  /** What became of a message, told to officers with its revision. */
  update(c, fields) {
    c.rev += 1;
    const u = { type: "message.update", conversation: c.id, rev: c.rev, ...fields };
    c.updates.push(u);
    for (const w of this.windows) if (this.sees(w.officer, c)) w.send(u);
  }

  /** An officer's answer, for tests as well. */
  answer(c, text, solution) {
    const o = this.officers.get(c.officer);
    const m = this.append(c, { from: "officer", officer: { id: o.id, name: o.name }, purpose: "answer", text, ...(solution ? { solution } : {}) });
    c.state = "answered";
    this.changed(c);
    return m;
  }

  /** An answer that is taken back: what it answered waits again. */
  revoke(c, m) {
    const now = { purpose: "question", revoked: true };
    Object.assign(m, now);
    this.update(c, { seq: m.seq, ...now });
    for (const s of this.visitors) if (s.conversation === c) s.send({ type: "message.update", conversation: c.id, seq: m.seq, ...now });
    if (c.ticket) c.ticket.state = "issued";
    c.state = c.ticket ? "escalated" : c.officer ? "assigned" : "queued";
    this.changed(c);
    if (c.ticket) this.ticketChanged(c);
  }

  asVisitor(m, own) {
    const { rev, sender, delivery, ...rest } = m;
    if (!own || m.from !== "visitor") delete rest.id;
    if (rest.officer) rest.officer = { id: rest.officer.id, name: rest.officer.name };
    return rest;
  }

  asOfficer(m, officer) {
    const { sender, ...rest } = m;
    if (m.officer?.id !== officer.id) delete rest.id;
    return rest;
  }

  sees(officer, c) {
    if (c.restricted) return officer.role === "superior" || officer.role === "auditor";
    return officer.queues.includes(c.queue) || c.officer === officer.id || officer.queues.includes(c.ticket?.unit?.id);
  }

  position(c) {
    return this.waiting(c.queue).indexOf(c) + 1;
  }

  waiting(queue) {
    return [...this.conversations.values()].filter((c) => c.queue === queue && c.state === "queued").sort((a, b) => a.request.received - b.request.received);
  }

  /** Only internal compliance and the superiors see it from now on; the citizen is told where complaints go. */
  restrict(c) {
    c.restricted = true;
    if (c.officer && this.officers.get(c.officer).role !== "superior") c.officer = null;
    if (c.ticket) c.ticket.owner = c.officer ?? undefined;
    if (c.state === "assigned" || c.state === "waiting_applicant") c.state = c.officer ? c.state : "queued";
    this.say(c, "complaint_redirect", "Pengaduan mengenai pelayanan atau perilaku pegawai ditangani oleh Unit Kepatuhan Internal. Silakan sampaikan melalui SIPUMA atau telepon 1500 225.", "Complaints about the service or the conduct of staff are handled by the Internal Compliance Unit. Please use SIPUMA or telephone 1500 225.");
    for (const w of this.windows) {
      if (!w.known.has(c.id) || this.sees(w.officer, c)) continue;
      w.known.delete(c.id);
      w.send({ type: "conversation", conversation: c.id, rev: c.rev + 1, office: "priok", queue: c.queue, channel: c.channel, state: c.state, gone: true });
      if (c.ticket) w.send({ type: "ticket", ticket: c.ticket.number, number: c.ticket.number, conversation: c.id, rev: c.rev + 1, gone: true });
    }
    this.changed(c);
  }

  head(c, reader) {
    const r = c.request;
    const officer = c.officer ? this.officers.get(c.officer) : null;
    const said = c.messages.findLast((m) => m.from === "visitor");
    return {
      type: "conversation", conversation: c.id, rev: c.rev, office: "priok", queue: c.queue, channel: c.channel, contact: c.contact, state: c.state,
      ...(officer ? { officer: { id: officer.id, name: officer.name } } : {}), request: r?.id, reference: r?.reference, seq: c.messages.length,
      received_at: r && iso(r.received), rule: "R60", answer_due: r && iso(r.due), ticket_at: r && iso(r.due),
      ...(said ? { last_words: { seq: said.seq, text: (said.text ?? "").slice(0, 120) } } : {}),
      ...(this.media ? { can: { media: media_of_channel(c.channel, this.media.limits), template: false } } : {}),
      ...(c.ticket ? { ticket: officerTicket(this, c) } : {}), ...(c.topic ? { topic: c.topic } : {}),
      ...(c.restricted ? { restricted: true } : {}), ...(c.identity && reader?.id === c.officer ? { identity: masked(c.identity) } : {}),
    };
  }

  ticketView(c) {
    const t = c.ticket;
    return { number: t.number, secret: t.secret, state: t.state, automatic: t.automatic, due: iso(t.due), status_url: this.statusUrl(t.number, t.secret), conversation: c.id, told: t.told };
  }

  denyUntil(c) {
    const answer = c.state === "answered" || c.state === "closed" ? c.messages.findLast((m) => m.purpose === "answer" && !m.revoked) : undefined;
    return answer && { deny_until: iso(Date.parse(answer.at) + 7 * 86_400_000) };
  }

  visitorView(c) {
    const officer = c.officer ? this.officers.get(c.officer) : null;
    return {
      type: "conversation", conversation: c.id, state: c.state, ...(c.state === "queued" ? { position: this.position(c) } : {}),
      ...(officer ? { officer: { id: officer.id, name: officer.name } } : {}), answer_due: c.request && iso(c.request.due), reference: c.request?.reference,
      secret: c.request?.secret, status_url: c.request && this.statusUrl(c.request.reference, c.request.secret), ...this.denyUntil(c),
    };
  }

  changed(c) {
    c.rev += 1;
    for (const s of this.visitors) if (s.conversation === c) s.send(this.visitorView(c));
    for (const w of this.windows) {
      if (this.sees(w.officer, c) || w.known.has(c.id)) {
        w.known.add(c.id);
        w.send(this.head(c, w.officer));
      }
    }
    for (const q of this.queues) {
      const list = this.waiting(q.id);
      const frame = { type: "queue", queue: q.id, waiting: list.length, ...(list[0] ? { oldest_received_at: iso(list[0].request.received) } : {}) };
      for (const w of this.windows) if (w.officer.queues.includes(q.id)) w.send(frame);
      for (const other of list) if (other !== c) for (const s of this.visitors) if (s.conversation === other) s.send(this.visitorView(other));
    }
  }

  say(c, template, id, en) {
    return this.append(c, { from: "system", template, text: c.locale === "en" ? en : id, ...(has_platform(c) ? { delivery: "sent" } : {}) });
  }

  clock(ms) {
    return new Intl.DateTimeFormat("id-ID", { hour: "2-digit", minute: "2-digit", timeZone: "Asia/Jakarta" }).format(ms);
  }

  /** A platform's file that was fetched, or given up. */
  fetched(c, m, attachments) {
    m.attachments = attachments;
    this.update(c, { seq: m.seq, attachments });
    for (const s of this.visitors) if (s.conversation === c) s.send({ type: "message.update", conversation: c.id, seq: m.seq, attachments });
  }

  /** What a message carries beside its text; undefined where a file that it names is not there. */
  carried(frame) {
    const attachments = this.media?.carried(frame.attachments);
    if (!frame.attachments?.length) return {};
    return attachments && { kind: frame.text ? "text" : attachments[0].kind, attachments };
  }

  visitorLine(c, text, id, session, more = {}) {
    const fresh = c.messages.length === 0;
    const m = this.append(c, { from: "visitor", text, id, ...more }, session);
    if (c.state === "closed" || c.state === "answered") {
      const now = Date.now();
      c.request = { id: randomUUID(), reference: this.number("REF"), secret: randomBytes(24).toString("base64url"), received: now, due: now + this.answer_limit_ms };
      c.state = "queued";
      c.officer = null;
      if (fresh) {
        this.say(c, "greeting",
          `Selamat pagi, selamat datang di layanan informasi ${this.info.name}. Silakan tuliskan pertanyaan Anda mengenai kepabeanan dan cukai. Layanan ini tidak dipungut biaya.`,
          `Good morning, welcome to the information service of ${this.info.name}. Please write your question about customs and excise. This service is free of charge.`);
      }
      this.say(c, "queue_position",
        `Terima kasih. Pertanyaan Anda kami terima pukul ${this.clock(now)} WIB. Anda berada pada urutan ke\u2011${this.position(c)} dalam antrean. Jawaban atau nomor tiket kami sampaikan paling lambat pukul ${this.clock(c.request.due)} WIB.`,
        `Thank you. We received your question at ${this.clock(now)} WIB. You are number ${this.position(c)} in the queue. You will have an answer or a ticket number by ${this.clock(c.request.due)} WIB.`);
    } else if (c.state === "waiting_applicant") c.state = "assigned";
    this.changed(c);
    this.match();
    return m;
  }

  match() {
    for (const q of this.queues.filter((x) => x.assignment === "auto")) {
      for (const c of this.waiting(q.id)) {
        const free = [...this.officers.values()].find((o) => o.presence === "available" && o.queues.includes(q.id) && this.load(o) < o.capacity);
        if (!free) break;
        this.take(c, free);
      }
    }
  }

  load(o) {
    return [...this.conversations.values()].filter((c) => c.officer === o.id && ["assigned", "waiting_applicant"].includes(c.state)).length;
  }

  take(c, officer) {
    c.officer = officer.id;
    c.state = "assigned";
    if (c.channel === "webchat" && !c.joined.has(officer.id)) {
      c.joined.add(officer.id);
      this.say(c, "officer_joined", `Petugas kami, ${officer.name}, sedang memeriksa pertanyaan Anda.`, `Our officer, ${officer.name}, is now looking into your question.`);
    }
    this.changed(c);
  }

  issue(c, auto, more = {}) {
    const due = Date.now() + 2 * 86_400_000;
    c.ticket = { number: this.number("ESK"), secret: randomBytes(24).toString("base64url"), state: "issued", automatic: auto, due, told: true, topic: c.topic, ...more };
    c.state = "escalated";
    const url = this.statusUrl(c.ticket.number, c.ticket.secret);
    const date = new Intl.DateTimeFormat("id-ID", { dateStyle: "full", timeZone: "Asia/Jakarta" }).format(due);
    this.say(c, auto ? "ticket_issued_auto" : "ticket_issued",
      `Pertanyaan Anda kami catat dengan nomor tiket ${c.ticket.number}. Jawaban kami sampaikan paling lambat ${date} pukul 17.00 WIB. Status dapat dilihat di ${url}. Kami tidak pernah meminta pembayaran ke rekening pribadi.`,
      `Your question is recorded under ticket number ${c.ticket.number}. You will have the answer by ${date}, 17:00 WIB. Status: ${url}. We never ask for payment to a personal account.`);
    this.ticketChanged(c);
    this.changed(c);
  }

  ticketChanged(c) {
    const view = { type: "ticket", ...this.ticketView(c) };
    for (const s of this.visitors) if (s.conversation === c) s.send(view);
    for (const w of this.windows) if (this.sees(w.officer, c)) w.send({ type: "ticket", ...officerTicket(this, c) });
  }

  due() {
    const now = Date.now();
    for (const c of this.conversations.values()) {
      if (["queued", "assigned", "waiting_applicant"].includes(c.state) && c.request.due <= now) this.issue(c, true);
    }
  }

  /** What a page of the log holds, ascending. */
  page(c, { before, after, limit = 500 }) {
    const all = c.messages;
    if (after !== undefined) {
      const list = all.filter((m) => m.seq > after).slice(0, limit);
      return { messages: list, more: list.length > 0 && list.at(-1).seq < all.length };
    }
    const older = before !== undefined ? all.filter((m) => m.seq < before) : all;
    const list = older.slice(-limit);
    return { messages: list, more: list.length > 0 && list[0].seq > 1 };
  }

  lookup(number, secret) {
    const wanted = number.toUpperCase().replace(/[^0-9A-Z]/g, "");
    for (const c of this.conversations.values()) {
      for (const [n, s] of [[c.ticket?.number, c.ticket?.secret], [c.request?.reference, c.request?.secret]]) {
        if (n && n.replace(/-/g, "") === wanted && s === secret) {
          const t = c.ticket;
          return {
            number: t?.number ?? c.request.reference, reference: c.request.reference, state: t?.state ?? c.state, due: iso(t?.due ?? c.request.due), received_at: iso(c.request.received),
            office: this.info, timezone: "Asia/Jakarta", zone_label: "WIB", messages: c.messages.map((m) => this.asVisitor(m, false)),
          };
        }
      }
    }
    return null;
  }
}
