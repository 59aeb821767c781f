#pragma once
// HMAC-SHA256 as the platforms use it. Pure; any thread.
#include <string>
#include <string_view>
#include <vector>

namespace sahut::connector {

// 64 lower-case hexadecimal digits.
std::string hmac_sha256_hex(std::string_view key, std::string_view message);
std::string sha256_hex(std::string_view message);

// True if `header`, the value of the one X-Hub-Signature-256 header, signs the raw `body` under any of the secrets:
// exactly `sha256=` and 64 lower-case hexadecimal digits. Prefix, length and digits are checked first; every secret is
// tried and compared in constant time. No usable (non-empty) secret: false. The caller refuses a repeated header.
// Source: Meta, Graph API webhooks, "Validating payloads".
bool verify_hub_signature(std::string_view body, std::string_view header, std::vector<std::string> const& secrets);

// The appsecret_proof of a call made with `access_token`. Source: Meta, "Secure Graph API calls".
std::string appsecret_proof(std::string_view app_secret, std::string_view access_token);

// Equality whose time depends on the lengths alone.
bool equal_constant_time(std::string_view a, std::string_view b);

}  // namespace sahut::connector
