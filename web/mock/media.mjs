// Files of the mock office: taken, kept in memory, served as downloads. It sniffs nothing and checks no right but that one is known.
import { randomBytes } from "node:crypto";

const kind_of = (type) => /^(image|audio|video)\//.exec(type)?.[1] ?? "file";
const refused_types = ["application/x-msdownload", "application/x-sh"];

export class MediaShelf {
  constructor({ bytes = 25 * 1024 * 1024, count = 10 } = {}) {
    this.limits = { bytes, count };
    this.files = new Map();
    /** What a test wants of the next uploads: a problem's {status, code, retry_after_ms}, or {status: 0} for a broken line. */
    this.trouble = [];
    /** While set, uploads are not read to their end: `let_go()` goes on. */
    this.held = null;
    this.log = []; // "METHOD path status who name"
  }

  hold() {
    let open;
    this.held = new Promise((done) => (open = done));
    this.let_go = () => {
      this.held = null;
      open();
    };
  }

  /** What a message that names these carries, or undefined where one is not there. */
  carried(attachments) {
    const list = (attachments ?? []).map(({ media }) => this.files.get(media));
    if (list.some((f) => !f)) return undefined;
    return list.map(({ view }) => ({ ...view, state: "ready" }));
  }

  put({ name, type, body, preview = /^image\/(png|jpeg)$/.test(type) }) {
    const media = `PRI-M-${randomBytes(6).toString("hex")}`;
    const view = { media, kind: kind_of(type), name, type, bytes: body.length, ...(preview ? { preview: true } : {}) };
    this.files.set(media, { view, body });
    return view;
  }

  async handle(req, res, url, who) {
    const say = (status, body, headers = {}) => {
      this.log.push(`${req.method} ${url.pathname}${url.search} ${status} ${who ?? "-"}`);
      res.writeHead(status, { "content-type": status < 400 ? "application/json" : "application/problem+json", ...headers });
      res.end(JSON.stringify(body));
    };
    const problem = (status, code, more = {}) => say(status, { type: "about:blank", status, code, title: code, ...more });
    if (req.method === "GET") {
      const file = this.files.get(decodeURIComponent(url.pathname.slice("/api/v1/media/".length)));
      if (!who || !file) return problem(404, "not_found");
      const preview = url.searchParams.has("preview");
      if (preview && !file.view.preview) return problem(404, "not_found");
      this.log.push(`GET ${url.pathname}${url.search} 200 ${who}`);
      res.writeHead(200, { "content-type": preview ? file.view.type : "application/octet-stream", "content-length": file.body.length, "content-disposition": "attachment", "x-content-type-options": "nosniff" });
      return res.end(file.body);
    }
    const pieces = [];
    try {
      if (this.held) {
        req.pause();
        await this.held;
      }
      for await (const piece of req) pieces.push(piece);
    } catch {
      this.log.push(`POST ${url.pathname} cancelled ${who ?? "-"}`);
      return undefined;
    }
    const body = Buffer.concat(pieces);
    const planned = this.trouble.shift();
    if (planned?.status === 0) return req.socket.destroy();
    if (planned) return problem(planned.status, planned.code ?? "unavailable", planned.retry_after_ms === undefined ? {} : { retry_after_ms: planned.retry_after_ms });
    const type = req.headers["content-type"] ?? "application/octet-stream";
    const name = decodeURIComponent(req.headers["sahut-file-name"] ?? "");
    if (!who) return problem(401, "not_authenticated");
    if (body.length > this.limits.bytes) return problem(413, "too_long");
    if (refused_types.includes(type)) return problem(415, "bad_field", { path: "Content-Type" });
    if (name.includes("virus")) return problem(422, "refused");
    return say(201, this.put({ name, type, body }));
  }
}

/** What a channel takes; the pages of our own take what the office takes. */
export const media_of_channel = (channel, limits) => {
  if (channel === "instagram" || channel === "line") return [];
  if (channel === "whatsapp" || channel === "messenger") return [{ kind: "image", types: ["image/jpeg", "image/png"], bytes: 5 * 1024 * 1024 }, { kind: "file", types: ["application/pdf", "text/plain"], bytes: limits.bytes }];
  return ["image", "file", "audio", "video"].map((kind) => ({ kind, types: [], bytes: limits.bytes }));
};
