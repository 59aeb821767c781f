#include "fixtures.hpp"

#include <array>
#include <cstdio>
#include <map>
#include <stdexcept>

#include "config/calendar/load_calendar.hpp"
#include "routing/engine/sla/validate.hpp"

namespace sahut::test {
namespace {

int number(std::string_view s, std::size_t at, std::size_t count) {
  return std::stoi(std::string(s.substr(at, count)));
}

void duty_desk(calendar& c) {
  c.openings.push_back({day("2026-11-28"), from_to("08:00", "12:00"), true, "piket Sabtu"});
  c.openings.push_back({day("2026-12-24"), from_to("08:00", "10:00"), true, "piket cuti bersama"});
  c.openings.push_back({day("2026-12-31"), from_to("07:30", "12:00"), true, "setengah hari"});
  c.openings.push_back({day("2027-03-09"), from_to("09:00", "10:00"), true, "piket Lebaran"});
}

using change = void (*)(calendar&);

std::map<std::string, change, std::less<>> const changes{
    {"duty_desk", duty_desk},
    {"breaks_pause", [](calendar& c) { c.policy.breaks_pause = true; }},
    {"after_hours_two_working_days", [](calendar& c) { c.policy.after_hours = after_hours_rule::two_working_days; }},
    {"day_zero_actual", [](calendar& c) { c.policy.day_zero = day_zero_rule::actual; }},
    {"calendar_day_end", [](calendar& c) { c.policy.end_of_day = end_of_day_rule::calendar_day_end; }},
    {"margin_60s", [](calendar& c) { c.policy.convert_margin = seconds{60}; }},
    {"care_late_window", [](calendar& c) { c.policy.care_late_window = minutes{120}; }},
    {"care_next_day", [](calendar& c) { c.policy.care_working_days = 1; }},
    {"convert_at_close", [](calendar& c) { c.policy.late_conversion = late_conversion_rule::at_close; }},
    {"convert_at_deadline", [](calendar& c) { c.policy.late_conversion = late_conversion_rule::at_deadline; }},
};

}  // namespace

local_date day(std::string_view iso) {
  return local_date{std::chrono::year_month_day{std::chrono::year{number(iso, 0, 4)},
                                                std::chrono::month(static_cast<unsigned>(number(iso, 5, 2))),
                                                std::chrono::day(static_cast<unsigned>(number(iso, 8, 2)))}};
}

minutes clock(std::string_view hhmm) { return minutes{number(hhmm, 0, 2) * 60 + number(hhmm, 3, 2)}; }

opening_hours from_to(std::string_view open, std::string_view close, std::vector<day_interval> breaks) {
  return {clock(open), clock(close), std::move(breaks)};
}

utc_time at(calendar const& c, std::string_view text) {
  auto t = local_time{day(text)} + clock(text.substr(11)) + seconds{number(text, 17, 2)};
  if (text.size() > 19) t += milliseconds{number(text, 20, 3)};
  return c.zone.to_utc(t);
}

std::string local(calendar const& c, utc_time t) {
  auto const wall = c.zone.to_local(t);
  auto const date = std::chrono::floor<std::chrono::days>(wall);
  auto const time = std::chrono::hh_mm_ss{wall - date};
  std::array<char, 32> text{};
  std::snprintf(text.data(), text.size(), " %02d:%02d:%02d", static_cast<int>(time.hours().count()),
                static_cast<int>(time.minutes().count()), static_cast<int>(time.seconds().count()));
  auto s = to_string(date) + text.data();
  if (auto const ms = time.subseconds().count()) s += "." + std::to_string(1000 + ms).substr(1);
  return s;
}

calendar empty_office() {
  calendar c;
  c.id = "test";
  c.zone = *zone::find("Asia/Jakarta");
  c.zone_label = "WIB";
  c.data_from = day("2026-01-01");
  c.data_until = day("2027-12-31");
  return c;
}

calendar office() {
  auto c = empty_office();
  for (auto const d : {mon, tue, wed, thu}) c.weekly[d] = from_to("07:30", "17:00", {{clock("12:15"), clock("13:00")}});
  c.weekly[fri] = from_to("07:30", "17:00", {{clock("11:30"), clock("13:15")}});
  return c;
}

calendar shipped(std::string const& name) {
  auto const file = std::string(SAHUT_SOURCE_DIR) + "/config/calendars/" + name + ".toml";
  auto loaded = load_calendar(file, from_millis(1795305600000));  // 22 November 2026
  for (auto const& f : loaded.faults) throw std::runtime_error(to_string(f));
  loaded.calendar->policy.convert_margin = loaded.calendar->policy.care_late_window = milliseconds{0};
  return *loaded.calendar;
}

calendar named(std::string const& words) {
  auto const space = words.find(' ');
  auto c = shipped(words.substr(0, space));
  if (space != words.npos) changes.at(words.substr(space + 1))(c);
  return c;
}

}  // namespace sahut::test
