#pragma once
// A second question that nobody saw: a line of the citizen's that had joined what was open becomes a request of its own.
#include "routing/engine/conversation/officer.hpp"

namespace sahut {

struct split_off {
  acting_officer by;
  std::uint64_t seq = 0;   // the line, and all that follows it
  log_message line;        // as the log has it
};
// Its clock starts when the line was written; where its time for an answer is over it becomes a ticket at once. Errors: not_handling;
// bad_field from_seq (not the citizen's, it opened a request itself, or a later one has begun since).
result<transition> on_split(context ctx, conversation const& before, split_off const& what);

}  // namespace sahut
