#pragma once
// Whether this office takes one more conversation: memory, and limits.conversations_per_office.
#include "gateway/service/core/desk.hpp"

namespace sahut {

error full_because(std::string what);
// Why no conversation may be opened now, if none may. Several that open at the same moment may pass together: the bound is a
// protection, not a promise to the last one.
boost::asio::awaitable<std::optional<error>> no_room(desk& d);

}  // namespace sahut
