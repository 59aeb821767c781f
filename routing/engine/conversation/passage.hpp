#pragma once
// What time and the platforms bring about.
#include "routing/engine/conversation/context.hpp"
#include "routing/engine/conversation/transition.hpp"

namespace sahut {

// `ticket_at` of an active request has come: it becomes a ticket, or, where nothing but courtesy was said, ends as
// no_question. Empty if there is nothing to do (answered or converted meanwhile, or not yet due). Here as in
// on_ticket_late a deadline of another calendar is counted anew first: it may not be due yet.
std::optional<transition> on_ticket_due(context ctx, conversation const& before, std::uint32_t ordinal);

// The answer of request `ordinal`'s ticket is late: the citizen is told once.
std::optional<transition> on_ticket_late(context ctx, conversation const& before, std::uint32_t ordinal);

// Fifteen and five minutes before ticket_at.
std::optional<transition> on_warning_due(context ctx, conversation const& before);

// An answered conversation in which nothing more was said closes by itself.
std::optional<transition> on_close_due(context ctx, conversation const& before);

// What became of message `seq` at the platform: sent (accepted), delivered, read, failed or unknown. Only acceptance
// stops a clock; a status only moves forward, but `failed` may come after `sent`. Empty if it changes nothing.
std::optional<transition> on_delivery(context ctx, conversation const& before, std::uint64_t seq, annotation const& noted,
                                      delivery now, std::string reason);

// Message `seq` waits, and its officer is told why. Empty if it changes nothing.
std::optional<transition> on_held_back(std::uint64_t seq, annotation const& noted, std::string reason);

// A human answered in the page's own inbox: shown as outgoing, stops no clock. `external`: digest of its platform id.
transition on_foreign_echo(conversation const& before, log_message entry, std::string_view external);

}  // namespace sahut
