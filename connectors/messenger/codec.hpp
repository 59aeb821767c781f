#pragma once
// Facebook Messenger: what one webhook body holds. Pure, total, never throws; any thread.
#include "connectors/meta/envelope.hpp"

namespace sahut::messenger {

using meta::account_context;

// Every element of the body gives one event. A body that is not this channel's gives one notice with the reason.
std::vector<inbound::event> decode(std::string_view body, account_context const& account);

}  // namespace sahut::messenger
