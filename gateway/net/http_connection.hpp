#pragma once
// One HTTP/1.1 connection: requests one after another, replies in their order, until it ends or becomes a WebSocket.
// Private to gateway/net.
#include <boost/asio/cancellation_signal.hpp>
#include <string>

#include "gateway/net/core.hpp"

namespace sahut::net {

inline constexpr std::size_t body_piece = 64 * 1024;
inline constexpr std::string_view body_too_large = "The body is larger than this resource takes.";

class http_connection final : public peer,
                              public transport::observer,
                              public std::enable_shared_from_this<http_connection> {
 public:
  static void start(std::shared_ptr<core> c, transport::socket_type socket);
  http_connection(std::shared_ptr<core> c, std::shared_ptr<transport> t, ip_address address);
  ~http_connection();

  void sweep(steady_time now) override;
  void drain() override;
  void abort() override;
  void output_progressed() override;
  void output_overflowed() override {}  // a reply is as large as its handler made it

 private:
  enum class phase { handshake, idle, head, body, handling, streaming, writing, lingering };
  struct exchange;  // one request on its way through
  asio::awaitable<void> serve();
  asio::awaitable<bool> serve_one();  // false: this was the last
  asio::awaitable<bool> read_head(std::size_t& head_bytes);
  asio::awaitable<bool> read_more();  // false: end, error or time-out
  asio::awaitable<bool> read_body(exchange& x, route const& r);
  bool admit_body(exchange& x, route const& r);  // by what the head says of it
  void tell_continue();
  asio::awaitable<void> run_handler(exchange& x, route const& r, byte_source* body);
  // In http_streaming.cpp: bodies that go through without being held.
  class streamed_body;
  asio::awaitable<void> run_stream_handler(exchange& x, route const& r);
  asio::awaitable<bool> write_stream(exchange const& x);  // false: the connection is broken
  bool parse_head(exchange& x, std::size_t head_bytes);
  bool upgrade(exchange& x, upgrade_route const& u);  // true: the connection is a WebSocket now
  void write_reply(exchange const& x);
  asio::awaitable<bool> wait_for_room(std::size_t queued);
  void enter(phase p, milliseconds time);
  void cancel_wait();

  std::shared_ptr<transport> transport_;
  ip_address const address_;
  asio::cancellation_signal cancel_, cancel_read_;  // of all that is awaited; of a streamed body's read
  core::timer wake_;  // never expires: cancelled when output leaves
  std::string in_;    // read, not yet used
  steady_time deadline_{}, stalled_at_ = steady_time::max();
  phase phase_ = phase::handshake;
  bool counted_ = false, timed_out_ = false, stalled_ = false, upgraded_ = false;
};

}  // namespace sahut::net
