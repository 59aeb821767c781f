// Signed webhooks over keep-alive connections, each with one request under way: how many come back with 200.
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>

#include "tests/bench/samples.hpp"
#include "tests/bench/visitors.hpp"
#include "tests/bench/webhook_kinds.hpp"

namespace sahut::bench {
namespace {

struct tally {
  tally(load_options const& o, webhook_kind const& of) : options(o), kind(of) {}

  load_options const& options;
  webhook_kind const& kind;
  std::string prefix = run_prefix();
  std::uint64_t first = static_cast<std::uint64_t>(std::chrono::system_clock::now().time_since_epoch().count()) / 1000;  // of ids that are numbers
  std::uint64_t next = 0, stored = 0, refused = 0, broken = 0;
  bool counting = false;
  samples latency;
};

// A body with one message in two parts: the text goes between them.
struct body_parts {
  std::string before, after;
};
body_parts parts_of(std::string_view kind, std::string const& account, std::string const& sender, std::string const& id, std::int64_t ms) {
  auto const at = std::to_string(ms), second = std::to_string(ms / 1000);
  if (kind == "whatsapp")
    return {R"({"object":"whatsapp_business_account","entry":[{"id":"9","changes":[{"field":"messages","value":{"messaging_product":"whatsapp","metadata":{"display_phone_number":"62215550000","phone_number_id":")" +
                account + R"("},"contacts":[{"profile":{"name":"Sari"},"wa_id":")" + sender + R"("}],"messages":[{"from":")" + sender + R"(","id":"wamid.)" + id +
                R"(","timestamp":")" + second + R"(","type":"text","text":{"body":")",
            "\"}}]}}]}]}"};
  if (kind == "telegram")
    return {R"({"update_id":)" + id + R"(,"message":{"message_id":)" + id + R"(,"date":)" + second + R"(,"chat":{"id":)" + sender +
                R"(,"first_name":"Sari","type":"private"},"from":{"id":)" + sender + R"(,"first_name":"Sari","is_bot":false},"text":")",
            "\"}}"};
  if (kind == "line")
    return {R"({"destination":")" + account + R"(","events":[{"type":"message","mode":"active","timestamp":)" + at + R"(,"source":{"type":"user","userId":"U)" +
                std::string(32 - sender.size(), 'a') + sender + R"("},"webhookEventId":"01H)" + id + R"(","deliveryContext":{"isRedelivery":false},"replyToken":"r","message":{"id":")" + id +
                R"(","type":"text","quoteToken":"q","text":")",
            "\"}}]}"};
  if (kind == "x")
    return {R"({"for_user_id":")" + account + R"(","direct_message_events":[{"type":"message_create","id":")" + id + R"(","created_timestamp":")" + at +
                R"(","message_create":{"target":{"recipient_id":")" + account + R"("},"sender_id":")" + sender + R"(","message_data":{"text":")",
            "\"}}}],\"users\":{}}"};
  return {R"({"object":"page","entry":[{"id":")" + account + R"(","time":)" + at + R"(,"messaging":[{"sender":{"id":")" + sender + R"("},"recipient":{"id":")" + account +
              R"("},"timestamp":)" + at + R"(,"message":{"mid":"m_)" + id + R"(","text":")",
          "\"}}]}]}"};
}

std::string request_of(tally& t) {
  auto const k = t.next++;
  auto const& o = t.options;
  auto const ms = std::chrono::duration_cast<std::chrono::milliseconds>(std::chrono::system_clock::now().time_since_epoch()).count();
  auto const id = t.kind.name == "messenger" || t.kind.name == "line" ? t.prefix + std::to_string(k) : std::to_string(t.first + k);
  auto [body, end] = parts_of(t.kind.name, o.account, std::to_string(5'000'000'000'000 + k % o.senders), id, ms);
  if (body.size() + end.size() < o.body_bytes) body.append(o.body_bytes - body.size() - end.size(), 'x');
  body += end;
  std::string request = "POST " + o.path + " HTTP/1.1\r\nHost: 127.0.0.1:" + std::to_string(o.port) +
                        "\r\nContent-Type: application/json\r\nContent-Length: " + std::to_string(body.size()) + "\r\n" + std::string(t.kind.header) + ": " +
                        proof_of(t.kind, body, o.secret) + "\r\n\r\n";
  return request += body;
}

class poster final : public io_handler {
 public:
  poster(event_loop& loop, tally& t) : loop_(loop), tally_(t), fd_(connect_loopback(t.options.port)) {
    loop_.watch(fd_, EPOLLOUT, *this);
  }
  ~poster() override { end(); }

  void on_events(std::uint32_t events) override {
    if (events & EPOLLOUT) {
      loop_.change(fd_, EPOLLIN, *this);
      return post();
    }
    auto& scratch = loop_.scratch();
    auto const n = ::recv(fd_, scratch.data(), scratch.size(), 0);
    if (n < 0 && (errno == EAGAIN || errno == EINTR)) return;
    if (n <= 0) {
      ++tally_.broken;
      return end();
    }
    input_.append(scratch.data(), static_cast<std::size_t>(n));
    if (answered()) post();
  }

 private:
  void post() {
    sent_at_ = steady::now();
    auto const request = request_of(tally_);
    // Two kilobytes always fit an empty socket buffer.
    if (::send(fd_, request.data(), request.size(), MSG_NOSIGNAL) != static_cast<ssize_t>(request.size())) {
      ++tally_.broken;
      end();
    }
  }
  bool answered() {
    auto const head = input_.find("\r\n\r\n");
    if (head == input_.npos) return false;
    std::size_t length = 0;
    std::string_view const fields(input_.data(), head);
    for (auto const name : {"Content-Length: ", "content-length: "})
      if (auto const at = fields.find(name); at != fields.npos)
        length = std::strtoul(fields.data() + at + 16, nullptr, 10);
    if (input_.size() < head + 4 + length) return false;
    bool const ok = fields.substr(9, 3) == "200";
    input_.erase(0, head + 4 + length);
    if (!tally_.counting) return true;
    if (!ok) return ++tally_.refused, true;
    ++tally_.stored;
    tally_.latency.add(std::chrono::duration<double, std::milli>(steady::now() - sent_at_).count());
    return true;
  }
  void end() {
    if (fd_ < 0) return;
    loop_.forget(fd_, *this);
    ::close(fd_);
    fd_ = -1;
  }

  event_loop& loop_;
  tally& tally_;
  int fd_;
  steady::time_point sent_at_;
  std::string input_;
};

}  // namespace

int webhook_load(load_options const& o) {
  auto const* const kind = webhook_kind_of(o.kind);
  if (!kind) return std::fprintf(stderr, "load: no kind of webhook is called %s\n", o.kind.c_str()), 64;
  event_loop loop;
  tally t(o, *kind);
  std::vector<std::unique_ptr<poster>> posters;
  for (std::size_t i = 0; i < o.connections; ++i) posters.push_back(std::make_unique<poster>(loop, t));
  auto const run_for = [&](double seconds) {
    auto const until =
        steady::now() + std::chrono::duration_cast<steady::duration>(std::chrono::duration<double>(seconds));
    while (steady::now() < until) loop.turn(until);
  };
  run_for(o.warm_up);
  std::puts("{\"event\":\"begin\"}");
  t.counting = true;
  auto const begin = steady::now();
  run_for(o.seconds);
  auto const seconds = std::chrono::duration<double>(steady::now() - begin).count();
  std::puts("{\"event\":\"end\"}");
  std::printf("{\"event\":\"webhook\",\"stored\":%llu,\"refused\":%llu,\"broken\":%llu,\"per_second\":%.0f,%s}\n",
              static_cast<unsigned long long>(t.stored), static_cast<unsigned long long>(t.refused),
              static_cast<unsigned long long>(t.broken), static_cast<double>(t.stored) / seconds,
              t.latency.fields("latency").c_str());
  return t.stored > 0 ? 0 : 1;
}

}  // namespace sahut::bench
