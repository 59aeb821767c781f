#include "routing/engine/conversation/handling.hpp"

#include "routing/engine/conversation/events.hpp"
#include "routing/engine/conversation/reminders.hpp"
#include "routing/engine/conversation/requests.hpp"
#include "routing/engine/conversation/restriction.hpp"

#include <algorithm>

namespace sahut {
namespace {

transition reclassify(context const& ctx, conversation const& before, reclassified const& what) {
  transition t;
  t.after = before;
  t.needs_end = true;
  auto noted = what.noted;
  noted.meant = what.to;
  t.annotate.push_back({what.seq, std::move(noted)});
  t.events.push_back({event_kind::message_reclassified, by_officer(what.by), ctx.now, subject_of(before),
                      {seq_fact(what.seq), word_fact(fact_name::purpose, name_of(what.to))}});
  return t;
}

result<transition> becomes_answer(context const& ctx, conversation const& before, reclassified const& what, bool own) {
  if (what.noted.state == delivery::failed)
    return error{errc::bad_field, "seq", "this message did not reach the citizen: answer again"};
  auto t = reclassify(ctx, before, what);
  auto& c = *t.after;
  bool const late = ticket_to_answer(c, what.seq) ||
                    std::any_of(c.active.begin(), c.active.end(), [&](request const& r) {
                      return !r.answer_seq && r.first_seq <= what.seq && ctx.now >= r.clock.ticket_at;
                    });
  auto const* tk = ticket_to_answer(c, what.seq);
  if (tk && needs_solution(*tk) && what.target.solution.empty())
    return error{errc::bad_field, "seq", "this ticket is about a fault: answer it again, with a solution"};
  if (own && late && !what.by.supervises) return error{errc::bad_field, "seq", "its time for becoming an answer is over: answer again"};
  auto const d = what.noted.state;
  bool const handed_over = !traits_of(ctx, c).carried || what.target.officer.empty() || d == delivery::sent || d == delivery::delivered ||
                           d == delivery::read;
  answer(ctx, t, before, {what.seq, what.seq, handed_over, {}, what.crossing});
  record_events(t, before, by_officer(what.by), ctx.now);
  return t;
}

// Answer `seq` counts no more: what it alone had ended waits again, with its original deadline. Gives the requests whose time for
// an answer is over.
std::vector<std::uint32_t> take_back(context const& ctx, conversation& c, std::uint64_t seq, bool closed_too) {
  std::vector<std::uint32_t> overdue;
  for (auto& r : c.active) take_answer_back(r, seq);
  for (auto it = c.past.begin(); it != c.past.end();) {
    bool const reopens = it->ended == outcome::answered && it->answer_seq == seq && it->further_answers.empty();
    take_answer_back(*it, seq);
    if (!reopens) {
      ++it;
      continue;
    }
    auto r = std::move(*it);
    it = c.past.erase(it);
    r.ended = outcome::none;
    r.ended_at.reset();
    if (ctx.now >= r.clock.ticket_at) overdue.push_back(r.ordinal);
    c.active.push_back(std::move(r));
  }
  std::sort(c.active.begin(), c.active.end(), [](request const& a, request const& b) { return a.ordinal < b.ordinal; });
  for (auto& tk : c.tickets) {
    if (tk.closed_at && !closed_too) continue;
    bool const reopens = tk.answered_at && tk.answer_seq == seq && tk.further_answers.empty();
    take_answer_back(tk, seq);
    if (reopens) open_again(ctx, c, tk);
  }
  return overdue;
}

// In place of the answer that was none, the citizen has a number.
void convert(context const& ctx, transition& t, std::vector<std::uint32_t> const& overdue) {
  for (auto const ordinal : overdue) issue_ticket(ctx, t, {ordinal}, false, "the answer was taken back", {});
}

// It was no answer: what it had ended waits again.
result<transition> becomes_question(context const& ctx, conversation const& before, reclassified const& what) {
  auto t = reclassify(ctx, before, what);
  auto& c = *t.after;
  auto const overdue = take_back(ctx, c, what.seq, false);
  if (!overdue.empty() && !what.by.supervises) return error{errc::bad_field, "seq", "the time for taking an answer back is over"};
  if (waits(c) || c.open_ticket()) {
    c.close_at.reset();
    c.state = conversation_state::waiting_applicant;
  }
  convert(ctx, t, overdue);
  conclude(before, c, ctx.now);
  record_events(t, before, by_officer(what.by), ctx.now);
  return t;
}

// When the question of request `ordinal` has its new answer. None: another one of its answers stands.
std::optional<utc_time> new_answer_due(conversation const& c, std::uint32_t ordinal, std::vector<std::uint32_t> const& overdue) {
  for (auto const& tk : c.tickets)
    if (tk.request == ordinal && tk.open() && !tk.answer_seq) return tk.answer_due;
  for (auto const& r : c.active)
    if (r.ordinal == ordinal && !r.answer_seq) {
      bool const becomes_ticket = std::find(overdue.begin(), overdue.end(), ordinal) != overdue.end();
      return becomes_ticket ? r.clock.ticket_due : r.clock.answer_due;
    }
  return std::nullopt;
}

// The request or ticket that was answered by message `seq`.
std::optional<event_subject> answered_by(conversation const& c, std::uint64_t seq) {
  for (auto const& tk : c.tickets)
    if (has_answer(tk, seq)) return subject_of(c, tk);
  for (auto const* list : {&c.active, &c.past})
    for (auto const& r : *list)
      if (has_answer(r, seq)) return subject_of(c, r);
  return std::nullopt;
}

}  // namespace

result<transition> on_reclassify(context ctx, conversation const& before, reclassified const& what) {
  bool const own = what.target.from == author::officer && what.target.officer == what.by.id;
  bool const outside = what.target.from == author::officer && what.target.officer.empty();
  bool const superior = what.target.from == author::officer && may_reassign(before, what.by);
  if (!own && !outside && !superior) return error{errc::not_found, "seq", "only one's own message, or one sent outside Sahut, can be reclassified"};
  if (!handles(before, what.by) && !superior) return not_theirs(before);
  if (what.to == purpose::none) return error{errc::bad_field, "purpose", "a message is an answer or a question"};
  if (what.noted.revoked && what.to == purpose::answer)
    return error{errc::bad_field, "seq", "this answer was taken back, or the citizen said that it was none: answer anew"};
  if (what.noted.meant.value_or(what.target.meant) == what.to) {
    return transition{};
  }
  return what.to == purpose::answer ? becomes_answer(ctx, before, what, own) : becomes_question(ctx, before, what);
}

result<transition> on_answer_revoked(context ctx, conversation const& before, revoked const& what) {
  bool const is_answer = what.target.from == author::officer && what.noted.meant.value_or(what.target.meant) == purpose::answer;
  if (!is_answer) return error{errc::bad_field, "seq", "only an officer's answer can be revoked"};
  auto const subject = answered_by(before, what.seq);
  if (!subject) return error{errc::bad_field, "seq", "nothing stands answered by this message, or it is too old"};
  transition t;
  t.after = before;
  t.needs_end = true;
  auto& c = *t.after;
  t.annotate.push_back({what.seq, no_answer_any_more(what.noted)});
  t.add_note = note{what.by.id, what.by.name, "Jawaban ditarik, alasan (answer revoked, reason): " + what.reason, ctx.now};
  t.events.push_back({event_kind::answer_revoked, by_officer(what.by), ctx.now, *subject, {seq_fact(what.seq)}});
  auto const overdue = take_back(ctx, c, what.seq, true);
  if (waits(c) || c.open_ticket()) c.close_at.reset();
  if (auto const due = new_answer_due(c, subject->request, overdue); due && automatic_allowed(ctx, c)) say(ctx, t, answer_withdrawn_wording(ctx, c, *due));
  convert(ctx, t, overdue);
  keep_restricted(ctx, t);
  conclude(before, c, ctx.now);
  record_events(t, before, by_officer(what.by), ctx.now);
  return t;
}

}  // namespace sahut
