#include "gateway/sessions/officer_session.hpp"

#include "gateway/wire/json_writer.hpp"

namespace sahut {
namespace {

annotation first_annotation(conversation const& c, log_message const& m) {
  annotation a;
  if (goes_to_platform(c, m)) a.state = delivery::pending;
  return a;
}

}  // namespace

void officer_session::show(change const& c) {
  auto const& now = c.now->record;
  auto const& account = window_.user->account;
  bool const visible = sees(account, now);
  bool const was_told = told_.contains(now.id);
  bool const mine = now.officer == me();
  if (!visible && !was_told) return;
  if (!visible) {  // handed to a queue that is not theirs: that it is gone, and nothing more
    tell_gone(*c.now);
    return;
  }
  if (c.state_changed || !was_told) tell_state(c.now);
  if (mine && now.state != conversation_state::closed) {
    auto const [it, began] = shown_.try_emplace(now.id, c.messages.empty() ? c.now->end : c.first_seq - 1);
    if (began) office_->shared.local.watch(now.id);
  }
  if (auto const it = shown_.find(now.id); it != shown_.end() && c.now->end > it->second) show_messages(c, it->second);
  // Told once, though a change of our own may come back from the store as well.
  if (auto& told = noted_rev_[now.id]; (!c.noted.empty() || c.said) && c.now->version > told) {
    told = c.now->version;
    for (auto const& a : c.noted) send(wire::update_frame(now.id, told, a, reads_as()));
    if (c.said) send(wire::note_frame(now.id, told, *c.said));
  }
  if (!mine || now.state == conversation_state::closed) {
    if (!c.before || c.before->record.officer == me() || now.officer != me()) stop_following(now.id);
  }
}

void officer_session::show_messages(change const& c, std::uint64_t& shown) {
  auto const& id = c.now->record.id;
  if (behind_.contains(id) || !peer_->is_writable() || c.messages.empty() || c.first_seq != shown + 1) {
    fall_behind(id);
    return;
  }
  auto const who = reads_as();
  for (std::size_t i = 0; i < c.messages.size(); ++i) {
    auto const& m = c.messages[i];
    if (!own(m)) send(wire::message_frame(id, c.first_seq + i, m, first_annotation(c.now->record, m), who));
  }
  shown = c.first_seq + c.messages.size() - 1;
  if (c.now->end > shown) fall_behind(id);
}

void officer_session::tell_state(conversation_ptr const& now) {
  auto const& c = now->record;
  told_.insert(c.id);
  send(wire::officer_conversation_frame(office_->shared.profile.facts, *now, display_name(c.officer)));
  for (auto const& tk : c.tickets) {
    auto frame = wire::officer_ticket_frame(office_->shared.profile.facts, c, tk);
    auto& last = told_tickets_[tk.number];
    if (last == frame) continue;
    last = frame;
    send(std::move(frame));
  }
}

void officer_session::tell_gone(known_conversation const& now) {
  auto const& c = now.record;
  wire::json_writer w;
  w.begin_object().field("type", "conversation").field("conversation", c.id).field("rev", now.version);
  w.field("office", c.office).field("queue", c.queue).field("channel", name_of(c.channel));
  send(w.field("state", name_of(c.state)).field("gone", true).end_object().take());
  told_.erase(c.id);
  stop_following(c.id);
}

void officer_session::stop_following(conversation_id const& id) {
  if (shown_.erase(id)) office_->shared.local.unwatch(id);
  behind_.erase(id);
}

void officer_session::fall_behind(conversation_id const& id) {
  behind_.insert(id);
  if (pumping_.insert(id).second) gate_.tasks.add(read_on(shared_from_this(), *office_, id));
}

std::uint64_t* officer_session::shown_up_to(conversation_id const& id) {
  auto const it = shown_.find(id);
  return it == shown_.end() ? nullptr : &it->second;
}

std::string_view officer_session::display_name(officer_id const& who) const {
  auto const known = names_.find(who);
  return known == names_.end() ? std::string_view{who} : known->second;
}

}  // namespace sahut
