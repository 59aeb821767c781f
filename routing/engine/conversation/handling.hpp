#pragma once
// Who may act on a conversation, and what an answer answers: shared by the decisions about officers' deeds.
#include "routing/engine/conversation/officer.hpp"

#include <algorithm>

namespace sahut {

inline error not_theirs(conversation const& c) {
  return {errc::not_handling, "conversation",
          c.officer.empty() ? "nobody handles this conversation" : "another officer handles this conversation"};
}

inline bool handles(conversation const& c, acting_officer const& by) {
  return !c.officer.empty() && c.officer == by.id && c.state != conversation_state::closed && !c.is_new();
}

inline bool may_reassign(conversation const& c, acting_officer const& by) {
  return by.supervises && c.state != conversation_state::closed && !c.is_new();
}

// The ticket that an answer given now would answer: the named one; else none while a request that the officer has seen waits
// for it.
ticket* ticket_to_answer(conversation& c, std::uint64_t seen, std::string_view named = {});

// It is about a fault (KEP-255/BC/2024): its answer says what was mended.
inline bool needs_solution(ticket const& tk) {
  return std::find(tk.categories.begin(), tk.categories.end(), "ict_complaint") != tk.categories.end();
}

// Everything of the conversation, by whoever may (on_close).
result<transition> close_all(context const& ctx, conversation const& before, acting_officer const& by, outcome how, std::string detail,
                             std::string const& contact);

struct given_answer {
  std::uint64_t seen = 0, seq = 0;
  bool handed_over = false;               // it has reached the citizen already
  ticket_number ticket = {};                // its number, where the officer named one
  std::optional<crossing_line> crossing = std::nullopt;
};
// What it covers is answered, and a line of the citizen's that crossed it opens a request.
void answer(context const& ctx, transition& t, conversation const& before, given_answer const& given);

}  // namespace sahut
