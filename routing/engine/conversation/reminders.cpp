#include "routing/engine/conversation/reminders.hpp"

#include "routing/engine/conversation/events.hpp"
#include "routing/engine/conversation/requests.hpp"
#include "routing/engine/conversation/wording.hpp"
#include "routing/engine/sla/working_day.hpp"
#include "routing/model/ladder.hpp"

#include <algorithm>

namespace sahut {
namespace {

constexpr std::size_t reminders_max = 3;
constexpr std::chrono::days looked_back{60};  // no office is shut longer than this before a deadline of its own

bool may_hear(context const& ctx, conversation const& c) { return !traits_of(ctx, c).direct_message || automatic_allowed(ctx, c); }

}  // namespace

std::optional<utc_time> working_day_before(calendar const& hours, utc_time deadline) {
  auto const local = to_local(hours, deadline);
  // Midnight is the end of the day before it.
  auto const day = std::chrono::floor<std::chrono::days>(local - milliseconds{1});
  auto const of_day = local - day;
  for (auto date = day - std::chrono::days{1}; date >= day - looked_back; date -= std::chrono::days{1}) {
    auto const s = shift_of(hours, date);
    if (s && s->working_day) return std::min(hours.zone.to_utc(local_time{date + of_day}), s->close);
  }
  return std::nullopt;
}

std::vector<utc_time> reminders_for(calendar const& hours, utc_time from, utc_time deadline, utc_time now) {
  std::vector<utc_time> all;
  if (from < deadline) all.push_back(from + (deadline - from) / 2);
  if (auto const before = working_day_before(hours, deadline); before && *before > from) all.push_back(*before);
  all.push_back(deadline);
  std::erase_if(all, [now](utc_time at) { return at <= now; });
  std::sort(all.begin(), all.end());
  all.erase(std::unique(all.begin(), all.end()), all.end());
  return all;
}

bool set_reminders(calendar const& hours, ticket& tk, utc_time now) {
  auto const& was = tk.reminders;
  bool const all_told = was.empty() && tk.reminded;
  auto next = reminders_for(hours, tk.issued_at, tk.answer_due, now);
  auto const missed = std::find_if(was.rbegin(), was.rend(), [now](utc_time at) { return at <= now; });
  if (tk.answer_due <= now) {
    if (!all_told) next = {tk.answer_due};  // it is late already: that is told at once
  } else if (missed != was.rend() && next.size() < reminders_max) {
    next.insert(next.begin(), *missed);
  }
  if (next == was) return false;
  tk.reminders = std::move(next);
  tk.reminded = std::min(tk.reminded, static_cast<std::uint8_t>(reminders_max - std::min(reminders_max, tk.reminders.size())));
  return true;
}

std::string_view name_of(rung r) { return ladder_name(static_cast<std::uint8_t>(r), "owner"); }

utc_time silence_ends(calendar const& hours, utc_time now) {
  auto const today = date_of(hours, now);
  for (int days = hours.policy.silent_close_working_days; days <= hours.policy.silent_close_working_days + 1; ++days)
    if (auto const last = nth_working_day(hours, today, days); last && last->close > now) return last->close;
  return now + std::chrono::hours{24} * std::max(hours.policy.silent_close_working_days, 1);
}

void answered_now(context const& ctx, ticket& tk) {
  tk.answered_at = ctx.now;
  tk.waits_for_applicant = false;
  tk.close_at = silence_ends(*ctx.office.hours, ctx.now);
}

void asks_applicant(context const& ctx, ticket& tk) {
  tk.waits_for_applicant = true;
  tk.close_at = silence_ends(*ctx.office.hours, ctx.now);
}

void hears_applicant(ticket& tk) {
  if (tk.waits_for_applicant && tk.open()) tk.close_at.reset();
  tk.waits_for_applicant = false;
}

void open_again(context const& ctx, conversation const& c, ticket& tk) {
  tk.answered_at.reset();
  tk.closed_at.reset();
  tk.close_at.reset();
  tk.owner = c.officer;
  set_reminders(*ctx.office.hours, tk, ctx.now);
}

utc_time closes_by_itself(conversation const& c, utc_time now) {
  auto at = now + answered_closes_after;
  for (auto const& tk : c.tickets)
    if (tk.answered_at && !tk.closed_at && tk.close_at) at = std::max(at, *tk.close_at);
  return at;
}

std::optional<transition> on_reminder_due(context ctx, conversation const& before, std::uint32_t ordinal) {
  auto const is_due = [&](ticket const& x) {
    return x.request == ordinal && x.open() && !x.reminders.empty() && x.reminders.front() <= ctx.now;
  };
  if (std::none_of(before.tickets.begin(), before.tickets.end(), is_due)) return std::nullopt;
  transition t;
  t.after = before;
  auto& tk = *std::find_if(t.after->tickets.begin(), t.after->tickets.end(), is_due);
  std::erase_if(tk.reminders, [&](utc_time at) { return at <= ctx.now; });
  // Where nobody has it, or the time is up, its owner alone is not enough.
  auto const least = tk.owner.empty() || tk.reminders.empty() ? rung::coordinator : rung::owner;
  auto const next = std::min<int>(tk.reminded + 1, static_cast<int>(rung::superior));
  tk.reminded = static_cast<std::uint8_t>(std::max(next, static_cast<int>(least)));
  t.add_note = note{"sahut", "Sahut", reminder_text(ctx, tk, rung_of(tk)), ctx.now};
  t.events.push_back({event_kind::ticket_reminded, by_system(), ctx.now, subject_of(before, tk),
                      {word_fact(fact_name::role, name_of(rung_of(tk))), {fact_name::answer_due, tk.answer_due}}});
  record_events(t, before, by_system(), ctx.now);
  return t;
}

std::optional<transition> on_silence_due(context ctx, conversation const& before, std::uint32_t ordinal) {
  auto const is_due = [&](ticket const& x) {
    bool const silent = x.open() ? x.waits_for_applicant && !x.answer_seq : !x.closed_at;
    return x.request == ordinal && silent && x.close_at && *x.close_at <= ctx.now;
  };
  if (std::none_of(before.tickets.begin(), before.tickets.end(), is_due)) return std::nullopt;
  transition t;
  t.after = before;
  auto& c = *t.after;
  auto& tk = *std::find_if(c.tickets.begin(), c.tickets.end(), is_due);
  bool const unanswered = tk.open();
  tk.closed_at = ctx.now;
  if (c.active.empty() && !c.open_ticket()) {
    t.needs_end = true;
    if (unanswered) c.last_outcome = outcome::abandoned;
    shut(c, ctx.now);
    closing how;
    how.no_reply = unanswered;
    if (may_hear(ctx, c)) say_closing(ctx, t, how);
  } else {
    conclude(before, c, ctx.now);
  }
  record_events(t, before, by_system(), ctx.now);
  return t;
}

}  // namespace sahut
