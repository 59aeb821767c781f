#include "gateway/store/redis_script.hpp"

#include <openssl/evp.h>

#include <stdexcept>

#include "store_scripts.hpp"

namespace sahut {
namespace {

redis_script make(std::string_view body) {
  unsigned char digest[EVP_MAX_MD_SIZE];
  unsigned size = 0;
  if (EVP_Digest(body.data(), body.size(), digest, &size, EVP_sha1(), nullptr) != 1)
    throw std::runtime_error("SHA-1, by which Redis names scripts, is not available");
  redis_script made{body, {}};
  for (unsigned i = 0; i < size; ++i) {
    made.sha += "0123456789abcdef"[digest[i] >> 4];
    made.sha += "0123456789abcdef"[digest[i] & 15];
  }
  return made;
}

}  // namespace

redis_script const& commit_script() {
  static redis_script const script = make(store_scripts::commit);
  return script;
}
redis_script const& claim_script() {
  static redis_script const script = make(store_scripts::claim);
  return script;
}
redis_script const& reserve_script() {
  static redis_script const script = make(store_scripts::reserve);
  return script;
}
redis_script const& scan_script() {
  static redis_script const script = make(store_scripts::scan);
  return script;
}
redis_script const& scan_keys_script() {
  static redis_script const script = make(store_scripts::scan_keys);
  return script;
}

}  // namespace sahut
