#include "routing/engine/conversation/citizen_verdict.hpp"

#include "routing/engine/conversation/citizen.hpp"
#include "routing/engine/conversation/deny_until.hpp"
#include "routing/engine/conversation/events.hpp"
#include "routing/engine/conversation/filing.hpp"
#include "routing/engine/conversation/reminders.hpp"
#include "routing/engine/conversation/requests.hpp"
#include "routing/engine/conversation/restriction.hpp"
#include "routing/engine/sla/service_hours.hpp"
#include "routing/engine/sla/working_day.hpp"

#include <algorithm>

namespace sahut {
namespace {

// The closing of the last of `reopen_working_days` after the day of the answer; nothing where the calendar has no such day.
std::optional<utc_time> end_of_denying(calendar const& hours, utc_time answered_at) {
  auto const last = nth_working_day(hours, date_of(hours, answered_at), hours.policy.reopen_working_days);
  if (!last) return std::nullopt;
  return last->close;
}
bool in_time(calendar const& hours, utc_time answered_at, utc_time now) {
  auto const end = end_of_denying(hours, answered_at);
  return !end || now <= *end;
}
bool may_deny(calendar const& hours, ticket const& tk, utc_time now) {
  return tk.answered_at && tk.reopened_as.empty() && in_time(hours, *tk.answered_at, now);
}
bool may_deny(calendar const& hours, request const& r, utc_time now) {
  return r.ended == outcome::answered && r.answer_seq && r.ended_at && in_time(hours, *r.ended_at, now);
}

note denied_note(std::string const& what, utc_time now) {
  return {"sahut", "Sahut",
          "Pemohon menyatakan " + what + " belum terjawab. Pertanyaan itu menunggu jawaban lagi dengan tenggat semula. "
          "(The applicant says that this is not answered; it waits again with its original deadline.)",
          now};
}

template <class What>
std::vector<std::uint64_t> answers_given(What const& w) {
  std::vector<std::uint64_t> out;
  if (w.answer_seq) out.push_back(w.answer_seq);
  for (auto const* list : {&w.earlier_answers, &w.further_answers}) out.insert(out.end(), list->begin(), list->end());
  return out;
}

// None of its answers counts any more, and none becomes an answer again.
template <class What>
void take_answers_back(transition& t, What& w, std::vector<annotated> const& noted) {
  for (auto const seq : answers_given(w))
    for (auto const& a : noted)
      if (a.seq == seq) t.annotate.push_back({seq, no_answer_any_more(a.now)});
  w.answer_seq = 0;
  w.earlier_answers.clear();
  w.further_answers.clear();
}

// What was answered last, while nothing but courtesy waits: one of the two, or neither.
struct answered_last {
  request const* req = nullptr;
  ticket const* tk = nullptr;
};
answered_last last_answered(conversation const& c) {
  answered_last found;
  for (auto const& r : c.active)
    if (r.answer_seq || !r.courtesy_only) return found;
  for (auto const& tk : c.tickets)
    if (tk.open()) return found;
  std::uint64_t newest = 0;
  for (auto const& r : c.past)
    if (r.ended == outcome::answered && r.answer_seq > newest) found.req = &r, newest = r.answer_seq;
  for (auto const& tk : c.tickets)
    if (tk.answered_at && tk.answer_seq > newest) found.req = nullptr, found.tk = &tk, newest = tk.answer_seq;
  return found;
}
// … if that may still be denied.
answered_last deniable(context const& ctx, conversation const& c) {
  auto found = last_answered(c);
  auto const& hours = *ctx.office.hours;
  if (found.tk && !may_deny(hours, *found.tk, ctx.now)) found.tk = nullptr;
  if (found.req && !may_deny(hours, *found.req, ctx.now)) found.req = nullptr;
  return found;
}

void close_one(context const& ctx, transition& t, ticket& tk) {
  auto& c = *t.after;
  bool const withdrawn = tk.open();
  tk.closed_at = ctx.now;
  tk.close_at.reset();
  tk.reminders.clear();
  tk.waits_for_applicant = false;
  if (!c.active.empty() || c.open_ticket()) return;
  if (withdrawn) c.last_outcome = outcome::abandoned;
  shut(c, ctx.now);
  if (!traits_of(ctx, c).direct_message) say_closing(ctx, t, {});
}

void wait_again(context const& ctx, transition& t, ticket& tk, std::vector<annotated> const& answers) {
  auto& c = *t.after;
  t.events.push_back({event_kind::answer_revoked, by_citizen(), ctx.now, subject_of(c, tk), {seq_fact(tk.answer_seq)}});
  take_answers_back(t, tk, answers);
  if (c.state == conversation_state::closed) c.without_officer();
  open_again(ctx, c, tk);
  c.close_at.reset();
  if (c.active.empty()) c.state = conversation_state::escalated;  // conclude() goes on from an open one
  t.add_note = denied_note("tiket " + tk.number.text(), ctx.now);
}

// True: its time was over, and it has become a ticket.
bool wait_again(context const& ctx, transition& t, std::uint32_t ordinal, std::vector<annotated> const& answers) {
  auto& c = *t.after;
  auto const it = std::find_if(c.past.begin(), c.past.end(), [&](request const& r) { return r.ordinal == ordinal; });
  auto r = std::move(*it);
  c.past.erase(it);
  t.events.push_back({event_kind::answer_revoked, by_citizen(), ctx.now, subject_of(c, r), {seq_fact(r.answer_seq)}});
  take_answers_back(t, r, answers);
  r.ended = outcome::none;
  r.ended_at.reset();
  t.add_note = denied_note("pertanyaan " + r.reference.text(), ctx.now);
  bool const over = ctx.now >= r.clock.ticket_at;
  c.active.push_back(std::move(r));
  std::sort(c.active.begin(), c.active.end(), [](request const& a, request const& b) { return a.ordinal < b.ordinal; });
  if (c.state == conversation_state::closed) c.without_officer();
  c.state = c.officer.empty() ? conversation_state::queued : conversation_state::assigned;
  c.close_at.reset();
  if (over) issue_ticket(ctx, t, {ordinal}, false, "the citizen says that it is not answered", {});
  return over;
}

}  // namespace

std::vector<std::uint64_t> answers_of(conversation const& c, ticket_number const& number) {
  for (auto const& tk : c.tickets)
    if (tk.number == number) return answers_given(tk);
  return {};
}

std::vector<std::uint64_t> answers_to_deny(context const& ctx, conversation const& c) {
  auto const last = deniable(ctx, c);
  if (last.tk) return answers_given(*last.tk);
  return last.req ? answers_given(*last.req) : std::vector<std::uint64_t>();
}

void pass_verdict(context const& ctx, transition& t, ticket& tk, bool answered, std::vector<annotated> const& answers) {
  if (answered) close_one(ctx, t, tk);
  else wait_again(ctx, t, tk, answers);
}

bool deny_last_answer(context const& ctx, transition& t, conversation const& before, std::vector<annotated> const& answers, bool silent) {
  auto const last = deniable(ctx, before);
  if (!last.tk && !last.req) return false;
  auto& c = *t.after;
  t.needs_end = true;
  while (!c.active.empty()) end_request(c, c.active.front().ordinal, outcome::no_question, ctx.now);  // thanks, which came before
  bool told = false;
  utc_time due;
  if (last.tk) {
    auto const it = std::find_if(c.tickets.begin(), c.tickets.end(), [&](ticket const& tk) { return tk.number == last.tk->number; });
    wait_again(ctx, t, *it, answers);
    due = it->answer_due;
  } else {
    due = last.req->clock.answer_due;
    told = wait_again(ctx, t, last.req->ordinal, answers);
  }
  keep_restricted(ctx, t);
  conclude(before, c, ctx.now);
  if (!silent && !told && automatic_allowed(ctx, c)) say(ctx, t, answer_denied_wording(ctx, c, due));
  return true;
}

result<transition> on_verdict(context ctx, conversation const& before, ticket_number const& number, bool answered,
                              std::vector<annotated> const& answers) {
  transition t;
  t.after = before;
  t.needs_end = true;
  auto& c = *t.after;
  auto const tk = std::find_if(c.tickets.begin(), c.tickets.end(), [&](ticket const& x) { return x.number == number; });
  if (tk == c.tickets.end()) return error{errc::bad_field, "number", "this ticket ended long ago: file a new one"};
  if (answered) {
    if (tk->closed_at) return error{errc::bad_field, "answered", "the ticket is closed already"};
  } else {
    if (!tk->answered_at) return error{errc::bad_field, "answered", "there is no answer yet: reply to the ticket"};
    if (!tk->reopened_as.empty()) return error{errc::bad_field, "answered", "it was reopened already: go on with the ticket in `reopened_as`"};
    if (!may_deny(*ctx.office.hours, *tk, ctx.now)) return error{errc::bad_field, "answered", "the time for saying so is over: reopen the ticket"};
  }
  pass_verdict(ctx, t, *tk, answered, answers);
  keep_restricted(ctx, t);
  conclude(before, c, ctx.now);
  record_events(t, before, by_citizen(), ctx.now);
  return t;
}

std::optional<utc_time> deny_until(calendar const& hours, conversation const& c) {
  auto const last = last_answered(c);
  if (last.tk) return last.tk->reopened_as.empty() ? end_of_denying(hours, *last.tk->answered_at) : std::nullopt;
  return last.req && last.req->ended_at ? end_of_denying(hours, *last.req->ended_at) : std::nullopt;
}

ticket_choices choices_of(context const& ctx, conversation const& of, ticket const& tk) {
  ticket_choices can;
  can.reply = true;
  can.anew = takes_filings(of) ? reopens(of) : opens_request(of);
  bool const here = std::any_of(of.tickets.begin(), of.tickets.end(), [&](ticket const& x) { return x.number == tk.number; });
  if (!here) return can;
  can.close = !tk.closed_at;
  can.reopen = !tk.open() && tk.reopened_as.empty();
  can.deny = may_deny(*ctx.office.hours, tk, ctx.now);
  return can;
}

}  // namespace sahut
