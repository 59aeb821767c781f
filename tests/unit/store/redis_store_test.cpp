#include "gateway/store/redis_store.hpp"

#include <gtest/gtest.h>

#include "gateway/store/system_random.hpp"
#include "tests/support/redis_server.hpp"
#include "tests/support/run_now.hpp"

using namespace sahut;
using namespace sahut::test;
using namespace std::chrono_literals;
namespace asio = boost::asio;

namespace {

struct redis_store_alone : testing::Test {
  redis_server server;
  asio::io_context io{1};
  system_random random;
  std::unique_ptr<redis_store> made;

  void SetUp() override {
    redis_store_options options;
    options.limits.back_off_min = 5ms;
    options.limits.back_off_max = 50ms;
    options.limits.command_limit = 1s;
    made = create_redis_store(io.get_executor(), parse_redis_url(server.url()).value(), options, random);
    made->start();
    ASSERT_TRUE(run_now(io, made->until_ready(10s)));
  }
  void TearDown() override {
    made->close();
    io.restart();
    io.run_for(5s);
  }

  static transaction message(std::string once, std::string text) {
    transaction t;
    record_change r;
    r.key = "s:{priok}:c:PRI-1";
    r.once = std::move(once);
    r.fingerprint = "fp";
    r.append = {std::move(text)};
    t.records.push_back(std::move(r));
    t.operations.push_back(publish{"s:{priok}:wake", "PRI-1 ", "body"});
    return t;
  }
  std::string calls_of(std::string const& command) {
    auto const info = server.ask({"INFO", "commandstats"});
    auto const at = info.find("cmdstat_" + command + ":calls=");
    if (at == info.npos) return "0";
    auto const from = info.find('=', at) + 1;
    return info.substr(from, info.find(',', from) - from);
  }
};

}  // namespace

TEST_F(redis_store_alone, the_usual_message_costs_one_hmget_one_hset_one_publish) {
  server.ask({"CONFIG", "RESETSTAT"});
  auto const done = run_now(io, made->commit(message("id-1", "hello")));
  ASSERT_TRUE(done);
  EXPECT_EQ(std::get<committed>(done.value()).ends, std::vector<std::uint64_t>{1});
  EXPECT_EQ(calls_of("hmget"), "1");
  EXPECT_EQ(calls_of("hset"), "1");
  EXPECT_EQ(calls_of("publish"), "1");
  EXPECT_EQ(calls_of("evalsha"), "1");
  EXPECT_EQ(calls_of("eval"), "0");
  EXPECT_EQ(server.ask({"DBSIZE"}), ":1\r\n");
}

TEST_F(redis_store_alone, survives_a_script_flush) {
  server.ask({"SCRIPT", "FLUSH"});
  ASSERT_TRUE(run_now(io, made->commit(message("a", "1"))));
  server.ask({"SCRIPT", "FLUSH"});
  EXPECT_EQ(run_now(io, made->reserve("s:{priok}:counter", 5, 60s)).value(), 1u);
  server.ask({"SCRIPT", "FLUSH"});
  EXPECT_TRUE(run_now(io, made->claim_due("s:{priok}:due", from_millis(5), 10, 1s)));
  auto const again = run_now(io, made->commit(message("a", "1")));
  ASSERT_TRUE(again);
  EXPECT_EQ(std::get<duplicate>(again.value()).first_seq, 1u);
}

TEST_F(redis_store_alone, over_maxmemory_a_commit_is_refused_whole) {
  ASSERT_TRUE(run_now(io, made->commit(message("a", "1"))));
  server.ask({"CONFIG", "SET", "maxmemory-policy", "noeviction"});
  server.ask({"CONFIG", "SET", "maxmemory", "1"});
  auto t = message("b", "2");
  t.operations.insert(t.operations.begin(), drop{"s:{priok}:c:PRI-1"});
  auto const refused = run_now(io, made->commit(t));
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, errc::unavailable);
  EXPECT_EQ(refused.error().detail, "the store's memory is full");
  EXPECT_EQ(run_now(io, made->fields("s:{priok}:c:PRI-1", {"n", "m1", "m2"})).value(),
            (field_values{"1", "1", std::nullopt}));
  server.ask({"CONFIG", "SET", "maxmemory", "0"});
  EXPECT_TRUE(run_now(io, made->commit(message("b", "2"))));
}

TEST_F(redis_store_alone, a_commit_whose_reply_was_lost_is_unavailable_and_can_be_sent_again) {
  server.stop_answering();
  bool done = false;
  auto lost = [&]() -> asio::awaitable<void> {
    auto const r = co_await made->commit(message("x", "once"));
    EXPECT_TRUE(!r && r.error().code == errc::unavailable);
    done = true;
  };
  asio::co_spawn(io, lost(), [](std::exception_ptr) {});
  ASSERT_TRUE(run_until(io, [&] { return done; }));
  server.answer_again();  // the stopped server now runs what had reached it
  ASSERT_TRUE(run_now(io, made->until_ready(10s)));
  auto const again = run_now(io, made->commit(message("x", "once")));
  ASSERT_TRUE(again);
  EXPECT_EQ(std::get<duplicate>(again.value()).first_seq, 1u);
  EXPECT_EQ(run_now(io, made->fields("s:{priok}:c:PRI-1", {"n"})).value(), (field_values{"1"}));
}

TEST_F(redis_store_alone, a_subscription_is_confirmed_again_after_the_server_was_killed) {
  std::vector<std::string> seen;
  auto handle = made->subscribe(
      "s:{priok}:wake", [&](std::string_view m) { seen.emplace_back(m); }, [&] { seen.emplace_back("ready"); });
  ASSERT_TRUE(run_until(io, [&] { return seen.size() == 1; }));
  ASSERT_TRUE(run_now(io, made->commit(message("1", "a"))));
  ASSERT_TRUE(run_until(io, [&] { return seen.size() == 2; }));
  server.kill_hard();
  server.start();
  ASSERT_TRUE(run_until(io, [&] { return seen.size() == 3; }));
  ASSERT_TRUE(run_now(io, made->until_ready(10s)));
  ASSERT_TRUE(run_now(io, made->commit(message("1", "a"))));
  ASSERT_TRUE(run_until(io, [&] { return seen.size() == 4; }));
  EXPECT_EQ(seen, (std::vector<std::string>{"ready", "PRI-1 1 body", "ready", "PRI-1 1 body"}));
  handle.reset();
  EXPECT_TRUE(run_until(io, [&] { return server.ask({"PUBSUB", "CHANNELS"}) == "*0\r\n"; }));
}

TEST_F(redis_store_alone, a_silent_bus_connection_is_found_by_its_ping_and_subscribed_again) {
  int ready = 0;
  auto handle = made->subscribe(
      "s:{priok}:wake", [](std::string_view) {}, [&] { ++ready; });
  ASSERT_TRUE(run_until(io, [&] { return ready == 1; }));
  server.stop_answering();
  ASSERT_TRUE(run_until(io, [&] { return !made->bus().ready(); }));
  server.answer_again();
  ASSERT_TRUE(run_until(io, [&] { return ready == 2; }));
}
