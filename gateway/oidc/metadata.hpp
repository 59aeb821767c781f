#pragma once
// What a provider says of itself (OpenID Connect Discovery 1.0, 3), as far as it is used. Pure.
#include <string>
#include <string_view>

#include "config/settings/settings.hpp"
#include "routing/model/error.hpp"

namespace sahut::oidc {

struct metadata {
  std::string authorization_endpoint, token_endpoint, jwks_uri;
  std::string userinfo_endpoint;  // empty: there is none
  bool secret_in_body = false;    // the token endpoint takes the secret by client_secret_post alone
  bool names_itself = false;      // every answer carries `iss` (RFC 9207)
};

// Where the document lies: under the issuer's address.
std::string discovery_url(std::string_view issuer);

// unavailable: no such document, another issuer's, or one with an address that may not be asked. `path` names the member.
result<metadata> read_metadata(std::string_view json, oidc_settings const& us);

// An address that requests may go to: https, or http on this machine where the issuer itself is there.
struct endpoint {
  std::string base, target;  // scheme://host[:port] and /path?query
};
result<endpoint> split_endpoint(std::string_view url, std::string_view issuer);

}  // namespace sahut::oidc
