#pragma once
// A server whose every connection a test writes by hand.
#include <boost/asio/as_tuple.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/read.hpp>
#include <boost/asio/read_until.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>
#include <functional>
#include <memory>
#include <string>

namespace sahut::test {

namespace asio = boost::asio;
using asio::ip::tcp;
inline constexpr auto as_value = asio::as_tuple(asio::use_awaitable);

// Every connection is given to `talk`, which the test writes.
struct hand_server {
  using talk_function = std::function<asio::awaitable<void>(tcp::socket&)>;
  hand_server(asio::io_context& io, talk_function t, std::string const& address = "127.0.0.1")
      : acceptor_(io, {asio::ip::make_address(address), 0}), talk_(std::move(t)) {
    asio::co_spawn(io, accept_all(), asio::detached);
  }
  std::uint16_t port() const { return acceptor_.local_endpoint().port(); }
  std::string base() const { return "http://127.0.0.1:" + std::to_string(port()); }
  void stop() { acceptor_.close(); }
  int connections = 0;

 private:
  asio::awaitable<void> accept_all() {
    for (;;) {
      auto [ec, socket] = co_await acceptor_.async_accept(as_value);
      if (ec) co_return;
      ++connections;
      auto const ex = co_await asio::this_coro::executor;
      asio::co_spawn(ex, [](talk_function* talk, tcp::socket s) -> asio::awaitable<void> { co_await (*talk)(s); }(&talk_, std::move(socket)), asio::detached);
    }
  }
  tcp::acceptor acceptor_;
  talk_function talk_;
};

// A request's head, with what came behind it left in `rest`.
inline asio::awaitable<std::string> read_head(tcp::socket& s, std::string& rest) {
  auto const [ec, n] = co_await asio::async_read_until(s, asio::dynamic_buffer(rest), "\r\n\r\n", as_value);
  std::string head = ec ? std::string() : rest.substr(0, n);
  if (!ec) rest.erase(0, n);
  co_return head;
}
inline asio::awaitable<bool> write_text(tcp::socket& s, std::string text) {
  auto const [ec, n] = co_await asio::async_write(s, asio::buffer(text), as_value);
  co_return !ec;
}

}  // namespace sahut::test
