#include "connectors/common/outgoing.hpp"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <memory>

namespace sahut::connector {
namespace {

namespace asio = boost::asio;
using asio::ip::tcp;

struct lookup {
  explicit lookup(asio::any_io_executor const& ex) : resolver(ex), done(ex) {}
  tcp::resolver resolver;
  asio::steady_timer done;
  tcp::resolver::results_type found;
  bool finished = false;
};

}  // namespace

asio::awaitable<tcp::resolver::results_type> resolve(std::string host, std::string port, std::chrono::steady_clock::time_point until) {
  auto const state = std::make_shared<lookup>(co_await asio::this_coro::executor);
  state->done.expires_at(until);
  state->resolver.async_resolve(host, port, [state](boost::system::error_code const& ec, tcp::resolver::results_type found) {
    if (!ec) state->found = std::move(found);
    state->finished = true;
    state->done.cancel();
  });
  if (!state->finished) co_await state->done.async_wait(asio::as_tuple(asio::use_awaitable));
  co_return state->found;
}

asio::ssl::context create_client_tls(std::string const& certificates_file) {
  asio::ssl::context tls(asio::ssl::context::tls_client);
  tls.set_options(asio::ssl::context::default_workarounds | asio::ssl::context::no_sslv2 | asio::ssl::context::no_sslv3 |
                  asio::ssl::context::no_tlsv1 | asio::ssl::context::no_tlsv1_1);
  tls.set_verify_mode(asio::ssl::verify_peer);
  tls.set_default_verify_paths();
  if (!certificates_file.empty()) tls.load_verify_file(certificates_file);
  return tls;
}

}  // namespace sahut::connector
