#include "gateway/service/backlog.hpp"

#include "tests/support/test_office.hpp"

#include <gtest/gtest.h>

namespace sahut::test {
namespace {

// How long one look takes where every way takes some time.
milliseconds look(world& w, backlog* seen = nullptr) {
  auto& o = w.here();
  auto const begun = w.time.now();
  auto const b = w.run(look_at_backlog(o.shared, o.accounts_of_officers, o.presence_side));
  EXPECT_TRUE(b);
  if (b && seen) *seen = *b;
  return w.time.now() - begun;
}

TEST(backlog, takes_no_longer_with_many_accounts_than_with_few) {
  world w;
  w.add_worker("w1");
  for (int i = 0; i < 100; ++i) w.officer("petugas" + std::to_string(i));
  w.present("petugas3");
  constexpr milliseconds way{10};
  w.workers.front()->way->faults.way_max = way;
  backlog seen;
  // Queues, names, accounts, loads, presences, due set: each a way there and back, the accounts' all together.
  auto const steps = 6 + 5 * static_cast<int>(w.here().shared.profile.settings->queues.size());
  EXPECT_LE(look(w, &seen), 2 * way * steps);
  EXPECT_EQ(seen.officers[presence::available], 1u);
  EXPECT_EQ(seen.officers[presence::offline], 99u);
}

TEST(backlog, a_store_that_goes_away_meanwhile_is_an_error) {
  world w;
  w.add_worker("w1");
  for (int i = 0; i < 20; ++i) w.officer("petugas" + std::to_string(i));
  w.workers.front()->way->faults.refuse = 0.1;
  auto& o = w.here();
  auto const b = w.run(look_at_backlog(o.shared, o.accounts_of_officers, o.presence_side));
  ASSERT_FALSE(b);
  EXPECT_EQ(b.error().code, errc::unavailable);
}

}  // namespace
}  // namespace sahut::test
