#include "tests/support/ws_client.hpp"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <openssl/evp.h>
#include <openssl/sha.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <stdexcept>

namespace sahut::test {
namespace {

using steady = std::chrono::steady_clock;

bool same_name(std::string_view a, std::string_view b) {
  return a.size() == b.size() && std::equal(a.begin(), a.end(), b.begin(), [](char x, char y) {
           return (x >= 'A' && x <= 'Z' ? x + 32 : x) == (y >= 'A' && y <= 'Z' ? y + 32 : y);
         });
}

std::string accept_key(std::string const& key) {
  auto const text = key + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";
  unsigned char digest[SHA_DIGEST_LENGTH];
  SHA1(reinterpret_cast<unsigned char const*>(text.data()), text.size(), digest);
  unsigned char out[64];
  auto const n = EVP_EncodeBlock(out, digest, sizeof digest);
  return std::string(reinterpret_cast<char*>(out), static_cast<std::size_t>(n));
}

patience left(steady::time_point until) {
  return std::max(patience(0), std::chrono::duration_cast<patience>(until - steady::now()));
}

}  // namespace

tcp_client::tcp_client(std::uint16_t port, int receive_bytes, bool v6) {
  fd_ = ::socket(v6 ? AF_INET6 : AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  if (receive_bytes > 0) ::setsockopt(fd_, SOL_SOCKET, SO_RCVBUF, &receive_bytes, sizeof receive_bytes);
  int const on = 1;
  ::setsockopt(fd_, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
  int r = 0;
  if (v6) {
    sockaddr_in6 to{};
    to.sin6_family = AF_INET6;
    to.sin6_addr = in6addr_loopback;
    to.sin6_port = htons(port);
    r = ::connect(fd_, reinterpret_cast<sockaddr*>(&to), sizeof to);
  } else {
    sockaddr_in to{};
    to.sin_family = AF_INET;
    to.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    to.sin_port = htons(port);
    r = ::connect(fd_, reinterpret_cast<sockaddr*>(&to), sizeof to);
  }
  if (r != 0) {
    auto const why = std::string(std::strerror(errno));
    ::close(fd_);
    throw std::runtime_error("connect: " + why);
  }
}

tcp_client::~tcp_client() {
  if (fd_ >= 0) ::close(fd_);
}

tcp_client::tcp_client(tcp_client&& other) noexcept
    : fd_(std::exchange(other.fd_, -1)), closed_(other.closed_), reset_(other.reset_), receives_(other.receives_) {}

void tcp_client::send(std::string_view bytes) {
  while (!bytes.empty()) {
    auto const n = ::send(fd_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
    if (n < 0 && errno == EINTR) continue;
    if (n <= 0) return;
    bytes.remove_prefix(static_cast<std::size_t>(n));
  }
}

std::string tcp_client::receive_some(patience wait, std::size_t most) {
  pollfd p{fd_, POLLIN, 0};
  if (closed_ || ::poll(&p, 1, static_cast<int>(wait.count())) <= 0) return {};
  std::string out(most, '\0');
  auto const n = ::recv(fd_, out.data(), out.size(), 0);
  ++receives_;
  if (n <= 0) {
    closed_ = true;
    reset_ = n < 0;
    return {};
  }
  out.resize(static_cast<std::size_t>(n));
  return out;
}

std::string tcp_client::receive_until_closed(patience wait) {
  auto const until = steady::now() + wait;
  std::string all;
  while (!closed_ && steady::now() < until) all += receive_some(left(until));
  return all;
}

std::string tcp_client::receive_exactly(std::size_t n, patience wait) {
  auto const until = steady::now() + wait;
  std::string all;
  while (all.size() < n && !closed_ && steady::now() < until) all += receive_some(left(until), n - all.size());
  return all;
}

void tcp_client::half_close() { ::shutdown(fd_, SHUT_WR); }

void tcp_client::reset() {
  linger const now{1, 0};
  ::setsockopt(fd_, SOL_SOCKET, SO_LINGER, &now, sizeof now);
  ::close(std::exchange(fd_, -1));
  closed_ = true;
}

std::string http_answer::header(std::string_view name) const {
  for (auto const& [n, v] : headers)
    if (same_name(n, name)) return v;
  return {};
}

http_answer read_answer(tcp_client& client, std::string& rest, bool head_only, patience wait) {
  auto const until = steady::now() + wait;
  auto const more = [&] {
    auto const piece = client.receive_some(left(until));
    rest += piece;
    return !piece.empty();
  };
  http_answer answer;
  std::size_t end;
  while ((end = rest.find("\r\n\r\n")) == std::string::npos)
    if (!more()) return {};
  answer.status = rest.size() > 12 ? std::atoi(rest.c_str() + 9) : 0;
  for (auto at = rest.find("\r\n") + 2; at < end;) {
    auto const stop = rest.find("\r\n", at);
    auto const colon = rest.find(':', at);
    if (colon < stop)
      answer.headers.emplace_back(rest.substr(at, colon - at), rest.substr(colon + 2, stop - colon - 2));
    at = stop + 2;
  }
  rest.erase(0, end + 4);
  auto const length = static_cast<std::size_t>(std::atoll(answer.header("Content-Length").c_str()));
  if (head_only || answer.status == 304 || answer.status < 200) return answer;
  while (rest.size() < length)
    if (!more()) break;
  answer.body = rest.substr(0, length);
  rest.erase(0, length);
  return answer;
}

http_answer exchange(std::uint16_t port, std::string_view request) {
  tcp_client client(port);
  client.send(request);
  std::string rest;
  return read_answer(client, rest, request.starts_with("HEAD "));
}

std::uint16_t ws_frame::close_code() const {
  if (payload.size() < 2) return 1005;
  return static_cast<std::uint16_t>(static_cast<unsigned char>(payload[0]) << 8 |
                                    static_cast<unsigned char>(payload[1]));
}

std::string client_frame(int opcode, std::string_view payload, bool fin) {
  std::string out;
  out += static_cast<char>((fin ? 0x80 : 0) | opcode);
  if (payload.size() < 126) {
    out += static_cast<char>(0x80 | payload.size());
  } else {
    int const width = payload.size() <= 0xffff ? 2 : 8;
    out += static_cast<char>(0x80 | (width == 2 ? 126 : 127));
    for (int i = width - 1; i >= 0; --i) out += static_cast<char>(payload.size() >> (8 * i));
  }
  char const mask[4] = {0x5a, static_cast<char>(0xc3), 0x17, 0x2e};
  out.append(mask, 4);
  for (std::size_t i = 0; i < payload.size(); ++i) out += static_cast<char>(payload[i] ^ mask[i % 4]);
  return out;
}

ws_client::ws_client(std::uint16_t port, std::string_view target, ws_options options)
    : tcp_(port, options.receive_bytes, options.v6) {
  std::string const key = "c2FodXQtdGVzdC1jbGllbg==";
  std::string request =
      "GET " + std::string(target) + " HTTP/1.1\r\nHost: 127.0.0.1:" + std::to_string(port) +
      "\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: " + key +
      "\r\n";
  if (!options.subprotocol.empty()) request += "Sec-WebSocket-Protocol: " + options.subprotocol + "\r\n";
  if (!options.origin.empty()) request += "Origin: " + options.origin + "\r\n";
  for (auto const& line : options.headers) request += line + "\r\n";
  tcp_.send(request + "\r\n");
  auto const answer = read_answer(tcp_, in_, true);
  if (answer.status != 101) throw std::runtime_error("no upgrade: status " + std::to_string(answer.status));
  if (answer.header("Sec-WebSocket-Accept") != accept_key(key)) throw std::runtime_error("wrong Sec-WebSocket-Accept");
  subprotocol_ = answer.header("Sec-WebSocket-Protocol");
}

void ws_client::close(std::uint16_t code, std::string_view reason) {
  std::string payload{static_cast<char>(code >> 8), static_cast<char>(code & 0xff)};
  payload += reason;
  tcp_.send(client_frame(8, payload));
}

bool ws_client::fill(std::size_t n, steady::time_point until) {
  while (in_.size() < n) {
    auto const piece = tcp_.receive_some(left(until));
    if (piece.empty()) return false;
    in_ += piece;
  }
  return true;
}

std::optional<ws_frame> ws_client::next(patience wait) {
  auto const until = steady::now() + wait;
  for (;;) {
    if (!fill(2, until)) return std::nullopt;
    auto const byte = [&](std::size_t i) { return static_cast<std::uint64_t>(static_cast<unsigned char>(in_[i])); };
    ws_frame frame;
    frame.opcode = static_cast<int>(byte(0) & 15);
    frame.fin = (byte(0) & 0x80) != 0;
    if (byte(1) & 0x80) throw std::runtime_error("the server masked a frame");
    if (byte(0) & 0x70) throw std::runtime_error("a reserved bit is set");
    std::uint64_t length = byte(1);
    std::size_t header = 2;
    if (length >= 126) {
      std::size_t const width = length == 126 ? 2 : 8;
      header += width;
      if (!fill(header, until)) return std::nullopt;
      length = 0;
      for (std::size_t i = 0; i < width; ++i) length = length << 8 | byte(2 + i);
    }
    if (!fill(header + length, until)) return std::nullopt;
    frame.payload = in_.substr(header, length);
    in_.erase(0, header + length);
    if (frame.opcode == 9 && answer_pings) {
      tcp_.send(client_frame(10, frame.payload));
      continue;
    }
    return frame;
  }
}

std::string ws_client::next_text(patience wait) {
  auto const frame = next(wait);
  if (!frame) throw std::runtime_error(tcp_.was_closed() ? "the connection ended" : "nothing came in time");
  if (frame->opcode == 8) throw std::runtime_error("closed with " + std::to_string(frame->close_code()));
  if (frame->opcode != 1) throw std::runtime_error("opcode " + std::to_string(frame->opcode));
  return frame->payload;
}

std::uint16_t ws_client::wait_closed(patience wait) {
  auto const until = steady::now() + wait;
  while (auto const frame = next(left(until))) {
    if (frame->opcode != 8) continue;
    tcp_.send(client_frame(8, frame->payload));
    return frame->close_code();
  }
  return tcp_.was_closed() ? 1006 : 0;
}

}  // namespace sahut::test
