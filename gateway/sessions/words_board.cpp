#include "gateway/sessions/words_board.hpp"

#include "gateway/sessions/history.hpp"

namespace sahut {

void words_board::window_opened() {
  if (windows_++ == 0) office_.shared.local.follow_office(this);
}

void words_board::window_closed() {
  if (--windows_) return;
  office_.shared.local.unfollow_office(this);
  newest_.clear();
}

wire::last_words const* words_board::find(conversation_id const& id) const {
  auto const it = newest_.find(id);
  return it == newest_.end() || !it->second ? nullptr : &*it->second;
}

void words_board::put(conversation_id const& id, words w) {
  if (newest_.size() >= conversations_max) newest_.clear();
  newest_.insert_or_assign(id, std::move(w));
}

boost::asio::awaitable<void> words_board::read(conversation_ptr c) {
  auto found = co_await read_words(office_, c);
  if (!found || windows_ == 0) co_return;
  auto const& id = c->record.id;
  auto const* known = find(id);  // said while the log was read
  if (known && (!*found || known->seq > (*found)->seq)) co_return;
  put(id, std::move(*found));
}

void words_board::on_change(change_ptr const& c) {
  auto const& id = c->now->record.id;
  for (auto i = c->messages.size(); i-- > 0;)
    if (auto said = wire::words_of(c->first_seq + i, c->messages[i], {})) {
      put(id, std::move(said));
      break;
    }
  auto const it = newest_.find(id);
  if (it == newest_.end()) return;
  for (auto const& a : c->noted) wire::change_words(it->second, a);
  bool const unread = c->messages.empty() && (!c->before || c->now->end > c->before->end);  // said elsewhere, and not in the change
  if (unread) newest_.erase(it);
}

}  // namespace sahut
