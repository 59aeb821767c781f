// Refusals that only an officer can meet, beside those that every page has words for.
import { errorWord } from "../words/common.ts";
import type { Locale, Words } from "../words/locale.ts";
import { WireError } from "../wire/link.ts";
import type { Refusal } from "./drafts.ts";

export const refusals = {
  not_handling: ["Percakapan ini sedang ditangani petugas lain.", "Another officer is handling this conversation."],
  stale: ["Ada balasan yang belum Anda lihat.", "There is a reply that you have not seen yet."],
  not_authenticated: ["Silakan masuk kembali.", "Please sign in again."],
  rate_limited: ["Mohon tunggu sebentar, lalu coba lagi.", "Please wait a moment, then try again."],
  full: ["Layanan sedang ramai. Mohon coba lagi sebentar lagi.", "The service is very busy. Please try again in a moment."],
  unavailable: ["Layanan sedang terganggu. Mohon coba lagi.", "The service has a problem. Please try again."],
  internal: ["Ada gangguan pada layanan. Mohon coba lagi.", "Something went wrong on our side. Please try again."],
  forbidden: ["Tindakan ini di luar kewenangan akun Anda.", "Your account does not allow this."],
  second_person: ["Jawaban ini Anda usulkan sendiri. Orang kedua yang menyetujuinya.", "You proposed this answer yourself. A second person approves it."],
  incident_now: ["Keadaan gangguan ini sudah berubah, jadi tindakan ini belum dapat dilakukan. Periksa keadaannya di atas.", "This incident has changed, so this cannot be done now. Look at its state above."],
  incident_text: ["Usulannya berubah selagi Anda membaca. Periksa, lalu setujui lagi.", "The proposal changed while you were reading. Check it, then approve again."],
  incident_waits: ["Masih ada anggota yang menunggu. Jawab atau keluarkan dahulu.", "Members still wait. Answer them or take them out first."],
  incident_full: ["Gangguan ini sudah memuat anggota sebanyak batasnya. Buka gangguan lain untuk sisanya.", "This incident holds as many members as it can. Open another one for the rest."],
  unsure: ["Balasan ini sangat singkat atau hanya meminta menunggu. Kirim sebagai jawaban?", "This reply is very short or only asks to wait. Send it as the answer?"],
} as const satisfies Words;

export const codeOf = (e: unknown): string => (e instanceof WireError ? e.code : "internal");

/** The daemon asks whether this is an answer. */
const asksSure = (e: unknown): boolean => e instanceof WireError && e.code === "bad_field" && e.frame.path === "sure";

/** A refusal as the composer tells it, with the replies that were missed. */
export const refusalOf = (error: unknown): Refusal =>
  ({ error, missed: error instanceof WireError ? (error.frame.messages ?? []) : [], ...(asksSure(error) && { unsure: true }) });

/** Why something with an incident was not done. */
export function whyNotGathered(e: unknown, locale: Locale, deed = ""): string {
  const at = e instanceof WireError ? `${e.code} ${e.frame.path ?? ""}` : "";
  const key = at.startsWith("not_handling") && deed === "approve" ? "second_person" : at === "full incident" ? "incident_full" : at === "bad_field proposal" ? "incident_text" : at !== "bad_field incident" ? undefined : deed === "close" ? "incident_waits" : "incident_now";
  return key ? refusals[key][locale === "en" ? 1 : 0] : whyNot(e, locale);
}

/** A code alone, as within an answer that was half done. */
export const wordOf = (code: string, locale: Locale): string => errorWord(code, locale === "en" ? 1 : 0, "", refusals);

export const whyNot = (e: unknown, locale: Locale): string =>
  asksSure(e) ? refusals.unsure[locale === "en" ? 1 : 0] : errorWord(codeOf(e), locale === "en" ? 1 : 0, e instanceof WireError ? e.frame.path : "", refusals);
