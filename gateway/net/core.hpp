#pragma once
// What one worker's server and all its connections share. It lives as long as the last of them. Private to gateway/net.
#include <boost/asio/basic_socket_acceptor.hpp>
#include <boost/asio/basic_waitable_timer.hpp>
#include <boost/intrusive/list.hpp>

#include "gateway/net/server.hpp"
#include "gateway/net/transport.hpp"

namespace sahut::net {

class core;

// One connection, HTTP or WebSocket, as the sweep sees it. Linked into the core from construction to destruction.
class peer : public boost::intrusive::list_base_hook<> {
 public:
  explicit peer(std::shared_ptr<core> c);
  peer(peer const&) = delete;
  virtual ~peer();
  virtual void sweep(steady_time now) = 0;
  virtual void drain() = 0;  // end soon and politely
  virtual void abort() = 0;  // end now

 protected:
  std::shared_ptr<core> const core_;
};

class core : public std::enable_shared_from_this<core> {
 public:
  using timer = asio::basic_waitable_timer<std::chrono::steady_clock, asio::wait_traits<std::chrono::steady_clock>,
                                           transport::executor_type>;
  core(asio::io_context& context, server_settings s, std::vector<route> r, std::vector<upgrade_route> u);

  void fault(std::string_view where, std::string_view what) const {
    if (settings.on_fault) settings.on_fault(where, what);
  }
  // The route for this path and method. `allow` tells what the path takes, also where the method is another; empty: there is
  // no such path.
  route const* find_route(std::string_view method, std::string_view path, std::string& allow) const;
  upgrade_route const* find_upgrade(std::string_view path) const;
  std::string_view http_date();  // of this second

  void accept_next();
  void schedule_sweep();
  void sweep();
  void stop_accepting();
  void drain();
  void peer_ended();

  asio::io_context& io;
  server_settings settings;
  net_limits const& limits;
  std::vector<route> routes;
  std::vector<upgrade_route> upgrades;
  network_list trusted;
  server_stats stats;
  std::shared_ptr<transport::counters> written = std::make_shared<transport::counters>();
  boost::intrusive::list<peer> peers;
  steady_time now;  // as of the last sweep: for what needs no better grain than the sweep's
  asio::basic_socket_acceptor<asio::ip::tcp, transport::executor_type> acceptor;
  std::size_t body_bytes = 0;  // of large bodies in memory
  bool draining = false;
  steady_time drain_until{};
  timer sweep_timer, finished_timer;

 private:
  bool accepting_ = false;
  std::time_t date_second_ = -1;
  std::string date_;
};

}  // namespace sahut::net
