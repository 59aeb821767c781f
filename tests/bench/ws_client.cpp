#include "tests/bench/ws_client.hpp"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <system_error>

namespace sahut::bench {

int connect_loopback(std::uint16_t port) {
  int const fd = ::socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
  if (fd < 0) throw std::system_error(errno, std::generic_category(), "socket");
  int const one = 1;
  ::setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
  sockaddr_in to{};
  to.sin_family = AF_INET;
  to.sin_port = htons(port);
  to.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  if (::connect(fd, reinterpret_cast<sockaddr const*>(&to), sizeof to) != 0 && errno != EINPROGRESS) {
    int const why = errno;
    ::close(fd);
    throw std::system_error(why, std::generic_category(), "connect");
  }
  return fd;
}

ws_client::ws_client(event_loop& loop, ws_address const& to, std::function<void()> on_open, on_frame on_text)
    : loop_(loop), fd_(connect_loopback(to.port)), on_open_(std::move(on_open)), on_text_(std::move(on_text)) {
  output_ = "GET " + to.target + " HTTP/1.1\r\nHost: 127.0.0.1:" + std::to_string(to.port) +
            "\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
            "Sec-WebSocket-Key: c2FodXQgYmVuY2htYXJrIQ==\r\n";
  if (!to.protocol.empty()) output_ += "Sec-WebSocket-Protocol: " + to.protocol + "\r\n";
  if (!to.origin.empty()) output_ += "Origin: " + to.origin + "\r\n";
  output_ += "\r\n";
  loop_.watch(fd_, EPOLLIN | EPOLLOUT, *this);
}
ws_client::~ws_client() { close(); }

void ws_client::close() {
  if (fd_ < 0) return;
  loop_.forget(fd_, *this);
  ::close(fd_);
  fd_ = -1;
}

void ws_client::send(std::string_view text) { frame(1, text); }

void ws_client::frame(int opcode, std::string_view payload) {
  if (fd_ < 0) return;
  constexpr std::array<char, 4> mask{0x5a, 0x0f, 0x33, 0x71};
  auto const n = payload.size();
  output_ += static_cast<char>(0x80 | opcode);
  if (n < 126) {
    output_ += static_cast<char>(0x80 | n);
  } else {
    output_ += static_cast<char>(0x80 | 126);
    output_ += static_cast<char>(n >> 8);
    output_ += static_cast<char>(n & 0xff);
  }
  output_.append(mask.data(), mask.size());
  for (std::size_t i = 0; i < n; ++i) output_ += static_cast<char>(payload[i] ^ mask[i & 3]);
  if (!wants_write_) flush();
}

void ws_client::flush() {
  while (!output_.empty()) {
    auto const n = ::send(fd_, output_.data(), output_.size(), MSG_NOSIGNAL);
    if (n < 0) {
      if (errno == EAGAIN || errno == EINTR) break;
      return close();
    }
    output_.erase(0, static_cast<std::size_t>(n));
  }
  if (bool const wants = !output_.empty(); wants != wants_write_) {
    wants_write_ = wants;
    loop_.change(fd_, wants ? EPOLLIN | EPOLLOUT : EPOLLIN, *this);
  }
}

void ws_client::on_events(std::uint32_t events) {
  if (events & EPOLLOUT) flush();
  if (fd_ >= 0 && events & (EPOLLIN | EPOLLHUP | EPOLLERR)) receive();
}

void ws_client::receive() {
  auto& scratch = loop_.scratch();
  auto const n = ::recv(fd_, scratch.data(), scratch.size(), 0);
  if (n < 0 && (errno == EAGAIN || errno == EINTR)) return;
  if (n <= 0) return close();
  std::string_view fresh(scratch.data(), static_cast<std::size_t>(n));
  if (input_.empty()) {
    auto const used = take(fresh);
    if (fd_ >= 0) input_.assign(fresh.substr(used));
    return;
  }
  input_ += fresh;
  auto const used = take(input_);
  input_.erase(0, used);
}

std::size_t ws_client::take(std::string_view input) {
  std::size_t used = 0;
  if (!upgraded_) {
    auto const end = input.find("\r\n\r\n");
    if (end == input.npos) return 0;
    if (!input.starts_with("HTTP/1.1 101")) {
      close();
      return input.size();
    }
    upgraded_ = true;
    used = end + 4;
    on_open_();
  }
  while (fd_ >= 0) {
    auto const rest = input.substr(used);
    if (rest.size() < 2) break;
    auto const byte = [&](std::size_t i) { return static_cast<unsigned char>(rest[i]); };
    std::size_t head = 2, size = byte(1) & 0x7f;
    if (size == 126) {
      if (rest.size() < 4) break;
      size = std::size_t{byte(2)} << 8 | byte(3);
      head = 4;
    } else if (size == 127) {
      if (rest.size() < 10) break;
      size = 0;
      for (std::size_t i = 2; i < 10; ++i) size = size << 8 | byte(i);
      head = 10;
    }
    if (rest.size() - head < size) break;
    auto const payload = rest.substr(head, size);
    used += head + size;
    switch (byte(0) & 0x0f) {
      case 1:
        on_text_(payload);
        break;
      case 8:
        if (payload.size() >= 2)
          close_code_ = static_cast<unsigned char>(payload[0]) << 8 | static_cast<unsigned char>(payload[1]);
        close();
        break;
      case 9:
        frame(10, payload);
        break;
      default:
        break;
    }
  }
  return used;
}

}  // namespace sahut::bench
