#pragma once
// What the texts and the screens ask of a calendar: is the office open, when does it open again, what is it shut for.
#include <optional>
#include <string>
#include <vector>

#include "routing/engine/sla/calendar.hpp"

namespace sahut {

// Inside a shift, breaks included: a break does not send anybody away (D5).
bool is_open(calendar const& c, utc_time t);

// The next instant at which the office goes from shut to open, after the present shift where it is open now. Nothing:
// never.
std::optional<utc_time> next_opening(calendar const& c, utc_time t);

// The instant at which the shift that contains `t` really ends; nothing when the office is shut or never shuts.
std::optional<utc_time> closing_of(calendar const& c, utc_time t);

struct long_closure {
  local_date first{};  // the first and the last whole day without any opening
  local_date last{};
  std::string name_id;  // holidays in it, "Hari Suci Nyepi dan Idulfitri"; joint leave only where there is nothing else
  std::string name_en;
  utc_time reopens{};
};

// The closure around an instant at which the office is shut, if it has at least three whole days in a row and a name.
// It begins with the closing before those days and ends with the opening after them.
std::optional<long_closure> long_closure_at(calendar const& c, utc_time t);

// Consecutive weekdays with the same hours, Monday first.
struct service_hours {
  std::chrono::weekday first;
  std::chrono::weekday last;
  minutes open{0};
  minutes close{0};
};

// The weekly pattern in force at an instant (a period's, or the usual one), without closed days.
std::vector<service_hours> service_hours_at(calendar const& c, utc_time t);

// "261123": the office's local day, as in ticket numbers.
std::string day_label(calendar const& c, utc_time t);

}  // namespace sahut
