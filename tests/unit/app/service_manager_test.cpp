// systemd's end is a datagram socket of the test.
#include "gateway/app/service_manager.hpp"

#include <gtest/gtest.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <cstddef>
#include <cstdlib>
#include <cstring>

namespace sahut {
namespace {

using namespace std::chrono_literals;

struct manager_end {
  explicit manager_end(std::string name) : file(::socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0)) {
    sockaddr_un at{};
    at.sun_family = AF_UNIX;
    std::memcpy(at.sun_path, name.data(), name.size());
    if (name.front() == '@') at.sun_path[0] = '\0';
    auto const size = static_cast<socklen_t>(offsetof(sockaddr_un, sun_path) + name.size());
    EXPECT_EQ(::bind(file, reinterpret_cast<sockaddr const*>(&at), size), 0);
  }
  ~manager_end() { ::close(file); }
  std::string heard() const {
    char bytes[512];
    auto const n = ::recv(file, bytes, sizeof bytes, 0);
    return n < 0 ? std::string() : std::string(bytes, static_cast<std::size_t>(n));
  }
  int file;
};

std::string own_name() { return "@sahut-test-" + std::to_string(::getpid()); }

TEST(service_manager, hears_of_ready_alive_and_stopping) {
  manager_end const systemd(own_name());
  service_manager daemon(own_name(), 20s);
  daemon.ready("serving");
  EXPECT_EQ(systemd.heard(), "READY=1\nSTATUS=serving");
  daemon.alive();
  EXPECT_EQ(systemd.heard(), "WATCHDOG=1");
  daemon.stopping();
  EXPECT_EQ(systemd.heard(), "STOPPING=1\nSTATUS=draining");
  EXPECT_EQ(daemon.alive_every(), 10s);
}

TEST(service_manager, a_socket_in_the_file_system_is_understood) {
  auto const name = testing::TempDir() + "sahut-" + std::to_string(::getpid());
  manager_end const systemd(name);
  service_manager(name, std::nullopt).alive();
  EXPECT_EQ(systemd.heard(), "WATCHDOG=1");
  ::unlink(name.c_str());
}

TEST(service_manager, nobody_there_or_no_name_costs_nothing) {
  for (std::string const& name : {std::string(), std::string("@sahut-nobody"), std::string("vsock:2:1"), "/" + std::string(200, 'x')}) {
    service_manager daemon(name, 20s);
    daemon.ready("serving");
    daemon.stopping();
  }
  EXPECT_EQ(service_manager("", 20s).alive_every(), std::nullopt);
}

TEST(service_manager, the_environment_is_read_once_and_not_handed_to_children) {
  ::setenv("NOTIFY_SOCKET", "@sahut-nobody", 1);
  ::setenv("WATCHDOG_USEC", "3000000", 1);
  ::setenv("WATCHDOG_PID", std::to_string(::getpid()).c_str(), 1);
  EXPECT_EQ(service_manager::from_environment().alive_every(), 1500ms);
  EXPECT_EQ(std::getenv("NOTIFY_SOCKET"), nullptr);
  ::setenv("NOTIFY_SOCKET", "@sahut-nobody", 1);
  ::setenv("WATCHDOG_USEC", "3000000", 1);
  ::setenv("WATCHDOG_PID", "1", 1);
  EXPECT_EQ(service_manager::from_environment().alive_every(), std::nullopt) << "another process is watched";
}

}  // namespace
}  // namespace sahut
