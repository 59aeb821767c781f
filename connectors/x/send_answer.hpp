#pragma once
// What an answer of the send call means, and how much of the account's budget it says is left. Decided on the status, on
// the problem's `type` and on the codes of the older form; words only choose an officer's words. Pure.
// Sources: X developer documents, "Manage direct messages", "Response codes and errors", "Rate limits".
#include <array>
#include <string_view>

#include "connectors/common/send_answer.hpp"

namespace sahut::x {

// A budget as its headers tell it: how many calls are left, and when it is filled again (seconds since 1970).
struct budget_headers {
  std::string_view remaining, reset;
};

// `reset` is counted from the answer's date.
struct raw_answer : connector::raw_answer {
  std::array<budget_headers, 3> budgets = {};  // of 15 minutes, of the user's day, of the application's day
};

sending::outcome read_answer(raw_answer const& answer);

// How long nothing more will be taken: until the latest reset of a budget of which nothing is left; zero while all have
// some. At most a day.
milliseconds spent_for(raw_answer const& answer);

}  // namespace sahut::x
