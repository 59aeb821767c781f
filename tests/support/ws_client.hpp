#pragma once
// A blocking client over a plain POSIX socket, for tests only: bytes, HTTP replies and WebSocket frames. Written
// without the libraries that the server is built on, so that both cannot share a mistake. Every wait ends after
// `patience`.
#include <chrono>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace sahut::test {

using patience = std::chrono::milliseconds;
inline constexpr patience usual{5000};

class tcp_client {
 public:
  // 127.0.0.1, or ::1. Throws std::runtime_error if the connection is refused. receive_bytes > 0 makes the kernel's
  // receive buffer small, for peers that are meant to get stuck.
  explicit tcp_client(std::uint16_t port, int receive_bytes = 0, bool v6 = false);
  ~tcp_client();
  tcp_client(tcp_client&& other) noexcept;
  tcp_client& operator=(tcp_client&&) = delete;

  void send(std::string_view bytes);  // all of them; false promises about a peer that is gone are not made
  // At least one byte, or empty on the peer's end, a reset or when patience ends: was_closed() tells.
  std::string receive_some(patience wait = usual, std::size_t most = 65536);
  std::string receive_until_closed(patience wait = usual);
  std::string receive_exactly(std::size_t n, patience wait = usual);  // shorter if the peer ended
  bool was_closed() const { return closed_; }
  bool was_reset() const { return reset_; }
  void half_close();  // no more from us
  void reset();       // RST
  std::size_t receives() const { return receives_; }
  int native() const { return fd_; }

 private:
  int fd_ = -1;
  bool closed_ = false, reset_ = false;
  std::size_t receives_ = 0;
};

struct http_answer {
  int status = 0;
  std::vector<std::pair<std::string, std::string>> headers;
  std::string body;
  std::string header(std::string_view name) const;  // case-insensitive; empty if none
};
// Reads one reply (Content-Length or none) and leaves the rest in `rest`. status 0 if the peer ended before.
http_answer read_answer(tcp_client& client, std::string& rest, bool head_only = false, patience wait = usual);
http_answer exchange(std::uint16_t port, std::string_view request);  // over a connection of its own

struct ws_frame {
  int opcode = 0;  // 1 text, 2 binary, 8 close, 9 ping, 10 pong
  bool fin = true;
  std::string payload;
  std::uint16_t close_code() const;  // of a close frame; 1005 if it has none
};
std::string client_frame(int opcode, std::string_view payload, bool fin = true);  // masked

struct ws_options {
  std::string subprotocol = {};  // as Sec-WebSocket-Protocol; none if empty
  std::string origin = {};
  std::vector<std::string> headers = {};  // further lines, without line end
  int receive_bytes = 0;
  bool v6 = false;
};

class ws_client {
 public:
  // Handshakes and checks Sec-WebSocket-Accept. Throws std::runtime_error where the server does not upgrade.
  ws_client(std::uint16_t port, std::string_view target, ws_options options = {});

  void text(std::string_view payload) { tcp_.send(client_frame(1, payload)); }
  void raw(std::string_view bytes) { tcp_.send(bytes); }
  void close(std::uint16_t code = 1000, std::string_view reason = {});
  // The next frame. Pings are answered and skipped while `answer_pings`. Nothing at the connection's end or when
  // patience ends.
  std::optional<ws_frame> next(patience wait = usual);
  // The next text frame's payload; throws std::runtime_error naming what came instead.
  std::string next_text(patience wait = usual);
  // Skips everything up to a close frame, answers it and returns its code; 1006 if the connection ended without one, 0
  // when patience ends.
  std::uint16_t wait_closed(patience wait = usual);

  std::string const& subprotocol() const { return subprotocol_; }  // the server's choice
  bool answer_pings = true;
  tcp_client& tcp() { return tcp_; }

 private:
  bool fill(std::size_t n, std::chrono::steady_clock::time_point until);
  tcp_client tcp_;
  std::string in_, subprotocol_;
};

}  // namespace sahut::test
