// Not a test: commits a second through the whole client and commit.lua, beside a fixed script of the same three calls,
// and the client's own processor time for each. Usage: measure_commits [commits] [in flight]
#include <cstdio>
#include <cstdlib>
#include <ctime>

#include "tests/conformance/both_stores.hpp"

using namespace sahut;
using namespace sahut::test;

namespace {

double cpu_seconds() {
  timespec t{};
  ::clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
  return static_cast<double>(t.tv_sec) + static_cast<double>(t.tv_nsec) / 1e9;
}

std::string const body(200, 'x');
constexpr std::string_view fixed =
    "local s = redis.call('HMGET', KEYS[1], 'v', 'n', ARGV[1]) if s[3] then return 0 end "
    "local n = (s[2] or 0) + 1 redis.call('HSET', KEYS[1], 'n', n, 'm' .. n, ARGV[2], ARGV[1], n) "
    "redis.call('PUBLISH', ARGV[3], n .. ARGV[2]) return n";

std::string conversation(std::size_t i) { return "s:{priok}:c:PRI-" + std::to_string(i % 1000); }

boost::asio::awaitable<void> through_the_port(store& s, std::size_t& next, std::size_t count, std::size_t& done) {
  while (next < count) {
    auto const i = next++;
    transaction t;
    auto& r = t.records.emplace_back();
    r.key = conversation(i);
    r.once = "0123456789abcdef" + std::to_string(i);
    r.fingerprint = "fingerprint";
    r.if_version = 0;
    r.append.push_back(body);
    t.operations.push_back(publish{"s:{priok}:wake", r.key, body});
    auto const c = co_await s.commit(std::move(t));
    if (c && std::holds_alternative<committed>(*c)) ++done;
  }
}

boost::asio::awaitable<void> fixed_script(resp_connection& c, std::string sha, std::size_t& next, std::size_t count,
                                          std::size_t& done) {
  while (next < count) {
    auto const i = next++;
    resp_answer answer;
    if (c.begin(answer)) co_return;
    resp_command(c.out(), "EVALSHA", sha, "1", conversation(i), "d0123456789abcdef" + std::to_string(i), body,
                 "s:{priok}:wake");
    co_await c.finish(answer);
    if (!answer.failed() && !answer.reply->is_error()) ++done;
  }
}

boost::asio::awaitable<void> bare(resp_connection& c, std::size_t& next, std::size_t count, std::size_t& done) {
  while (next < count) {
    ++next;
    resp_answer answer;
    if (c.begin(answer)) co_return;
    resp_command(c.out(), "PING");
    co_await c.finish(answer);
    if (!answer.failed()) ++done;
  }
}

template <class Make>
void measure(char const* name, redis_under_test& redis, std::size_t count, std::size_t width, Make make) {
  redis.server.ask({"FLUSHALL"});
  std::size_t next = 0, done = 0, ended = 0;
  auto const begun = std::chrono::steady_clock::now();
  auto const cpu = cpu_seconds();
  for (std::size_t i = 0; i < width; ++i)
    boost::asio::co_spawn(redis.io, make(next, done), [&](std::exception_ptr) { ++ended; });
  redis.io.restart();
  while (ended < width) redis.io.run_one();
  auto const took = std::chrono::duration<double>(std::chrono::steady_clock::now() - begun).count();
  std::printf("%-16s %8.0f /s   client %5.2f us each   (%zu of %zu, %zu in flight)\n", name,
              static_cast<double>(done) / took, (cpu_seconds() - cpu) * 1e6 / static_cast<double>(count), done, count,
              width);
}

}  // namespace

int main(int argc, char** argv) {
  std::size_t const count = argc > 1 ? std::strtoul(argv[1], nullptr, 10) : 100'000;
  std::size_t const width = argc > 2 ? std::strtoul(argv[2], nullptr, 10) : 64;
  redis_under_test redis;
  auto const loaded = redis.server.ask({"SCRIPT", "LOAD", std::string(fixed)});
  auto const sha = loaded.substr(loaded.find('\n') + 1, 40);
  auto& c = redis.made->commands();
  for (int round = 0; round < 2; ++round) {
    measure("commit.lua", redis, count, width,
            [&](auto& next, auto& done) { return through_the_port(*redis.made, next, count, done); });
    measure("fixed script", redis, count, width,
            [&](auto& next, auto& done) { return fixed_script(c, sha, next, count, done); });
    measure("PING", redis, count, width, [&](auto& next, auto& done) { return bare(c, next, count, done); });
  }
}
