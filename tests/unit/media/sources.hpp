#pragma once
// Sources of bytes and a folder for the tests of media.
#include <gtest/gtest.h>

#include <algorithm>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <random>
#include <string>

#include "gateway/media/disk_pool.hpp"
#include "routing/ports/bytes.hpp"
#include "tests/support/run_now.hpp"

namespace sahut::media {

using test::run_now;

struct a_folder {
  std::string path;
  a_folder() {
    auto form = (std::filesystem::temp_directory_path() / "sahut-media-XXXXXX").string();
    path = ::mkdtemp(form.data());
  }
  ~a_folder() { std::filesystem::remove_all(path); }
  // Every file below it, by its path from here.
  std::vector<std::string> files() const {
    std::vector<std::string> out;
    for (auto const& e : std::filesystem::recursive_directory_iterator(path))
      if (e.is_regular_file()) out.push_back(std::filesystem::relative(e.path(), path).string());
    std::sort(out.begin(), out.end());
    return out;
  }
};

// Gives `text` in pieces of at most `piece`, and then its end, or an error.
struct text_source final : byte_source {
  std::string text;
  std::size_t piece;
  std::optional<error> at_end;
  std::size_t at = 0;
  explicit text_source(std::string t, std::size_t p = 1000, std::optional<error> e = std::nullopt) : text(std::move(t)), piece(p), at_end(std::move(e)) {}
  boost::asio::awaitable<result<std::size_t>> read(std::span<std::byte> into) override {
    auto const n = std::min({piece, into.size(), text.size() - at});
    std::memcpy(into.data(), text.data() + at, n);
    at += n;
    if (n == 0 && at_end) co_return *at_end;
    co_return n;
  }
};

inline std::function<std::unique_ptr<byte_source>()> again(std::string text, std::optional<error> at_end = std::nullopt) {
  return [text = std::move(text), at_end = std::move(at_end)] { return std::make_unique<text_source>(text, 50'000, at_end); };
}

// `size` bytes that are nowhere: a count, so that a large file costs no memory.
struct counted_bytes final : byte_source {
  std::uint64_t size, given = 0;
  explicit counted_bytes(std::uint64_t s) : size(s) {}
  boost::asio::awaitable<result<std::size_t>> read(std::span<std::byte> into) override {
    auto const n = static_cast<std::size_t>(std::min<std::uint64_t>({into.size(), 10'000, size - given}));
    for (std::size_t i = 0; i < n; ++i) into[i] = static_cast<std::byte>((given + i) * 2654435761U >> 13);
    given += n;
    co_return n;
  }
};

inline boost::asio::awaitable<result<std::string>> read_all(byte_source& from, std::size_t piece = 4096) {
  std::string out;
  std::vector<std::byte> into(piece);
  for (;;) {
    auto const got = co_await from.read(into);
    if (!got) co_return got.error();
    if (*got == 0) co_return out;
    out.append(reinterpret_cast<char const*>(into.data()), *got);
  }
}

inline std::string random_text(std::size_t size, unsigned seed = 1) {
  std::mt19937 gen(seed);
  std::string out(size, '\0');
  for (auto& c : out) c = static_cast<char>(gen());
  return out;
}

inline std::string content_of(std::string const& path) {
  std::ifstream in(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

}  // namespace sahut::media
