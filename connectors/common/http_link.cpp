#include "connectors/common/http_link.hpp"

#include <boost/asio/connect.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/write.hpp>

#include "connectors/common/outgoing.hpp"

namespace sahut::connector {
namespace {

using asio::ip::tcp;
constexpr auto as_value = asio::as_tuple(asio::use_awaitable);

address_bytes bytes_of(asio::ip::address const& a) {
  return a.is_v4() ? asio::ip::make_address_v6(asio::ip::v4_mapped, a.to_v4()).to_bytes() : a.to_v6().to_bytes();
}

}  // namespace

beast::tcp_stream& http_link::lowest() {
  return std::visit([](auto& s) -> beast::tcp_stream& { return beast::get_lowest_layer(s); }, stream);
}

void http_link::close() {
  error_code ignored;
  lowest().socket().close(ignored);
}

bool http_link::is_stale() {
  error_code ec;
  auto& socket = lowest().socket();
  if (!socket.is_open() || buffer.size() > 0) return true;
  socket.non_blocking(true, ec);
  char byte;
  socket.receive(asio::buffer(&byte, 1), tcp::socket::message_peek, ec);
  return ec != asio::error::would_block;
}

asio::awaitable<std::size_t> http_link::write(asio::const_buffer bytes, error_code& ec) {
  std::size_t sent = 0;
  if (auto* plain = std::get_if<beast::tcp_stream>(&stream))
    std::tie(ec, sent) = co_await asio::async_write(*plain, bytes, as_value);
  else
    std::tie(ec, sent) = co_await asio::async_write(std::get<secure_stream>(stream), bytes, as_value);
  co_return sent;
}

asio::awaitable<std::string_view> open_link(std::unique_ptr<http_link>& link, http_base const& base, asio::ssl::context& tls,
                                            address_rule const& may_connect, steady::time_point until) {
  auto const addresses = co_await resolve(base.host, base.port, until);
  if (addresses.empty()) co_return "the host's name was not resolved";
  if (may_connect)
    for (auto const& found : addresses)
      if (!may_connect(bytes_of(found.endpoint().address()))) co_return address_refused;

  auto const executor = co_await asio::this_coro::executor;
  if (base.secure)
    link = std::make_unique<http_link>(std::in_place_type<secure_stream>, executor, tls);
  else
    link = std::make_unique<http_link>(std::in_place_type<beast::tcp_stream>, executor);
  link->lowest().expires_at(until);
  auto const [connect_ec, endpoint] = co_await link->lowest().async_connect(addresses, as_value);
  if (connect_ec) co_return "no connection";
  error_code ignored;
  link->lowest().socket().set_option(tcp::no_delay(true), ignored);

  if (auto* secure = std::get_if<secure_stream>(&link->stream)) {
    if (!expect_host(*secure, base.host)) co_return "no TLS";
    auto const [tls_ec] = co_await secure->async_handshake(asio::ssl::stream_base::client, as_value);
    if (tls_ec) {
      link->close();
      co_return "the TLS handshake failed";
    }
  }
  co_return std::string_view{};
}

}  // namespace sahut::connector
