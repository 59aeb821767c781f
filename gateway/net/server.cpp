#include "gateway/net/server.hpp"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/v6_only.hpp>
#include <boost/asio/use_awaitable.hpp>

#include "gateway/net/core.hpp"

namespace sahut::net {
namespace {

using reuse_port_option = asio::detail::socket_option::boolean<SOL_SOCKET, SO_REUSEPORT>;

template <class Acceptor>
result<void> bind_to(Acceptor& acceptor, std::string_view listen, bool reuse_port) {
  auto const where = parse_listen(listen);
  if (!where) return where.error();
  error_code ec;
  asio::ip::tcp::endpoint const endpoint(asio::ip::make_address(where->host), where->port);
  auto const step = [&](auto&& f) {
    if (!ec) f();
  };
  acceptor.open(endpoint.protocol(), ec);
  step([&] { acceptor.set_option(asio::socket_base::reuse_address(true), ec); });
  step([&] {
    if (endpoint.address().is_v6()) acceptor.set_option(asio::ip::v6_only(!endpoint.address().is_unspecified()), ec);
  });
  step([&] {
    if (reuse_port) acceptor.set_option(reuse_port_option(true), ec);
  });
  step([&] { acceptor.bind(endpoint, ec); });
  step([&] { acceptor.listen(4096, ec); });
  if (ec) return error{errc::unavailable, "listen", "can't listen on " + std::string(listen) + ": " + ec.message()};
  return {};
}

}  // namespace

result<void> probe_port(std::string_view listen) {
  asio::io_context context;
  asio::ip::tcp::acceptor acceptor(context);
  return bind_to(acceptor, listen, false);
}

server::server(asio::io_context& context, server_settings settings, std::vector<route> routes,
               std::vector<upgrade_route> upgrades)
    : core_(std::make_shared<core>(context, std::move(settings), std::move(routes), std::move(upgrades))) {}

server::~server() {
  core_->stop_accepting();
  core_->sweep_timer.cancel();
  for (auto i = core_->peers.begin(); i != core_->peers.end();) (i++)->abort();
}

result<void> server::start() {
  auto trusted = network_list::parse(core_->settings.trusted_proxies);
  if (!trusted) {
    auto e = trusted.error();
    e.path = "limits.trusted_proxies" + e.path;
    return e;
  }
  core_->trusted = std::move(*trusted);
  if (auto bound = bind_to(core_->acceptor, core_->settings.listen, core_->settings.reuse_port); !bound) {
    core_->stop_accepting();
    return bound;
  }
  core_->accept_next();
  core_->schedule_sweep();
  return {};
}

std::uint16_t server::local_port() const {
  error_code ignored;
  return core_->acceptor.local_endpoint(ignored).port();
}

void server::stop_accepting() { core_->stop_accepting(); }
void server::drain() { core_->drain(); }

asio::awaitable<void> server::finished() {
  auto const c = core_;
  while (!(c->draining && c->peers.empty())) {
    c->finished_timer.expires_at(core::timer::time_point::max());
    co_await c->finished_timer.async_wait(asio::as_tuple(asio::use_awaitable));
  }
  c->sweep_timer.cancel();
}

void server::renew_limits(net_limits const& limits, network_list trusted_proxies) {
  core_->settings.limits = limits;
  core_->trusted = std::move(trusted_proxies);
}

void server::renew_tls(std::shared_ptr<tls_context const> next) { core_->settings.tls = std::move(next); }

server_stats server::stats() const {
  auto s = core_->stats;
  s.bytes_written = core_->written->bytes_written;
  s.writes = core_->written->writes;
  return s;
}

}  // namespace sahut::net
