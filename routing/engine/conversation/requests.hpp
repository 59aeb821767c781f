#pragma once
// Steps that several decisions share.
#include "routing/engine/conversation/context.hpp"
#include "routing/engine/conversation/transition.hpp"

namespace sahut {

request_clock clock_of(calendar const& hours, utc_time received);

// Opens a request at its own instant; does not say anything yet.
request& open_request(context const& ctx, conversation& c, utc_time received, std::uint64_t first_seq, bool courtesy);

// Moves an active request to the past with its outcome.
void end_request(conversation& c, std::uint32_t ordinal, outcome how, utc_time at);

// One ticket for every request of `ordinals` (ascending, all active). Says so to the citizen if that is allowed now.
ticket& issue_ticket(context const& ctx, transition& t, std::vector<std::uint32_t> const& ordinals, bool automatic,
                     std::string reason, std::string unit);

// Appends a system message and, on a platform, what carries it there.
void say(context const& ctx, transition& t, std::string text_key, std::string text, std::string ticket = {});
// Tells the number of an open ticket that the citizen does not have yet.
void announce(context const& ctx, transition& t, ticket& tk);

bool waits(conversation const& c);  // some active request has no answer, not even one on its way
void settle_state(conversation& c); // the state that follows from requests, tickets and officer

}  // namespace sahut
