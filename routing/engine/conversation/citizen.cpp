#include "routing/engine/conversation/citizen.hpp"

#include "routing/engine/conversation/requests.hpp"
#include "routing/engine/conversation/wording.hpp"

#include <algorithm>

namespace sahut {
namespace {

// "YA" to a ticket's answer closes the ticket and opens nothing.
bool confirms_answer(conversation const& c, citizen_message const& m) {
  return m.affirmative && c.active.empty() && c.state == conversation_state::answered && !c.tickets.empty() &&
         c.tickets.back().answered_at && !c.tickets.back().closed_at;
}

void say_opening(context const& ctx, transition& t, request const& r, conversation const& before) {
  bool const greet = before.is_new() || ctx.now - before.greeted_at >= greeting_interval;
  auto texts = opening_wording(ctx, t.after, r, greet);
  if (greet) t.after.greeted_at = ctx.now;
  for (auto& w : texts) say(ctx, t, std::move(w.key), std::move(w.text));
}

}  // namespace

transition on_citizen_message(context ctx, conversation const& before, citizen_message message) {
  transition t;
  t.after = before;
  auto& c = t.after;
  c.last_citizen_at = message.entry.at;
  if (before.is_new()) c.created_at = ctx.now;
  if (before.is_new() && guess_english(message.entry.text)) c.english = true;
  bool const standby = message.standby;
  t.append.push_back(std::move(message.entry));

  if (!c.active.empty() && c.active.back().answer_seq == 0) {
    auto& r = c.active.back();
    r.courtesy_only = r.courtesy_only && message.courtesy;
    if (c.state == conversation_state::waiting_applicant) c.state = conversation_state::assigned;
    return t;
  }
  if (auto* tk = c.active.empty() ? c.open_ticket() : nullptr) {
    c.state = conversation_state::escalated;
    if (tk->announced == told::not_told && !standby) announce(ctx, t, *tk);
    return t;
  }
  if (confirms_answer(before, message)) {
    c.tickets.back().closed_at = ctx.now;
    return t;
  }
  t.needs_end = true;
  open_request(ctx, c, t.append.front().at, pending_seq(0), message.courtesy);
  if (c.active.size() == 1) {  // with an answer still on its way the officer keeps the conversation
    c.officer.clear();
    c.state = conversation_state::queued;
  } else {
    settle_state(c);
  }
  if (!standby) say_opening(ctx, t, c.active.back(), before);
  return t;
}

result<transition> on_citizen_end(context ctx, conversation const& before) {
  if (before.is_new() || before.state == conversation_state::closed)
    return error{errc::not_found, "", "there is no open conversation to end"};
  transition t;
  t.after = before;
  auto& c = t.after;
  while (!c.active.empty()) {
    auto const& r = c.active.front();
    end_request(c, r.ordinal, r.answer_seq ? outcome::answered : outcome::abandoned, ctx.now);
  }
  if (c.open_ticket()) {
    c.state = conversation_state::escalated;
    return t;
  }
  c.state = conversation_state::closed;
  c.officer.clear();
  c.close_at.reset();
  if (c.web()) say(ctx, t, "closing", closing_text(ctx, c));
  return t;
}

transition on_identity(conversation const& before, identity const& given) {
  transition t;
  t.after = before;
  auto& c = t.after;
  if (given.name) c.contact_name = *given.name;
  if (given.email) c.contact_email = *given.email;
  if (given.phone) c.contact_phone = *given.phone;
  if (given.nik) c.contact_nik = *given.nik;
  if (given.npwp) c.contact_npwp = *given.npwp;
  for (auto const& d : given.documents)
    if (std::find(c.documents.begin(), c.documents.end(), d) == c.documents.end() && c.documents.size() < 20)
      c.documents.push_back(d);
  return t;
}

}  // namespace sahut
