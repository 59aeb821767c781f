#pragma once
// RFC 4648, 5, without padding. Pure; any thread.
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace sahut {

std::string base64url(std::span<unsigned char const> bytes);
std::string base64url(std::string_view bytes);
std::optional<std::string> from_base64url(std::string_view text);  // nothing: other letters, padding, spare bits

}  // namespace sahut
