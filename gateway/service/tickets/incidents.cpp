#include "gateway/service/tickets/incidents.hpp"

#include "gateway/records/decimal.hpp"
#include "gateway/records/incident_form.hpp"
#include "routing/engine/conversation/incidents.hpp"
#include "routing/engine/ticket/number.hpp"

#include <algorithm>

namespace sahut {
namespace {

error no_such_incident() { return {errc::not_found, "incident", "there is no such incident"}; }

acting_officer acting_apart(officer_window const& w) {
  auto const& a = w.user->account;
  acting_officer by;
  by.id = a.name;
  by.name = a.shown_name();
  by.window = w.window;
  by.supervises = may(a, deed::approve_incident);
  return by;
}

std::string content_of(incidents::selection const& what) {
  std::string out;
  for (auto const& one : what.tickets) out += one + ' ';
  out += '\n';
  for (auto const& one : what.conversations) out += one.text() + ' ';
  out += '\n';
  out += what.by.topic + '\n' + what.by.words;
  for (auto const& at : {what.by.from, what.by.until}) out += '\n' + (at ? std::to_string(to_millis(*at)) : std::string());
  return out;
}

}  // namespace

boost::asio::awaitable<result<incident>> incidents::find(incident_id which) {
  auto read = desk_.repo.begin_reading(desk_.forms);
  auto found = co_await read.load<incident>(std::move(which));
  if (!found) co_return found.error();
  if (!*found) co_return no_such_incident();
  co_return std::move(**found);
}

boost::asio::awaitable<result<std::vector<incident>>> incidents::list() {
  std::vector<incident> out;
  auto found = co_await desk_.st.lowest(desk_.space.list("incidents"), listed_max);
  if (!found) co_return found.error();
  for (auto const& f : *found) {
    auto one = co_await find(incident_id(f.member));
    if (!one && (one.error().code == errc::internal || one.error().code == errc::not_found)) continue;
    if (!one) co_return one.error();
    out.push_back(std::move(*one));
  }
  co_return out;
}

// A deed about the incident alone.
boost::asio::awaitable<result<incidents::done>> incidents::change(officer_window w, std::string id, std::string content, incident_id which,
                                                                  decision decide, deed needs) {
  auto& d = desk_;
  auto rule = [&d, &w, &which, &decide](records_read& also) -> boost::asio::awaitable<result<transition>> {
    auto before = co_await also.load<incident>(which);
    if (!before) co_return before.error();
    co_return decide(d.clk.now(), *before, acting_apart(w));
  };
  auto run = co_await deeds_.run_apart(w, std::move(id), std::move(content), rule, needs);
  if (!run) co_return run.error();
  done out;
  out.incident = std::move(which);
  co_return out;
}

boost::asio::awaitable<result<incidents::done>> incidents::open(officer_window w, std::string id, std::string title) {
  incident_id name(desk_.profile.settings->code + "-I" + desk_.repo.digest_of("incident:" + w.user->account.name.text(), id).substr(0, 20));
  auto decide = [name, &title](utc_time now, std::optional<incident> const& before, acting_officer const& by) -> result<transition> {
    if (before) return error{errc::id_reused, "id", "this id was used before for something else; use a new one"};
    return on_incident_opened(now, name, by, title);
  };
  auto content = "incident.open\n" + title;
  co_return co_await change(w, std::move(id), std::move(content), name, decide, deed::gather_incident);
}

boost::asio::awaitable<result<incidents::done>> incidents::propose(officer_window w, std::string id, incident_id which, std::string text) {
  auto decide = [&text](utc_time now, std::optional<incident> const& before, acting_officer const& by) -> result<transition> {
    if (!before) return no_such_incident();
    return on_incident_proposed(now, *before, by, text);
  };
  auto content = "incident.answer\n" + which + '\n' + text;
  co_return co_await change(w, std::move(id), std::move(content), std::move(which), decide, deed::gather_incident);
}

boost::asio::awaitable<result<incidents::done>> incidents::approve(officer_window w, std::string id, incident_id which, std::string proposal,
                                                                   std::string shown) {
  auto const named = proposal.empty() ? shown : proposal;
  auto decide = [this, named](utc_time now, std::optional<incident> const& before, acting_officer const& by) -> result<transition> {
    if (!before) return no_such_incident();
    if (before->state == incident_state::proposed && !named.empty() && named != proposal_of(*before))
      return error{errc::bad_field, "proposal", "the proposed answer is another one by now: read it, and approve that one"};
    return on_incident_approved(now, *before, by);
  };
  auto content = "incident.approve\n" + which;
  if (!proposal.empty()) content += '\n' + proposal;
  co_return co_await change(w, std::move(id), std::move(content), std::move(which), decide, deed::approve_incident);
}

boost::asio::awaitable<result<incidents::done>> incidents::close(officer_window w, std::string id, incident_id which) {
  auto decide = [](utc_time now, std::optional<incident> const& before, acting_officer const& by) -> result<transition> {
    if (!before) return no_such_incident();
    return on_incident_closed(now, *before, by);
  };
  auto content = "incident.close\n" + which;
  co_return co_await change(w, std::move(id), std::move(content), std::move(which), decide, deed::gather_incident);
}

// One question in or out. True: it is a member now, or was one already, so that a repetition gets the same answer; or it was taken out.
boost::asio::awaitable<result<bool>> incidents::change_member(officer_window w, std::string id, incident_id which, conversation_id c,
                                                              ticket_number ticket, bool joins) {
  auto& d = desk_;
  bool changed = false;
  std::string const path = ticket.empty() ? "conversation" : "ticket";
  auto decide = [&](conversation_ptr base, records_read& also) -> boost::asio::awaitable<result<transition>> {
    changed = false;
    auto of = co_await also.load<incident>(which);
    if (!of) co_return of.error();
    if (!*of) co_return no_such_incident();
    auto const what = question_to_join(base->record, ticket);
    if (!what) co_return error{errc::bad_field, path, "nothing waits for an answer there"};
    incident_member key;
    key.incident = which;
    key.conversation = base->record.id;
    key.request = what->request;
    auto known = co_await also.load<incident_member>(key.id());
    if (!known) co_return known.error();
    auto const by = acting(w, base->record);
    if (joins) {
      auto joined = on_incident_joined(d.at_now(), base->record, **of, *known, *what, by, base->end);
      changed = joined.has_value();
      co_return joined;
    }
    if (!*known) co_return error{errc::bad_field, path, "it is not in this incident"};
    auto left = on_incident_left(d.at_now(), base->record, **of, **known, by);
    changed = left && left->after;
    co_return left;
  };
  auto content = std::string(joins ? "incident.add\n" : "incident.remove\n") + which + '\n' + ticket;
  auto run = co_await deeds_.run(w, std::move(id), std::move(content), std::move(c), decide, deed::gather_incident);
  if (!run) co_return run.error();
  co_return changed;
}

// Several records change under one id: the incident remembers it, so that it is recognised with another content.
boost::asio::awaitable<result<void>> incidents::remember(officer_window w, std::string id, std::string content, incident_id which) {
  auto decide = [&which](records_read& also) -> boost::asio::awaitable<result<transition>> {
    auto of = co_await also.load<incident>(which);
    if (!of) co_return of.error();
    if (!*of) co_return no_such_incident();
    co_return transition();
  };
  co_return co_await deeds_.run_apart(std::move(w), std::move(id), std::move(content), decide, deed::gather_incident);
}

boost::asio::awaitable<result<incidents::done>> incidents::add(officer_window w, std::string id, incident_id which, selection what) {
  return change_members(std::move(w), std::move(id), std::move(which), std::move(what), true);
}
boost::asio::awaitable<result<incidents::done>> incidents::remove(officer_window w, std::string id, incident_id which, selection what) {
  return change_members(std::move(w), std::move(id), std::move(which), std::move(what), false);
}

boost::asio::awaitable<result<incidents::done>> incidents::change_members(officer_window w, std::string id, incident_id which, selection what,
                                                                          bool joins) {
  auto content = std::string(joins ? "incident.add\n" : "incident.remove\n") + content_of(what);
  auto of = co_await remember(w, id, std::move(content), which);
  if (!of) co_return of.error();
  done out;
  out.incident = which;
  std::vector<std::pair<conversation_id, ticket_number>> chosen;
  for (auto& c : what.conversations) chosen.emplace_back(std::move(c), ticket_number());
  for (auto& number : what.tickets) {
    auto led = co_await conversation_of_ticket(number);
    if (!led) {
      if (led.error().code == errc::unavailable) co_return led.error();
      out.not_taken.push_back({number, led.error()});
      continue;
    }
    chosen.emplace_back(std::move(led->first), std::move(led->second));
  }
  if (joins && !what.by.empty()) {
    auto found = co_await matching(w.user->account, std::move(what.by), &out.more);
    if (!found) co_return found.error();
    auto const named = chosen;
    for (auto& f : *found) {
      auto const same = [&f](auto const& one) { return one.first == f.first; };
      if (std::none_of(named.begin(), named.end(), same)) chosen.push_back(std::move(f));
    }
  }
  for (auto const& [c, ticket] : chosen) {
    auto part = id + '|' + c.text() + '|' + ticket;
    auto changed = co_await change_member(w, std::move(part), which, c, ticket, joins);
    if (changed) {
      out.changed += *changed;
      continue;
    }
    auto const& e = changed.error();
    if (e.code == errc::unavailable || e.code == errc::full || e.code == errc::not_authenticated || e.path == "incident") co_return e;
    out.not_taken.push_back({ticket.empty() ? c.text() : ticket.text(), e});
  }
  co_return out;
}

boost::asio::awaitable<result<std::pair<conversation_id, ticket_number>>> incidents::conversation_of_ticket(std::string typed) {
  auto const number = parse_number(typed);
  auto const* known = std::get_if<typed_number>(&number);
  error const none{errc::not_found, "ticket", "there is no such ticket"};
  if (!known) co_return none;
  auto found = co_await desk_.repo.find_number(*known);
  if (!found) co_return found.error();
  if (!*found) co_return none;
  auto led = co_await desk_.repo.follow(std::move(**found));
  if (!led) co_return led.error();
  if (!*led || !(*led)->tk) co_return none;
  co_return std::pair<conversation_id, ticket_number>((*led)->of->record.id, (*led)->tk->number);
}

}  // namespace sahut
