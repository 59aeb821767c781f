// Account holders and their filed tickets in the mock office: the HTTP side of CEISA Care as the contract has it, without a calendar.
import { randomBytes } from "node:crypto";

const iso = (ms) => new Date(ms).toISOString();
const categories = ["ict_complaint", "information_request", "ict_support_request"];
const states = ["issued", "in_progress", "coordinating", "waiting_applicant", "answered", "closed"];
const policy = {
  id: "Jawaban kami sampaikan paling lambat pada jam tutup kantor di hari kerja yang sama dengan penerimaan tiket.",
  en: "You will have the answer by the office's closing time on the working day on which the ticket is received.",
};
const offices = [
  { id: "priok", name: "KPU Bea dan Cukai Tipe A Tanjung Priok", zone_label: "WIB", timezone: "Asia/Jakarta", policy },
  { id: "ambon", name: "KPPBC TMP C Ambon", zone_label: "WIT", timezone: "Asia/Jayapura", policy },
];

const accountView = ({ name, display }) => ({ id: name, name: display });

export class CareDesk {
  /** `office`: numbers and addresses of the mock office. `one_office`: there is nothing to choose. */
  constructor(office, { one_office = false, password = "rahasia-dev", session_ms = 8 * 3_600_000, local = true, oidc } = {}) {
    this.ways = { local, oidc }; // how one signs in: accounts of ours, an OpenID Connect provider's
    this.office = office;
    this.offices = one_office ? offices.slice(0, 1) : offices;
    this.password = password;
    this.session_ms = session_ms;
    this.accounts = new Map([["ptsamudra", { name: "ptsamudra", display: "PT Samudra Niaga" }], ["andi", { name: "andi", display: "Andi Wijaya" }]]);
    this.sessions = new Map();
    this.tickets = new Map();
    this.keys = new Map(); // account/key -> {content, answer}
    this.commands = new Map(); // who/id -> {content, answer}
    this.failures = 0;
    /** What tests want: the next request to this path gets this status (0: a broken line), with `stored` only after it was carried out. */
    this.trouble = []; // {path, method?, status, stored?}
    this.log = []; // "METHOD path status"
  }

  file(account, body) {
    const now = Date.now();
    const secret = randomBytes(24).toString("base64url");
    const number = this.office.number("CRE");
    const t = {
      number, secret, account: account.name, kind: "care", state: "issued", office: body.office, subject: body.subject, categories: body.categories,
      received: now, due: now + 6 * 3_600_000, messages: [], rev: 1, identity: body.identity, documents: body.documents, reopened_from: body.reopened_from,
    };
    this.tickets.set(number, t);
    this.say(t, { from: "visitor", text: body.description, ...(this.office.carried({ text: body.description, attachments: body.attachments }) ?? {}) });
    this.say(t, { from: "system", template: "care_ticket_received", text: `Tiket ${number} telah kami terima. Jawaban kami sampaikan melalui aplikasi ini.` });
    return t;
  }

  say(t, message) {
    const m = { type: "message", conversation: `PRI-C-${t.number}`, seq: t.messages.length + 1, kind: "text", at: iso(Date.now()), ...message };
    t.messages.push(m);
    t.rev += 1;
    return m;
  }

  /** What an officer does, for tests and the sown office. */
  ask(number, text) {
    const t = this.tickets.get(number);
    t.state = "waiting_applicant";
    return this.say(t, { from: "officer", officer: { id: "o1", name: "Sari" }, purpose: "question", text });
  }

  answer(number, text, solution) {
    const t = this.tickets.get(number);
    t.state = "answered";
    t.answered = Date.now();
    if (solution) t.solution = solution;
    return this.say(t, { from: "officer", officer: { id: "o1", name: "Sari" }, purpose: "answer", text, ...(solution ? { solution } : {}) });
  }

  /** Its last answer is taken back: it waits for one again. */
  revoke(number) {
    const t = this.tickets.get(number);
    Object.assign(t.messages.findLast((m) => m.purpose === "answer"), { purpose: "question", revoked: true });
    this.set(number, { state: "in_progress", answered: undefined, solution: undefined });
  }

  set(number, change) {
    const t = this.tickets.get(number);
    Object.assign(t, change);
    t.rev += 1;
  }

  /** What files may be sent. */
  takes() {
    return this.office.media ? { files: this.office.media.limits } : {};
  }

  view(t) {
    const ended = t.state === "answered" || t.state === "closed";
    const { id, name, timezone, zone_label } = this.offices.find((o) => o.id === t.office) ?? offices[0];
    return {
      number: t.number, kind: t.kind, state: t.state, subject: t.subject, categories: t.categories, received_at: iso(t.received), due: iso(t.due),
      ...(t.answered ? { answered_at: iso(t.answered) } : {}), ...(t.closed ? { closed_at: iso(t.closed) } : {}),
      ...(t.reopened_from ? { reopened_from: t.reopened_from } : {}), ...(t.reopened_as ? { reopened_as: t.reopened_as } : {}),
      ...(t.solution ? { solution: t.solution } : {}), office: { id, name, timezone, zone_label }, ...this.takes(),
      status_url: this.office.statusUrl(t.number, t.secret), can: { reply: true, anew: ended && !t.reopened_as, close: t.state !== "closed", deny: ended && t.answered !== undefined && !t.reopened_as, reopen: ended && !t.reopened_as },
    };
  }

  problem(status, code, more = {}, headers = {}) {
    return { status, type: "application/problem+json", body: { type: "about:blank", status, code, title: code, ...more }, headers };
  }

  secretFits(number, secret) {
    return secret !== undefined && this.tickets.get(number)?.secret === secret;
  }

  cookieOf(req) {
    const token = /(?:^|; )__Host-sahut-account=([^;]+)/.exec(req.headers.cookie ?? "")?.[1];
    const session = this.sessions.get(token);
    return session && session.until > Date.now() ? { token, account: session.account } : null;
  }

  further(t, text, json) {
    const next = this.file(this.accounts.get(t.account), { ...t, description: text, reopened_from: t.number });
    this.set(t.number, { state: "closed", closed: Date.now(), reopened_as: next.number });
    return json(201, { number: next.number, status_url: this.office.statusUrl(next.number, next.secret) });
  }

  /** Ends the sessions of an account, as time or an administrator does. */
  endSessions(name) {
    for (const [token, s] of this.sessions) if (s.account.name === name) this.sessions.delete(token);
  }

  once(store, key, body, run) {
    const content = JSON.stringify({ ...body, id: undefined });
    const known = store.get(key);
    if (known) return known.content === content ? known.answer : this.problem(422, "id_reused");
    const answer = run();
    if (answer.status < 300) store.set(key, { content, answer });
    return answer;
  }

  /** The answer to a request, or undefined where it is none of these. */
  handle(req, url, text) {
    const trouble = this.trouble.findIndex((t) => url.pathname === t.path && (!t.method || t.method === req.method));
    const planned = trouble < 0 ? null : this.trouble.splice(trouble, 1)[0];
    if (planned && !planned.stored) return planned.status === 0 ? { status: 0 } : this.problem(planned.status, planned.code ?? "unavailable", planned.more, planned.headers);
    const answer = this.answerTo(req, url, text);
    if (answer) this.log.push(`${req.method} ${url.pathname} ${answer.status}`);
    return planned ? (planned.status ? this.problem(planned.status, "unavailable") : { status: 0 }) : answer;
  }

  answerTo(req, url, text) {
    const path = url.pathname;
    const json = (status, body, headers = {}) => ({ status, type: "application/json", body, headers });
    let body = {};
    try {
      body = text ? JSON.parse(text) : {};
    } catch {
      return this.problem(400, "bad_json");
    }
    if (path === "/api/v1/care") return json(200, { offices: this.offices, ...this.ways, ...this.takes() });
    const signed = this.cookieOf(req);
    if (path === "/api/v1/account/session") {
      if (req.method === "DELETE") {
        if (signed) this.sessions.delete(signed.token);
        return { status: 204, headers: { "set-cookie": "__Host-sahut-account=; Path=/; Secure; HttpOnly; SameSite=Strict; Max-Age=0" } };
      }
      if (req.method === "GET") return signed ? json(200, { account: accountView(signed.account), expires_at: iso(this.sessions.get(signed.token).until) }) : this.problem(401, "not_authenticated");
      if (this.failures >= 5) return this.problem(429, "rate_limited", { retry_after_ms: 90_000 }, { "retry-after": "90" });
      const account = this.accounts.get(body.username);
      if (!account || body.password !== this.password) {
        this.failures += 1;
        return this.problem(401, "not_authenticated");
      }
      this.failures = 0;
      const token = randomBytes(24).toString("base64url");
      const until = Date.now() + this.session_ms;
      this.sessions.set(token, { account, until });
      return json(200, { token, expires_at: iso(until), account: accountView(account) }, { "set-cookie": `__Host-sahut-account=${token}; Path=/; Secure; HttpOnly; SameSite=Strict` });
    }
    if (path === "/api/v1/tickets") {
      if (!signed) return this.problem(401, "not_authenticated");
      return req.method === "POST" ? this.filing(signed.account, req.headers["idempotency-key"], body, json) : this.listing(signed.account, url.searchParams, json);
    }
    const [, number, part] = /^\/api\/v1\/tickets\/([^/]+)(\/\w+)?$/.exec(path) ?? [];
    if (!number) return undefined;
    const wanted = decodeURIComponent(number).toUpperCase().replace(/[^0-9A-Z]/g, "");
    const t = [...this.tickets.values()].find((x) => x.number.replace(/-/g, "") === wanted);
    if (!t) return undefined;
    const secret = req.headers["sahut-ticket-secret"];
    if (secret === undefined ? signed?.account.name !== t.account : secret !== t.secret) return this.problem(404, "not_found");
    return this.ticket(req, t, part, url, body, json);
  }

  filing(account, key, body, json) {
    if (!key) return this.problem(400, "bad_field", { path: "Idempotency-Key" });
    return this.once(this.keys, `${account.name}/${key}`, body, () => {
      if (!this.offices.some((o) => o.id === body.office)) return this.problem(400, "bad_field", { path: "office" });
      if (!Array.isArray(body.categories) || body.categories.length === 0 || body.categories.some((c) => !categories.includes(c))) return this.problem(400, "bad_field", { path: "categories" });
      for (const [path, most] of [["subject", 200], ["description", 4000]]) {
        if (typeof body[path] !== "string" || !body[path].trim()) return this.problem(400, "bad_field", { path });
        if ([...body[path]].length > most) return this.problem(400, "too_long", { path });
      }
      const t = this.file(account, body);
      const { number, state, received_at, due, status_url } = this.view(t);
      return json(201, { number, state, received_at, due, policy, status_url });
    });
  }

  listing(account, query, json) {
    const state = query.get("state") ?? "";
    if (state && !states.includes(state)) return this.problem(400, "bad_field", { path: "state" });
    const limit = Math.min(100, Number(query.get("limit") ?? 20));
    const all = [...this.tickets.values()].filter((t) => t.account === account.name && (!state || t.state === state)).reverse();
    const from = query.get("after") ? all.findIndex((t) => t.number === query.get("after")) + 1 : 0;
    const list = all.slice(from, from + limit);
    return json(200, { tickets: list.map((t) => this.view(t)), ...(from + limit < all.length ? { next: list.at(-1).number } : {}) });
  }

  ticket(req, t, part, url, body, json) {
    if (req.method === "GET" && !part) {
      const etag = `"${t.number}-${t.rev}"`;
      return req.headers["if-none-match"] === etag ? { status: 304, headers: { etag } } : json(200, this.view(t), { etag });
    }
    if (req.method === "GET" && part === "/messages") {
      const after = Number(url.searchParams.get("after") ?? 0);
      const list = t.messages.filter((m) => m.seq > after);
      return json(200, { messages: list.slice(0, 50), more: list.length > 50 });
    }
    if (req.method !== "POST") return this.problem(405, "method_not_allowed");
    if (typeof body.id !== "string" || !body.id) return this.problem(400, "bad_field", { path: "id" });
    return this.once(this.commands, `${t.number}${part}/${body.id}`, body, () => {
      const { can } = this.view(t);
      if (part === "/messages") {
        const carried = this.office.carried(body);
        if (!carried) return this.problem(400, "bad_field", { path: "attachments[0].media" });
        if (typeof body.text !== "string" || (!body.text.trim() && !carried.attachments)) return this.problem(400, "bad_field", { path: "text" });
        if (can.reopen) return this.further(t, body.text, json);
        if (t.state === "waiting_applicant") t.state = "in_progress";
        const m = this.say(t, { from: "visitor", text: body.text, id: body.id, ...carried });
        return json(201, { seq: m.seq, received_at: m.at });
      }
      if (part === "/close") {
        if (typeof body.answered !== "boolean" || !(body.answered ? can.close : can.deny)) return this.problem(400, "bad_field", { path: "answered" });
        this.set(t.number, body.answered ? { state: "closed", closed: Date.now() } : { state: "in_progress", answered: undefined, solution: undefined, closed: undefined });
        return json(200, this.view(t));
      }
      if (part === "/reopen") {
        if (!can.reopen) return this.problem(400, "bad_field", { path: "number" });
        return this.further(t, body.text, json);
      }
      return this.problem(404, "not_found");
    });
  }
}

/** A few tickets of the first account, in every state. */
export function sowCare(desk) {
  const account = desk.accounts.get("ptsamudra");
  const file = (subject, description, list) => desk.file(account, { office: "priok", categories: list, subject, description }).number;
  const old = file("Modul ekspor tidak dapat dibuka", "Sejak pagi modul ekspor menampilkan layar kosong.", ["ict_complaint"]);
  desk.answer(old, "Gangguan pada modul ekspor sudah selesai ditangani.", "Hapus data peramban, lalu masuk kembali ke modul ekspor.");
  const asked = file("Akun pengguna terkunci", "Akun staf kami terkunci setelah salah kata sandi.", ["ict_support_request"]);
  desk.ask(asked, "Mohon sebutkan nama akun yang terkunci, tanpa kata sandinya.");
  file("Dokumen tertahan di penjaluran", "Nomor aju 000020-123456-20261123-000123 belum mendapat respons.", ["ict_complaint", "information_request"]);
}
