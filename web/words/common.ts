// What every page says alike: refusals, "free of charge" and where to complain.
import type { Words } from "./locale.ts";

export const errors = {
  bad_json: ["Pesan tidak dapat dibaca. Silakan muat ulang halaman ini.", "The message could not be read. Please reload this page."],
  unknown_type: ["Halaman ini tidak sesuai dengan layanan. Silakan muat ulang.", "This page does not match the service. Please reload it."],
  bad_field: ["Ada isian yang belum sesuai{path}. Mohon diperiksa kembali.", "One of the fields is not right{path}. Please check it again."],
  too_long: ["Isian ini terlalu panjang. Mohon dipersingkat atau dibagi menjadi beberapa pesan.", "This is too long. Please shorten it or send it in parts."],
  not_found: ["Tidak ditemukan, atau di luar kewenangan Anda.", "Not found, or outside what you may see."],
  id_reused: ["Pesan ini belum terkirim. Silakan kirim lagi.", "This message was not sent. Please send it again."],
  rate_limited: ["Mohon tunggu sebentar. Kami mengirimkannya lagi sebentar lagi.", "Please wait a moment. It will be sent again shortly."],
  full: ["Layanan sedang ramai. Kami mencobanya lagi sebentar lagi.", "The service is very busy. It will be tried again shortly."],
  unavailable: ["Layanan sedang terganggu. Kami mencobanya lagi sebentar lagi.", "The service has a problem. It will be tried again shortly."],
  not_available: ["Bagian ini belum tersedia.", "This is not available yet."],
  internal: ["Ada gangguan pada layanan kami. Kami mencobanya lagi sebentar lagi.", "Something went wrong on our side. It will be tried again shortly."],
  frame_refused: ["Pesan ini belum dapat kami terima. Mohon periksa kembali isinya.", "We could not accept this message. Please check what it says."],
  stopped: ["Sambungan sudah berakhir.", "The connection has ended."],
  other: ["Belum berhasil. Mohon coba lagi (kode: {code}).", "That did not work. Please try again (code: {code})."],
} as const satisfies Words;

/** Fields by the words that a person has before them; of others only that one of them is not right. */
export const fields: Words = {
  text: ["pesan", "message"],
  name: ["nama", "name"],
  email: ["surel", "email"],
  phone: ["telepon", "telephone"],
  nik: ["NIK", "NIK"],
  npwp: ["NPWP", "NPWP"],
  reason: ["alasan", "reason"],
  outcome: ["hasil", "outcome"],
  queue: ["antrean", "queue"],
  officer: ["petugas", "officer"],
  to: ["tujuan", "where to"],
  contact: ["cara menghubungi", "how it is reached"],
  unit: ["unit", "unit"],
  solution: ["penyelesaian", "solution"],
  topic: ["topik", "topic"],
  categories: ["kategori", "categories"],
  draft: ["draf jawaban", "draft answer"],
  due: ["batas waktu", "due time"],
  ticket: ["tiket", "ticket"],
  role: ["peran", "role"],
  title: ["judul", "title"],
  words: ["kata", "words"],
  from: ["waktu mulai", "from"],
  until: ["waktu akhir", "until"],
  media: ["berkas", "file"],
};

/** Every code has words; `more` are those that only one page can meet. */
export function errorWord(code: string, half: 0 | 1, path = "", more: Words = {}): string {
  const pair = more[code] ?? (errors as Words)[code] ?? errors.other;
  const field = fields[path.split(".").at(-1) ?? ""]?.[half];
  return pair[half].replace("{code}", code).replace("{path}", field ? `: ${field}` : "");
}

export const closings = {
  "3500": ["Layanan obrolan tidak dapat dibuka dari halaman ini.", "The chat cannot be opened from this page."],
  "3501": ["Percakapan ini tidak dapat dibuka lagi dari sini.", "This conversation can no longer be opened from here."],
  "3502": ["Sambungan belum lengkap. Silakan muat ulang halaman ini.", "The connection was incomplete. Please reload this page."],
  "3504": ["Jaringan ini sedang dipakai oleh banyak orang. Mohon coba lagi beberapa saat lagi.", "Many people are using this network now. Please try again in a little while."],
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
