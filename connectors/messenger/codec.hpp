#pragma once
// Facebook Messenger: what one webhook body holds (meta::decode).
#include "connectors/meta/envelope.hpp"

namespace sahut::messenger {

std::vector<inbound::event> decode(std::string_view body, meta::account_context const& account);

}  // namespace sahut::messenger
