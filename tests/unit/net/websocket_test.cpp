#include <gtest/gtest.h>

#include <algorithm>

#include "tests/support/ws_client.hpp"
#include "tests/unit/net/test_server.hpp"

namespace sahut::test {
namespace {

using std::chrono::milliseconds;

TEST(websocket, a_text_frame_reaches_the_session_and_its_answer_the_client) {
  test_server server;
  ws_client client(server.port(), "/ws", {.subprotocol = "test.v1"});
  EXPECT_EQ(client.subprotocol(), "test.v1");
  client.text("echo selamat pagi");
  EXPECT_EQ(client.next_text(), "selamat pagi");
  auto const seen = server.look();
  ASSERT_EQ(seen.remote_addresses.size(), 1u);
  EXPECT_EQ(seen.remote_addresses[0], "127.0.0.1");
}

TEST(websocket, every_length_form_and_fragments_arrive_whole) {
  test_server server;
  ws_client client(server.port(), "/ws");
  for (std::size_t n :
       {0u, 1u, 119u, 120u, 121u, 500u, 507u, 508u, 512u, 1500u, 4096u, 16379u, 16384u, 60000u, 65531u}) {
    std::string const payload(n, 'a');
    client.text("echo " + payload);
    EXPECT_EQ(client.next_text(), payload) << n;
    auto const whole = "echo " + payload;
    auto const half = whole.size() / 2;
    client.raw(client_frame(1, std::string_view(whole).substr(0, half), false));
    client.raw(client_frame(9, "between the fragments"));
    client.raw(client_frame(0, std::string_view(whole).substr(half), true));
    auto const pong = client.next();
    ASSERT_TRUE(pong);
    EXPECT_EQ(pong->opcode, 10);
    EXPECT_EQ(client.next_text(), payload) << n << " in fragments";
  }
}

TEST(websocket, bytes_sent_together_with_the_handshake_are_not_lost) {
  test_server server;
  tcp_client client(server.port());
  client.send(
      "GET /ws HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\nConnection: keep-alive, Upgrade\r\nSec-WebSocket-Version: "
      "13\r\n"
      "Sec-WebSocket-Key: c2FodXQtdGVzdC1jbGllbg==\r\n\r\n" +
      client_frame(1, "echo early"));
  std::string rest;
  EXPECT_EQ(read_answer(client, rest, true).status, 101);
  while (rest.size() < 7 && !client.was_closed()) rest += client.receive_some();
  EXPECT_EQ(rest, std::string("\x81\x05") + "early");
}

TEST(websocket, frames_queued_in_one_turn_leave_in_one_write) {
  test_server server;
  ws_client client(server.port(), "/ws");
  client.text("echo ready");
  client.next_text();
  auto const before = server.stats();
  client.text("burst 300 100");
  for (int i = 0; i < 300; ++i) EXPECT_EQ(client.next_text().size(), 100u);
  auto const after = server.stats();
  EXPECT_EQ(after.frames_out - before.frames_out, 300u);
  EXPECT_EQ(after.writes - before.writes, 1u);
}

TEST(websocket, large_and_small_frames_keep_their_order) {
  test_server server;
  ws_client client(server.port(), "/ws");
  for (int i = 0; i < 5; ++i) {
    client.text("burst 3 10");
    client.text("burst 2 20000");
    client.text("burst 1 70000");
  }
  for (int i = 0; i < 5; ++i)
    for (std::size_t n : {10u, 10u, 10u, 20000u, 20000u, 70000u}) EXPECT_EQ(client.next_text().size(), n);
}

TEST(websocket, frames_that_must_not_be_sent_close_with_their_code) {
  auto settings = quick_settings();
  settings.limits.frame_bytes = 1000;
  test_server server(settings);
  std::string const long_text(1001, 'x');
  struct {
    char const* what;
    std::string bytes;
    std::uint16_t code;
  } const cases[] = {
      {"one byte over the limit", client_frame(1, long_text), 1009},
      {"over the limit in fragments",
       client_frame(1, long_text.substr(0, 600), false) + client_frame(0, long_text.substr(600)), 1009},
      {"a length of 2^63", std::string("\x81\xff\x80\0\0\0\0\0\0\0\1\2\3\4", 14), 1009},
      {"a length of 2^40", std::string("\x81\xff\0\0\1\0\0\0\0\0\1\2\3\4", 14), 1009},
      {"broken UTF-8", client_frame(1, "caf\xe9"), 1007},
      {"a surrogate", client_frame(1, "\xed\xa0\x80"), 1007},
      {"UTF-8 cut off", client_frame(1, "\xe2\x82"), 1007},
      {"binary", client_frame(2, "abc"), 1003},
      {"binary in fragments", client_frame(2, "abc", false), 1003},
      {"an unmasked frame", std::string("\x81\x01x"), 1002},
      {"a reserved opcode", client_frame(3, "x"), 1002},
      {"a reserved bit", std::string("\xc1\x80\1\2\3\4", 6), 1002},
      {"a continuation of nothing", client_frame(0, "x"), 1002},
      {"a new message inside another", client_frame(1, "x", false) + client_frame(1, "y"), 1002},
      {"a fragmented ping", client_frame(9, "x", false), 1002},
      {"a long ping", client_frame(9, std::string(126, 'x')), 1002},
  };
  std::size_t closes = 0;
  for (auto const& c : cases) {
    ws_client client(server.port(), "/ws");
    client.raw(c.bytes);
    EXPECT_EQ(client.wait_closed(), c.code) << c.what;
    client.tcp().receive_until_closed();
    EXPECT_TRUE(client.tcp().was_closed() && !client.tcp().was_reset()) << c.what;
    ++closes;
    ASSERT_TRUE(server.wait_for([&](seen const& s) { return s.closes.size() == closes; })) << c.what;
    EXPECT_EQ(server.look().closes.back(), c.code) << c.what;
  }
  EXPECT_TRUE(server.look().texts.empty());
  EXPECT_FALSE(ws_client(server.port(), "/ws").next(milliseconds(50)));
  ws_client exactly(server.port(), "/ws");
  exactly.text("echo " + std::string(995, 'x'));
  EXPECT_EQ(exactly.next_text().size(), 995u);
}

TEST(websocket, both_sides_can_close_and_the_session_hears_of_it_once) {
  test_server server;
  {
    ws_client client(server.port(), "/ws");
    client.text("close 3501");
    EXPECT_EQ(client.wait_closed(), 3501);
    EXPECT_EQ(client.tcp().receive_until_closed(), "");
  }
  {
    ws_client client(server.port(), "/ws");
    client.close(4000, "bye");
    auto const frame = client.next();
    ASSERT_TRUE(frame);
    EXPECT_EQ(frame->opcode, 8);
    EXPECT_EQ(frame->close_code(), 4000);
    EXPECT_EQ(client.tcp().receive_until_closed(), "");
  }
  {
    ws_client client(server.port(), "/ws");
    client.raw(client_frame(8, ""));
    EXPECT_EQ(client.next()->close_code(), 1000) << "1005 itself must not be sent";
  }
  {
    ws_client client(server.port(), "/ws");
    client.text("echo x");
    client.next_text();
    client.tcp().reset();
  }
  {
    ws_client client(server.port(), "/ws");
    client.tcp().half_close();
    client.tcp().receive_until_closed();
  }
  ASSERT_TRUE(server.wait_for([](seen const& s) { return s.destroyed == 5; }));
  EXPECT_EQ(server.look().closes, (std::vector<std::uint16_t>{3501, 4000, 1005, 1006, 1006}));
  EXPECT_TRUE(server.wait_for_stats([](auto const& s) { return s.websockets_open == 0 && s.http_open == 0; }));
}

TEST(websocket, a_client_that_ignores_our_close_is_cut_after_the_linger_time) {
  auto settings = quick_settings();
  settings.limits.linger_time = milliseconds(100);
  test_server server(settings);
  ws_client client(server.port(), "/ws");
  client.text("close 3501");
  EXPECT_EQ(client.next()->close_code(), 3501);
  EXPECT_TRUE(server.wait_for_stats([](auto const& s) { return s.websockets_open == 0; }));
}

TEST(websocket, frames_after_our_close_are_read_and_ignored) {
  test_server server;
  ws_client client(server.port(), "/ws");
  client.text("close 3501");
  EXPECT_EQ(client.next()->close_code(), 3501);
  for (int i = 0; i < 20; ++i) client.text("echo too late" + std::string(5000, 'x'));
  client.raw(client_frame(8, "\x0d\xad"));
  EXPECT_EQ(client.tcp().receive_until_closed(), "");
  EXPECT_FALSE(client.tcp().was_reset());
  EXPECT_EQ(server.look().texts.size(), 1u);
}

TEST(websocket, a_refused_upgrade_is_accepted_and_closed_with_the_code) {
  test_server server;
  ws_client refused(server.port(), "/ws/refused", {.subprotocol = "sahut.visitor.v1"});
  EXPECT_EQ(refused.subprotocol(), "sahut.visitor.v1") << "without it browsers hide the code";
  EXPECT_EQ(refused.wait_closed(), 3500);
  ws_client unknown(server.port(), "/ws", {.subprotocol = "other.v9, test.v1"});
  EXPECT_EQ(unknown.subprotocol(), "other.v9");
  EXPECT_EQ(unknown.wait_closed(), 3500);
  EXPECT_EQ(server.look().opened, 0u);
}

TEST(websocket, an_improper_handshake_is_an_http_problem) {
  test_server server;
  auto const shake = [&](std::string const& lines) {
    return exchange(server.port(), "GET /ws HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\n" + lines + "\r\n");
  };
  std::string const key = "Sec-WebSocket-Key: c2FodXQtdGVzdC1jbGllbg==\r\n", version = "Sec-WebSocket-Version: 13\r\n",
                    upgrade = "Connection: Upgrade\r\n";
  EXPECT_EQ(shake(upgrade + key + "Sec-WebSocket-Version: 8\r\n").status, 426);
  EXPECT_EQ(shake(upgrade + key + "Sec-WebSocket-Version: 8\r\n").header("Upgrade"), "websocket") << "each 426 says to what";
  EXPECT_EQ(shake(upgrade + key + "Sec-WebSocket-Version: 8\r\n").header("Sec-WebSocket-Version"), "13");
  EXPECT_EQ(shake(upgrade + version).status, 400);
  EXPECT_EQ(shake(upgrade + version + "Sec-WebSocket-Key: short\r\n").status, 400);
  EXPECT_EQ(shake(upgrade + version + key + key).status, 400);
  EXPECT_EQ(shake(upgrade + version + key + "Origin: a\r\nOrigin: b\r\n").status, 400);
  EXPECT_EQ(shake(upgrade + version + key + "Content-Length: 1\r\n").status, 400);
  EXPECT_EQ(shake(version + key).status, 426);
  EXPECT_EQ(shake(upgrade + version + key).status, 101);
}

TEST(websocket, silence_is_answered_with_pings_and_deafness_with_3012) {
  auto settings = quick_settings();
  settings.limits.ping_after = milliseconds(60);
  settings.limits.pong_within = milliseconds(100);
  test_server server(settings);
  ws_client deaf(server.port(), "/ws");
  deaf.answer_pings = false;
  auto const ping = deaf.next();
  ASSERT_TRUE(ping);
  EXPECT_EQ(ping->opcode, 9);
  EXPECT_EQ(deaf.wait_closed(), 3012);

  ws_client alive(server.port(), "/ws");
  EXPECT_FALSE(alive.next(milliseconds(600))) << "pings are answered by the client, nothing else comes";
  EXPECT_FALSE(alive.tcp().was_closed());
  EXPECT_EQ(server.stats().closed_no_pong, 1u);
}

TEST(websocket, a_session_that_takes_its_time_is_not_mistaken_for_a_dead_peer) {
  auto settings = quick_settings();
  settings.limits.ping_after = milliseconds(30);
  settings.limits.pong_within = milliseconds(30);
  test_server server(settings);
  ws_client client(server.port(), "/ws");
  client.text("hold");
  EXPECT_FALSE(client.next(milliseconds(300)));
  ws_client other(server.port(), "/ws");
  other.text("release");
  client.text("echo still here");
  EXPECT_EQ(client.next_text(), "still here");
}

TEST(websocket, the_next_frame_is_read_only_when_the_last_one_is_handled) {
  test_server server;
  ws_client client(server.port(), "/ws"), other(server.port(), "/ws");
  client.text("hold");
  client.text("echo second");
  EXPECT_FALSE(client.next(milliseconds(100)));
  EXPECT_EQ(server.look().texts, std::vector<std::string>{"hold"});
  other.text("release");
  EXPECT_EQ(client.next_text(), "second");
}

TEST(websocket, closed_comes_promptly_while_a_text_is_being_handled) {
  test_server server;
  ws_client client(server.port(), "/ws");
  client.text("hold");
  ASSERT_TRUE(server.wait_for([](seen const& s) { return s.texts.size() == 1; }));
  server.drain();
  EXPECT_TRUE(server.wait_for([](seen const& s) { return s.closes == std::vector<std::uint16_t>{3001}; }));
  EXPECT_EQ(server.look().destroyed, 0u) << "text() still runs";
}

TEST(websocket, an_exception_in_a_session_closes_with_3004) {
  test_server server;
  ws_client client(server.port(), "/ws");
  client.text("throw");
  EXPECT_EQ(client.wait_closed(), 3004);
  EXPECT_EQ(server.look().faults, std::vector<std::string>{"session text: on purpose"});
}

TEST(websocket, a_heeding_session_keeps_its_queue_at_the_high_water_mark) {
  auto settings = quick_settings();
  test_server server(settings);
  ws_client client(server.port(), "/ws", {.receive_bytes = 4096});
  client.text("fill 20000000");
  std::size_t received = 0;
  while (received < 20000000) received += client.next_text().size();
  EXPECT_EQ(received, 20000000u);
  auto const seen = server.look();
  EXPECT_GT(seen.writables, 5u);
  EXPECT_LT(*std::max_element(seen.queued.begin(), seen.queued.end()), settings.limits.high_water + 16010);
}

TEST(websocket, a_peer_that_takes_nothing_is_closed_with_3008_and_can_still_read_why) {
  auto settings = quick_settings();
  settings.limits.stuck_after = milliseconds(150);
  settings.limits.linger_time = milliseconds(5000);
  test_server server(settings);
  ws_client client(server.port(), "/ws", {.receive_bytes = 4096});
  client.text("fill 20000000");
  ASSERT_TRUE(server.wait_for([](seen const& s) { return !s.closes.empty(); }));
  EXPECT_EQ(server.look().closes, std::vector<std::uint16_t>{3008});
  EXPECT_EQ(server.stats().closed_stuck, 1u);
  EXPECT_EQ(client.wait_closed(), 3008);
}

TEST(websocket, more_than_the_hard_bound_closes_with_3008) {
  auto settings = quick_settings();
  settings.limits.queued_bytes_max = 1024 * 1024;
  test_server server(settings);
  for (char const* frames : {"burst 3000 1000", "burst 50 60000"}) {
    ws_client client(server.port(), "/ws", {.receive_bytes = 4096});
    client.text(frames);
    EXPECT_EQ(client.wait_closed(), 3008) << frames;
  }
}

}  // namespace
}  // namespace sahut::test
