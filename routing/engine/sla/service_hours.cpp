#include "routing/engine/sla/service_hours.hpp"

#include <algorithm>

#include "routing/engine/sla/working_day.hpp"

namespace sahut {
namespace {

using std::chrono::days;

std::string joined(std::vector<std::string> const& names, std::string const& last_word) {
  std::string text;
  for (std::size_t i = 0; i < names.size(); ++i) {
    if (i > 0) text += i + 1 == names.size() ? " " + last_word + " " : ", ";
    text += names[i];
  }
  return text;
}

void add_once(std::vector<std::string>& names, std::string const& name) {
  if (!name.empty() && std::find(names.begin(), names.end(), name) == names.end()) names.push_back(name);
}

void name_closure(calendar const& c, long_closure& l) {
  for (auto const joint_leave : {false, true}) {
    std::vector<std::string> id, en;
    for (auto date = l.first; date <= l.last; date += days{1})
      for (auto const& x : c.closures) {
        if (x.date != date || (x.kind == closure_kind::joint_leave) != joint_leave) continue;
        add_once(id, x.name_id);
        add_once(en, x.name_en.empty() ? x.name_id : x.name_en);
      }
    l.name_id = joined(id, "dan");
    l.name_en = joined(en, "and");
    if (!l.name_id.empty()) return;
  }
}

}  // namespace

bool is_open(calendar const& c, utc_time t) { return shift_at(c, t).has_value(); }

std::optional<utc_time> closing_of(calendar const& c, utc_time t) {
  auto const now = shift_at(c, t);
  return now ? closing_by(c, *now, t + horizon) : std::nullopt;
}

std::optional<utc_time> next_opening(calendar const& c, utc_time t) {
  if (auto const now = shift_at(c, t)) {
    auto const closing = closing_by(c, *now, t + horizon);
    if (!closing) return std::nullopt;
    t = *closing;
  }
  auto const next = shift_after(c, t);
  if (!next) return std::nullopt;
  return next->open;
}

std::optional<long_closure> long_closure_at(calendar const& c, utc_time t) {
  if (shift_at(c, t)) return std::nullopt;
  auto const next = shift_after(c, t);
  if (!next) return std::nullopt;
  long_closure l;
  l.reopens = next->open;
  l.last = next->date - days{1};
  l.first = next->date;
  while (next->date - l.first < horizon && !plan_of(c, l.first - days{1}).hours) l.first -= days{1};
  if (l.last - l.first + days{1} < days{3}) return std::nullopt;
  name_closure(c, l);
  if (l.name_id.empty()) return std::nullopt;
  return l;
}

std::vector<service_hours> service_hours_at(calendar const& c, utc_time t) {
  auto const& pattern = pattern_on(c, date_of(c, t));
  std::vector<service_hours> lines;
  for (unsigned iso = 1; iso <= 7; ++iso) {
    auto const day = std::chrono::weekday{iso};
    auto const& hours = pattern[day.c_encoding()];
    if (!hours) continue;
    auto const follows = !lines.empty() && lines.back().last + days{1} == day && lines.back().open == hours->open &&
                         lines.back().close == hours->close;
    if (follows)
      lines.back().last = day;
    else
      lines.push_back({day, day, hours->open, hours->close});
  }
  return lines;
}

std::string day_label(calendar const& c, utc_time t) {
  auto const date = std::chrono::year_month_day{date_of(c, t)};
  auto const two_digits = [](unsigned n) { return std::string{char('0' + n / 10 % 10), char('0' + n % 10)}; };
  return two_digits(static_cast<unsigned>(static_cast<int>(date.year()) % 100)) +
         two_digits(static_cast<unsigned>(date.month())) + two_digits(static_cast<unsigned>(date.day()));
}

}  // namespace sahut
