#include "routing/engine/attendance/attendance.hpp"

#include <gtest/gtest.h>

using namespace sahut;
using enum attendance_due::what;

namespace {

constexpr seconds lease{15}, grace{30};
constexpr utc_time at(int s) { return utc_time{seconds{1000 + s}}; }

}  // namespace

TEST(attendance, says_who_is_gone_and_whose_state_stays) {
  struct row { char const* what; attendance a; int now; bool gone, stays; };
  row const rows[] = {
      {"never there", {{}, {}, false}, 0, true, false},
      {"a lease that runs", {{}, at(1), true}, 0, false, true},
      {"a lease that ends now", {{}, at(0), true}, 0, true, false},
      {"left a moment ago", {at(-1), {}, false}, 0, true, true},
      {"left, and a lease still runs", {at(-1), at(9), true}, 0, true, true},
      {"the last instant of the grace", {at(0), {}, false}, 29, true, true},
      {"the grace is over", {at(0), {}, false}, 30, true, false},
      {"the grace is over, though a lease still runs", {at(0), at(40), true}, 30, true, false},
  };
  for (auto const& r : rows) {
    EXPECT_EQ(is_gone(r.a, at(r.now)), r.gone) << r.what;
    EXPECT_EQ(stays_as_it_was(r.a, at(r.now), grace), r.stays) << r.what;
  }
}

TEST(attendance, when_the_entry_is_due_waits_lets_the_grace_run_or_gives_back) {
  struct row { char const* what; attendance a; int now, trusted_from; attendance_due::what then; utc_time next, gone_at; };
  row const rows[] = {
      {"a lease runs", {{}, at(5), true}, 0, -99, look_again, at(5), {}},
      {"another window came back", {at(-1), at(5), true}, 0, -99, look_again, at(5), {}},
      {"the lease ran out: gone since its last renewal", {{}, at(0), true}, 0, -99, in_grace, at(15), at(-15)},
      {"the lease ran out long ago", {{}, at(-15), true}, 0, -99, give_back, {}, at(-30)},
      {"left: the grace runs", {at(-10), {}, false}, 0, -99, in_grace, at(20), at(-10)},
      {"left: its last instant is over", {at(-30), {}, false}, 0, -99, give_back, {}, at(-30)},
      {"never there", {{}, {}, false}, 0, -99, give_back, {}, utc_time{} - lease},
      {"after a pause nobody's lease has run out yet", {{}, at(-60), true}, 0, 10, look_again, at(10), {}},
      {"nor has one of a worker that fell silent", {at(-60), at(-60), true}, 0, 10, look_again, at(10), {}},
      {"who left before the pause gets a fresh term too", {at(-6), {}, false}, 0, 10, look_again, at(10), {}},
      {"who left since the pause does not", {at(-5), {}, false}, 0, 10, in_grace, at(25), at(-5)},
      {"the pause is over", {{}, at(-60), true}, 10, 10, give_back, {}, at(-75)},
  };
  for (auto const& r : rows) {
    auto const due = on_attendance_due(r.a, at(r.now), {lease, grace, at(r.trusted_from)});
    EXPECT_EQ(due.then, r.then) << r.what;
    EXPECT_EQ(due.at, r.next) << r.what;
    EXPECT_EQ(due.gone_at, r.gone_at) << r.what;
  }
}
