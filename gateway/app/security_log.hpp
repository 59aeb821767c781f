#pragma once
// Who came in, who was refused, what changed of accounts and rights: lines of the area `log::security`, in the same log as
// everything else, at every level and always JSON. Accounts are named by their login; of addresses only the network is kept
// (net::logged_network); nothing that a citizen or a stranger typed is.
#include "gateway/log/log.hpp"

namespace sahut {

// Fields that are empty are left out.
void tell_security(log::level level, std::string_view event, log::ids fields);

}  // namespace sahut
