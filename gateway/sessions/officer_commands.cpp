#include "gateway/sessions/officer_session.hpp"

#include "gateway/wire/json_writer.hpp"
#include "routing/engine/texts/holding.hpp"

namespace sahut {
namespace {

constexpr seconds typing_every{1};

}  // namespace

void officer_session::answer(wire::request_frame const& f, conversation_id const& c, result<officer_done> const& done, std::string extra) {
  if (!done) return fail(f, done.error());
  wire::ack a;
  a.re = f.id();
  a.conversation = c;
  a.seq = done->seq;
  a.extra = std::move(extra);
  send(wire::ack_frame(a));
}

void officer_session::answer_plainly(wire::request_frame const& f, result<officer_done> const& done) {
  auto const c = f.named<conversation_id>("conversation");
  answer(f, c ? *c : conversation_id(), done);
}

boost::asio::awaitable<void> officer_session::presence_set(wire::request_frame f) {
  auto id = f.required_id();
  auto state_name = f.name("state");
  auto capacity = f.optional_number("capacity");
  if (auto const e = wire::first_fault(id, state_name, capacity)) co_return fail(f, *e);
  auto const state = presence_of(*state_name);
  if (!state) co_return fail(f, {errc::bad_field, "state", "state is available, away or offline"});
  if (*capacity && (**capacity < 1 || **capacity > 1000)) co_return fail(f, {errc::bad_field, "capacity", "capacity is 1 to 1000"});
  auto& d = office_->shared;
  std::optional<std::uint32_t> places;
  if (*capacity) places = static_cast<std::uint32_t>(**capacity);
  auto const fingerprint = d.repo.digest_of("text", *state_name + '\n' + std::to_string(places.value_or(0)));
  command_scope scope(*this);
  auto done = co_await office_->presence_side.set(me(), d.repo.digest_of("officer:" + me().text(), *id), fingerprint, *state, places);
  if (!done) co_return fail(f, done.error());
  auto const usual = static_cast<std::uint32_t>(d.cfg.officers.capacity);
  std::string state_now(name_of(done->state));
  co_await office_->tell_presence(me(), window_.window, std::move(state_now), done->capacity ? done->capacity : usual);
  wire::json_writer w;  // what was asked for: the same when it is sent again after another change
  auto extra = w.begin_object().field("state", *state_name).field("capacity", std::uint64_t{places.value_or(usual)}).end_object().take();
  wire::ack a;
  a.re = *id;
  a.extra = extra.substr(1, extra.size() - 2);
  send(wire::ack_frame(a));
}

boost::asio::awaitable<void> officer_session::claim(wire::request_frame f) {
  auto c = f.named<conversation_id>("conversation");
  return carry_out(std::move(f), office_->officer_side, &officers::claim, &officer_session::answer_plainly, std::move(c));
}

boost::asio::awaitable<void> officer_session::release(wire::request_frame f) {
  auto c = f.named<conversation_id>("conversation");
  return carry_out(std::move(f), office_->officer_side, &officers::release, &officer_session::answer_plainly, std::move(c));
}

boost::asio::awaitable<void> officer_session::transfer(wire::request_frame f) {
  auto c = f.named<conversation_id>("conversation");
  auto queue = f.optional_named<queue_id>("queue");
  auto officer = f.optional_named<officer_id>("officer");
  auto note_text = f.optional_text("note");
  return carry_out(std::move(f), office_->officer_side, &officers::transfer, &officer_session::answer_plainly, std::move(c), std::move(queue), std::move(officer), std::move(note_text));
}

boost::asio::awaitable<void> officer_session::escalate(wire::request_frame f) {
  auto id = f.required_id();
  auto c = f.named<conversation_id>("conversation");
  auto reason = f.optional_text("reason");
  auto unit = f.optional_named<queue_id>("unit");
  if (auto const e = wire::first_fault(id, c, reason, unit)) co_return fail(f, *e);
  command_scope scope(*this);
  auto done = co_await office_->officer_side.escalate(window_, *id, *c, *reason, unit->value_or(""));
  answer_with_ticket(f, done);
}

result<outcome> officer_session::given_outcome(std::string_view name) {
  auto const how = outcome_of(name);
  if (how && *how != outcome::none && *how != outcome::ticketed) return *how;
  return error{errc::bad_field, "outcome", "outcome is answered, not_a_request, no_question, redirected, duplicate, spam or abandoned"};
}

boost::asio::awaitable<void> officer_session::close_conversation(wire::request_frame f) {
  auto id = f.required_id();
  auto c = f.named<conversation_id>("conversation");
  auto how_name = f.name("outcome");
  auto to = f.optional_name("to"), of = f.optional_name("of"), contact = f.optional_name("contact");
  if (auto const e = wire::first_fault(id, c, how_name, to, of, contact)) co_return fail(f, *e);
  auto const how = given_outcome(*how_name);
  if (!how) co_return fail(f, how.error());
  command_scope scope(*this);
  auto done = co_await office_->officer_side.close(window_, *id, *c, *how, to->value_or(of->value_or("")), contact->value_or(""));
  answer(f, *c, done);
}

boost::asio::awaitable<void> officer_session::message_send(wire::request_frame f) {
  auto id = f.required_id();
  auto c = f.named<conversation_id>("conversation");
  auto meant_name = f.name("purpose");
  auto text = f.text_beside_attachments("text");
  auto files = f.attachments();
  auto seen = f.number("seen");
  auto ticket = f.optional_name("ticket");
  auto solution = f.optional_text("solution");
  auto sure = f.optional_flag("sure");
  if (auto const e = wire::first_fault(id, c, meant_name, text, files, seen, ticket, solution, sure)) co_return fail(f, *e);
  auto const meant = purpose_of(*meant_name);
  if (!meant || *meant == purpose::none) co_return fail(f, {errc::bad_field, "purpose", "purpose is answer or question"});
  if (*meant == purpose::answer && files->empty() && !sure->value_or(true) && texts::is_holding(*text))
    co_return fail(f, {errc::bad_field, "sure", "this does not look like an answer: send it as a question, or with `sure`: true if it is one"});
  command_scope scope(*this);
  missed_messages missed;
  written what(std::move(*text), {std::move(*files), media_origin::officer, window_.user->account.name.text()});
  auto done = co_await office_->officer_side.say(window_, *id, *c, *meant, std::move(what), *seen, &missed, ticket_number(ticket->value_or("")), *solution);
  if (!done && done.error().code == errc::stale) {
    send(wire::stale_frame(*id, done.error(), *c, missed.messages, reads_as(), missed.more,
                           static_cast<std::size_t>(host_.cfg.limits.page_bytes)));
    co_return;
  }
  answer(f, *c, done);
}

boost::asio::awaitable<void> officer_session::reclassify(wire::request_frame f) {
  auto id = f.required_id();
  auto c = f.named<conversation_id>("conversation");
  auto to_name = f.name("purpose");
  auto seq = f.number("seq");
  if (auto const e = wire::first_fault(id, c, to_name, seq)) co_return fail(f, *e);
  auto const to = purpose_of(*to_name);
  if (!to || *to == purpose::none) co_return fail(f, {errc::bad_field, "purpose", "purpose is answer or question"});
  command_scope scope(*this);
  auto done = co_await office_->officer_side.reclassify(window_, *id, *c, *seq, *to);
  answer(f, *c, done);
}

boost::asio::awaitable<void> officer_session::note_add(wire::request_frame f) {
  auto c = f.named<conversation_id>("conversation");
  auto text = f.text("text");
  return carry_out(std::move(f), office_->officer_side, &officers::add_note, &officer_session::answer_plainly, std::move(c), std::move(text));
}

boost::asio::awaitable<void> officer_session::message_retry(wire::request_frame f) {
  auto c = f.named<conversation_id>("conversation");
  auto seq = f.number("seq");
  return carry_out(std::move(f), office_->officer_side, &officers::retry, &officer_session::answer_plainly, std::move(c), std::move(seq));
}

boost::asio::awaitable<void> officer_session::identity_reveal(wire::request_frame f) {
  auto id = f.required_id();
  auto c = f.named<conversation_id>("conversation");
  auto reason = f.text("reason");
  if (auto const e = wire::first_fault(id, c, reason)) co_return fail(f, *e);
  command_scope scope(*this);
  auto done = co_await office_->officer_side.reveal(window_, *id, *c, *reason);
  std::string extra;
  if (done) extra = "\"identity\":" + wire::identity_object(done->now->record, false);
  answer(f, *c, done, std::move(extra));
}

boost::asio::awaitable<void> officer_session::pass_signal(wire::request_frame f) {
  auto c = f.named<conversation_id>("conversation");
  if (!c) co_return fail(f, c.error());
  auto const known = office_->shared.repo.cached(*c);
  if (!known || known->record.officer != me()) co_return fail(f, {errc::not_handling, "conversation", "you do not handle this conversation"});
  signal s;
  s.conversation = *c;
  s.by_officer = true;
  s.officer = me();
  auto const now = host_.clk.now();
  if (f.type() == "read") {
    auto seq = f.number("seq");
    if (!seq) co_return fail(f, seq.error());
    s.what = signal::kind::read;
    s.seq = *seq;
  } else if (now - typed_at_ < typing_every) {
    co_return;
  } else {
    typed_at_ = now;
  }
  co_await office_->pass_on(std::move(s));
}

}  // namespace sahut
