#pragma once
// Paths that clients know and this build does not serve yet. Who asks is checked as it will be; then 501 says so.
#include "gateway/net/http_types.hpp"
#include "gateway/sessions/session_host.hpp"

namespace sahut {

std::vector<net::route> later_routes(session_host& g);

}  // namespace sahut
