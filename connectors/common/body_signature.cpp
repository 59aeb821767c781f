#include "connectors/common/body_signature.hpp"

#include <openssl/evp.h>
#include <openssl/hmac.h>

#include <array>
#include <stdexcept>

#include "connectors/common/signature.hpp"

namespace sahut::connector {
namespace {

int digit_of(char c) { return c <= '9' ? c - '0' : c - 'a' + 10; }

std::string bytes_of_hex(std::string_view hex) {
  std::string out;
  for (std::size_t i = 0; i + 1 < hex.size(); i += 2) out += static_cast<char>(digit_of(hex[i]) << 4 | digit_of(hex[i + 1]));
  return out;
}

std::string hex_of_bytes(std::string_view bytes) {
  constexpr std::string_view digits = "0123456789abcdef";
  std::string out;
  for (unsigned char const b : bytes) (out += digits[b >> 4]) += digits[b & 15];
  return out;
}

std::string hmac_sha1(std::string_view key, std::string_view message) {
  std::array<unsigned char, EVP_MAX_MD_SIZE> out{};
  unsigned int size = 0;
  if (!HMAC(EVP_sha1(), key.data(), static_cast<int>(key.size()), reinterpret_cast<unsigned char const*>(message.data()), message.size(),
            out.data(), &size))
    throw std::runtime_error("SHA-1 is not available");
  return {reinterpret_cast<char const*>(out.data()), size};
}

std::size_t length_of_value(body_signature const& how) {
  std::size_t const bytes = how.mac == body_signature::algorithm::sha256 ? 32 : 20;
  return how.prefix.size() + (how.written == body_signature::encoding::hex ? bytes * 2 : (bytes + 2) / 3 * 4);
}

}  // namespace

std::string base64(std::string_view bytes) {
  std::string out((bytes.size() + 2) / 3 * 4 + 1, '\0');
  EVP_EncodeBlock(reinterpret_cast<unsigned char*>(out.data()), reinterpret_cast<unsigned char const*>(bytes.data()),
                  static_cast<int>(bytes.size()));
  out.pop_back();
  return out;
}

std::string sign(body_signature const& how, std::string_view secret, std::string_view body) {
  bool const hex = how.written == body_signature::encoding::hex;
  if (how.mac == body_signature::algorithm::sha256) {
    auto digits = hmac_sha256_hex(secret, body);
    return how.prefix + (hex ? digits : base64(bytes_of_hex(digits)));
  }
  auto const mac = hmac_sha1(secret, body);
  return how.prefix + (hex ? hex_of_bytes(mac) : base64(mac));
}

bool is_signed(body_signature const& how, std::string_view body, std::string_view value, std::vector<std::string> const& secrets) {
  if (value.size() != length_of_value(how) || !value.starts_with(how.prefix)) return false;
  bool matched = false;
  for (auto const& secret : secrets) {
    if (secret.empty()) continue;
    bool const same = equal_constant_time(sign(how, secret, body), value);
    matched = matched || same;
  }
  return matched;
}

}  // namespace sahut::connector
