#pragma once
// A sign-in that has left for the provider. It lies in the browser alone, sealed, in a cookie that ends with it; the
// provider sees its state, its nonce and the digest of its verifier. Pure but for the random source given.
#include <optional>
#include <string>
#include <string_view>

#include "gateway/store/sealing.hpp"
#include "routing/model/time.hpp"

namespace sahut::oidc {

enum class side : std::uint8_t { account, officer };
std::string_view name_of(side s);  // "account", "officer"

struct begun_sign_in {
  std::string state, nonce, verifier;  // 43 characters each
  std::string return_path;
  utc_time until{};
};

begun_sign_in begin(std::string return_path, utc_time until, random_source& random);

std::string seal_begun(secret_key const& key, side s, begun_sign_in const& b, random_source& random);  // fit for a cookie
// Nothing: not ours, altered, of the other side, or too late.
std::optional<begun_sign_in> open_begun(secret_key const& key, side s, std::string_view cookie, utc_time now);

// Where a sign-in may lead: a path of this installation. The empty string if it is one, else what is wrong.
std::string_view return_path_fault(std::string_view path);

}  // namespace sahut::oidc
