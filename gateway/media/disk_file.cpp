#include "gateway/media/disk_file.hpp"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <filesystem>

#include "gateway/store/small_file.hpp"

namespace sahut::media {
namespace {

class file_reader final : public byte_source {
 public:
  explicit file_reader(std::shared_ptr<disk_file> file) : file_(std::move(file)) {}

  boost::asio::awaitable<result<std::size_t>> read(std::span<std::byte> into) override {
    std::function<result<std::size_t>()> work = [this, into]() -> result<std::size_t> {
      for (;;) {
        auto const n = ::pread(file_->fd(), into.data(), into.size(), static_cast<off_t>(at_));
        if (n >= 0) return static_cast<std::size_t>(n);
        if (errno != EINTR) return disk_error("a file cannot be read", errno);
      }
    };
    auto got = co_await file_->pool().run<std::size_t>(std::move(work));
    if (got) at_ += *got;
    co_return got;
  }

 private:
  std::shared_ptr<disk_file> file_;
  std::uint64_t at_ = 0;
};

}  // namespace

disk_file::~disk_file() {
  pool_.later([fd = std::make_shared<file_descriptor>(std::move(fd_))] { *fd = file_descriptor(); });
}

std::unique_ptr<byte_source> read_file(std::shared_ptr<disk_file> file) { return std::make_unique<file_reader>(std::move(file)); }

error disk_error(std::string_view what, int why) {
  return {errc::unavailable, "", std::string(what) + ": " + std::strerror(why), 5000};
}

result<void> write_all(int fd, std::span<std::byte const> piece) {
  while (!piece.empty()) {
    auto const n = ::write(fd, piece.data(), piece.size());
    if (n < 0 && errno == EINTR) continue;
    if (n <= 0) return disk_error("a file cannot be written", n == 0 ? ENOSPC : errno);
    piece = piece.subspan(static_cast<std::size_t>(n));
  }
  return {};
}

result<void> make_folder(std::string const& path) {
  if (::mkdir(path.c_str(), 0700) == 0) {
    sync_folder(path.substr(0, path.rfind('/')));
    return {};
  }
  if (errno == EEXIST) return {};
  return disk_error("a folder cannot be made", errno);
}

result<file_descriptor> create_half_file(std::string const& path) {
  file_descriptor fd(::open(path.c_str(), O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0600));
  if (!fd) return disk_error("a file cannot be made", errno);
  struct stat there;
  // Between the two calls somebody who clears may have taken it for a half file of a crash.
  if (::flock(fd.get(), LOCK_EX | LOCK_NB) != 0 || ::fstat(fd.get(), &there) != 0 || there.st_nlink == 0)
    return error{errc::unavailable, "", "another process clears the folder; try again", 1000};
  return fd;
}

void clear_half_files(std::string const& folder) {
  std::error_code ec;
  for (auto const& entry : std::filesystem::directory_iterator(folder, ec)) {
    file_descriptor const fd(::open(entry.path().c_str(), O_RDONLY | O_CLOEXEC | O_NOFOLLOW));
    if (fd && ::flock(fd.get(), LOCK_EX | LOCK_NB) == 0) ::unlink(entry.path().c_str());
  }
}

}  // namespace sahut::media
