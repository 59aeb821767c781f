#pragma once
// The office's calendar changed (a decree, Ramadan moved by the isbat): what is open is counted anew (domain rule D12).
#include "routing/engine/conversation/context.hpp"
#include "routing/engine/conversation/transition.hpp"

#include <algorithm>

namespace sahut {

// Every open request and ticket that was counted in another calendar or revision, from its original receipt. What is
// ended stays as it was. A promise that moves is kept among the earlier ones, and the citizen is told a ticket's new one.
// Empty if all of it was counted in this calendar.
std::optional<transition> on_calendar_changed(context ctx, conversation const& before);

// Nothing becomes late before anybody could know it: what falls into the past is due now, unless it already was.
constexpr utc_time moved_deadline(utc_time was, utc_time computed, utc_time now) {
  return std::max(computed, std::min(was, now));
}

}  // namespace sahut
