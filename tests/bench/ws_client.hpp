#pragma once
// A WebSocket client for load: non-blocking, one small object a connection, frames parsed where they were read. Written
// by hand so that the generator stays cheap beside what it measures. It trusts the server's handshake and frames;
// whether those are right is what tests/unit/net asks.
#include <functional>
#include <string>
#include <string_view>

#include "tests/bench/event_loop.hpp"

namespace sahut::bench {

struct ws_address {
  std::uint16_t port = 0;  // of 127.0.0.1
  std::string target, protocol, origin;
};

// Connects to 127.0.0.1 without blocking. Throws std::system_error where not even that begins.
int connect_loopback(std::uint16_t port);

class ws_client final : public io_handler {
 public:
  using on_frame = std::function<void(std::string_view)>;

  // `on_open` after the upgrade. The callbacks may send, and must not destroy the client.
  ws_client(event_loop& loop, ws_address const& to, std::function<void()> on_open, on_frame on_text);
  ~ws_client() override;
  ws_client(ws_client const&) = delete;
  ws_client& operator=(ws_client const&) = delete;

  void send(std::string_view text);
  void close();
  bool ended() const { return fd_ < 0; }
  int close_code() const { return close_code_; }  // 0: no close frame came

  void on_events(std::uint32_t events) override;

 private:
  void frame(int opcode, std::string_view payload);
  void flush();
  void receive();
  std::size_t take(std::string_view input);  // how many bytes were whole frames

  event_loop& loop_;
  int fd_ = -1, close_code_ = 0;
  bool upgraded_ = false, wants_write_ = true;
  std::function<void()> on_open_;
  on_frame on_text_;
  std::string input_, output_;
};

}  // namespace sahut::bench
