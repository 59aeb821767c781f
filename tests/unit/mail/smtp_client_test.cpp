// The client's waits and its fear of the open wire; a real server with TLS is met in tests/integration/mail.test.mjs.
#include "gateway/mail/smtp_client.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>
#include <deque>

#include "tests/support/run_now.hpp"

namespace sahut::mail {
namespace {

using namespace std::chrono_literals;
namespace asio = boost::asio;
constexpr auto tuple = asio::as_tuple(asio::use_awaitable);

// Says a line whenever it was written to, and at first; keeps what it heard.
struct scripted_server {
  explicit scripted_server(asio::io_context& io) : acceptor(io, {asio::ip::address_v4::loopback(), 0}) { asio::co_spawn(io, serve(), asio::detached); }
  asio::awaitable<void> serve() {
    auto [ec, socket] = co_await acceptor.async_accept(tuple);
    while (!ec && !says.empty()) {
      auto const line = says.front();
      says.pop_front();
      co_await asio::async_write(socket, asio::buffer(line), tuple);
      char piece[1024];
      auto const [read_ec, n] = co_await socket.async_read_some(asio::buffer(piece), tuple);
      heard.append(piece, n);
      ec = read_ec;
    }
    if (!closes) {
      asio::steady_timer never(socket.get_executor(), asio::steady_timer::time_point::max());
      co_await never.async_wait(tuple);
    }
  }
  asio::ip::tcp::acceptor acceptor;
  std::deque<std::string> says;
  std::string heard;
  bool closes = true;
};

struct smtp_client : testing::Test {
  asio::io_context io;
  scripted_server server{io};
  smtp_settings settings;
  smtp_client() {
    settings.host = "127.0.0.1";
    settings.port = server.acceptor.local_endpoint().port();
    settings.from = {"layanan@sahut.example", ""};
    settings.user = "ani";
    settings.password = "rahasia";
  }
  std::string send(std::string to = "budi@contoh.id") {
    letter l;
    l.to = std::move(to);
    l.subject = "a";
    l.text = "b";
    l.id = "id";
    auto const client = create_smtp_client(io.get_executor(), settings);
    auto const how = test::run_now(io, client->send(std::move(l)));
    if (auto const* wait = std::get_if<later>(&how)) return std::string(wait->perhaps_sent ? "perhaps: " : "later: ") + wait->reason;
    if (auto const* no = std::get_if<refused>(&how)) return "refused: " + no->reason;
    return "sent";
  }
};

TEST_F(smtp_client, sends_nothing_where_there_is_no_tls) {
  server.says = {"220 mail\r\n", "250-mail\r\n250 AUTH PLAIN\r\n"};
  EXPECT_EQ(send(), "later: the server offers no STARTTLS, and nothing is sent unencrypted");
  EXPECT_EQ(server.heard.substr(0, 4), "EHLO");
  EXPECT_THAT(server.heard, testing::Not(testing::HasSubstr("AUTH")));
}

TEST_F(smtp_client, believes_nothing_that_was_said_before_tls_began) {
  server.says = {"220 mail\r\n", "250-mail\r\n250 STARTTLS\r\n", "220 go\r\n250 AUTH PLAIN\r\n"};
  EXPECT_EQ(send(), "later: the server spoke before TLS had begun");
}

TEST_F(smtp_client, speaks_to_a_server_with_a_proven_name_alone) {
  server.says = {"220 mail\r\n", "250-mail\r\n250 STARTTLS\r\n", "220 go\r\n", "this is no TLS\r\n"};
  EXPECT_THAT(send(), testing::StartsWith("later: the TLS handshake failed"));
  EXPECT_THAT(server.heard, testing::Not(testing::HasSubstr("AUTH")));
}

TEST_F(smtp_client, waits_for_each_answer_only_so_long) {
  settings.answer_limit = 30ms;
  server.closes = false;
  EXPECT_THAT(send(), testing::StartsWith("later: the server ended the connection, or did not answer in time"));
}

TEST_F(smtp_client, waits_for_the_whole_only_so_long) {
  settings.whole_limit = 30ms;
  server.closes = false;
  server.says = {"220 mail\r\n"};
  EXPECT_THAT(send(), testing::StartsWith("later: "));
}

TEST_F(smtp_client, tells_a_server_that_is_away) {
  server.acceptor.close();
  EXPECT_EQ(send(), "later: there is no connection to 127.0.0.1");
  settings.host = "name.invalid";
  settings.connect_limit = 2s;
  EXPECT_EQ(send(), "later: there is no connection to name.invalid");
}

TEST_F(smtp_client, refuses_what_is_no_address_before_it_asks_anybody) {
  EXPECT_EQ(send("budi@contoh.id>\r\nRCPT TO:<ani@contoh.id"), "refused: to is no e-mail address");
  EXPECT_EQ(server.heard, "");
}

}  // namespace
}  // namespace sahut::mail
