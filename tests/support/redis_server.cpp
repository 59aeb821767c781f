#include "tests/support/redis_server.hpp"

#include <arpa/inet.h>
#include <fcntl.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <chrono>
#include <csignal>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <stdexcept>
#include <thread>

namespace sahut::test {

temporary_directory::temporary_directory() {
  char name[] = "/tmp/sahut-test-XXXXXX";
  if (::mkdtemp(name) == nullptr) throw std::runtime_error("mkdtemp failed");
  path_ = name;
}

temporary_directory::~temporary_directory() {
  std::error_code ignored;
  std::filesystem::remove_all(path_, ignored);
}

redis_server::redis_server(std::vector<std::string> arguments) : arguments_(std::move(arguments)) { start(); }

redis_server::~redis_server() {
  if (pid_ > 0) kill_hard();
}

void redis_server::start() {
  std::vector<std::string> words{"redis-server",
                                 "--port",
                                 "0",
                                 "--unixsocket",
                                 socket(),
                                 "--dir",
                                 directory_.path(),
                                 "--save",
                                 "",
                                 "--logfile",
                                 directory_.file("redis.log")};
  words.insert(words.end(), arguments_.begin(), arguments_.end());
  std::vector<char*> argv;
  for (auto& w : words) argv.push_back(w.data());
  argv.push_back(nullptr);
  pid_ = ::fork();
  if (pid_ == 0) {
    ::prctl(PR_SET_PDEATHSIG, SIGKILL);
    ::execvp("redis-server", argv.data());
    ::_exit(127);
  }
  auto const give_up = std::chrono::steady_clock::now() + std::chrono::seconds(20);
  while (std::chrono::steady_clock::now() < give_up) {
    try {
      auto const pong = ask({"PING"});
      if (pong == "+PONG\r\n" || pong.starts_with("-NOAUTH")) return;
    } catch (std::runtime_error const&) {
    }
    if (::waitpid(pid_, nullptr, WNOHANG) == pid_) break;
    std::this_thread::sleep_for(std::chrono::milliseconds(5));  // and asks again, twenty seconds at most
  }
  throw std::runtime_error("redis-server did not come up");
}

void redis_server::kill_hard() {
  ::kill(pid_, SIGKILL);
  ::waitpid(pid_, nullptr, 0);
  pid_ = -1;
}

void redis_server::stop_answering() { ::kill(pid_, SIGSTOP); }
void redis_server::answer_again() { ::kill(pid_, SIGCONT); }

std::string redis_server::ask(std::vector<std::string> const& words) const {
  int const fd = ::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  std::strncpy(address.sun_path, socket().c_str(), sizeof address.sun_path - 1);
  if (::connect(fd, reinterpret_cast<sockaddr*>(&address), sizeof address) != 0) {
    ::close(fd);
    throw std::runtime_error("connect failed");
  }
  std::string out = "*" + std::to_string(words.size()) + "\r\n";
  for (auto const& w : words) out += "$" + std::to_string(w.size()) + "\r\n" + w + "\r\n";
  (void)!::write(fd, out.data(), out.size());
  ::shutdown(fd, SHUT_WR);
  std::string in;
  char buffer[4096];
  for (ssize_t n; (n = ::read(fd, buffer, sizeof buffer)) > 0;) in.append(buffer, static_cast<std::size_t>(n));
  ::close(fd);
  return in;
}

int free_tcp_port() {
  int const fd = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t size = sizeof address;
  ::bind(fd, reinterpret_cast<sockaddr*>(&address), size);
  ::getsockname(fd, reinterpret_cast<sockaddr*>(&address), &size);
  ::close(fd);
  return ntohs(address.sin_port);
}

}  // namespace sahut::test
