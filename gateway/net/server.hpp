#pragma once
// The network server of one worker: one port, HTTP/1.1 and WebSocket, plain or TLS. One thread: that of its io_context.
#include <boost/asio/awaitable.hpp>
#include <cstdint>
#include <ctime>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "gateway/net/address.hpp"
#include "gateway/net/http_types.hpp"
#include "gateway/net/limits.hpp"
#include "gateway/net/session.hpp"
#include "gateway/net/shared_limits.hpp"
#include "gateway/net/tls.hpp"
#include "routing/model/error.hpp"

namespace boost::asio {
class io_context;
}

namespace sahut::net {

// What the workers of one process count together: make one, give it to each server.
struct shared_counts {
  explicit shared_counts(std::uint64_t key) : http(key), websockets(~key) {}
  address_counts http, websockets;
  shared_once forwarding_peers{64};  // of whom on_untrusted_forwarding was told
};

struct server_settings {
  std::string listen = "127.0.0.1:0";  // as parse_listen takes it
  bool reuse_port = false;             // several workers on one port: call probe_port() before the first
  std::shared_ptr<tls_context const> tls;
  net_limits limits;
  std::vector<std::string> trusted_proxies;
  std::shared_ptr<shared_counts> counts;    // own ones if null
  std::function<std::time_t()> date_clock;  // for the Date field; none is sent if null
  // Once for each peer, 64 at most: it is none of trusted_proxies, and sends X-Forwarded-For. It may be a proxy that was
  // forgotten there; then all its clients count as one address.
  std::function<void(ip_address const& peer)> on_untrusted_forwarding;
  // An exception in a handler or session, for the log. Neither argument holds what a client sent, unless the
  // exception's text does.
  std::function<void(std::string_view where, std::string_view what)> on_fault;
};

struct server_stats {
  std::uint64_t accepted = 0, refused = 0;  // refused: over limits.connections or far over an address's share
  std::uint64_t http_open = 0, websockets_open = 0;
  std::uint64_t requests = 0, replies_4xx = 0, replies_5xx = 0;
  std::uint64_t upgrades = 0, frames_in = 0, frames_out = 0, frame_bytes_in = 0;
  std::uint64_t closed_stuck = 0, closed_no_pong = 0, closed_protocol = 0;  // 3008, 3012, 1002 to 1009
  std::uint64_t bytes_written = 0, writes = 0;
};

class server {
 public:
  server(boost::asio::io_context& context, server_settings settings, std::vector<route> routes,
         std::vector<upgrade_route> upgrades);
  // Cuts what is left. Await finished() first for an orderly end.
  ~server();
  server(server const&) = delete;

  // Binds and listens. bad_field for a listen address or trusted_proxies that can't be read, unavailable (naming the
  // address) if the port can't be had.
  result<void> start();
  std::uint16_t local_port() const;
  void stop_accepting();
  // Stops accepting, closes every WebSocket with 3001, ends idle HTTP connections, lets running requests be answered;
  // cuts the rest after limits.drain_within. Handlers are never abandoned: their own time limit ends them.
  void drain();
  // Returns when the last connection has gone after drain().
  boost::asio::awaitable<void> finished();
  server_stats stats() const;
  void renew_limits(net_limits const& limits, network_list trusted_proxies);  // of what begins from now on
  void renew_tls(std::shared_ptr<tls_context const> next);  // for connections from now on; on the loop's thread

 private:
  std::shared_ptr<class core> core_;
};

// Binds without SO_REUSEPORT and lets go again: with it a second daemon could take the same port unnoticed.
// unavailable, naming the address, if somebody has it. Port 0 is always free.
result<void> probe_port(std::string_view listen);

}  // namespace sahut::net
