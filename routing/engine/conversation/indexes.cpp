#include "routing/engine/conversation/indexes.hpp"

#include "routing/engine/conversation/context.hpp"
#include "routing/engine/conversation/filing.hpp"

#include <algorithm>

namespace sahut {

officer_id const* left_with(conversation const& c) {
  bool const failed = c.undelivered.seq && c.undelivered.seq == c.last_officer_seq;
  return c.state == conversation_state::closed && failed && !c.last_officer.empty() ? &c.last_officer : nullptr;
}

index_places places_of(conversation const& c) {
  index_places p;
  if (c.is_new()) return p;
  auto const* oldest = c.active.empty() ? nullptr : &c.active.front();
  auto const* filed = oldest ? nullptr : waiting_filed(c);
  if (c.state == conversation_state::queued && oldest) p.waiting = {c.queue, oldest->clock.received};
  if (c.state == conversation_state::queued && filed) p.waiting = {c.queue, filed->received};
  for (auto const& tk : c.tickets)
    if (tk.open()) {
      if (!p.ticketed || tk.answer_due < p.ticketed->second) p.ticketed = {c.queue, tk.answer_due};
      if (tk.owner.empty() && (!p.unowned || tk.answer_due < p.unowned->second)) p.unowned = {c.queue, tk.answer_due};
    }
  for (auto const& tk : c.tickets) {
    if (!tk.open() || tk.unit.empty() || tk.unit == c.queue) continue;
    auto const [at, first] = p.units.try_emplace(tk.unit, tk.answer_due);
    if (!first) at->second = std::min(at->second, tk.answer_due);
  }
  if (!c.officer.empty()) {
    p.mine = c.officer;
    if (oldest || filed) p.load = c.officer;
  } else if (auto const* who = left_with(c)) {
    p.mine = *who;
  }
  for (auto const& r : c.active) p.due.push_back({{due_kind::ticket, r.ordinal}, r.clock.ticket_at});
  if (auto const* r = c.oldest_waiting(); r && !r->answer_seq && c.warned < 2) {
    auto const first = r->clock.ticket_at - warning_first, second = r->clock.ticket_at - warning_second;
    if (c.warned < 1 && first > r->clock.received) p.due.push_back({{due_kind::warning, 0}, first});
    else if (second > r->clock.received) p.due.push_back({{due_kind::warning, 0}, second});
  }
  // On time at the very instant. A ticket without `received` is of an older record: it has no entry until it is recounted.
  for (auto const& tk : c.tickets)
    if (tk.open() && tk.delayed.state == notice_state::not_needed && tk.received != utc_time{})
      p.due.push_back({{due_kind::lateness, tk.request}, tk.answer_due + milliseconds{1}});
  for (auto const& tk : c.tickets) {
    if (tk.open() && !tk.reminders.empty()) p.due.push_back({{due_kind::reminder, tk.request}, tk.reminders.front()});
    // Of an answered conversation its tickets close with it.
    bool const silent = tk.open() ? tk.waits_for_applicant && !tk.answer_seq : !tk.closed_at && c.state != conversation_state::answered;
    if (silent && tk.close_at) p.due.push_back({{due_kind::silence, tk.request}, *tk.close_at});
  }
  if (c.handed.until && !c.officer.empty()) p.due.push_back({{due_kind::handover, 0}, *c.handed.until});
  if (c.close_at && c.state == conversation_state::answered) p.due.push_back({{due_kind::closing, 0}, *c.close_at});
  return p;
}

}  // namespace sahut
