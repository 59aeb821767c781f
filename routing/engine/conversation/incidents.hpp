#pragma once
// Many questions with one cause, answered with one text that a second person has approved (design: an outage of CEISA brings hundreds).
// A member is one waiting request or open ticket. It is answered like any other question: on its own channel, its clock stopped by its
// own delivery, once. What was answered, closed or ended meanwhile is left alone.
#include "routing/engine/conversation/officer.hpp"
#include "routing/model/incident.hpp"

namespace sahut {

// Of the incident alone; its answer is proposed, and it is closed, by who opened it or who supervises. Errors: bad_field incident (its state does not allow it), text; not_handling (who proposed it approves it).
transition on_incident_opened(utc_time now, incident_id id, acting_officer const& by, std::string title);
result<transition> on_incident_proposed(utc_time now, incident const& before, acting_officer const& by, std::string text);
result<transition> on_incident_approved(utc_time now, incident const& before, acting_officer const& by);
result<transition> on_incident_closed(utc_time now, incident const& before, acting_officer const& by);  // members that wait: bad_field
// Some of its members were answered: `left` still wait.
std::optional<transition> on_incident_step(utc_time now, incident const& before, bool left);
inline constexpr std::size_t incident_members_max = 5000;
inline constexpr std::size_t incident_batch = 8;           // members answered in one step…
inline constexpr milliseconds incident_pace{50};           // …and the rest later, so that chat goes between

// The question of a conversation that can join: of this ticket, or of the oldest request that waits, else of its open ticket. A
// restricted conversation has none.
struct joinable {
  std::uint32_t request = 0;
  ticket_number ticket;
};
std::optional<joinable> question_to_join(conversation const& c, ticket_number const& number);

// Joined already: nothing changes. Errors: bad_field incident (being answered, or closed), ticket/conversation (nothing waits there,
// or it waits with another incident); full.
result<transition> on_incident_joined(context ctx, conversation const& before, incident const& of, std::optional<incident_member> const& known,
                                      joinable what, acting_officer const& by, std::uint64_t end);
result<transition> on_incident_left(context ctx, conversation const& before, incident const& of, incident_member const& member,
                                    acting_officer const& by);  // bad_field incident: being answered

transition on_member_passed_over(incident of, incident_member member);
// The approved text to one member. A member that was answered meanwhile is only counted. `crossing`: what the citizen said after
// `member.seen`.
result<transition> on_incident_answer(context ctx, conversation const& before, incident const& of, incident_member const& member,
                                      std::optional<crossing_line> crossing);

}  // namespace sahut
