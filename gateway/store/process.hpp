#pragma once
// Small pieces of starting and watching a child process, and of whole-file locks. Linux.
#include <sys/types.h>

#include <chrono>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "routing/model/error.hpp"

namespace sahut {

class file_descriptor {
 public:
  file_descriptor() = default;
  explicit file_descriptor(int fd) : fd_(fd) {}
  file_descriptor(file_descriptor&& other) noexcept : fd_(std::exchange(other.fd_, -1)) {}
  file_descriptor& operator=(file_descriptor&& other) noexcept {
    std::swap(fd_, other.fd_);
    return *this;
  }
  ~file_descriptor();
  int get() const { return fd_; }
  int release() { return std::exchange(fd_, -1); }
  explicit operator bool() const { return fd_ >= 0; }

 private:
  int fd_ = -1;
};

// Opens (creates, mode 0600) a lock file, close-on-exec. `try_lock` never blocks. The lock is the open file
// description's: it lasts until the last copy of the descriptor, inherited ones included, is closed.
result<file_descriptor> open_lock_file(std::string const& path);
bool try_lock(file_descriptor const& file);
void write_pid(file_descriptor const& file, pid_t pid);
pid_t read_pid(file_descriptor const& file);  // 0: none

std::optional<std::string> find_in_path(std::string const& program);

struct child_plan {
  std::string program;
  std::vector<std::string> arguments;  // the first one is the program's name
  std::string directory;
  int inherited = -1;                 // the one descriptor above 2 that the child keeps
  std::uint64_t file_size_limit = 0;  // 0: none
};
// Forks and executes: its own session, no signals blocked, standard streams on /dev/null, SIGTERM when the calling
// thread ends. Returns the pid or an error.
result<pid_t> spawn_child(child_plan const& plan);

}  // namespace sahut
