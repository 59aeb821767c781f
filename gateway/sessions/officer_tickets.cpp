// Deeds about tickets, topics and answers that were none, on an officer's window.
#include "gateway/sessions/identity_fields.hpp"
#include "gateway/sessions/officer_session.hpp"

namespace sahut {
namespace {

constexpr std::size_t names_most = 20;  // of a list in one command

}  // namespace

std::string officer_session::ticket_fields_of(conversation const& c, ticket const& tk, std::uint64_t rev) const {
  auto const owner = tk.owner.empty() ? std::string_view{} : display_name(tk.owner);
  return wire::ticket_fields(office_->shared.profile.facts, c, tk, true, shows_identity(c), {rev, owner});
}

std::string officer_session::ticket_frame_of(conversation const& c, ticket const& tk, std::uint64_t rev) const {
  auto const owner = tk.owner.empty() ? std::string_view{} : display_name(tk.owner);
  return wire::officer_ticket_frame(office_->shared.profile.facts, c, tk, shows_identity(c), {rev, owner});
}

// With the ticket as it is now, where there is one.
void officer_session::answer_with_ticket(wire::request_frame const& f, result<officer_done> const& done) {
  std::string extra;
  if (done && done->now)
    for (auto const& tk : done->now->record.tickets)
      if (tk.number == done->ticket) extra = "\"ticket\":" + ticket_fields_of(done->now->record, tk, 0);  // a repetition gets the very same answer
  answer(f, done && done->now ? done->now->record.id : conversation_id(), done, std::move(extra));
}

boost::asio::awaitable<void> officer_session::ticket_take(wire::request_frame f) {
  auto number = f.named<ticket_number>("ticket");
  return carry_out(std::move(f), office_->tickets, &ticket_desk::take, &officer_session::answer_with_ticket, std::move(number));
}

boost::asio::awaitable<void> officer_session::ticket_assign(wire::request_frame f) {
  auto number = f.named<ticket_number>("ticket");
  auto officer = f.optional_named<officer_id>("officer");
  auto queue = f.optional_named<queue_id>("queue");
  return carry_out(std::move(f), office_->tickets, &ticket_desk::assign, &officer_session::answer_with_ticket, std::move(number), std::move(officer), std::move(queue));
}

boost::asio::awaitable<void> officer_session::ticket_set(wire::request_frame f) {
  auto id = f.required_id();
  auto number = f.named<ticket_number>("ticket");
  auto categories = f.optional_names("categories", names_most);
  auto topic = f.optional_name("topic");
  if (auto const e = wire::first_fault(id, number, categories, topic)) co_return fail(f, *e);
  ticket_changes what;
  what.categories = std::move(*categories);
  what.topic = std::move(*topic);
  command_scope scope(*this);
  auto done = co_await office_->tickets.set(window_, *id, *number, std::move(what));
  answer_with_ticket(f, done);
}

boost::asio::awaitable<void> officer_session::ticket_close(wire::request_frame f) {
  auto id = f.required_id();
  auto number = f.named<ticket_number>("ticket");
  auto how_name = f.name("outcome");
  auto to = f.optional_name("to"), of = f.optional_name("of"), contact = f.optional_name("contact");
  if (auto const e = wire::first_fault(id, number, how_name, to, of, contact)) co_return fail(f, *e);
  auto const how = given_outcome(*how_name);
  if (!how) co_return fail(f, how.error());
  auto detail = to->value_or(of->value_or(""));
  command_scope scope(*this);
  auto done = co_await office_->tickets.close(window_, *id, *number, *how, std::move(detail), contact->value_or(""));
  answer_with_ticket(f, done);
}

boost::asio::awaitable<void> officer_session::conversation_topic(wire::request_frame f) {
  auto c = f.named<conversation_id>("conversation");
  auto topic = f.name("topic");
  return carry_out(std::move(f), office_->tickets, &ticket_desk::set_topic, &officer_session::answer_plainly, std::move(c), std::move(topic));
}

boost::asio::awaitable<void> officer_session::request_split(wire::request_frame f) {
  auto c = f.named<conversation_id>("conversation");
  auto from_seq = f.number("from_seq");
  return carry_out(std::move(f), office_->tickets, &ticket_desk::split, &officer_session::answer_with_ticket, std::move(c), std::move(from_seq));
}

boost::asio::awaitable<void> officer_session::answer_revoke(wire::request_frame f) {
  auto c = f.named<conversation_id>("conversation");
  auto seq = f.number("seq");
  auto reason = f.text("reason");
  return carry_out(std::move(f), office_->tickets, &ticket_desk::revoke_answer, &officer_session::answer_with_ticket, std::move(c), std::move(seq), std::move(reason));
}

boost::asio::awaitable<void> officer_session::identity_request(wire::request_frame f) {
  auto id = f.required_id();
  auto c = f.named<conversation_id>("conversation");
  auto fields = f.optional_names("fields", names_most);
  if (auto const e = wire::first_fault(id, c, fields)) co_return fail(f, *e);
  auto asked = fields->value_or(std::vector<std::string>());
  command_scope scope(*this);
  auto done = co_await office_->tickets.ask_identity(window_, *id, *c, std::move(asked));
  answer(f, *c, done);
}

boost::asio::awaitable<void> officer_session::identity_set(wire::request_frame f) {
  auto id = f.required_id();
  auto c = f.named<conversation_id>("conversation");
  if (auto const e = wire::first_fault(id, c)) co_return fail(f, *e);
  auto given = read_identity(f);
  if (!given) co_return fail(f, given.error());
  auto extra = identity_warnings(*given);
  command_scope scope(*this);
  auto done = co_await office_->tickets.set_identity(window_, *id, *c, std::move(*given));
  answer(f, *c, done, std::move(extra));
}

boost::asio::awaitable<void> officer_session::conversation_restrict(wire::request_frame f) {
  auto c = f.named<conversation_id>("conversation");
  auto reason = f.text("reason");
  return carry_out(std::move(f), office_->tickets, &ticket_desk::restrict_access, &officer_session::answer_plainly, std::move(c), std::move(reason));
}

}  // namespace sahut
