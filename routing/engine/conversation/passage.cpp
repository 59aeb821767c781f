#include "routing/engine/conversation/passage.hpp"

#include "routing/engine/conversation/calendar_change.hpp"
#include "routing/engine/conversation/events.hpp"
#include "routing/engine/conversation/remarks.hpp"
#include "routing/engine/conversation/reminders.hpp"
#include "routing/engine/conversation/requests.hpp"
#include "routing/engine/conversation/ticket_words.hpp"
#include "routing/engine/conversation/wording.hpp"

#include <algorithm>

namespace sahut {

std::optional<transition> on_ticket_due(context ctx, conversation const& before, std::uint32_t ordinal) {
  auto const r = std::find_if(before.active.begin(), before.active.end(), [&](request const& x) { return x.ordinal == ordinal; });
  if (r == before.active.end() || ctx.now < r->clock.ticket_at) return std::nullopt;
  if (!counted_in(r->clock, *ctx.office.hours)) return on_calendar_changed(ctx, before);  // it stays due if it is
  transition t;
  t.after = before;
  t.needs_end = true;
  auto& c = *t.after;
  if (r->courtesy_only && ctx.office.hours->policy.courtesy == courtesy_rule::close) {
    bool const silent = r->after_answer || r->answer_seq;
    end_request(c, ordinal, outcome::no_question, ctx.now);
    if (c.active.empty() && !c.open_ticket()) shut(c, ctx.now);
    settle(before, c, ctx.now);
    if (!silent && automatic_allowed(ctx, c)) say(ctx, t, ask_question_wording(ctx, c));
    record_events(t, before, by_system(), ctx.now);
    return t;
  }
  issue_ticket(ctx, t, {ordinal}, true, "not answered in time", {});
  settle(before, c, ctx.now);
  record_events(t, before, by_system(), ctx.now);
  return t;
}

std::optional<transition> on_ticket_late(context ctx, conversation const& before, std::uint32_t ordinal) {
  auto const is_due = [&](ticket const& x) {
    return x.request == ordinal && x.open() && x.delayed.state == told::not_needed && ctx.now > x.answer_due;
  };
  if (std::none_of(before.tickets.begin(), before.tickets.end(), is_due)) return std::nullopt;
  if (auto recounted = on_calendar_changed(ctx, before)) return recounted;
  transition t;
  t.after = before;
  tell_delayed(ctx, t, *std::find_if(t.after->tickets.begin(), t.after->tickets.end(), is_due));
  record_events(t, before, by_system(), ctx.now);
  return t;
}

std::optional<transition> on_warning_due(context ctx, conversation const& before) {
  auto const* r = before.oldest_waiting();
  if (!r || r->answer_seq) return std::nullopt;
  auto const left = r->clock.ticket_at - ctx.now;
  std::uint8_t const stage = left <= warning_second ? 2 : left <= warning_first ? 1 : 0;
  if (stage <= before.warned || left <= milliseconds{0}) return std::nullopt;
  transition t;
  t.after = before;
  t.after->warned = stage;
  record_events(t, before, by_system(), ctx.now);
  return t;
}

std::optional<transition> on_close_due(context ctx, conversation const& before) {
  if (!before.close_at || ctx.now < *before.close_at || before.state != conversation_state::answered) return std::nullopt;
  transition t;
  t.after = before;
  auto& c = *t.after;
  t.needs_end = true;
  bool const closes_ticket = std::any_of(c.tickets.begin(), c.tickets.end(), [](ticket const& tk) { return !tk.closed_at; });
  shut(c, ctx.now);
  bool const told = !traits_of(ctx, c).direct_message || (closes_ticket && automatic_allowed(ctx, c));
  if (told) say_closing(ctx, t, {});
  record_events(t, before, by_system(), ctx.now);
  return t;
}

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
  settle(before, c, ctx.now);
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
