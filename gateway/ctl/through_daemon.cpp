#include "gateway/ctl/through_daemon.hpp"

#include "config/settings/load.hpp"

#include <nlohmann/json.hpp>

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

int through_daemon(std::string const& config_file, std::vector<std::string> const& command, std::string const& input,
                   std::ostream& out, std::ostream& err) {
  auto const loaded = load_settings(config_file, current_environment(), {}, secrets_wanted::store_only);
  for (auto const& f : loaded.faults) err << to_string(f) << "\n";
  if (!loaded.faults.empty()) return exit_bad_config;
  auto const path = (loaded.settings.data_dir / "admin.sock").string();

  auto const no_daemon = [&] {
    err << "sahutctl: no running daemon answers at " << path << "; start sahutd with this configuration first\n";
    return exit_no_daemon;
  };
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  if (path.size() >= sizeof address.sun_path) return no_daemon();
  std::memcpy(address.sun_path, path.c_str(), path.size());
  socket_handle s{::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0)};
  timeval const patience{60, 0};
  ::setsockopt(s.fd, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
  ::setsockopt(s.fd, SOL_SOCKET, SO_SNDTIMEO, &patience, sizeof patience);
  if (s.fd < 0 || ::connect(s.fd, reinterpret_cast<sockaddr const*>(&address), sizeof address) != 0) return no_daemon();

  auto const request = nlohmann::json{{"command", command}, {"input", input}}.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace) + "\n";
  for (std::size_t sent = 0; sent < request.size();) {
    auto const n = ::send(s.fd, request.data() + sent, request.size() - sent, MSG_NOSIGNAL);
    if (n <= 0) return no_daemon();
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
  if (!answer.is_object()) return no_daemon();
  out << answer.value("out", "");
  err << answer.value("err", "");
  return answer.value("exit", exit_no_daemon);
}

}  // namespace sahut
