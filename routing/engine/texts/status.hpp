#pragma once
// What a citizen is told of a request's or ticket's state, in words.
#include "routing/engine/texts/text.hpp"

namespace sahut::texts {

// As the wire names them (contract §4): queued, assigned, waiting_applicant, escalated, answered, closed.
// Recorded: a ticket that was issued automatically and lies with no unit.
enum class status : std::uint8_t { queued, assigned, waiting_applicant, escalated, answered, closed, recorded };

constexpr std::string_view status_label(status s, language lang) {
  bool const id = lang == language::id;
  switch (s) {
    case status::queued:
      return id ? "Menunggu petugas" : "Waiting for an officer";
    case status::assigned:
      return id ? "Ditangani" : "Being handled";
    case status::waiting_applicant:
      return id ? "Menunggu tanggapan Anda" : "Waiting for your reply";
    case status::escalated:
      return id ? "Diteruskan ke unit terkait" : "Passed to the unit concerned";
    case status::recorded:
      return id ? "Tercatat, menunggu jawaban" : "Recorded, waiting for an answer";
    case status::answered:
      return id ? "Dijawab" : "Answered";
    case status::closed:
      return id ? "Selesai" : "Closed";
  }
  return {};
}

}  // namespace sahut::texts
