#pragma once
// What an officer reads about a message that waits on its way to a platform, or that never left.
#include <cstdint>
#include <string_view>

namespace sahut::texts {

enum class delivery_reason : std::uint8_t {
  behind_waiting,    // a message before it has not been sent
  behind_unknown,    // of one before it nobody knows whether it arrived
  repeated,          // no answer came; it is sent again, and cannot arrive twice
  held,              // the platform's time to reply is over: it leaves when the citizen writes again
  asked,             // likewise, and a message template has asked the citizen to write
  window_closed,     // an automatic text whose time is over
  needless,          // the question was answered meanwhile
  kept_refusing,     // refused for the moment, too often
  never_confirmed,
  withdrawn,         // by the operator
  file_gone,         // the file can be opened no more
  file_unreachable,  // the file cannot be opened for the moment
};
std::string_view text_of(delivery_reason why);
// Whether a message that failed for this reason may not go: the platform's own words, or its time to reply is over. Not what we or
// the operator decided, and not that nobody answered.
bool says_it_may_not_go(std::string_view reason);

}  // namespace sahut::texts
