#pragma once
// Steps that several decisions share.
#include "routing/engine/conversation/reply_window.hpp"
#include "routing/engine/conversation/transition.hpp"
#include "routing/engine/conversation/wording.hpp"

#include <algorithm>

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
                     std::string reason, queue_id unit);

// Appends a system message and, on a platform, what carries it there. An empty text is none.
void say(context const& ctx, transition& t, wording said, ticket_number ticket = {});

// Of a request that opened: the greeting if the contact had none for a day, and the promise or what stands in its place.
void say_opening(context const& ctx, transition& t, opening what);
// A line joined what is open: the greeting alone, if it is due. On a platform it gives way to a ticket's text: a contact who
// knows it goes without it that day, any other gets it with the next line.
void say_greeting(context const& ctx, transition& t);

// Where the citizen was sent or what becomes of the question, then `closing`, or `closed_no_reply` where the citizen said
// nothing more; then the survey, if there is one.
void say_closing(context const& ctx, transition& t, closing const& how);

bool waits_for_applicant(conversation const& c);  // an officer has asked, and the citizen has not replied
bool waits(conversation const& c);              // some active request has no answer, not even one on its way
ticket* waiting_ticket(conversation& c);        // the newest open ticket without an answer, not even one on its way
inline bool waits_for_ticket(conversation const& c) { return waiting_ticket(const_cast<conversation&>(c)) != nullptr; }

// `What` is a request or a ticket. Several answers may be on their way to a platform at once: the first one that is
// accepted counts, one that fails leaves the others, and one taken back leaves what another has answered.
inline constexpr std::size_t answers_max = 16;  // of each list
inline void add_answer(std::vector<std::uint64_t>& list, std::uint64_t seq) {
  if (seq && list.size() < answers_max) list.push_back(seq);
}
template <class What>
void give_answer(What& w, std::uint64_t seq) {
  add_answer(w.earlier_answers, w.answer_seq);
  w.answer_seq = seq;
}
// To what has been answered already.
template <class What>
void give_further_answer(What& w, std::uint64_t seq, bool handed_over) {
  add_answer(handed_over ? w.further_answers : w.earlier_answers, seq);
}
template <class What>
bool has_answer(What const& w, std::uint64_t seq) {
  auto const in = [seq](auto const& list) { return std::find(list.begin(), list.end(), seq) != list.end(); };
  return w.answer_seq == seq || in(w.earlier_answers) || in(w.further_answers);
}
template <class What>
void take_answer_back(What& w, std::uint64_t seq) {
  std::erase(w.earlier_answers, seq);
  std::erase(w.further_answers, seq);
  if (w.answer_seq != seq) return;
  w.answer_seq = 0;
  for (auto* others : {&w.further_answers, &w.earlier_answers})
    if (!w.answer_seq && !others->empty()) {
      w.answer_seq = others->back();
      others->pop_back();
    }
}
// What is noted of a message that was given as an answer and is none.
inline annotation no_answer_any_more(annotation noted) {
  noted.meant = purpose::question;
  noted.revoked = true;
  return noted;
}
// It has reached the citizen, and ends what waited for it.
template <class What>
void accept_answer(What& w, std::uint64_t seq) {
  if (w.answer_seq != seq) add_answer(w.earlier_answers, w.answer_seq);
  std::erase(w.earlier_answers, seq);
  w.answer_seq = seq;
}
template <class What>
void accept_further_answer(What& w, std::uint64_t seq) {
  if (std::erase(w.earlier_answers, seq)) add_answer(w.further_answers, seq);
}

void derive_state(conversation& c);  // the state that follows from requests, tickets and officer
// The last step of a decision: the state, when the conversation closes by itself, and what was warned of.
void conclude(conversation const& before, conversation& c, utc_time now);
void shut(conversation& c, utc_time now);  // closed: nobody handles it, its tickets are closed with it

}  // namespace sahut
