#pragma once
// What happened, as the office's ledger will remember it: who did it, when, to what, and the facts. An event outlives what
// it tells of, so it holds no text that a person wrote, no identity of a citizen and no secret.
#include "routing/model/conversation.hpp"

#include <variant>

namespace sahut {

enum class event_kind : std::uint8_t {
  // the conversation
  conversation_begun, conversation_closed, close_asked, set_aside, standby_changed, identity_given, identity_revealed, note_added,
  // a request
  request_opened, request_ended, request_reopened, redirected, duplicate_found, deadline_near,
  // a ticket
  ticket_issued, ticket_told, ticket_late, ticket_answered, ticket_reopened, ticket_closed,
  deadline_recomputed,  // of a request or a ticket
  // messages
  question_asked, applicant_replied, answer_given, said_outside, message_reclassified, message_retried, message_edited, message_removed,
  delivery_changed,
  // queues and officers
  queued, queue_changed, assigned, claimed, taken_over, handed_over, handed_back, released,
  // officers who ask each other
  consult_asked, consult_answered, consult_closed, consult_reminded,
  // what a request or ticket is about, and who is reminded of it
  topic_changed, category_changed, ticket_reminded, request_split, answer_revoked,
  // many questions with one cause
  incident_opened, incident_joined, incident_left, incident_proposed, incident_approved, incident_closed,
  // a complaint about staff
  conversation_restricted,
};
inline constexpr auto last_event_kind = event_kind::conversation_restricted;

enum class actor_kind : std::uint8_t { citizen, officer, system, the_operator };

struct actor {
  actor_kind kind = actor_kind::system;
  officer_id officer;              // empty: whoever answered in the page's own inbox
  bool operator==(actor const&) const = default;
};

struct event_subject {
  conversation_id conversation;
  std::uint32_t request = 0;       // ordinal; 0: the conversation as a whole
  request_reference reference;     // of that request; empty if it is remembered no more
  ticket_number ticket;            // its number, where one is concerned
  bool operator==(event_subject const&) const = default;
};

enum class fact_name : std::uint8_t {
  outcome, to, of, purpose, delivery, told, field, channel, on, automatic, minutes_left, seq,
  officer, from_officer, queue, from_queue, unit,
  rule, received, answer_due, ticket_at, ticket_due, due_at, issued_at, from_answer_due, from_ticket_at, calendar, revision,
  consult, role, topic, category, reopened_from, incident,
};
inline constexpr auto last_fact_name = fact_name::incident;

// A string is a name from the configuration or one of our own words.
using fact_value = std::variant<bool, std::uint64_t, utc_time, std::string>;
struct fact {
  fact_name name = fact_name::outcome;
  fact_value value;
  bool operator==(fact const&) const = default;
};

struct event {
  event_kind kind = event_kind::conversation_begun;
  actor by;
  utc_time at;
  event_subject subject;
  std::vector<fact> facts{};       // a name may stand more than once: the fields of an identity
  bool operator==(event const&) const = default;
};

std::string_view name_of(event_kind k);
std::string_view name_of(actor_kind k);
std::string_view name_of(fact_name n);
std::optional<event_kind> event_kind_of(std::string_view name);
std::optional<actor_kind> actor_kind_of(std::string_view name);
std::optional<fact_name> fact_name_of(std::string_view name);

}  // namespace sahut
