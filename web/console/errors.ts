// Refusals that only an officer can meet, beside those that every page has words for.
import { errorWord } from "../words/common.ts";
import type { Locale, Words } from "../words/locale.ts";
import { WireError } from "../wire/link.ts";

const officer_errors = {
  not_handling: ["Percakapan ini sedang ditangani petugas lain.", "Another officer is handling this conversation."],
  stale: ["Ada balasan yang belum Anda lihat.", "There is a reply that you have not seen yet."],
  not_authenticated: ["Silakan masuk kembali.", "Please sign in again."],
  rate_limited: ["Terlalu cepat. Mohon tunggu sebentar, lalu coba lagi.", "Too fast. Please wait a moment and try again."],
  full: ["Layanan sedang penuh. Mohon coba lagi.", "The service is full at the moment. Please try again."],
  unavailable: ["Layanan sedang terganggu. Mohon coba lagi.", "The service has a problem. Please try again."],
  internal: ["Terjadi kesalahan pada layanan. Mohon coba lagi.", "The service made an error. Please try again."],
  forbidden: ["Anda tidak berwenang melakukan ini.", "You may not do this."],
} as const satisfies Words;

export const codeOf = (e: unknown): string => (e instanceof WireError ? e.code : "internal");

export const whyNot = (e: unknown, locale: Locale): string =>
  errorWord(codeOf(e), locale === "en" ? 1 : 0, e instanceof WireError ? e.frame.path : "", officer_errors);
