#include "gateway/records/stored.hpp"

#include <array>

namespace sahut {
namespace {
constexpr std::array<std::string_view, 6> roles{"officer", "coordinator", "superior", "office_head", "auditor", "administrator"};
constexpr std::array<std::string_view, 3> presences{"offline", "away", "available"};
}  // namespace

std::string_view name_of(role r) { return roles[static_cast<std::size_t>(r)]; }
std::optional<role> role_of(std::string_view name) {
  for (std::size_t i = 0; i < roles.size(); ++i)
    if (roles[i] == name) return static_cast<role>(i);
  return std::nullopt;
}
std::string_view name_of(presence p) { return presences[static_cast<std::size_t>(p)]; }
std::optional<presence> presence_of(std::string_view name) {
  for (std::size_t i = 0; i < presences.size(); ++i)
    if (presences[i] == name) return static_cast<presence>(i);
  return std::nullopt;
}

}  // namespace sahut
