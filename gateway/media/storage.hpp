#pragma once
// Where sealed files lie: a folder, or a bucket of S3. An object has a name, 64 hex digits, and never changes.
// Errors: `not_found`, `unavailable` (the detail says what is wrong there), `full` (too much at one time).
// tests/conformance/media_storage_test.cpp holds every storage to this.
#include <array>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "routing/model/time.hpp"
#include "routing/ports/bytes.hpp"

namespace sahut::media {

inline constexpr std::size_t piece_bytes = 64 * 1024;  // what is read, sealed or written at one time

struct object_facts {
  std::string name;        // hex BLAKE2b-256 of its bytes
  std::uint64_t size = 0;  // of its bytes, as they lie there
  std::array<unsigned char, 32> sha256{};
};

// 64 lowercase hex digits, and nothing that a path or a URL would read otherwise.
constexpr bool is_object_name(std::string_view name) {
  if (name.size() != 64) return false;
  for (char const c : name)
    if (!((c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'))) return false;
  return true;
}

// A new reader of the same bytes, from their beginning: a storage may need several tries.
using source_again = std::function<std::unique_ptr<byte_source>()>;

struct stored_object {
  std::string name;
  utc_time written_at{};  // by the storage's clock
};
struct object_page {
  std::vector<stored_object> objects;
  std::string next;  // where to go on; empty: these were the last ones
};

class storage {
 public:
  virtual ~storage() = default;
  // Durable when it returns. The same object again is fine. A source has exactly `facts.size` bytes; its errors go through.
  // After an error there is no object that was not there before, unless it was put whole.
  virtual boost::asio::awaitable<result<void>> put(object_facts facts, source_again bytes) = 0;
  virtual boost::asio::awaitable<result<std::unique_ptr<byte_source>>> open(std::string name) = 0;
  // An object that is not there is fine.
  virtual boost::asio::awaitable<result<void>> remove(std::string name) = 0;
  // About `most` objects from `after` on (empty: from the beginning), in the order of their names; nothing that is no object of ours.
  virtual boost::asio::awaitable<result<object_page>> list(std::string after, std::size_t most) = 0;
  // Can objects be written and read there now? For the start and for operators.
  virtual boost::asio::awaitable<result<void>> check() = 0;
};

}  // namespace sahut::media
