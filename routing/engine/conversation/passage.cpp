#include "routing/engine/conversation/passage.hpp"

#include "routing/engine/conversation/requests.hpp"
#include "routing/engine/conversation/wording.hpp"

#include <algorithm>

namespace sahut {

std::optional<transition> on_ticket_due(context ctx, conversation const& before, std::uint32_t ordinal) {
  auto const r = std::find_if(before.active.begin(), before.active.end(), [&](request const& x) { return x.ordinal == ordinal; });
  if (r == before.active.end() || ctx.now < r->clock.ticket_at) return std::nullopt;
  transition t;
  t.after = before;
  t.needs_end = true;
  if (r->courtesy_only && ctx.office.hours->policy.courtesy == courtesy_rule::close && r->answer_seq == 0) {
    bool const silent = r->after_answer;
    end_request(t.after, ordinal, outcome::no_question, ctx.now);
    if (t.after.active.empty() && !t.after.open_ticket()) {
      t.after.state = conversation_state::closed;
      t.after.officer.clear();
    }
    settle_state(t.after);
    if (!silent && automatic_allowed(t.after, ctx.now)) say(ctx, t, "ask_question", ask_question_text(ctx, t.after));
    return t;
  }
  issue_ticket(ctx, t, {ordinal}, true, "not answered in time", {});
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
  t.after.warned = stage;
  return t;
}

std::optional<transition> on_close_due(context ctx, conversation const& before) {
  if (!before.close_at || ctx.now < *before.close_at || before.state != conversation_state::answered) return std::nullopt;
  transition t;
  t.after = before;
  auto& c = t.after;
  t.needs_end = true;
  c.state = conversation_state::closed;
  c.officer.clear();
  c.close_at.reset();
  for (auto& tk : c.tickets)
    if (tk.answered_at && !tk.closed_at) tk.closed_at = ctx.now;
  if (c.web()) say(ctx, t, "closing", closing_text(ctx, c));
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

}  // namespace

std::optional<transition> on_delivery(context ctx, conversation const& before, std::uint64_t seq, annotation const& noted,
                                      delivery now, std::string reason) {
  if (rank_of(now) <= rank_of(noted.state)) return std::nullopt;
  transition t;
  t.after = before;
  auto& c = t.after;
  auto next = noted;
  next.state = now;
  next.reason = now == delivery::failed ? std::move(reason) : std::string{};
  t.annotate.push_back({seq, next});

  if (accepted(now)) {
    std::vector<std::uint32_t> done;
    for (auto const& r : c.active)
      if (r.answer_seq == seq) done.push_back(r.ordinal);
    for (auto const ordinal : done) end_request(c, ordinal, outcome::answered, ctx.now);
    for (auto& tk : c.tickets) {
      if (tk.answer_seq == seq && tk.open()) {
        tk.answered_at = ctx.now;
        // Its number was queued behind this answer and is not needed any more: the outbox drops it.
        if (tk.announced == told::pending) tk.announced = told::not_needed;
      }
      if (tk.announce_seq == seq && tk.announced != told::told) tk.announced = told::told;
    }
    settle_state(c);
    if (c.state == conversation_state::answered && !c.close_at) c.close_at = ctx.now + answered_closes_after;
  } else if (now == delivery::failed) {
    for (auto& r : c.active)
      if (r.answer_seq == seq) r.answer_seq = 0;
    for (auto& tk : c.tickets) {
      if (tk.answer_seq == seq && tk.open()) tk.answer_seq = 0;
      if (tk.announce_seq == seq && tk.announced == told::pending) tk.announced = told::not_told;
    }
    settle_state(c);
  }
  return t;
}

transition on_foreign_echo(conversation const& before, log_message entry) {
  transition t;
  t.after = before;
  t.needs_end = true;
  t.after.last_officer_seq = pending_seq(0);
  t.append.push_back(std::move(entry));
  return t;
}

}  // namespace sahut
