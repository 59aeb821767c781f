#pragma once
// A provider's keys, and tokens signed with them.
#include <cjose/cjose.h>
#include <gtest/gtest.h>
#include <sodium.h>

#include <map>
#include <memory>
#include <nlohmann/json.hpp>
#include <string>

#include "gateway/oidc/encoding.hpp"
#include "gateway/store/base64url.hpp"

namespace sahut::oidc {

class test_key {
 public:
  // Two of one `which` are one key under two names: an RSA key takes a while to make.
  static test_key rsa(std::string kid, int which = 0, std::size_t bits = 2048) {
    static std::map<std::pair<int, std::size_t>, shared> made;
    static constexpr unsigned char e[] = {1, 0, 1};
    cjose_err fault{};
    auto& one = made[{which, bits}];
    if (!one) one = held(cjose_jwk_create_RSA_random(bits, e, sizeof e, &fault));
    return {one, std::move(kid)};
  }
  static test_key ec(std::string kid, cjose_jwk_ec_curve curve = CJOSE_JWK_EC_P_256) {
    cjose_err fault{};
    return {held(cjose_jwk_create_EC_random(curve, &fault)), std::move(kid)};
  }

  nlohmann::json document(bool with_private = false) const {
    cjose_err fault{};
    char* text = cjose_jwk_to_json(jwk_.get(), with_private, &fault);
    auto out = nlohmann::json::parse(text);
    ::free(text);
    out.erase("kid");
    if (!kid_.empty()) out["kid"] = kid_;
    return out;
  }

  std::string token(std::string const& alg, std::string const& payload, nlohmann::json head = nlohmann::json::object()) const {
    cjose_err fault{};
    auto* header = cjose_header_new(&fault);
    cjose_header_set(header, CJOSE_HDR_ALG, alg.c_str(), &fault);
    if (!kid_.empty()) cjose_header_set(header, CJOSE_HDR_KID, kid_.c_str(), &fault);
    for (auto const& [name, value] : head.items()) cjose_header_set_raw(header, name.c_str(), value.dump().c_str(), &fault);
    auto* jws = cjose_jws_sign(jwk_.get(), header, reinterpret_cast<std::uint8_t const*>(payload.data()), payload.size(), &fault);
    EXPECT_TRUE(jws) << fault.message;
    char const* text = nullptr;
    cjose_jws_export(jws, &text, &fault);
    std::string out(text);
    cjose_jws_release(jws);
    cjose_header_release(header);
    return out;
  }

 private:
  using shared = std::shared_ptr<cjose_jwk_t>;
  static shared held(cjose_jwk_t* k) { return {k, [](cjose_jwk_t* one) { cjose_jwk_release(one); }}; }
  test_key(shared jwk, std::string kid) : jwk_(std::move(jwk)), kid_(std::move(kid)) {}
  shared jwk_;
  std::string kid_;
};

inline std::string set_of(std::vector<nlohmann::json> const& keys) { return nlohmann::json{{"keys", keys}}.dump(); }

// Parts joined, whatever they are.
inline std::string raw_token(nlohmann::json const& head, std::string const& payload, std::string const& signature) {
  return base64url(head.dump()) + '.' + base64url(payload) + '.' + base64url(signature);
}

// HMAC with whatever an attacker takes for the key.
inline std::string hmac_token(nlohmann::json const& head, std::string const& payload, std::string const& key) {
  auto const signed_part = base64url(head.dump()) + '.' + base64url(payload);
  unsigned char out[crypto_auth_hmacsha256_BYTES];
  crypto_auth_hmacsha256_state state;
  crypto_auth_hmacsha256_init(&state, reinterpret_cast<unsigned char const*>(key.data()), key.size());
  crypto_auth_hmacsha256_update(&state, reinterpret_cast<unsigned char const*>(signed_part.data()), signed_part.size());
  crypto_auth_hmacsha256_final(&state, out);
  return signed_part + '.' + base64url({reinterpret_cast<char const*>(out), sizeof out});
}

}  // namespace sahut::oidc
