#include "routing/engine/conversation/consulting.hpp"

#include "routing/engine/conversation/events.hpp"
#include "routing/engine/conversation/restriction.hpp"

#include <algorithm>

namespace sahut {
namespace {

consulted* named(conversation& c, consult_id const& id) {
  auto const it = std::find_if(c.consults.begin(), c.consults.end(), [&](consulted const& one) { return one.id == id; });
  return it == c.consults.end() ? nullptr : &*it;
}

ticket const* open_ticket_of(conversation const& c, ticket_number const& number) {
  auto const it = std::find_if(c.tickets.begin(), c.tickets.end(), [&](ticket const& tk) { return tk.open() && tk.number == number; });
  return it == c.tickets.end() ? nullptr : &*it;
}

event consult_event(event_kind kind, conversation const& c, consult const& asked, actor const& by, utc_time at) {
  event e{kind, by, at, subject_of(c), {word_fact(fact_name::consult, asked.id)}};
  e.subject.ticket = asked.ticket;
  if (asked.to.of_role) e.facts.push_back(word_fact(fact_name::role, name_of(*asked.to.of_role)));
  if (!asked.to.queue.empty()) e.facts.push_back(word_fact(fact_name::queue, asked.to.queue));
  if (!asked.to.officer.empty()) e.facts.push_back(word_fact(fact_name::officer, asked.to.officer));
  return e;
}

utc_time halfway(utc_time from, utc_time to) { return from + (to - from) / 2; }

}  // namespace

utc_time citizen_deadline(conversation const& c, ticket_number const& ticket) {
  if (!ticket.empty())
    if (auto const* tk = open_ticket_of(c, ticket)) return tk->answer_due;
  if (auto const* r = c.oldest_waiting(); r && !r->answer_seq) return r->clock.answer_due;
  auto const* tk = c.open_ticket();
  return tk ? tk->answer_due : utc_time{};
}

result<transition> on_consult_asked(context ctx, conversation const& before, consult_question what) {
  bool const handles = !before.officer.empty() && before.officer == what.by.id;
  if (before.is_new() || before.state == conversation_state::closed || (!handles && !what.by.supervises))
    return error{errc::not_handling, "conversation", "only who handles this conversation, or supervises it, asks colleagues about it"};
  if (is_restricted(before))
    return error{errc::bad_field, "conversation", "it is restricted: whoever may see it reads it, and nobody else is asked about it"};
  if (before.consults.size() >= consults_open_max)
    return error{errc::full, "conversation", "too many questions about this conversation are open: close one first", 60'000};
  if (!what.ticket.empty() && !open_ticket_of(before, what.ticket))
    return error{errc::bad_field, "ticket", "this conversation has no such open ticket"};
  if (what.due && *what.due <= ctx.now) return error{errc::bad_field, "due", "this time has passed; give a later one"};
  if (what.ticket.empty() && (before.active.empty() || before.active.back().answer_seq))
    if (auto const* tk = before.open_ticket()) what.ticket = tk->number;

  consult asked;
  asked.id = std::move(what.id);
  asked.conversation = before.id;
  asked.request = before.requests;
  asked.ticket = std::move(what.ticket);
  asked.by = what.by.id;
  asked.by_name = what.by.name;
  asked.to = std::move(what.to);
  asked.text = std::move(what.text);
  asked.draft = std::move(what.draft);
  asked.asked_at = ctx.now;
  asked.citizen_due = citizen_deadline(before, asked.ticket);
  asked.due = what.due.value_or(ctx.now + ctx.office.hours->policy.consult_limit);
  if (!what.due && asked.citizen_due > ctx.now) asked.due = std::min(asked.due, asked.citizen_due);
  asked.remind_at = halfway(ctx.now, asked.due);

  transition t;
  t.after = before;
  consulted entry;
  entry.id = asked.id;
  entry.to = asked.to;
  entry.by = asked.by;
  entry.request = asked.request;
  entry.ticket = asked.ticket;
  t.after->consults.push_back(std::move(entry));
  ++t.after->consults_asked;
  auto e = consult_event(event_kind::consult_asked, before, asked, by_officer(what.by), ctx.now);
  e.facts.push_back({fact_name::due_at, asked.due});
  t.events.push_back(std::move(e));
  t.also.emplace_back(std::move(asked));
  record_events(t, before, by_officer(what.by), ctx.now);
  return t;
}

result<transition> on_advice(context ctx, conversation const& before, consult const& asked, acting_officer const& by, std::string text,
                             std::string draft) {
  transition t;
  t.after = before;
  auto* entry = named(*t.after, asked.id);
  if (asked.state == consult_state::closed || !entry)
    return error{errc::bad_field, "consult", "this question is closed; it takes no more answers"};
  if (asked.answers.size() >= advice_max) return error{errc::full, "consult", "this question has as many answers as it takes; ask a new one", 60'000};
  entry->answered = true;
  auto after = asked;
  after.state = consult_state::answered;
  after.remind_at.reset();
  after.answers.push_back({by.id, by.name, std::move(text), std::move(draft), ctx.now});
  t.events.push_back(consult_event(event_kind::consult_answered, before, after, by_officer(by), ctx.now));
  t.also.emplace_back(std::move(after));
  record_events(t, before, by_officer(by), ctx.now);
  return t;
}

result<transition> on_consult_closed(context ctx, conversation const& before, consult const& asked, acting_officer const& by) {
  bool const theirs = asked.by == by.id || (!before.officer.empty() && before.officer == by.id) || by.supervises;
  if (!theirs) return error{errc::not_handling, "consult", "only who asked, who handles the conversation, or who supervises it closes this question"};
  transition t;
  if (asked.state == consult_state::closed) return t;
  t.after = before;
  std::erase_if(t.after->consults, [&](consulted const& one) { return one.id == asked.id; });
  t.events.push_back(consult_event(event_kind::consult_closed, before, asked, by_officer(by), ctx.now));
  t.also.emplace_back(ended_with_conversation(asked, ctx.now));
  record_events(t, before, by_officer(by), ctx.now);
  return t;
}

std::optional<transition> on_consult_due(context ctx, conversation const& before, consult const& asked) {
  if (asked.state != consult_state::open || !asked.remind_at || *asked.remind_at > ctx.now) return std::nullopt;
  constexpr std::string_view whom[] = {"yang ditanya (who was asked)", "koordinator (the coordinators)", "atasan langsung (the superiors)"};
  transition t;
  auto after = asked;
  std::size_t const rung = asked.reminded;
  after.reminded = static_cast<std::uint8_t>(rung + 1);
  after.remind_at.reset();
  auto const span = std::max<utc_time::duration>(asked.due - asked.asked_at, std::chrono::seconds{1});
  if (rung == 0) after.remind_at = std::max(asked.due, ctx.now);
  else if (rung == 1) after.remind_at = std::max(asked.due + span, ctx.now);
  if (rung < std::size(whom)) {
    t.add_note = note{"sahut", "Sahut", "Konsultasi belum dijawab; diingatkan: " + std::string(whom[rung]) + " (a consult without an answer: reminded)", ctx.now};
    auto e = consult_event(event_kind::consult_reminded, before, after, by_system(), ctx.now);
    e.facts.push_back({fact_name::due_at, after.due});
    t.events.push_back(std::move(e));
  }
  t.also.emplace_back(std::move(after));
  return t;
}

consult ended_with_conversation(consult asked, utc_time now) {
  asked.state = consult_state::closed;
  asked.closed_at = now;
  asked.remind_at.reset();
  return asked;
}

}  // namespace sahut
