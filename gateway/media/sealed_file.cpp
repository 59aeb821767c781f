#include "gateway/media/sealed_file.hpp"

#include <sodium.h>

#include <algorithm>
#include <cstring>
#include <vector>

#include "gateway/media/storage.hpp"

namespace sahut::media {
namespace {

namespace asio = boost::asio;

constexpr unsigned char format = 0x31;
constexpr std::size_t header_bytes = 1 + crypto_secretstream_xchacha20poly1305_HEADERBYTES;
constexpr std::size_t tag_bytes = crypto_secretstream_xchacha20poly1305_ABYTES;
static_assert(header_bytes == 25 && tag_bytes == 17 && secret_key::size == crypto_secretstream_xchacha20poly1305_KEYBYTES);

unsigned char* as_chars(std::byte* b) { return reinterpret_cast<unsigned char*>(b); }

struct stream_state {
  crypto_secretstream_xchacha20poly1305_state state{};
  stream_state() = default;
  stream_state(stream_state const&) = delete;
  stream_state& operator=(stream_state const&) = delete;
  ~stream_state() { sodium_memzero(&state, sizeof state); }
};

// Bytes that wait to be read.
class ready_bytes {
 public:
  explicit ready_bytes(std::size_t room) : bytes_(room) {}
  ~ready_bytes() { sodium_memzero(bytes_.data(), bytes_.size()); }
  ready_bytes(ready_bytes const&) = delete;
  ready_bytes& operator=(ready_bytes const&) = delete;
  std::byte* data() { return bytes_.data(); }
  std::size_t left() const { return to_ - from_; }
  void fill(std::size_t n) { from_ = 0, to_ = n; }
  std::size_t take(std::span<std::byte> into) {
    auto const n = std::min(into.size(), left());
    std::memcpy(into.data(), bytes_.data() + from_, n);
    from_ += n;
    return n;
  }

 private:
  std::vector<std::byte> bytes_;
  std::size_t from_ = 0, to_ = 0;
};

// Reads until `into` is full or the source ends.
asio::awaitable<result<std::size_t>> read_full(byte_source& from, std::span<std::byte> into) {
  std::size_t have = 0;
  while (have < into.size()) {
    auto const got = co_await from.read(into.subspan(have));
    if (!got) co_return got.error();
    if (*got == 0) break;
    have += *got;
  }
  co_return have;
}

class sealer final : public byte_source {
 public:
  sealer(byte_source& plain, secret_key const& key) : plain_(plain), in_(piece_bytes + 1), out_(header_bytes + piece_bytes + tag_bytes) {
    out_.data()[0] = std::byte{format};
    crypto_secretstream_xchacha20poly1305_init_push(&stream_.state, as_chars(out_.data() + 1), key.data());
    out_.fill(header_bytes);
  }
  ~sealer() override { sodium_memzero(in_.data(), in_.size()); }

  asio::awaitable<result<std::size_t>> read(std::span<std::byte> into) override {
    if (out_.left() == 0 && !ended_) {
      // One byte beyond the piece tells whether it is the last one.
      auto const got = co_await read_full(plain_, std::span(in_).subspan(have_));
      if (!got) co_return got.error();
      have_ += *got;
      ended_ = have_ <= piece_bytes;
      auto const plain = std::min(have_, piece_bytes);
      crypto_secretstream_xchacha20poly1305_push(&stream_.state, as_chars(out_.data()), nullptr, as_chars(in_.data()), plain, &format, 1,
                                                 ended_ ? crypto_secretstream_xchacha20poly1305_TAG_FINAL : 0);
      out_.fill(plain + tag_bytes);
      have_ -= plain;
      in_[0] = in_[piece_bytes];
    }
    co_return out_.take(into);
  }

 private:
  byte_source& plain_;
  stream_state stream_;
  std::vector<std::byte> in_;
  ready_bytes out_;
  std::size_t have_ = 0;
  bool ended_ = false;
};

class opener final : public byte_source {
 public:
  opener(std::unique_ptr<byte_source> sealed, secret_key key)
      : sealed_(std::move(sealed)), key_(std::move(key)), in_(piece_bytes + tag_bytes), out_(piece_bytes) {}

  asio::awaitable<result<void>> begin() {
    auto const got = co_await read_full(*sealed_, std::span(in_).first(header_bytes));
    if (!got) co_return got.error();
    if (*got != header_bytes || in_[0] != std::byte{format} ||
        crypto_secretstream_xchacha20poly1305_init_pull(&stream_.state, as_chars(in_.data() + 1), key_.data()) != 0)
      co_return spoilt();
    key_ = secret_key();
    co_return co_await next_piece();
  }

  asio::awaitable<result<std::size_t>> read(std::span<std::byte> into) override {
    if (out_.left() == 0 && !ended_) {
      auto const got = co_await next_piece();
      if (!got) co_return got.error();
    }
    co_return out_.take(into);
  }

 private:
  static error spoilt() { return {errc::internal, "", "a sealed file does not open: it was altered, or the key is another file's"}; }

  asio::awaitable<result<void>> next_piece() {
    auto const got = co_await read_full(*sealed_, in_);
    if (!got) co_return got.error();
    unsigned char tag = 0;
    if (*got < tag_bytes || crypto_secretstream_xchacha20poly1305_pull(&stream_.state, as_chars(out_.data()), nullptr, &tag, as_chars(in_.data()),
                                                                      *got, &format, 1) != 0)
      co_return spoilt();
    bool const last = tag == crypto_secretstream_xchacha20poly1305_TAG_FINAL;
    if (!last && (tag != 0 || *got != in_.size())) co_return spoilt();
    auto const plain = *got - tag_bytes;
    if (last) {
      auto const beyond = co_await sealed_->read(std::span(in_).first(1));
      if (!beyond) co_return beyond.error();
      if (*beyond != 0) co_return spoilt();
      ended_ = true;
    }
    out_.fill(plain);
    co_return result<void>{};
  }

  std::unique_ptr<byte_source> sealed_;
  secret_key key_;
  stream_state stream_;
  std::vector<std::byte> in_;
  ready_bytes out_;
  bool ended_ = false;
};

}  // namespace

std::uint64_t sealed_size(std::uint64_t plain_size) {
  auto const pieces = plain_size == 0 ? 1 : (plain_size + piece_bytes - 1) / piece_bytes;
  return header_bytes + plain_size + pieces * tag_bytes;
}

std::unique_ptr<byte_source> sealing_source(byte_source& plain, secret_key const& key) { return std::make_unique<sealer>(plain, key); }

asio::awaitable<result<std::unique_ptr<byte_source>>> open_sealed_file(std::unique_ptr<byte_source> sealed, secret_key key) {
  auto file = std::make_unique<opener>(std::move(sealed), std::move(key));
  auto const begun = co_await file->begin();
  if (!begun) co_return begun.error();
  std::unique_ptr<byte_source> out = std::move(file);
  co_return out;
}

}  // namespace sahut::media
