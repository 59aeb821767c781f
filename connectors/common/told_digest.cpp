#include "connectors/common/told_digest.hpp"

#include <openssl/evp.h>

#include <array>
#include <new>
#include <string>

#include "connectors/common/words.hpp"

namespace sahut::connector {
namespace {

constexpr std::size_t digest_bytes = 32, hex_chars = 64, base64_chars = 44;

using digest = std::array<unsigned char, digest_bytes>;

std::string as_hex(digest const& d) {
  constexpr std::string_view digits = "0123456789abcdef";
  std::string out;
  for (auto const byte : d) (out += digits[byte >> 4]) += digits[byte & 15];
  return out;
}

std::string as_base64(digest const& d) {
  std::string out(base64_chars + 1, '\0');
  EVP_EncodeBlock(reinterpret_cast<unsigned char*>(out.data()), d.data(), static_cast<int>(d.size()));
  out.resize(base64_chars);
  return out;
}

class compared_source final : public byte_source {
 public:
  compared_source(std::unique_ptr<byte_source> from, std::string told)
      : from_(std::move(from)), told_(std::move(told)), running_(EVP_MD_CTX_new(), EVP_MD_CTX_free) {
    if (!running_ || EVP_DigestInit_ex(running_.get(), EVP_sha256(), nullptr) != 1) throw std::bad_alloc();
  }

  boost::asio::awaitable<result<std::size_t>> read(std::span<std::byte> into) override {
    auto const got = co_await from_->read(into);
    if (!got) co_return got.error();
    if (*got > 0) {
      EVP_DigestUpdate(running_.get(), into.data(), *got);
      co_return got;
    }
    if (!is_as_told()) co_return error{errc::unavailable, std::string(altered), "the file is not the one that the platform told of"};
    co_return got;
  }

 private:
  bool is_as_told() {
    if (compared_) return as_told_;
    digest now{};
    EVP_DigestFinal_ex(running_.get(), now.data(), nullptr);
    compared_ = true;
    as_told_ = told_.size() == hex_chars ? lower_case(told_) == as_hex(now) : told_ == as_base64(now);
    return as_told_;
  }

  std::unique_ptr<byte_source> from_;
  std::string told_;
  std::unique_ptr<EVP_MD_CTX, decltype(&EVP_MD_CTX_free)> running_;
  bool compared_ = false, as_told_ = false;
};

bool is_digest(std::string_view s) {
  if (s.size() == hex_chars) return s.find_first_not_of("0123456789abcdefABCDEF") == s.npos;
  return s.size() == base64_chars && s.back() == '=' && is_made_of(s.substr(0, base64_chars - 1), "+/");
}

}  // namespace

std::unique_ptr<byte_source> compared(std::unique_ptr<byte_source> from, std::string_view sha256) {
  if (!is_digest(sha256)) return from;
  return std::make_unique<compared_source>(std::move(from), std::string(sha256));
}

}  // namespace sahut::connector
