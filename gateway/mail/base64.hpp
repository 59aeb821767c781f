#pragma once
// Base64 (RFC 4648) as MIME and SMTP write it: with its padding, in one line.
#include <string>
#include <string_view>

namespace sahut::mail {

std::string base64(std::string_view bytes);

}  // namespace sahut::mail
