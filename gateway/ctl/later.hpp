#pragma once
// Commands that operators know and this build does not carry out yet. Neither help nor completion offers them.
#include <span>
#include <string_view>

namespace sahut {

struct later_command {
  std::string_view group, verb;
};
std::span<later_command const> later_commands();

}  // namespace sahut
