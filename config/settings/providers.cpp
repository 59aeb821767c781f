// [accounts.oidc] and [officers.oidc]: the OpenID Connect provider of one side.
#include <algorithm>

#include "config/settings/sections.hpp"
#include "config/settings/urls.hpp"

namespace sahut::config_sections {

using config_document::node;
namespace fs = std::filesystem;

namespace {

// RFC 6749, 3.3: printable ASCII without space, quote and backslash.
bool is_scope(std::string_view text) {
  return !text.empty() && text.size() <= 128 &&
         std::all_of(text.begin(), text.end(), [](char c) { return c > ' ' && c < 0x7F && c != '"' && c != '\\'; });
}

// A list, or one text as the protocol writes it: "openid profile".
std::vector<std::string> words_of(std::vector<std::string> const& texts) {
  std::vector<std::string> out;
  for (auto const& text : texts)
    for (std::size_t at = 0; at < text.size();) {
      auto const end = std::min(text.find(' ', at), text.size());
      if (end > at) out.push_back(text.substr(at, end - at));
      at = end + 1;
    }
  return out;
}

std::string read_issuer(section_reader& r) {
  auto const text = r.required_text("issuer");
  if (text.empty()) return text;
  auto const url = split_url(text);
  if (!url || (url->scheme != "https" && url->scheme != "http") || url->host.empty() || !url->userinfo.empty() || url->port == 0 ||
      !text.starts_with(url->scheme))
    r.wrong("issuer", "must be the provider's https:// address, exactly as it names itself");
  else if (url->query_or_fragment)
    r.wrong("issuer", "must have neither a query nor a fragment: nothing after ? or #");
  else if (url->scheme == "http" && !is_loopback(url->host))
    r.wrong("issuer", "must be https://; http:// is for a provider on this machine alone");
  return text;
}

}  // namespace

std::optional<oidc_settings> read_oidc(node const* table, std::string const& path, place const& where, oidc_side side) {
  if (!table) return std::nullopt;
  bool const officers = side == oidc_side::officers;
  oidc_settings s;
  section_reader r(table, path, where.out);
  s.issuer = read_issuer(r);
  s.client_id = r.required_text("client_id");
  if (auto const ref = r.text("client_secret", ""); !ref.empty() && where.wanted != secrets_wanted::none) {
    if (auto value = resolve_secret(r, "client_secret", ref, where.secrets)) s.client_secret = std::move(*value);
  }
  s.scopes = {"openid", "profile"};
  if (!officers) s.scopes.emplace_back("email");
  if (r.has("scopes")) {
    s.scopes = words_of(r.texts("scopes"));
    if (!std::all_of(s.scopes.begin(), s.scopes.end(), is_scope)) r.wrong("scopes", "must be a list of scopes, without quotes or backslashes inside");
    if (std::find(s.scopes.begin(), s.scopes.end(), "openid") == s.scopes.end())
      r.wrong("scopes", "must hold \"openid\": without it the provider tells nobody who signed in");
  }
  if (officers) {
    s.name_claim = r.text("name_claim", "preferred_username");
    if (s.name_claim.empty()) r.wrong("name_claim", "must name a claim, such as preferred_username");
  }
  s.ca_file = path_at(r, "ca_file", r.text("ca_file", ""), where);
  if (!s.ca_file.empty()) {
    if (!s.issuer.starts_with("https://"))
      r.warn("ca_file", "has no effect: the issuer is not https://");
    else if (!fs::is_regular_file(s.ca_file))
      r.wrong("ca_file", "there is no file " + s.ca_file.string());
  }
  return s;
}

}  // namespace sahut::config_sections
