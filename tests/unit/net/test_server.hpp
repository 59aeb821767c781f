#pragma once
// A server on a thread of its own, with a few routes and one WebSocket path whose session does what the frames say.
#include <chrono>
#include <functional>
#include <future>
#include <memory>
#include <string>
#include <vector>

#include "gateway/net/server.hpp"

namespace sahut::test {

// What the loop's thread has seen; read it through test_server::look().
struct seen {
  std::vector<std::string> texts;     // frames of every session, in order
  std::vector<std::uint16_t> closes;  // closed(code) of every session
  std::size_t opened = 0, destroyed = 0, writables = 0;
  std::vector<std::string> remote_addresses, faults;
  std::vector<std::size_t> queued;  // answers to "queued"
};

class test_server {
 public:
  // Deadlines in limits are taken as they are; sweep_every is 10 ms.
  explicit test_server(net::server_settings settings = {}, std::vector<net::route> more = {});
  ~test_server();

  std::uint16_t port() const { return port_; }
  net::server_stats stats();
  void drain();
  bool finished(std::chrono::milliseconds wait);  // after drain()
  seen look();
  // Polls until `what(look())` holds; false after five seconds.
  bool wait_for(std::function<bool(seen const&)> const& what);
  bool wait_for_stats(std::function<bool(net::server_stats const&)> const& what);
  void in_loop(std::function<void()> const& f);  // and waits for it

 private:
  struct parts;
  std::unique_ptr<parts> parts_;
  std::uint16_t port_ = 0;
};

// Routes: GET / ("home"), GET+POST /echo (the body; limit 1000), POST /large (limit 4 MiB; its length), GET /who (the
// remote address, and "secure"), GET /slow (waits for ever; time limit 100 ms), GET /throws, GET /below/ as a prefix
// (the decoded path), GET /some/ as a prefix that knows /some/thing alone, GET /things/{id}, POST /things/{id}/parts,
// GET /bytes?n= (that many). WebSocket /ws (subprotocol "test.v1", else 3500) and /ws/refused
// (always 3500). Frames that its session understands:
//   echo X · burst N BYTES (N frames of BYTES in one turn) · close CODE · throw · hold (text() waits until release) ·
//   release (lets every held one go) · queued · fill BYTES (sends BYTES in frames of 16 KB while is_writable())
net::server_settings quick_settings();

}  // namespace sahut::test
