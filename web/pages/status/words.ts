import type { Words } from "../../words/locale.ts";
import { thread_words } from "../thread/words.ts";

export const words = {
  ...thread_words,
  title: ["Status tiket", "Ticket status"],
  lead: ["Masukkan nomor tiket atau nomor referensi beserta kode rahasianya. Keduanya ada pada tautan yang kami kirimkan.", "Enter the ticket number or reference and its secret code. Both are in the link that we sent you."],
  number: ["Nomor tiket atau referensi", "Ticket number or reference"],
  number_hint: ["Contoh: ESK-261123-00042-0", "For example: ESK-261123-00042-0"],
  secret: ["Kode rahasia", "Secret code"],
  secret_hint: ["Bagian tautan setelah tanda titik. Anda juga dapat menempelkan seluruh tautan.", "The part of the link after the dot. You may also paste the whole link."],
  show: ["Lihat status", "Show the status"],
  needed: ["Mohon isi nomor dan kode rahasianya.", "Please fill in the number and the secret code."],
  not_found: [
    "Kami tidak menemukan nomor dengan kode tersebut. Mohon periksa kembali keduanya, atau buka tautan pada pesan kami.",
    "We found nothing under this number and code. Please check both once more, or open the link in our message.",
  ],
  wrong_number: [
    "Angka terakhir nomor ini tidak sesuai dengan angka lainnya. Mohon periksa kembali setiap angkanya. Contoh: ESK-261123-00042-0.",
    "The last digit of this number does not fit the others. Please check every digit again. For example: ESK-261123-00042-0.",
  ],
  no_number: [
    "Nomor tiket atau referensi diawali ESK, CRE, atau REF. Mohon periksa kembali. Contoh: ESK-261123-00042-0.",
    "A ticket or reference number begins with ESK, CRE or REF. Please check it again. For example: ESK-261123-00042-0.",
  ],
  sent_apart: [
    "Pesan Anda sudah kami terima. Pertanyaan ini sudah selesai, maka pesan itu tidak ditambahkan di bawah nomor ini; Anda dapat membacanya di percakapan tempat Anda bertanya.",
    "We have received your message. This question is finished, so the message is not added under this number; you can read it in the conversation where you asked.",
  ],
  sent_anew: ["Pesan Anda kami catat sebagai pertanyaan baru dengan nomor {number}.", "Your message is a new question, with the number {number}."],
  see_anew: ["Lihat status pertanyaan baru", "See the new question's status"],
  no_reply_here: ["Pesan tidak dapat dikirim dari halaman ini. Silakan tulis di tempat Anda bertanya.", "Messages cannot be sent from this page. Please write where you asked."],
  ticket: ["Tiket", "Ticket"],
  reference: ["Referensi", "Reference"],
  ticket_at: ["Nomor tiket terbit", "Ticket number issued"],
  refresh: ["Perbarui", "Refresh"],
  another: ["Periksa nomor lain", "Check another number"],
  keep: ["Jangan membagikan tautan halaman ini.", "Do not share the link of this page."],
} as const satisfies Words;
