#pragma once
// An officer's presence as the rules of attendance look at it.
#include "gateway/service/people/presences.hpp"
#include "routing/engine/attendance/attendance.hpp"

namespace sahut {

inline attendance attended(presences::known const& k) { return {k.record.gone_at, k.lease_end, !k.leases.empty()}; }

}  // namespace sahut
