#include "routing/engine/texts/mail_words.hpp"

#include <utility>

namespace sahut::texts {
namespace {

std::string filled(std::string_view text, mail_event const& e) {
  std::string out;
  for (std::size_t at = 0; at < text.size();) {
    bool found = false;
    for (auto const& [name, value] : {std::pair{std::string_view("{office}"), &e.office_name}, std::pair{std::string_view("{number}"), &e.number},
                                      std::pair{std::string_view("{link}"), &e.status_url}}) {
      if (found || !text.substr(at).starts_with(name)) continue;
      out += *value;
      at += name.size();
      found = true;
    }
    if (!found) out += text[at++];
  }
  return out;
}

}  // namespace

std::string mail_subject_line(mail_event const& e) {
  if (e.about == mail_subject::answer) return filled("Jawaban untuk {number} / Answer to {number}", e);
  return filled("Tiket {number} / Ticket {number}", e);
}

std::string mail_text(mail_event const& e) {
  std::string_view const id = e.about == mail_subject::answer
                                  ? "Jawaban atas pertanyaan Bapak/Ibu dengan nomor {number} sudah tersedia, tetapi tidak dapat kami kirim "
                                    "lewat aplikasi percakapan yang Bapak/Ibu gunakan."
                                  : "Ada kabar mengenai tiket Bapak/Ibu dengan nomor {number}, tetapi tidak dapat kami kirim lewat aplikasi "
                                    "percakapan yang Bapak/Ibu gunakan.";
  std::string_view const en = e.about == mail_subject::answer
                                  ? "The answer to your question, number {number}, is ready, but we cannot send it through the chat application "
                                    "that you used."
                                  : "There is news about your ticket, number {number}, but we cannot send it through the chat application that "
                                    "you used.";
  return filled("Yth. Bapak/Ibu,\n\n" + std::string(id) +
                    " Silakan membacanya di:\n\n{link}\n\n"
                    "Mohon tidak membagikan tautan ini kepada siapa pun. Surel ini dikirim otomatis dan tidak dapat dibalas. Kami tidak pernah "
                    "meminta pembayaran ke rekening pribadi.\n\n{office}\n\n--\n\nDear Sir/Madam,\n\n" +
                    std::string(en) +
                    " Please read it at:\n\n{link}\n\n"
                    "Please do not share this link with anyone. This message was sent automatically and cannot be replied to. We never ask for "
                    "payment to a personal account.\n\n{office}\n",
                e);
}

}  // namespace sahut::texts
