#pragma once
// What is sent to the provider: the address of the authorization request and the body of the token request (OpenID
// Connect Core 1.0, 3.1; RFC 7636). Pure.
#include <utility>
#include <vector>

#include "config/settings/settings.hpp"
#include "gateway/oidc/begun.hpp"
#include "gateway/oidc/metadata.hpp"

namespace sahut::oidc {

std::string code_challenge(std::string_view verifier);  // S256

std::string authorization_url(metadata const& of, oidc_settings const& us, std::string_view redirect_uri, begun_sign_in const& b);

struct token_request {
  std::vector<std::pair<std::string, std::string>> headers;
  std::string body;
};
// With the secret as the provider takes it: in the Authorization header, or in the body where it takes it only there.
token_request token_request_for(metadata const& of, oidc_settings const& us, std::string_view code, std::string_view redirect_uri,
                                std::string_view verifier);

}  // namespace sahut::oidc
