// Why a message did not arrive, as the daemon says it, and the same in English. What is not known here is shown as it came.
import type { Locale } from "../words/locale.ts";

const said: readonly (readonly [id: string, en: string])[] = [
  ["Akses akun ini ke Meta ditolak; mohon hubungi pengelola sistem", "Meta refuses this account; please ask whoever runs the system"],
  ["Akses akun ini ke Meta tidak berlaku lagi; mohon hubungi pengelola sistem", "This account's access to Meta has ended; please ask whoever runs the system"],
  ["Akun diblokir karena kebijakan Meta", "Meta has blocked the account over its policies"],
  ["Alamat layanan Meta tidak ditemukan; mohon hubungi pengelola sistem", "Meta's service was not found; please ask whoever runs the system"],
  ["Aplikasi tidak memiliki izin untuk mengirim", "The application may not send"],
  ["Di luar batas waktu 24 jam sejak pesan terakhir pemohon", "More than 24 hours since the applicant's last message"],
  ["Gambar terlalu besar", "The image is too large"],
  ["Gangguan sementara di Meta", "Meta has a problem for the moment"],
  ["Halaman sedang dibatasi oleh Meta", "Meta is limiting the page"],
  ["Izin aplikasi tidak ada atau dicabut", "The application's permission is missing or was withdrawn"],
  ["Meta menolak isi pesan ini", "Meta refused what this message holds"],
  ["Meta sedang membatasi pengiriman", "Meta is limiting what is sent"],
  ["Meta tidak mengizinkan pesan ini", "Meta does not allow this message"],
  ["Pemohon tidak dapat menerima pesan (diblokir atau nonaktif)", "The applicant cannot receive messages (blocked or inactive)"],
  ["Pemohon tidak ditemukan, atau aplikasi ini bukan penerima utama", "The applicant was not found, or another application holds the thread"],
  ["Pemohon tidak ditemukan", "The applicant was not found"],
  ["Percakapan sedang dipegang aplikasi lain; ambil alih dahulu di kotak masuk halaman", "Another application holds the conversation; take it over in the page's inbox first"],
  ["Pesan ditolak oleh Meta", "Meta refused the message"],
  ["Pesan kosong atau tanpa penerima", "The message is empty or has nobody to go to"],
  ["Platform tidak terjangkau", "The platform cannot be reached"],
  ["belum pasti sampai", "not certain whether it arrived"],
  ["di luar batas waktu balasan otomatis platform", "after the platform's limit for automatic replies"],
  ["dibatalkan oleh pengelola", "withdrawn by whoever runs the system"],
  ["ditahan: batas waktu balasan platform lewat; dikirim saat pemohon menulis lagi", "held: the time to reply has passed; it goes out once the applicant writes again"],
  ["menunggu: belum pasti apakah pesan sebelumnya sudah sampai", "waiting: it is not certain whether the message before has arrived"],
  ["menunggu: pesan sebelumnya belum terkirim", "waiting: the message before has not been sent"],
  ["platform terus menolak untuk sementara; silakan kirim ulang", "the platform kept refusing for the moment; please send it again"],
  ["platform tidak memastikan penerimaannya", "the platform did not say that it was received"],
  ["tidak dikirim: pertanyaan sudah dijawab", "not sent: the question was answered already"],
];

/** What comes after a known reason, a code or a cause in parentheses, stays. */
export function reasonIn(locale: Locale, reason: string): string {
  if (locale !== "en") return reason;
  const known = said.find(([id]) => reason === id || reason.startsWith(`${id} (`));
  return known ? (known[1] + reason.slice(known[0].length)).replace(/\(kode /, "(code ") : reason;
}
