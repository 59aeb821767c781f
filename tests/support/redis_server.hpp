#pragma once
// A real redis-server for one test: a temporary directory, a Unix socket, ended by its pid. Throws std::runtime_error
// if it does not come up; a test can't go on without it.
#include <sys/types.h>

#include <string>
#include <vector>

namespace sahut::test {

// Removed with everything in it at the end.
class temporary_directory {
 public:
  temporary_directory();
  ~temporary_directory();
  temporary_directory(temporary_directory const&) = delete;
  temporary_directory& operator=(temporary_directory const&) = delete;
  std::string const& path() const { return path_; }
  std::string file(std::string const& name) const { return path_ + "/" + name; }

 private:
  std::string path_;
};

class redis_server {
 public:
  // Further arguments as on redis-server's command line: {"--appendonly", "yes"}.
  explicit redis_server(std::vector<std::string> arguments = {});
  ~redis_server();
  redis_server(redis_server const&) = delete;
  redis_server& operator=(redis_server const&) = delete;

  std::string socket() const { return directory_.file("redis.sock"); }
  std::string url() const { return "unix://" + socket(); }
  temporary_directory const& directory() const { return directory_; }
  pid_t pid() const { return pid_; }

  void kill_hard();       // SIGKILL, and waits for the end
  void start();           // again, with the same directory and arguments
  void stop_answering();  // SIGSTOP
  void answer_again();    // SIGCONT
  // One command on a connection of its own, blocking; the raw reply.
  std::string ask(std::vector<std::string> const& words) const;

 private:
  std::vector<std::string> arguments_;
  temporary_directory directory_;
  pid_t pid_ = -1;
};

int free_tcp_port();  // of 127.0.0.1, free a moment ago

}  // namespace sahut::test
