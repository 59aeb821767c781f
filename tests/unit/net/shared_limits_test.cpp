#include "gateway/net/shared_limits.hpp"

#include <gtest/gtest.h>

#include <atomic>
#include <thread>
#include <vector>

namespace sahut::net {
namespace {

using namespace std::chrono_literals;
rate_limiter::time_point const start{std::chrono::milliseconds{1'790'000'000'000}};

template <class F>
void on_threads(int count, F f) {
  std::vector<std::thread> all;
  for (int i = 0; i < count; ++i) all.emplace_back(f);
  for (auto& t : all) t.join();
}

TEST(shared_limits, a_limit_is_no_wider_with_eight_threads_than_with_one) {
  shared_limiter limiter(30, 1min);
  std::atomic<int> one{0}, other{0};
  on_threads(8, [&] {
    for (int i = 0; i < 100; ++i) {
      one += limiter.take("one", start).allowed;
      other += limiter.take("other", start).allowed;
    }
  });
  EXPECT_EQ(one, 30);
  EXPECT_EQ(other, 30);
  EXPECT_EQ(limiter.take("one", start).retry_after, 2s);
  EXPECT_TRUE(limiter.take("third", start));
}

TEST(shared_limits, what_is_given_back_is_given_to_all_and_zero_is_no_limit) {
  shared_limiter limiter(10, 1min), none(0, 1min);
  on_threads(5, [&] {
    for (int i = 0; i < 100; ++i) {
      if (limiter.take("a", start)) limiter.give_back("a", start);
      EXPECT_TRUE(none.take("a", start));
    }
  });
  for (int i = 0; i < 10; ++i) EXPECT_TRUE(limiter.take("a", start));
  EXPECT_FALSE(limiter.take("a", start));
}

TEST(shared_limits, a_bound_that_changes_counts_at_once_and_what_was_taken_stays_taken) {
  shared_limiter limiter(10, 1min);
  for (int i = 0; i < 10; ++i) EXPECT_TRUE(limiter.take("a", start));
  limiter.set_limit(2, start);
  EXPECT_FALSE(limiter.take("a", start));
  for (int i = 0; i < 2; ++i) EXPECT_TRUE(limiter.take("b", start));
  EXPECT_FALSE(limiter.take("b", start));
  limiter.set_limit(0, start);
  for (int i = 0; i < 100; ++i) EXPECT_TRUE(limiter.take("b", start));
  limiter.set_limit(10, start);
  EXPECT_FALSE(limiter.take("a", start)) << "spent before";
  EXPECT_TRUE(limiter.take("a", start + 6s));
  address_limiter addresses(1, 1min);
  auto const who = counted_as("192.0.2.1");
  EXPECT_TRUE(addresses.take(who, start));
  EXPECT_FALSE(addresses.take(who, start));
  addresses.set_limit(3, start);
  EXPECT_TRUE(addresses.take(counted_as("192.0.2.2"), start));
  EXPECT_TRUE(addresses.take(counted_as("192.0.2.2"), start));
}

TEST(shared_limits, an_address_has_the_bound_by_ipv4_and_by_64_and_ten_times_it_by_48) {
  struct {
    char const* what;
    std::string (*address)(int);
    int allowed;
  } const cases[] = {
      {"one IPv4 address", [](int) -> std::string { return "192.0.2.1"; }, 3},
      {"the same, mapped and not", [](int i) -> std::string { return i % 2 ? "192.0.2.1" : "::ffff:192.0.2.1"; }, 3},
      {"IPv4 neighbours", [](int i) { return "192.0.2." + std::to_string(i % 250); }, 100},
      {"one /64", [](int i) { return "2001:db8:1:2::" + std::to_string(i); }, 3},
      {"the /64s of one /48", [](int i) { return "2001:db8:1:" + std::to_string(i) + "::1"; }, 30},
      {"many /48s", [](int i) { return "2001:db8:" + std::to_string(i) + "::1"; }, 100},
  };
  for (auto const& c : cases) {
    address_limiter limiter(3, 1min);
    int allowed = 0;
    for (int i = 0; i < 100; ++i) allowed += limiter.take(counted_as(c.address(i)), start).allowed;
    EXPECT_EQ(allowed, c.allowed) << c.what;
  }
}

TEST(shared_limits, what_the_48_refuses_is_not_counted_for_the_64_and_both_get_back_what_is_given_back) {
  address_limiter limiter(1, 1min);
  auto const of = [](int i) { return counted_as("2001:db8:1:" + std::to_string(i) + "::1"); };
  for (int i = 0; i < 10; ++i) ASSERT_TRUE(limiter.take(of(i), start));
  ASSERT_FALSE(limiter.take(of(10), start));
  limiter.give_back(of(0), start);
  EXPECT_TRUE(limiter.take(of(10), start));
  EXPECT_FALSE(limiter.take(of(11), start));
  address_limiter none(0, 1min);
  for (int i = 0; i < 100; ++i) EXPECT_TRUE(none.take(of(1), start));
}

TEST(shared_limits, each_name_is_new_once_and_only_so_many_are) {
  shared_once once(2);
  std::atomic<int> told{0};
  on_threads(8, [&] { told += once.is_new("192.0.2.1"); });
  EXPECT_EQ(told, 1);
  EXPECT_TRUE(once.is_new("192.0.2.2"));
  EXPECT_FALSE(once.is_new("192.0.2.3")) << "over the bound nothing is said any more";
  EXPECT_FALSE(once.is_new("192.0.2.1"));
}

TEST(shared_limits, names_are_counted_up_to_their_bound_and_forgotten_when_none_is_left) {
  shared_names names;
  std::atomic<int> let_in{0};
  on_threads(8, [&] { let_in += names.add("sari", 5); });
  EXPECT_EQ(let_in, 5);
  EXPECT_TRUE(names.add("budi", 5));
  names.remove("sari");
  EXPECT_TRUE(names.add("sari", 5));
  EXPECT_FALSE(names.add("sari", 5));
  EXPECT_TRUE(names.add("sari", 0)) << "0 is no limit";
  for (int i = 0; i < 6; ++i) names.remove("sari");
  EXPECT_EQ(names.count("sari"), 0u);
  names.remove("nobody");
}

}  // namespace
}  // namespace sahut::net
