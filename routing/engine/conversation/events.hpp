#pragma once
// The events that a decision yields. Most are read off the record before and after, in one place, so no decision can forget
// one; what cannot be seen there (a note, a redirection, an identity that was opened) the decision adds itself, before.
#include "routing/engine/conversation/officer.hpp"
#include "routing/engine/conversation/transition.hpp"

namespace sahut {

inline actor by_citizen() { return {actor_kind::citizen, {}}; }
inline actor by_system() { return {actor_kind::system, {}}; }
inline actor by_operator() { return {actor_kind::the_operator, {}}; }
actor by_officer(acting_officer const& who);  // without a login: the operator

event_subject subject_of(conversation const& c);
event_subject subject_of(conversation const& c, request const& r);
event_subject subject_of(conversation const& c, ticket const& tk);
inline fact seq_fact(std::uint64_t seq) { return {fact_name::seq, seq}; }
inline fact word_fact(fact_name name, std::string_view word) { return {name, std::string(word)}; }

// The last step of every decision. A seq that is only known at the commit stays pending (transition.hpp: resolve_pending).
void record_events(transition& t, conversation const& before, actor const& by, utc_time now);

// Message `seq` was edited or taken back by `by`.
void record_remark(transition& t, conversation const& c, std::uint64_t seq, annotation const& was, annotation const& is, actor const& by,
                   utc_time now);

// Closed as redirected or as a duplicate. `detail` is what the officer gave: told only where it is a name that the office
// has (`known`), or the number of one of the conversation's tickets.
void record_closing(transition& t, conversation const& before, actor const& by, utc_time now, outcome how, std::string const& detail, bool known);

}  // namespace sahut
