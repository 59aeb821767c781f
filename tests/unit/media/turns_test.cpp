#include "gateway/media/turns.hpp"

#include <gtest/gtest.h>

#include <vector>

#include "gateway/service/core/task_group.hpp"
#include "tests/support/run_now.hpp"

namespace sahut::media {
namespace {

using namespace std::chrono_literals;
namespace asio = boost::asio;

// Takes a turn, says so, and keeps it until told.
struct worker {
  asio::steady_timer hold;
  std::vector<std::string>& said;
  std::string name;
  asio::awaitable<void> work(turns& t, milliseconds limit) {
    auto turn = co_await t.take(limit);
    said.push_back(name + (turn ? " works" : " leaves"));
    boost::system::error_code ignored;
    if (turn) co_await hold.async_wait(asio::redirect_error(asio::use_awaitable, ignored));
  }
};

struct turns_of_files : testing::Test {
  asio::io_context io;
  std::vector<std::string> said;
  std::optional<turns> all;
  std::vector<std::unique_ptr<worker>> workers;
  task_group tasks{io.get_executor()};

  turns& of_at_most(std::size_t at_once, std::size_t waiting) { return all.emplace(io.get_executor(), at_once, waiting); }
  worker& begin(turns& t, std::string name, milliseconds limit = 10s) {
    workers.push_back(std::make_unique<worker>(worker{asio::steady_timer(io, asio::steady_timer::time_point::max()), said, std::move(name)}));
    tasks.add(workers.back()->work(t, limit));
    io.restart();
    io.poll();
    return *workers.back();
  }
  void end(worker& w) {
    w.hold.cancel();
    io.restart();
    io.poll();
  }
  ~turns_of_files() override {
    for (auto const& w : workers) end(*w);
    tasks.cancel();
    io.restart();
    io.poll();
  }
};

TEST_F(turns_of_files, as_many_work_as_may_and_the_rest_follow_in_their_order) {
  auto& t = of_at_most(2, 2);
  auto& a = begin(t, "a");
  auto& b = begin(t, "b");
  begin(t, "c");
  begin(t, "d");
  EXPECT_EQ(said, (std::vector<std::string>{"a works", "b works"}));
  end(b);
  end(a);
  EXPECT_EQ(said, (std::vector<std::string>{"a works", "b works", "c works", "d works"}));
  EXPECT_EQ(t.taken(), 2u);
}

TEST_F(turns_of_files, who_finds_too_many_waiting_leaves_at_once) {
  auto& t = of_at_most(1, 1);
  auto& a = begin(t, "a");
  begin(t, "b");
  begin(t, "c");
  EXPECT_EQ(said, (std::vector<std::string>{"a works", "c leaves"}));
  end(a);
  EXPECT_EQ(said.back(), "b works");
}

TEST_F(turns_of_files, who_waits_longer_than_their_limit_leaves_and_nobody_waits_for_them) {
  auto& t = of_at_most(1, 5);
  auto& a = begin(t, "a");
  begin(t, "b", 1ms);
  begin(t, "c");
  EXPECT_TRUE(test::run_until(io, [&] { return said.size() == 2; }));
  EXPECT_EQ(said.back(), "b leaves");
  EXPECT_EQ(t.waiting(), 1u);
  end(a);
  EXPECT_EQ(said.back(), "c works");
}

TEST_F(turns_of_files, who_is_cancelled_while_waiting_takes_no_turn) {
  auto& t = of_at_most(1, 5);
  auto& a = begin(t, "a");
  {
    task_group others(io.get_executor());
    worker b{asio::steady_timer(io, asio::steady_timer::time_point::max()), said, "b"};
    others.add(b.work(t, 10s));
    io.restart();
    io.poll();
    EXPECT_EQ(t.waiting(), 1u);
    others.cancel();
    io.restart();
    io.poll();
  }
  EXPECT_EQ(t.waiting(), 0u);
  end(a);
  EXPECT_EQ(t.taken(), 0u);
}

}  // namespace
}  // namespace sahut::media
