#pragma once
// The provider's public keys (RFC 7517), and the signature of a token (RFC 7515) under one of them. RS256, ES256 and PS256
// alone: a token that names `none`, an HMAC or anything else is refused before any key is looked at. cjose verifies.
// Pure; a set is of one thread.
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "routing/model/error.hpp"

struct _cjose_jwk_int;

namespace sahut::oidc {

class key_set {
 public:
  // Keys that cannot verify such a token (other kinds, too short, for encryption) are left out; private parts are not read.
  // unavailable: it is no key set, or holds more than a hundred keys.
  static result<key_set> read(std::string_view json);

  // The payload of a token whose signature is good. not_authenticated, `path` says of what: `id_token` (no signed token),
  // `id_token.alg`, `id_token.crit`, `id_token.signature`. not_found, `id_token.kid`: none of these keys is the token's.
  result<std::string> verified(std::string_view token) const;
  std::size_t size() const { return keys_.size(); }

 private:
  struct release {
    void operator()(_cjose_jwk_int* k) const;
  };
  struct key {
    std::string kid, alg, type;  // alg: empty, of any
    std::unique_ptr<_cjose_jwk_int, release> jwk;
  };
  std::vector<key> keys_;
};

}  // namespace sahut::oidc
