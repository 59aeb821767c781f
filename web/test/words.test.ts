// Every table of words that citizens and officers read: plain and polite sentences, one form of numbers, ordinals and times.
import assert from "node:assert/strict";
import { halfOfNote } from "../words/halves.ts";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { test } from "node:test";
import { channel_words } from "../console/channel-words.ts";
import { refusals } from "../console/errors.ts";
import { inEnglish } from "../console/reasons-en.ts";
import { words as console_words } from "../console/words.ts";
import { words as care_words } from "../pages/care/words.ts";
import { words as status_words } from "../pages/status/words.ts";
import { words as launcher_words } from "../widget/launcher-words.ts";
import { words as widget_words } from "../widget/words.ts";
import { closings, errors, errorWord, fields, shared } from "../words/common.ts";
import { kinds } from "../words/content.ts";
import { file_reasons, file_words } from "../words/files.ts";
import { hints } from "../words/formats.ts";
import { numberText, speaker, type Words } from "../words/locale.ts";
import { states } from "../words/states.ts";
import { clockIn, clockTime, moment, promised, zoneOf } from "../words/time.ts";

const tables: Record<string, Words> = { errors, closings, fields, shared, kinds, states, hints, file_words, file_reasons, refusals, console: console_words, channels: channel_words, status: status_words, care: care_words, launcher: launcher_words, widget: widget_words };
const texts = Object.entries(tables).flatMap(([table, words]) => Object.entries(words).map(([key, pair]) => ({ where: `${table}.${key}`, id: pair[0], en: pair[1] })));

/** Words of the trade, which no reader needs. */
const trade = ["websocket", "socket", "soket", "daemon", "backend", "server", "payload", "token", "cache", "outbox", "epoch", "fallback", "endpoint", "frame", "timestamp", "log"];
/** English or stiff words where Indonesian has its own. */
const foreign = ["luring", "daring", "bentrok", "offline", "online", "refresh", "reload", "queue", "channel", "timeout", "error", "login", "logout", "email", "e-mail", "chat", "link", "file", "update", "submit", "user", "username", "password", "retry", "session", "sesi", "kedaluwarsa", "browser", "upload", "download", "platform", "jendela balasan", "fitur", "valid", "invalid", "parameter", "klik", "rusak di jalan"];
const offends = (text: string, list: readonly string[]) => list.filter((w) => new RegExp(`(?<![\\p{L}{])${w}(?![\\p{L}}])`, "iu").test(text.replace(/https?:\S+|\S+@\S+/g, "")));

test("the search finds what it looks for, and not inside other words or placeholders", () => {
  assert.deepEqual(offends("Peramban luring sekarang", foreign), ["luring"]);
  assert.deepEqual(offends("Filenya {link} terlogika", [...foreign, ...trade]), []);
});

test("no table is empty, and every text has both languages", () => {
  for (const [name, words] of Object.entries(tables)) assert.ok(Object.keys(words).length > 1, name);
  for (const { where, id, en } of texts) assert.ok(id.trim() && en.trim(), where);
});

test("every text is plain and polite in both languages", () => {
  const faults = texts.flatMap(({ where, id, en }) => [
    ...offends(id, [...trade, ...foreign]).map((w) => `${where}: ${w}`),
    ...offends(en, trade.filter((w) => w !== "log")).map((w) => `${where}: ${w}`),
    ...(/!/.test(id + en) ? [`${where}: an exclamation mark`] : []),
    ...(/\b(?:kamu|kalian|gagal Anda|salah Anda|kesalahan Anda|your (?:mistake|fault|error))\b/i.test(id + en) ? [`${where}: neither familiar nor blaming`] : []),
  ]);
  assert.deepEqual(faults, []);
});

test("an ordinal's hyphen is one at which no line is broken, and times and counts come from the shared formatters alone", () => {
  for (const { where, id, en } of texts) {
    assert.doesNotMatch(id, /\bke-[\d{]/, where);
    assert.doesNotMatch(`${id} ${en}`.replace(/ESK-[\d-]+/g, ""), /\b\d{1,2}[.:]\d{2}\b|(?<![\d-])\d{5,}/, where);
  }
});

test("a field is named in words, and one that has none is not named at all", () => {
  assert.equal(errorWord("bad_field", 0, "identity.email"), "Ada isian yang belum sesuai: surel. Mohon diperiksa kembali.");
  assert.equal(errorWord("bad_field", 1, "seen"), "One of the fields is not right. Please check it again.");
});

test("an instant and a number read on the pages as in the daemon's texts", () => {
  const rows = readFileSync(new URL("../../tests/unit/texts/told_alike.txt", import.meta.url), "utf8").split("\n").filter((l) => l && !l.startsWith("#")).map((l) => l.split(" | "));
  for (const [what, ...f] of rows)
    if (what === "at") {
      const zone = { timezone: f[1]!, label: f[2]! };
      assert.deepEqual([moment(f[0]!, "id", zone), moment(f[0]!, "en", zone)], [f[4], f[5]]);
      const now = Date.parse(f[0]!) + 1;
      const short = f[4]!.split(" pukul ")[1]!;
      assert.deepEqual([promised(f[0]!, now, "id", zone), promised(f[0]!, now, "en", zone), clockIn(f[0]!, "id", zone)], [`pukul ${short}`, short.replace(".", ":"), short]);
    } else assert.deepEqual([numberText(Number(f[0]), "id"), numberText(Number(f[0]), "en")], f.slice(1));
  assert.ok(rows.length > 15);
});

test("an office that writes its times with a colon reads so everywhere; in English it is a colon in any case", () => {
  const at = "2026-11-23T02:00:00Z";
  for (const [mark, own] of [[undefined, "."], [".", "."], [":", ":"], ["h", "."]] as const) {
    const zone = zoneOf({ timezone: "Asia/Jakarta", zone_label: "WIB", ...(mark && { time_separator: mark }) });
    assert.deepEqual([clockTime(at, "id", zone), clockTime(at, "en", zone), moment(at, "id", zone)], [`09${own}00`, "09:00", `Senin, 23 November 2026 pukul 09${own}00 WIB`]);
  }
  assert.equal(clockTime(at, "id", zoneOf({}, { timezone: "Asia/Jakarta", time_separator: ":" })), "09:00");
});

test("a count has its thousands wherever it is put into a text", () => {
  const words: Words = { more: ["{count} percakapan", "{count} conversations"] };
  assert.deepEqual([speaker(words, "id")("more", { count: 12345 }), speaker(words, "en")("more", { count: 12345 })], ["12.345 percakapan", "12,345 conversations"]);
});

test("every reason that the daemon gives for a delivery reads in English too", () => {
  const top = new URL("../../", import.meta.url);
  const given = (path: string, within: RegExp) => [...readFileSync(new URL(path, top), "utf8").matchAll(within)].map((m) => m[1]!.replace(/ \($/, ""));
  const folders = readdirSync(new URL("connectors/", top));
  const having = (file: string) => folders.filter((f) => existsSync(new URL(`connectors/${f}/${file}`, top)));
  const channels = having("send_answer.cpp"), senders = having("sender.cpp");
  const reasons = [
    ...channels.flatMap((channel) => given(`connectors/${channel}/send_answer.cpp`, /"((?:[A-Z]\w+|X) [^"]{5,})"/g)),
    ...senders.flatMap((channel) => given(`connectors/${channel}/sender.cpp`, /"((?:Platform|Pesan|Sistem|Gangguan|Alamat|Batas|Token) [^"]+)"/g)),
    ...["routing/engine/texts/delivery_reasons.cpp", "routing/engine/conversation/deliveries.cpp"].flatMap((path) =>
      given(path, /"((?:menunggu:|ditahan:|tidak dikirim|dibatalkan|di luar|platform |belum pasti)[^"]+)"/g)),
  ];
  assert.ok(reasons.length > 60, String(reasons.length));
  assert.deepEqual(reasons.filter((r) => inEnglish(r) === r), []);
  assert.equal(inEnglish("Pemohon tidak ditemukan (kode 100/2018001)"), "The applicant was not found (code 100/2018001)");
  assert.equal(inEnglish("sesuatu yang lain"), "sesuatu yang lain");
  assert.equal(inEnglish("Pemohon memblokir bot ini; pemohon diberi tahu lewat surel"), "The applicant has blocked this bot; the applicant was told by e-mail");
  assert.equal(inEnglish("pemohon diberi tahu lewat surel"), "the applicant was told by e-mail");
});

for (const [text, by_service, id, en] of [
  ["Pengingat: jawaban tiket sudah lewat. Diberitahukan kepada koordinator. (Reminder: the answer was due; told to the coordinator.)", true, "Pengingat: jawaban tiket sudah lewat. Diberitahukan kepada koordinator.", "Reminder: the answer was due; told to the coordinator."],
  ["Konsultasi belum dijawab; diingatkan: koordinator (the coordinators) (a consult without an answer: reminded)", true, "Konsultasi belum dijawab; diingatkan: koordinator", "A consult without an answer: reminded: the coordinators"],
  ["Dipindahkan dari antrean umum ke teknis (moved from queue umum to teknis)", true, "Dipindahkan dari antrean umum ke teknis", "Moved from queue umum to teknis"],
  ["Kembali ke antrean: Sari Dewi tidak tersedia (returned to the queue: not available)", false, "Kembali ke antrean: Sari Dewi tidak tersedia", "Returned to the queue: not available"],
  ["Identitas dibuka, alasan (identity revealed, reason): cek NIK (KTP)", false, "Identitas dibuka, alasan: cek NIK (KTP)", "Identity revealed, reason: cek NIK (KTP)"],
  ["Percakapan dibatasi, alasan (restricted, reason): pengaduan (pungli)\nPemohon belum diberi tahu saluran pengaduan: jendela balasan sudah tertutup. (The citizen was not told where to complain.)", false, "Percakapan dibatasi, alasan: pengaduan (pungli)\nPemohon belum diberi tahu saluran pengaduan: jendela balasan sudah tertutup.", "Restricted, reason: pengaduan (pungli)\nThe citizen was not told where to complain."],
  ["Tidak dibalas otomatis lagi.", true, "Tidak dibalas otomatis lagi.", "Tidak dibalas otomatis lagi."],
  ["Sudah ditelepon. (Tidak diangkat.)", false, "Sudah ditelepon. (Tidak diangkat.)", "Sudah ditelepon. (Tidak diangkat.)"],
] as const) {
  test(`a_note_in_both_languages_is_read_in_one: ${text.slice(0, 40)}`, () => assert.deepEqual([halfOfNote(text, by_service, "id"), halfOfNote(text, by_service, "en")], [id, en]));
}
