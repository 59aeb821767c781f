#include "routing/engine/sla/deadlines.hpp"

#include <algorithm>

#include "routing/engine/sla/working_day.hpp"

namespace sahut {
namespace {

using std::chrono::days;

struct receipt {
  utc_time effective;
  shift day;
  receipt_reason reason;
};

receipt_reason why_closed(calendar const& c, utc_time t) {
  auto const today = shift_of(c, date_of(c, t));
  if (!today) return receipt_reason::non_working_day;
  return t < today->open ? receipt_reason::before_opening : receipt_reason::after_closing;
}

// D17: moves the receipt out of a break, over a break that lasts to closing into the next shift.
bool leave_breaks(calendar const& c, receipt& r) {
  while (auto const end = break_end(c, r.day, r.effective)) {
    r.effective = *end;
    if (*end < r.day.close) continue;
    auto const next = shift_at(c, *end);
    auto const following = next ? next : shift_after(c, *end);
    if (!following) return false;
    r.day = *following;
    r.effective = std::max(*end, following->open);
  }
  return true;
}

// D1–D3: no officer receives while the office is shut.
std::optional<receipt> receive(calendar const& c, utc_time t) {
  auto r = receipt{t, {}, receipt_reason::office_hours};
  if (auto const now = shift_at(c, t)) {
    r.day = *now;
  } else if (auto const next = shift_after(c, t)) {
    r = {next->open, *next, why_closed(c, t)};
  } else {
    return std::nullopt;
  }
  if (c.policy.receipt_in_break == receipt_in_break_rule::after_break) {
    auto const before = r.effective;
    if (!leave_breaks(c, r)) return std::nullopt;
    if (r.effective != before && r.reason == receipt_reason::office_hours) r.reason = receipt_reason::in_break;
  }
  return r;
}

// D4, D15: inclusive, and measured to the instant at which the office really shuts.
bool in_last_stretch(calendar const& c, receipt const& r, milliseconds stretch) {
  return closing_by(c, r.day, r.effective + stretch).has_value();
}

// D5: the limit by the wall clock, or standing still in breaks.
utc_time after_limit(calendar const& c, utc_time from) {
  auto left = c.policy.answer_limit;
  if (!c.policy.breaks_pause) return from + left;
  auto t = from;
  for (auto date = date_of(c, from) - days{1}; date <= date_of(c, t + left); date += days{1}) {
    auto const s = shift_of(c, date);
    if (!s) continue;
    for (auto const& b : s->hours->breaks) {
      auto const begin = c.zone.to_utc(local_time{date} + b.from);
      auto const end = c.zone.to_utc(local_time{date} + b.to);
      if (end <= t) continue;
      // The limit is reached at the very instant a break begins: it is over, the break no longer counts.
      if (begin >= t + left) return t + left;
      left -= std::max(begin - t, milliseconds{0});
      t = end;
    }
  }
  return t + left;
}

// D7: the end of a working day. The calendar's end of the day the shift opened on, unless the receipt is later than
// that.
utc_time end_of(calendar const& c, shift const& s, utc_time effective) {
  if (c.policy.end_of_day == end_of_day_rule::office_close) return s.close;
  auto const last_second = c.zone.to_utc(local_time{s.date + days{1}} - seconds{1});
  return last_second < effective ? s.close : last_second;
}

// D6: day zero is not counted; a deadline on day zero itself falls on the next counted day where that day is not one
// (D16).
std::optional<utc_time> working_days_after(calendar const& c, local_date day_zero, int n, utc_time effective) {
  auto const day = nth_working_day(c, day_zero, n);
  if (!day) return std::nullopt;
  return end_of(c, *day, effective);
}

std::optional<utc_time> ticket_due(calendar const& c, receipt const& r, utc_time received) {
  auto zero = r.day.date;
  if (c.policy.day_zero == day_zero_rule::actual && c.policy.ticket_working_days > 0)
    zero = std::min(zero, date_of(c, received));
  return working_days_after(c, zero, c.policy.ticket_working_days, r.effective);
}

// D10.
std::optional<utc_time> care_due(calendar const& c, receipt const& r) {
  auto zero = r.day.date;
  if (c.policy.care_late_window > milliseconds{0} && in_last_stretch(c, r, c.policy.care_late_window)) {
    auto const next = nth_working_day(c, zero, 1);
    if (!next) return std::nullopt;
    zero = next->date;
  }
  return working_days_after(c, zero, c.policy.care_working_days, r.effective);
}

// D8 for R2D: nobody is left overnight without an answer or a number, unless the office says so; never after the legal
// due.
utc_time late_ticket(calendar const& c, receipt const& r, utc_time answer_due) {
  auto const limit = after_limit(c, r.effective);
  switch (c.policy.late_conversion) {
    case late_conversion_rule::limit_or_close:
      return std::min(closing_by(c, r.day, limit).value_or(limit), answer_due);
    case late_conversion_rule::at_close:
      return closing_by(c, r.day, answer_due).value_or(answer_due);
    case late_conversion_rule::at_deadline:
      return answer_due;
    case late_conversion_rule::next_opening:
      break;
  }
  // Outside the late window the request came while the office was shut: its next opening is the one it is received at.
  auto const closing = closing_by(c, r.day, r.effective + c.policy.late_window);
  auto const next = closing ? shift_after(c, *closing) : std::nullopt;
  return std::min(next ? after_limit(c, next->open) : limit, answer_due);
}

deadlines by_the_wall_clock(calendar const& c, utc_time t) {
  auto const limit = t + c.policy.answer_limit;
  auto const end = t + days{c.policy.ticket_working_days};
  return {t, sla_rule::r60, why_closed(c, t), t, limit, std::max(t, limit - c.policy.convert_margin), end, end, true};
}

}  // namespace

std::string_view to_string(sla_rule r) { return r == sla_rule::r60 ? "R60" : "R2D"; }

std::string_view to_string(receipt_reason r) {
  switch (r) {
    case receipt_reason::office_hours:
      return "office_hours";
    case receipt_reason::late_window:
      return "late_window";
    case receipt_reason::before_opening:
      return "before_opening";
    case receipt_reason::after_closing:
      return "after_closing";
    case receipt_reason::non_working_day:
      return "non_working_day";
    case receipt_reason::in_break:
      return "in_break";
  }
  return "";
}

deadlines compute(calendar const& c, utc_time received) {
  auto const r = receive(c, received);
  if (!r) return by_the_wall_clock(c, received);
  auto const ticket = ticket_due(c, *r, received);
  auto const care = care_due(c, *r);
  if (!ticket || !care) return by_the_wall_clock(c, received);

  deadlines d;
  d.received = received;
  d.effective = r->effective;
  d.reason = r->reason;
  d.ticket_due = *ticket;
  d.care_due = *care;

  auto const late = in_last_stretch(c, *r, c.policy.late_window);
  auto const was_shut = r->reason == receipt_reason::before_opening || r->reason == receipt_reason::after_closing ||
                        r->reason == receipt_reason::non_working_day;
  if (late && r->reason == receipt_reason::office_hours) d.reason = receipt_reason::late_window;
  if (late || (was_shut && c.policy.after_hours == after_hours_rule::two_working_days)) {
    d.rule = sla_rule::r2d;
    d.answer_due = d.ticket_due;
    d.ticket_at = late_ticket(c, *r, d.answer_due);
  } else {
    d.answer_due = after_limit(c, r->effective);
    d.ticket_at = d.answer_due;
  }
  d.ticket_at = std::max(d.ticket_at - c.policy.convert_margin, d.effective);
  auto const data_end = c.zone.to_utc(local_time{c.data_until + days{1}});
  d.beyond_data = std::max({d.answer_due, d.ticket_due, d.care_due}) > data_end;
  return d;
}

}  // namespace sahut
