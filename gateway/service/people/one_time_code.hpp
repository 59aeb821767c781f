#pragma once
// One-time codes of an authenticator app: HOTP (RFC 4226) and TOTP (RFC 6238) with SHA-1, six digits and steps of 30 s, the
// form that every app knows. HMAC is OpenSSL's. Pure; any thread.
#include <cstdint>
#include <string>
#include <string_view>

#include "routing/model/time.hpp"

namespace sahut::one_time {

inline constexpr std::size_t key_bytes = 20;  // 160 bits, as RFC 4226 (R6) recommends
inline constexpr int digits = 6;
inline constexpr seconds step_length{30};

std::string code_at(std::string_view key, std::uint64_t step, int length = digits);
std::uint64_t step_of(utc_time when);

// RFC 4648, without padding.
std::string base32(std::string_view bytes);

// What an authenticator app reads from a QR code. `account` and `issuer` may hold any characters.
std::string uri_of(std::string_view key, std::string_view issuer, std::string_view account);

}  // namespace sahut::one_time
