#include "gateway/oidc/keys.hpp"

#include <cjose/cjose.h>

#include <algorithm>
#include <array>
#include <span>
#include <nlohmann/json.hpp>

#include "gateway/store/base64url.hpp"
#include "connectors/common/json_guard.hpp"
#include "gateway/oidc/encoding.hpp"

namespace sahut::oidc {
namespace {

using connector::at;
using connector::text_of;

constexpr std::size_t keys_max = 100, token_bytes_max = 64 * 1024, rsa_bits_min = 2048, rsa_bits_max = 8192;

struct algorithm {
  std::string_view name, type;
};
constexpr std::array<algorithm, 3> allowed{{{"RS256", "RSA"}, {"ES256", "EC"}, {"PS256", "RSA"}}};

error refused(std::string_view path, std::string_view what) { return {errc::not_authenticated, std::string(path), std::string(what), 0}; }
error no_signed_token() { return refused("id_token", "the provider's token is no signed token"); }

struct token_head {
  std::string alg, kid;
};

result<token_head> read_head(std::string_view token) {
  auto const dot = token.find('.');
  bool const three = dot != token.npos && std::count(token.begin(), token.end(), '.') == 2;
  if (!three || token.size() > token_bytes_max) return no_signed_token();
  auto const bytes = from_base64url(token.substr(0, dot));
  if (!bytes) return no_signed_token();
  auto const head = connector::parse_guarded(*bytes);
  if (!head || !head->is_object()) return no_signed_token();
  // What must be understood is not.
  if (head->contains("crit") || head->contains("b64")) return refused("id_token.crit", "the provider's token asks for an extension that is not known here");
  return token_head{text_of(at(*head, "alg")), text_of(at(*head, "kid"))};
}

struct release_token {
  void operator()(cjose_jws_t* t) const { cjose_jws_release(t); }
};

struct member {
  std::string_view name;
  std::size_t bytes_min, bytes_max;
};
constexpr std::array rsa_members{member{"n", 1, rsa_bits_max / 8 + 1}, member{"e", 1, 8}};
constexpr std::array ec_members{member{"x", 32, 32}, member{"y", 32, 32}};  // of P-256

// The public members alone, whole and of their sizes: libcjose ends the process at coordinates that are too long. Nothing: not so.
std::optional<std::string> public_part(nlohmann::json const& given) {
  auto const type = text_of(at(given, "kty"));
  nlohmann::json out{{"kty", type}};
  if (type == "EC") out["crv"] = text_of(at(given, "crv"));
  for (auto const& m : type == "RSA" ? std::span<member const>(rsa_members) : std::span<member const>(ec_members)) {
    auto text = text_of(at(given, m.name));
    auto const bytes = from_base64url(text);
    if (!bytes || bytes->size() < m.bytes_min || bytes->size() > m.bytes_max) return std::nullopt;
    out[std::string(m.name)] = std::move(text);
  }
  return out.dump();
}

// Header, payload and signature, each as RFC 7515 writes it.
bool is_well_written(std::string_view token) {
  for (int parts = 0; parts < 3; ++parts) {
    auto const dot = token.find('.');
    if (!from_base64url(token.substr(0, dot))) return false;
    token.remove_prefix(dot == token.npos ? token.size() : dot + 1);
  }
  return token.empty();
}

bool may_sign(nlohmann::json const& key) {
  auto const use = text_of(at(key, "use"));
  if (!use.empty() && use != "sig") return false;
  auto const& deeds = at(key, "key_ops");
  return !deeds.is_array() || std::any_of(deeds.begin(), deeds.end(), [](auto const& d) { return text_of(d) == "verify"; });
}

}  // namespace

void key_set::release::operator()(_cjose_jwk_int* k) const { cjose_jwk_release(k); }

result<key_set> key_set::read(std::string_view json) {
  auto const faulty = [](std::string_view what) { return error{errc::unavailable, "provider.jwks_uri", std::string(what), 0}; };
  auto const document = connector::parse_guarded(json);
  if (!document) return faulty("what the provider gives as its keys is no JSON");
  auto const& list = at(*document, "keys");
  if (!list.is_array()) return faulty("what the provider gives as its keys is no key set");
  if (list.size() > keys_max) return faulty("the provider's key set holds more than a hundred keys");
  key_set out;
  for (auto const& one : list) {
    key k;
    k.type = text_of(at(one, "kty"));
    k.kid = text_of(at(one, "kid"));
    k.alg = text_of(at(one, "alg"));
    bool const known_alg = k.alg.empty() || std::any_of(allowed.begin(), allowed.end(), [&](algorithm const& a) { return a.name == k.alg && a.type == k.type; });
    bool const known_type = k.type == "RSA" || (k.type == "EC" && text_of(at(one, "crv")) == "P-256");
    if (!known_alg || !known_type || !may_sign(one)) continue;
    auto const text = public_part(one);
    if (!text) continue;
    cjose_err fault{};
    k.jwk.reset(cjose_jwk_import(text->data(), text->size(), &fault));
    if (!k.jwk) continue;
    auto const bits = cjose_jwk_get_keysize(k.jwk.get(), &fault);
    if (k.type == "RSA" && (bits < rsa_bits_min || bits > rsa_bits_max)) continue;
    out.keys_.push_back(std::move(k));
  }
  return out;
}

result<std::string> key_set::verified(std::string_view token) const {
  auto const head = read_head(token);
  if (!head) return head.error();
  auto const how = std::find_if(allowed.begin(), allowed.end(), [&](algorithm const& a) { return a.name == head->alg; });
  if (how == allowed.end()) return refused("id_token.alg", "the provider's token is signed in a way that is not accepted: RS256, ES256 and PS256 are");
  std::vector<key const*> fitting;
  for (auto const& k : keys_)
    if (k.type == how->type && (k.alg.empty() || k.alg == how->name) && (head->kid.empty() || k.kid == head->kid)) fitting.push_back(&k);
  // Without a name only one key can be meant.
  if (fitting.empty() || (head->kid.empty() && fitting.size() > 1))
    return error{errc::not_found, "id_token.kid", "the provider's token is signed with a key that is not among its keys", 0};
  if (!is_well_written(token)) return no_signed_token();
  cjose_err fault{};
  std::unique_ptr<cjose_jws_t, release_token> const jws(cjose_jws_import(token.data(), token.size(), &fault));
  if (!jws) return no_signed_token();
  auto* const read = cjose_header_get(cjose_jws_get_protected(jws.get()), CJOSE_HDR_ALG, &fault);
  if (!read || head->alg != read) return no_signed_token();
  for (auto const* k : fitting) {
    if (!cjose_jws_verify(jws.get(), k->jwk.get(), &fault)) continue;
    std::uint8_t* bytes = nullptr;
    std::size_t size = 0;
    if (!cjose_jws_get_plaintext(jws.get(), &bytes, &size, &fault)) return no_signed_token();
    return std::string(reinterpret_cast<char const*>(bytes), size);
  }
  return refused("id_token.signature", "the signature of the provider's token is wrong");
}

}  // namespace sahut::oidc
