// What "Keadaan saluran" says of the office's accounts at the platforms.
import { speaker, type Locale, type Words } from "../words/locale.ts";

export const channel_words = {
  none: ["Kantor ini belum memiliki akun media sosial.", "This office has no social media account yet."],
  forbidden: ["Keadaan saluran hanya untuk koordinator, atasan, auditor, dan administrator.", "The channels' state is for coordinators, superiors, auditors and administrators."],
  all_good: ["Semua saluran berjalan.", "All channels work."],
  need: ["{count} saluran perlu ditangani.", "{count} channels need attention."],
  need_one: ["Satu saluran perlu ditangani.", "One channel needs attention."],
  working: ["Berjalan", "Working"],
  stopped: ["Pengiriman berhenti", "Sending has stopped"],
  inbound_missing: ["Pesan masuk mungkin hilang", "What comes in may be missing"],
  inbound_missing_why: ["Menurut penyedianya, pesan masuk tidak diteruskan ke sini. Mohon hubungi pengelola sistem.", "The provider says that incoming messages are not passed on to this service. Please contact the system administrator."],
  unknown: ["Belum diketahui", "Not known yet"],
  account: ["Akun", "Account"],
  decision: ["Keputusan", "Decision"],
  no_decision: ["Belum ditetapkan", "Not designated yet"],
  queue: ["Antrean", "Queue"],
  received: ["Terakhir masuk", "Last received"],
  sent: ["Terakhir terkirim", "Last sent"],
  never: ["Belum pernah", "Never yet"],
  waits: ["Menunggu", "Waiting"],
  waits_none: ["Tidak ada", "Nothing"],
  to_send: ["{count} untuk dikirim", "{count} to be sent"],
  unread: ["{count} belum diolah", "{count} not worked on yet"],
  subscribed: ["Langganan pesan", "Subscription"],
  subscribed_yes: ["Aktif, diperiksa {time}", "Active, looked at {time}"],
  subscribed_no: ["Tidak aktif, diperiksa {time}", "Not active, looked at {time}"],
  subscribed_unasked: ["Belum diperiksa, atau diatur langsung di penyedianya", "Not looked at yet, or set up in the provider's own pages"],
  resubscribed: ["Dipulihkan otomatis: {count} kali.", "Set up again by itself: {count} times."],
  resubscribed_one: ["Dipulihkan otomatis satu kali.", "Set up again by itself once."],
  token: ["Akses berlaku sampai", "Access ends"],
  token_days: ["{date} ({count} hari lagi)", "{date} ({count} days left)"],
  token_ended: ["{date}, sudah berakhir", "{date}, it has ended"],
  details: ["Rincian", "Details"],
  seen: ["Keadaan pada {time}", "As of {time}"],
} as const satisfies Words;

export type ChannelKey = keyof typeof channel_words;
export const channelSay = (locale: Locale) => speaker(channel_words, locale);
