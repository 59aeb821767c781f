// A console whose office is written down in the test: its welcome, its answers, and what it tells when.
import { after, before } from "node:test";
import { person, start_browser, start_daemon } from "./support.mjs";

/** A daemon whose pages are shown and a browser, around the tests of a describe(); `take` gets both when they are ready. */
export function around_tests(take) {
  let daemon, browser;
  before(async () => {
    daemon = await start_daemon({ assignment: "manual" });
    browser = await start_browser();
    take(daemon, browser);
  });
  after(async () => {
    await browser?.close();
    await daemon?.close();
  });
}

export const iso = (ms) => new Date(ms).toISOString();
const start = Date.parse("2026-11-23T02:00:00.000Z");

export const head = (conversation, more = {}) => ({
  type: "conversation", conversation, rev: 1, office: "priok", queue: "umum", channel: "webchat", contact: { id: conversation, name: `Pemohon ${conversation}` },
  state: "assigned", officer: { id: "sari", name: "Sari Dewi" }, seq: 1, received_at: iso(start), answer_due: iso(Date.now() + 50 * 60_000), ...more,
});
export const waits = (conversation, more = {}) => head(conversation, { state: "queued", officer: undefined, ...more });
export const line = (conversation, seq, more = {}) => ({ type: "message", conversation, seq, from: "visitor", kind: "text", text: `kata ${conversation} ${seq}`, at: iso(start + seq * 1000), ...more });

/** Opens the console. `answer(frame, office)` gives the fields of an ack, or undefined for the default; `office.tell(frame)` reaches every window. */
export async function open_desk(browser, base, { heads = [], threads = {}, queues, answer = () => undefined, viewport, permissions, init, more = {} } = {}) {
  const who = await person(browser, { viewport });
  if (permissions) await who.context.grantPermissions(permissions);
  if (init) await who.context.addInitScript(init);
  const windows = new Set();
  const office = {
    heads: new Map(heads.map((h) => [h.conversation, h])),
    threads,
    asked: [],
    tell: (frame) => {
      if (frame.type === "conversation") office.heads.set(frame.conversation, frame);
      for (const w of windows) w.send(JSON.stringify(frame));
    },
    change: (conversation, part) => {
      const was = office.heads.get(conversation);
      office.tell({ ...was, rev: was.rev + 1, ...part });
    },
  };
  const usual = (f) => {
    if (f.type === "history.get") return { messages: office.threads[f.conversation] ?? [line(f.conversation, 1)], rev: 1 };
    if (f.type === "conversation.claim") office.change(f.conversation, { state: "assigned", officer: { id: "sari", name: "Sari Dewi" } });
    if (f.type === "conversation.release") office.change(f.conversation, { state: "queued", officer: undefined });
    if (f.type === "conversation.close") office.tell({ type: "conversation", conversation: f.conversation, rev: 99, gone: true });
    if (f.type === "message.send") {
      const seq = office.heads.get(f.conversation).seq + 1;
      office.change(f.conversation, { seq, state: f.purpose === "answer" ? "answered" : "waiting_applicant" });
      return { seq, at: iso(Date.now()) };
    }
    return {};
  };
  await who.context.routeWebSocket(/ws\/officer/, (ws) => {
    windows.add(ws);
    ws.onClose(() => windows.delete(ws));
    ws.onMessage((text) => {
      const f = JSON.parse(text);
      if (f.type === "hello") {
        return ws.send(JSON.stringify({
          type: "welcome", epoch: "e", redirects: [{ name: "ppid", contact: "Bravo Bea Cukai 1500225", label: { id: "PPID", en: "PPID (public information)" } }, { name: "sipuma", label: { id: "SIPUMA (pengaduan)", en: "SIPUMA (complaints)" } }], officer: { id: "sari", name: "Sari Dewi", presence: "available", capacity: 5 }, officers: [{ id: "sari", name: "Sari Dewi" }, { id: "budi", name: "Budi Santoso" }],
          queues: queues ?? [{ id: "umum", name: "Layanan Informasi", assignment: "manual" }, { id: "teknis", name: "Seksi Teknis", kind: "unit", assignment: "manual" }],
          conversations: [...office.heads.values()].filter((h) => !h.gone), tickets: [], ...more,
        }));
      }
      if (f.id === undefined) return undefined;
      office.asked.push(f);
      const said = answer(f, office) ?? usual(f);
      return ws.send(JSON.stringify(said.code ? { type: "error", re: f.id, temporary: false, ...said } : { type: "ack", re: f.id, ...said }));
    });
  });
  const show = async (page) => {
    await page.goto(`${base}/console/`);
    await page.getByLabel("Kehadiran").waitFor();
    return page;
  };
  await show(who.page);
  return { ...who, office, another: async () => show(await who.context.newPage()) };
}

export const focus_of = (page) => page.evaluate(() => {
  const el = document.activeElement;
  return !el || el === document.body ? "body" : (el.getAttribute("aria-label") ?? el.closest("label, .mantine-InputWrapper-root")?.querySelector("label")?.textContent ?? el.textContent).trim().slice(0, 60) || el.className;
});
