#pragma once
// One cause that brings many questions: an outage of CEISA brings hundreds. They are gathered, answered with one text that a
// second person has approved, and each is recorded by itself. Records of their own: the incident, and each of its members.
#include "routing/model/conversation.hpp"

namespace sahut {

enum class incident_state : std::uint8_t { open, proposed, answering, answered, closed };
std::string_view name_of(incident_state s);

struct incident {
  incident_id id;
  std::string title;
  officer_id by;
  std::string by_name;
  utc_time opened_at;
  incident_state state = incident_state::open;
  std::string text;                // the proposed answer
  officer_id proposed_by, approved_by;
  std::string proposed_by_name;    // as citizens see who answers
  std::uint32_t members = 0;       // that were ever added and not taken out
  std::uint32_t answered = 0;      // with this text
  std::uint32_t passed_over = 0;   // they had been answered or closed meanwhile
  std::optional<utc_time> next_at;  // the next members are answered then
  std::optional<utc_time> closed_at;
  std::string newer{};
  bool operator==(incident const&) const = default;
};

enum class member_state : std::uint8_t { waiting, answered, passed_over, taken_out };

// One question of one conversation: a waiting request, or an open ticket.
struct incident_member {
  incident_id incident;
  conversation_id conversation;
  std::uint32_t request = 0;       // ordinal
  ticket_number ticket;            // its number, where the request has become one
  officer_id added_by;
  utc_time added_at;
  std::uint64_t seen = 0;          // the log's end then: what the citizen says after it is a question of its own
  member_state state = member_state::waiting;
  std::string newer{};
  bool operator==(incident_member const&) const = default;
  // One question is in an incident once, whatever it is called.
  std::string id() const { return incident.text() + "." + conversation.text() + "." + std::to_string(request); }
};

}  // namespace sahut
