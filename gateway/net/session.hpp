#pragma once
// A WebSocket as those see it who speak a protocol over it. Everything happens on the worker's thread.
#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "gateway/net/http_types.hpp"

namespace sahut::net {

namespace close_code {
inline constexpr std::uint16_t normal = 1000, going_away = 1001, protocol_error = 1002, binary = 1003, no_status = 1005,
                               abnormal = 1006, bad_utf8 = 1007, too_big = 1009, draining = 3001, internal = 3004,
                               stuck = 3008, no_pong = 3012, flooding = 3013, not_authenticated = 3500, revoked = 3501,
                               no_hello = 3502, too_many_connections = 3504;
}

// What a session holds of its WebSocket. Frames sent in one turn of the loop leave in one write.
class connection {
 public:
  virtual ~connection() = default;
  // Queues one text frame (UTF-8). Never blocks, never calls back into the session. After close() it does nothing.
  virtual void send(std::string frame) = 0;
  // The same bytes for many: not copied when large.
  virtual void send(std::shared_ptr<std::string const> frame) = 0;
  virtual std::size_t queued_bytes() const = 0;
  // False from the high-water mark on, until session::writable(); false once closing. Advice: sending on is bounded by
  // limits.queued_bytes_max, over which the connection is closed with 3008.
  virtual bool is_writable() const = 0;
  // What is queued leaves first. `reason` is cut to 123 bytes. Idempotent: the first code stands.
  virtual void close(std::uint16_t code, std::string_view reason) = 0;
  virtual bool is_open() const = 0;  // false once either side has begun to close
  virtual std::string const& remote_address() const = 0;
  virtual boost::asio::any_io_executor executor() const = 0;
};

// One speaker of a protocol over one connection. The connection owns it: it lives until closed() has returned and no
// text() is running; to keep the connection alive longer hold the shared_ptr that opened() gives, and let go in
// closed().
class session {
 public:
  virtual ~session() = default;
  virtual void opened(std::shared_ptr<connection> peer) = 0;
  // One message, valid until the awaitable ends. The next one is read only then: that is the back-pressure. Take care
  // after every await: closed() may have come meanwhile. An exception closes with 3004.
  virtual boost::asio::awaitable<void> text(std::string_view frame) = 0;
  // The queue was at the high-water mark and has fallen to the low one. Called from the loop, never from within send().
  virtual void writable() {}
  // Exactly once after opened(), when either side begins to close or the connection breaks: the code sent, else the one
  // received, else 1006. No opened(), text() or writable() begins after it. Called from the loop, never from close().
  virtual void closed(std::uint16_t code) = 0;
};

struct upgrade_request {
  std::string path;
  query_list query;
  header_list headers;
  std::string origin;  // empty if none was sent; more than one are refused before
  std::vector<std::string> subprotocols;
  std::string remote_address;
  bool secure = false;
};

struct accept {
  std::shared_ptr<session> speaker;
  std::string subprotocol;  // one of those offered, or empty
};
// The upgrade is accepted all the same (with the first subprotocol offered, else browsers hide what follows), then
// closed with this code: a browser can't see a refused upgrade.
struct refuse {
  std::uint16_t code;
  std::string reason;
};
using upgrade_answer = std::variant<accept, refuse>;
using upgrade_handler = std::function<upgrade_answer(upgrade_request)>;

struct upgrade_route {
  std::string path;  // exact
  upgrade_handler handler;
};

}  // namespace sahut::net
