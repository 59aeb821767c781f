#pragma once
// Where the tickets that an account holder has filed at an office are listed: number -> minus when it was received.
#include "gateway/records/keys.hpp"
#include "gateway/service/core/vault.hpp"

namespace sahut {

inline std::string filed_list(key_space const& space, vault const& keys, std::string_view holder) {
  return space.list("filed:" + keys.digest("holder", holder));
}

}  // namespace sahut
