#include "gateway/store/resp_connection.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <boost/asio/detached.hpp>
#include <boost/asio/steady_timer.hpp>

#include "gateway/store/system_random.hpp"
#include "tests/support/redis_server.hpp"
#include "tests/support/run_now.hpp"

using namespace sahut;
using namespace sahut::test;
using namespace std::chrono_literals;
namespace asio = boost::asio;

namespace {

asio::awaitable<result<std::string>> ask(std::shared_ptr<resp_connection> c, std::vector<std::string> words) {
  resp_answer answer;
  if (auto refused = c->begin(answer)) co_return *refused;
  resp_begin(c->out(), words.size());
  for (auto const& w : words) resp_bulk(c->out(), w);
  co_await c->finish(answer);
  if (answer.failed()) co_return lost_reply();
  if (answer.reply->is_error()) co_return error_of(*answer.reply);
  co_return std::string(answer.reply->text());
}

struct resp_connection_to_redis : testing::Test {
  redis_server server;
  asio::io_context io{1};
  system_random random;
  std::vector<std::string> states;

  std::shared_ptr<resp_connection> connect(resp_options options = {}) {
    options.limits.back_off_min = 5ms;
    options.limits.back_off_max = 50ms;
    options.on_state = [this](bool up, std::string_view why) {
      states.push_back((up ? "up " : "down ") + std::string(why));
    };
    auto c = create_resp_connection(io.get_executor(), parse_redis_url(server.url()).value(), options, random);
    c->start();
    EXPECT_TRUE(run_now(io, c->until_ready(10s)));
    return c;
  }
};

}  // namespace

TEST_F(resp_connection_to_redis, commands_of_one_turn_leave_in_one_write_and_replies_match_in_order) {
  auto c = connect();
  auto const writes = c->writes();
  std::vector<std::string> seen;
  int open = 100;
  for (int i = 0; i < 100; ++i) {
    asio::co_spawn(io, ask(c, {"ECHO", std::to_string(i)}), [&](std::exception_ptr, result<std::string> r) {
      seen.push_back(r ? r.value() : "error");
      --open;
    });
  }
  ASSERT_TRUE(run_until(io, [&] { return open == 0; }));
  EXPECT_EQ(c->writes() - writes, 1u);
  for (int i = 0; i < 100; ++i) EXPECT_EQ(seen[static_cast<std::size_t>(i)], std::to_string(i));
  c->close();
}

TEST_F(resp_connection_to_redis, a_passed_deadline_gives_the_connection_up_and_a_new_one_follows) {
  resp_options options;
  options.limits.command_limit = 50ms;
  auto c = connect(options);
  server.stop_answering();
  auto const lost = run_now(io, ask(c, {"PING"}));
  ASSERT_FALSE(lost);
  EXPECT_EQ(lost.error().code, errc::unavailable);
  EXPECT_FALSE(c->ready());
  ASSERT_FALSE(run_now(io, ask(c, {"PING"})));
  server.answer_again();
  ASSERT_TRUE(run_now(io, c->until_ready(10s)));
  EXPECT_EQ(run_now(io, ask(c, {"ECHO", "back"})).value(), "back");
  ASSERT_GE(states.size(), 3u);
  EXPECT_EQ(states[1], "down a command's deadline passed");
  c->close();
}

TEST_F(resp_connection_to_redis, everything_in_flight_fails_when_the_server_is_killed_and_it_reconnects) {
  auto c = connect();
  server.stop_answering();
  int failed = 0;
  for (int i = 0; i < 10; ++i)
    asio::co_spawn(io, ask(c, {"PING"}), [&](std::exception_ptr, result<std::string> r) {
      failed += !r && r.error().code == errc::unavailable;
    });
  ASSERT_TRUE(run_until(io, [&] { return c->in_flight() == 10; }));
  server.kill_hard();
  ASSERT_TRUE(run_until(io, [&] { return failed == 10; }));
  server.start();
  ASSERT_TRUE(run_now(io, c->until_ready(10s)));
  EXPECT_EQ(run_now(io, ask(c, {"ECHO", "again"})).value(), "again");
  c->close();
}

TEST_F(resp_connection_to_redis, a_server_that_refuses_writes_is_told_in_our_words_with_what_to_do) {
  struct row {
    char const* what;
    std::vector<std::string> setting, undone;
    char const* says;
  };
  row const rows[] = {
      {"memory", {"CONFIG", "SET", "maxmemory", "1"}, {"CONFIG", "SET", "maxmemory", "0"}, "the store's memory is full"},
      {"replicas", {"CONFIG", "SET", "min-replicas-to-write", "1"}, {"CONFIG", "SET", "min-replicas-to-write", "0"},
       "the store has fewer replicas than it needs to take writes"},
      {"replica", {"REPLICAOF", "127.0.0.1", "1"}, {"REPLICAOF", "NO", "ONE"}, "the store is a replica"},
  };
  auto c = connect();
  for (auto const& r : rows) {
    server.ask(r.setting);
    auto const refused = run_now(io, ask(c, {"SET", "citizen", "secret"}));
    ASSERT_FALSE(refused) << r.what;
    EXPECT_EQ(refused.error().code, errc::unavailable) << r.what;
    EXPECT_EQ(refused.error().detail, r.says);
    EXPECT_FALSE(advice_on(refused.error().detail).empty());
    server.ask(r.undone);
    ASSERT_TRUE(run_now(io, c->until_ready(10s)));
  }
  auto const wrong = run_now(io, ask(c, {"SET", "citizen"}));
  ASSERT_FALSE(wrong);
  EXPECT_EQ(wrong.error().code, errc::internal);
  EXPECT_EQ(wrong.error().detail, "the store answered with an error");
  EXPECT_EQ(advice_on(wrong.error().detail), "");
  c->close();
}

// Connections that are cut again and again, by a proxy or an operator: what worked is back after the shortest pause.
TEST_F(resp_connection_to_redis, whatever_did_work_in_its_life_is_back_at_once_however_often_it_is_cut) {
  struct row {
    char const* type;
    bool subscribes;
  };
  for (auto const& r : {row{"normal", false}, row{"pubsub", true}}) {
    resp_options options;
    options.limits.back_off_min = 5ms;
    options.limits.back_off_max = 60s;
    int pushes = 0, ups = 0;
    if (r.subscribes) options.on_push = [&](resp_reply const&) { ++pushes; };
    options.on_state = [&](bool up, std::string_view) { ups += up; };
    auto c = create_resp_connection(io.get_executor(), parse_redis_url(server.url()).value(), options, random);
    c->start();
    for (int life = 1; life <= 14; ++life) {  // doubled each time, the pauses would be more than a minute by now
      ASSERT_TRUE(run_until(io, [&] { return ups == life; })) << r.type << ' ' << life;
      if (r.subscribes) {
        auto const before = pushes;
        resp_command(c->out(), "SUBSCRIBE", "wake");
        c->flush();
        ASSERT_TRUE(run_until(io, [&] { return pushes > before; }));
      } else {
        ASSERT_TRUE(run_now(io, ask(c, {"ECHO", "here"})));
      }
      server.ask({"CLIENT", "KILL", "TYPE", r.type, "SKIPME", "yes"});
    }
    c->close();
    io.run_for(20ms);
  }
}

// A replica takes the login and ends the connection at the first write: the pause grows all the same.
TEST_F(resp_connection_to_redis, reconnecting_to_a_server_that_logs_in_and_refuses_backs_off) {
  resp_options options;
  auto c = connect(options);
  server.ask({"REPLICAOF", "127.0.0.1", "1"});
  states.clear();
  auto const end = std::chrono::steady_clock::now() + 600ms;
  asio::co_spawn(io, [&]() -> asio::awaitable<void> {
    while (std::chrono::steady_clock::now() < end) {
      auto words = std::vector<std::string>{"SET", "a", "1"};
      auto const done = co_await ask(c, std::move(words));
      EXPECT_FALSE(done);
      asio::steady_timer pause(io, 1ms);
      co_await pause.async_wait(asio::use_awaitable);
    }
  }, asio::detached);
  ASSERT_TRUE(run_until(io, [&] { return std::chrono::steady_clock::now() > end; }));
  io.run_for(20ms);
  auto const lives = std::count_if(states.begin(), states.end(), [](auto const& s) { return s.starts_with("up "); });
  EXPECT_GE(lives, 3) << "it goes on trying";
  EXPECT_LE(lives, 26) << "the pauses are between half of 50 ms and 50 ms after the first few";
  c->close();
}

TEST_F(resp_connection_to_redis, what_is_in_flight_is_bounded) {
  resp_options options;
  options.limits.in_flight_max = 3;
  auto c = connect(options);
  server.stop_answering();
  int full = 0;
  for (int i = 0; i < 5; ++i)
    asio::co_spawn(io, ask(c, {"PING"}),
                   [&](std::exception_ptr, result<std::string> r) { full += !r && r.error().code == errc::full; });
  ASSERT_TRUE(run_until(io, [&] { return full == 2 && c->in_flight() == 3; }));
  server.answer_again();
  ASSERT_TRUE(run_until(io, [&] { return c->in_flight() == 0; }));
  c->close();
}

TEST_F(resp_connection_to_redis, unsent_bytes_are_bounded) {
  resp_options options;
  options.limits.unsent_bytes_max = 1000;
  auto c = connect(options);
  std::vector<errc> refused;
  int open = 3;
  for (int i = 0; i < 3; ++i)
    asio::co_spawn(io, ask(c, {"ECHO", std::string(800, 'x')}), [&](std::exception_ptr, result<std::string> r) {
      if (!r) refused.push_back(r.error().code);
      --open;
    });
  ASSERT_TRUE(run_until(io, [&] { return open == 0; }));
  EXPECT_EQ(refused, std::vector<errc>{errc::full});
  c->close();
}

TEST_F(resp_connection_to_redis, close_fails_what_waits_and_lets_the_loop_end) {
  auto c = connect();
  server.stop_answering();
  bool failed = false;
  asio::co_spawn(io, ask(c, {"PING"}), [&](std::exception_ptr, result<std::string> r) { failed = !r; });
  ASSERT_TRUE(run_until(io, [&] { return c->in_flight() == 1; }));
  c->close();
  io.restart();
  io.run_for(2s);
  EXPECT_TRUE(failed);
  EXPECT_TRUE(io.stopped()) << "something still keeps the loop alive";
}

TEST(resp_connection, logs_in_selects_and_names_itself) {
  redis_server server({"--requirepass", "s3cret"});
  asio::io_context io{1};
  system_random random;
  auto url = parse_redis_url(server.url() + "?db=4").value();
  url.password = "s3cret";
  auto c = create_resp_connection(io.get_executor(), url, {}, random);
  c->start();
  ASSERT_TRUE(run_now(io, c->until_ready(10s)));
  EXPECT_EQ(run_now(io, ask(c, {"CLIENT", "GETNAME"})).value(), "sahut");
  EXPECT_NE(run_now(io, ask(c, {"CLIENT", "INFO"})).value().find(" db=4 "), std::string::npos);
  c->close();

  url.password = "wrong";
  auto refused = create_resp_connection(io.get_executor(), url, {}, random);
  refused->start();
  auto const never = run_now(io, refused->until_ready(200ms));
  ASSERT_FALSE(never);
  EXPECT_NE(never.error().detail.find("does not take the name or the password"), std::string::npos) << never.error().detail;
  EXPECT_EQ(never.error().detail.find("wrong"), std::string::npos);
  refused->close();
}
