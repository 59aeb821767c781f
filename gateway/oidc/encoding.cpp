#include "gateway/oidc/encoding.hpp"

#include <sodium.h>

namespace sahut::oidc {
namespace {

unsigned char const* raw(std::string_view s) { return reinterpret_cast<unsigned char const*>(s.data()); }

}  // namespace

std::string base64(std::string_view bytes) {
  constexpr int form = sodium_base64_VARIANT_ORIGINAL;
  std::string out(sodium_base64_encoded_len(bytes.size(), form) - 1, '\0');  // without the zero at its end
  sodium_bin2base64(out.data(), out.size() + 1, raw(bytes), bytes.size(), form);
  return out;
}

std::string percent_encoded(std::string_view text) {
  static constexpr char hex[] = "0123456789ABCDEF";
  std::string out;
  for (char const c : text) {
    bool const plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '.' || c == '_' || c == '~';
    auto const u = static_cast<unsigned char>(c);
    if (plain) out += c;
    else (out += '%') += {hex[u >> 4], hex[u & 15]};
  }
  return out;
}

}  // namespace sahut::oidc
