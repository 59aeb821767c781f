#pragma once
// Officers ask each other (KEP-233/BC/2024, component 3; KEP-255/BC/2024, component 3). A consult is a record of its own; the
// conversation names those that are not closed, and that gives whom it is put to the right to read it (engine/rights).
// Nothing here appends to the log or sends: no citizen is ever told of a consult.
#include "routing/engine/conversation/context.hpp"
#include "routing/engine/conversation/officer.hpp"
#include "routing/engine/conversation/transition.hpp"
#include "routing/model/consult.hpp"

namespace sahut {

struct consult_question {
  consult_id id;                   // of the record to be made
  acting_officer by;
  addressee to;                    // exactly one of its three; that it is somebody, the caller has seen
  std::string text, draft;
  ticket_number ticket;            // one of the conversation's open ones; empty: the newest of them, if there is one
  std::optional<utc_time> due;     // absent: the office's policy, and never after the citizen's own deadline
};
// The handling officer, or who supervises. Errors: not_handling; bad_field conversation (restricted), due (past), ticket (not open here); full.
result<transition> on_consult_asked(context ctx, conversation const& before, consult_question what);

// A consult may be answered more than once, by any of those that it is put to. Errors: bad_field consult (closed); full.
result<transition> on_advice(context ctx, conversation const& before, consult const& asked, acting_officer const& by, std::string text,
                             std::string draft);

// By who asked, who handles the conversation now, or who supervises. Closed already: nothing changes. Errors: not_handling.
result<transition> on_consult_closed(context ctx, conversation const& before, consult const& asked, acting_officer const& by);

// Nobody has answered: reminds whom it is put to at half time, the coordinators when it is due, and the superiors as long after
// that again. Empty: there is nothing to remind of.
std::optional<transition> on_consult_due(context ctx, conversation const& before, consult const& asked);

// The consult of a conversation that names it no more.
consult ended_with_conversation(consult asked, utc_time now);

// When the citizen must have their answer: of the request that waits the longest, else of the open ticket. Zero: nothing waits.
utc_time citizen_deadline(conversation const& c, ticket_number const& ticket);

}  // namespace sahut
