#include "gateway/media/disk_pool.hpp"

#include <gmock/gmock.h>

#include <future>
#include <thread>

#include "tests/unit/media/sources.hpp"

namespace sahut::media {
namespace {

TEST(disk_pool, works_beside_the_loop_and_answers_on_it) {
  boost::asio::io_context io{1};
  disk_pool pool;
  std::thread::id worked, answered;
  auto const ask = [&]() -> boost::asio::awaitable<result<int>> {
    std::function<result<int>()> work = [&]() -> result<int> {
      worked = std::this_thread::get_id();
      return 7;
    };
    auto const got = co_await pool.run<int>(std::move(work));
    answered = std::this_thread::get_id();
    co_return got;
  };
  auto const got = run_now(io, ask());
  EXPECT_EQ(got.value(), 7);
  EXPECT_NE(worked, std::this_thread::get_id());
  EXPECT_EQ(answered, std::this_thread::get_id());
}

TEST(disk_pool, refuses_what_would_wait_beyond_its_bound) {
  boost::asio::io_context io{1};
  disk_pool pool(1, 2);
  std::promise<void> go;
  auto const gate = go.get_future().share();
  std::vector<result<int>> answers;
  auto const ask = [&]() -> boost::asio::awaitable<void> {
    std::function<result<int>()> work = [&]() -> result<int> {
      gate.wait();
      return 1;
    };
    auto got = co_await pool.run<int>(std::move(work));
    answers.push_back(std::move(got));
  };
  for (int i = 0; i < 3; ++i) boost::asio::co_spawn(io, ask(), [](std::exception_ptr) {});
  ASSERT_TRUE(test::run_until(io, [&] { return answers.size() == 1; }));
  EXPECT_EQ(answers[0].error().code, errc::full);
  go.set_value();
  ASSERT_TRUE(test::run_until(io, [&] { return answers.size() == 3; }));
  EXPECT_TRUE(answers[1] && answers[2]);
  // There is room again.
  run_now(io, ask());
  EXPECT_TRUE(answers.back());
}

TEST(disk_pool, has_done_what_nobody_waits_for_when_it_is_finished) {
  int done = 0;
  disk_pool pool(1);
  for (int i = 0; i < 100; ++i) pool.later([&] { ++done; });
  pool.finish();
  EXPECT_EQ(done, 100);
}

}  // namespace
}  // namespace sahut::media
