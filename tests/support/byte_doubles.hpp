#pragma once
// Sources of bytes for tests, and what reads them.
#include <algorithm>
#include <boost/asio/awaitable.hpp>
#include <cstdint>
#include <cstring>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "routing/ports/bytes.hpp"

namespace sahut::test {

// What lies at `at` of an endless pattern: letters that repeat in a way no power of two fits.
inline std::string_view pattern(std::uint64_t at, std::size_t n) {
  static std::string const block = [] {
    std::string s;
    for (int i = 0; i < 26 * 16 * 1024; ++i) s += static_cast<char>('a' + i * 31 % 26);
    return s;
  }();
  return std::string_view(block).substr(at % 26, n);
}

// `size` bytes of a pattern, at most `piece` at a time; at `fails_at` an error.
struct pattern_source final : byte_source {
  explicit pattern_source(std::uint64_t n, std::uint64_t fails = UINT64_MAX) : size(n), fails_at(fails) {}
  std::uint64_t size, fails_at, given = 0;
  std::size_t piece = SIZE_MAX, largest_read = 0;
  boost::asio::awaitable<result<std::size_t>> read(std::span<std::byte> into) override {
    largest_read = std::max(largest_read, into.size());
    if (given >= fails_at) co_return error{errc::unavailable, "", "the storage is away"};
    auto const n = static_cast<std::size_t>(std::min({std::uint64_t{into.size()}, size - given, std::uint64_t{piece}, std::uint64_t{256 * 1024}, fails_at - given}));
    std::memcpy(into.data(), pattern(given, n).data(), n);
    given += n;
    co_return n;
  }
};

// A text, at most `piece` bytes at a time.
struct text_in_pieces final : byte_source {
  text_in_pieces(std::string all, std::size_t most) : text(std::move(all)), piece(most) {}
  std::string text;
  std::size_t piece, given = 0;
  boost::asio::awaitable<result<std::size_t>> read(std::span<std::byte> into) override {
    auto const n = std::min({into.size(), text.size() - given, piece});
    std::memcpy(into.data(), text.data() + given, n);
    given += n;
    co_return n;
  }
};

// Reads a source to its end; counts, and looks whether it is the pattern.
struct read_through {
  std::uint64_t bytes = 0;
  bool is_pattern = true;
  std::optional<error> failed;
};
inline boost::asio::awaitable<read_through> read_all(byte_source& source, std::size_t piece = 64 * 1024) {
  read_through out;
  std::vector<std::byte> into(piece);
  for (;;) {
    auto const n = co_await source.read(into);
    if (!n) {
      out.failed = n.error();
      co_return out;
    }
    if (*n == 0) co_return out;
    out.is_pattern = out.is_pattern && std::memcmp(into.data(), pattern(out.bytes, *n).data(), *n) == 0;
    out.bytes += *n;
  }
}

inline boost::asio::awaitable<result<std::string>> read_text(byte_source& source) {
  std::string out;
  std::vector<std::byte> into(4096);
  for (;;) {
    auto const n = co_await source.read(into);
    if (!n) co_return n.error();
    if (*n == 0) co_return out;
    out.append(reinterpret_cast<char const*>(into.data()), *n);
  }
}

}  // namespace sahut::test
