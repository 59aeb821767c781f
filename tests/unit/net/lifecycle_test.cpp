#include <gtest/gtest.h>

#include <stdexcept>

#include "tests/support/ws_client.hpp"
#include "tests/unit/net/test_server.hpp"

namespace sahut::test {
namespace {

using std::chrono::milliseconds;

TEST(lifecycle, drain_closes_websockets_with_3001_and_idle_http_and_then_finishes) {
  test_server server;
  ws_client one(server.port(), "/ws"), two(server.port(), "/ws");
  tcp_client idle(server.port());
  idle.send("GET / HTTP/1.1\r\nHost: x\r\n\r\n");
  std::string rest;
  EXPECT_EQ(read_answer(idle, rest).status, 200);
  server.drain();
  EXPECT_EQ(one.wait_closed(), 3001);
  EXPECT_EQ(two.wait_closed(), 3001);
  EXPECT_EQ(idle.receive_until_closed(), "");
  EXPECT_TRUE(server.finished(milliseconds(3000)));
  EXPECT_THROW(tcp_client(server.port()), std::runtime_error);
}

TEST(lifecycle, a_running_request_is_still_answered_while_draining) {
  test_server server;
  tcp_client busy(server.port());
  busy.send("GET /slow HTTP/1.1\r\nHost: x\r\n\r\n");
  ASSERT_TRUE(server.wait_for_stats([](auto const& s) { return s.requests == 1; }));
  server.drain();
  EXPECT_TRUE(busy.receive_until_closed().starts_with("HTTP/1.1 503 ")) << "its own time limit ended it, not the drain";
  EXPECT_TRUE(server.finished(milliseconds(3000)));
}

TEST(lifecycle, clients_that_do_not_answer_the_drain_are_cut_in_the_end) {
  auto settings = quick_settings();
  settings.limits.drain_within = milliseconds(100);
  settings.limits.linger_time = milliseconds(60000);
  test_server server(settings);
  ws_client silent(server.port(), "/ws");
  tcp_client half(server.port());
  half.send("GET / HT");
  server.drain();
  EXPECT_TRUE(server.finished(milliseconds(3000)));
}

TEST(lifecycle, a_server_can_go_with_connections_in_every_state) {
  ws_client* orphan = nullptr;
  {
    test_server server;
    ws_client open(server.port(), "/ws"), holding(server.port(), "/ws"), closing(server.port(), "/ws");
    holding.text("hold");
    closing.text("close 3501");
    EXPECT_EQ(closing.next()->close_code(), 3501);
    tcp_client half(server.port()), handling(server.port());
    half.send("GET / HT");
    handling.send("GET /slow HTTP/1.1\r\nHost: x\r\n\r\n");
    server.wait_for_stats([](auto const& s) { return s.requests >= 4; });
    orphan = new ws_client(std::move(open));
  }
  EXPECT_EQ(orphan->wait_closed(), 1006);
  delete orphan;
}

TEST(lifecycle, two_servers_share_a_port_but_a_stranger_is_noticed) {
  auto settings = quick_settings();
  settings.reuse_port = true;
  test_server first(settings);
  settings.listen = "127.0.0.1:" + std::to_string(first.port());
  auto const taken = net::probe_port(settings.listen);
  ASSERT_FALSE(taken);
  EXPECT_EQ(taken.error().code, errc::unavailable);
  EXPECT_NE(taken.error().detail.find(settings.listen), std::string::npos) << taken.error().detail;
  test_server second(settings);
  for (int i = 0; i < 40; ++i) EXPECT_EQ(exchange(first.port(), "GET / HTTP/1.1\r\nHost: x\r\n\r\n").status, 200);
  EXPECT_EQ(first.stats().accepted + second.stats().accepted, 40u);

  settings.reuse_port = false;
  EXPECT_THROW(test_server{settings}, std::runtime_error);
  EXPECT_TRUE(net::probe_port("127.0.0.1:0"));
}

TEST(lifecycle, it_listens_on_ipv6) {
  if (!net::probe_port("[::1]:0")) GTEST_SKIP() << "no IPv6 here";
  auto settings = quick_settings();
  settings.listen = "[::1]:0";
  test_server server(settings);
  ws_client client(server.port(), "/ws", {.v6 = true});
  client.text("echo x");
  EXPECT_EQ(client.next_text(), "x");
  EXPECT_EQ(server.look().remote_addresses, std::vector<std::string>{"::1"});
}

TEST(lifecycle, settings_that_cannot_be_read_are_faults) {
  auto settings = quick_settings();
  settings.trusted_proxies = {"10.0.0.0/8", "10.0.0.0/33"};
  EXPECT_THROW(test_server{settings}, std::runtime_error);
  EXPECT_EQ(net::probe_port("localhost:80").error().code, errc::bad_field);
}

}  // namespace
}  // namespace sahut::test
