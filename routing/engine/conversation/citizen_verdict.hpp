#pragma once
// The citizen judges the answer to a ticket: it is one, and the ticket closes; or it is none ("belum terjawab"), and the ticket
// waits again with its original deadline.
#include "routing/engine/conversation/context.hpp"
#include "routing/engine/conversation/transition.hpp"

namespace sahut {

// bad_field `number`: the conversation has no such ticket; `answered`: this cannot be said of it now.
result<transition> on_verdict(context ctx, conversation const& before, std::string_view number, bool answered);

// The step itself, within another decision. It may be taken: `choices_of`.
void pass_verdict(context const& ctx, transition& t, ticket& tk, bool answered);

// What the citizen may do with a ticket now: each is true exactly where the deed itself is taken.
struct ticket_choices {
  bool reply = false;   // words are taken. They join this ticket, or the one that it was reopened as …
  bool anew = false;    // … or, but for a courtesy or a verdict, open a linked one (an escalated ticket: a request of their own)
  bool close = false;
  bool reopen = false;
  bool deny = false;    // say that the answer is none
};
// `of`: the ticket's conversation. A ticket that has left its record takes words alone.
ticket_choices choices_of(context const& ctx, conversation const& of, ticket const& tk);

}  // namespace sahut
