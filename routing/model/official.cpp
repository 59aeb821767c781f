#include "routing/model/official.hpp"

#include <array>

namespace sahut {
namespace {
constexpr std::array<std::string_view, 6> roles{"officer", "coordinator", "superior", "office_head", "auditor", "administrator"};
}  // namespace

std::string_view name_of(role r) {
  auto const i = static_cast<std::size_t>(r);
  return i < roles.size() ? roles[i] : "unknown";
}

std::optional<role> role_of(std::string_view name) {
  for (std::size_t i = 0; i < roles.size(); ++i)
    if (roles[i] == name) return static_cast<role>(i);
  return std::nullopt;
}

std::string role_names(std::string_view before_last) {
  std::string out;
  for (std::size_t i = 0; i < roles.size(); ++i) {
    if (i) out += i + 1 == roles.size() ? before_last : std::string_view(", ");
    out += roles[i];
  }
  return out;
}

}  // namespace sahut
