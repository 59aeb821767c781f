#pragma once
// Who a citizen is, as both sides' `identity.set` gives it.
#include "gateway/wire/requests.hpp"
#include "routing/engine/conversation/citizen.hpp"

namespace sahut {

result<identity> read_identity(wire::request_frame const& f);
std::string identity_warnings(identity const& given);  // for the ack: `"warnings":[…]`; a format fault is never a refusal

}  // namespace sahut
