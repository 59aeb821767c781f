#include "routing/engine/conversation/due_steps.hpp"

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
    conclude(before, c, ctx.now);
    if (!silent && automatic_allowed(ctx, c)) say(ctx, t, ask_question_wording(ctx, c));
    record_events(t, before, by_system(), ctx.now);
    return t;
  }
  issue_ticket(ctx, t, {ordinal}, true, "not answered in time", {});
  conclude(before, c, ctx.now);
  record_events(t, before, by_system(), ctx.now);
  return t;
}

std::optional<transition> on_ticket_late(context ctx, conversation const& before, std::uint32_t ordinal) {
  auto const is_due = [&](ticket const& x) {
    return x.request == ordinal && x.open() && x.delayed.state == notice_state::not_needed && ctx.now > x.answer_due;
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

}  // namespace sahut
