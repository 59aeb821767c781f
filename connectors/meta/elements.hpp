#pragma once
// The element kinds that Messenger and Instagram share, and the readers of those that only one of them sends.
// Pure; none throws. Source: Messenger Platform webhook events; Instagram Platform webhook examples.
#include "connectors/meta/envelope.hpp"

namespace sahut::meta {

// Those of both channels, in order of precedence.
std::span<element_kind const> common_kinds();

// Those of one of them.
inbound::event read_delivery(element const&, nlohmann::json const&);
inbound::notice note_handover(account_context const&, nlohmann::json const&);

}  // namespace sahut::meta
