#pragma once
// Which stretch of a conversation's log belongs to which request, and which requests are too old for the record's body.
// Nothing is ever dropped: a request that leaves the body lies beside it, a ticket is a record of its own.
#include "routing/model/conversation.hpp"

namespace sahut {

// The last message of a request that is in the body: before the next request's first. Null: the stretch goes on.
std::optional<std::uint64_t> last_seq_of(conversation const& c, request const& r);

// The request in the body that a message belongs to: the newest one that it did not come before. Null: none.
request const* request_at(conversation const& c, std::uint64_t seq);

// Takes what is too old out of the body, so that reading it does not grow with the years: ended requests beyond
// recent_requests_max, ended tickets beyond recent_tickets_max. Those stay that something may still happen to: with an answer
// on its way, or with an open ticket. Gives the requests that left, with `last_seq`, oldest first; whose stretch was whose
// stays in `earlier`.
std::vector<request> take_older(conversation& c);

}  // namespace sahut
