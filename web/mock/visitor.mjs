// One visitor's WebSocket of the mock office.
import { randomBytes } from "node:crypto";
import { identify } from "./office.mjs";

export function visitorSession(office, ws) {
  const session = { conversation: null, token: null, send: (f) => ws.readyState === 1 && ws.send(JSON.stringify(f)) };
  const late = setTimeout(() => ws.close(3502), 10_000);
  ws.on("close", () => {
    clearTimeout(late);
    office.visitors.delete(session);
  });
  ws.on("message", (data) => {
    let frame;
    try {
      frame = JSON.parse(data);
    } catch {
      return session.send({ type: "error", code: "bad_json", temporary: false });
    }
    if (frame.type === "hello") {
      clearTimeout(late);
      return hello(office, session, frame);
    }
    if (!session.token) return session.send({ type: "error", re: frame.id, code: "bad_field", path: "type", temporary: false });
    const c = session.conversation;
    switch (frame.type) {
      case "message.send": {
        const carried = office.carried(frame);
        if (!carried) return session.send({ type: "error", re: frame.id, code: "bad_field", path: "attachments[0].media", temporary: false });
        if (typeof frame.text !== "string" || (!frame.text.trim() && !carried.attachments)) return session.send({ type: "error", re: frame.id, code: "bad_field", path: "text", temporary: false });
        if ([...frame.text].length > 4000) return session.send({ type: "error", re: frame.id, code: "too_long", path: "text", temporary: false });
        if (office.trouble > 0) {
          office.trouble -= 1;
          return session.send({ type: "error", re: frame.id, code: "rate_limited", temporary: true, retry_after_ms: 1500 });
        }
        const conversation = c ?? (session.conversation = office.open(session.token));
        conversation.locale = session.locale;
        const answer = office.once(session.token, frame, () => {
          const m = office.visitorLine(conversation, frame.text, frame.id, session, carried);
          return { conversation: conversation.id, seq: m.seq, received_at: m.at };
        });
        return session.send(answer);
      }
      case "history.get":
        if (!c) return session.send({ type: "error", re: frame.id, code: "not_found", temporary: false });
        {
          const page = office.page(c, frame);
          return session.send({ type: "ack", re: frame.id, messages: page.messages.map((m) => office.asVisitor(m, true)), more: page.more });
        }
      case "identity.set": {
        const warnings = identify(c ?? { contact: {} }, frame);
        if (c) office.changed(c);
        return session.send({ type: "ack", re: frame.id, warnings });
      }
      case "conversation.end":
        if (!c) return session.send({ type: "error", re: frame.id, code: "not_found", temporary: false });
        office.say(c, "closing", `Terima kasih telah menggunakan layanan informasi ${office.info.name}. Percakapan ini kami tutup. Bila masih ada pertanyaan, silakan kirim pesan baru kapan saja.`, `Thank you for using the information service of ${office.info.name}. We are closing this conversation. You are welcome to write again at any time.`);
        c.state = "closed";
        c.officer = null;
        office.changed(c);
        return session.send({ type: "ack", re: frame.id });
      case "typing":
      case "read":
        if (!c) return undefined;
        for (const w of office.windows) if (w.officer.id === c.officer) w.send({ type: frame.type, conversation: c.id, from: "visitor", ...(frame.type === "read" ? { seq: frame.seq } : {}) });
        return undefined;
      default:
        return session.send({ type: "error", re: frame.id, code: "unknown_type", temporary: false });
    }
  });
  return session;
}

function hello(office, session, frame) {
  const known = typeof frame.token === "string" && office.tokens.has(frame.token);
  session.token = known ? frame.token : randomBytes(32).toString("base64url");
  office.tokens.add(session.token);
  session.locale = frame.locale === "en" ? "en" : "id";
  session.conversation = office.contacts.get(session.token) ?? null;
  office.visitors.add(session);
  const c = session.conversation;
  const ahead = c && frame.seq > c.messages.length;
  const gap = Boolean(known && frame.seq && (frame.epoch !== office.epoch || ahead));
  const page = c ? office.page(c, gap ? { limit: 100 } : { after: known ? (frame.seq ?? 0) : 0 }) : { messages: [], more: false };
  session.send({
    type: "welcome", token: session.token, office: office.info, epoch: office.epoch, ...(c ? { conversation: office.visitorView(c) } : {}),
    messages: page.messages.map((m) => office.asVisitor(m, true)), more: page.more, gap, tickets: c?.ticket ? [office.ticketView(c)] : [], hours: office.hours, texts: {}, ...(office.media ? { files: office.media.limits } : {}),
  });
}
