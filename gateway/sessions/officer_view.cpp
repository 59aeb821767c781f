#include "gateway/sessions/history.hpp"
#include "gateway/sessions/officer_session.hpp"

#include "gateway/wire/json_writer.hpp"

namespace sahut {
namespace {

annotation first_annotation(channel_traits const& channel, log_message const& m) {
  annotation a;
  if (goes_to_platform(channel, m)) a.state = delivery::pending;
  return a;
}

}  // namespace

void officer_session::show(change const& c) {
  auto const& now = c.now->record;
  bool const visible = may(window_.user->account, deed::read, now);
  auto it = views_.find(now.id);
  bool const known = it != views_.end();
  if (!visible) {  // handed to a queue that is not theirs: that it is gone, and nothing more
    if (known && c.now->version >= it->second.head_rev) tell_gone(*c.now);
    return;
  }
  if (!known) it = views_.try_emplace(now.id).first;
  auto& v = it->second;
  bool const newest = c.now->version >= v.head_rev;  // else it waited while the welcome, or a look at the log, told a later state
  if (c.state_changed || !known) tell_state(c.now, v);
  bool const mine = now.officer == me(), open = now.state != conversation_state::closed;
  if (newest && mine && open) follow(now.id, v, c.messages.empty() ? c.now->end : c.first_seq - 1);
  if (v.shown && c.now->end > *v.shown) show_messages(c, v);
  // Told once, though a change of our own may come back from the store as well.
  if ((!c.noted.empty() || c.said) && c.now->version > v.noted_rev) {
    v.noted_rev = c.now->version;
    hidden_parts const hidden(window_.user->account, now);
    for (auto const& a : c.noted)
      if (!hidden.message(a.seq)) send(wire::update_frame(now.id, v.noted_rev, a, reads_as()));
    if (c.said && !hidden.note(c.said->at)) send(wire::note_frame(now.id, v.noted_rev, *c.said));
  }
  if (!newest || reads(now.id)) return;
  if (!mine || !open) stop_following(now.id, v);
  if (!open) views_.erase(it);
}

void officer_session::show_messages(change const& c, view& v) {
  auto const& id = c.now->record.id;
  if (v.behind || !peer_->is_writable() || c.messages.empty() || c.first_seq != *v.shown + 1) {
    fall_behind(id, v);
    return;
  }
  auto const who = reads_as();
  for (std::size_t i = 0; i < c.messages.size(); ++i) {
    auto const& m = c.messages[i];
    if (!own(m)) send(wire::message_frame(id, c.first_seq + i, m, first_annotation(office_->shared.profile.facts.channels.of(c.now->record.channel), m), who));
  }
  v.shown = c.first_seq + c.messages.size() - 1;
  if (c.now->end > *v.shown) fall_behind(id, v);
}

void officer_session::tell_state(conversation_ptr const& now, view& v) {
  if (now->version < v.head_rev) return;
  v.head_rev = now->version;
  auto const& c = now->record;
  hidden_parts const hidden(window_.user->account, c);
  if (shows_words() && !words_->knows(c.id)) host_.tasks.add(bring_words(std::static_pointer_cast<officer_session>(shared_from_this()), now));
  send(wire::officer_conversation_frame(office_->shared.profile.facts, *now, display_name(c.officer), shows_identity(c), words_shown(c, hidden)));
  for (auto const& tk : c.tickets) {
    if (hidden.ticket(tk)) continue;
    auto frame = ticket_frame_of(c, tk, 0);
    auto& last = v.tickets[tk.number];
    if (last == frame) continue;
    last = std::move(frame);
    send(ticket_frame_of(c, tk, now->version));
  }
}

wire::last_words const* officer_session::words_shown(conversation const& c, hidden_parts const& hidden) const {
  auto const* words = shows_words() ? words_->find(c.id) : nullptr;
  return words && !hidden.message(words->seq) ? words : nullptr;
}

// The head once more, with the words that only the log has. A later state is for its own change to tell, which follows or lets go.
boost::asio::awaitable<void> officer_session::bring_words(std::shared_ptr<officer_session> self, conversation_ptr at) {
  auto const& id = at->record.id;
  if (!self->words_->knows(id)) co_await self->words_->read(at);
  if (!self->peer_ || !self->words_->find(id)) co_return;
  auto const it = self->views_.find(id);
  if (it == self->views_.end()) co_return;
  auto const now = self->office_->shared.repo.cached(id);
  if (now && now->version == it->second.head_rev && may(self->window_.user->account, deed::read, now->record)) self->tell_state(now, it->second);
}

// What hangs on it goes first: a list that is kept by conversation then forgets all of it.
void officer_session::tell_gone(known_conversation const& now) {
  auto const& c = now.record;
  auto const it = views_.find(c.id);
  for (auto const& [number, _] : it->second.tickets) {
    wire::json_writer x;
    x.begin_object().field("type", "ticket").field("ticket", number).field("number", number).field("conversation", c.id);
    send(x.field("rev", now.version).field("gone", true).end_object().take());
  }
  for (auto const& asked : c.consults)
    if (asked.by == me()) tell_consult_gone(asked.id, c.id, asked.answered ? consult_state::answered : consult_state::open);
  wire::json_writer w;
  w.begin_object().field("type", "conversation").field("conversation", c.id).field("rev", now.version);
  w.field("office", c.office).field("queue", c.queue).field("channel", name_of(c.channel));
  send(w.field("state", name_of(c.state)).field("gone", true).end_object().take());
  stop_following(c.id, it->second);
  std::erase(reading_, c.id);
  views_.erase(it);
}

// From here on its new messages come as they are said, for whoever may read it.
void officer_session::read_along(known_conversation const& now) {
  auto const& id = now.record.id;
  std::erase(reading_, id);
  if (reading_.size() >= threads_read_max) leave_thread(conversation_id(reading_.front()));
  reading_.push_back(id);
  auto& v = views_[id];
  follow(id, v, now.end);
  auto const newest = office_->shared.repo.cached(id);
  if (newest && newest->end > *v.shown) fall_behind(id, v);
}

void officer_session::leave_thread(conversation_id const& id) {
  std::erase(reading_, id);
  auto const it = views_.find(id);
  if (it == views_.end()) return;
  auto const known = office_->shared.repo.cached(id);
  bool const open = known && known->record.state != conversation_state::closed;
  if (!open || known->record.officer != me()) stop_following(id, it->second);
  if (!open) views_.erase(it);
}

void officer_session::heads(std::set<conversation_id>& into) const {
  for (auto const& [id, _] : views_) into.insert(id);
}

void officer_session::follow(conversation_id const& id, view& v, std::uint64_t shown) {
  if (v.shown) return;
  v.shown = shown;
  office_->shared.local.follow(id, this);
}

void officer_session::stop_following(conversation_id const& id, view& v) {
  if (v.shown) office_->shared.local.unfollow(id, this);
  v.shown.reset();
  v.behind = false;
}

void officer_session::fall_behind(conversation_id const& id, view& v) {
  v.behind = true;
  if (pumping_.insert(id).second) host_.tasks.add(read_on(shared_from_this(), *office_, id));
}

std::uint64_t* officer_session::shown_up_to(conversation_id const& id) {
  auto const it = views_.find(id);
  return it == views_.end() || !it->second.shown ? nullptr : &*it->second.shown;
}

void officer_session::caught_up(conversation_ptr const& now) {
  if (auto const it = views_.find(now->record.id); it != views_.end()) it->second.behind = false;
}

void officer_session::stopped_reading(conversation_id const& id) { pumping_.erase(id); }

std::string_view officer_session::display_name(officer_id const& who) const {
  auto const known = names_.find(who);
  return known == names_.end() ? std::string_view{who} : known->second;
}

}  // namespace sahut
