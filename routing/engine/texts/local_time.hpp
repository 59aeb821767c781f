#pragma once
// How a time is told to a citizen. A time comes in as the office's civil time: which zone that is, and what its label
// is (WIB, WITA, WIT), is the caller's knowledge. Pure; any thread.
#include <span>

#include "routing/engine/texts/text.hpp"

namespace sahut::texts {

struct local_time {
  int year = 1970;
  int month = 1;    // 1–12
  int day = 1;      // 1–31
  int weekday = 1;  // 1 Monday … 7 Sunday, as ISO 8601 counts
  int hour = 0;     // 0–23
  int minute = 0;   // 0–59
};

// pagi 04:00–10:59, siang 11–14:59, sore 15–17:59, malam 18–03:59; morning, afternoon, afternoon, evening.
std::string_view daypart(int hour, language lang);

std::string date_text(local_time const& t, language lang);         // "Rabu, 25 November 2026"
std::string time_text(local_time const& t, char separator = '.');  // "15.00"; the zone's label is the texts' own {zone}

// What stands between hours and minutes: the office's own in Indonesian, a colon in English.
constexpr char clock_mark(language lang, char own) { return lang == language::en ? ':' : own; }

// "1.825", in English "1,825".
std::string number_text(std::int64_t n, language lang);

// One weekday's hours. Minutes from 00:00; close may pass 24:00 (1440), as in a shift over midnight.
struct open_hours {
  int open = 0;
  int close = 0;
  bool operator==(open_hours const&) const = default;
};
using weekly_hours = std::array<std::optional<open_hours>, 7>;  // Monday first; none: closed

// "Senin–Kamis 07.30–17.00, Jumat 07.30–16.30 WIB": equal neighbouring days are told together, closed days not at all.
// "tutup" / "closed" for a week without an open day.
std::string hours_text(weekly_hours const& week, std::string_view zone_label, language lang, char separator = '.');

}  // namespace sahut::texts
