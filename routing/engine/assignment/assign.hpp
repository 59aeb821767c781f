#pragma once
// Who gets the next conversation: its last officer if available and below capacity, else who has fewest open, then who
// has gone longest without one (then by name, so that every worker decides alike).
#include "routing/model/conversation.hpp"

namespace sahut {

struct candidate {
  officer_id id;
  std::uint64_t open = 0;        // requests held now
  std::uint64_t capacity = 0;
  utc_time last_assigned_at{};
};

// Index into `candidates` (all available and serving the queue), or nothing if all are at capacity.
std::optional<std::size_t> choose_officer(std::vector<candidate> const& candidates, officer_id const& last_officer);

}  // namespace sahut
