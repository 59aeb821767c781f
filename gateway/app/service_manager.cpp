#include "gateway/app/service_manager.hpp"

#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <algorithm>
#include <charconv>
#include <cstddef>
#include <cstdlib>
#include <cstring>
#include <utility>

namespace sahut {
namespace {

std::optional<long long> number_in(char const* variable) {
  auto const* text = std::getenv(variable);
  if (!text) return std::nullopt;
  long long n = 0;
  auto const* end = text + std::strlen(text);
  auto const [at, ec] = std::from_chars(text, end, n);
  if (ec != std::errc{} || at != end || n <= 0) return std::nullopt;
  return n;
}

}  // namespace

service_manager service_manager::from_environment() {
  auto const* named = std::getenv("NOTIFY_SOCKET");
  std::string socket = named ? named : "";
  auto const microseconds = number_in("WATCHDOG_USEC");
  auto const process = number_in("WATCHDOG_PID");
  bool const ours = !process || *process == ::getpid();
  std::optional<std::chrono::microseconds> watchdog;
  if (microseconds && ours) watchdog = std::chrono::microseconds{*microseconds};
  for (auto const* name : {"NOTIFY_SOCKET", "WATCHDOG_USEC", "WATCHDOG_PID"}) ::unsetenv(name);
  return {std::move(socket), watchdog};
}

service_manager::service_manager(std::string socket, std::optional<std::chrono::microseconds> watchdog)
    : socket_(std::move(socket)), watchdog_(watchdog) {
  bool const known_form = socket_.starts_with('/') || socket_.starts_with('@');
  if (known_form && socket_.size() < sizeof(sockaddr_un::sun_path)) file_ = ::socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
}

service_manager::service_manager(service_manager&& other) noexcept
    : socket_(std::move(other.socket_)), watchdog_(other.watchdog_), file_(std::exchange(other.file_, -1)) {}

service_manager::~service_manager() {
  if (file_ >= 0) ::close(file_);
}

std::optional<std::chrono::milliseconds> service_manager::alive_every() const {
  if (!watchdog_ || file_ < 0) return std::nullopt;
  return std::max(std::chrono::milliseconds{1}, std::chrono::duration_cast<std::chrono::milliseconds>(*watchdog_ / 2));
}

void service_manager::tell(std::string const& words) {
  if (file_ < 0) return;
  sockaddr_un to{};
  to.sun_family = AF_UNIX;
  std::memcpy(to.sun_path, socket_.data(), socket_.size());
  if (socket_.front() == '@') to.sun_path[0] = '\0';
  auto const size = static_cast<socklen_t>(offsetof(sockaddr_un, sun_path) + socket_.size());
  (void)::sendto(file_, words.data(), words.size(), MSG_NOSIGNAL, reinterpret_cast<sockaddr const*>(&to), size);
}

}  // namespace sahut
