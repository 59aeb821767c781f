// Bodies that go and come piece by piece.
#include <gtest/gtest.h>

#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/steady_timer.hpp>

#include "connectors/common/http_client.hpp"
#include "hand_server.hpp"
#include "scripted_server.hpp"
#include "tests/support/byte_doubles.hpp"

using namespace sahut;
using namespace sahut::connector;
using namespace sahut::test;

namespace {

constexpr std::uint64_t large = 25'000'000;

// Takes `n` bytes of a body and says whether they are the pattern.
asio::awaitable<bool> take_pattern(tcp::socket& s, std::string rest, std::uint64_t n) {
  bool right = true;
  std::uint64_t at = 0;
  while (at < n) {
    if (rest.empty()) {
      rest.resize(32 * 1024);
      auto const [ec, got] = co_await s.async_read_some(asio::buffer(rest), as_value);
      rest.resize(got);
      if (ec) co_return false;
    }
    right = right && rest == pattern(at, rest.size());
    at += rest.size();
    rest.clear();
  }
  co_return right && at == n;
}

struct http_stream_test : testing::Test {
  asio::io_context io;
  std::string head;  // of the last request
  std::vector<std::string> heads;
  bool body_is_right = false;
  std::uint64_t expects = 0;
  std::string answer = http_answer(200, "ok");
  std::unique_ptr<hand_server> server;

  // Takes heads and bodies of `expects` bytes and gives `answer`.
  void serve() {
    serve([this](tcp::socket& s) -> asio::awaitable<void> {
      std::string rest;
      for (;;) {
        head = co_await read_head(s, rest);
        if (head.empty()) co_return;
        heads.push_back(head);
        body_is_right = co_await take_pattern(s, std::exchange(rest, {}), expects);
        auto const told = co_await write_text(s, answer);
        if (!told) co_return;
      }
    });
  }
  void serve(hand_server::talk_function talk) { server = std::make_unique<hand_server>(io, std::move(talk)); }
  std::unique_ptr<http_client> client(std::function<void(http_client_settings&)> change = {}) {
    http_client_settings s;
    s.base = server->base() + "/b";
    if (change) change(s);
    return create_http_client(std::move(s));
  }
  static http_stream_request request(std::string method, byte_source* body = nullptr, std::uint64_t bytes = 0) {
    http_stream_request q;
    q.method = std::move(method);
    q.target = "/k";
    q.body = body;
    q.body_bytes = bytes;
    q.stall_limit = q.answer_limit = q.time_limit = seconds(120);  // a busy machine is no fault
    return q;
  }
  http_stream_result run(http_client& c, http_stream_request q) { return wait_for(io, c.stream(std::move(q))); }
  read_through read(http_stream_result& r) { return wait_for(io, read_all(*std::get<http_stream_response>(r).body)); }
  void TearDown() override {
    if (server) server->stop();
    io.restart();
    io.poll();
  }
};

http_failure failure_of(http_stream_result const& r) { return std::get<http_failure>(r); }

}  // namespace

TEST_F(http_stream_test, a_large_body_goes_out_in_small_pieces) {
  serve();
  expects = large;
  pattern_source source(large);
  auto c = client();
  auto r = run(*c, request("PUT", &source, large));
  EXPECT_EQ(std::get<http_stream_response>(r).status, 200);
  EXPECT_EQ(head.substr(0, head.find('\r')), "PUT /b/k HTTP/1.1");
  EXPECT_NE(head.find("\r\nContent-Length: 25000000\r\n"), head.npos);
  EXPECT_TRUE(body_is_right);
  EXPECT_LE(source.largest_read, 64u * 1024);
}

TEST_F(http_stream_test, a_large_answer_is_read_through_with_or_without_a_declared_length) {
  for (bool const chunked : {false, true}) {
    serve([&](tcp::socket& s) -> asio::awaitable<void> {
      std::string rest;
      head = co_await read_head(s, rest);
      std::string framing = "Content-Length: 25000000\r\n\r\n";
      if (chunked) framing = "Transfer-Encoding: chunked\r\n\r\n";
      bool fine = co_await write_text(s, "HTTP/1.1 200 OK\r\n" + framing);
      for (std::uint64_t at = 0; at < large && fine;) {
        std::string piece(pattern(at, static_cast<std::size_t>(std::min<std::uint64_t>(100'000, large - at))));
        at += piece.size();
        if (chunked) {
          std::ostringstream size;
          size << std::hex << piece.size();
          piece = size.str() + "\r\n" + piece + "\r\n";
        }
        fine = co_await write_text(s, std::move(piece));
      }
      if (chunked) co_await write_text(s, "0\r\n\r\n");
    });
    auto c = client();
    auto r = run(*c, request("GET"));
    auto const& got = std::get<http_stream_response>(r);
    EXPECT_EQ(got.body_bytes.has_value(), !chunked);
    auto const through = read(r);
    EXPECT_FALSE(through.failed);
    EXPECT_EQ(through.bytes, large);
    EXPECT_TRUE(through.is_pattern);
    EXPECT_EQ(head.find("Content-Length"), head.npos);
    server->stop();
  }
}

TEST_F(http_stream_test, a_connection_is_used_again_once_its_body_was_read_and_not_before) {
  serve();
  auto c = client();
  auto first = run(*c, request("GET"));
  EXPECT_EQ(read(first).bytes, 2u);
  auto second = run(*c, request("DELETE"));
  EXPECT_EQ(read(second).bytes, 2u);
  EXPECT_EQ(server->connections, 1);
  answer = http_answer(200, std::string(500'000, 'x'));
  { auto const given_up = run(*c, request("GET")); }
  auto third = run(*c, request("GET"));
  EXPECT_EQ(read(third).bytes, 500'000u);
  EXPECT_EQ(server->connections, 2);
  EXPECT_EQ(heads[1].substr(0, heads[1].find('\r')), "DELETE /b/k HTTP/1.1");
}

TEST_F(http_stream_test, what_has_no_body_ends_at_once_and_head_tells_the_length) {
  serve();
  auto c = client();
  answer = "HTTP/1.1 204 No Content\r\n\r\n";
  auto gone = run(*c, request("DELETE"));
  EXPECT_EQ(read(gone).bytes, 0u);
  answer = "HTTP/1.1 200 OK\r\nContent-Length: 99000000\r\nETag: \"a\"\r\n\r\n";
  auto told = run(*c, request("HEAD"));
  EXPECT_EQ(std::get<http_stream_response>(told).body_bytes, 99'000'000u);
  EXPECT_EQ(std::get<http_stream_response>(told).header("etag"), "\"a\"");
  auto const through = read(told);
  EXPECT_FALSE(through.failed);
  EXPECT_EQ(through.bytes, 0u);
  answer = http_answer(200, "");
  run(*c, request("PUT"));
  EXPECT_NE(head.find("\r\nContent-Length: 0\r\n"), head.npos);
  EXPECT_EQ(server->connections, 1);
}

TEST_F(http_stream_test, a_source_that_fails_or_ends_early_leaves_the_request_unwritten) {
  serve();
  expects = 1'000'000;
  auto c = client();
  pattern_source failing(1'000'000, 300'000), brief(999'999);
  for (auto* source : {&failing, &brief}) {
    auto const failure = failure_of(run(*c, request("PUT", source, 1'000'000)));
    EXPECT_FALSE(failure.written);
    EXPECT_EQ(failure.reason, body_unreadable);
  }
  EXPECT_FALSE(body_is_right);
  EXPECT_EQ(server->connections, 2);  // what was half written is not used again
}

TEST_F(http_stream_test, an_answer_before_the_whole_body_was_taken_is_an_answer) {
  serve([](tcp::socket& s) -> asio::awaitable<void> {
    std::string rest;
    co_await read_head(s, rest);
    co_await write_text(s, http_answer(413, "too large"));
  });
  pattern_source source(large);
  auto c = client();
  auto r = run(*c, request("POST", &source, large));
  EXPECT_EQ(std::get<http_stream_response>(r).status, 413);
  EXPECT_EQ(read(r).bytes, 9u);
  EXPECT_LT(source.given, large);
  pattern_source again(10);
  run(*c, request("POST", &again, 10));
  EXPECT_EQ(server->connections, 2);
}

TEST_F(http_stream_test, who_takes_nothing_or_gives_nothing_stalls_and_a_trickle_ends_with_the_time_limit) {
  serve([](tcp::socket& s) -> asio::awaitable<void> {
    asio::steady_timer drip(s.get_executor());
    std::string rest;
    auto const q = co_await read_head(s, rest);
    if (q.starts_with("PUT")) {  // never reads on
      drip.expires_after(seconds(30));
      co_await drip.async_wait(as_value);
    } else if (q.starts_with("GET")) {
      co_await write_text(s, "HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\nab");
      if (q.find("X-Trickle") == q.npos) drip.expires_after(seconds(30));
      for (bool fine = q.find("X-Trickle") != q.npos; fine;) {
        drip.expires_after(milliseconds(10));
        co_await drip.async_wait(as_value);
        fine = co_await write_text(s, "x");
      }
      co_await drip.async_wait(as_value);
    }
  });
  auto c = client();
  pattern_source source(100'000'000);
  auto q = request("PUT", &source, source.size);
  q.stall_limit = milliseconds(80);
  EXPECT_FALSE(failure_of(run(*c, q)).written);
  EXPECT_LT(source.given, source.size);

  q = request("GET");
  q.stall_limit = milliseconds(80);
  auto stalled = run(*c, q);
  auto through = read(stalled);
  ASSERT_TRUE(through.failed);
  EXPECT_EQ(through.failed->code, errc::unavailable);
  EXPECT_EQ(through.failed->detail, "the answer stalls");

  q.headers = {{"X-Trickle", "1"}};
  q.time_limit = milliseconds(200);
  auto trickled = run(*c, q);
  through = read(trickled);
  ASSERT_TRUE(through.failed);
  EXPECT_GT(through.bytes, 2u);
  EXPECT_LT(through.bytes, 1000u);

  q = request("DELETE");
  q.answer_limit = milliseconds(80);
  auto const silent = failure_of(run(*c, q));
  EXPECT_TRUE(silent.written);
}

TEST_F(http_stream_test, a_body_that_breaks_off_or_is_over_the_bound_never_looks_whole) {
  struct {
    std::string answer;
    errc code;
    bool closes;
  } const cases[] = {
      {"HTTP/1.1 200 OK\r\nContent-Length: 50\r\n\r\nhalf", errc::unavailable, true},
      {"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n4\r\nhalf\r\n", errc::unavailable, true},
      {"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\nhalf\r\n", errc::unavailable, false},
      {http_answer(200, std::string(1001, 'x')), errc::too_long, false},
      {"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n7d0\r\n" + std::string(2000, 'x') + "\r\n0\r\n\r\n", errc::too_long, false},
  };
  for (auto const& one : cases) {
    serve([&](tcp::socket& s) -> asio::awaitable<void> {
      std::string rest;
      co_await read_head(s, rest);
      co_await write_text(s, one.answer);
      if (!one.closes) co_await read_head(s, rest);
    });
    auto c = client();
    auto q = request("GET");
    q.response_bytes_max = 1000;
    auto r = run(*c, q);
    auto const through = read(r);
    ASSERT_TRUE(through.failed) << one.answer.substr(0, 80);
    EXPECT_EQ(through.failed->code, one.code) << one.answer.substr(0, 80);
    EXPECT_LE(through.bytes, 1000u);
    auto const again = read(r);
    EXPECT_TRUE(again.failed);
    server->stop();
  }
}

TEST_F(http_stream_test, a_body_being_read_counts_as_a_request_and_outlives_its_client) {
  serve();
  answer = http_answer(200, std::string(400'000, 'x'));
  auto c = client([](http_client_settings& s) { s.open_max = 1; });
  auto r = run(*c, request("GET"));
  EXPECT_EQ(failure_of(run(*c, request("GET"))).reason, "too many requests at one time");
  c.reset();
  EXPECT_EQ(read(r).bytes, 400'000u);
}

TEST_F(http_stream_test, a_cancelled_exchange_gives_its_connection_and_its_place_back) {
  serve([](tcp::socket& s) -> asio::awaitable<void> {
    std::string rest;
    co_await read_head(s, rest);
    co_await read_head(s, rest);
  });
  auto c = client([](http_client_settings& s) { s.open_max = 1; });
  for (bool const with_body : {false, true}) {
    pattern_source source(100'000'000);
    asio::cancellation_signal stop;
    bool ended = false;
    auto q = request("GET");
    if (with_body) q = request("PUT", &source, source.size);
    asio::co_spawn(io, c->stream(std::move(q)), asio::bind_cancellation_slot(stop.slot(), [&](std::exception_ptr, http_stream_result) { ended = true; }));
    asio::steady_timer later(io, milliseconds(50));
    later.async_wait([&](auto) { stop.emit(asio::cancellation_type::terminal); });
    io.restart();
    while (!ended) io.run_one();
    EXPECT_LT(source.given, source.size);
  }
  auto q = request("GET");
  q.answer_limit = milliseconds(50);
  EXPECT_EQ(failure_of(run(*c, q)).reason, "no answer in time");  // and not: too many
}

TEST_F(http_stream_test, every_address_of_a_name_must_be_allowed) {
  serve();
  std::vector<address_bytes> asked;
  auto c = client([&](http_client_settings& s) {
    s.may_connect = [&](address_bytes const& a) {
      asked.push_back(a);
      return false;
    };
  });
  auto const failure = failure_of(run(*c, request("GET")));
  EXPECT_FALSE(failure.written);
  EXPECT_EQ(failure.reason, address_refused);
  address_bytes const loopback{0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff, 127, 0, 0, 1};
  EXPECT_EQ(asked, std::vector{loopback});
  EXPECT_EQ(server->connections, 0);
}

TEST_F(http_stream_test, another_method_or_a_broken_line_is_never_written) {
  serve();
  auto c = client();
  EXPECT_EQ(failure_of(run(*c, request("PATCH"))).reason, "malformed request");
  auto q = request("GET");
  q.headers = {{"X", "1\r\nY: 2"}};
  EXPECT_EQ(failure_of(run(*c, q)).reason, "malformed request");
  EXPECT_EQ(server->connections, 0);
}
