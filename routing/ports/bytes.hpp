#pragma once
// Bytes that come and go piece by piece, so that a large file never lies in memory as a whole.
#include <boost/asio/awaitable.hpp>

#include <cstddef>
#include <span>

#include "routing/model/error.hpp"

namespace sahut {

class byte_source {
 public:
  virtual ~byte_source() = default;
  // Fills the beginning of `into`, which is not empty, and says how much; 0: the end. After an error nothing more may be
  // read. One read at a time.
  virtual boost::asio::awaitable<result<std::size_t>> read(std::span<std::byte> into) = 0;
};

class byte_sink {
 public:
  virtual ~byte_sink() = default;
  // Takes all of it, or fails; waits while the other side is slow. After an error nothing more may be written.
  virtual boost::asio::awaitable<result<void>> write(std::span<std::byte const> piece) = 0;
};

}  // namespace sahut
