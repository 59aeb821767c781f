// Signing in at an OpenID Connect provider: what it is called on a page, where it begins, and what came of it.
import type { Words } from "./locale.ts";

/** What the daemon offers: `GET /api/v1/care`, `GET /api/v1/officer`. */
export interface Provider {
  login: string;
  /** The provider's host, as people see it in their address bar. */
  provider: string;
}

export const provider_words = {
  with_provider: ["Masuk dengan akun {provider}", "Sign in with your {provider} account"],
  sign_in_denied: ["Anda membatalkan proses masuk. Silakan coba lagi bila diperlukan.", "You cancelled signing in. Please try again if you wish."],
  sign_in_failed: ["Penyedia akun belum dapat memproses. Mohon coba lagi.", "The account provider could not do this. Please try again."],
  sign_in_expired: ["Proses masuk ini sudah berakhir atau dimulai di jendela lain. Silakan mulai lagi.", "This sign-in has ended, or was begun in another window. Please begin again."],
  sign_in_refused: ["Jawaban penyedia akun tidak dapat dipastikan, sehingga Anda belum masuk. Mohon coba lagi.", "The account provider's answer could not be verified, so you are not signed in. Please try again."],
  sign_in_unavailable: ["Penyedia akun belum dapat dihubungi. Mohon coba lagi beberapa saat lagi.", "The account provider cannot be reached. Please try again in a moment."],
  sign_in_too_many: ["Terlalu banyak percobaan. Mohon tunggu satu menit, lalu coba lagi.", "Too many attempts. Please wait a minute, then try again."],
  sign_in_disabled: ["Akun ini sedang dinonaktifkan. Silakan hubungi pengelola layanan.", "This account is disabled. Please ask those who run the service."],
  sign_in_no_account: ["Akun Anda belum terdaftar sebagai petugas di sini. Silakan hubungi pengelola layanan.", "Your account is not registered as an officer here. Please ask those who run the service."],
} as const satisfies Words;

export type CameBack = Extract<keyof typeof provider_words, `sign_in_${string}`>;

/** Which word the address holds (`?sign_in=denied`); an unknown one is told as a failure. */
export function cameBack(search: string): CameBack | "" {
  const word = new URLSearchParams(search).get("sign_in");
  if (!word) return "";
  const key = `sign_in_${word}`;
  return Object.hasOwn(provider_words, key) ? (key as CameBack) : "sign_in_failed";
}

/** Reads the word once: the address then shows the page alone. */
export function takeCameBack(at: Location = location, past: History = history): CameBack | "" {
  const word = cameBack(at.search);
  if (word) past.replaceState(past.state, "", at.pathname + at.hash);
  return word;
}

/** Where signing in begins; it leads back to where one was. */
export const loginAddress = (offered: Provider, page: string, hash: string): string =>
  `${offered.login}?return=${encodeURIComponent(page + hash)}`;
