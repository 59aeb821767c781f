#pragma once
// An office's calendar: when it is open, which days it works, and how its clock is read. Plain values; a calendar that
// came through validate() without a fault can be given to every function of this folder, from any thread.
#include <array>
#include <chrono>
#include <optional>
#include <string>
#include <vector>

#include "routing/engine/sla/policy.hpp"
#include "routing/engine/sla/zone.hpp"

namespace sahut {

using std::chrono::minutes;

// Half-open [from, to), in minutes from the local midnight of the day it is written under.
struct day_interval {
  minutes from{0};
  minutes to{0};
  bool operator==(day_interval const&) const = default;
};

// Half-open [open, close) (D2), in minutes from local midnight. `close` may be 24:00 or lie in the next day ("28:00"):
// the whole shift belongs to the day on which it opens (D15). Breaks lie inside, ascending and disjoint.
struct opening_hours {
  minutes open{0};
  minutes close{0};
  std::vector<day_interval> breaks;
  bool operator==(opening_hours const&) const = default;
};

// By weekday::c_encoding(): [0] is Sunday. No hours: closed.
using week_pattern = std::array<std::optional<opening_hours>, 7>;

// Other hours for some weeks (Ramadan). Dates are inclusive; a weekday without hours is closed.
struct period {
  std::string id;
  local_date from{};
  local_date to{};
  bool provisional = false;  // the dates await a decision (isbat)
  week_pattern weekly;
  std::string source;  // the decree
};

enum class closure_kind { national, joint_leave, regional, office };

struct closure {
  local_date date{};
  closure_kind kind = closure_kind::national;
  std::string name_id;
  std::string name_en;  // empty: as name_id
  std::string source;   // the decree
};

// A duty desk or a short day. `working_day = false`: the desk answers, the day is not counted (D16).
struct special_opening {
  local_date date{};
  opening_hours hours;
  bool working_day = true;
  std::string note;
};

struct calendar {
  std::string id;
  std::string name;
  sahut::zone zone;
  std::string zone_label;  // told to citizens after every time: WIB, WITA, WIT
  week_pattern weekly;
  std::vector<period> periods;
  std::vector<closure> closures;
  std::vector<special_opening> openings;
  local_date data_from{};
  local_date data_until{};  // inclusive; later holidays are not known, deadlines there are flagged (D13)
  std::string source;
  std::string revision;
  std::string content;  // fingerprint of the file it was read from
  sla_policy policy;
};

// The hours in force on a date and whether it counts as a working day. `hours` points into the calendar; null: closed.
// Openings win over closures, closures over periods, periods over the week (D11).
struct day_plan {
  opening_hours const* hours = nullptr;
  bool working_day = false;
};

day_plan plan_of(calendar const& c, local_date date);

// The weekly pattern in force on a date, whatever that very date is.
week_pattern const& pattern_on(calendar const& c, local_date date);

inline local_time to_local(calendar const& c, utc_time t) { return c.zone.to_local(t); }
inline local_date date_of(calendar const& c, utc_time t) {
  return std::chrono::floor<std::chrono::days>(c.zone.to_local(t));
}

}  // namespace sahut
