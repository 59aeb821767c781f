// What the citizen is told, when and with which times: the same instants and deadlines as `sahutctl sla explain` gives.
import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { always_open, priok, run, sahutctl, start_daemon } from "./support.mjs";

const day_ms = 86_400_000;
const zone_hours = { "Asia/Jakarta": 7, "Asia/Makassar": 8, "Asia/Jayapura": 9 };
const local = (instant, zone = "Asia/Jakarta") => new Date(Date.parse(instant) + zone_hours[zone] * 3600_000);
const two = (n) => String(n).padStart(2, "0");
const clock_id = (instant, zone) => `${two(local(instant, zone).getUTCHours())}.${two(local(instant, zone).getUTCMinutes())}`;
const clock_en = (instant) => clock_id(instant).replace(".", ":");
const months = ["Januari", "Februari", "Maret", "April", "Mei", "Juni", "Juli", "Agustus", "September", "Oktober", "November", "Desember"];
const weekdays = ["Minggu", "Senin", "Selasa", "Rabu", "Kamis", "Jumat", "Sabtu"];
const date_id = (instant, zone) => {
  const at = local(instant, zone);
  return `${weekdays[at.getUTCDay()]}, ${at.getUTCDate()} ${months[at.getUTCMonth()]} ${at.getUTCFullYear()}`;
};
const hhmm = (minute) => `${two(Math.floor(minute / 60))}:${two(minute % 60)}`;
const minute_now = (zone) => local(new Date().toISOString(), zone).getUTCHours() * 60 + local(new Date().toISOString(), zone).getUTCMinutes();
const every_day = (span) => Object.fromEntries(["mon", "tue", "wed", "thu", "fri", "sat", "sun"].map((d) => [d, span]));

/** What one message says, part by part. */
const parts = (m) => m.parts ?? [{ template: m.template, text: m.text }];
/** One automatic message follows one of the citizen's: its parts by their keys, and in which order they came. */
function said(v) {
  const [m, ...more] = v.of("message");
  assert.deepEqual(more, []);
  assert.equal(m.text, parts(m).map((p) => p.text).join("\n\n"));
  assert.equal(m.template, parts(m)[0].template);
  assert.deepEqual(parts(m).map((p) => p.folded ?? false), parts(m).map((_, i) => i > 0));
  return { told: Object.fromEntries(parts(m).map((p) => [p.template, p.text])), order: parts(m).map((p) => p.template) };
}

async function ask(d, hello = {}, text = "Berapa bea masuk untuk jam tangan?") {
  const v = await d.visitor({ hello });
  const ack = await v.write(text);
  const state = await v.until((f) => f.type === "conversation");
  await v.settle();
  const explained = await run(sahutctl, ["--config", d.file, "sla", "explain", "--calendar", join(d.folder, "calendar-priok.toml"), ack.received_at]);
  assert.equal(explained.code, 0, explained.stderr);
  return { v, ack, state, sla: JSON.parse(explained.stdout), ...said(v) };
}
const no_placeholder_left = (told) => {
  for (const [key, text] of Object.entries(told)) assert.ok(!/[{}]/.test(text), `${key}: ${text}`);
};

describe("in office hours", () => {
  let d;
  before(async () => {
    d = await start_daemon({ texts: { controller_name: "Kantor Uji", retention_days: 123 } });
    await d.add_user("sari", { queues: ["umum"] });
  });
  after(() => d?.close());

  test("greeting, privacy and footer once in 24 hours, the promise once a request, with the deadline of sla explain", async () => {
    const { v, ack, sla, told, order, state } = await ask(d);
    assert.deepEqual(order, ["queue_position", "greeting", "privacy_notice", "complaint_footer"]);
    no_placeholder_left(told);
    assert.match(told.greeting, /^Selamat (pagi|siang|sore|malam), selamat datang di layanan informasi KPU Bea dan Cukai Tipe A Tanjung Priok\./);
    const hour = local(ack.received_at).getUTCHours();
    const part = hour < 4 || hour >= 18 ? "malam" : hour < 11 ? "pagi" : hour < 15 ? "siang" : "sore";
    assert.ok(told.greeting.startsWith(`Selamat ${part},`));
    assert.ok(told.privacy_notice.includes("Kantor Uji") && told.privacy_notice.includes("123 hari") && told.privacy_notice.includes(`${d.base}/privacy`));
    assert.ok(told.complaint_footer.includes("WhatsApp 0811-0000-0000"));
    assert.ok(told.complaint_footer.includes("http://www.beacukai.go.id/pengaduan.html"));
    assert.equal(told.queue_position, `Terima kasih. Pertanyaan Anda kami terima pukul ${clock_id(ack.received_at)} WIB. Anda berada pada urutan ke‑1 dalam antrean. Jawaban atau nomor tiket kami sampaikan paling lambat pukul ${clock_id(sla.answer_due)} WIB.`);
    assert.deepEqual([state.answer_due, sla.rule, sla.reason], [sla.answer_due, "R60", "office_hours"]);
    const from = v.frames.length;
    await v.write("Dan untuk tali jamnya?");
    await v.ask("conversation.end", {});
    await v.write("Pertanyaan lain lagi hari ini");
    await v.settle();
    const later = v.frames.slice(from).filter((f) => f.type === "message").flatMap(parts).map((p) => p.template);
    assert.ok(!later.some((k) => ["greeting", "privacy_notice", "complaint_footer"].includes(k)), later.join());
    assert.equal(later.filter((k) => k === "queue_position").length, 1, later.join());
    await v.ask("conversation.end", {});
  });

  test("the second in the queue is told so", async () => {
    const first = await ask(d);
    const { v, told, state } = await ask(d);
    assert.match(told.queue_position, /urutan ke‑2 /);
    assert.equal(state.position, 2);
    await first.v.ask("conversation.end", {});
    await v.ask("conversation.end", {});
  });

  test("English where the widget says so", async () => {
    const { v, told, sla, ack } = await ask(d, { locale: "en-GB" }, "Berapa tarif?");
    assert.equal(told.queue_position, `Thank you. We received your question at ${clock_en(ack.received_at)} WIB. You are number 1 in the queue. You will have an answer or a ticket number by ${clock_en(sla.answer_due)} WIB.`);
    assert.match(told.greeting, /^Good (morning|afternoon|evening), welcome to/);
    const o = await d.officer("sari");
    await o.state(v.end && v.of("conversation")[0].conversation, "assigned");
    await o.ask("conversation.escalate", { conversation: v.of("conversation")[0].conversation, reason: "x" });
    const said = await v.until((f) => f.template === "ticket_issued");
    assert.match(said.text, /^Your question needs further study/);
    await o.answer(said.conversation, "It is 10 %");
    const question = await v.until((f) => f.template === "ticket_answer");
    assert.match(question.text, /YES/);
    await o.ask("conversation.close", { conversation: said.conversation, outcome: "answered" });
    assert.match((await v.until((f) => f.template === "closing")).text, /^Thank you for using/);
    await o.ask("presence.set", { state: "offline" });
    await o.leave();
  });

  test("English where the citizen writes English", async () => {
    const { told, v } = await ask(d, {}, "What is the import duty for a bicycle from Japan, please?");
    assert.match(told.queue_position, /^Thank you\./);
    await v.ask("conversation.end", {});
  });

  test("the ticket's text has the number, the deadline with its date and zone, and the link", async () => {
    const { v, sla } = await ask(d);
    const o = await d.officer("sari");
    await o.ask("presence.set", { state: "available" });
    const c = v.of("conversation")[0].conversation;
    await o.state(c, "assigned");
    await o.ask("conversation.escalate", { conversation: c, reason: "x" });
    const ticket = await v.until((f) => f.type === "ticket");
    const said = await v.until((f) => f.template === "ticket_issued");
    assert.equal(ticket.due, sla.ticket_due);
    assert.ok(said.text.includes(`paling lambat ${date_id(sla.ticket_due)} pukul ${clock_id(sla.ticket_due)} WIB`), said.text);
    assert.ok(said.text.includes(`Status dapat dilihat di ${ticket.status_url}.`));
    await o.ask("presence.set", { state: "offline" });
    await o.leave();
  });
});

/** An office whose day, seen from now, is so: minutes from now on, cut to the day. */
function opening_in(from, to, more = {}, zone = "Asia/Jakarta") {
  const now = minute_now(zone);
  const [open, close] = [now + from, now + to];
  if (open < 0 || close > 24 * 60 || open >= 24 * 60) return null;
  return always_open({}, { weekly: every_day({ open: hhmm(open), close: hhmm(close) }), ...more });
}

test("an office that writes its times with a colon says so to the pages, and its texts have it", async (t) => {
  const d = await start_daemon({ texts: { time_separator: ":" } });
  t.after(() => d.close());
  await d.add_user("sari", { queues: ["umum"] });
  const { v, ack, sla, told, state } = await ask(d);
  assert.ok(told.queue_position.includes(`pukul ${clock_en(ack.received_at)} WIB`) && told.queue_position.includes(`pukul ${clock_en(sla.answer_due)} WIB`), told.queue_position);
  const { office } = await d.officer("sari").then((o) => o.welcome);
  const [number, secret] = state.status_url.split("#")[1].split(".");
  const page = await d.http("GET", `/api/v1/tickets/${number}`, { headers: { "Sahut-Ticket-Secret": secret } });
  assert.deepEqual([v.welcome.office.time_separator, v.welcome.hours.time_separator, office.time_separator, page.json.time_separator], [":", ":", ":", ":"]);
});

test("in the late window: the promise names the day and the ticket", async (t) => {
  const calendar = opening_in(-minute_now("Asia/Jakarta"), 60);
  if (!calendar) return t.skip("midnight is too near");
  const d = await start_daemon({ offices: [priok({ calendar })] });
  t.after(() => d.close());
  const { ack, sla, told, order } = await ask(d);
  assert.deepEqual(order, ["late_window", "greeting", "privacy_notice", "complaint_footer"]);
  no_placeholder_left(told);
  assert.deepEqual([sla.rule, sla.reason], ["R2D", "late_window"]);
  assert.equal(told.late_window, `Terima kasih. Pertanyaan Anda kami terima pukul ${clock_id(ack.received_at)} WIB, menjelang jam pulang kantor. Kami upayakan menjawab hari ini. Jika belum, Anda akan menerima nomor tiket dan jawabannya kami sampaikan paling lambat ${date_id(sla.answer_due)} pukul ${clock_id(sla.answer_due)} WIB.`);
});

test("outside hours, in the zone of the office: when it opens, by when the answer comes, and the warning of fraud", async (t) => {
  const zone = "Asia/Makassar";
  const now = minute_now(zone);
  // Open in the half of the day in which we are not.
  const span = now < 720 ? { open: hhmm(now + 120), close: hhmm(now + 600) } : { open: "00:00", close: hhmm(now - 60) };
  const calendar = always_open({}, { timezone: zone, zone_label: "WITA", weekly: every_day(span) });
  const d = await start_daemon({ offices: [priok({ calendar })] });
  t.after(() => d.close());
  const { ack, sla, told, order, state } = await ask(d);
  assert.deepEqual(order, ["outside_hours", "fraud_warning", "greeting", "privacy_notice", "complaint_footer"]);
  no_placeholder_left(told);
  assert.ok(["before_opening", "after_closing"].includes(sla.reason));
  assert.ok(told.outside_hours.includes(`nomor referensi ${state.reference} dan kami proses mulai ${date_id(sla.effective, zone)} pukul ${clock_id(sla.effective, zone)} WITA.`), told.outside_hours);
  assert.ok(told.outside_hours.endsWith(`paling lambat ${date_id(sla.answer_due, zone)} pukul ${clock_id(sla.answer_due, zone)} WITA.`), told.outside_hours);
  assert.equal(state.answer_due, sla.answer_due);
  assert.ok(Date.parse(sla.effective) > Date.parse(ack.received_at));
  const w = await d.visitor();
  assert.equal(w.welcome.hours.open, false);
  assert.equal(w.welcome.hours.next_open, sla.effective);
});

test("in a long closure: its name and the day on which it ends", async (t) => {
  const day = (offset) => new Date(Date.now() + 7 * 3600_000 + offset * day_ms).toISOString().slice(0, 10);
  const closures = [-1, 0, 1, 2, 3].map((n) => ({ date: day(n), kind: "national", name_id: "Idulfitri", name_en: "Eid al-Fitr", source: "uji" }));
  const calendar = always_open({}, { weekly: every_day({ open: "07:30", close: "17:00" }), closures });
  const d = await start_daemon({ offices: [priok({ calendar })] });
  t.after(() => d.close());
  const { sla, told, order, state } = await ask(d);
  assert.deepEqual(order.slice(0, 4), ["long_closure", "greeting", "privacy_notice", "complaint_footer"]);
  no_placeholder_left(told);
  assert.equal(sla.reason, "non_working_day");
  assert.equal(told.long_closure, `Kantor kami libur dalam rangka Idulfitri dan buka kembali pada ${date_id(sla.effective)} pukul 07.30 WIB. Nomor referensi Anda ${state.reference}. Jawaban atau nomor tiket kami sampaikan paling lambat ${date_id(sla.answer_due)} pukul 08.30 WIB.`);
});

test("the privacy page says in both languages what is done with the data; a faulty calendar is refused", async (t) => {
  const d = await start_daemon();
  t.after(() => d.close());
  const page = await d.http("GET", "/privacy");
  assert.equal(page.status, 200);
  assert.match(page.type, /^text\/html/);
  assert.match(page.body, /Jangan mengirimkan kata sandi, PIN, atau kode OTP/);
  assert.match(page.body, /Never send passwords, PINs or OTP codes/);
  writeFileSync(join(d.folder, "bad.toml"), "id = 1\n");
  const explained = await run(sahutctl, ["--config", d.file, "sla", "explain", "--calendar", join(d.folder, "bad.toml")]);
  assert.notEqual(explained.code, 0);
});
