#include "routing/model/ladder.hpp"

#include "routing/model/role.hpp"

namespace sahut {

std::string_view ladder_name(std::uint8_t rung, std::string_view first) {
  if (rung == 0) return {};
  if (rung == 1) return first;
  return name_of(rung == 2 ? role::coordinator : role::superior);
}

}  // namespace sahut
