#pragma once
// What became of a message at its platform.
#include "routing/engine/conversation/context.hpp"
#include "routing/engine/conversation/transition.hpp"

namespace sahut {

// What became of message `seq` at the platform: sent (accepted), delivered, read, failed or unknown. Only acceptance
// stops a clock; a status only moves forward, but `failed` may come after `sent`. Empty if it changes nothing.
std::optional<transition> on_delivery(context ctx, conversation const& before, std::uint64_t seq, annotation const& noted,
                                      delivery now, std::string reason);

// Message `seq` waits, and its officer is told why. Empty if it changes nothing.
std::optional<transition> on_held_back(std::uint64_t seq, annotation const& noted, std::string reason);

// A human answered in the page's own inbox: shown as outgoing, stops no clock. `external`: digest of its platform id.
transition on_foreign_echo(conversation const& before, log_message entry, std::string_view external);

}  // namespace sahut
