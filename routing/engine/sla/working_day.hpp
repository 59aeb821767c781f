#pragma once
// Shifts as instants: which one contains an instant, which comes next, when it really ends, and how working days are
// counted. The search is bounded: a calendar that never opens again within `horizon` gives nothing.
#include <optional>

#include "routing/engine/sla/calendar.hpp"

namespace sahut {

inline constexpr std::chrono::days horizon{400};

// The hours of one date. A shift belongs to the date on which it opens, however far it runs into the next.
struct shift {
  local_date date{};
  utc_time open{};
  utc_time close{};  // the hour that the calendar writes for this date, 24:00 included
  opening_hours const* hours = nullptr;
  bool working_day = false;
};

std::optional<shift> shift_of(calendar const& c, local_date date);

// The shift that contains the instant. Where two overlap, the earlier.
std::optional<shift> shift_at(calendar const& c, utc_time t);

// The first shift that opens after the instant; `t` must lie in no shift.
std::optional<shift> shift_after(calendar const& c, utc_time t);

// When the office really shuts after this shift, if it does so at or before `until`: days that touch are one (D15).
// Looks no further than needed, so an office that never shuts costs nothing.
std::optional<utc_time> closing_by(calendar const& c, shift const& s, utc_time until);

// The n-th counted working day after `date`; for n = 0 the first one on or after it.
std::optional<shift> nth_working_day(calendar const& c, local_date date, int n);

// The end of the break that contains the instant, else nothing.
std::optional<utc_time> break_end(calendar const& c, shift const& s, utc_time t);

}  // namespace sahut
