// The mock office on a port: the pages, the two WebSockets, sign-in and the ticket look-up.
import { createReadStream, existsSync, readFileSync, statSync } from "node:fs";
import { randomBytes } from "node:crypto";
import { createServer } from "node:http";
import { extname, join, normalize } from "node:path";
import { fileURLToPath } from "node:url";
import { WebSocketServer } from "ws";
import { CareDesk, sowCare } from "./care.mjs";
import { Office } from "./office.mjs";
import { officerSession } from "./officer.mjs";
import { visitorSession } from "./visitor.mjs";

export const content_security_policy =
  "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";
const types = { ".html": "text/html; charset=utf-8", ".js": "text/javascript; charset=utf-8", ".css": "text/css; charset=utf-8", ".svg": "image/svg+xml", ".woff2": "font/woff2", ".json": "application/json" };

const page_values = {
  office: "priok", office_name: "KPU Bea dan Cukai Tipe A Tanjung Priok", offices: "KPU Bea dan Cukai Tipe A Tanjung Priok", public_url: "https://host",
  controller_name: "Direktorat Jenderal Bea dan Cukai", retention_days: "365", complaints: "WhatsApp 0811-0000-0000",
};

export async function startMock({ port = 0, root = fileURLToPath(new URL("../../build/web", import.meta.url)), answer_limit_ms, files, password = "rahasia-dev", seed = false, auto = true, care = {}, ways = { local: true } } = {}) {
  const office = new Office({ answer_limit_ms, auto, files });
  office.tokens = new Set();
  office.trouble = 0;
  const sessions = new Map();
  const desk = new CareDesk(office, { password, ...care });
  const problem = (res, status, code) => {
    res.writeHead(status, { "content-type": "application/problem+json" });
    res.end(JSON.stringify({ type: "about:blank", status, code, title: code }));
  };

  const server = createServer(async (req, res) => {
    const url = new URL(req.url, "http://mock");
    if (url.pathname === "/api/v1/session") {
      if (req.method === "DELETE") {
        sessions.delete(cookieOf(req));
        res.writeHead(204, { "set-cookie": "__Host-sahut=; Path=/; Secure; HttpOnly; SameSite=Strict; Max-Age=0" });
        return res.end();
      }
      let body = "";
      for await (const chunk of req) body += chunk;
      const { username, password: given } = JSON.parse(body || "{}");
      const officer = office.officers.get(username);
      if (!officer || given !== password) return problem(res, 401, "not_authenticated");
      const token = randomBytes(24).toString("base64url");
      sessions.set(token, officer);
      res.writeHead(200, { "content-type": "application/json", "set-cookie": `__Host-sahut=${token}; Path=/; Secure; HttpOnly; SameSite=Strict` });
      return res.end(JSON.stringify({ token, expires_at: new Date(Date.now() + 8 * 3_600_000).toISOString(), officer: { id: officer.id, name: officer.name } }));
    }
    if (url.pathname === "/api/v1/officer") {
      res.writeHead(200, { "content-type": "application/json" });
      return res.end(JSON.stringify(ways));
    }
    if (office.media && url.pathname.startsWith("/api/v1/media")) return void office.media.handle(req, res, url, asking(req, url));
    if (url.pathname.startsWith("/api/v1/")) {
      let body = "";
      for await (const chunk of req) body += chunk;
      const answer = desk.handle(req, url, body);
      if (answer?.status === 0) return req.socket.destroy();
      if (answer) {
        res.writeHead(answer.status, { ...(answer.type ? { "content-type": answer.type } : {}), ...answer.headers });
        return res.end(answer.body && JSON.stringify(answer.body));
      }
    }
    if (url.pathname.startsWith("/api/v1/tickets/")) {
      const found = office.lookup(decodeURIComponent(url.pathname.slice(16)), req.headers["sahut-ticket-secret"]);
      if (!found) return problem(res, 404, "not_found");
      res.writeHead(200, { "content-type": "application/json" });
      return res.end(JSON.stringify(found));
    }
    let path = join(root, normalize(url.pathname));
    if (existsSync(path) && statSync(path).isDirectory()) path = join(path, "index.html");
    if (!path.startsWith(root) || !existsSync(path)) return problem(res, 404, "not_found");
    res.writeHead(200, { "content-type": types[extname(path)] ?? "application/octet-stream", "content-security-policy": content_security_policy, "x-content-type-options": "nosniff" });
    if (path.endsWith(".html")) return res.end(readFileSync(path, "utf8").replace(/\{\{(\w+)\}\}/g, (whole, name) => page_values[name] ?? whole));
    return createReadStream(path).pipe(res);
  });

  // Who asks for a file: a visitor's or an officer's token, a cookie, or a number with its secret.
  const asking = (req, url) => {
    const token = /^Bearer (.+)$/.exec(req.headers.authorization ?? "")?.[1];
    if (token && office.tokens.has(token)) return "visitor";
    if (sessions.get(token ?? cookieOf(req))) return "officer";
    const number = url.searchParams.get("ticket");
    if (number) return desk.secretFits(number, req.headers["sahut-ticket-secret"]) ? "ticket" : undefined;
    return desk.cookieOf(req) ? "account" : undefined;
  };
  const cookieOf = (req) => /(?:^|; )__Host-sahut=([^;]+)/.exec(req.headers.cookie ?? "")?.[1];
  const sockets = new WebSocketServer({ noServer: true, handleProtocols: (offered) => [...offered].find((p) => p.startsWith("sahut.")) ?? false });
  server.on("upgrade", (req, socket, head) => {
    sockets.handleUpgrade(req, socket, head, (ws) => {
      const url = new URL(req.url, "http://mock");
      if (url.pathname === "/ws/visitor" && url.searchParams.get("office") === "priok") visitorSession(office, ws);
      else if (url.pathname === "/ws/officer") officerSession(office, ws, (token) => sessions.get(token ?? cookieOf(req)));
      else ws.close(3500);
    });
  });
  await new Promise((done) => server.listen(port, "127.0.0.1", done));
  const base = `http://127.0.0.1:${server.address().port}`;
  office.public_url = base;
  if (seed) {
    sow(office);
    sowCare(desk);
  }
  return {
    base,
    office,
    care: desk,
    drop: (code) => sockets.clients.forEach((ws) => (code ? ws.close(code) : ws.terminate())),
    close: async () => {
      office.stop();
      sockets.clients.forEach((ws) => ws.terminate());
      server.closeAllConnections();
      await new Promise((done) => server.close(done));
    },
  };
}

/** A morning at the office: waiting, answered elsewhere, refused by the platform, and a ticket whose number did not get through. */
function sow(office) {
  const budi = office.officers.get("budi");
  const person = (name, channel, text, minutes, queue = "umum") => {
    const c = office.open(`seed-${name}`, channel, { id: `${channel}-${name.length}`, name });
    c.queue = queue;
    office.visitorLine(c, text, undefined, null);
    c.request.received -= minutes * 60_000;
    c.request.due -= minutes * 60_000;
    return c;
  };
  person("Rina Kusuma", "webchat", "Berapa batas nilai pembebasan bea masuk barang kiriman?", 12, "manual");
  person("PT Samudra Niaga", "webchat", "Dokumen PIB kami tertahan di penjaluran sejak pagi.", 47, "manual");
  const echo = person("Dewi Lestari", "messenger", "Apakah IMEI ponsel dari luar negeri bisa didaftarkan di bandara?", 20, "manual");
  echo.officer = "sari";
  echo.state = "assigned";
  office.append(echo, { from: "officer", text: "Bisa, pada kedatangan dengan e-CD, paling banyak dua perangkat.", delivery: "sent" });
  const untold = person("Agus Salim", "whatsapp", "Mohon status barang kiriman RB123456785GB.", 30);
  untold.officer = "sari";
  office.issue(untold, true);
  untold.ticket.told = false;
  const m = untold.messages.at(-1);
  m.delivery = "failed";
  m.reason = "131047: re-engagement message";
  office.update(untold, { seq: m.seq, delivery: "failed", reason: m.reason });
  const chat = person("Maria Tan", "webchat", "Saya ingin bertanya tentang pungutan ekspor.", 3);
  office.take(chat, budi);
  const filed = person("PT Karya Cipta", "care", "Dokumen tidak dapat dikirim dari CEISA sejak pukul 7.", 90);
  office.issue(filed, false, { categories: ["ict_complaint", "ict_support_request"], subject: "CEISA tidak dapat mengirim dokumen", topic: "Impor", owner: "sari" });
  filed.ticket.number = filed.ticket.number.replace("ESK", "CRE");
  filed.officer = "sari";
  const unit = person("CV Laut Jaya", "webchat", "Apakah kapal keruk bekas perlu persetujuan impor?", 200);
  office.issue(unit, false, { reason: "perlu penelitian dokumen", unit: { id: "teknis", name: "Seksi Teknis" } });
  unit.ticket.due = Date.now() - 3_600_000;
  const asked = Date.now() - 10 * 60_000;
  const consult = (id, c, from, to, text, more = {}) =>
    office.consults.set(id, { consult: id, conversation: c.id, from: { id: from.id, name: from.name }, to, text, asked_at: new Date(asked).toISOString(), due: new Date(asked + 30 * 60_000).toISOString(), citizen_due: new Date(c.request.due).toISOString(), state: "open", answers: [], rev: 1, ...more });
  consult("k-seed-1", chat, budi, { officer: "sari" }, "Apakah pungutan ekspor CPO sudah memakai tarif baru?");
  consult("k-seed-2", filed, office.officers.get("sari"), { role: "coordinator" }, "Apakah gangguan ini sudah dilaporkan ke pusat?", { state: "answered", answers: [{ officer: { id: "ratna", name: "Ratna" }, text: "Sudah, pukul 8.", draft: "Gangguan sudah kami laporkan dan sedang diperbaiki. Dokumen dapat dikirim kembali mulai pukul 11.", at: new Date(asked + 60_000).toISOString() }] });
}
