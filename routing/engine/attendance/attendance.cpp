#include "routing/engine/attendance/attendance.hpp"

namespace sahut {

bool is_gone(attendance const& a, utc_time now) { return a.gone_at || a.lease_end <= now; }

bool stays_as_it_was(attendance const& a, utc_time now, milliseconds grace) {
  return a.gone_at ? now < *a.gone_at + grace : a.lease_end > now;
}

attendance_due on_attendance_due(attendance const& a, utc_time now, attendance_terms const& terms) {
  using enum attendance_due::what;
  // Who left in so many words since the pause needs no fresh term.
  bool const left_since = a.gone_at && !a.leased && *a.gone_at + terms.lease >= terms.trusted_from;
  if (now < terms.trusted_from && !left_since) return {look_again, terms.trusted_from, {}};
  if (a.lease_end > now) return {look_again, a.lease_end, {}};
  auto const gone_at = a.gone_at.value_or(a.lease_end - terms.lease);
  if (now < gone_at + terms.grace) return {in_grace, gone_at + terms.grace, gone_at};
  return {give_back, {}, gone_at};
}

}  // namespace sahut
