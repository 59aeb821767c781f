#include "gateway/net/rate_limiter.hpp"

#include <gtest/gtest.h>

namespace sahut::net {
namespace {

using namespace std::chrono_literals;
rate_limiter::time_point const start{std::chrono::milliseconds{1'790'000'000'000}};

TEST(rate_limiter, n_at_once_then_one_each_nth_of_the_window) {
  rate_limiter limiter(30, 1min);
  for (int i = 0; i < 30; ++i) EXPECT_TRUE(limiter.take("v", start)) << i;
  auto const refused = limiter.take("v", start);
  EXPECT_FALSE(refused);
  EXPECT_EQ(refused.retry_after, 2s);
  EXPECT_FALSE(limiter.take("v", start + 1999ms));
  EXPECT_TRUE(limiter.take("v", start + 2s));
  EXPECT_FALSE(limiter.take("v", start + 2s));
  EXPECT_TRUE(limiter.take("other", start));
  for (int i = 0; i < 30; ++i) EXPECT_TRUE(limiter.take("v", start + 62s)) << i;
  EXPECT_FALSE(limiter.take("v", start + 62s));
}

TEST(rate_limiter, zero_is_no_limit) {
  rate_limiter limiter(0, 1min);
  for (int i = 0; i < 1000; ++i) EXPECT_TRUE(limiter.take("v", start));
  EXPECT_EQ(limiter.keys(), 0u);
}

TEST(rate_limiter, what_is_given_back_was_never_taken) {
  rate_limiter limiter(10, 1min);
  for (int i = 0; i < 100; ++i) {
    EXPECT_TRUE(limiter.take("a", start));
    limiter.give_back("a", start);
  }
  for (int i = 0; i < 10; ++i) EXPECT_TRUE(limiter.take("a", start));
  EXPECT_EQ(limiter.take("a", start).retry_after, 6s);
  EXPECT_EQ(limiter.take("a", start).retry_after, 6s) << "a refusal does not lengthen the wait";
  limiter.give_back("a", start);
  EXPECT_TRUE(limiter.take("a", start));
  EXPECT_FALSE(limiter.take("a", start));
  for (int i = 0; i < 100; ++i) limiter.give_back("a", start);
  for (int i = 0; i < 10; ++i) EXPECT_TRUE(limiter.take("a", start));
  EXPECT_FALSE(limiter.take("a", start)) << "never more than the whole";
  limiter.give_back("nobody", start);
}

TEST(rate_limiter, memory_is_bounded_and_what_is_whole_again_is_forgotten_first) {
  rate_limiter limiter(2, 1s, 100);
  for (int i = 0; i < 1000; ++i) limiter.take("key " + std::to_string(i), start);
  EXPECT_EQ(limiter.keys(), 100u);
  limiter.take("busy", start);
  limiter.take("busy", start);
  for (int i = 0; i < 99; ++i) limiter.take("new " + std::to_string(i), start);
  EXPECT_FALSE(limiter.check("busy", start)) << "still among the hundred";
  limiter.take("late", start + 10s);
  EXPECT_EQ(limiter.keys(), 1u);
}

TEST(rate_limiter, keeps_what_was_taken_when_its_limit_changes) {
  struct row {
    std::uint32_t before, taken, after, left;
  };
  for (auto const& r : {row{2, 2, 1000, 998}, row{100, 4, 10, 6}, row{100, 4, 2, 0}, row{10, 10, 10, 0}, row{10, 3, 20, 17}}) {
    rate_limiter limiter(r.before, 60s);
    for (std::uint32_t i = 0; i < r.taken; ++i) ASSERT_TRUE(limiter.take("a", start));
    limiter.set_limit(r.after, start);
    std::uint32_t left = 0;
    while (limiter.take("a", start)) ++left;
    EXPECT_EQ(left, r.left) << r.before << " -> " << r.after;
  }
  rate_limiter limiter(10, 60s);
  for (int i = 0; i < 10; ++i) limiter.take("a", start);
  limiter.set_limit(2, start + 60s);
  EXPECT_TRUE(limiter.take("a", start + 60s)) << "all of it was back";
}

}  // namespace
}  // namespace sahut::net
