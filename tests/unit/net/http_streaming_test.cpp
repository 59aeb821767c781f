// Bodies that go through the server without being held.
#include <gtest/gtest.h>
#include <malloc.h>

#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <mutex>
#include <stdexcept>

#include "gateway/net/problem.hpp"
#include "tests/support/byte_doubles.hpp"
#include "tests/support/ws_client.hpp"
#include "tests/unit/net/test_server.hpp"

namespace sahut::test {
namespace {

namespace asio = boost::asio;
using net::http_reply;
using net::http_request;
using std::chrono::milliseconds;

constexpr std::uint64_t large = 25'000'000;

std::size_t held() {
  auto const m = mallinfo2();
  return m.uordblks + m.hblkhd;
}

// What the server's thread did, for the test's own to look at.
struct deeds {
  std::mutex lock;
  std::uint64_t taken = 0, given = 0;
  std::size_t held_most = 0;
  int handled = 0, sources = 0;
  std::optional<error> failed;

  template <class F>
  auto with(F f) {
    std::lock_guard const one(lock);
    return f(*this);
  }
  void sample() { held_most = std::max(held_most, held()); }
};
using deeds_ptr = std::shared_ptr<deeds>;

// A source that tells what it does.
class told_source final : public byte_source {
 public:
  told_source(deeds_ptr told, std::uint64_t size, std::uint64_t fails_at, bool throws, bool hangs)
      : deeds_(std::move(told)), pattern_(size, fails_at), throws_(throws), hangs_(hangs) {
    deeds_->with([](deeds& all) { ++all.sources; });
  }
  ~told_source() override {
    deeds_->with([](deeds& all) { --all.sources; });
  }
  asio::awaitable<result<std::size_t>> read(std::span<std::byte> into) override {
    if (throws_ && pattern_.given > 0) throw std::runtime_error("on purpose");
    if (hangs_ && pattern_.given > 0) {
      asio::steady_timer never(co_await asio::this_coro::executor, asio::steady_timer::time_point::max());
      co_await never.async_wait(asio::use_awaitable);
    }
    auto const n = co_await pattern_.read(into);
    deeds_->with([this](deeds& all) { all.given = pattern_.given, all.sample(); });
    co_return n;
  }

 private:
  deeds_ptr deeds_;
  pattern_source pattern_;
  bool throws_, hangs_;
};

http_reply plain(std::string text) {
  http_reply r;
  r.body = std::move(text);
  return r;
}

asio::awaitable<http_reply> take(deeds_ptr told, byte_source& body, std::uint64_t most) {
  std::vector<std::byte> piece(64 * 1024);
  bool right = true;
  std::uint64_t at = 0;
  told->with([](deeds& all) { ++all.handled; });
  while (at < most) {
    auto const want = static_cast<std::size_t>(std::min<std::uint64_t>(piece.size(), most - at));
    auto const n = co_await body.read(std::span(piece).first(want));
    if (!n) {
      told->with([&](deeds& all) { all.failed = n.error(); });
      co_return plain("failed");
    }
    if (*n == 0) break;
    right = right && std::memcmp(piece.data(), pattern(at, *n).data(), *n) == 0;
    at += *n;
    told->with([&](deeds& all) { all.taken = at, all.sample(); });
  }
  auto answer = std::to_string(at) + (right ? " right" : " wrong");
  co_return plain(std::move(answer));
}

std::vector<net::route> routes(deeds_ptr d) {
  std::vector<net::route> out;
  auto const add = [&](std::string method, std::string path, net::http_stream_handler h) -> net::route& {
    net::route r;
    r.methods = {std::move(method)};
    r.path = std::move(path);
    r.body_limit = large;
    r.time_limit = std::chrono::seconds(30);
    r.stream_handler = std::move(h);
    return out.emplace_back(std::move(r));
  };
  add("POST", "/take", [d](http_request, byte_source& body) { return take(d, body, UINT64_MAX); });
  add("POST", "/brief", [d](http_request, byte_source& body) { return take(d, body, UINT64_MAX); }).time_limit = milliseconds(150);
  add("POST", "/small", [d](http_request, byte_source& body) { return take(d, body, UINT64_MAX); }).body_limit = 1000;
  add("POST", "/some", [d](http_request, byte_source& body) { return take(d, body, 10); });
  add("POST", "/refuse", [](http_request, byte_source&) -> asio::awaitable<http_reply> { co_return net::problem(403, "forbidden", "no"); });
  add("GET", "/give", [d](http_request q, byte_source&) -> asio::awaitable<http_reply> {
    auto const number = [&](char const* name, std::uint64_t otherwise) {
      auto const text = net::query_value(q.query, name);
      return text.empty() ? otherwise : std::stoull(std::string(text));
    };
    http_reply r;
    r.content_type = "application/octet-stream";
    r.status = static_cast<int>(number("status", 200));
    r.stream_bytes = number("n", 0);
    r.stream = std::make_shared<told_source>(d, number("has", r.stream_bytes), number("fails", UINT64_MAX), number("throws", 0) == 1, number("hangs", 0) == 1);
    co_return r;
  });
  return out;
}

struct http_streaming : testing::Test {
  net::server_settings settings = quick_settings();
  deeds_ptr seen = std::make_shared<deeds>();
  std::unique_ptr<test_server> server;
  std::size_t held_before = 0;

  void serve() {
    pattern(0, 1);
    server = std::make_unique<test_server>(settings, routes(seen));
    held_before = held();
  }
  bool wait(std::function<bool(deeds&)> what) {
    return server->wait_for([&](auto const&) { return seen->with(what); });
  }
  // Sampled in the server's thread while bytes went through: the server, its handler, and this process's client.
  void expect_little_held() {
    auto const most = seen->with([](deeds& all) { return all.held_most; });
    EXPECT_LT(most, held_before + 1'000'000);
  }
  static std::string head(std::string const& method, std::string const& target, std::string const& fields = {}) {
    return method + " " + target + " HTTP/1.1\r\nHost: x\r\n" + fields + "\r\n";
  }
  static void send_pattern(tcp_client& c, std::uint64_t n, bool chunked) {
    for (std::uint64_t at = 0; at < n;) {
      auto const some = static_cast<std::size_t>(std::min<std::uint64_t>(50'000, n - at));
      if (chunked) {
        char size[32];
        c.send(std::string_view(size, static_cast<std::size_t>(std::snprintf(size, sizeof size, "%zx\r\n", some))));
      }
      c.send(pattern(at, some));
      if (chunked) c.send("\r\n");
      at += some;
    }
    if (chunked) c.send("0\r\n\r\n");
  }
  static std::string receive_head(tcp_client& c) {
    std::string text;
    while (!text.ends_with("\r\n\r\n")) {
      auto const one = c.receive_exactly(1);
      if (one.empty()) break;
      text += one;
    }
    return text;
  }
  // How many bytes of the pattern came before something else or the end.
  static std::uint64_t receive_pattern(tcp_client& c, std::uint64_t n) {
    std::uint64_t at = 0;
    while (at < n) {
      auto const piece = c.receive_some(usual, static_cast<std::size_t>(std::min<std::uint64_t>(64 * 1024, n - at)));
      if (piece.empty() || piece != pattern(at, piece.size())) break;
      at += piece.size();
    }
    return at;
  }
};

}  // namespace

TEST_F(http_streaming, a_large_body_comes_in_without_being_held_and_the_next_request_follows_it) {
  serve();
  for (bool const chunked : {false, true}) {
    tcp_client client(server->port());
    client.send(head("POST", "/take", chunked ? "Transfer-Encoding: chunked\r\n" : "Content-Length: 25000000\r\n"));
    send_pattern(client, large, chunked);
    client.send(head("GET", "/"));
    std::string rest;
    EXPECT_EQ(read_answer(client, rest).body, "25000000 right");
    EXPECT_EQ(read_answer(client, rest).body, "home");
  }
  expect_little_held();
}

TEST_F(http_streaming, a_slow_writer_is_read_as_it_writes) {
  serve();
  tcp_client client(server->port());
  client.send(head("POST", "/take", "Content-Length: 50\r\n"));
  for (std::uint64_t at = 0; at < 50; at += 10) {
    client.send(pattern(at, 10));
    EXPECT_TRUE(wait([&](deeds& all) { return all.taken == at + 10; }));
  }
  std::string rest;
  EXPECT_EQ(read_answer(client, rest).body, "50 right");
}

TEST_F(http_streaming, a_body_over_the_limit_is_413_whatever_its_handler_says) {
  serve();
  std::string rest;
  tcp_client told(server->port());
  told.send(head("POST", "/small", "Content-Length: 1001\r\n"));
  EXPECT_EQ(read_answer(told, rest).status, 413);
  EXPECT_EQ(seen->with([](deeds& all) { return all.handled; }), 0) << "what is too large by its head is not even handled";
  EXPECT_EQ(told.receive_until_closed(), "");

  tcp_client chunked(server->port());
  chunked.send(head("POST", "/small", "Transfer-Encoding: chunked\r\n"));
  send_pattern(chunked, 60'000, true);
  rest.clear();
  auto const refused = read_answer(chunked, rest);
  EXPECT_EQ(refused.status, 413);
  EXPECT_NE(refused.body.find("\"code\":\"too_long\""), std::string::npos);
  EXPECT_EQ(refused.header("Connection"), "close");
  EXPECT_EQ(seen->with([](deeds& all) { return all.failed->code; }), errc::too_long);
}

TEST_F(http_streaming, who_waits_for_100_continue_is_told_at_the_first_read_and_a_refusal_costs_no_body) {
  serve();
  tcp_client refused(server->port());
  refused.send(head("POST", "/refuse", "Expect: 100-continue\r\nContent-Length: 25000000\r\n"));
  auto const answer = refused.receive_until_closed();
  EXPECT_TRUE(answer.starts_with("HTTP/1.1 403 ")) << answer;
  EXPECT_NE(answer.find("Connection: close"), std::string::npos);

  tcp_client taken(server->port());
  taken.send(head("POST", "/take", "Expect: 100-continue\r\nContent-Length: 50\r\n"));
  EXPECT_EQ(taken.receive_exactly(25), "HTTP/1.1 100 Continue\r\n\r\n");
  taken.send(pattern(0, 50));
  std::string rest;
  EXPECT_EQ(read_answer(taken, rest).body, "50 right");

  tcp_client odd(server->port());
  odd.send(head("POST", "/take", "Expect: 200-ok\r\nContent-Length: 50\r\n"));
  rest.clear();
  EXPECT_EQ(read_answer(odd, rest).status, 417);
}

TEST_F(http_streaming, a_rest_that_is_not_read_ends_the_connection_and_a_mere_chunked_end_does_not) {
  serve();
  struct {
    std::string fields, body;
    bool goes_on;
  } const cases[] = {{"Content-Length: 10\r\n", std::string(pattern(0, 10)), true},
                     {"Content-Length: 11\r\n", std::string(pattern(0, 11)), false},
                     {"Transfer-Encoding: chunked\r\n", "a\r\n" + std::string(pattern(0, 10)) + "\r\n0\r\n\r\n", true},
                     {"Transfer-Encoding: chunked\r\n", "a\r\n" + std::string(pattern(0, 10)) + "\r\n1\r\nx\r\n0\r\n\r\n", false}};
  for (auto const& c : cases) {
    tcp_client client(server->port());
    client.send(head("POST", "/some", c.fields) + c.body + head("GET", "/"));
    std::string rest;
    EXPECT_EQ(read_answer(client, rest).body, "10 right") << c.fields << c.body;
    EXPECT_EQ(read_answer(client, rest).status, c.goes_on ? 200 : 0) << c.fields << c.body;
  }
}

TEST_F(http_streaming, a_writer_that_stalls_breaks_off_or_breaks_the_framing_fails_the_read) {
  settings.limits.stuck_after = milliseconds(100);
  serve();
  struct {
    std::string fields, body;
    bool ends;
    int status;
  } const cases[] = {{"Content-Length: 50\r\n", "abc", false, 408},
                     {"Transfer-Encoding: chunked\r\n", "5\r\nabc", false, 408},
                     {"Content-Length: 50\r\n", "abc", true, 0},
                     {"Transfer-Encoding: chunked\r\n", "zz\r\nabc", false, 400},
                     {"Transfer-Encoding: chunked\r\n", "5;" + std::string(40'000, 'x'), false, 400}};
  for (auto const& c : cases) {
    seen->with([](deeds& all) { all.failed.reset(); });
    tcp_client client(server->port());
    client.send(head("POST", "/take", c.fields) + c.body);
    if (c.ends) client.half_close();
    std::string rest;
    EXPECT_EQ(read_answer(client, rest).status, c.status) << c.fields << c.body.substr(0, 20);
    EXPECT_TRUE(wait([](deeds& all) { return all.failed.has_value(); }));
  }
  EXPECT_TRUE(server->look().faults.empty());
}

TEST_F(http_streaming, a_handlers_time_limit_holds_while_it_reads) {
  serve();
  tcp_client client(server->port());
  client.send(head("POST", "/brief", "Content-Length: 50\r\n") + "abc");
  std::string rest;
  EXPECT_EQ(read_answer(client, rest).status, 408);
}

TEST_F(http_streaming, a_large_reply_goes_out_without_being_held_and_the_next_follows_it) {
  serve();
  tcp_client client(server->port());
  client.send(head("GET", "/give?n=25000000") + head("GET", "/"));
  auto const told = receive_head(client);
  EXPECT_NE(told.find("\r\nContent-Length: 25000000\r\n"), std::string::npos);
  EXPECT_EQ(told.find("Connection: close"), std::string::npos);
  EXPECT_EQ(receive_pattern(client, large), large);
  std::string rest;
  EXPECT_EQ(read_answer(client, rest).body, "home");
  expect_little_held();
  EXPECT_TRUE(wait([](deeds& all) { return all.sources == 0; }));
}

TEST_F(http_streaming, head_and_empty_replies_read_nothing_of_the_source) {
  serve();
  tcp_client client(server->port());
  client.send(head("HEAD", "/give?n=77") + head("GET", "/give?n=77&status=304") + head("GET", "/give?n=0") + head("GET", "/"));
  std::string rest;
  EXPECT_EQ(read_answer(client, rest, true).header("Content-Length"), "77");
  EXPECT_EQ(read_answer(client, rest).status, 304);
  EXPECT_EQ(read_answer(client, rest).header("Content-Length"), "0");
  EXPECT_EQ(read_answer(client, rest).body, "home");
  EXPECT_EQ(seen->with([](deeds& all) { return all.given; }), 0u);
}

TEST_F(http_streaming, a_source_that_fails_ends_early_or_throws_breaks_the_connection) {
  serve();
  for (std::string const how : {"has=300000", "fails=300000", "throws=1"}) {
    tcp_client client(server->port());
    client.send(head("GET", "/give?n=1000000&" + how));
    EXPECT_NE(receive_head(client).find("\r\nContent-Length: 1000000\r\n"), std::string::npos);
    EXPECT_LT(receive_pattern(client, 1'000'000), 1'000'000u) << how;
    EXPECT_TRUE(client.was_closed()) << how;
  }
  EXPECT_EQ(server->look().faults, std::vector<std::string>{"streamed reply: on purpose"});
  EXPECT_TRUE(wait([](deeds& all) { return all.sources == 0; }));
}

TEST_F(http_streaming, a_source_that_hangs_breaks_the_connection_in_time) {
  settings.limits.stuck_after = milliseconds(100);
  serve();
  tcp_client client(server->port());
  client.send(head("GET", "/give?n=1000000&hangs=1"));
  receive_head(client);
  EXPECT_LT(receive_pattern(client, 1'000'000), 1'000'000u);
  EXPECT_TRUE(client.was_closed());
  EXPECT_TRUE(wait([](deeds& all) { return all.sources == 0; }));
  EXPECT_TRUE(server->look().faults.empty());
}

TEST_F(http_streaming, a_slow_reader_holds_the_source_back) {
  serve();
  tcp_client client(server->port(), 4096);
  client.send(head("GET", "/give?n=25000000"));
  receive_head(client);
  EXPECT_EQ(receive_pattern(client, 1000), 1000u);
  std::uint64_t before = 0;
  // The kernel takes its share; then nothing moves.
  EXPECT_TRUE(server->wait_for([&](auto const&) {
    auto const now = seen->with([](deeds& all) { return all.given; });
    return std::exchange(before, now) == now && now > 0;
  }));
  EXPECT_LT(before, large);
  std::uint64_t at = 1000;
  while (at < large) {
    auto const piece = client.receive_some();
    if (piece.empty() || piece != pattern(at, piece.size())) break;
    at += piece.size();
  }
  EXPECT_EQ(at, large);
  expect_little_held();
}

TEST_F(http_streaming, a_reader_that_stops_or_goes_is_cut_and_its_source_let_go) {
  settings.limits.stuck_after = milliseconds(100);
  serve();
  tcp_client stuck(server->port(), 4096);
  stuck.send(head("GET", "/give?n=25000000"));
  EXPECT_TRUE(wait([](deeds& all) { return all.sources == 1; }));
  EXPECT_TRUE(wait([](deeds& all) { return all.sources == 0; }));
  {
    tcp_client gone(server->port(), 4096);
    gone.send(head("GET", "/give?n=25000000"));
    EXPECT_TRUE(wait([](deeds& all) { return all.sources == 1; }));
    gone.reset();
  }
  EXPECT_TRUE(wait([](deeds& all) { return all.sources == 0; }));
}

TEST_F(http_streaming, a_drain_lets_what_is_under_way_end_and_cuts_the_rest) {
  settings.limits.drain_within = milliseconds(1500);
  serve();
  tcp_client in(server->port()), out(server->port(), 4096), late(server->port());
  in.send(head("POST", "/take", "Content-Length: 50\r\n") + std::string(pattern(0, 10)));
  EXPECT_TRUE(wait([](deeds& all) { return all.taken == 10; }));
  late.send(head("POST", "/take", "Content-Length: 50\r\n"));
  out.send(head("GET", "/give?n=5000000"));
  receive_head(out);
  EXPECT_TRUE(wait([](deeds& all) { return all.handled == 2; }));
  server->drain();
  in.send(pattern(10, 40));
  std::string rest;
  auto const answer = read_answer(in, rest);
  EXPECT_EQ(answer.body, "50 right");
  EXPECT_EQ(receive_pattern(out, 5'000'000), 5'000'000u);
  EXPECT_EQ(late.receive_until_closed(), "");
  EXPECT_TRUE(server->finished(milliseconds(5000)));
  EXPECT_EQ(seen->with([](deeds& all) { return all.sources; }), 0);
}

TEST_F(http_streaming, a_server_can_go_while_bodies_are_under_way) {
  serve();
  tcp_client in(server->port()), out(server->port(), 4096);
  in.send(head("POST", "/take", "Content-Length: 50\r\n") + "abc");
  out.send(head("GET", "/give?n=25000000"));
  EXPECT_TRUE(wait([](deeds& all) { return all.handled == 1 && all.sources == 1; }));
  server.reset();
  EXPECT_EQ(seen->with([](deeds& all) { return all.sources; }), 0);
}

}  // namespace sahut::test
