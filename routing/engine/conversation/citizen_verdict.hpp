#pragma once
// The citizen judges an answer: it is one, and the ticket closes; or it is none ("belum terjawab"), and the question waits again with
// its original deadline.
#include "routing/engine/conversation/context.hpp"
#include "routing/engine/conversation/transition.hpp"

namespace sahut {

// The log entries that a denial takes back as answers. A decision is given what is noted of them.
std::vector<std::uint64_t> answers_of(conversation const& c, ticket_number const& number);          // of a ticket
std::vector<std::uint64_t> answers_to_deny(context const& ctx, conversation const& c);          // by the words "belum terjawab"

// bad_field `number`: the conversation has no such ticket; `answered`: this cannot be said of it now.
result<transition> on_verdict(context ctx, conversation const& before, ticket_number const& number, bool answered,
                              std::vector<annotated> const& answers = {});

// The step itself, within another decision. It may be taken: `choices_of`.
void pass_verdict(context const& ctx, transition& t, ticket& tk, bool answered, std::vector<annotated> const& answers);

// The same by words in the channel, of what was answered last: a request or a ticket, within the policy's days, where nothing waits but
// courtesy. A request whose time is over becomes a ticket at once. The citizen is told the deadline where an automatic text may be said
// (`silent`: nothing is). False: there is nothing to deny, and nothing changed.
bool deny_last_answer(context const& ctx, transition& t, conversation const& before, std::vector<annotated> const& answers, bool silent);

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
