#include "routing/engine/conversation/incidents.hpp"

#include "routing/engine/conversation/events.hpp"
#include "routing/engine/conversation/handling.hpp"
#include "routing/engine/conversation/restriction.hpp"

#include <algorithm>

namespace sahut {
namespace {

event incident_event(event_kind kind, incident const& of, actor const& by, utc_time at) {
  event e;
  e.kind = kind;
  e.by = by;
  e.at = at;
  e.facts.push_back(word_fact(fact_name::incident, of.id));
  return e;
}

bool is_theirs(incident const& i, acting_officer const& by) { return i.by == by.id || by.supervises; }
error not_theirs_either() { return {errc::not_handling, "incident", "this is for who opened the incident, or who supervises"}; }

error not_now(std::string why) { return {errc::bad_field, "incident", std::move(why)}; }

transition becomes(incident after, event e) {
  transition t;
  t.events.push_back(std::move(e));
  t.also.emplace_back(std::move(after));
  return t;
}

request* find_active(conversation& c, std::uint32_t ordinal) {
  auto const it = std::find_if(c.active.begin(), c.active.end(), [&](request const& r) { return r.ordinal == ordinal; });
  return it == c.active.end() ? nullptr : &*it;
}
ticket* find_ticket(conversation& c, ticket_number const& number) {
  auto const it = std::find_if(c.tickets.begin(), c.tickets.end(), [&](ticket const& tk) { return tk.number == number; });
  return it == c.tickets.end() ? nullptr : &*it;
}

// Its name on what waits there, if that still waits.
incident_id* name_at(conversation& c, std::uint32_t request_ordinal, ticket_number const& number) {
  if (!number.empty()) {
    auto* tk = find_ticket(c, number);
    return tk && tk->open() && !tk->answer_seq ? &tk->incident : nullptr;
  }
  auto* r = find_active(c, request_ordinal);
  return r && !r->answer_seq ? &r->incident : nullptr;
}

event_subject subject_of_question(conversation const& c, std::uint32_t ordinal, ticket_number const& number) {
  for (auto const& tk : c.tickets)
    if (!number.empty() && tk.number == number) return subject_of(c, tk);
  for (auto const* list : {&c.active, &c.past})
    for (auto const& r : *list)
      if (r.ordinal == ordinal) return subject_of(c, r);
  return subject_of(c);
}

// A request that has become a ticket since it joined is answered as that ticket.
ticket_number ticket_of_request(conversation const& c, std::uint32_t ordinal) {
  for (auto const& tk : c.tickets)
    if (tk.request == ordinal) return tk.number;
  return {};
}

}  // namespace

transition on_incident_opened(utc_time now, incident_id id, acting_officer const& by, std::string title) {
  incident made;
  made.id = std::move(id);
  made.title = std::move(title);
  made.by = by.id;
  made.by_name = by.name;
  made.opened_at = now;
  auto e = incident_event(event_kind::incident_opened, made, by_officer(by), now);
  return becomes(std::move(made), std::move(e));
}

result<transition> on_incident_proposed(utc_time now, incident const& before, acting_officer const& by, std::string text) {
  if (before.state == incident_state::answering) return not_now("its members are being answered now");
  if (before.state == incident_state::closed) return not_now("it is closed");
  if (!is_theirs(before, by)) return not_theirs_either();
  auto after = before;
  after.state = incident_state::proposed;
  after.text = std::move(text);
  after.proposed_by = by.id;
  after.proposed_by_name = by.name;
  after.approved_by = {};
  auto e = incident_event(event_kind::incident_proposed, before, by_officer(by), now);
  return becomes(std::move(after), std::move(e));
}

result<transition> on_incident_approved(utc_time now, incident const& before, acting_officer const& by) {
  if (before.state != incident_state::proposed) return not_now("it has no proposed answer that waits for approval");
  if (before.proposed_by == by.id) return error{errc::not_handling, "incident", "who proposed the answer cannot approve it: ask a second person"};
  auto after = before;
  after.state = incident_state::answering;
  after.approved_by = by.id;
  after.next_at = now;
  auto e = incident_event(event_kind::incident_approved, before, by_officer(by), now);
  return becomes(std::move(after), std::move(e));
}

result<transition> on_incident_closed(utc_time now, incident const& before, acting_officer const& by) {
  if (before.state == incident_state::closed) return transition{};
  if (before.state == incident_state::answering) return not_now("its members are being answered now");
  if (!is_theirs(before, by)) return not_theirs_either();
  if (before.members > before.answered + before.passed_over) return not_now("members still wait: answer them or take them out first");
  auto after = before;
  after.state = incident_state::closed;
  after.closed_at = now;
  auto e = incident_event(event_kind::incident_closed, before, by_officer(by), now);
  return becomes(std::move(after), std::move(e));
}

std::optional<transition> on_incident_step(utc_time now, incident const& before, bool left) {
  if (before.state != incident_state::answering) return std::nullopt;
  auto after = before;
  after.next_at.reset();
  if (left) after.next_at = now + incident_pace;
  else after.state = incident_state::answered;
  transition t;
  t.also.emplace_back(std::move(after));
  return t;
}

std::optional<joinable> question_to_join(conversation const& c, ticket_number const& number) {
  if (is_restricted(c)) return std::nullopt;
  for (auto const& tk : c.tickets)
    if (!number.empty() && tk.number == number) {
      if (!tk.open() || tk.answer_seq) return std::nullopt;
      return joinable{tk.request, tk.number};
    }
  if (!number.empty()) return std::nullopt;
  if (auto const* r = c.oldest_waiting(); r && !r->answer_seq) return joinable{r->ordinal, {}};
  auto const* tk = c.open_ticket();
  if (!tk || tk->answer_seq) return std::nullopt;
  return joinable{tk->request, tk->number};
}

result<transition> on_incident_joined(context ctx, conversation const& before, incident const& of, std::optional<incident_member> const& known,
                                      joinable what, acting_officer const& by, std::uint64_t end) {
  if (of.state == incident_state::answering) return not_now("its members are being answered now; add the others afterwards");
  if (of.state == incident_state::closed) return not_now("it is closed");
  if (known && known->state == member_state::waiting) return transition{};
  if (of.members >= incident_members_max) return error{errc::full, "incident", "it has as many members as it takes; open another one", 60'000};
  transition t;
  t.after = before;
  auto* named = name_at(*t.after, what.request, what.ticket);
  if (!named) return error{errc::bad_field, what.ticket.empty() ? "conversation" : "ticket", "nothing waits for an answer there"};
  if (!named->empty() && *named != of.id)
    return error{errc::bad_field, what.ticket.empty() ? "conversation" : "ticket", "it is in another incident: take it out there first"};
  *named = of.id;
  auto after = of;
  if (!known) ++after.members;
  else if (known->state == member_state::taken_out) ++after.members;
  else if (known->state == member_state::answered) --after.answered;  // it is open again
  else --after.passed_over;
  after.state = incident_state::open;  // whoever approves knows everybody who gets the text
  incident_member m;
  m.incident = of.id;
  m.conversation = before.id;
  m.request = what.request;
  m.ticket = what.ticket;
  m.added_by = by.id;
  m.added_at = ctx.now;
  m.seen = end;
  auto e = incident_event(event_kind::incident_joined, of, by_officer(by), ctx.now);
  e.subject = subject_of_question(before, what.request, what.ticket);
  t.events.push_back(std::move(e));
  t.also.emplace_back(std::move(after));
  t.also.emplace_back(std::move(m));
  record_events(t, before, by_officer(by), ctx.now);
  return t;
}

result<transition> on_incident_left(context ctx, conversation const& before, incident const& of, incident_member const& member,
                                    acting_officer const& by) {
  if (of.state == incident_state::answering) return not_now("its members are being answered now");
  if (member.state != member_state::waiting) return transition{};
  transition t;
  t.after = before;
  auto const ticket = member.ticket.empty() ? ticket_of_request(before, member.request) : member.ticket;
  if (auto* named = name_at(*t.after, member.request, ticket); named && *named == of.id) *named = {};
  auto after = of;
  --after.members;
  auto out = member;
  out.state = member_state::taken_out;
  auto e = incident_event(event_kind::incident_left, of, by_officer(by), ctx.now);
  e.subject = subject_of_question(before, member.request, ticket);
  t.events.push_back(std::move(e));
  t.also.emplace_back(std::move(after));
  t.also.emplace_back(std::move(out));
  record_events(t, before, by_officer(by), ctx.now);
  return t;
}

transition on_member_passed_over(incident of, incident_member member) {
  transition t;
  if (member.state != member_state::waiting) return t;
  member.state = member_state::passed_over;
  ++of.passed_over;
  t.also.emplace_back(std::move(of));
  t.also.emplace_back(std::move(member));
  return t;
}

result<transition> on_incident_answer(context ctx, conversation const& before, incident const& of, incident_member const& member,
                                      std::optional<crossing_line> crossing) {
  auto out = member;
  auto after = of;
  auto c = before;
  auto const ticket = member.ticket.empty() ? ticket_of_request(before, member.request) : member.ticket;
  auto const* named = name_at(c, member.request, ticket);
  if (!named || is_restricted(before)) return on_member_passed_over(of, member);  // answered, closed, ended or restricted meanwhile
  officer_message m;
  m.by.id = of.proposed_by;
  m.by.name = of.proposed_by_name;
  m.by.window = of.id;
  m.text = of.text;
  m.client_id = of.id;
  m.seen = member.seen;
  m.crossing = std::move(crossing);
  m.of_incident = true;
  m.ticket = ticket;
  for (auto const& tk : before.tickets)
    if (tk.number == ticket && needs_solution(tk)) m.solution = of.text;
  auto answered = on_officer_message(ctx, before, std::move(m));
  if (!answered) return answered.error();
  out.state = member_state::answered;
  ++after.answered;
  answered->also.emplace_back(std::move(after));
  answered->also.emplace_back(std::move(out));
  return answered;
}

}  // namespace sahut
