#include "gateway/service/people/one_time_code.hpp"

#include <openssl/evp.h>
#include <openssl/hmac.h>

#include <array>
#include <stdexcept>

namespace sahut::one_time {
namespace {

std::string percent_encoded(std::string_view text) {
  static constexpr char hex[] = "0123456789ABCDEF";
  std::string out;
  for (unsigned char const c : text) {
    bool const plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '.' || c == '_' || c == '~';
    if (plain) {
      out += static_cast<char>(c);
    } else {
      out += '%';
      out += hex[c >> 4];
      out += hex[c & 15];
    }
  }
  return out;
}

}  // namespace

std::string code_at(std::string_view key, std::uint64_t step, int length) {
  std::array<unsigned char, 8> message{};
  for (std::size_t i = 0; i < message.size(); ++i) message[i] = static_cast<unsigned char>(step >> (8 * (message.size() - 1 - i)));
  std::array<unsigned char, EVP_MAX_MD_SIZE> mac{};
  unsigned int size = 0;
  if (!HMAC(EVP_sha1(), key.data(), static_cast<int>(key.size()), message.data(), message.size(), mac.data(), &size))
    throw std::runtime_error("OpenSSL computes no HMAC-SHA-1");
  // RFC 4226, 5.3: the last four bits say where the 31 bits begin.
  std::size_t const at = mac[size - 1] & 15u;
  std::uint32_t value = (mac[at] & 0x7fu) << 24 | static_cast<std::uint32_t>(mac[at + 1]) << 16 | static_cast<std::uint32_t>(mac[at + 2]) << 8 | mac[at + 3];
  std::string out(static_cast<std::size_t>(length), '0');
  for (auto digit = out.rbegin(); digit != out.rend(); ++digit, value /= 10) *digit = static_cast<char>('0' + value % 10);
  return out;
}

std::uint64_t step_of(utc_time when) {
  auto const since = std::chrono::duration_cast<seconds>(when.time_since_epoch());
  return since.count() < 0 ? 0 : static_cast<std::uint64_t>(since / step_length);
}

std::string base32(std::string_view bytes) {
  static constexpr char letters[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
  std::string out;
  std::uint32_t buffer = 0;
  int bits = 0;
  for (unsigned char const b : bytes) {
    buffer = buffer << 8 | b;
    for (bits += 8; bits >= 5;) out += letters[buffer >> (bits -= 5) & 31];
  }
  if (bits) out += letters[buffer << (5 - bits) & 31];
  return out;
}

std::string uri_of(std::string_view key, std::string_view issuer, std::string_view account) {
  return "otpauth://totp/" + percent_encoded(issuer) + ':' + percent_encoded(account) + "?secret=" + base32(key) + "&issuer=" + percent_encoded(issuer) +
         "&algorithm=SHA1&digits=" + std::to_string(digits) + "&period=" + std::to_string(step_length.count());
}

}  // namespace sahut::one_time
