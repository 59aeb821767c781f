import type { Words } from "../words/locale.ts";

export const words = {
  launch: ["Tanya petugas", "Ask an officer"],
  fresh: ["{count} pesan baru", "{count} new messages"],
  opening: ["Sedang dibuka", "Opening"],
  not_opened: ["Belum dapat dibuka. Periksa sambungan internet Anda, lalu coba lagi.", "It cannot be opened yet. Check your internet connection, then try again."],
} as const satisfies Words;
