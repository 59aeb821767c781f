#pragma once
// An HMAC of the raw body in a header: hexadecimal digits or base64, behind a prefix. For platforms that differ in nothing
// but these. Pure; any thread.
#include <string>
#include <string_view>
#include <vector>

namespace sahut::connector {

struct body_signature {
  enum class algorithm { sha256, sha1 } mac = algorithm::sha256;
  enum class encoding { hex, base64 } written = encoding::hex;  // lower-case digits; the standard alphabet with padding
  std::string prefix = {};                                      // what stands before it: "sha256="
};

// The header's value.
std::string sign(body_signature const& how, std::string_view secret, std::string_view body);

// True if `value` is exactly what one of the secrets gives. Prefix and length are checked first; every secret is tried and
// compared in constant time. No usable (non-empty) secret: false. The caller refuses a repeated header.
bool is_signed(body_signature const& how, std::string_view body, std::string_view value, std::vector<std::string> const& secrets);

std::string base64(std::string_view bytes);  // the standard alphabet with padding

}  // namespace sahut::connector
