#include "gateway/records/stored.hpp"

#include <array>

namespace sahut {
namespace {
constexpr std::array<std::string_view, 3> presences{"offline", "away", "available"};
}  // namespace

std::string_view name_of(presence p) { return presences[static_cast<std::size_t>(p)]; }
std::optional<presence> presence_of(std::string_view name) {
  for (std::size_t i = 0; i < presences.size(); ++i)
    if (presences[i] == name) return static_cast<presence>(i);
  return std::nullopt;
}

}  // namespace sahut
