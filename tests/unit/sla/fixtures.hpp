#pragma once
// Calendars and instants as the tests write them.
#include <string>
#include <string_view>

#include "routing/engine/sla/calendar.hpp"
#include "routing/engine/sla/deadlines.hpp"

namespace sahut::test {

local_date day(std::string_view iso);  // "2026-11-23"
minutes clock(std::string_view hhmm);  // "07:30", "28:00"
opening_hours from_to(std::string_view open, std::string_view close, std::vector<day_interval> breaks = {});

utc_time at(calendar const& c, std::string_view local);  // "2026-11-23 15:00:00", with ".250" if need be
std::string local(calendar const& c, utc_time t);        // the same, milliseconds only where there are any

// Monday to Friday 07:30-17:00 WIB, break 12:15-13:00, Friday 11:30-13:15; no holidays; data of 2026 and 2027; every
// policy at its default.
calendar office();

// An office without any hours yet.
calendar empty_office();

// A file of config/calendars with the margin at 0; throws where that file has a fault.
calendar shipped(std::string const& name);

// "jakarta duty_desk": a shipped calendar and what differs.
calendar named(std::string const& words);

inline constexpr unsigned sun = 0, mon = 1, tue = 2, wed = 3, thu = 4, fri = 5, sat = 6;

}  // namespace sahut::test
