#pragma once
// The layer's face: files are kept, read and forgotten here. Whoever uses it has an object's name and its key, and neither
// knows how it is sealed nor where it lies.
#include "gateway/media/disk_pool.hpp"
#include "gateway/media/previews.hpp"
#include "gateway/media/sniff.hpp"
#include "gateway/media/storage.hpp"
#include "routing/ports/random.hpp"

namespace sahut::media {

struct kept {
  std::string object;       // hex BLAKE2b-256 of the sealed bytes: its name in the storage
  std::string key;          // 32 bytes
  std::uint64_t bytes = 0;  // of the plain file
  std::string type;         // libmagic's, as `known_type` lets it through: "image/jpeg"
  message_kind kind = message_kind::file;
  std::string preview;      // the object of its small picture, which opens with `preview_key`; empty: it has none
  std::string preview_type;  // image/png or image/jpeg
};
// Follows from the file's own key, so whoever may read the file may see its preview, and nobody else.
std::string preview_key(std::string_view key);

// Looks at a file before it is put away, as a virus scanner does. An error keeps nothing, and goes to whoever wanted the file
// kept: `unavailable` where nobody could look at it.
class file_check {
 public:
  virtual ~file_check() = default;
  virtual boost::asio::awaitable<result<void>> check(byte_source& plain, kept const& about) = 0;
};

struct files_parts {
  storage& objects;
  disk_pool& disk;
  type_sniffer& types;
  random_source& random;
  std::string spool_folder;     // exists, and is ours alone
  file_check* check = nullptr;  // null: nobody looks
  previews* small = nullptr;    // null: no picture has a preview
  std::size_t keep_max = 16;    // kept at one time, each with 320 KiB
  std::size_t open_max = 64;    // read at one time, each with 130 KiB
};

// One a worker, on its thread alone; outlives every file that is read.
class files {
 public:
  virtual ~files() = default;

  // Reads `plain` to its end and keeps it under a new key. Durable when it returns; after an error nothing is left behind.
  // Errors: too_long (more than `bytes_max`; the rest was not read), bad_field (an empty file), full, unavailable, those of
  // `plain` and of the check.
  virtual boost::asio::awaitable<result<kept>> keep(byte_source& plain, std::uint64_t bytes_max) = 0;

  // Errors: not_found, unavailable, full, internal (altered, or another file's key). While it is read: unavailable, internal.
  virtual boost::asio::awaitable<result<std::unique_ptr<byte_source>>> open(std::string object, std::string_view key) = 0;

  // What lies in the storage (storage::list), whoever put it there. Error unavailable.
  virtual boost::asio::awaitable<result<object_page>> list(std::string, std::size_t) {
    co_return error{errc::unavailable, "", "these files cannot be listed"};
  }

  // One that is not there is fine. Error unavailable.
  virtual boost::asio::awaitable<result<void>> forget(std::string object) = 0;
};

std::unique_ptr<files> create_files(files_parts parts);

}  // namespace sahut::media
