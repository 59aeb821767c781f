#pragma once
// Files whose platform tells their SHA-256: what came is compared with it.
#include <memory>
#include <string_view>

#include "routing/ports/bytes.hpp"

namespace sahut::connector {

// Path of the error in which reading ends where the bytes are others than told, and the reason of a file that was given up
// because of it.
inline constexpr std::string_view altered = "altered";

// The same bytes as `from`. `sha256`: 64 hexadecimal digits, or base64, as the platform writes it; anything else tells nothing,
// and nothing is compared.
std::unique_ptr<byte_source> compared(std::unique_ptr<byte_source> from, std::string_view sha256);

}  // namespace sahut::connector
