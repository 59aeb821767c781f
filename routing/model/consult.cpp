#include "routing/model/consult.hpp"

#include <algorithm>
#include <array>

namespace sahut {
namespace {
constexpr std::array<std::string_view, 3> states{"open", "answered", "closed"};
}  // namespace

std::string_view reminded_up_to(consult const& c) {
  constexpr std::array<std::string_view, 4> rungs{"", "asked", "coordinator", "superior"};
  return rungs.at(std::min<std::size_t>(c.reminded, rungs.size() - 1));
}

std::string_view name_of(consult_state s) { return states.at(static_cast<std::size_t>(s)); }

}  // namespace sahut
