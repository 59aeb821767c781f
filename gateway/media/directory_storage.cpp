#include "gateway/media/directory_storage.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <cerrno>
#include <filesystem>
#include <vector>

#include "gateway/media/disk_file.hpp"
#include "gateway/store/small_file.hpp"

namespace sahut::media {
namespace {

namespace asio = boost::asio;

// Removed on the pool unless it got its name.
class half_file {
 public:
  half_file(disk_pool& pool, std::string path) : pool_(pool), path_(std::move(path)) {}
  ~half_file() {
    if (!path_.empty()) pool_.later([path = path_] { ::unlink(path.c_str()); });
  }
  half_file(half_file const&) = delete;
  half_file& operator=(half_file const&) = delete;
  std::string const& path() const { return path_; }
  void keep() { path_.clear(); }

 private:
  disk_pool& pool_;
  std::string path_;
};

class directory_storage final : public storage {
 public:
  directory_storage(std::string root, disk_pool& pool) : root_(std::move(root)), pool_(pool) {}

  asio::awaitable<result<void>> put(object_facts facts, source_again again) override {
    if (!is_object_name(facts.name)) co_return error{errc::internal, "", "an object's name is 64 hex digits"};
    std::string path = half_folder() + '/' + std::to_string(::getpid()) + '-' + std::to_string(++made_);
    half_file half(pool_, path);
    std::shared_ptr<disk_file> file;
    std::function<result<void>()> create = [&]() -> result<void> {
      auto fd = create_half_file(path);
      if (!fd) return fd.error();
      file = std::make_shared<disk_file>(pool_, std::move(*fd));
      return {};
    };
    auto const created = co_await pool_.run<void>(std::move(create));
    if (!created) {
      if (!file) half.keep();  // it is not ours
      co_return created.error();
    }
    auto const bytes = again();
    std::vector<std::byte> piece(piece_bytes);
    std::uint64_t written = 0;
    for (;;) {
      auto const got = co_await bytes->read(piece);
      if (!got) co_return got.error();
      if (*got == 0) break;
      written += *got;
      if (written > facts.size) break;
      std::function<result<void>()> write = [&, n = *got] { return write_all(file->fd(), std::span(piece).first(n)); };
      auto const done = co_await pool_.run<void>(std::move(write));
      if (!done) co_return done.error();
    }
    if (written != facts.size) co_return error{errc::internal, "", "an object has another size than was told"};
    std::function<result<void>()> name_it = [&] { return give_name(file->fd(), path, facts.name); };
    auto const named = co_await pool_.run<void>(std::move(name_it));
    if (named) half.keep();
    co_return named;
  }

  asio::awaitable<result<std::unique_ptr<byte_source>>> open(std::string name) override {
    if (!is_object_name(name)) co_return error{errc::not_found, "", "there is no such object"};
    std::function<result<std::unique_ptr<byte_source>>()> work = [&]() -> result<std::unique_ptr<byte_source>> {
      file_descriptor fd(::open(path_of(name).c_str(), O_RDONLY | O_CLOEXEC | O_NOFOLLOW));
      if (fd) return read_file(std::make_shared<disk_file>(pool_, std::move(fd)));
      if (errno == ENOENT) return error{errc::not_found, "", "there is no such object"};
      return disk_error("a file cannot be opened", errno);
    };
    co_return co_await pool_.run<std::unique_ptr<byte_source>>(std::move(work));
  }

  asio::awaitable<result<void>> remove(std::string name) override {
    if (!is_object_name(name)) co_return result<void>{};
    std::function<result<void>()> work = [&]() -> result<void> {
      if (::unlink(path_of(name).c_str()) == 0) {
        sync_folder(folder_of(name));
        return {};
      }
      if (errno == ENOENT) return {};
      return disk_error("a file cannot be removed", errno);
    };
    co_return co_await pool_.run<void>(std::move(work));
  }

  asio::awaitable<result<object_page>> list(std::string after, std::size_t most) override {
    std::function<result<object_page>()> work = [&] { return objects_after(after, most); };
    co_return co_await pool_.run<object_page>(std::move(work));
  }

  asio::awaitable<result<void>> check() override {
    std::function<result<void>()> work = [this]() -> result<void> {
      std::string const path = half_folder() + '/' + std::to_string(::getpid()) + "-check-" + std::to_string(++made_);
      auto fd = create_half_file(path);
      if (!fd) return fd.error();
      std::byte const one{};
      auto written = write_all(fd->get(), std::span(&one, 1));
      ::unlink(path.c_str());
      return written;
    };
    co_return co_await pool_.run<void>(std::move(work));
  }

 private:
  std::string half_folder() const { return root_ + "/half"; }
  std::string folder_of(std::string const& name) const { return root_ + '/' + name.substr(0, 2) + '/' + name.substr(2, 2); }
  std::string path_of(std::string const& name) const { return folder_of(name) + '/' + name; }

  // The names in a folder, in order. On the pool, as all that follows.
  static result<std::vector<std::string>> names_in(std::string const& folder) {
    std::error_code ec;
    std::vector<std::string> out;
    for (std::filesystem::directory_iterator at(folder, ec), end; !ec && at != end; at.increment(ec)) out.push_back(at->path().filename().string());
    if (ec && ec != std::errc::no_such_file_or_directory) return disk_error("a folder cannot be read", ec.value());
    std::sort(out.begin(), out.end());
    return out;
  }

  // Whole folders at a time, the last two of a name's four first digits: they hold few.
  result<object_page> objects_after(std::string const& after, std::size_t most) {
    object_page out;
    auto const outer = names_in(root_);
    if (!outer) return outer.error();
    for (auto const& first : *outer) {
      if (first.size() != 2 || first < after.substr(0, 2)) continue;
      auto const inner = names_in(root_ + '/' + first);
      if (!inner) return inner.error();
      for (auto const& second : *inner) {
        if (second.size() != 2 || first + second < after.substr(0, 4)) continue;
        if (out.objects.size() >= most) return out;
        auto const folder = root_ + '/' + first + '/' + second;
        auto const names = names_in(folder);
        if (!names) return names.error();
        for (auto const& name : *names) {
          struct stat facts {};
          if (!is_object_name(name) || name <= after || ::stat((folder + '/' + name).c_str(), &facts) != 0) continue;
          out.objects.push_back({name, from_millis(std::int64_t{facts.st_mtim.tv_sec} * 1000)});
          out.next = name;
        }
      }
    }
    out.next.clear();
    return out;
  }

  result<void> give_name(int fd, std::string const& from, std::string const& name) {
    if (::fsync(fd) != 0) return disk_error("a file cannot be written", errno);
    if (auto made = make_folder(root_ + '/' + name.substr(0, 2)); !made) return made;
    if (auto made = make_folder(folder_of(name)); !made) return made;
    if (::rename(from.c_str(), path_of(name).c_str()) != 0) return disk_error("a file cannot be named", errno);
    sync_folder(folder_of(name));
    return {};
  }

  std::string const root_;
  disk_pool& pool_;
  std::atomic<std::uint64_t> made_{0};
};

}  // namespace

result<std::unique_ptr<storage>> create_directory_storage(std::string root, disk_pool& pool) {
  while (root.size() > 1 && root.ends_with('/')) root.pop_back();
  if (auto made = make_folder(root); !made) return made.error();
  if (auto made = make_folder(root + "/half"); !made) return made.error();
  clear_half_files(root + "/half");
  return std::make_unique<directory_storage>(std::move(root), pool);
}

}  // namespace sahut::media
