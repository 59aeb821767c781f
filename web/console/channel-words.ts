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
  unknown: ["Belum diketahui", "Not known yet"],
  account: ["Akun", "Account"],
  decision: ["Keputusan", "Decision"],
  no_decision: ["belum ditetapkan", "not designated yet"],
  queue: ["Antrean", "Queue"],
  received: ["Terakhir masuk", "Last received"],
  sent: ["Terakhir terkirim", "Last sent"],
  never: ["belum pernah", "never yet"],
  waits: ["Menunggu", "Waiting"],
  waits_none: ["tidak ada", "nothing"],
  to_send: ["{count} untuk dikirim", "{count} to be sent"],
  unread: ["{count} belum diolah", "{count} not worked on yet"],
  subscribed: ["Langganan pesan", "Subscription"],
  subscribed_yes: ["aktif, diperiksa {time}", "active, looked at {time}"],
  subscribed_no: ["tidak aktif, diperiksa {time}", "not active, looked at {time}"],
  subscribed_unasked: ["belum diperiksa, atau diatur langsung di penyedianya", "not looked at yet, or set up in the provider's own pages"],
  resubscribed: ["Dipulihkan otomatis: {count} kali.", "Set up again by itself: {count} times."],
  resubscribed_one: ["Dipulihkan otomatis satu kali.", "Set up again by itself once."],
  token: ["Akses berlaku sampai", "Access ends"],
  token_days: ["{date} ({count} hari lagi)", "{date} ({count} days left)"],
  token_ended: ["{date}, sudah berakhir", "{date}, it has ended"],
  details: ["Keterangan teknis", "Technical details"],
  seen: ["Keadaan pada {time}", "As of {time}"],
} as const satisfies Words;

export type ChannelKey = keyof typeof channel_words;
export const channelSay = (locale: Locale) => speaker(channel_words, locale);
