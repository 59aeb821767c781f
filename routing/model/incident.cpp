#include "routing/model/incident.hpp"

#include <array>

namespace sahut {

std::string_view name_of(incident_state s) {
  constexpr std::array<std::string_view, 5> states{"open", "proposed", "answering", "answered", "closed"};
  return states.at(static_cast<std::size_t>(s));
}

}  // namespace sahut
