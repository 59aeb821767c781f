// raw_deadlines REDIS_SOCKET PENDING DUE: what DUE ticket conversions cost Redis with no daemon around them. PENDING
// entries stand in a due set, DUE of them at one instant; from that instant on a loop claims 64 at a time and sends
// their 64 transitions pipelined. One line of JSON: lateness of each at its reply, in milliseconds.
//
// The writes are those of a conversion in the daemon: state and log of the conversation with the ticket's text, the
// number's record, out of one due place and into another, out of the queue and into the tickets, a wake with the text.
#include <hiredis/hiredis.h>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <initializer_list>
#include <memory>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

#include "tests/bench/samples.hpp"

namespace {

using sahut::bench::samples;

constexpr std::size_t batch = 64;
constexpr std::size_t record_bytes = 1400, text_bytes = 700, index_bytes = 90;

constexpr std::string_view claim = R"(
local due = redis.call('ZRANGEBYSCORE', KEYS[1], '-inf', ARGV[1], 'LIMIT', 0, ARGV[2])
local moved = {}
for i, member in ipairs(due) do
  moved[2 * i - 1] = ARGV[3]
  moved[2 * i] = member
end
if #due > 0 then redis.call('ZADD', KEYS[1], unpack(moved)) end
return due
)";
constexpr std::string_view convert = R"(
local state = redis.call('HMGET', KEYS[1], 'v', 'n')
redis.call('HMGET', KEYS[2], 'v', 'n')
redis.call('HSET', KEYS[1], 'v', state[1] + 1, 'n', state[2] + 1, 'm' .. state[2] + 1, ARGV[1], 'r', ARGV[2])
redis.call('HSET', KEYS[2], 'v', 1, 'r', ARGV[3])
redis.call('ZREM', KEYS[3], ARGV[4])
redis.call('ZADD', KEYS[3], ARGV[5], 't' .. ARGV[4])
redis.call('ZREM', KEYS[4], ARGV[4])
redis.call('ZADD', KEYS[5], ARGV[5], ARGV[4])
redis.call('PUBLISH', ARGV[6], 'c ' .. ARGV[4] .. ' ' .. ARGV[1])
return state[2] + 1
)";

[[noreturn]] void fail(std::string const& what) {
  std::fprintf(stderr, "raw_deadlines: %s\n", what.c_str());
  std::exit(1);
}

struct reply_free {
  void operator()(redisReply* r) const { freeReplyObject(r); }
};
using reply_ptr = std::unique_ptr<redisReply, reply_free>;

class blocking_redis {
 public:
  explicit blocking_redis(char const* socket) : context_(redisConnectUnix(socket), redisFree) {
    if (!context_ || context_->err) fail("no connection");
  }
  void append(std::vector<std::string_view> const& words) {
    std::vector<char const*> data;
    std::vector<std::size_t> sizes;
    for (auto const w : words) data.push_back(w.data()), sizes.push_back(w.size());
    redisAppendCommandArgv(context_.get(), static_cast<int>(words.size()), data.data(), sizes.data());
  }
  reply_ptr reply() {
    void* raw = nullptr;
    if (redisGetReply(context_.get(), &raw) != REDIS_OK) fail(context_->errstr);
    reply_ptr r(static_cast<redisReply*>(raw));
    if (r->type == REDIS_REPLY_ERROR) fail({r->str, r->len});
    return r;
  }
  reply_ptr ask(std::vector<std::string_view> const& words) {
    append(words);
    return reply();
  }
  std::string load(std::string_view script) {
    auto const r = ask({"SCRIPT", "LOAD", script});
    return {r->str, r->len};
  }

 private:
  std::unique_ptr<redisContext, void (*)(redisContext*)> context_;
};

double now_ms() {
  return std::chrono::duration<double, std::milli>(std::chrono::system_clock::now().time_since_epoch()).count();
}

constexpr std::string_view due_set = "{office}:due", waiting = "{office}:waiting", ticketed = "{office}:ticketed";

void seed(blocking_redis& redis, std::size_t pending, std::size_t due, std::string const& instant,
          std::string const& later) {
  std::string const record(record_bytes, 'r'), text(text_bytes / 2, 'm');
  std::size_t flying = 0;
  auto settle = [&] {
    for (; flying > 0; --flying) redis.reply();
  };
  for (std::size_t i = 0; i < pending; ++i) {
    auto const name = std::to_string(i), key = "{office}:c:" + name;
    redis.append({"HSET", key, "v", "1", "n", "2", "r", record, "m1", text, "m2", text});
    redis.append({"ZADD", due_set, i < due ? instant : later, name});
    redis.append({"ZADD", waiting, "1", name});
    if ((flying += 3) >= 3 * batch) settle();
  }
  settle();
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 4) return 64;
  blocking_redis redis(argv[1]);
  auto const pending = static_cast<std::size_t>(std::atoll(argv[2])),
             due = static_cast<std::size_t>(std::atoll(argv[3]));
  auto const claim_digest = redis.load(claim), convert_digest = redis.load(convert);
  auto const later = std::to_string(static_cast<long long>(now_ms()) + 86'400'000);
  // The due ones get their instant once everything stands.
  seed(redis, pending, due, later, later);
  auto const instant = static_cast<long long>(now_ms()) + 1'000;
  for (std::size_t i = 0; i < due; ++i) redis.append({"ZADD", due_set, std::to_string(instant), std::to_string(i)});
  for (std::size_t i = 0; i < due; ++i) redis.reply();

  std::string const record(record_bytes, 'R'), text(text_bytes, 'M'), index(index_bytes, 'i');
  samples lateness;
  auto const begin = std::max(static_cast<double>(instant), now_ms());
  std::this_thread::sleep_for(std::chrono::duration<double, std::milli>(begin - now_ms()));
  for (;;) {
    auto const now = static_cast<long long>(now_ms());
    auto const claimed = redis.ask({"EVALSHA", claim_digest, "1", due_set, std::to_string(now), std::to_string(batch),
                                    std::to_string(now + 1'000)});
    if (claimed->elements == 0) break;
    for (std::size_t i = 0; i < claimed->elements; ++i) {
      std::string const name(claimed->element[i]->str, claimed->element[i]->len);
      auto const conversation = "{office}:c:" + name, number = "{office}:number:" + name;
      redis.append({"EVALSHA", convert_digest, "5", conversation, number, due_set, waiting, ticketed, text, record,
                    index, name, later, "{office}:wake"});
    }
    for (std::size_t i = 0; i < claimed->elements; ++i) {
      redis.reply();
      lateness.add(now_ms() - begin);
    }
  }
  std::printf("{\"event\":\"due\",\"done\":%zu,%s}\n", lateness.size(), lateness.fields("lateness").c_str());
  return lateness.size() == due ? 0 : 1;
}
