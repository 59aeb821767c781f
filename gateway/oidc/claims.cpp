#include "gateway/oidc/claims.hpp"

#include <algorithm>
#include <cmath>
#include <nlohmann/json.hpp>

#include "connectors/common/json_guard.hpp"
#include "routing/model/visible.hpp"

namespace sahut::oidc {
namespace {

using connector::at;
using connector::text_of;
using json = nlohmann::json;

constexpr std::size_t subject_bytes_max = 255, name_chars_max = 120, email_chars_max = 254, account_chars_max = 64;

error refused(std::string_view claim, std::string_view what) {
  return {errc::not_authenticated, "id_token." + std::string(claim), "the provider's token " + std::string(what), 0};
}

// A NumericDate (RFC 7519, 2): seconds, with or without decimals.
std::optional<double> date_of(json const& value) {
  if (!value.is_number()) return std::nullopt;
  auto const v = value.get<double>();
  if (!std::isfinite(v) || v < 0) return std::nullopt;
  return v;
}

std::optional<error> wrong_audience(json const& claims, std::string_view client_id) {
  auto const& aud = at(claims, "aud");
  auto const& azp = at(claims, "azp");
  bool const one = aud.is_string() && text_of(aud) == client_id;
  bool const among = aud.is_array() && std::any_of(aud.begin(), aud.end(), [&](json const& a) { return a.is_string() && text_of(a) == client_id; });
  if (!one && !among) return refused("aud", "is for somebody else");
  bool const several = aud.is_array() && aud.size() > 1;
  if ((several || !azp.is_null()) && text_of(azp) != client_id) return refused("azp", "was issued to somebody else");
  return std::nullopt;
}

std::optional<error> wrong_time(json const& claims, utc_time now) {
  auto const at_now = static_cast<double>(to_millis(now)) / 1000;
  auto const leeway = static_cast<double>(clock_leeway.count());
  auto const exp = date_of(at(claims, "exp")), iat = date_of(at(claims, "iat"));
  if (!exp) return refused("exp", "does not say when it ends");
  if (!iat) return refused("iat", "does not say when it was issued");
  if (at_now >= *exp + leeway) return refused("exp", "has ended");
  if (*iat > at_now + leeway) return refused("iat", "is from the future: compare the clocks");
  if (auto const& from = at(claims, "nbf"); !from.is_null()) {
    auto const nbf = date_of(from);
    if (!nbf || *nbf > at_now + leeway) return refused("nbf", "is not valid yet");
  }
  return std::nullopt;
}

std::size_t characters(std::string_view text) {
  return static_cast<std::size_t>(std::count_if(text.begin(), text.end(), [](char c) { return (static_cast<unsigned char>(c) & 0xC0) != 0x80; }));
}

std::optional<std::string> shown_name(json const& value) {
  auto name = as_one_line(text_of(value));
  if (name.empty() || characters(name) > name_chars_max) return std::nullopt;
  return name;
}

bool is_email(std::string_view e) {
  auto const a = e.find('@');
  return e.size() <= email_chars_max && a != e.npos && a > 0 && a + 1 < e.size() && e.find('@', a + 1) == e.npos &&
         std::all_of(e.begin(), e.end(), [](char c) { return static_cast<unsigned char>(c) > ' ' && c != 0x7F; });
}

void read_about(json const& claims, oidc_settings const& us, person& p) {
  if (!p.name) p.name = shown_name(at(claims, "name"));
  bool const sure = connector::flag_of(at(claims, "email_verified"));
  if (auto email = text_of(at(claims, "email")); !p.email && sure && is_email(email)) p.email = std::move(email);
  if (us.name_claim.empty() || p.account_name) return;
  if (auto name = text_of(at(claims, us.name_claim)); !name.empty() && name.size() <= account_chars_max) p.account_name = std::move(name);
}

}  // namespace

result<person> person_of_token(std::string_view payload, oidc_settings const& us, std::string_view nonce, utc_time now) {
  auto const parsed = connector::parse_guarded(payload);
  if (!parsed || !parsed->is_object()) return error{errc::not_authenticated, "id_token", "the provider's token holds no claims", 0};
  auto const& claims = *parsed;
  if (!at(claims, "iss").is_string() || text_of(at(claims, "iss")) != us.issuer) return refused("iss", "is of another issuer");
  if (auto e = wrong_audience(claims, us.client_id)) return *e;
  if (auto e = wrong_time(claims, now)) return *e;
  if (nonce.empty() || text_of(at(claims, "nonce")) != nonce) return refused("nonce", "answers another sign-in");
  person p;
  p.subject = text_of(at(claims, "sub"));
  if (p.subject.empty() || p.subject.size() > subject_bytes_max) return refused("sub", "does not say who signed in");
  read_about(claims, us, p);
  return p;
}

result<person> person_with(person known, std::string_view userinfo, oidc_settings const& us) {
  auto const parsed = connector::parse_guarded(userinfo);
  if (!parsed || !parsed->is_object()) return error{errc::unavailable, "provider.userinfo_endpoint", "what the provider says of the person is no JSON object", 0};
  if (text_of(at(*parsed, "sub")) != known.subject)
    return error{errc::not_authenticated, "userinfo.sub", "the provider speaks of somebody else than its token", 0};
  read_about(*parsed, us, known);
  return known;
}

}  // namespace sahut::oidc
