#pragma once
// Who sees how an office's accounts at the platforms stand: whoever answers for its work, and whoever keeps its accounts.
#include "routing/engine/rights/rights.hpp"

namespace sahut {

inline bool may_see_channels(official const& who) { return may(who, deed::see_unconfigured) || may(who, deed::manage_accounts); }

}  // namespace sahut
