// What every page says alike: refusals, "free of charge" and where to complain.
import type { Words } from "./locale.ts";

export const errors = {
  bad_json: ["Pesan tidak dapat dibaca. Silakan muat ulang halaman ini.", "The message could not be read. Please reload this page."],
  unknown_type: ["Halaman ini tidak sesuai dengan layanan. Silakan muat ulang.", "This page does not match the service. Please reload it."],
  bad_field: ["Ada isian yang belum sesuai ({path}).", "One of the fields is not right ({path})."],
  too_long: ["Isian terlalu panjang. Mohon dipersingkat atau dibagi menjadi beberapa pesan.", "This is too long. Please shorten it or send it in parts."],
  not_found: ["Tidak ditemukan, atau di luar kewenangan Anda.", "Not found, or outside what you may see."],
  id_reused: ["Pesan ini belum terkirim. Silakan kirim lagi.", "This message was not sent. Please send it again."],
  rate_limited: ["Terlalu cepat. Dikirim lagi sebentar lagi.", "Too fast. It will be sent again in a moment."],
  full: ["Layanan sedang penuh. Dicoba lagi sebentar lagi.", "The service is full at the moment. It will be tried again shortly."],
  unavailable: ["Layanan sedang terganggu. Dicoba lagi sebentar lagi.", "The service has a problem. It will be tried again shortly."],
  not_available: ["Fitur ini belum tersedia.", "This is not available yet."],
  internal: ["Terjadi kesalahan pada layanan. Dicoba lagi sebentar lagi.", "The service made an error. It will be tried again shortly."],
  frame_refused: ["Pesan tidak dapat diterima oleh layanan.", "The service could not accept this message."],
  stopped: ["Sambungan sudah berakhir.", "The connection has ended."],
  other: ["Tidak berhasil ({code}).", "This did not work ({code})."],
} as const satisfies Words;

/** Every code has words; `more` are those that only one page can meet. */
export function errorWord(code: string, half: 0 | 1, path = "", more: Words = {}): string {
  const pair = more[code] ?? (errors as Words)[code] ?? errors.other;
  return pair[half].replace("{code}", code).replace("{path}", path || "-");
}

export const closings = {
  "3500": ["Layanan obrolan tidak dapat dibuka dari halaman ini.", "The chat cannot be opened from this page."],
  "3501": ["Akses ini telah dicabut.", "This access has been revoked."],
  "3502": ["Sambungan tidak lengkap. Silakan muat ulang halaman ini.", "The connection was incomplete. Please reload this page."],
  "3504": ["Terlalu banyak sambungan dari jaringan ini. Silakan coba lagi nanti.", "Too many connections from this network. Please try again later."],
  other: ["Sambungan dihentikan oleh layanan. Silakan muat ulang halaman ini.", "The service ended the connection. Please reload this page."],
} as const satisfies Words;

export const closingWord = (code: number | undefined, half: 0 | 1): string => ((closings as Words)[String(code)] ?? closings.other)[half];

export const shared = {
  free: ["Layanan ini tidak dipungut biaya.", "This service is free of charge."],
  complaints: ["Pengaduan, saran, dan masukan", "Complaints, suggestions and feedback"],
  fraud: [
    "Bea Cukai tidak pernah meminta transfer ke rekening pribadi. Jangan mengirimkan kata sandi, PIN, atau kode OTP.",
    "Bea Cukai never asks for a transfer to a personal account. Never send passwords, PINs or OTP codes.",
  ],
  unit: ["Unit Kepatuhan Internal {office}", "the Internal Compliance Unit of {office}"],
  telephone: ["Telepon", "Telephone"],
  email: ["Surel", "Email"],
  fax: ["Faksimile", "Fax"],
  post: ["Surat", "Post"],
} as const satisfies Words;

/** The channels for complaints as the service standards print them. */
export const complaint = {
  sipuma: "http://www.beacukai.go.id/pengaduan.html",
  email: "pengaduan.beacukai@customs.go.id",
  telephone: "(021) 1500 225",
  telephone_name: "Bravo Bea Cukai",
  fax: "(021) 4890966",
  post: "Direktur Kepatuhan Internal, Direktorat Jenderal Bea dan Cukai, Jl. Ahmad Yani By Pass, Rawamangun, Jakarta Timur, Jakarta 13230",
} as const;
