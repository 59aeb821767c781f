#include "minute_walker.hpp"

#include <algorithm>
#include <stdexcept>

namespace sahut::test {
namespace {

constexpr long long minute_ms = 60'000;
constexpr long long day_ms = 1440 * minute_ms;
constexpr long long never = 1LL << 60;

// Weakest first; whatever is stronger overwrites (D11).
std::pair<std::optional<opening_hours>, bool> hours_on(calendar const& c, local_date date) {
  auto const weekday = std::chrono::weekday{date}.c_encoding();
  auto hours = c.weekly[weekday];
  bool counted = hours.has_value();
  for (auto const& p : c.periods)
    if (!(date < p.from) && !(p.to < date)) {
      hours = p.weekly[weekday];
      counted = hours.has_value();
    }
  for (auto const& x : c.closures)
    if (x.date == date) {
      hours.reset();
      counted = false;
    }
  for (auto const& o : c.openings)
    if (o.date == date) {
      hours = o.hours;
      counted = o.working_day;
    }
  return {hours, counted};
}

}  // namespace

minute_walker::minute_walker(calendar const& c, milliseconds offset, local_date first, std::chrono::days span)
    : c_{c},
      first_{first},
      origin_ms_{first.time_since_epoch().count() * day_ms - offset.count()},
      minute_(static_cast<std::size_t>((span.count() + 2) * 1440)),
      day_(static_cast<std::size_t>(span.count())) {
  for (std::size_t d = 0; d < day_.size(); ++d) {
    auto const [hours, counted] = hours_on(c, first + std::chrono::days{d});
    if (!hours) continue;
    day_[d] = {true, counted, (static_cast<long long>(d) * 1440 + hours->close.count()) * minute_ms};
    for (auto m = hours->open; m < hours->close; ++m) {
      auto& state = minute_[d * 1440 + static_cast<std::size_t>(m.count())];
      if (state.owner >= 0) continue;
      state.owner = static_cast<int>(d);
      for (auto const& b : hours->breaks)
        if (m >= b.from && m < b.to) state.is_break = true;
    }
  }
}

long long minute_walker::limit_from(long long ms) const {
  auto left = c_.policy.answer_limit.count();
  while (left > 0) {
    auto const m = ms / minute_ms;
    auto const rest = (m + 1) * minute_ms - ms;
    if (c_.policy.breaks_pause && minute_.at(static_cast<std::size_t>(m)).is_break) {
      ms += rest;
    } else {
      auto const step = std::min<long long>(rest, left);
      ms += step;
      left -= step;
    }
  }
  return ms;
}

long long minute_walker::shut_from(long long ms) const {
  for (auto m = static_cast<std::size_t>(ms / minute_ms); m < minute_.size(); ++m)
    if (minute_[m].owner < 0) return static_cast<long long>(m) * minute_ms;
  return never;
}

int minute_walker::counted_day(int day, int n) const {
  if (n == 0 && day_.at(static_cast<std::size_t>(day)).counted) return day;
  for (int seen = 0;;) {
    ++day;
    auto const& state = day_.at(static_cast<std::size_t>(day));
    if (state.open && state.counted && ++seen >= n) return day;
  }
}

long long minute_walker::end_of_day(int day, long long effective) const {
  auto const closing = day_.at(static_cast<std::size_t>(day)).closing_ms;
  if (c_.policy.end_of_day == end_of_day_rule::office_close) return closing;
  auto const last_second = (day + 1LL) * day_ms - 1000;
  return last_second >= effective ? last_second : closing;
}

deadlines minute_walker::walk(utc_time received) const {
  auto const& p = c_.policy;
  auto const t = received.time_since_epoch().count() - origin_ms_;
  auto const calendar_day = static_cast<int>(t / day_ms);
  auto const start = static_cast<std::size_t>(t / minute_ms);
  auto const skip_breaks = p.receipt_in_break == receipt_in_break_rule::after_break;

  deadlines d;
  d.received = received;
  auto m = start;
  while (minute_.at(m).owner < 0 || (skip_breaks && minute_.at(m).is_break)) ++m;
  auto const effective = m == start ? t : static_cast<long long>(m) * minute_ms;
  auto const home = minute_[m].owner;

  bool const was_open = minute_[start].owner >= 0;
  if (was_open) {
    d.reason = m == start ? receipt_reason::office_hours : receipt_reason::in_break;
  } else if (!day_.at(static_cast<std::size_t>(calendar_day)).open) {
    d.reason = receipt_reason::non_working_day;
  } else {
    d.reason = receipt_reason::after_closing;
    for (auto later = start; later < static_cast<std::size_t>(calendar_day + 1) * 1440; ++later)
      if (minute_[later].owner == calendar_day) d.reason = receipt_reason::before_opening;
  }

  auto const shut = shut_from(effective);
  auto const late = shut - effective <= p.late_window.count();
  if (late && d.reason == receipt_reason::office_hours) d.reason = receipt_reason::late_window;

  auto zero = home;
  if (p.day_zero == day_zero_rule::actual && p.ticket_working_days > 0) zero = std::min(zero, calendar_day);
  auto const ticket_due = end_of_day(counted_day(zero, p.ticket_working_days), effective);

  auto care_zero = home;
  if (p.care_late_window.count() > 0 && shut - effective <= p.care_late_window.count())
    care_zero = counted_day(home, 1);
  auto const care_due = end_of_day(counted_day(care_zero, p.care_working_days), effective);

  auto answer_due = limit_from(effective);
  auto ticket_at = answer_due;
  if (late || (!was_open && p.after_hours == after_hours_rule::two_working_days)) {
    d.rule = sla_rule::r2d;
    answer_due = ticket_due;
    auto const limit = limit_from(effective);
    switch (p.late_conversion) {
      case late_conversion_rule::limit_or_close:
        ticket_at = std::min(limit, shut);
        break;
      case late_conversion_rule::at_close:
        ticket_at = shut;
        break;
      case late_conversion_rule::at_deadline:
        ticket_at = answer_due;
        break;
      case late_conversion_rule::next_opening: {
        ticket_at = limit;
        if (!late) break;
        auto opens = static_cast<std::size_t>(shut / minute_ms);
        while (minute_.at(opens).owner < 0) ++opens;
        ticket_at = limit_from(static_cast<long long>(opens) * minute_ms);
      }
    }
    ticket_at = std::min(ticket_at, answer_due);
  }
  ticket_at = std::max(effective, ticket_at - p.convert_margin.count());

  auto const utc = [&](long long ms) { return from_millis(origin_ms_ + ms); };
  d.effective = utc(effective);
  d.answer_due = utc(answer_due);
  d.ticket_at = utc(ticket_at);
  d.ticket_due = utc(ticket_due);
  d.care_due = utc(care_due);
  auto const data_ends = static_cast<long long>((c_.data_until - first_).count() + 1) * day_ms;
  d.beyond_data = answer_due > data_ends || ticket_due > data_ends || care_due > data_ends;
  return d;
}

}  // namespace sahut::test
