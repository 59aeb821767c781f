#include "gateway/oidc/authorization.hpp"

#include <sodium.h>

#include <array>

#include "gateway/store/base64url.hpp"
#include "gateway/oidc/encoding.hpp"

namespace sahut::oidc {
namespace {

std::string form(std::vector<std::pair<std::string_view, std::string_view>> const& fields) {
  std::string out;
  for (auto const& [name, value] : fields) {
    if (!out.empty()) out += '&';
    (out += name) += '=';
    out += percent_encoded(value);
  }
  return out;
}

}  // namespace

std::string code_challenge(std::string_view verifier) {
  std::array<unsigned char, crypto_hash_sha256_BYTES> digest{};
  crypto_hash_sha256(digest.data(), reinterpret_cast<unsigned char const*>(verifier.data()), verifier.size());
  return base64url({reinterpret_cast<char const*>(digest.data()), digest.size()});
}

std::string authorization_url(metadata const& of, oidc_settings const& us, std::string_view redirect_uri, begun_sign_in const& b) {
  std::string scope;
  for (auto const& s : us.scopes) (scope += scope.empty() ? "" : " ") += s;
  auto const challenge = code_challenge(b.verifier);
  auto const query = form({{"response_type", "code"},
                           {"client_id", us.client_id},
                           {"redirect_uri", redirect_uri},
                           {"scope", scope},
                           {"state", b.state},
                           {"nonce", b.nonce},
                           {"code_challenge", challenge},
                           {"code_challenge_method", "S256"}});
  auto const& endpoint = of.authorization_endpoint;
  return endpoint + (endpoint.find('?') == endpoint.npos ? "?" : "&") + query;
}

token_request token_request_for(metadata const& of, oidc_settings const& us, std::string_view code, std::string_view redirect_uri,
                                std::string_view verifier) {
  token_request r;
  r.headers = {{"Content-Type", "application/x-www-form-urlencoded"}, {"Accept", "application/json"}};
  std::vector<std::pair<std::string_view, std::string_view>> fields{
      {"grant_type", "authorization_code"}, {"code", code}, {"redirect_uri", redirect_uri}, {"code_verifier", verifier}};
  bool const has_secret = !us.client_secret.empty();
  if (has_secret && !of.secret_in_body) {
    r.headers.emplace_back("Authorization", "Basic " + base64(percent_encoded(us.client_id) + ":" + percent_encoded(us.client_secret.reveal())));
  } else {
    fields.emplace_back("client_id", us.client_id);
    if (has_secret) fields.emplace_back("client_secret", us.client_secret.reveal());
  }
  r.body = form(fields);
  return r;
}

}  // namespace sahut::oidc
