#pragma once
// What officers do with a ticket as such: take it, give it, say what it is about, close it. It is answered in its conversation
// (officer.hpp). Authority over the conversation is checked before. Every deed gives the ticket's number as `told_ticket`.
#include "routing/engine/conversation/officer.hpp"

#include <array>

namespace sahut {

// What a ticket may be about (KEP-255/BC/2024); the first of several is the primary one.
inline constexpr std::array<std::string_view, 3> ticket_categories{"ict_complaint", "information_request", "ict_support_request"};
// Null: well. Else what is wrong with them as a set: none, an unknown one, one twice.
std::optional<error> categories_fault(std::vector<std::string> const& categories);

// The number of the conversation's ticket that somebody means; a prefix and dashes may be missing. Empty: it has no such ticket.
ticket_number ticket_meant(conversation const& c, std::string_view typed);

// Whose it becomes: as on_claim. Taking one's own changes nothing. Errors: not_found ticket, bad_field ticket (answered or closed),
// not_handling.
result<transition> on_ticket_take(context ctx, conversation const& before, acting_officer const& by, ticket_number const& number);

struct ticket_target {  // one of these
  std::optional<acting_officer> officer = std::nullopt;
  std::optional<utc_time> back_at = std::nullopt;  // as transfer_target
  std::optional<queue_id> queue = std::nullopt;    // the conversation moves there
  std::optional<queue_id> unit = std::nullopt;     // the ticket waits for this unit; whoever has it keeps it until somebody takes it
};
// By who handles the conversation or supervises. Errors: as above.
result<transition> on_ticket_assign(context ctx, conversation const& before, acting_officer const& by, ticket_number const& number,
                                    ticket_target to);

struct ticket_changes {
  std::optional<std::vector<std::string>> categories = std::nullopt;
  std::optional<std::string> topic = std::nullopt;
};
// Errors: not_found ticket.
result<transition> on_ticket_set(context ctx, conversation const& before, acting_officer const& by, ticket_number const& number,
                                 ticket_changes what);

// As on_close where nothing else of the conversation is open; else this ticket alone, and the citizen is told nothing: then it
// cannot be `redirected`. By who handles the conversation or supervises. `answered` needs an answer before it. Errors: not_found ticket, not_handling, bad_field.
result<transition> on_ticket_close(context ctx, conversation const& before, acting_officer const& by, ticket_number const& number, outcome how,
                                   std::string detail = {}, std::string contact = {});

// What the request in hand is about: the oldest that waits, else the newest there was; its ticket's topic with it. Errors: not_found.
result<transition> on_topic(context ctx, conversation const& before, acting_officer const& by, std::string topic);

}  // namespace sahut
