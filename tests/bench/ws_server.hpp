#pragma once
// A bare Beast WebSocket server on 127.0.0.1 for the references: one thread, one loop, frames written one after
// another. Beast's websocket::stream is instantiated in ws_server.cpp alone, for both references.
#include <boost/asio/io_context.hpp>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>

namespace sahut::bench {

class ws_peer {
 public:
  virtual ~ws_peer() = default;
  virtual void send(std::string frame) = 0;
  virtual std::string_view path() const = 0;  // of the upgrade, without its query

  std::uint64_t number = 0;  // for the program's own use
};

struct ws_events {
  std::function<void(std::shared_ptr<ws_peer> const&, std::string_view)> on_text;
  std::function<void(std::shared_ptr<ws_peer> const&)> on_end;
};

// Accepts for as long as the io_context runs. Throws boost::system::system_error if the port can't be taken.
void serve_ws(boost::asio::io_context& io, std::uint16_t port, ws_events events);

}  // namespace sahut::bench
