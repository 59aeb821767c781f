#include "connectors/common/signature.hpp"

#include <openssl/crypto.h>
#include <openssl/evp.h>

#include <array>
#include <memory>
#include <stdexcept>

namespace sahut::connector {
namespace {

constexpr std::string_view prefix = "sha256=";
constexpr std::size_t hex_digits = 64;

std::string to_hex(unsigned char const* bytes, std::size_t size) {
  static constexpr char digits[] = "0123456789abcdef";
  std::string out;
  out.reserve(size * 2);
  for (std::size_t i = 0; i < size; ++i) {
    out += digits[bytes[i] >> 4];
    out += digits[bytes[i] & 15];
  }
  return out;
}

bool is_lower_hex(std::string_view s) { return s.find_first_not_of("0123456789abcdef") == s.npos; }

}  // namespace

std::string hmac_sha256_hex(std::string_view key, std::string_view message) {
  // RFC 2104 over a digest that is looked up once: OpenSSL's own HMAC looks it up at every call.
  static std::unique_ptr<EVP_MD, void (*)(EVP_MD*)> const sha256(EVP_MD_fetch(nullptr, "SHA256", nullptr), EVP_MD_free);
  thread_local std::unique_ptr<EVP_MD_CTX, void (*)(EVP_MD_CTX*)> const context(EVP_MD_CTX_new(), EVP_MD_CTX_free);
  constexpr std::size_t block_size = 64, digest_size = 32;
  std::array<unsigned char, digest_size> digest{};
  auto const hash = [&](std::string_view first, std::string_view second) {
    unsigned int size = 0;
    if (!sha256 || !context || !EVP_DigestInit_ex2(context.get(), sha256.get(), nullptr) ||
        !EVP_DigestUpdate(context.get(), first.data(), first.size()) ||
        !EVP_DigestUpdate(context.get(), second.data(), second.size()) ||
        !EVP_DigestFinal_ex(context.get(), digest.data(), &size) || size != digest_size)
      throw std::runtime_error("SHA-256 is not available");
    return std::string_view(reinterpret_cast<char const*>(digest.data()), digest_size);
  };
  if (key.size() > block_size) key = hash(key, {});
  std::array<char, block_size> inner, outer;
  for (std::size_t i = 0; i < block_size; ++i) {
    char const byte = i < key.size() ? key[i] : '\0';
    inner[i] = static_cast<char>(byte ^ 0x36);
    outer[i] = static_cast<char>(byte ^ 0x5c);
  }
  auto const of_message = hash({inner.data(), inner.size()}, message);
  hash({outer.data(), outer.size()}, of_message);
  return to_hex(digest.data(), digest_size);
}

std::string sha256_hex(std::string_view message) {
  std::array<unsigned char, EVP_MAX_MD_SIZE> out{};
  unsigned int size = 0;
  if (EVP_Digest(message.data(), message.size(), out.data(), &size, EVP_sha256(), nullptr) != 1)
    throw std::runtime_error("SHA-256 is not available");
  return to_hex(out.data(), size);
}

bool equal_constant_time(std::string_view a, std::string_view b) {
  return a.size() == b.size() && CRYPTO_memcmp(a.data(), b.data(), a.size()) == 0;
}

bool verify_hub_signature(std::string_view body, std::string_view header, std::vector<std::string> const& secrets) {
  if (header.size() != prefix.size() + hex_digits || header.substr(0, prefix.size()) != prefix) return false;
  auto const given = header.substr(prefix.size());
  if (!is_lower_hex(given)) return false;
  bool matched = false;
  for (auto const& secret : secrets) {
    if (secret.empty()) continue;
    bool const same = equal_constant_time(hmac_sha256_hex(secret, body), given);
    matched = matched || same;
  }
  return matched;
}

std::string appsecret_proof(std::string_view app_secret, std::string_view access_token) {
  return hmac_sha256_hex(app_secret, access_token);
}

}  // namespace sahut::connector
