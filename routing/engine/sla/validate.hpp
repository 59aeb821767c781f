#pragma once
// Everything that is wrong with a calendar, all at once. A calendar with a fault must not be used; a warning is for the
// operator.
#include <string>
#include <vector>

#include "routing/engine/sla/calendar.hpp"

namespace sahut {

struct calendar_problem {
  std::string path;  // `closures[3].date`, indexes from 0; the loader turns it into a line
  std::string what;
  bool is_warning = false;
};

// `now` decides what is past: data_until, and whether the office works at all in the next 30 days.
std::vector<calendar_problem> validate(calendar const& c, utc_time now);

// "2026-11-23"
std::string to_string(local_date date);

}  // namespace sahut
