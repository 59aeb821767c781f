#include "gateway/oidc/encoding.hpp"

#include <sodium.h>

namespace sahut::oidc {
namespace {

constexpr int url_form = sodium_base64_VARIANT_URLSAFE_NO_PADDING, usual_form = sodium_base64_VARIANT_ORIGINAL;

unsigned char const* raw(std::string_view s) { return reinterpret_cast<unsigned char const*>(s.data()); }

std::string encoded(std::string_view bytes, int form) {
  std::string out(sodium_base64_encoded_len(bytes.size(), form), '\0');  // counts a zero at the end
  sodium_bin2base64(out.data(), out.size(), raw(bytes), bytes.size(), form);
  out.pop_back();
  return out;
}

}  // namespace

std::string base64url(std::string_view bytes) { return encoded(bytes, url_form); }
std::string base64(std::string_view bytes) { return encoded(bytes, usual_form); }

std::optional<std::string> from_base64url(std::string_view text) {
  std::string out(text.size(), '\0');
  std::size_t size = 0;
  char const* end = nullptr;
  if (sodium_base642bin(reinterpret_cast<unsigned char*>(out.data()), out.size(), text.data(), text.size(), nullptr, &size, &end, url_form) != 0 ||
      end != text.data() + text.size())
    return std::nullopt;
  out.resize(size);
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

bool equal_secrets(std::string_view a, std::string_view b) {
  return a.size() == b.size() && sodium_memcmp(a.data(), b.data(), a.size()) == 0;
}

}  // namespace sahut::oidc
