#pragma once
// A question that the handling officer asks a colleague, a role or a related unit (KEP-233/BC/2024, component 3: "dapat
// berkoordinasi kepada koordinator, atasan langsung, dan/atau unit terkait"). It is a record of its own. No type that a citizen is
// sent is made of it.
#include "routing/model/conversation.hpp"

namespace sahut {

enum class consult_state : std::uint8_t { open, answered, closed };
std::string_view name_of(consult_state s);

struct advice {
  officer_id officer;
  std::string officer_name, text, draft;  // draft: an answer that the asker may take over; may be empty
  utc_time at;
  std::string newer{};
  bool operator==(advice const&) const = default;
};
inline constexpr std::size_t advice_max = 20;  // answers to one question

struct consult {
  consult_id id;
  conversation_id conversation;
  std::uint32_t request = 0;       // ordinal of the newest one when it was asked
  ticket_number ticket;            // its number, where one is concerned
  officer_id by;
  std::string by_name;
  addressee to;
  std::string text, draft;         // draft: what the asker would answer
  utc_time asked_at, due;          // due: as the asker or the office's policy says
  utc_time citizen_due;            // the citizen's own deadline when it was asked
  consult_state state = consult_state::open;
  std::vector<advice> answers;     // oldest first
  std::optional<utc_time> remind_at;  // the next reminder, while nobody has answered
  std::uint8_t reminded = 0;       // how many there were
  std::optional<utc_time> closed_at;
  std::string newer{};
  bool operator==(consult const&) const = default;
};

}  // namespace sahut
