#include "routing/engine/conversation/ticket_desk.hpp"

#include "routing/engine/conversation/events.hpp"
#include "routing/engine/conversation/handling.hpp"
#include "routing/engine/conversation/requests.hpp"
#include "routing/engine/ticket/number.hpp"

#include <algorithm>

namespace sahut {
namespace {

template <class Conversation>
auto* find_ticket(Conversation& c, ticket_number const& number) {
  auto const it = std::find_if(c.tickets.begin(), c.tickets.end(), [&](ticket const& tk) { return tk.number == number; });
  return it == c.tickets.end() ? nullptr : &*it;
}

error no_such_ticket() { return {errc::not_found, "ticket", "there is no such ticket in your queues"}; }

std::optional<error> not_open(conversation const& c, ticket_number const& number) {
  auto const* tk = find_ticket(c, number);
  if (!tk) return no_such_ticket();
  if (!tk->open()) return error{errc::bad_field, "ticket", tk->closed_at ? "this ticket is closed" : "this ticket has been answered"};
  return std::nullopt;
}

auto naming(result<transition> t, ticket_number const& number) {
  if (t) t->told_ticket = number;
  return t;
}

// It ended with this outcome, which its record does not hold.
void add_outcome(transition& t, ticket_number const& number, outcome how) {
  for (auto& e : t.events)
    if (e.kind == event_kind::ticket_closed && e.subject.ticket == number) e.facts.push_back(word_fact(fact_name::outcome, name_of(how)));
}

}  // namespace

std::optional<error> categories_fault(std::vector<std::string> const& categories) {
  if (categories.empty()) return error{errc::bad_field, "categories", "a ticket has one category at least"};
  for (auto it = categories.begin(); it != categories.end(); ++it) {
    auto const path = "categories[" + std::to_string(it - categories.begin()) + "]";
    if (std::find(ticket_categories.begin(), ticket_categories.end(), *it) == ticket_categories.end())
      return error{errc::bad_field, path, "a category is ict_complaint, information_request or ict_support_request"};
    if (std::find(categories.begin(), it, *it) != it) return error{errc::bad_field, path, "this category stands twice"};
  }
  return std::nullopt;
}

ticket_number ticket_meant(conversation const& c, std::string_view typed) {
  auto const number = parse_number(typed);
  auto const* meant = std::get_if<typed_number>(&number);
  if (!meant) return {};
  auto const is = [&](ticket const& tk) {
    auto const known = parse_number(tk.number);
    auto const* of = std::get_if<typed_number>(&known);
    return of && of->digits == meant->digits && of->prefix && meant->may_be(*of->prefix);
  };
  auto const it = std::find_if(c.tickets.begin(), c.tickets.end(), is);
  return it == c.tickets.end() ? ticket_number() : it->number;
}

result<transition> on_ticket_take(context ctx, conversation const& before, acting_officer const& by, ticket_number const& number) {
  if (auto const fault = not_open(before, number)) return *fault;
  return naming(on_claim(ctx, before, by), number);
}

result<transition> on_ticket_assign(context ctx, conversation const& before, acting_officer const& by, ticket_number const& number,
                                    ticket_target to) {
  if (auto const fault = not_open(before, number)) return *fault;
  if (!handles(before, by) && !may_reassign(before, by)) return not_theirs(before);
  if (to.unit) {
    transition t;
    t.told_ticket = number;
    if (find_ticket(before, number)->unit == *to.unit) return t;
    t.after = before;
    find_ticket(*t.after, number)->unit = *to.unit;
    record_events(t, before, by_officer(by), ctx.now);
    return t;
  }
  transfer_target target;
  target.queue = std::move(to.queue);
  target.officer = std::move(to.officer);
  target.back_at = to.back_at;
  return naming(on_transfer(ctx, before, by, std::move(target), {}), number);
}

result<transition> on_ticket_set(context ctx, conversation const& before, acting_officer const& by, ticket_number const& number,
                                 ticket_changes what) {
  if (!find_ticket(before, number)) return no_such_ticket();
  transition t;
  t.told_ticket = number;
  auto next = before;
  auto& tk = *find_ticket(next, number);
  if (what.categories) tk.categories = std::move(*what.categories);
  if (what.topic) tk.topic = std::move(*what.topic);
  if (next == before) return t;
  t.after = std::move(next);
  record_events(t, before, by_officer(by), ctx.now);
  return t;
}

result<transition> on_ticket_close(context ctx, conversation const& before, acting_officer const& by, ticket_number const& number, outcome how,
                                   std::string detail, std::string contact) {
  auto const* is = find_ticket(before, number);
  if (!is) return no_such_ticket();
  if (is->closed_at) return error{errc::bad_field, "ticket", "this ticket is closed"};
  if (!handles(before, by) && !may_reassign(before, by)) return not_theirs(before);
  ticket_number const whole = number;
  if (how == outcome::duplicate && ticket_meant(before, detail) == whole) return error{errc::bad_field, "of", "a ticket is no duplicate of itself"};
  bool const another = std::any_of(before.tickets.begin(), before.tickets.end(), [&](ticket const& tk) { return tk.open() && tk.number != whole; });
  if (before.active.empty() && !another) {
    auto t = close_all(ctx, before, by, how, std::move(detail), contact);
    if (t) add_outcome(*t, whole, how);
    return naming(std::move(t), number);
  }
  if (how == outcome::none || how == outcome::ticketed) return error{errc::bad_field, "outcome", "this is not an outcome that an officer gives"};
  if (how == outcome::redirected)
    return error{errc::bad_field, "outcome", "something else of this conversation is open: tell the citizen where to go in a message, then close as not_a_request"};
  if (how == outcome::answered && is->open()) return error{errc::bad_field, "outcome", "the ticket has no answer yet"};
  transition t;
  t.told_ticket = number;
  t.after = before;
  find_ticket(*t.after, number)->closed_at = ctx.now;
  conclude(before, *t.after, ctx.now);
  record_events(t, before, by_officer(by), ctx.now);
  add_outcome(t, whole, how);
  return t;
}

result<transition> on_topic(context ctx, conversation const& before, acting_officer const& by, std::string topic) {
  auto next = before;
  request* of = nullptr;
  for (auto& r : next.active)
    if (!of && !r.answer_seq) of = &r;
  if (!of && !next.active.empty()) of = &next.active.front();
  if (!of && !next.past.empty()) of = &next.past.back();
  if (!of) return error{errc::not_found, "conversation", "this conversation has no request"};
  if (auto* tk = of->ticket.empty() ? nullptr : find_ticket(next, of->ticket)) tk->topic = topic;
  of->topic = std::move(topic);
  transition t;
  if (next == before) return t;
  t.after = std::move(next);
  record_events(t, before, by_officer(by), ctx.now);
  return t;
}

}  // namespace sahut
