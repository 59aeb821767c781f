#pragma once
// What systemd is told by sd_notify's protocol: a datagram of `NAME=VALUE` lines to the socket that NOTIFY_SOCKET names (a
// leading `@` is an abstract one). Without that variable nothing is sent. No word ever blocks or fails the daemon.
#include <chrono>
#include <optional>
#include <string>
#include <string_view>

namespace sahut {

class service_manager {
 public:
  // Reads NOTIFY_SOCKET, WATCHDOG_USEC and WATCHDOG_PID, and takes them out of the environment that children inherit.
  static service_manager from_environment();
  service_manager(std::string socket, std::optional<std::chrono::microseconds> watchdog);
  ~service_manager();
  service_manager(service_manager&& other) noexcept;
  service_manager& operator=(service_manager&&) = delete;

  void ready(std::string_view status) { tell("READY=1\nSTATUS=" + std::string(status)); }
  void stopping() { tell("STOPPING=1\nSTATUS=draining"); }
  void alive() { tell("WATCHDOG=1"); }
  // How often alive() must be said: half of what systemd waits for. None: it does not watch.
  std::optional<std::chrono::milliseconds> alive_every() const;

 private:
  void tell(std::string const& words);
  std::string socket_;
  std::optional<std::chrono::microseconds> watchdog_;
  int file_ = -1;
};

}  // namespace sahut
