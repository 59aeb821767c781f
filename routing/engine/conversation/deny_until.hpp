#pragma once
// Until when the citizen may say of what was answered last that it is no answer (citizen_verdict.hpp): what their page is told.
#include "routing/engine/sla/calendar.hpp"
#include "routing/model/conversation.hpp"

namespace sahut {

// Nothing: there is no such answer, or the calendar has no such day, so that nothing can be promised.
std::optional<utc_time> deny_until(calendar const& hours, conversation const& c);

}  // namespace sahut
