#pragma once
// A calendar file (TOML; fields: docs of the calendar, README.md here) as a calendar. Reads the file and the tz data,
// nothing else; throws nothing. Every fault of the file is reported together, unknown keys included.
#include <filesystem>
#include <optional>
#include <string_view>
#include <vector>

#include "config/fault.hpp"
#include "routing/engine/sla/calendar.hpp"

namespace sahut {

struct loaded_calendar {
  std::optional<sahut::calendar> calendar;  // present exactly when `faults` is empty
  std::vector<fault> faults;
  std::vector<fault> warnings;
  int care_line = 0;  // where policy.care_working_days stands, or its table; 0: neither is there
};

// A file of more than 1 MiB is a fault. `now` decides what lies in the past.
loaded_calendar load_calendar(std::filesystem::path const& file, utc_time now);

// The same from text; `name` is what faults call the file.
loaded_calendar parse_calendar(std::string_view toml, std::string const& name, utc_time now);

}  // namespace sahut
