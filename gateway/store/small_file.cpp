#include "gateway/store/small_file.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <filesystem>

#include "gateway/store/process.hpp"

namespace sahut {

result<void> replace_small_file(std::string const& path, std::string_view content) {
  auto const beside = path + ".new";
  auto const failed = [&] {
    auto const why = errno;
    ::unlink(beside.c_str());
    return error{errc::unavailable, "data_dir", path + " can't be written: " + std::strerror(why)};
  };
  {
    file_descriptor const fd(::open(beside.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0600));
    if (!fd) return failed();
    auto const n = ::write(fd.get(), content.data(), content.size());
    if (n >= 0 && n != static_cast<ssize_t>(content.size())) errno = ENOSPC;
    if (n != static_cast<ssize_t>(content.size()) || ::fsync(fd.get()) != 0) return failed();
  }
  if (::rename(beside.c_str(), path.c_str()) != 0) return failed();
  sync_folder(path.substr(0, path.rfind('/')));
  return {};
}

std::string full_disk_found(std::string const& directory) {
  std::error_code ec;
  auto const space = std::filesystem::space(directory, ec);
  return "the disk that holds " + directory + " is full (" + (ec ? "unknown" : std::to_string(space.available)) +
         " bytes free): make room. Until then nothing new is acknowledged; nothing that was is lost";
}

std::string full_disk(std::string const& directory) {
  constexpr std::uintmax_t enough = 64 * 1024;
  std::error_code ec;
  auto const space = std::filesystem::space(directory, ec);
  return ec || space.available >= enough ? std::string() : full_disk_found(directory);
}

void sync_folder(std::string const& path) {
  file_descriptor const fd(::open(path.empty() ? "/" : path.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (fd) ::fsync(fd.get());
}

}  // namespace sahut
