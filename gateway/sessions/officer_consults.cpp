// Questions to colleagues, on an officer's window.
#include "gateway/sessions/officer_session.hpp"

#include "gateway/wire/consult_frames.hpp"

namespace sahut {
namespace {

// Whom a question is put to. bad_field to.role, or to.<what nobody knows>.
result<addressee> read_addressee(std::map<std::string, std::string> const& given) {
  addressee to;
  for (auto const& [key, value] : given) {
    if (value.empty()) continue;
    if (key == "officer") to.officer = officer_id(value);
    else if (key == "queue" || key == "unit") to.queue = queue_id(value);
    else if (key == "role") {
      to.of_role = role_of(value);
      if (!to.of_role) return error{errc::bad_field, "to.role", "a role is coordinator or superior"};
    }
  }
  return to;
}

}  // namespace

std::string officer_session::consult_frame_of(told_consult const& c) const {
  return wire::consult_frame(c, [this](officer_id const& who) { return display_name(who); });
}

boost::asio::awaitable<void> officer_session::consult_ask(wire::request_frame f) {
  auto id = f.required_id();
  auto c = f.named<conversation_id>("conversation");
  auto given = f.object_of_names("to");
  auto text = f.text("text"), draft = f.optional_text("draft");
  auto ticket = f.optional_name("ticket");
  auto due = f.optional_instant("due");
  if (auto const e = wire::first_fault(id, c, given, text, draft, ticket, due)) co_return fail(f, *e);
  auto to = read_addressee(*given);
  if (!to) co_return fail(f, to.error());
  consults::question q;
  q.to = std::move(*to);
  q.text = std::move(*text);
  q.draft = std::move(*draft);
  q.ticket = ticket_number(ticket->value_or(""));
  q.due = *due;
  command_scope scope(*this);
  auto done = co_await office_->consulting.ask(window_, *id, *c, std::move(q));
  if (!done) co_return fail(f, done.error());
  wire::json_writer w;
  w.begin_object().field("consult", done->consult);
  if (done->after_citizen_due) {
    w.begin_array("warnings");
    wire::json_writer x;
    x.begin_object().field("path", "due").field("message", "this is later than the citizen's own deadline");
    w.element_raw(x.end_object().take()).end_array();
  }
  acknowledge(*id, *c, w.end_object().take());
}

boost::asio::awaitable<void> officer_session::consult_answer(wire::request_frame f) {
  auto of = f.named<consult_id>("consult");
  auto text = f.text("text"), draft = f.optional_text("draft");
  return carry_out(std::move(f), office_->consulting, &consults::answer, &officer_session::acknowledge_consult, std::move(of), std::move(text), std::move(draft));
}

boost::asio::awaitable<void> officer_session::consult_close(wire::request_frame f) {
  auto of = f.named<consult_id>("consult");
  return carry_out(std::move(f), office_->consulting, &consults::close, &officer_session::acknowledge_consult, std::move(of));
}

void officer_session::acknowledge_consult(wire::request_frame const& f, result<consults::done> const& done) {
  if (!done) return fail(f, done.error());
  wire::json_writer w;
  acknowledge(f.id(), {}, w.begin_object().field("consult", done->consult).end_object().take());
}

void officer_session::acknowledge(std::string const& id, conversation_id const& c, std::string const& object) {
  wire::ack a;
  a.re = id;
  a.conversation = c;
  a.extra = object.substr(1, object.size() - 2);
  send(wire::ack_frame(a));
}

void officer_session::on_consult(told_consult const& c) {
  if (!peer_ || !welcomed_) return;
  auto const& who = window_.user->account;
  if (may(who, deed::read, c.of->record)) {
    hidden_parts const hidden(who, c.of->record);
    if (!hidden.note(c.now->asked_at)) send(consult_frame_of(c));
    return;
  }
  if (c.now->state != consult_state::closed || (!is_addressee(who, c.now->to) && c.now->by != me())) return;
  tell_consult_gone(c.now->id, c.now->conversation, c.now->state);  // it was theirs to answer or to hear of, and is no more
}

void officer_session::tell_consult_gone(consult_id const& id, conversation_id const& of, consult_state state) {
  wire::json_writer w;
  w.begin_object().field("type", "consult").field("consult", id).field("conversation", of);
  send(w.field("state", name_of(state)).field("gone", true).end_object().take());
}

}  // namespace sahut
