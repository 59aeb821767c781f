#pragma once
// Everything about keys that the service needs, in one place: master keys, data keys, digests. One per process; any thread.
#include "gateway/store/keyring.hpp"

#include <memory>

namespace sahut {

using data_key = std::shared_ptr<secret_key const>;  // one contact's, or one day's of an account (passing_keys)

class vault {
 public:
  // `root` is the store's digest root (open_digest_root).
  vault(keyring const& ring, secret_key const& root) : ring_(ring), digests_(root) {}

  data_key new_data_key(random_source& random) const { return std::make_shared<secret_key const>(secret_key::random(random)); }
  std::string wrap(data_key const& key, std::string_view place, random_source& random) const { return ring_.wrap(*key, place, random); }
  result<data_key> unwrap(std::string_view wrapped, std::string_view place) const {
    auto key = ring_.unwrap(wrapped, place);
    if (!key) return key.error();
    return data_key(std::make_shared<secret_key const>(std::move(*key)));
  }
  keyring const& masters() const { return ring_; }
  std::string seal(data_key const& key, std::string_view plain, std::string_view place, random_source& random) const {
    return sahut::seal(*key, plain, place, random);
  }
  result<std::string> open(data_key const& key, std::string_view sealed, std::string_view place) const {
    return open_sealed(*key, sealed, place);
  }

  // 22 characters. What is digested for one kind never equals what is digested for another.
  std::string digest(std::string_view kind, std::string_view value) const {
    return digests_.text(digester::purpose::once, kind, value);
  }

 private:
  keyring const& ring_;
  digester digests_;
};

}  // namespace sahut
