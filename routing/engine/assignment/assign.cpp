#include "routing/engine/assignment/assign.hpp"

#include <tuple>

namespace sahut {

std::optional<std::size_t> choose_officer(std::vector<candidate> const& candidates, officer_id const& last_officer) {
  std::optional<std::size_t> best;
  auto const order = [&](std::size_t i) {
    auto const& c = candidates[i];
    return std::tie(c.open, c.last_assigned_at, c.id);
  };
  for (std::size_t i = 0; i < candidates.size(); ++i) {
    auto const& c = candidates[i];
    if (c.open >= c.capacity) continue;
    if (!last_officer.empty() && c.id == last_officer) return i;
    if (!best || order(i) < order(*best)) best = i;
  }
  return best;
}

}  // namespace sahut
