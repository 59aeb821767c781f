#pragma once
// What the configuration says of the store, in the store's own words. For the daemon and for sahutctl alike.
#include "config/settings/settings.hpp"
#include "gateway/store/durability_class.hpp"
#include "gateway/store/keyring.hpp"
#include "gateway/store/redis_url.hpp"

#include <memory>

namespace sahut {

// Of a store that is not embedded.
redis_url address_of(redis_settings const& r);

// Where it is, for people: redis://10.0.0.5:6379/0. Without name and password.
std::string to_string(redis_settings const& r);

durability_class durability_of(redis_settings const& r);

// Error: bad_field (a key of another size, or one listed twice).
result<std::unique_ptr<keyring>> keyring_of(key_settings const& keys);

}  // namespace sahut
