#include "connectors/common/signature.hpp"

#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>

#include <array>
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
  std::array<unsigned char, EVP_MAX_MD_SIZE> out{};
  unsigned int size = 0;
  if (!HMAC(EVP_sha256(), key.data(), static_cast<int>(key.size()),
            reinterpret_cast<unsigned char const*>(message.data()), message.size(), out.data(), &size))
    throw std::runtime_error("HMAC-SHA256 is not available");
  return to_hex(out.data(), size);
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
