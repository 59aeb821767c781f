#pragma once
// Steps that several decisions share.
#include "routing/engine/conversation/context.hpp"
#include "routing/engine/conversation/transition.hpp"

namespace sahut {

request_clock clock_of(calendar const& hours, utc_time received);
inline bool counted_in(request_clock const& c, calendar const& hours) {
  return c.calendar == hours.id && c.revision == hours.revision;
}

// Opens a request at its own instant; does not say anything yet.
request& open_request(context const& ctx, conversation& c, utc_time received, std::uint64_t first_seq, bool courtesy);

// Moves an active request to the past with its outcome.
void end_request(conversation& c, std::uint32_t ordinal, outcome how, utc_time at);

// One ticket for every request of `ordinals` (ascending, all active). Says so to the citizen if that is allowed now.
ticket& issue_ticket(context const& ctx, transition& t, std::vector<std::uint32_t> const& ordinals, bool automatic,
                     std::string reason, std::string unit);

// Appends a system message and, on a platform, what carries it there.
void say(context const& ctx, transition& t, std::string text_key, std::string text, std::string ticket = {});

// Of a request that opened: the greeting if the contact had none for a day, and the promise.
void say_opening(context const& ctx, transition& t, request const& r);
// A line joined what is open: the greeting alone, if it is due. On a platform it gives way to a ticket's text: a contact who
// knows it goes without it that day, any other gets it with the next line.
void say_greeting(context const& ctx, transition& t);

// `closing`, or `closed_no_reply` where the citizen said nothing more; then the survey, if there is one.
void say_closing(context const& ctx, transition& t, bool no_reply);

bool waits_for_applicant(conversation const& c);  // an officer has asked, and the citizen has not replied
bool waits(conversation const& c);              // some active request has no answer, not even one on its way
ticket* waiting_ticket(conversation& c);        // the newest open ticket without an answer, not even one on its way
inline bool waits_for_ticket(conversation const& c) { return waiting_ticket(const_cast<conversation&>(c)) != nullptr; }

// `What` is a request or a ticket. Several answers may be on their way to a platform at once: the first one that is
// accepted counts, and one that fails leaves the others.
template <class What>
void give_answer(What& w, std::uint64_t seq) {
  constexpr std::size_t on_their_way_max = 16;
  if (w.answer_seq && w.earlier_answers.size() < on_their_way_max) w.earlier_answers.push_back(w.answer_seq);
  w.answer_seq = seq;
}
template <class What>
bool has_answer(What const& w, std::uint64_t seq) {
  if (w.answer_seq == seq) return true;
  for (auto const earlier : w.earlier_answers)
    if (earlier == seq) return true;
  return false;
}
template <class What>
void take_answer_back(What& w, std::uint64_t seq) {
  std::erase(w.earlier_answers, seq);
  if (w.answer_seq != seq) return;
  w.answer_seq = w.earlier_answers.empty() ? 0 : w.earlier_answers.back();
  if (w.answer_seq) w.earlier_answers.pop_back();
}
template <class What>
void accept_answer(What& w, std::uint64_t seq) {
  w.answer_seq = seq;
  w.earlier_answers.clear();
}

void settle_state(conversation& c);  // the state that follows from requests, tickets and officer
// The last step of a decision: the state, when the conversation closes by itself, and what was warned of.
void settle(conversation const& before, conversation& c, utc_time now);
void shut(conversation& c, utc_time now);  // closed: nobody handles it, its tickets are closed with it

}  // namespace sahut
