#pragma once
// What must happen to a conversation later, by itself.
#include "routing/model/conversation.hpp"

namespace sahut {

enum class due_kind : std::uint8_t {
  ticket,     // of a request: it becomes a ticket
  lateness,   // of a ticket: it was not answered in time
  reminder,   // of a ticket: its people are reminded
  silence,    // of a ticket: it closes, nobody having said a word
  warning,    // its oldest request will soon become a ticket
  closing,    // it was answered and closes
  handover,   // it was given to somebody who was not there
};
inline constexpr auto last_due_kind = due_kind::handover;

struct due_step {
  due_kind kind = due_kind::ticket;
  std::uint32_t ordinal = 0;  // of the request, where the kind is of one
  bool operator==(due_step const&) const = default;
};

}  // namespace sahut
