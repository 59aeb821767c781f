// Files in words: what is taken and what would fit, how far one is, and why one is not there. Alike on every page.
import { kinds } from "./content.ts";
import { speaker, type Locale, type Words } from "./locale.ts";
import { oneLine } from "./visible.ts";

export const file_words = {
  attach: ["Lampirkan berkas", "Attach files"],
  camera: ["Ambil foto", "Take a photo"],
  optional: ["Berkas (tidak wajib)", "Files (optional)"],
  office_first: ["Pilih kantornya dahulu untuk melampirkan berkas.", "Choose the office first to attach files."],
  files_gone: ["Belum terkirim: berkasnya tidak tersimpan lagi. Mohon pilih lagi, lalu kirim.", "Not sent: its files are kept no longer. Please choose them again, then send."],
  drop_here: ["Lepaskan berkas di sini", "Drop the files here"],
  tray: ["Berkas untuk pesan ini", "Files for this message"],
  at_percent: ["diunggah, {percent} persen", "uploading, {percent} per cent"],
  checked: ["sedang diperiksa", "being checked"],
  turn: ["menunggu giliran", "waiting its turn"],
  busy: ["layanan sedang ramai, diunggah lagi sebentar lagi", "the service is busy, it is uploaded again shortly"],
  ready: ["siap dikirim", "ready to send"],
  failed: ["belum terunggah. Periksa sambungan, lalu coba lagi.", "not uploaded. Check the connection, then try again."],
  ended: ["belum terunggah karena waktu masuk sudah habis. Masuk kembali, lalu coba lagi.", "not uploaded because you were signed out. Sign in again, then try again."],
  lost: ["perlu dipilih lagi: unggahannya terputus atau sudah tidak tersimpan.", "must be chosen again: the upload was cut off, or is kept no longer."],
  r_too_large: ["tidak diterima: terlalu besar.", "not taken: too large."],
  r_type: ["tidak diterima: jenis berkas ini tidak diperbolehkan.", "not taken: this type of file is not allowed."],
  r_infected: ["tidak diterima: pemeriksaan virus menemukan sesuatu di dalamnya.", "not taken: the virus check found something in it."],
  r_other: ["tidak dapat diterima.", "could not be taken."],
  cancel_of: ["Batalkan {name}", "Cancel {name}"],
  remove_of: ["Hapus {name}", "Remove {name}"],
  retry_of: ["Unggah lagi {name}", "Upload {name} again"],
  again: ["Coba lagi", "Try again"],
  told_percent: ["Berkas diunggah: {percent} persen.", "Files uploading: {percent} per cent."],
  told_ready: ["Semua berkas siap dikirim.", "All files are ready to send."],
  told_stuck: ["Ada berkas yang perlu diperiksa.", "A file needs your attention."],
  told_removed: ["{name} tidak ikut dikirim.", "{name} will not be sent."],
  goes_then: ["Pesan dikirim setelah semua berkas terunggah.", "The message goes once all files are uploaded."],
  first_mend: ["Coba lagi atau hapus berkas yang belum terunggah, lalu kirim.", "Try again or remove what was not uploaded, then send."],
  no_empty: ["Berkas {name} kosong.", "The file {name} is empty."],
  no_large: ["Berkas {name} berukuran {size}. Paling besar {max}.", "The file {name} has {size}. The most is {max}."],
  no_more: ["Paling banyak {count} berkas dalam satu pesan; {name} tidak ikut.", "At most {count} files in one message; {name} is left out."],
  no_kind: ["{name} tidak dapat dikirim melalui saluran ini. Yang diterima: {kinds}.", "{name} cannot be sent on this channel. It takes: {kinds}."],
  no_channel: ["Saluran ini tidak menerima berkas.", "This channel takes no files."],
  no_note: ["Catatan tidak dapat memuat berkas.", "A note holds no files."],
  note_holds: ["Catatan tidak dapat memuat berkas. Hapus berkasnya, atau pilih jenis balasan lain.", "A note holds no files. Remove them, or choose another kind of reply."],
  pending: ["sedang diambil", "being fetched"],
  gone_failed: ["tidak dapat diambil", "could not be fetched"],
  gone_refused: ["tidak diterima", "not taken"],
  download: ["Unduh", "Download"],
  download_of: ["Unduh {name}", "Download {name}"],
  downloading: ["sedang diunduh, {percent} persen", "downloading, {percent} per cent"],
  downloading_plain: ["sedang diunduh", "downloading"],
  downloaded: ["sudah diunduh", "downloaded"],
  d_not_found: ["berkas ini tidak ada lagi", "this file is no longer there"],
  d_ended: ["belum terunduh karena waktu masuk sudah habis", "not downloaded because you were signed out"],
  d_wait: ["mohon tunggu sebentar, lalu coba lagi", "please wait a moment, then try again"],
  d_trouble: ["belum terunduh. Mohon coba lagi.", "not downloaded. Please try again."],
  enlarge: ["Perbesar {name}", "Enlarge {name}"],
  picture_of: ["Gambar {name}", "Picture {name}"],
  close: ["Tutup", "Close"],
  unnamed: ["tanpa nama", "without a name"],
} as const satisfies Words;

/** Why a platform's file is not here, by the service's word for it. */
export const file_reasons: Words = {
  too_large: ["terlalu besar", "too large"],
  too_many: ["terlalu banyak berkas dalam satu pesan", "too many files in one message"],
  type: ["jenis berkas ini tidak diperbolehkan", "this type of file is not allowed"],
  infected: ["pemeriksaan virus menemukan sesuatu di dalamnya", "the virus check found something in it"],
  gone: ["sudah tidak ada di tempat asalnya", "no longer where it came from"],
  unreachable: ["tempat asalnya tidak dapat dihubungi", "where it came from cannot be reached"],
  altered: ["yang terkirim bukan berkas aslinya", "what came was not the original file"],
  expired: ["waktu untuk mengambilnya sudah lewat", "the time to fetch it has passed"],
};

export type FileSay = (key: keyof typeof file_words, values?: Record<string, string | number>) => string;
export const fileSay = (locale: Locale): FileSay => speaker(file_words, locale) as FileSay;

// As limits are configured and most devices count: a thousand at a time.
const mega = 1_000_000;

/** "820 KB", "2,5 MB"; `up`: never less than it is. */
export function sizeText(bytes: number, locale: Locale, up = false): string {
  const round = up ? Math.ceil : Math.round;
  if (bytes < 1000) return `${bytes} B`;
  if (bytes < mega) return `${Math.min(999, round(bytes / 1000))} KB`;
  const tenths = round((bytes / mega) * 10);
  const text = tenths % 10 === 0 || tenths >= 1000 ? String(Math.round(tenths / 10)) : (tenths / 10).toFixed(1);
  return `${locale === "en" ? text : text.replace(".", ",")} MB`;
}

/** How a file is called before the reader; a name that shows nothing is none. */
export const fileName = (name: string | undefined, say: FileSay): string => oneLine(name ?? "") || say("unnamed");

/** A type's usual short name: "JPEG", "PDF". */
function typeText(type: string): string {
  const known: Record<string, string> = { "text/plain": "TXT", "application/msword": "DOC", "application/vnd.ms-excel": "XLS", "application/vnd.ms-powerpoint": "PPT" };
  const office = /openxmlformats-officedocument\.(word|spread|present)/.exec(type)?.[1];
  if (office) return { word: "DOCX", spread: "XLSX", present: "PPTX" }[office as "word" | "spread" | "present"];
  return known[type] ?? (type.split("/")[1] ?? type).replace(/^x-|\+.*$/g, "").toUpperCase();
}

export interface Limits {
  bytes: number;
  count: number;
}

/** What a channel takes of one kind; without types any, without bytes as much as the office does. */
export interface ChannelLimit {
  kind: string;
  types?: readonly string[];
  bytes?: number;
}

export type Misfit = { name: string } & ({ why: "empty" | "kind" } | { why: "large"; bytes: number; max: number } | { why: "more"; count: number });

const kindOf = (type: string): string => /^(image|audio|video)\//.exec(type)?.[1] ?? "file";

// What the sender's machine calls a type is not always what it is: a file without one is the service's to judge.
function channelOf(type: string, channel: readonly ChannelLimit[]): ChannelLimit | undefined {
  const takes = (l: ChannelLimit): boolean => !l.types?.length || type === "" || l.types.includes(type);
  return channel.find((l) => l.kind === kindOf(type) && takes(l));
}

/** Which files may go with a message that holds `held` already, and what is wrong with the others. */
export function sifted<F extends { name: string; type: string; size: number }>(files: readonly F[], held: number, limits: Limits, channel?: readonly ChannelLimit[]): { taken: F[]; misfits: Misfit[] } {
  const taken: F[] = [];
  const misfits: Misfit[] = [];
  for (const f of files) {
    const of_channel = channel && channelOf(f.type, channel);
    const max = Math.min(limits.bytes, of_channel?.bytes || Number.POSITIVE_INFINITY);
    if (channel && !of_channel) misfits.push({ name: f.name, why: "kind" });
    else if (f.size === 0) misfits.push({ name: f.name, why: "empty" });
    else if (f.size > max) misfits.push({ name: f.name, why: "large", bytes: f.size, max });
    else if (held + taken.length >= limits.count) misfits.push({ name: f.name, why: "more", count: limits.count });
    else taken.push(f);
  }
  return { taken, misfits };
}

/** What a channel takes, in words: "Gambar (JPEG, PNG), Berkas (PDF)". */
export const takesText = (channel: readonly ChannelLimit[], half: 0 | 1): string =>
  channel.map((l) => `${(kinds[l.kind] ?? kinds.file)![half]}${l.types?.length ? ` (${[...new Set(l.types.map(typeText))].join(", ")})` : ""}`).join(", ");

export function misfitText(m: Misfit, locale: Locale, channel: readonly ChannelLimit[] = []): string {
  const say = fileSay(locale);
  const name = fileName(m.name, say);
  if (m.why === "empty") return say("no_empty", { name });
  if (m.why === "large") return say("no_large", { name, size: sizeText(m.bytes, locale, true), max: sizeText(m.max, locale) });
  if (m.why === "more") return say("no_more", { name, count: m.count });
  return say("no_kind", { name, kinds: takesText(channel, locale === "en" ? 1 : 0) });
}

/** Its types for the browser's own chooser; nothing where any may come. */
export const acceptOf = (channel: readonly ChannelLimit[] | undefined): string | undefined =>
  !channel || channel.some((l) => !l.types?.length) ? undefined : [...new Set(channel.flatMap((l) => l.types ?? []))].join(",");

interface Going {
  state: string;
  sent: number;
  bytes: number;
  why?: string;
}

/** How far a file is that is to go with a message. */
export function goingText(i: Going, say: FileSay): string {
  if (i.state === "sending") return i.sent >= i.bytes ? say("checked") : say("at_percent", { percent: Math.floor((i.sent / i.bytes) * 100) });
  if (i.state === "waiting") return say(i.why === "busy" ? "busy" : "turn");
  if (i.state === "refused") return say(i.why === "too_large" || i.why === "type" || i.why === "infected" ? `r_${i.why}` : "r_other");
  if (i.state === "failed") return say(i.why === "ended" ? "ended" : "failed");
  return say(i.state === "lost" ? "lost" : "ready");
}

/** What is to be heard of all of them together: each quarter once, then the end. */
export function trayText(items: readonly Going[], progress: number, say: FileSay): string {
  if (items.length === 0) return "";
  if (items.some((i) => i.state === "failed" || i.state === "refused" || i.state === "lost")) return say("told_stuck");
  if (items.every((i) => i.state === "ready")) return say("told_ready");
  return say("told_percent", { percent: Math.floor(progress * 4) * 25 });
}

/** Why a file of a message cannot be had; empty where it can. */
export function missingText(a: { state?: string; reason?: string }, say: FileSay, half: 0 | 1): string {
  if (a.state === "pending") return say("pending");
  if (a.state !== "failed" && a.state !== "refused") return "";
  const reason = file_reasons[a.reason ?? ""]?.[half];
  const told = say(a.state === "failed" ? "gone_failed" : "gone_refused");
  return reason ? `${told}: ${reason}` : told;
}
