#include "gateway/net/guarded_attempts.hpp"

#include <gtest/gtest.h>

#include <map>
#include <vector>

namespace sahut::net {
namespace {

using namespace std::chrono_literals;
using std::chrono::milliseconds;
using attempt = guarded_attempts::attempt;

// People who try, one after the other unless told otherwise, on a clock that moves by hand.
class guarded_attempts_test : public testing::Test {
 protected:
  enum class end { right, wrong, nothing };
  struct outcome {
    bool allowed;
    milliseconds waited;
    bool operator==(outcome const&) const = default;
  };
  void keep(std::uint32_t per_minute, milliseconds longest = 30s, std::size_t keys = 1000) {
    guard = std::make_unique<guarded_attempts>(guarded_attempts::settings{per_minute, longest, keys});
  }
  outcome try_once(std::string const& subject, std::string const& from, end how) {
    attempt a(*guard, subject, counted_as(from));
    auto const v = a.begin(now);
    if (!v.allowed) {
      EXPECT_GT(v.retry_after, 0ms);
      return {false, v.retry_after};
    }
    if (v.wait > 0ms) {
      now += v.wait;
      a.go_on(now);
    }
    if (how == end::right) a.succeeded();
    if (how == end::wrong) a.failed();
    return {true, v.wait};
  }
  std::vector<milliseconds> waits(int times, std::string const& subject, std::string const& from) {
    std::vector<milliseconds> all;
    for (int i = 0; i < times; ++i) all.push_back(try_once(subject, from, end::wrong).waited);
    return all;
  }

  guarded_attempts::time_point now{1'790'000'000'000ms};
  std::unique_ptr<guarded_attempts> guard = std::make_unique<guarded_attempts>(guarded_attempts::settings{0, 30s, 1000});
};

TEST_F(guarded_attempts_test, the_wait_grows_with_failures_up_to_its_bound) {
  EXPECT_EQ(waits(12, "budi", "192.0.2.1"), (std::vector<milliseconds>{0s, 0s, 0s, 0s, 0s, 1s, 2s, 4s, 8s, 16s, 30s, 30s}));
  EXPECT_EQ(waits(1, "sari", "192.0.2.1"), std::vector<milliseconds>{0s}) << "another's failures are not hers";
}

TEST_F(guarded_attempts_test, the_right_secret_gets_in_after_at_most_the_longest_wait_and_ends_the_waiting) {
  for (int i = 0; i < 50; ++i) try_once("budi", "192.0.2.1", end::wrong);
  EXPECT_EQ(try_once("budi", "192.0.2.1", end::right), (outcome{true, 30s}));
  EXPECT_EQ(try_once("budi", "192.0.2.1", end::right), (outcome{true, 0s}));
}

TEST_F(guarded_attempts_test, thirty_networks_on_one_subject_are_slowed_and_its_owner_is_not) {
  try_once("budi", "198.51.100.1", end::right);
  auto const stranger = [](int i) { return "192.0.2." + std::to_string(i + 1); };
  for (int i = 0; i < 30; ++i) EXPECT_EQ(try_once("budi", stranger(i), end::wrong), (outcome{true, 0s})) << i;
  for (int i = 10; i < 30; ++i) {
    attempt again(*guard, "budi", counted_as(stranger(i)));
    EXPECT_EQ(again.begin(now).wait, 30s) << "each after its first: " << i;
  }
  EXPECT_EQ(try_once("budi", "198.51.100.1", end::wrong), (outcome{true, 0s})) << "from where the owner signed in before";
  EXPECT_EQ(try_once("budi", "198.51.100.1", end::right), (outcome{true, 0s}));
  EXPECT_EQ(try_once("budi", "203.0.113.7", end::wrong), (outcome{true, 0s})) << "from where nobody came yet";
  EXPECT_EQ(try_once("budi", "203.0.113.7", end::right), (outcome{true, 30s})) << "mistyped once: it waits, and gets in";
}

TEST_F(guarded_attempts_test, addresses_of_one_64_wait_as_one) {
  for (int i = 0; i < 5; ++i) try_once("budi", "2001:db8:1:2::" + std::to_string(i), end::wrong);
  EXPECT_EQ(try_once("budi", "2001:db8:1:2::ffff", end::wrong).waited, 1s);
  EXPECT_EQ(try_once("budi", "2001:db8:1:2:1::1", end::wrong).waited, 2s);
}

TEST_F(guarded_attempts_test, many_at_once_are_slowed_and_one_at_a_time_waits) {
  std::vector<std::unique_ptr<attempt>> all;
  int at_once = 0, waiting = 0, refused = 0;
  for (int i = 0; i < 50; ++i) {
    all.push_back(std::make_unique<attempt>(*guard, "budi", counted_as("192.0.2.1")));
    auto const v = all.back()->begin(now);
    if (!v.allowed) ++refused;
    else if (v.wait > 0ms) ++waiting;
    else ++at_once;
  }
  EXPECT_EQ(at_once, 5);
  EXPECT_EQ(waiting, 1);
  EXPECT_EQ(refused, 44);
  all.clear();
  EXPECT_EQ(waits(1, "budi", "192.0.2.1"), std::vector<milliseconds>{0s}) << "what never ended is no failure";
}

TEST_F(guarded_attempts_test, failures_are_forgotten_one_each_ten_minutes) {
  waits(7, "budi", "192.0.2.1");
  now += 20min;
  EXPECT_EQ(waits(2, "budi", "192.0.2.1"), (std::vector<milliseconds>{0s, 2s}));
  now += 24h;
  EXPECT_EQ(waits(6, "budi", "192.0.2.1"), (std::vector<milliseconds>{0s, 0s, 0s, 0s, 0s, 1s}));
}

TEST_F(guarded_attempts_test, an_address_over_its_bound_is_refused_but_its_neighbours_who_have_not_failed_are_not) {
  keep(3);
  try_once("known", "192.0.2.1", end::right);
  for (int i = 0; i < 3; ++i) ASSERT_TRUE(try_once("budi", "192.0.2.1", end::wrong).allowed);
  EXPECT_FALSE(try_once("budi", "192.0.2.1", end::right).allowed);
  EXPECT_TRUE(try_once("sari", "192.0.2.1", end::right).allowed) << "a colleague behind the same translation";
  EXPECT_TRUE(try_once("known", "192.0.2.1", end::wrong).allowed);
  EXPECT_TRUE(try_once("known", "192.0.2.1", end::right).allowed) << "signed in from here before, mistyped now";
  EXPECT_TRUE(try_once("budi", "192.0.2.2", end::right).allowed) << "from elsewhere";
  now += 20s;
  EXPECT_TRUE(try_once("budi", "192.0.2.1", end::right).allowed);
}

TEST_F(guarded_attempts_test, an_address_that_tries_one_name_after_the_other_is_refused_at_ten_times_its_bound) {
  keep(3);
  int allowed = 0;
  for (int i = 0; i < 200; ++i) allowed += try_once("name" + std::to_string(i), "192.0.2.1", end::wrong).allowed;
  EXPECT_EQ(allowed, 33);
}

TEST_F(guarded_attempts_test, a_48_that_is_on_one_subject_has_ten_times_an_addresses_bound) {
  keep(3);
  int allowed = 0;
  for (int i = 0; i < 200; ++i) allowed += try_once("budi", "2001:db8:1:" + std::to_string(i) + "::1", end::wrong).allowed;
  EXPECT_EQ(allowed, 30);
}

TEST_F(guarded_attempts_test, without_a_subject_only_the_address_counts) {
  keep(3);
  for (int i = 0; i < 3; ++i) EXPECT_TRUE(try_once("", "192.0.2.1", end::wrong).allowed);
  EXPECT_FALSE(try_once("", "192.0.2.1", end::wrong).allowed);
  EXPECT_TRUE(try_once("", "192.0.2.2", end::nothing).allowed);
}

TEST_F(guarded_attempts_test, zero_seconds_is_no_wait) {
  keep(0, 0s);
  EXPECT_EQ(waits(20, "budi", "192.0.2.1"), std::vector<milliseconds>(20, 0ms));
}

TEST_F(guarded_attempts_test, memory_is_bounded_and_strangers_cannot_push_out_who_signed_in) {
  keep(0, 30s, 100);
  try_once("budi", "192.0.2.1", end::right);
  for (int i = 0; i < 1000; ++i) try_once("x" + std::to_string(i), "198.51.100.1", end::wrong);
  for (int i = 0; i < 50; ++i) try_once("budi", "203.0.113." + std::to_string(i), end::wrong);
  try_once("budi", "192.0.2.1", end::wrong);
  EXPECT_EQ(try_once("budi", "192.0.2.1", end::right), (outcome{true, 0s}));
  EXPECT_EQ(waits(1, "x0", "198.51.100.1"), std::vector<milliseconds>{0s}) << "quiet longest, forgotten";
}

}  // namespace
}  // namespace sahut::net
