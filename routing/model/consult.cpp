#include "routing/model/consult.hpp"

#include <array>

namespace sahut {
namespace {
constexpr std::array<std::string_view, 3> states{"open", "answered", "closed"};
}  // namespace

std::string_view name_of(consult_state s) { return states.at(static_cast<std::size_t>(s)); }

}  // namespace sahut
