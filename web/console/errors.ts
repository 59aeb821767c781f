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
  unsure: ["Balasan ini sangat singkat atau hanya meminta menunggu. Kirim sebagai jawaban?", "This reply is very short or only asks to wait. Send it as the answer?"],
} as const satisfies Words;

export const codeOf = (e: unknown): string => (e instanceof WireError ? e.code : "internal");

/** The daemon asks whether this is an answer. */
const asksSure = (e: unknown): boolean => e instanceof WireError && e.code === "bad_field" && e.frame.path === "sure";

/** A refusal as the composer tells it, with the replies that were missed. */
export const refusalOf = (error: unknown): Refusal =>
  ({ error, missed: error instanceof WireError ? (error.frame.messages ?? []) : [], ...(asksSure(error) && { unsure: true }) });

export const whyNot = (e: unknown, locale: Locale): string =>
  asksSure(e) ? refusals.unsure[locale === "en" ? 1 : 0] : errorWord(codeOf(e), locale === "en" ? 1 : 0, e instanceof WireError ? e.frame.path : "", refusals);
