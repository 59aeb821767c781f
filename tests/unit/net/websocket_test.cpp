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
  for (std::size_t n : {0u, 1u, 119u, 120u, 121u, 500u, 507u, 508u, 512u, 1500u, 4096u, 16379u, 16384u, 60000u, 65531u}) {
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
      "GET /ws HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\nConnection: keep-alive, Upgrade\r\nSec-WebSocket-Version: 13\r\n"
      "Sec-WebSocket-Key: c2FodXQtdGVzdC1jbGllbg==\r\n\r\n" +
      client_frame(1, "echo early"));
  std::string rest;
  EXPECT_EQ(read_answer(client, rest, true).status, 101);
  while (rest.size() < 7 && !client.was_closed()) rest += client.receive_some();
  EXPECT_EQ(rest, std::string("\x81\x05") + "early");
}

}  // namespace
}  // namespace sahut::test
