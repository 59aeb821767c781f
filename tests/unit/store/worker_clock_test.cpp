#include "gateway/store/worker_clock.hpp"

#include <gtest/gtest.h>

#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/cancellation_signal.hpp>

#include "gateway/store/memory_store.hpp"
#include "tests/support/run_now.hpp"

using namespace sahut;
using namespace sahut::test;
using namespace std::chrono_literals;
using verdict = clock_offset::verdict;

namespace {

clock_offset::steady_time at(std::chrono::microseconds t) { return clock_offset::steady_time(t); }

}  // namespace

TEST(clock_offset, takes_the_middle_of_the_round_trip) {
  clock_offset offset{worker_clock_settings{}};
  EXPECT_FALSE(offset.known());
  EXPECT_EQ(offset.sample(at(1000ms), at(1004ms), from_millis(50'002)), verdict::first);
  EXPECT_EQ(offset.at(at(1004ms)), from_millis(50'004));
  EXPECT_EQ(offset.at(at(2002ms)), from_millis(51'002));
}

TEST(clock_offset, ignores_slow_round_trips_until_its_patience_ends) {
  clock_offset offset{worker_clock_settings{}};
  offset.sample(at(0ms), at(1ms), from_millis(10'000));
  EXPECT_EQ(offset.sample(at(10s), at(10s + 6ms), from_millis(21'000)), verdict::ignored);
  EXPECT_EQ(offset.at(at(20s)), from_millis(29'999));
  EXPECT_EQ(offset.sample(at(20s), at(20s + 5ms), from_millis(31'002)), verdict::followed);
  EXPECT_EQ(offset.at(at(20s + 2500us)), from_millis(31'002));
  EXPECT_EQ(offset.sample(at(70s), at(70s + 6ms), from_millis(80'000)), verdict::ignored);
  EXPECT_EQ(offset.sample(at(81s), at(81s + 100ms), from_millis(91'050)), verdict::followed);
}

TEST(clock_offset, the_first_sample_is_taken_however_slow) {
  clock_offset offset{worker_clock_settings{}};
  EXPECT_EQ(offset.sample(at(0s), at(2s), from_millis(100'000)), verdict::first);
  EXPECT_EQ(offset.at(at(2s)), from_millis(101'000));
}

TEST(clock_offset, a_step_over_five_seconds_alarms_and_is_not_followed) {
  clock_offset offset{worker_clock_settings{}};
  offset.sample(at(0ms), at(0ms), from_millis(1'000'000));
  EXPECT_EQ(offset.sample(at(10s), at(10s), from_millis(1'015'000)), verdict::followed) << "exactly five seconds";
  EXPECT_EQ(offset.sample(at(20s), at(20s), from_millis(1'030'001)), verdict::stepped);
  EXPECT_EQ(offset.last_step(), 5001ms);
  EXPECT_EQ(offset.at(at(20s)), from_millis(1'025'000));
  EXPECT_EQ(offset.sample(at(30s), at(30s), from_millis(1'000'000)), verdict::stepped);
  EXPECT_LT(offset.last_step(), 0ms);
}

TEST(worker_clock, follows_the_stores_time_and_not_the_local_one) {
  boost::asio::io_context io;
  auto there = from_millis(4'000'000'000'000);
  auto const s = create_memory_store(io.get_executor(), [&] { return there; });
  worker_clock_settings settings;
  settings.sample_every = 5ms;
  std::vector<milliseconds> steps;
  settings.on_step = [&](milliseconds step) { steps.push_back(step); };
  auto const clock = create_worker_clock(io.get_executor(), *s, settings);
  EXPECT_THROW((void)clock->now(), std::logic_error);
  ASSERT_TRUE(run_now(io, clock->begin()));
  EXPECT_LT(std::chrono::abs(clock->now() - there), 1s);

  bool ended = false;
  boost::asio::co_spawn(io, clock->run(), [&](std::exception_ptr) { ended = true; });
  there += 1h;
  ASSERT_TRUE(run_until(io, [&] { return !steps.empty(); }));
  EXPECT_GT(steps[0], 59min);
  EXPECT_LT(std::chrono::abs(clock->now() - from_millis(4'000'000'000'000)), 30s);
  clock->stop();
  ASSERT_TRUE(run_until(io, [&] { return ended; }));
}

TEST(worker_clock, sleeps_until_the_instant_and_says_when_it_was_cancelled) {
  boost::asio::io_context io;
  auto const s = create_memory_store(io.get_executor(), [] { return from_millis(1'000'000); });
  auto const clock = create_worker_clock(io.get_executor(), *s, {});
  ASSERT_TRUE(run_now(io, clock->begin()));
  auto const when = clock->now() + 20ms;
  EXPECT_TRUE(run_now(io, clock->sleep_until(when)));
  EXPECT_GE(clock->now(), when);
  EXPECT_TRUE(run_now(io, clock->sleep_until(when))) << "an instant that has passed";

  boost::asio::cancellation_signal cancel;
  std::optional<bool> slept;
  boost::asio::co_spawn(
      io, clock->sleep_for(1h),
      boost::asio::bind_cancellation_slot(cancel.slot(), [&](std::exception_ptr, bool whole) { slept = whole; }));
  io.restart();
  io.poll();
  cancel.emit(boost::asio::cancellation_type::terminal);
  ASSERT_TRUE(run_until(io, [&] { return slept.has_value(); }));
  EXPECT_FALSE(*slept);
}
