#include <gtest/gtest.h>

#include <sstream>

#include "tests/support/ws_client.hpp"
#include "tests/unit/net/test_server.hpp"

namespace sahut::test {
namespace {

using net::server_settings;
using std::chrono::milliseconds;

std::string get(std::string const& path, std::string const& fields = {}) {
  return "GET " + path + " HTTP/1.1\r\nHost: x\r\n" + fields + "\r\n";
}
std::string post(std::string const& path, std::string const& body) {
  return "POST " + path + " HTTP/1.1\r\nHost: x\r\nContent-Length: " + std::to_string(body.size()) + "\r\n\r\n" + body;
}

TEST(http, a_route_answers_with_the_security_headers) {
  auto settings = quick_settings();
  settings.date_clock = [] { return std::time_t{1'790'000'000}; };
  test_server server(settings);
  auto const answer = exchange(server.port(), get("/"));
  EXPECT_EQ(answer.status, 200);
  EXPECT_EQ(answer.body, "home");
  EXPECT_EQ(answer.header("X-Content-Type-Options"), "nosniff");
  EXPECT_EQ(answer.header("Referrer-Policy"), "no-referrer");
  EXPECT_EQ(answer.header("Content-Security-Policy"), "default-src 'none'; frame-ancestors 'none'");
  EXPECT_EQ(answer.header("Cache-Control"), "no-store");
  EXPECT_EQ(answer.header("Strict-Transport-Security"), "");
  EXPECT_EQ(answer.header("Date"), "Mon, 21 Sep 2026 14:13:20 GMT");
}

TEST(http, paths_and_methods_find_their_route_or_a_problem) {
  test_server server;
  struct {
    char const* request;
    int status;
    char const* code_or_body;
    char const* allow;
  } const cases[] = {
      {"GET /nowhere HTTP/1.1\r\nHost: x\r\n\r\n", 404, "\"code\":\"not_found\"", ""},
      {"DELETE /echo HTTP/1.1\r\nHost: x\r\n\r\n", 405, "\"code\":\"method_not_allowed\"", "GET, HEAD, POST, OPTIONS"},
      {"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 0\r\n\r\n", 405, "method_not_allowed", "GET, HEAD, OPTIONS"},
      {"GET /below/a%20b/./c//d/../e HTTP/1.1\r\nHost: x\r\n\r\n", 200, "/below/a b/c/e", ""},
      {"GET http://elsewhere/below/x HTTP/1.1\r\nHost: x\r\n\r\n", 200, "/below/x", ""},
      {"GET /ws HTTP/1.1\r\nHost: x\r\n\r\n", 426, "upgrade_required", ""},
      {"GET /throws HTTP/1.1\r\nHost: x\r\n\r\n", 500, "\"code\":\"internal\"", ""},
      {"GET /slow HTTP/1.1\r\nHost: x\r\n\r\n", 503, "\"code\":\"unavailable\"", ""},
  };
  for (auto const& c : cases) {
    auto const answer = exchange(server.port(), c.request);
    EXPECT_EQ(answer.status, c.status) << c.request;
    EXPECT_NE(answer.body.find(c.code_or_body), std::string::npos) << c.request << answer.body;
    EXPECT_EQ(answer.header("Allow"), c.allow) << c.request;
    if (c.status >= 400) {
      EXPECT_EQ(answer.header("Content-Type"), "application/problem+json");
    }
  }
  auto const faults = server.look().faults;
  ASSERT_EQ(faults.size(), 1u);
  EXPECT_EQ(faults[0], "/throws: on purpose");
}

TEST(http, every_path_tells_its_methods_to_whoever_asks_and_with_every_405) {
  test_server server;
  struct {
    char const *path, *allow, *others;  // allow: empty where there is nothing
  } const cases[] = {
      {"/", "GET, HEAD, OPTIONS", "POST PUT DELETE PATCH TRACE FOO"},
      {"/echo", "GET, HEAD, POST, OPTIONS", "PUT DELETE"},
      {"/large", "POST, OPTIONS", "GET HEAD"},
      {"/below/x", "GET, HEAD, OPTIONS", "POST"},
      {"/things/1", "GET, HEAD, OPTIONS", "POST"},
      {"/things/1/parts", "POST, OPTIONS", "GET HEAD PUT"},
      {"/ws", "GET, HEAD, OPTIONS", "POST PUT"},
      {"/ws/refused", "GET, HEAD, OPTIONS", "DELETE"},
      {"/some/thing", "GET, HEAD, OPTIONS", "POST"},
      {"/some/other", "", "POST PUT"},
      {"/things/", "", "POST"},
      {"/things/1/others", "", "POST"},
      {"/nowhere", "", "POST OPTIONS"},
  };
  for (auto const& c : cases) {
    bool const there = *c.allow;
    auto const asked = exchange(server.port(), "OPTIONS " + std::string(c.path) + " HTTP/1.1\r\nHost: x\r\n\r\n");
    EXPECT_EQ(asked.status, there ? 204 : 404) << c.path;
    EXPECT_EQ(asked.header("Allow"), c.allow) << c.path;
    EXPECT_EQ(asked.header("Content-Length") == "", there) << c.path;
    std::istringstream others(c.others);
    for (std::string method; others >> method;) {
      tcp_client client(server.port());
      client.send(method + " " + c.path + " HTTP/1.1\r\nHost: x\r\nContent-Length: 0\r\n\r\n");
      std::string rest;
      auto const refused = read_answer(client, rest, method == "HEAD");
      EXPECT_EQ(refused.status, there ? 405 : 404) << method << c.path;
      EXPECT_EQ(refused.header("Allow"), c.allow) << method << c.path;
    }
  }
  EXPECT_EQ(exchange(server.port(), get("/things/a%20b")).body, "thing /things/a b");
  EXPECT_EQ(exchange(server.port(), post("/things/1/parts", "x")).body, "part /things/1/parts");
  tcp_client client(server.port());
  client.send("HEAD /ws HTTP/1.1\r\nHost: x\r\n\r\n");
  std::string rest;
  EXPECT_EQ(read_answer(client, rest, true).status, 426);
}

TEST(http, head_answers_like_get_without_the_body) {
  test_server server;
  tcp_client client(server.port());
  client.send("HEAD / HTTP/1.1\r\nHost: x\r\n\r\n" + get("/"));
  std::string rest;
  auto const head = read_answer(client, rest, true);
  EXPECT_EQ(head.header("Content-Length"), "4");
  EXPECT_EQ(read_answer(client, rest).body, "home");
}

TEST(http, pipelined_requests_are_answered_in_order_on_one_connection) {
  test_server server;
  tcp_client client(server.port());
  std::string all;
  for (int i = 0; i < 50; ++i) all += i % 2 ? get("/below/" + std::to_string(i)) : post("/echo", std::to_string(i));
  client.send(all);
  std::string rest;
  for (int i = 0; i < 50; ++i)
    EXPECT_EQ(read_answer(client, rest).body, i % 2 ? "/below/" + std::to_string(i) : std::to_string(i));
  EXPECT_EQ(server.stats().accepted, 1u);
}

TEST(http, a_request_in_single_bytes_is_understood) {
  test_server server;
  tcp_client client(server.port());
  for (char c : post("/echo", "hello")) client.send(std::string_view(&c, 1));
  std::string rest;
  EXPECT_EQ(read_answer(client, rest).body, "hello");
}

TEST(http, connection_close_and_http_1_0_end_the_connection) {
  test_server server;
  for (std::string request : {get("/", "Connection: close\r\n"), std::string("GET / HTTP/1.0\r\n\r\n")}) {
    tcp_client client(server.port());
    client.send(request);
    auto const all = client.receive_until_closed();
    EXPECT_TRUE(client.was_closed());
    EXPECT_FALSE(client.was_reset());
    EXPECT_NE(all.find("Connection: close"), std::string::npos);
    EXPECT_TRUE(all.ends_with("home"));
  }
}

TEST(http, what_two_parsers_could_read_differently_is_refused_and_ends_the_connection) {
  test_server server;
  std::string const h = "Host: x\r\n";
  struct {
    char const* what;
    std::string request;
  } const cases[] = {
      {"chunked with another coding",
       "POST /echo HTTP/1.1\r\n" + h + "Transfer-Encoding: chunked, identity\r\n\r\n0\r\n\r\n"},
      {"another coding", "POST /echo HTTP/1.1\r\n" + h + "Transfer-Encoding: gzip\r\n\r\n"},
      {"identity", "POST /echo HTTP/1.1\r\n" + h + "Transfer-Encoding: identity\r\nContent-Length: 1\r\n\r\nx"},
      {"two codings",
       "POST /echo HTTP/1.1\r\n" + h + "Transfer-Encoding: gzip\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"},
      {"chunked twice",
       "POST /echo HTTP/1.1\r\n" + h + "Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"},
      {"chunked and a length",
       "POST /echo HTTP/1.1\r\n" + h + "Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"},
      {"chunked on HTTP/1.0", "POST /echo HTTP/1.0\r\n" + h + "Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n"},
      {"a vertical tab before chunked",
       "POST /echo HTTP/1.1\r\n" + h + "Transfer-Encoding: \vchunked\r\n\r\n0\r\n\r\n"},
      {"a quoted coding", "POST /echo HTTP/1.1\r\n" + h + "Transfer-Encoding: \"chunked\"\r\n\r\n0\r\n\r\n"},
      {"a space before the colon", "POST /echo HTTP/1.1\r\n" + h + "Transfer-Encoding : chunked\r\n\r\n0\r\n\r\n"},
      {"two equal lengths", "POST /echo HTTP/1.1\r\n" + h + "Content-Length: 1\r\nContent-Length: 1\r\n\r\nx"},
      {"two lengths", "POST /echo HTTP/1.1\r\n" + h + "Content-Length: 1\r\nContent-Length: 2\r\n\r\nxy"},
      {"a list of lengths", "POST /echo HTTP/1.1\r\n" + h + "Content-Length: 1, 1\r\n\r\nx"},
      {"a signed length", "POST /echo HTTP/1.1\r\n" + h + "Content-Length: +1\r\n\r\nx"},
      {"a hexadecimal length", "POST /echo HTTP/1.1\r\n" + h + "Content-Length: 0x1\r\n\r\nx"},
      {"an empty length", "POST /echo HTTP/1.1\r\n" + h + "Content-Length: \r\n\r\n"},
      {"a length past 64 bits", "POST /echo HTTP/1.1\r\n" + h + "Content-Length: 18446744073709551617\r\n\r\nx"},
      {"no Host", "GET / HTTP/1.1\r\n\r\n"},
      {"two Hosts", "GET / HTTP/1.1\r\nHost: x\r\nHost: x\r\n\r\n"},
      {"a Host that is a list", "GET / HTTP/1.1\r\nHost: x, y\r\n\r\n"},
      {"a bare LF after the request line", "GET / HTTP/1.1\nHost: x\r\n\r\n"},
      {"a bare LF in a field", "GET / HTTP/1.1\r\nHost: x\r\nA: b\nTransfer-Encoding: chunked\r\n\r\n"},
      {"a bare CR in a field", "GET / HTTP/1.1\r\nHost: x\r\nA: b\rC: d\r\n\r\n"},
      {"a NUL in a field", std::string("GET / HTTP/1.1\r\nHost: x\r\nA: b\0c\r\n\r\n", 35)},
      {"a folded field", "GET / HTTP/1.1\r\nHost: x\r\nA: b\r\n c\r\n\r\n"},
      {"a line that begins with a space", "GET / HTTP/1.1\r\n Host: x\r\n\r\n"},
      {"a field without a colon", "GET / HTTP/1.1\r\nHost: x\r\nnothing\r\n\r\n"},
      {"a field without a name", "GET / HTTP/1.1\r\nHost: x\r\n: y\r\n\r\n"},
      {"two spaces in the request line", "GET  / HTTP/1.1\r\nHost: x\r\n\r\n"},
      {"a tab in the request line", "GET\t/ HTTP/1.1\r\nHost: x\r\n\r\n"},
      {"no version", "GET /\r\nHost: x\r\n\r\n"},
      {"a version in lower case", "GET / http/1.1\r\nHost: x\r\n\r\n"},
      {"HTTP/2.0", "GET / HTTP/2.0\r\nHost: x\r\n\r\n"},
      {"climbing over the root", "GET /../etc/passwd HTTP/1.1\r\nHost: x\r\n\r\n"},
      {"climbing, encoded", "GET /below/%2e%2e/%2E%2E/x HTTP/1.1\r\nHost: x\r\n\r\n"},
      {"a NUL in the path", "GET /below/%00 HTTP/1.1\r\nHost: x\r\n\r\n"},
      {"broken percent-encoding", "GET /below/%4 HTTP/1.1\r\nHost: x\r\n\r\n"},
      {"a path that is no UTF-8", "GET /below/%ff HTTP/1.1\r\nHost: x\r\n\r\n"},
      {"a target without a slash", "GET below HTTP/1.1\r\nHost: x\r\n\r\n"},
      {"a chunk size that is no number", "POST /echo HTTP/1.1\r\n" + h + "Transfer-Encoding: chunked\r\n\r\nzz\r\n"},
      {"a chunk longer than it says",
       "POST /echo HTTP/1.1\r\n" + h + "Transfer-Encoding: chunked\r\n\r\n1\r\nxyz\r\n0\r\n\r\n"},
      {"a chunk line that ends in LF",
       "POST /echo HTTP/1.1\r\n" + h + "Transfer-Encoding: chunked\r\n\r\n1\nx\r\n0\r\n\r\n"},
      {"a chunk size with a prefix",
       "POST /echo HTTP/1.1\r\n" + h + "Transfer-Encoding: chunked\r\n\r\n0x1\r\nx\r\n0\r\n\r\n"},
  };
  for (auto const& c : cases) {
    tcp_client client(server.port());
    client.send(c.request + get("/"));  // a smuggled second request must not be answered
    auto const all = client.receive_until_closed();
    EXPECT_TRUE(all.starts_with("HTTP/1.1 400 ")) << c.what << "\n" << all;
    EXPECT_EQ(all.find("home"), std::string::npos) << c.what;
    EXPECT_EQ(all.find("}HTTP/1.1 "), std::string::npos) << c.what;
    EXPECT_TRUE(client.was_closed() && !client.was_reset()) << c.what;
  }
}

TEST(http, a_chunked_body_is_joined) {
  test_server server;
  auto const answer = exchange(server.port(),
                               "POST /echo HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: Chunked\r\n\r\n"
                               "5;note=\"x\"\r\nhello\r\n1\r\n!\r\n0\r\nTrailer: x\r\n\r\n");
  EXPECT_EQ(answer.status, 200);
  EXPECT_EQ(answer.body, "hello!");
}

TEST(http, a_body_over_its_routes_limit_is_413_announced_or_not) {
  test_server server;
  auto const large = std::string(1001, 'x');
  auto const chunked =
      "POST /echo HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n3e9\r\n" + large + "\r\n0\r\n\r\n";
  for (auto const& request : {post("/echo", large), chunked}) {
    tcp_client client(server.port());
    client.send(request);
    auto const all = client.receive_until_closed();
    EXPECT_TRUE(all.starts_with("HTTP/1.1 413 ")) << all;
    EXPECT_NE(all.find("\"code\":\"too_long\""), std::string::npos);
    EXPECT_FALSE(client.was_reset());
  }
  EXPECT_EQ(exchange(server.port(), post("/echo", std::string(1000, 'x'))).status, 200);
  EXPECT_EQ(exchange(server.port(), post("/large", std::string(3 << 20, 'x'))).body, std::to_string(3 << 20));
}

TEST(http, an_expectation_is_met_before_the_body_or_refused) {
  test_server server;
  tcp_client client(server.port());
  client.send("POST /echo HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\nExpect: 100-Continue\r\n\r\n");
  std::string rest;
  EXPECT_EQ(read_answer(client, rest).status, 100);
  client.send("ok");
  EXPECT_EQ(read_answer(client, rest).body, "ok");

  EXPECT_EQ(
      exchange(server.port(), "POST /echo HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\nExpect: more\r\n\r\n").status,
      417);
  // Too large: told before a byte of it is sent.
  EXPECT_EQ(
      exchange(server.port(), "POST /echo HTTP/1.1\r\nHost: x\r\nContent-Length: 2000\r\nExpect: 100-continue\r\n\r\n")
          .status,
      413);
}

TEST(http, a_head_over_its_limits_is_refused) {
  test_server server;
  EXPECT_EQ(exchange(server.port(), get("/", "A: " + std::string(17000, 'a') + "\r\n")).status, 431);
  EXPECT_EQ(exchange(server.port(), get("/", "A: " + std::string(15000, 'a') + "\r\n")).status, 200);
  std::string many;
  for (int i = 0; i < 100; ++i) many += "A: b\r\n";
  EXPECT_EQ(exchange(server.port(), get("/", many)).status, 431);
  EXPECT_EQ(exchange(server.port(), get("/", many.substr(6))).status, 200);
  EXPECT_EQ(exchange(server.port(), get("/below/" + std::string(5000, 'a'))).status, 414);
}

TEST(http, slow_heads_and_bodies_are_told_408_and_idle_connections_just_ended) {
  auto settings = quick_settings();
  settings.limits.header_time = milliseconds(80);
  settings.limits.body_time = milliseconds(80);
  settings.limits.idle_time = milliseconds(80);
  test_server server(settings);
  struct {
    char const* sent;
    char const* answer;
  } const cases[] = {
      {"", ""},
      {"GET / HT", "HTTP/1.1 408 "},
      {"POST /echo HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\n\r\nhel", "HTTP/1.1 408 "},
  };
  for (auto const& c : cases) {
    tcp_client client(server.port());
    client.send(c.sent);
    auto const all = client.receive_until_closed();
    EXPECT_TRUE(client.was_closed()) << c.sent;
    EXPECT_EQ(all.substr(0, std::string_view(c.answer).size()), c.answer) << c.sent;
    EXPECT_EQ(all.empty(), std::string_view(c.answer).empty()) << all;
  }
  tcp_client idle(server.port());
  idle.send(get("/"));
  auto const all = idle.receive_until_closed();
  EXPECT_TRUE(idle.was_closed());
  EXPECT_TRUE(all.ends_with("home"));
}

TEST(http, a_reader_who_takes_nothing_of_a_reply_is_cut) {
  auto settings = quick_settings();
  settings.limits.stuck_after = milliseconds(100);
  test_server server(settings);
  tcp_client client(server.port(), 4096);
  client.send(get("/bytes?n=20000000"));
  EXPECT_TRUE(server.wait_for_stats([](auto const& s) { return s.accepted == 1 && s.http_open == 0; }));
}

TEST(http, a_large_reply_arrives_whole_at_a_slow_reader) {
  test_server server;
  tcp_client client(server.port(), 4096);
  client.send(get("/bytes?n=6000000") + get("/"));
  std::string rest;
  EXPECT_EQ(read_answer(client, rest, false, std::chrono::seconds(20)).body.size(), 6000000u);
  EXPECT_EQ(read_answer(client, rest).body, "home");
}

TEST(http, x_forwarded_for_counts_from_trusted_proxies_alone) {
  auto const who = [](std::vector<std::string> trusted, std::string const& fields) {
    auto settings = quick_settings();
    settings.trusted_proxies = std::move(trusted);
    test_server server(settings);
    return exchange(server.port(), get("/who", fields)).body;
  };
  EXPECT_EQ(who({}, "X-Forwarded-For: 203.0.113.9\r\nX-Forwarded-Proto: https\r\n"), "127.0.0.1");
  EXPECT_EQ(who({"127.0.0.0/8"}, "X-Forwarded-For: 203.0.113.9\r\nX-Forwarded-Proto: https\r\n"), "203.0.113.9 secure");
  EXPECT_EQ(who({"127.0.0.0/8", "10.0.0.0/8"}, "X-Forwarded-For: 6.6.6.6, 203.0.113.9, 10.1.2.3\r\n"), "203.0.113.9");
  EXPECT_EQ(who({"127.0.0.1"}, ""), "127.0.0.1");
}

TEST(http, over_the_limit_per_address_http_is_429_and_a_websocket_3504) {
  auto settings = quick_settings();
  settings.limits.connections_per_address = 3;
  test_server server(settings);
  std::vector<std::unique_ptr<ws_client>> sockets;
  for (int i = 0; i < 3; ++i) sockets.push_back(std::make_unique<ws_client>(server.port(), "/ws"));
  EXPECT_EQ(ws_client(server.port(), "/ws").wait_closed(), 3504);
  EXPECT_EQ(exchange(server.port(), get("/")).status, 200) << "HTTP connections are counted by themselves";

  std::vector<std::unique_ptr<tcp_client>> idle;
  for (int i = 0; i < 3; ++i) {
    idle.push_back(std::make_unique<tcp_client>(server.port()));
    idle.back()->send(get("/"));
    std::string rest;
    EXPECT_EQ(read_answer(*idle.back(), rest).status, 200);
  }
  EXPECT_EQ(exchange(server.port(), get("/")).status, 429);

  // Places are given back.
  sockets.pop_back();
  EXPECT_TRUE(server.wait_for([](seen const& s) { return s.closes.size() == 1; }));
  ws_client again(server.port(), "/ws");
  again.text("echo in");
  EXPECT_EQ(again.next_text(), "in");
}

TEST(http, far_over_its_share_an_address_is_not_even_read) {
  auto settings = quick_settings();
  settings.limits.connections_per_address = 1;
  test_server server(settings);
  std::vector<std::unique_ptr<tcp_client>> idle;
  for (int i = 0; i < 69; ++i) idle.push_back(std::make_unique<tcp_client>(server.port()));
  tcp_client last(server.port());
  last.send(get("/"));
  EXPECT_EQ(last.receive_until_closed(), "");
  EXPECT_GE(server.stats().refused, 1u);
}

TEST(http, over_the_total_a_connection_is_closed_and_zero_lifts_the_limit_per_address) {
  auto settings = quick_settings();
  settings.limits.connections = 60;
  settings.limits.connections_per_address = 0;
  test_server server(settings);
  std::vector<std::unique_ptr<ws_client>> sockets;
  for (int i = 0; i < 60; ++i) sockets.push_back(std::make_unique<ws_client>(server.port(), "/ws"));
  tcp_client last(server.port());
  last.send(get("/"));
  EXPECT_EQ(last.receive_until_closed(), "");
  EXPECT_EQ(server.stats().websockets_open, 60u);
}

TEST(http, large_bodies_share_one_budget_and_small_ones_always_pass) {
  auto settings = quick_settings();
  settings.limits.body_bytes_free = 100;
  settings.limits.body_bytes_together = 100'000;
  test_server server(settings);
  tcp_client large(server.port());
  large.send("POST /large HTTP/1.1\r\nHost: x\r\nContent-Length: 90001\r\n\r\n" + std::string(90'000, 'a'));
  int status = 200;  // until the server has read what was sent above
  for (int i = 0; i < 2000 && status == 200; ++i) status = exchange(server.port(), post("/large", std::string(90'000, 'b'))).status;
  EXPECT_EQ(status, 503);
  EXPECT_EQ(exchange(server.port(), post("/large", std::string(100, 'c'))).status, 200);
  large.send("a");
  std::string rest;
  EXPECT_EQ(read_answer(large, rest).body, "90001");
  EXPECT_EQ(exchange(server.port(), post("/large", std::string(90'000, 'd'))).body, "90000");
}

}  // namespace
}  // namespace sahut::test
