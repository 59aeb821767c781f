#include "routing/engine/conversation/deliveries.hpp"

#include "routing/engine/conversation/calendar_change.hpp"
#include "routing/engine/conversation/events.hpp"
#include "routing/engine/conversation/remarks.hpp"
#include "routing/engine/conversation/reminders.hpp"
#include "routing/engine/conversation/requests.hpp"
#include "routing/engine/conversation/ticket_words.hpp"
#include "routing/engine/conversation/wording.hpp"

#include <algorithm>

namespace sahut {
namespace {

int rank_of(delivery d) {
  switch (d) {
    case delivery::none: return 0;
    case delivery::pending: return 1;
    case delivery::unknown: return 2;
    case delivery::sent: return 3;
    case delivery::delivered: return 4;
    case delivery::read: return 5;
    case delivery::failed: return 6;
  }
  return 0;
}

bool accepted(delivery d) { return d == delivery::sent || d == delivery::delivered || d == delivery::read; }

// Of each request and ticket that message `seq` belongs to; where there is none, of the conversation.
void record_delivery(transition& t, conversation const& before, std::uint64_t seq, delivery now_is, utc_time now) {
  auto const known = t.events.size();
  auto const add = [&](event_subject subject) {
    t.events.push_back({event_kind::delivery_changed, by_system(), now, std::move(subject),
                        {seq_fact(seq), word_fact(fact_name::delivery, name_of(now_is))}});
  };
  for (auto const* list : {&before.active, &before.past})
    for (auto const& r : *list)
      if (r.ticket.empty() && has_answer(r, seq)) add(subject_of(before, r));
  for (auto const& tk : before.tickets)
    if (has_answer(tk, seq) || tk.announce_seq == seq || tk.moved.seq == seq || tk.delayed.seq == seq) add(subject_of(before, tk));
  if (t.events.size() == known) add(subject_of(before));
}

}  // namespace

std::optional<transition> on_held_back(std::uint64_t seq, annotation const& noted, std::string reason) {
  if (rank_of(noted.state) >= rank_of(delivery::sent) || (noted.state == delivery::pending && noted.reason == reason)) return std::nullopt;
  transition t;
  auto next = noted;
  next.state = delivery::pending;
  next.reason = std::move(reason);
  t.annotate.push_back({seq, std::move(next)});
  return t;
}

std::optional<transition> on_delivery(context ctx, conversation const& before, std::uint64_t seq, annotation const& noted,
                                      delivery now, std::string reason) {
  if (rank_of(now) <= rank_of(noted.state)) return std::nullopt;
  transition t;
  t.after = before;
  auto& c = *t.after;
  auto next = noted;
  next.state = now;
  next.reason = now == delivery::failed ? std::move(reason) : std::string{};
  if (seq == c.last_officer_seq) {
    auto& u = c.undelivered;
    if (accepted(now)) u = {};
    else if (now == delivery::failed || now == delivery::unknown)
      u = {seq, now == delivery::failed ? next.reason : "belum pasti sampai", u.seq == seq ? u.count : u.count + 1};
  }
  t.annotate.push_back({seq, next});
  record_delivery(t, before, seq, now, ctx.now);

  if (accepted(now)) {
    std::vector<std::uint32_t> done;
    for (auto& r : c.active)
      if (has_answer(r, seq)) accept_answer(r, seq), done.push_back(r.ordinal);
    for (auto& r : c.past) accept_further_answer(r, seq);
    for (auto const ordinal : done) end_request(c, ordinal, outcome::answered, ctx.now);
    for (auto& tk : c.tickets) {
      if (tk.answered_at) accept_further_answer(tk, seq);
      if (has_answer(tk, seq) && tk.open()) {
        accept_answer(tk, seq);
        answered_now(ctx, tk);
        forget_untold(tk);  // what was queued behind this answer is not needed any more: the outbox drops it
      }
      on_ticket_text(tk, seq, true);
    }
  } else if (now == delivery::failed) {
    for (auto& r : c.active) take_answer_back(r, seq);
    for (auto& r : c.past) std::erase(r.earlier_answers, seq);
    for (auto& tk : c.tickets) {
      if (tk.open()) take_answer_back(tk, seq);
      else std::erase(tk.earlier_answers, seq);
      on_ticket_text(tk, seq, false);
    }
  }
  conclude(before, c, ctx.now);
  record_events(t, before, by_system(), ctx.now);
  return t;
}

transition on_foreign_echo(conversation const& before, log_message entry, std::string_view external) {
  transition t;
  t.after = before;
  t.needs_end = true;
  t.after->last_officer_seq = pending_seq(0);
  t.after->automatic_at = {};
  auto const at = entry.at;
  append_said(t, std::move(entry), external, 0);
  record_events(t, before, {actor_kind::officer, {}}, at);
  return t;
}

}  // namespace sahut
