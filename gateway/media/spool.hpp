#pragma once
// A temporary file without a name: whatever ends the process, nothing of it stays. While it is written its digests are taken.
#include "gateway/media/disk_file.hpp"
#include "gateway/media/storage.hpp"

namespace sahut::media {

// Blocks: for the start. Makes the folder, and removes what a crash has left there.
result<void> prepare_spool(std::string const& folder);

class spool final : public byte_sink {
 public:
  // In `folder`, which exists. Error unavailable: the disk is full, the folder is gone, …
  static boost::asio::awaitable<result<std::unique_ptr<spool>>> create(disk_pool& pool, std::string folder);
  ~spool() override;

  boost::asio::awaitable<result<void>> write(std::span<std::byte const> piece) override;
  object_facts facts() const;  // of what has been written
  std::unique_ptr<byte_source> reader() const;

 private:
  struct digests;
  explicit spool(std::shared_ptr<disk_file> file);
  std::shared_ptr<disk_file> file_;
  std::unique_ptr<digests> digests_;
};

}  // namespace sahut::media
