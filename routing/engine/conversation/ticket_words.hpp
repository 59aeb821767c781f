#pragma once
// What the citizen is told of a ticket, besides its answer: its number, that its deadline moved, that it is late. A text
// that a channel does not allow now is told with the citizen's next message, one text a message.
#include "routing/engine/conversation/context.hpp"
#include "routing/engine/conversation/transition.hpp"

namespace sahut {

void announce(context const& ctx, transition& t, ticket& tk);      // its number; the text names the deadline in force
void tell_moved(context const& ctx, transition& t, ticket& tk);    // deadline_changed
void tell_delayed(context const& ctx, transition& t, ticket& tk);  // ticket_delay

// With the citizen's message: what could not be told before. The oldest number first.
void tell_untold(context const& ctx, transition& t);

// An officer's own message names what had not been told.
void told_by_officer(context const& ctx, transition& t, std::string_view text, std::uint64_t seq);
// What became of text `seq` at the platform.
void on_ticket_text(ticket& tk, std::uint64_t seq, bool accepted);
// The ticket is answered: what was not told need not be any more.
void forget_untold(ticket& tk);
// Text `seq` on its way to a platform has become needless: the outbox drops it.
bool is_needless(ticket const& tk, std::uint64_t seq);

}  // namespace sahut
