#pragma once
// A platform tells that the citizen blocks the office's account there, or has taken it back. Officers see it at the conversation before
// they write, and as a line of its history. Nothing is said to the citizen, and no clock stops.
#include "routing/engine/conversation/context.hpp"
#include "routing/engine/conversation/transition.hpp"

namespace sahut {

// `at`: when, by the platform. Empty if it changes nothing: nobody has written here yet, it is known, or it came late: the citizen has
// written since, or blocked the account since.
std::optional<transition> on_blocking(context const& ctx, conversation const& before, bool blocked, utc_time at);

// The citizen wrote: whoever blocks the account cannot.
void wrote_again(conversation& c, utc_time at);

}  // namespace sahut
