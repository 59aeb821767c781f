#include "gateway/sessions/visitor_session.hpp"

namespace sahut {
namespace {

// A widget that waits and sends its one line again is far from both bounds.
constexpr milliseconds flood_time = seconds{10}, flood_pause = seconds{5};
constexpr std::uint32_t flood_frames = 30;

}  // namespace

void visitor_session::closed(std::uint16_t) {
  stop_following();
  leave_line();
  hello_timer_.reset();
  peer_.reset();
}

void visitor_session::fail(wire::request_frame const& f, error const& e) {
  session_base::fail(f, e);
  if (e.code == errc::rate_limited) over_limit(true);
}

void visitor_session::over_limit(bool told) {
  if (!peer_) return;
  auto const now = office_.shared.clk.now();
  if (now - over_limit_at_ > flood_pause) {
    over_limit_frames_ = 0;
    limit_told_ = false;
  }
  over_limit_at_ = now;
  ++over_limit_frames_;
  if (!told && !limit_told_ && over_limit_frames_ >= flood_frames) {  // typing and read have no answer, a flood of them does
    send(wire::error_frame({}, {errc::rate_limited, "", "too many requests", flood_time.count()}));
    told = true;
  }
  if (told && !limit_told_) {
    limit_told_ = true;
    limit_told_at_ = now;
  }
  if (!limit_told_ || over_limit_frames_ < flood_frames || now - limit_told_at_ < flood_time) return;
  ++host_.counters->closed_flooding;
  peer_->close(net::close_code::flooding, "too much was sent for too long; come back in a minute");
}

void visitor_session::on_revoked() {
  if (peer_) peer_->close(net::close_code::revoked, "this browser's access was ended");
}

void visitor_session::on_look() {
  if (peer_ && greeted_ && office_.tokens.has_ended(who_)) peer_->close(net::close_code::not_authenticated, "this browser's access has ended");
}

void visitor_session::writable() {
  if (behind_) fall_behind();
}

boost::asio::awaitable<void> visitor_session::text(std::string_view frame) {
  if (!greeted_ && is_one_too_many()) co_return;
  std::string re;
  auto parsed = wire::request_frame::parse(frame, frame_limits(), re);
  bool const written = parsed && (parsed->type() == "message.send" || parsed->type() == "identity.set");  // a limit of their own
  auto const within = greeted_ && !written ? host_.visitor_requests.take(who_.conversation, office_.shared.clk.now()) : net::rate_limiter::verdict{};
  if (!within) {
    bool const passing = parsed && (parsed->type() == "typing" || parsed->type() == "read");
    if (!passing) send(wire::error_frame(re, {errc::rate_limited, "", "too many requests", within.retry_after.count()}));
    over_limit(!passing);
    co_return;
  }
  if (!parsed) {
    send(wire::error_frame(re, parsed.error()));
    co_return;
  }
  auto const& type = parsed->type();
  if (!greeted_) {
    if (type == "hello") co_await hello(std::move(*parsed));
    else fail(*parsed, {errc::bad_field, "type", "the first frame must be `hello`"});
  } else if (type == "message.send") {
    co_await message_send(std::move(*parsed));
  } else if (type == "history.get") {
    co_await history_get(std::move(*parsed));
  } else if (type == "identity.set") {
    co_await identity_set(std::move(*parsed));
  } else if (type == "conversation.end") {
    co_await conversation_end(std::move(*parsed));
  } else if (type == "typing") {
    co_await typing();
  } else if (type == "read") {
    has_read(*parsed);
  } else if (type == "rating.set") {
    fail(*parsed, {errc::not_available, "", "ratings come later"});
  } else if (type == "hello") {
    fail(*parsed, {errc::bad_field, "type", "`hello` was said already"});
  } else {
    fail(*parsed, {errc::unknown_type, "type", "this message type does not exist"});
  }
}

void visitor_session::on_signal(signal const& s) {
  if (!peer_ || !s.by_officer || s.conversation != who_.conversation) return;
  if (s.what == signal::kind::typing) {
    auto const known = office_.shared.repo.cached(s.conversation);
    bool const handles = known && known->record.officer == s.officer;
    send(wire::typing_frame(s.conversation, s.officer, handles ? std::string_view{known->record.officer_name} : std::string_view{}, reads_as()));
  } else {
    send(wire::read_frame(s.conversation, true, s.seq));
  }
}

void visitor_session::show(change const& c) {
  auto const& now = *c.now;
  exists_ = true;
  if (now.end > shown_) {
    auto const who = reads_as();
    if (!behind_ && peer_->is_writable() && !c.messages.empty() && c.first_seq == shown_ + 1) {
      for (std::size_t i = 0; i < c.messages.size(); ++i) {
        auto const& m = c.messages[i];
        if (!own(m)) send(wire::message_frame(now.record.id, c.first_seq + i, m, {}, who));
      }
      shown_ = c.first_seq + c.messages.size() - 1;
      if (now.end > shown_) fall_behind();
    } else if (!(c.messages.empty() && c.first_seq)) {
      fall_behind();
    }
  }
  tell_updates(now, c.noted);
  if (!c.state_changed) return;
  if (!behind_) tell_state(c.now);
  else if (!state_due_ || now.version >= state_due_->version) state_due_ = c.now;
}

void visitor_session::tell_updates(known_conversation const& now, std::vector<annotated> const& noted) {
  for (auto const& a : noted)
    if (wire::concerns_visitor(a.now)) send(wire::update_frame(now.record.id, now.version, a, reads_as()));
}

void visitor_session::tell_state(conversation_ptr now) {
  if (state_ && now->version < state_->version) return;  // it waited while the welcome, or a look at the log, told a later one
  state_ = std::move(now);
  auto const& c = state_->record;
  if (!wire::request_shown(c)) return;  // somebody has said who they are, and asked nothing yet
  auto frame = wire::visitor_conversation_frame(office_.shared.profile.facts, c, std::nullopt, reads_as());
  if (c.state != conversation_state::queued) leave_line();
  if (c.state == conversation_state::queued) {
    stand_in_line(c.queue);
    host_.tasks.add(tell_position(std::static_pointer_cast<visitor_session>(shared_from_this()), state_));
  } else if (frame != last_state_) {
    send(frame);
  }
  last_state_ = std::move(frame);
  for (auto const& tk : c.tickets) {
    auto const ticket_frame = wire::visitor_ticket_frame(office_.shared.profile.facts, c, tk);
    auto& told_frame = told_tickets_[tk.number];
    if (told_frame == ticket_frame) continue;
    told_frame = ticket_frame;
    send(ticket_frame);
  }
}

boost::asio::awaitable<void> visitor_session::tell_position(std::shared_ptr<visitor_session> self, conversation_ptr at) {
  auto& d = self->office_.shared;
  auto rank = co_await d.waiting_before(at->record);
  if (!self->peer_ || self->state_ != at) co_return;
  std::optional<std::uint64_t> position;
  if (rank && *rank) position = **rank + 1;
  self->told_position_ = position.value_or(0);
  self->send(wire::visitor_conversation_frame(d.profile.facts, at->record, position, self->reads_as()));
}

void visitor_session::stand_in_line(queue_id const& q) {
  if (line_ == q) return;
  leave_line();
  line_ = q;
  host_.lines[&office_].join(office_, host_.tasks, q, who_.conversation, this);
}

void visitor_session::leave_line() {
  if (line_) host_.lines[&office_].leave(*line_, who_.conversation, this);
  line_.reset();
  told_position_ = 0;
}

void visitor_session::moved_to(std::uint64_t position) {
  bool const known = told_position_ != 0;  // else the first look is still on its way
  if (!peer_ || behind_ || !known || position == told_position_) return;
  told_position_ = position;
  send(wire::visitor_conversation_frame(office_.shared.profile.facts, state_->record, position, reads_as()));
}

void visitor_session::fall_behind() {
  behind_ = true;
  if (pumping_) return;
  pumping_ = true;
  host_.tasks.add(read_on(shared_from_this(), office_, who_.conversation));
}

void visitor_session::caught_up(conversation_ptr const& now) {
  behind_ = false;
  // What was read may be older than what came meanwhile.
  auto const due = std::exchange(state_due_, {});
  if (due && peer_) tell_state(now->version >= due->version ? now : due);
}

}  // namespace sahut
