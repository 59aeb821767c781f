// reference_relay PORT REDIS_SOCKET: visitor -> Redis -> officer with nothing else: no rules, no rights, no encryption,
// no resume. One thread, one loop; a message is one script of four commands (dedupe, append, state, deadline); on its
// reply the sender gets an ack and an officer the message. Speaks as much of the two protocols as the load generator
// needs.
#include <hiredis/hiredis.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <vector>

#include "tests/bench/frame_fields.hpp"
#include "tests/bench/redis_pipe.hpp"
#include "tests/bench/ws_server.hpp"

namespace {

using namespace sahut::bench;
using peer_ptr = std::shared_ptr<ws_peer>;

constexpr std::string_view script = R"(
if not redis.call('SET', KEYS[1], '1', 'NX', 'EX', 86400) then return -1 end
local seq = redis.call('RPUSH', KEYS[2], ARGV[1])
redis.call('HSET', KEYS[3], 'state', 'assigned', 'seq', seq, 'at', ARGV[2])
redis.call('ZADD', KEYS[4], ARGV[3], KEYS[2])
return seq
)";

std::int64_t now_ms() {
  using namespace std::chrono;
  return duration_cast<milliseconds>(system_clock::now().time_since_epoch()).count();
}

std::string rfc3339(std::int64_t ms) {
  std::time_t const seconds = ms / 1000;
  std::tm utc{};
  gmtime_r(&seconds, &utc);
  char out[40];
  auto const n = std::strftime(out, sizeof out, "%FT%T", &utc);
  std::snprintf(out + n, sizeof out - n, ".%03dZ", static_cast<int>(ms % 1000));
  return out;
}

class relay {
 public:
  relay(boost::asio::io_context& io, std::string const& socket)
      : redis_(io, socket), digest_(redis_.load_script(script)) {}

  void on_text(peer_ptr const& from, std::string_view frame) {
    auto const type = field_of(frame, "\"type\":\"");
    if (type == "message.send") return on_message(from, frame);
    if (type == "hello") {
      if (from->path() == "/ws/officer")
        officers_.push_back(from);
      else
        from->number = ++visitors_;
      return from->send(R"({"type":"welcome"})");
    }
    std::string ack = R"({"type":"ack","re":")";
    ack += field_of(frame, "\"id\":\"");
    from->send(ack += "\"}");
  }

  void on_end(peer_ptr const& peer) { std::erase(officers_, peer); }

 private:
  void on_message(peer_ptr const& from, std::string_view frame) {
    std::string const id(field_of(frame, "\"id\":\"")), text(field_of(frame, "\"text\":\""));
    auto const now = now_ms();
    auto const conversation = std::to_string(from->number);
    std::string const at = std::to_string(now), due = std::to_string(now + 3'600'000);
    std::string const once = "{office}:once:" + conversation + ":" + id, log = "{office}:log:" + conversation,
                      state = "{office}:state:" + conversation;
    std::array<std::string_view, 10> const words{"EVALSHA", digest_,        "4",  once, log,
                                                 state,     "{office}:due", text, at,   due};
    redis_.send(words, [this, from, id, text, conversation, now](redisReply const& reply) {
      auto const seq = std::to_string(reply.integer);
      auto const told = rfc3339(now);
      from->send(R"({"type":"ack","re":")" + id + R"(","conversation":")" + conversation + R"(","seq":)" + seq +
                 R"(,"received_at":")" + told + "\"}");
      if (officers_.empty() || reply.integer < 0) return;
      officers_[from->number % officers_.size()]->send(
          R"({"type":"message","conversation":")" + conversation + R"(","seq":)" + seq +
          R"(,"from":"visitor","kind":"text","text":")" + text + R"(","at":")" + told + "\"}");
    });
  }

  redis_pipe redis_;
  std::string digest_;
  std::vector<peer_ptr> officers_;
  std::uint64_t visitors_ = 0;
};

}  // namespace

int main(int argc, char** argv) {
  if (argc != 3) return 64;
  boost::asio::io_context io(1);
  relay bare(io, argv[2]);
  io.restart();
  serve_ws(io, static_cast<std::uint16_t>(std::atoi(argv[1])),
           {[&](auto const& peer, std::string_view frame) { bare.on_text(peer, frame); },
            [&](auto const& peer) { bare.on_end(peer); }});
  io.run();
}
