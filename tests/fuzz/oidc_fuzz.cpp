// Whatever a provider or a browser sends: its discovery document, its keys, its tokens, claims, a cookie, a return path. The
// first byte says which. No crash, no exception; nothing is taken that does not hold what was asked for.
#include <cstdint>
#include <cstdlib>

#include "gateway/oidc/begun.hpp"
#include "gateway/oidc/claims.hpp"
#include "gateway/oidc/keys.hpp"
#include "gateway/oidc/metadata.hpp"

namespace {

using namespace sahut;

oidc_settings us() {
  oidc_settings s;
  s.issuer = "https://sso.example";
  s.client_id = "sahut";
  s.name_claim = "preferred_username";
  return s;
}

constexpr auto keys_of_rfc_7515 =
    R"({"keys":[{"kty":"EC","crv":"P-256","x":"f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU","y":"x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0"}]})";

void must(bool holds) {
  if (!holds) std::abort();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size) {
  if (size == 0) return 0;
  static auto const settings = us();
  static auto const keys = oidc::key_set::read(keys_of_rfc_7515);
  static secret_key const cookies;
  std::string_view const rest(reinterpret_cast<char const*>(data) + 1, size - 1);
  switch (data[0]) {
    case 'd':
      if (auto const m = oidc::read_metadata(rest, settings)) must(m->token_endpoint.starts_with("https://") && m->jwks_uri.starts_with("https://"));
      break;
    case 'k':
      if (auto const set = oidc::key_set::read(rest)) (void)set->verified("eyJhbGciOiJFUzI1NiJ9.e30.AAAA");
      break;
    case 't': (void)keys->verified(rest); break;
    case 'c':
      if (auto const who = oidc::person_of_token(rest, settings, "n", from_millis(1'800'000'000'000))) must(!who->subject.empty());
      break;
    case 'u': {
      oidc::person known;
      known.subject = "1";
      if (auto const who = oidc::person_with(known, rest, settings)) must(who->subject == "1");
      break;
    }
    case 'b': must(!oidc::open_begun(cookies, oidc::side::account, rest, from_millis(0))); break;
    case 'r':
      if (oidc::return_path_fault(rest).empty()) must(rest.starts_with('/') && !rest.starts_with("//") && rest.find('\\') == rest.npos);
      break;
    default: break;
  }
  return 0;
}
