// Signed webhooks over keep-alive connections, each with one request under way: how many come back with 200.
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>

#include "tests/bench/samples.hpp"
#include "tests/bench/visitors.hpp"

namespace sahut::bench {
namespace {

struct tally {
  explicit tally(load_options const& o) : options(o) {}

  load_options const& options;
  std::string prefix = run_prefix();
  std::uint64_t next = 0, stored = 0, refused = 0, broken = 0;
  bool counting = false;
  samples latency;
};

std::string request_of(tally& t) {
  auto const k = t.next++;
  auto const& o = t.options;
  auto const ms =
      std::chrono::duration_cast<std::chrono::milliseconds>(std::chrono::system_clock::now().time_since_epoch())
          .count();
  auto const at = std::to_string(ms);
  std::string body = R"({"object":"page","entry":[{"id":")" + o.account + R"(","time":)" + at +
                     R"(,"messaging":[{"sender":{"id":")" + std::to_string(5'000'000'000'000 + k % o.senders) +
                     R"("},"recipient":{"id":")" + o.account + R"("},"timestamp":)" + at + R"(,"message":{"mid":"m_)" +
                     t.prefix + std::to_string(k) + R"(","text":")";
  constexpr std::string_view end = "\"}}]}]}";
  if (body.size() + end.size() < o.body_bytes) body.append(o.body_bytes - body.size() - end.size(), 'x');
  body += end;
  unsigned char mac[EVP_MAX_MD_SIZE];
  unsigned size = 0;
  HMAC(EVP_sha256(), o.secret.data(), static_cast<int>(o.secret.size()),
       reinterpret_cast<unsigned char const*>(body.data()), body.size(), mac, &size);
  std::string request = "POST " + o.path + " HTTP/1.1\r\nHost: 127.0.0.1:" + std::to_string(o.port) +
                        "\r\nContent-Type: application/json\r\nContent-Length: " + std::to_string(body.size()) +
                        "\r\nX-Hub-Signature-256: sha256=";
  for (unsigned i = 0; i < size; ++i) {
    request += "0123456789abcdef"[mac[i] >> 4];
    request += "0123456789abcdef"[mac[i] & 15];
  }
  request += "\r\n\r\n";
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
  event_loop loop;
  tally t(o);
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
