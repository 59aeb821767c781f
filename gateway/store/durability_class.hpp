#pragma once
// What an acknowledgement promises. Setting `redis.durability`.
#include <optional>
#include <string_view>

#include "routing/model/error.hpp"

namespace sahut {

enum class durability_class {
  fsync,       // survives kill -9 and power loss
  everysec,    // survives kill -9; power loss or a full disk may cost the last second or two
  replicated,  // a later word
};

std::string_view to_string(durability_class c);
std::optional<durability_class> parse_durability_class(std::string_view text);

}  // namespace sahut
