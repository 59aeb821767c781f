#include "routing/engine/conversation/filing.hpp"

#include "routing/engine/conversation/citizen_verdict.hpp"
#include "routing/engine/conversation/events.hpp"
#include "routing/engine/conversation/officer.hpp"
#include "routing/engine/conversation/reminders.hpp"
#include "routing/engine/conversation/requests.hpp"
#include "routing/engine/conversation/restriction.hpp"
#include "routing/engine/conversation/ticket_words.hpp"
#include "routing/engine/conversation/wording.hpp"
#include "routing/engine/sla/deadlines.hpp"
#include "routing/engine/ticket/number.hpp"

#include <algorithm>

namespace sahut {
namespace {

// One counter for every kind of ticket, so a number's digits are never given twice.
ticket_number filed_number(number_source& numbers) {
  auto const escalated = numbers.ticket().text();
  return ticket_number(std::string(name_of(number_prefix::cre)) + escalated.substr(escalated.find('-')));
}

// What the ticket answers: a request that became a ticket the moment it was received.
struct question {
  utc_time received;
  std::uint64_t first_seq = 0;
};

request& ticketed_request(context const& ctx, conversation& c, question const& asked, request_clock clock, ticket_number ticket) {
  request r;
  r.ordinal = ++c.requests;
  r.queue = c.queue;
  r.reference = ctx.numbers.reference();
  r.secret = ctx.numbers.secret();
  r.clock = std::move(clock);
  r.first_seq = asked.first_seq;
  r.courtesy_only = false;
  r.ended = outcome::ticketed;
  r.ended_at = ctx.now;
  r.ticket = std::move(ticket);
  c.past.push_back(std::move(r));
  return c.past.back();
}

ticket& add_ticket(context const& ctx, transition& t, question const& asked, bool filed) {
  auto& c = *t.after;
  ticket tk;
  tk.number = filed ? filed_number(ctx.numbers) : ctx.numbers.ticket();
  tk.secret = ctx.numbers.secret();
  auto const& hours = *ctx.office.hours;
  auto const& r = ticketed_request(ctx, c, asked, filed ? care_clock_of(hours, asked.received) : clock_of(hours, asked.received), tk.number);
  tk.request = r.ordinal;
  tk.answer_due = r.clock.ticket_due;
  tk.received = r.clock.received;
  tk.calendar = r.clock.calendar;
  tk.revision = r.clock.revision;
  tk.issued_at = tk.due_at = ctx.now;
  tk.owner = c.officer;
  set_reminders(hours, tk, ctx.now);
  c.last_outcome = outcome::ticketed;
  c.tickets.push_back(std::move(tk));
  t.told_ticket = c.tickets.back().number;
  return c.tickets.back();
}

void confirm(context const& ctx, transition& t, ticket& tk) {
  t.needs_end = true;
  if (!is_filed(tk)) return announce(ctx, t, tk);
  tk.announced = notice_state::told;
  tk.announce_seq = pending_seq(t.append.size());
  say(ctx, t, filed_wording(ctx, *t.after, tk));
}

void add_facts(transition& t, ticket const& tk) {
  for (auto& e : t.events) {
    if (e.kind != event_kind::ticket_issued || e.subject.ticket != tk.number) continue;
    for (auto const& category : tk.categories) e.facts.push_back(word_fact(fact_name::category, category));
    if (!tk.topic.empty()) e.facts.push_back(word_fact(fact_name::topic, tk.topic));
    if (!tk.reopened_from.empty()) e.facts.push_back(word_fact(fact_name::reopened_from, tk.reopened_from));
  }
}

// A reference into `c.tickets` would not outlive the new one: by index.
ticket& follow_up(context const& ctx, transition& t, std::size_t of, question const& asked) {
  auto& c = *t.after;
  auto const number = c.tickets[of].number;
  auto& tk = add_ticket(ctx, t, asked, is_filed(c.tickets[of]));
  auto& old = c.tickets[of];
  tk.categories = old.categories;
  tk.subject = old.subject;
  tk.topic = old.topic;
  tk.unit = old.unit;
  tk.reopened_from = number;
  old.reopened_as = tk.number;
  if (!old.closed_at) old.closed_at = ctx.now;
  old.close_at.reset();
  old.reminders.clear();
  return tk;
}

std::optional<std::size_t> index_of(conversation const& c, ticket_number const& number) {
  for (std::size_t i = 0; i < c.tickets.size(); ++i)
    if (c.tickets[i].number == number) return i;
  return std::nullopt;
}

}  // namespace

bool is_category(std::string_view name) { return std::find(care_categories.begin(), care_categories.end(), name) != care_categories.end(); }

ticket const* waiting_filed(conversation const& c) {
  for (auto tk = c.tickets.rbegin(); tk != c.tickets.rend(); ++tk)
    if (is_filed(*tk) && tk->open() && !tk->answer_seq) return &*tk;
  return nullptr;
}

request_clock care_clock_of(calendar const& hours, utc_time received) {
  auto clock = clock_of(hours, received);
  auto const due = compute(hours, received).care_due;
  clock.two_days = false;
  clock.answer_due = clock.ticket_due = due;
  clock.ticket_at = clock.effective;  // it is a ticket from the beginning
  return clock;
}

transition on_filed(context ctx, conversation const& before, filing what) {
  transition t;
  t.after = before;
  auto& c = *t.after;
  auto const received = what.description.at;
  c.created_at = c.greeted_at = ctx.now;
  c.last_citizen_at = received;
  c.english = c.english || guess_english(what.description.text);
  t.append.push_back(std::move(what.description));
  t.needs_end = true;
  auto& tk = add_ticket(ctx, t, {received, pending_seq(0)}, true);
  tk.categories = std::move(what.categories);
  tk.subject = std::move(what.subject);
  c.state = conversation_state::queued;
  confirm(ctx, t, tk);
  conclude(before, c, ctx.now);
  record_events(t, before, by_citizen(), ctx.now);
  add_facts(t, c.tickets.back());
  return t;
}

result<transition> on_reopened(context ctx, conversation const& before, ticket_number const& number, log_message words) {
  auto const at = index_of(before, number);
  if (!at) return error{errc::bad_field, "number", "this ticket is too old to be reopened: file a new one"};
  auto const& old = before.tickets[*at];
  if (!old.reopened_as.empty()) return error{errc::bad_field, "number", "it was reopened already: go on with the ticket in `reopened_as`"};
  if (old.open()) return error{errc::bad_field, "number", "it is open: reply to it"};
  transition t;
  t.after = before;
  auto& c = *t.after;
  auto const received = words.at;
  if (c.state == conversation_state::closed) c.without_officer();
  t.append.push_back(std::move(words));
  t.needs_end = true;
  bool const restricted = was_restricted(before, old.request);
  auto& tk = follow_up(ctx, t, *at, {received, pending_seq(0)});
  c.past.back().restricted = restricted;
  c.close_at.reset();
  c.state = conversation_state::escalated;  // conclude() goes on from an open one
  keep_restricted(ctx, t);
  confirm(ctx, t, tk);
  conclude(before, c, ctx.now);
  record_events(t, before, by_citizen(), ctx.now);
  add_facts(t, c.tickets.back());
  return t;
}

bool reopens(conversation const& c) { return !c.tickets.empty() && !c.tickets.back().open() && c.tickets.back().reopened_as.empty(); }

result<transition> on_filed_words(context ctx, conversation const& before, log_message words, meaning of) {
  transition t;
  t.after = before;
  auto& c = *t.after;
  c.last_citizen_at = std::max(c.last_citizen_at, words.at);
  auto* newest = c.tickets.empty() ? nullptr : &c.tickets.back();
  bool const confirms = newest && of.affirmative && newest->answered_at && !newest->closed_at;
  bool const denies = newest && of.negative && choices_of(ctx, c, *newest).deny;
  bool const joins = !reopens(c) || of.courtesy || confirms || denies;
  if (!joins) return on_reopened(ctx, before, newest->number, std::move(words));
  t.append.push_back(std::move(words));
  t.needs_end = confirms || denies;
  for (auto& tk : c.tickets) hears_applicant(tk);
  if (confirms || denies) pass_verdict(ctx, t, *newest, confirms, of.answers);
  if (c.state != conversation_state::closed) conclude(before, c, ctx.now);
  record_events(t, before, by_citizen(), ctx.now);
  return t;
}

void file_crossing(context const& ctx, transition& t, conversation const& before, crossing_line const& line) {
  auto& c = *t.after;
  conclude(before, c, ctx.now);
  if (line.courtesy || c.tickets.empty() || !is_filed(c.tickets.back())) return;
  c.close_at.reset();
  auto& tk = follow_up(ctx, t, c.tickets.size() - 1, {line.at, line.seq});
  confirm(ctx, t, tk);
  conclude(before, c, ctx.now);
}

}  // namespace sahut
