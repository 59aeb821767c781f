#pragma once
// The configured limits in the words of the layers that keep them. Pure; a table in tests/unit/app holds each.
#include "config/settings/limits.hpp"
#include "gateway/net/limits.hpp"
#include "gateway/store/resp_connection.hpp"

namespace sahut {

net::net_limits net_limits_of(limits const& l);
resp_limits store_limits_of(limits const& l);
// `fraction` of its memory is in use: from here on new conversations are refused.
bool nearly_full(double fraction, limits const& l);

}  // namespace sahut
