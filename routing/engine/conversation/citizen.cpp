#include "routing/engine/conversation/citizen.hpp"

#include "routing/engine/conversation/remarks.hpp"
#include "routing/engine/conversation/requests.hpp"
#include "routing/engine/conversation/ticket_words.hpp"
#include "routing/engine/conversation/wording.hpp"
#include "routing/model/visible.hpp"

#include <algorithm>

namespace sahut {
namespace {

// "YA" to a ticket's answer closes the ticket and opens nothing.
ticket* confirmed_ticket(conversation& c, bool affirmative) {
  if (!affirmative || c.state != conversation_state::answered) return nullptr;
  ticket* latest = nullptr;
  for (auto& tk : c.tickets)
    if (tk.answered_at && !tk.closed_at && (!latest || tk.answer_seq > latest->answer_seq)) latest = &tk;
  return latest;
}

// One more line of a question that waits, which nothing else waits for. Most lines are such, and cost no copy of the record.
bool is_only_a_line(context const& ctx, conversation const& before, citizen_message const& message) {
  return waits(before) && !words_matter(before) && before.state != conversation_state::waiting_applicant &&
         before.standby == message.standby && !has_window(before.channel) && before.early.empty() && !before.open_ticket() &&
         !greeting_due(ctx, before);
}

// A text of which nobody can see anything: it asks nothing.
bool is_nothing(log_message const& m) {
  return m.kind == message_kind::text && m.attachments.empty() && nothing_visible(m.text);
}

}  // namespace

transition on_citizen_message(context ctx, conversation const& before, citizen_message message) {
  transition t;
  if (is_only_a_line(ctx, before, message)) {
    t.append.push_back(std::move(message.entry));
    return t;
  }
  auto& c = t.after.emplace(before);
  auto const received = message.entry.at;
  c.last_citizen_at = std::max(before.last_citizen_at, counts_from(message.entry.sent_at, received));
  c.standby = message.standby;
  if (before.is_new()) c.created_at = ctx.now;
  append_said(t, std::move(message.entry), message.external, message.edit_number);
  // Words are read where they decide something: the first question of a request sets its language.
  auto const learn_language = [&] { c.english = c.english || guess_english(t.append.front().text); };

  if (waits(c)) {
    auto const r = std::find_if(c.active.rbegin(), c.active.rend(), [](request const& x) { return x.answer_seq == 0; });
    if (r->courtesy_only) learn_language();
    r->courtesy_only = r->courtesy_only && message.courtesy;
    if (c.state == conversation_state::waiting_applicant) c.state = conversation_state::assigned;
    tell_untold(ctx, t);
    say_greeting(ctx, t);
    return t;
  }
  if (waits_for_ticket(c)) {
    for (auto& tk : c.tickets) tk.waits_for_applicant = false;
    tell_untold(ctx, t);
    say_greeting(ctx, t);
    return t;
  }
  if (auto* tk = confirmed_ticket(c, message.affirmative)) {
    tk->closed_at = ctx.now;
    return t;
  }
  if (is_nothing(t.append.front())) {
    if (c.is_new()) c.state = conversation_state::closed;
    return t;
  }
  t.needs_end = true;
  learn_language();
  if (c.active.empty() && !c.open_ticket()) c.without_officer();  // else an answer is on its way, and its officer stays
  open_request(ctx, c, received, pending_seq(0), message.courtesy);
  c.state = c.officer.empty() ? conversation_state::queued : conversation_state::assigned;
  settle(before, c, ctx.now);
  say_opening(ctx, t, c.active.back());
  return t;
}

bool opens_request(conversation const& before) { return !waits(before) && !waits_for_ticket(before); }

bool words_matter(conversation const& before) {
  auto const& open = before.active;
  auto const r = std::find_if(open.rbegin(), open.rend(), [](request const& x) { return x.answer_seq == 0; });
  return r == open.rend() ? !waits_for_ticket(before) : r->courtesy_only;
}

result<transition> on_citizen_end(context ctx, conversation const& before) {
  if (before.is_new() || before.state == conversation_state::closed)
    return error{errc::not_found, "", "there is no open conversation to end"};
  transition t;
  t.after = before;
  t.needs_end = true;
  auto& c = *t.after;
  while (!c.active.empty()) {
    auto const& r = c.active.front();
    end_request(c, r.ordinal, r.answer_seq ? outcome::answered : outcome::abandoned, ctx.now);
  }
  if (c.open_ticket()) {
    settle(before, c, ctx.now);
    return t;
  }
  shut(c, ctx.now);
  if (c.web()) say_closing(ctx, t, false);
  return t;
}

transition on_identity(conversation const& before, identity const& given) {
  transition t;
  t.after = before;
  auto& c = *t.after;
  if (given.name) c.contact_name = as_one_line(*given.name);
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
