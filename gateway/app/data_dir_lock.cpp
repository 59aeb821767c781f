#include "gateway/app/data_dir_lock.hpp"

#include <cerrno>
#include <cstdio>
#include <fstream>
#include <system_error>

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

namespace sahut {

data_dir_lock::~data_dir_lock() {
  if (file_ >= 0) ::close(file_);
}

result<void> data_dir_lock::take(std::filesystem::path const& data_dir) {
  auto const name = data_dir / "daemon.lock";
  file_ = ::open(name.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
  if (file_ < 0) {
    std::error_code const why(errno, std::generic_category());
    return error{errc::bad_field, "data_dir", name.string() + " cannot be opened: " + why.message() + "; the folder must be this user's"};
  }
  if (::flock(file_, LOCK_EX | LOCK_NB) != 0) {
    std::string holder;
    std::ifstream(name) >> holder;
    return error{errc::unavailable, "data_dir",
                 "another daemon (pid " + holder + ") holds the data directory " + data_dir.string() +
                     "; stop that one, or give each a data_dir of its own"};
  }
  if (::ftruncate(file_, 0) == 0) ::dprintf(file_, "%d\n", static_cast<int>(::getpid()));
  return {};
}

}  // namespace sahut
