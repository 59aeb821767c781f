#include "gateway/oidc/metadata.hpp"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "config/settings/urls.hpp"
#include "connectors/common/json_guard.hpp"

namespace sahut::oidc {
namespace {

using connector::at;
using connector::text_of;

constexpr std::size_t url_chars_max = 2048;

error faulty(std::string_view member, std::string_view what) {
  return {errc::unavailable, "provider." + std::string(member), std::string(what), 0};
}

bool lists(nlohmann::json const& list, std::string_view word) {
  return list.is_array() && std::any_of(list.begin(), list.end(), [&](auto const& one) { return one.is_string() && text_of(one) == word; });
}

}  // namespace

std::string discovery_url(std::string_view issuer) {
  while (issuer.ends_with('/')) issuer.remove_suffix(1);
  return std::string(issuer) + "/.well-known/openid-configuration";
}

result<endpoint> split_endpoint(std::string_view url, std::string_view issuer) {
  auto const odd = [](char c) { return c <= ' ' || c >= 0x7F || c == '\\' || c == '#' || c == '"'; };
  auto const parts = split_url(url);
  if (!parts || url.size() > url_chars_max || std::any_of(url.begin(), url.end(), odd) || parts->host.empty() || !parts->userinfo.empty() ||
      parts->port == 0 || !url.starts_with(parts->scheme + "://"))
    return faulty("endpoint", "this is no address");
  bool const here = issuer.starts_with("http://") && parts->scheme == "http" && is_loopback(parts->host);
  if (parts->scheme != "https" && !here) return faulty("endpoint", "this address is not https://");
  auto const authority = url.find("://") + 3;
  auto const end = std::min(url.find_first_of("/?", authority), url.size());
  endpoint e;
  e.base = url.substr(0, end);
  e.target = url.substr(end);
  if (!e.target.starts_with('/')) e.target.insert(0, 1, '/');
  return e;
}

result<metadata> read_metadata(std::string_view json, oidc_settings const& us) {
  auto const document = connector::parse_guarded(json);
  if (!document || !document->is_object()) return faulty("discovery", "what lies under the issuer's address is no discovery document");
  if (text_of(at(*document, "issuer")) != us.issuer)
    return faulty("issuer", "the discovery document is of another issuer than the one configured; they must be equal to the letter");
  metadata m;
  for (auto const& [name, to, needed] :
       {std::tuple{"authorization_endpoint", &m.authorization_endpoint, true}, {"token_endpoint", &m.token_endpoint, true},
        {"jwks_uri", &m.jwks_uri, true}, {"userinfo_endpoint", &m.userinfo_endpoint, false}}) {
    *to = text_of(at(*document, name));
    if (to->empty() && !needed) continue;
    auto const split = split_endpoint(*to, us.issuer);
    if (!split) return faulty(name, split.error().detail);
  }
  auto const& methods = at(*document, "token_endpoint_auth_methods_supported");
  m.secret_in_body = methods.is_array() && !lists(methods, "client_secret_basic") && lists(methods, "client_secret_post");
  auto const& names_itself = at(*document, "authorization_response_iss_parameter_supported");
  m.names_itself = names_itself.is_boolean() && names_itself.get<bool>();
  return m;
}

}  // namespace sahut::oidc
