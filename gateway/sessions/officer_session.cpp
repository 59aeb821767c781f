#include "gateway/sessions/officer_session.hpp"

#include "gateway/wire/json_writer.hpp"

namespace sahut {

void officer_session::closed(std::uint16_t) {
  hello_timer_.reset();
  peer_.reset();
  if (!office_) return;
  office_->shared.local.unfollow_as(this);
  for (auto const& [id, v] : views_)
    if (v.shown) office_->shared.local.unfollow(id, this);
  words_->window_closed();
  if (!arrived_) return;
  host_.counters->officer_windows.remove(me().text());
  host_.tasks.add(leave(office_, me()));
}

void officer_session::writable() {
  for (auto& [id, v] : views_)
    if (v.behind) fall_behind(id, v);
}

boost::asio::awaitable<void> officer_session::text(std::string_view frame) {
  if (!office_ && is_one_too_many()) co_return;
  std::string re;
  auto f = wire::request_frame::parse(frame, frame_limits(), re);
  if (!f) {
    send(wire::error_frame(re, f.error()));
    co_return;
  }
  if (!office_) {
    if (f->type() == "hello") co_await hello(std::move(*f));
    else fail(*f, {errc::bad_field, "type", "the first frame must be `hello`"});
    co_return;
  }
  auto const known = handlers().find(f->type());
  if (known == handlers().end()) {
    static std::set<std::string, std::less<>> const later{
        "ticket.answer", "ticket.message.send"};
    if (f->type() == "hello") fail(*f, {errc::bad_field, "type", "`hello` was said already"});
    else if (later.contains(f->type())) fail(*f, {errc::not_available, "type", "this comes later"});
    else fail(*f, {errc::unknown_type, "type", "this message type does not exist"});
    co_return;
  }
  auto const now = host_.clk.now();
  if (auto const v = host_.officer_messages.take(me(), now); !v) {
    fail(*f, {errc::rate_limited, "", "too many messages", v.retry_after.count()});
    co_return;
  }
  co_await (this->*known->second)(std::move(*f));
}

void officer_session::on_signal(signal const& s) {
  if (!peer_ || !welcomed_) return;
  if (s.by_officer && s.officer == me()) return;
  auto const known = office_->shared.repo.cached(s.conversation);
  if (!known || known->record.officer != me()) return;
  if (s.what == signal::kind::typing) send(wire::typing_frame(s.conversation, s.officer, {}, reads_as()));
  else send(wire::read_frame(s.conversation, s.by_officer, s.seq));
}

void officer_session::on_queue(queue_id const& q, std::uint64_t waiting, std::optional<utc_time> oldest) {
  if (!peer_ || !arrived_ || !may(window_.user->account, deed::follow_figures, q)) return;
  auto frame = wire::queue_frame(q, waiting, oldest);
  if (welcomed_) send(std::move(frame));
  else queues_meanwhile_[q] = std::move(frame);
}

void officer_session::on_unconfigured() {
  if (!peer_ || !welcomed_ || !may(window_.user->account, deed::see_unconfigured)) return;
  wire::json_writer w;
  w.begin_object().field("type", "unconfigured");
  write_unconfigured(w);
  send(w.end_object().take());
}

void officer_session::write_unconfigured(wire::json_writer& w) const {
  w.begin_array("unconfigured");
  for (auto const& u : office_->shared.unconfigured) {
    wire::json_writer x;
    x.begin_object().field("kind", name_of(u.what)).field("id", u.id).field("waiting", u.waiting).field("tickets", u.ticketed);
    w.element_raw(x.field("officers", u.logins).field("messages", u.entries).end_object().take());
  }
  w.end_array();
}

void officer_session::on_user(officer_id const& name) {
  if (peer_ && office_ && name == me()) host_.tasks.add(look_at_account(std::static_pointer_cast<officer_session>(shared_from_this())));
}

void officer_session::on_presence(officer_id const& who, std::string_view window, std::string_view state, std::uint32_t capacity) {
  if (!peer_ || !welcomed_ || who != me() || window == window_.window) return;
  wire::json_writer w;
  send(w.begin_object().field("type", "presence").field("state", state).field("capacity", std::uint64_t{capacity}).end_object().take());
}

auto officer_session::handlers() -> std::map<std::string, handler, std::less<>> const& {
  static std::map<std::string, handler, std::less<>> const all{
      {"presence.set", &officer_session::presence_set},
      {"conversation.claim", &officer_session::claim},
      {"conversation.release", &officer_session::release},
      {"conversation.transfer", &officer_session::transfer},
      {"conversation.escalate", &officer_session::escalate},
      {"conversation.close", &officer_session::close_conversation},
      {"message.send", &officer_session::message_send},
      {"message.reclassify", &officer_session::reclassify},
      {"note.add", &officer_session::note_add},
      {"message.retry", &officer_session::message_retry},
      {"identity.reveal", &officer_session::identity_reveal},
      {"ticket.take", &officer_session::ticket_take},
      {"ticket.assign", &officer_session::ticket_assign},
      {"ticket.set", &officer_session::ticket_set},
      {"ticket.close", &officer_session::ticket_close},
      {"conversation.topic", &officer_session::conversation_topic},
      {"request.split", &officer_session::request_split},
      {"answer.revoke", &officer_session::answer_revoke},
      {"identity.request", &officer_session::identity_request},
      {"identity.set", &officer_session::identity_set},
      {"conversation.restrict", &officer_session::conversation_restrict},
      {"conversation.find", &officer_session::conversation_find},
      {"officers.list", &officer_session::officers_list},
      {"consult.ask", &officer_session::consult_ask},
      {"consult.answer", &officer_session::consult_answer},
      {"consult.close", &officer_session::consult_close},
      {"incident.open", &officer_session::incident_open},
      {"incident.add", &officer_session::incident_add},
      {"incident.remove", &officer_session::incident_remove},
      {"incident.answer", &officer_session::incident_answer},
      {"incident.approve", &officer_session::incident_approve},
      {"incident.close", &officer_session::incident_close},
      {"history.get", &officer_session::history_get},
      {"typing", &officer_session::pass_signal},
      {"read", &officer_session::pass_signal},
  };
  return all;
}

void officer_session::fail(wire::request_frame const& f, error const& e) {
  if (e.code != errc::not_authenticated) session_base::fail(f, e);
  else if (peer_) peer_->close(net::close_code::revoked, "this account has changed");
}

interest officer_session::interest_of(official const& who) {
  interest i;
  i.officer = who.name;
  i.queues = who.queues;
  i.as = who.role;
  i.every_queue = who.queues.empty() || may(who.role, deed::read, scope::own_office) || may(who.role, deed::follow_figures, scope::own_office) ||
                  may(who.role, deed::see_restricted, scope::own_office);
  return i;
}

boost::asio::awaitable<void> officer_session::leave(office* o, officer_id who) { co_await o->window_closed(std::move(who)); }

boost::asio::awaitable<void> officer_session::look_at_account(std::shared_ptr<officer_session> self) {
  auto token = self->token_;
  auto user = co_await self->office_->accounts_of_officers.authenticate(std::move(token));
  if (!user && user.error().code != errc::not_authenticated) co_return;  // each command asks again
  if (!self->peer_) co_return;
  if (user && (*user)->version == self->window_.user->version) co_return;
  auto account = co_await self->office_->accounts_of_officers.find(self->me());
  if (!self->peer_) co_return;
  bool const as_it_was = account && !(*account)->account.disabled && (*account)->version == self->window_.user->version;
  if (as_it_was) self->peer_->close(net::close_code::not_authenticated, "this login has ended");
  else self->peer_->close(net::close_code::revoked, "this account was disabled or changed");
}

}  // namespace sahut
