#include "gateway/store/base64url.hpp"

#include <sodium.h>

namespace sahut {
namespace {

constexpr int form = sodium_base64_VARIANT_URLSAFE_NO_PADDING;

}  // namespace

std::string base64url(std::span<unsigned char const> bytes) {
  std::string out(sodium_base64_encoded_len(bytes.size(), form) - 1, '\0');  // without the zero at its end
  sodium_bin2base64(out.data(), out.size() + 1, bytes.data(), bytes.size(), form);
  return out;
}

std::string base64url(std::string_view bytes) { return base64url(std::span(reinterpret_cast<unsigned char const*>(bytes.data()), bytes.size())); }

std::optional<std::string> from_base64url(std::string_view text) {
  std::string out(text.size(), '\0');
  std::size_t size = 0;
  char const* end = nullptr;
  if (sodium_base642bin(reinterpret_cast<unsigned char*>(out.data()), out.size(), text.data(), text.size(), nullptr, &size, &end, form) != 0 ||
      end != text.data() + text.size())
    return std::nullopt;
  out.resize(size);
  return out;
}

}  // namespace sahut
