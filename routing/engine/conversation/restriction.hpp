#pragma once
// A complaint about staff is kept from everybody of the office but internal compliance and the superior (domain rules, B11). Who they
// are says engine/rights; here is what becomes of the conversation.
#include "routing/engine/conversation/officer.hpp"
#include "routing/model/incident.hpp"

namespace sahut {

inline bool is_restricted(conversation const& c) { return c.restricted.since.has_value(); }

// The incidents in which questions of this conversation wait, each with its request's ordinal.
struct incident_place {
  incident_id incident;
  std::uint32_t request = 0;
};
std::vector<incident_place> incidents_of(conversation const& c);

struct joined_incident {
  incident of;
  incident_member member;
};
struct restricting {
  acting_officer by;
  std::string reason;
  bool officer_stays = false;              // who handles the conversation may see what is restricted
  std::vector<joined_incident> incidents;  // of incidents_of(): its questions leave them
};
// Whoever handles it loses it, unless they may stay; its consults end, and it leaves its incidents. Its clocks go on. The citizen is
// told once where complaints go, where an automatic text may be said; the reason stays as a note. Restricted already: nothing changes.
result<transition> on_restricted(context ctx, conversation const& before, restricting what);

bool was_restricted(conversation const& c, std::uint32_t ordinal);  // a request of an ordinary conversation
// A new request in a closed conversation is an ordinary one: what lies before it stays with who could see it.
void lift_restriction(conversation& c);
// The step of a decision that may let an ended question wait again: if that one was restricted, the conversation is restricted again.
void keep_restricted(context const& ctx, transition& t);

}  // namespace sahut
