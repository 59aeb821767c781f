#pragma once
// What happens by itself, once its time has come (model/due.hpp).
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

}  // namespace sahut
