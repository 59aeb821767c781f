#include "routing/engine/conversation/citizen_verdict.hpp"

#include "routing/engine/conversation/citizen.hpp"
#include "routing/engine/conversation/events.hpp"
#include "routing/engine/conversation/filing.hpp"
#include "routing/engine/conversation/reminders.hpp"
#include "routing/engine/conversation/requests.hpp"
#include "routing/engine/sla/service_hours.hpp"
#include "routing/engine/sla/working_day.hpp"

#include <algorithm>

namespace sahut {
namespace {

// Until the closing of the last of `reopen_working_days` after the day of the answer.
bool may_deny(calendar const& hours, ticket const& tk, utc_time now) {
  if (!tk.answered_at || !tk.reopened_as.empty()) return false;
  auto const last = nth_working_day(hours, date_of(hours, *tk.answered_at), hours.policy.reopen_working_days);
  return !last || now <= last->close;
}

note denied_note(ticket const& tk, utc_time now) {
  return {"sahut", "Sahut",
          "Pemohon menyatakan tiket " + tk.number + " belum terjawab. Tiket menunggu jawaban lagi dengan tenggat semula. "
          "(The applicant says that this ticket is not answered; it waits again with its original deadline.)",
          now};
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

void wait_again(context const& ctx, transition& t, ticket& tk) {
  auto& c = *t.after;
  auto const answer = tk.answer_seq;
  t.events.push_back({event_kind::answer_revoked, by_citizen(), ctx.now, subject_of(c, tk), {seq_fact(answer)}});
  tk.answer_seq = 0;
  tk.earlier_answers.clear();
  tk.further_answers.clear();
  if (c.state == conversation_state::closed) c.without_officer();
  open_again(ctx, c, tk);
  c.close_at.reset();
  if (c.active.empty()) c.state = conversation_state::escalated;  // settle() goes on from an open one
  t.add_note = denied_note(tk, ctx.now);
}

}  // namespace

void pass_verdict(context const& ctx, transition& t, ticket& tk, bool answered) {
  if (answered) close_one(ctx, t, tk);
  else wait_again(ctx, t, tk);
}

result<transition> on_verdict(context ctx, conversation const& before, std::string_view number, bool answered) {
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
  pass_verdict(ctx, t, *tk, answered);
  settle(before, c, ctx.now);
  record_events(t, before, by_citizen(), ctx.now);
  return t;
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
