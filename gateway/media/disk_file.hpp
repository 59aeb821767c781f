#pragma once
// Files on disk, piece by piece, over the disk pool: what the directory and the spool share.
#include <atomic>
#include <memory>
#include <string>

#include "gateway/media/disk_pool.hpp"
#include "gateway/store/process.hpp"
#include "routing/ports/bytes.hpp"

namespace sahut::media {

// An open file. It is closed on the pool, since closing a large removed file takes its time.
class disk_file {
 public:
  disk_file(disk_pool& pool, file_descriptor fd) : pool_(pool), fd_(std::move(fd)) {}
  ~disk_file();
  disk_file(disk_file const&) = delete;
  disk_file& operator=(disk_file const&) = delete;
  int fd() const { return fd_.get(); }
  disk_pool& pool() const { return pool_; }

 private:
  disk_pool& pool_;
  file_descriptor fd_;
};

// Reads it from its beginning; each reader has a place of its own.
std::unique_ptr<byte_source> read_file(std::shared_ptr<disk_file> file);

// The rest block, and are for work on the pool.

// Error unavailable: what could not be done, and why (`errno`).
error disk_error(std::string_view what, int why);
result<void> write_all(int fd, std::span<std::byte const> piece);
result<void> make_folder(std::string const& path);  // mode 0700, durable; one that is there is fine
// A new file, mode 0600, that is locked while it is written. Nobody else has the lock, or the file is one of a crash.
result<file_descriptor> create_half_file(std::string const& path);
// Removes the half files of processes that have ended.
void clear_half_files(std::string const& folder);

}  // namespace sahut::media
