#include "gateway/service/tickets/ticket_desk.hpp"

#include "gateway/records/incident_form.hpp"
#include "gateway/service/talk/outbox_room.hpp"
#include "routing/engine/conversation/identity_request.hpp"
#include "routing/engine/conversation/restriction.hpp"
#include "routing/engine/conversation/split.hpp"
#include "routing/engine/ticket/number.hpp"

#include <algorithm>

namespace sahut {
namespace {

using boost::asio::awaitable;

error no_such_ticket() { return {errc::not_found, "ticket", "there is no such ticket in your queues"}; }
error not_theirs_to_describe() {
  return {errc::not_handling, "conversation", "what it is about says who handles it, a coordinator or a superior: take it first"};
}
error no_such_message(char const* path) { return {errc::bad_field, path, "the conversation has no such message"}; }

// Message `seq` of the log, if the officer may see it.
struct one_message {
  log_message said;
  annotation noted;
};
awaitable<result<one_message>> read_message(desk& d, official who, conversation_ptr base, std::uint64_t seq, char const* path) {
  hidden_parts const hidden(who, base->record);
  if (seq == 0 || seq > base->end || hidden.message(seq)) co_return no_such_message(path);
  auto page = co_await d.repo.read_log(base, seq, seq);
  if (!page) co_return page.error();
  if (page->messages.empty()) co_return no_such_message(path);
  one_message found;
  found.said = std::move(page->messages.front());
  found.noted = std::move(page->noted.front());
  co_return found;
}

}  // namespace

// The number leads to the conversation in which the ticket is.
awaitable<result<officer_done>> ticket_desk::run(officer_window w, std::string id, std::string content, ticket_number number, rule decide, deed needs,
                                                 transaction extra) {
  auto const typed = parse_number(number);
  if (!std::holds_alternative<typed_number>(typed)) co_return error{errc::not_found, "ticket", "there is no ticket of this number: look at it again"};
  auto of = std::get<typed_number>(typed);
  auto found = co_await desk_.repo.find_number(std::move(of));
  if (!found) co_return found.error();
  if (!*found || !(*found)->entry.is_ticket) co_return no_such_ticket();
  conversation_id c = (*found)->entry.conversation;
  auto in_conversation = [&w, &number, &decide, needs](conversation_ptr base, records_read&) -> awaitable<result<transition>> {
    auto const meant = ticket_meant(base->record, number);
    auto const& tickets = base->record.tickets;
    auto const is = std::find_if(tickets.begin(), tickets.end(), [&](ticket const& tk) { return tk.number == meant; });
    auto const& who = w.user->account;
    bool const allowed = may(who, needs, base->record) || (needs == deed::handle && may(who, deed::take_over, base->record));
    hidden_parts const hidden(w.user->account, base->record);
    if (is == tickets.end() || hidden.ticket(*is)) co_return no_such_ticket();
    if (!allowed && needs == deed::set_topic) co_return not_theirs_to_describe();
    if (!allowed) co_return no_such_ticket();
    co_return co_await decide(base, meant);
  };
  auto done = co_await deeds_.run(w, std::move(id), std::move(content), std::move(c), in_conversation, deed::read, std::move(extra));
  if (!done && done.error().code == errc::not_found) co_return no_such_ticket();
  if (done && done->now) done->ticket = ticket_meant(done->now->record, number);
  co_return done;
}

awaitable<result<officer_done>> ticket_desk::take(officer_window w, std::string id, ticket_number number) {
  auto& d = desk_;
  auto decide = [&d, &w](conversation_ptr base, ticket_number const& meant) -> awaitable<result<transition>> {
    co_return on_ticket_take(d.at_now(), base->record, acting(w, base->record), meant);
  };
  auto content = "ticket.take\n" + number;
  co_return co_await run(w, std::move(id), std::move(content), std::move(number), decide, deed::handle, transaction());
}

awaitable<result<officer_done>> ticket_desk::assign(officer_window w, std::string id, ticket_number number, std::optional<officer_id> officer,
                                                    std::optional<queue_id> queue) {
  auto& d = desk_;
  if (officer.has_value() == queue.has_value()) co_return error{errc::bad_field, "officer", "a ticket is given to an officer or to a queue: name one"};
  auto const* known = queue ? find_queue(*d.profile.settings, *queue) : nullptr;
  if (queue && !known) co_return error{errc::bad_field, "queue", "this office has no such queue"};
  bool const to_unit = known && known->kind == queue_kind::unit;
  auto decide = [this, &d, &w, &officer, &queue, to_unit](conversation_ptr base, ticket_number const& meant) -> awaitable<result<transition>> {
    ticket_target to;
    (to_unit ? to.unit : to.queue) = queue;
    if (officer) {
      auto target = co_await officers_.who_may_handle(*officer, base->record.queue, is_restricted(base->record), &to.back_at);
      for (auto const& tk : base->record.tickets)
        if (!target && target.error().code == errc::bad_field && tk.number == meant && !tk.unit.empty())
          target = co_await officers_.who_may_handle(*officer, tk.unit, is_restricted(base->record), &to.back_at);
      if (!target) co_return target.error();
      to.officer = std::move(*target);
    }
    co_return on_ticket_assign(d.at_now(), base->record, acting(w, base->record), meant, std::move(to));
  };
  auto content = "ticket.assign\n" + number + '\n' + officer.value_or("").text() + '\n' + queue.value_or("").text();
  auto extra = officers_.looking_after(officer);
  co_return co_await run(w, std::move(id), std::move(content), std::move(number), decide, deed::handle, std::move(extra));
}

std::optional<error> ticket_desk::topic_fault(std::optional<std::string> const& topic) const {
  auto const& topics = desk_.profile.settings->topics;
  if (!topic || std::find(topics.begin(), topics.end(), *topic) != topics.end()) return std::nullopt;
  return error{errc::bad_field, "topic", "this is none of the office's topics: `welcome` lists them"};
}

awaitable<result<officer_done>> ticket_desk::set(officer_window w, std::string id, ticket_number number, ticket_changes what) {
  auto& d = desk_;
  if (!what.categories && !what.topic) co_return error{errc::bad_field, "categories", "say what to set: categories, topic, or both"};
  if (what.categories)
    if (auto const fault = categories_fault(*what.categories)) co_return *fault;
  if (auto const fault = topic_fault(what.topic)) co_return *fault;
  auto content = "ticket.set\n" + number + '\n' + what.topic.value_or("");
  if (what.categories)
    for (auto const& category : *what.categories) content += '\n' + category;
  auto decide = [&d, &w, &what](conversation_ptr base, ticket_number const& meant) -> awaitable<result<transition>> {
    co_return on_ticket_set(d.at_now(), base->record, acting(w, base->record), meant, what);
  };
  co_return co_await run(w, std::move(id), std::move(content), std::move(number), decide, deed::set_topic, transaction());
}

awaitable<result<officer_done>> ticket_desk::close(officer_window w, std::string id, ticket_number number, outcome how, std::string detail,
                                                   std::string contact) {
  auto& d = desk_;
  auto decide = [&d, &w, how, &detail, &contact](conversation_ptr base, ticket_number const& meant) -> awaitable<result<transition>> {
    co_return on_ticket_close(d.at_now(), base->record, acting(w, base->record), meant, how, detail, contact);
  };
  auto content = "ticket.close\n" + number + '\n' + std::string(name_of(how)) + '\n' + detail + '\n' + contact;
  co_return co_await run(w, std::move(id), std::move(content), std::move(number), decide, deed::handle, transaction());
}

awaitable<result<officer_done>> ticket_desk::set_topic(officer_window w, std::string id, conversation_id c, std::string topic) {
  auto& d = desk_;
  if (auto const fault = topic_fault(topic)) co_return *fault;
  auto decide = [&d, &w, &topic](conversation_ptr base, records_read&) -> awaitable<result<transition>> {
    if (!may(w.user->account, deed::set_topic, base->record)) co_return not_theirs_to_describe();
    co_return on_topic(d.at_now(), base->record, acting(w, base->record), topic);
  };
  auto content = "conversation.topic\n" + topic;
  co_return co_await deeds_.run(w, std::move(id), std::move(content), std::move(c), decide, deed::read);
}

awaitable<result<officer_done>> ticket_desk::split(officer_window w, std::string id, conversation_id c, std::uint64_t from_seq) {
  auto& d = desk_;
  auto decide = [&d, &w, from_seq](conversation_ptr base, records_read&) -> awaitable<result<transition>> {
    auto line = co_await read_message(d, w.user->account, base, from_seq, "from_seq");
    if (!line) co_return line.error();
    split_off what;
    what.by = acting(w, base->record);
    what.seq = from_seq;
    what.line = std::move(line->said);
    co_return on_split(d.at_now(), base->record, what);
  };
  auto content = "request.split\n" + std::to_string(from_seq);
  co_return co_await deeds_.run(w, std::move(id), std::move(content), std::move(c), decide);
}

awaitable<result<officer_done>> ticket_desk::revoke_answer(officer_window w, std::string id, conversation_id c, std::uint64_t seq,
                                                           std::string reason) {
  auto& d = desk_;
  auto decide = [&d, &w, seq, &reason](conversation_ptr base, records_read&) -> awaitable<result<transition>> {
    if (!may(w.user->account, deed::revoke_answers, base->record))
      co_return error{errc::not_handling, "conversation", "an answer is taken back by a coordinator or a superior: ask one of them"};
    auto answer = co_await read_message(d, w.user->account, base, seq, "seq");
    if (!answer) co_return answer.error();
    revoked what;
    what.by = acting(w, base->record);
    what.seq = seq;
    what.target = std::move(answer->said);
    what.noted = std::move(answer->noted);
    what.reason = reason;
    co_return on_answer_revoked(d.at_now(), base->record, what);
  };
  auto content = "answer.revoke\n" + std::to_string(seq) + '\n' + reason;
  co_return co_await deeds_.run(w, std::move(id), std::move(content), std::move(c), decide, deed::read);
}

awaitable<result<officer_done>> ticket_desk::ask_identity(officer_window w, std::string id, conversation_id c, std::vector<std::string> fields) {
  auto& d = desk_;
  if (auto const fault = identity_fields_fault(fields)) co_return *fault;
  std::string content = "identity.request";
  for (auto const& f : fields) content += '\n' + f;
  auto decide = [&d, &w, &id, &fields](conversation_ptr base, records_read&) -> awaitable<result<transition>> {
    auto const room = co_await outbox_room(d, base->record);
    if (!room) co_return room.error();
    co_return on_identity_request(d.at_now(), base->record, acting(w, base->record), id, fields);
  };
  auto name = id;
  co_return co_await deeds_.run(w, std::move(name), std::move(content), std::move(c), decide);
}

awaitable<result<officer_done>> ticket_desk::set_identity(officer_window w, std::string id, conversation_id c, identity given) {
  auto& d = desk_;
  std::string content = "identity.set";
  for (auto const* field : {&given.name, &given.email, &given.phone, &given.nik, &given.npwp}) content += '\n' + field->value_or("");
  for (auto const& [kind, number] : given.documents) content += '\n' + kind + '=' + number;
  auto decide = [&d, &w, &given](conversation_ptr base, records_read&) -> awaitable<result<transition>> {
    if (!may(w.user->account, deed::set_identity, base->record))
      co_return error{errc::not_handling, "conversation", "who the citizen is writes down who handles the conversation"};
    co_return on_identity_set(d.at_now(), base->record, acting(w, base->record), given);
  };
  co_return co_await deeds_.run(w, std::move(id), std::move(content), std::move(c), decide, deed::read);
}

awaitable<result<officer_done>> ticket_desk::restrict_access(officer_window w, std::string id, conversation_id c, std::string reason) {
  auto& d = desk_;
  auto decide = [this, &d, &w, &reason](conversation_ptr base, records_read& also) -> awaitable<result<transition>> {
    auto const& before = base->record;
    if (!may(w.user->account, deed::restrict_access, before))
      co_return error{errc::not_handling, "conversation", "a conversation is restricted by who handles it, a coordinator or a superior"};
    restricting what;
    what.by = acting(w, before);
    what.reason = reason;
    if (!before.officer.empty()) {
      auto handler = co_await users_.find(before.officer);
      if (!handler && handler.error().code != errc::not_found) co_return handler.error();
      what.officer_stays = handler && may((*handler)->account, deed::see_restricted);
    }
    for (auto const& place : incidents_of(before)) {
      auto of = co_await also.load<incident>(place.incident);
      if (!of) co_return of.error();
      incident_member key;
      key.incident = place.incident;
      key.conversation = before.id;
      key.request = place.request;
      auto member = co_await also.load<incident_member>(key.id());
      if (!member) co_return member.error();
      if (*of && *member) what.incidents.push_back({std::move(**of), std::move(**member)});
    }
    co_return on_restricted(d.at_now(), before, std::move(what));
  };
  auto content = "conversation.restrict\n" + reason;
  co_return co_await deeds_.run(w, std::move(id), std::move(content), std::move(c), decide, deed::read);
}

}  // namespace sahut
