#pragma once
// Kept files in memory: what the service needs of gateway/media, without sealing, disk or threads.
#include "gateway/media/files.hpp"

#include <algorithm>
#include <cstring>
#include <map>

namespace sahut::test {

class memory_source final : public byte_source {
 public:
  explicit memory_source(std::string bytes) : bytes_(std::move(bytes)) {}
  boost::asio::awaitable<result<std::size_t>> read(std::span<std::byte> into) override {
    auto const n = std::min(into.size(), bytes_.size() - at_);
    std::memcpy(into.data(), bytes_.data() + at_, n);
    at_ += n;
    co_return n;
  }

 private:
  std::string bytes_;
  std::size_t at_ = 0;
};

inline boost::asio::awaitable<result<std::string>> read_all(byte_source& from) {
  std::string out;
  std::array<std::byte, 1000> piece;
  for (;;) {
    auto n = co_await from.read(piece);
    if (!n) co_return n.error();
    if (*n == 0) co_return out;
    out.append(reinterpret_cast<char const*>(piece.data()), *n);
  }
}

class memory_files final : public media::files {
 public:
  boost::asio::awaitable<result<media::kept>> keep(byte_source& plain, std::uint64_t bytes_max) override {
    auto bytes = co_await read_all(plain);
    if (!bytes) co_return bytes.error();
    if (fault) co_return *fault;
    if (bytes->size() > bytes_max) co_return error{errc::too_long, "file", "too large"};
    media::kept k;
    k.object = "object-" + std::to_string(++ids_);
    k.key = "key-of-" + k.object;
    k.bytes = bytes->size();
    k.type = bytes->starts_with("%PDF") ? "application/pdf" : bytes->starts_with("JPEG") ? "image/jpeg" : "application/octet-stream";
    k.kind = k.type == "image/jpeg" ? message_kind::image : message_kind::file;
    objects[k.object] = std::move(*bytes);
    co_return k;
  }
  boost::asio::awaitable<result<std::unique_ptr<byte_source>>> open(std::string object, std::string_view key) override {
    std::string const wanted = "key-of-" + object;
    bool const fits = key == wanted;
    if (away) co_return error{errc::unavailable, "", "the storage is away"};
    auto const it = objects.find(object);
    if (it == objects.end()) co_return error{errc::not_found, "", "no such object"};
    if (!fits) co_return error{errc::internal, "", "another file's key"};
    std::unique_ptr<byte_source> source = std::make_unique<memory_source>(it->second);
    co_return std::move(source);
  }
  boost::asio::awaitable<result<void>> forget(std::string object) override {
    objects.erase(object);
    co_return result<void>{};
  }

  std::map<std::string, std::string> objects;
  std::optional<error> fault;  // of every keep
  bool away = false;

 private:
  int ids_ = 0;
};

}  // namespace sahut::test
