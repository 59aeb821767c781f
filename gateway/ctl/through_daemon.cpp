#include "gateway/ctl/through_daemon.hpp"

#include <nlohmann/json.hpp>

#include <cerrno>
#include <cstring>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

namespace sahut {
namespace {

struct socket_handle {
  int fd = -1;
  ~socket_handle() {
    if (fd >= 0) ::close(fd);
  }
};

constexpr std::size_t answer_bytes_max = 64u << 20;

}  // namespace

std::optional<admin_answer> through_daemon(std::filesystem::path const& socket, std::vector<std::string> const& command,
                                           std::string const& input) {
  auto const path = socket.string();
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  if (path.size() >= sizeof address.sun_path) return std::nullopt;
  std::memcpy(address.sun_path, path.c_str(), path.size());
  socket_handle s{::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0)};
  timeval const patience{60, 0};
  ::setsockopt(s.fd, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
  ::setsockopt(s.fd, SOL_SOCKET, SO_SNDTIMEO, &patience, sizeof patience);
  if (s.fd < 0) return std::nullopt;
  if (::connect(s.fd, reinterpret_cast<sockaddr const*>(&address), sizeof address) != 0) {
    if (errno == EACCES)
      return admin_answer{exit_no_daemon, "", "sahutctl: " + path + " is the daemon's own user's; run sahutctl as that user\n", {}};
    return std::nullopt;
  }

  auto const broke_off = [] {
    return admin_answer{exit_no_daemon, "", "sahutctl: the daemon broke off before it answered; look whether the command was carried out\n", {}};
  };
  auto const request = nlohmann::json{{"command", command}, {"input", input}}.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace) + "\n";
  for (std::size_t sent = 0; sent < request.size();) {
    auto const n = ::send(s.fd, request.data() + sent, request.size() - sent, MSG_NOSIGNAL);
    if (n <= 0) return broke_off();
    sent += static_cast<std::size_t>(n);
  }
  std::string reply;
  char buffer[16384];
  while (reply.size() < answer_bytes_max && reply.find('\n') == reply.npos) {
    auto const n = ::recv(s.fd, buffer, sizeof buffer, 0);
    if (n <= 0) break;
    reply.append(buffer, static_cast<std::size_t>(n));
  }
  auto const answer = nlohmann::json::parse(reply, nullptr, false);
  if (!answer.is_object()) return broke_off();
  return admin_answer{answer.value("exit", exit_no_daemon), answer.value("out", ""), answer.value("err", ""),
                      answer.value("then", std::vector<std::string>{})};
}

}  // namespace sahut
