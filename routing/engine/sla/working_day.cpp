#include "routing/engine/sla/working_day.hpp"

#include <algorithm>

namespace sahut {
namespace {

using std::chrono::days;

utc_time instant(calendar const& c, local_date date, minutes since_midnight) {
  return c.zone.to_utc(local_time{date} + since_midnight);
}

}  // namespace

week_pattern const& pattern_on(calendar const& c, local_date date) {
  for (auto const& p : c.periods)
    if (p.from <= date && date <= p.to) return p.weekly;
  return c.weekly;
}

day_plan plan_of(calendar const& c, local_date date) {
  for (auto const& o : c.openings)
    if (o.date == date) return {&o.hours, o.working_day};
  for (auto const& x : c.closures)
    if (x.date == date) return {};
  auto const& hours = pattern_on(c, date)[std::chrono::weekday{date}.c_encoding()];
  return hours ? day_plan{&*hours, true} : day_plan{};
}

std::optional<shift> shift_of(calendar const& c, local_date date) {
  auto const plan = plan_of(c, date);
  if (!plan.hours) return std::nullopt;
  return shift{date, instant(c, date, plan.hours->open), instant(c, date, plan.hours->close), plan.hours,
               plan.working_day};
}

std::optional<shift> shift_at(calendar const& c, utc_time t) {
  auto const today = date_of(c, t);
  for (auto date : {today - days{1}, today}) {
    auto const s = shift_of(c, date);
    if (s && s->open <= t && t < s->close) return s;
  }
  return std::nullopt;
}

std::optional<shift> shift_after(calendar const& c, utc_time t) {
  auto const today = date_of(c, t);
  for (auto date = today; date <= today + horizon; date += days{1})
    if (auto const s = shift_of(c, date); s && s->open > t) return s;
  return std::nullopt;
}

std::optional<utc_time> closing_by(calendar const& c, shift const& s, utc_time until) {
  auto end = s.close;
  for (auto date = s.date + days{1};; date += days{1}) {
    if (end > until) return std::nullopt;
    auto const next = shift_of(c, date);
    if (!next || next->open > end) return end;
    end = std::max(end, next->close);
  }
}

std::optional<shift> nth_working_day(calendar const& c, local_date date, int n) {
  auto const last = date + horizon;
  if (n > 0) date += days{1};
  for (auto left = std::max(n, 1); date <= last; date += days{1}) {
    auto const plan = plan_of(c, date);
    if (plan.hours && plan.working_day && --left == 0) return shift_of(c, date);
  }
  return std::nullopt;
}

std::optional<utc_time> break_end(calendar const& c, shift const& s, utc_time t) {
  for (auto const& b : s.hours->breaks)
    if (instant(c, s.date, b.from) <= t && t < instant(c, s.date, b.to)) return instant(c, s.date, b.to);
  return std::nullopt;
}

}  // namespace sahut
