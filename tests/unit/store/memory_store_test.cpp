#include "gateway/store/memory_store.hpp"

#include <gtest/gtest.h>

#include <boost/asio/redirect_error.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>

#include "tests/support/run_now.hpp"

using namespace sahut;
using namespace sahut::test;
using namespace std::chrono_literals;

namespace {

struct memory_store_faults : testing::Test {
  boost::asio::io_context io{1};
  utc_time now = from_millis(1'000'000);
  std::unique_ptr<memory_store> s = create_memory_store(io.get_executor(), [this] { return now; });

  static transaction message(std::string once) {
    transaction t;
    record_change r;
    r.key = "k";
    r.once = std::move(once);
    r.append = {"text"};
    t.records.push_back(std::move(r));
    t.operations.push_back(publish{"wake", "", ""});
    return t;
  }
};

}  // namespace

TEST_F(memory_store_faults, a_refused_commit_leaves_nothing_and_the_next_one_works) {
  for (auto [f, code] :
       {std::pair{memory_store::fault::refuse, errc::unavailable}, {memory_store::fault::full, errc::full}}) {
    s->fail_next_commit(f);
    auto const refused = run_now(io, s->commit(message("a")));
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().code, code);
    EXPECT_EQ(s->dump(), "");
  }
  EXPECT_TRUE(run_now(io, s->commit(message("a"))));
  EXPECT_EQ(s->commits(), 1u);
}

TEST_F(memory_store_faults, a_lost_reply_is_unavailable_although_it_was_applied) {
  s->fail_next_commit(memory_store::fault::lose_reply);
  EXPECT_EQ(run_now(io, s->commit(message("a"))).error().code, errc::unavailable);
  auto const again = run_now(io, s->commit(message("a")));
  ASSERT_TRUE(again);
  EXPECT_EQ(std::get<duplicate>(*again).first_seq, 1u);
}

TEST_F(memory_store_faults, a_delay_lets_commits_overtake) {
  bool first = true;
  boost::asio::steady_timer gate(io, boost::asio::steady_timer::time_point::max());
  s->delay_with([&]() -> boost::asio::awaitable<void> {
    if (!std::exchange(first, false)) co_return;
    boost::system::error_code ignored;
    co_await gate.async_wait(boost::asio::redirect_error(boost::asio::use_awaitable, ignored));
  });
  std::vector<std::uint64_t> ends(2);
  for (std::size_t i = 0; i < 2; ++i)
    boost::asio::co_spawn(
        io, s->commit(message(std::to_string(i))),
        [&, i](std::exception_ptr, result<commit_result> r) { ends[i] = std::get<committed>(*r).ends[0]; });
  ASSERT_TRUE(run_until(io, [&] { return ends[1] == 1; }));
  gate.cancel();
  ASSERT_TRUE(run_until(io, [&] { return ends[0] == 2; }));
}

TEST_F(memory_store_faults, a_broken_bus_loses_what_was_under_way_and_confirms_anew) {
  std::vector<std::string> seen;
  auto handle = s->subscribe(
      "wake", [&](std::string_view m) { seen.emplace_back(m); }, [&] { seen.emplace_back("ready"); });
  ASSERT_TRUE(run_until(io, [&] { return seen.size() == 1; }));
  ASSERT_TRUE(run_now(io, s->commit(message("a"))));
  ASSERT_TRUE(run_until(io, [&] { return seen.size() == 2; }));
  auto const lost = [&]() -> boost::asio::awaitable<void> {
    (void)co_await s->commit(message("b"));
    s->break_bus();
  };
  run_now(io, lost());
  ASSERT_TRUE(run_until(io, [&] { return seen.size() == 3; }));
  ASSERT_TRUE(run_now(io, s->commit(message("c"))));
  ASSERT_TRUE(run_until(io, [&] { return seen.size() == 4; }));
  EXPECT_EQ(seen, (std::vector<std::string>{"ready", "1 ", "ready", "3 "}));
}

TEST_F(memory_store_faults, expiry_follows_the_injected_clock) {
  EXPECT_EQ(run_now(io, s->reserve("counter", 3, 10s)).value(), 1u);
  now += 9s;
  EXPECT_EQ(run_now(io, s->reserve("counter", 1, 10s)).value(), 4u);
  now += 9s;
  EXPECT_EQ(run_now(io, s->reserve("counter", 1, 10s)).value(), 5u) << "each use keeps it alive";
  now += 10s;
  EXPECT_EQ(run_now(io, s->reserve("counter", 1, 10s)).value(), 1u);
}
