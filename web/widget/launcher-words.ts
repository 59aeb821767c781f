import type { Words } from "../words/locale.ts";

export const words = {
  launch: ["Tanya petugas", "Ask an officer"],
  fresh: ["{count} pesan baru", "{count} new messages"],
  opening: ["Sedang dibuka.", "Opening."],
  no_network: ["Menunggu jaringan. Tulisan Anda tetap di sini dan dikirim setelah tersambung.", "Waiting for the network. What you write stays here and is sent once you are connected."],
  kept: ["{count} pesan menunggu dikirim.", "{count} messages wait to be sent."],
  arrived: ["Pesan Anda sudah kami terima.", "We have received your message."],
  rest: ["Percakapan tampil di sini setelah jaringan pulih.", "The conversation shows here once the network is back."],
  write: ["Tulis pertanyaan Anda", "Write your question"],
  send: ["Kirim", "Send"],
  hide: ["Tutup", "Close"],
} as const satisfies Words;
