#pragma once
// The encodings of the protocol. Pure; any thread.
#include "gateway/store/base64url.hpp"

#include <string>
#include <string_view>

namespace sahut::oidc {

std::string percent_encoded(std::string_view text);                       // all but RFC 3986's unreserved characters
std::string base64(std::string_view bytes);                               // with padding, for Authorization: Basic

}  // namespace sahut::oidc
