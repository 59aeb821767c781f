#pragma once
// What a token says, and whether it is for us (OpenID Connect Core 1.0, 3.1.3.7). Pure.
#include <optional>
#include <string>
#include <string_view>

#include "config/settings/settings.hpp"
#include "routing/model/error.hpp"
#include "routing/model/time.hpp"

namespace sahut::oidc {

inline constexpr seconds clock_leeway{60};  // between the provider's clock and ours

struct person {
  std::string subject;
  std::optional<std::string> name;          // for people: one line, at most 120 characters
  std::optional<std::string> email;         // only one that the provider has verified
  std::optional<std::string> account_name;  // the claim that settings name
};

// Of a payload whose signature is good. not_authenticated: `path` is the claim, as in `id_token.aud`.
result<person> person_of_token(std::string_view payload, oidc_settings const& us, std::string_view nonce, utc_time now);

// What the UserInfo endpoint adds; what the token said stays. not_authenticated, `userinfo.sub`: it speaks of somebody else.
result<person> person_with(person known, std::string_view userinfo, oidc_settings const& us);

}  // namespace sahut::oidc
