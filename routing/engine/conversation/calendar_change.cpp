#include "routing/engine/conversation/calendar_change.hpp"

#include "routing/engine/conversation/events.hpp"
#include "routing/engine/conversation/filing.hpp"
#include "routing/engine/conversation/reminders.hpp"
#include "routing/engine/conversation/requests.hpp"
#include "routing/engine/conversation/ticket_words.hpp"

namespace sahut {
namespace {

std::string label(std::string const& calendar, std::string const& revision) { return calendar + ' ' + revision; }

void keep(std::vector<earlier_deadline>& list, earlier_deadline e) {
  if (list.size() >= earlier_deadlines_max) list.erase(list.begin() + 1);
  list.push_back(std::move(e));
}

bool recount(context const& ctx, request& r) {
  auto const& hours = *ctx.office.hours;
  auto const& was = r.clock;
  if (counted_in(was, hours)) return false;
  auto next = clock_of(hours, was.received);
  next.answer_due = moved_deadline(was.answer_due, next.answer_due, ctx.now);
  next.ticket_at = moved_deadline(was.ticket_at, next.ticket_at, ctx.now);
  next.ticket_due = moved_deadline(was.ticket_due, next.ticket_due, ctx.now);
  if (next.answer_due != was.answer_due || next.ticket_at != was.ticket_at || next.ticket_due != was.ticket_due)
    keep(r.earlier_deadlines, {ctx.now, label(was.calendar, was.revision), label(next.calendar, next.revision),
                               was.answer_due, was.ticket_at, was.ticket_due});
  r.clock = std::move(next);
  return true;
}

// A ticket of a record that is older than these fields has them from its request, as long as that is remembered.
void complete(conversation const& c, ticket& tk) {
  if (tk.received != utc_time{}) return;
  for (auto const& r : c.past)
    if (r.ordinal == tk.request) {
      tk.received = r.clock.received;
      tk.calendar = r.clock.calendar;
      tk.revision = r.clock.revision;
    }
}

bool recount(context const& ctx, transition& t, ticket& tk) {
  auto const& hours = *ctx.office.hours;
  bool const known = tk.received != utc_time{};
  complete(*t.after, tk);
  if (tk.received == utc_time{}) return false;
  if (tk.calendar == hours.id && tk.revision == hours.revision) return !known;
  auto const from = label(tk.calendar, tk.revision);
  tk.calendar = hours.id;
  tk.revision = hours.revision;
  auto const was = tk.answer_due;
  auto const due = is_filed(tk) ? care_clock_of(hours, tk.received).answer_due : clock_of(hours, tk.received).ticket_due;
  tk.answer_due = moved_deadline(was, due, ctx.now);
  if (tk.answer_due == was) return true;
  earlier_deadline e;
  e.until = ctx.now;
  e.from = from;
  e.to = label(tk.calendar, tk.revision);
  e.answer_due = was;
  keep(tk.earlier_deadlines, std::move(e));
  if (tk.answer_due <= ctx.now) return true;  // late: ticket_delay is what there is to say
  if (tk.delayed.state == notice_state::not_told) tk.delayed = {};
  tell_moved(ctx, t, tk);
  return true;
}

// A warning that was given for a nearer time is given again for the new one.
void settle_warning(conversation& c, utc_time now) {
  auto const* r = c.oldest_waiting();
  if (!r || r->answer_seq) return;
  auto const left = r->clock.ticket_at - now;
  std::uint8_t const reached = left <= warning_second ? 2 : left <= warning_first ? 1 : 0;
  c.warned = std::min(c.warned, reached);
}

}  // namespace

std::optional<transition> on_calendar_changed(context ctx, conversation const& before) {
  transition t;
  t.after = before;
  bool any = false;
  for (auto& r : t.after->active) any = recount(ctx, r) || any;
  for (auto& tk : t.after->tickets)
    if (tk.open()) {
      bool const counted = recount(ctx, t, tk);
      bool const never = tk.received != utc_time{} && tk.reminders.empty() && !tk.reminded;  // of an older record
      bool const reminded = (counted || never) && set_reminders(*ctx.office.hours, tk, ctx.now);
      any = any || counted || reminded;
    }
  if (!any) return std::nullopt;
  settle_warning(*t.after, ctx.now);
  record_events(t, before, by_system(), ctx.now);
  return t;
}

}  // namespace sahut
