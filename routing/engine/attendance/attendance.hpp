#pragma once
// Whether an officer is there, gone for a moment, or gone. A lease is renewed while any window of theirs is open on any worker.
// When the last window has closed or the last lease has run out, a grace period runs; after it their conversations go back.
#include "routing/model/time.hpp"

#include <cstdint>
#include <optional>

namespace sahut {

struct attendance {
  std::optional<utc_time> gone_at;  // the last window closed then
  utc_time lease_end{};             // the latest of all workers' leases
  bool leased = false;              // a worker has a lease, run out or not
};

struct attendance_terms {
  milliseconds lease{}, grace{};
  utc_time trusted_from{};  // leases run out only after this: the store or the worker had paused
};

bool is_gone(attendance const& a, utc_time now);

// A window opens. True: within the grace, or beside another window; whether they are available stays as it was.
bool stays_as_it_was(attendance const& a, utc_time now, milliseconds grace);

// Their due entry has come.
struct attendance_due {
  enum class what : std::uint8_t { look_again, in_grace, give_back };
  what then = what::look_again;
  utc_time at{};       // look_again, in_grace: the next look
  utc_time gone_at{};  // in_grace, give_back: gone since
};
attendance_due on_attendance_due(attendance const& a, utc_time now, attendance_terms const& terms);

}  // namespace sahut
