#pragma once
// One connection of the HTTP client, plain or TLS at run time. Private to connectors/common.
#include <boost/asio/as_tuple.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/ssl.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/beast/core.hpp>
#include <boost/beast/ssl.hpp>
#include <chrono>
#include <memory>
#include <string_view>
#include <variant>

#include "connectors/common/http_client.hpp"

namespace sahut::connector {

namespace asio = boost::asio;
namespace beast = boost::beast;
using boost::system::error_code;
using steady = std::chrono::steady_clock;
using secure_stream = beast::ssl_stream<beast::tcp_stream>;

struct http_link {
  std::variant<beast::tcp_stream, secure_stream> stream;
  beast::flat_buffer buffer{128 * 1024};  // a head, or what one read of a body brings
  steady::time_point idle_since{};

  template <class... Args>
  explicit http_link(Args&&... args) : stream(std::forward<Args>(args)...) {}
  beast::tcp_stream& lowest();
  void close();
  // True if the other side has closed it or has sent what nobody asked for.
  bool is_stale();
  // How much was taken; all of it, or there is an error.
  asio::awaitable<std::size_t> write(asio::const_buffer bytes, error_code& ec);
};

// The empty string, or why there is no connection. No redirect, proxy or second look-up comes between the addresses that
// `may_connect` has seen and the one that is connected to.
asio::awaitable<std::string_view> open_link(std::unique_ptr<http_link>& link, http_base const& base, asio::ssl::context& tls,
                                            address_rule const& may_connect, steady::time_point until);

}  // namespace sahut::connector
