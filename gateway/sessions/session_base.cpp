#include "gateway/sessions/session_base.hpp"

#include "gateway/store/base64url.hpp"
#include "gateway/sessions/history.hpp"

#include <array>

namespace sahut {

void session_base::opened(std::shared_ptr<net::connection> peer) {
  peer_ = std::move(peer);
  hello_timer_ = std::make_unique<boost::asio::steady_timer>(peer_->executor(), host_.cfg.limits.hello_time);
  hello_timer_->async_wait([weak = weak_from_this()](boost::system::error_code ec) {
    auto const self = weak.lock();
    if (!ec && self && self->peer_ && !self->said_hello()) self->peer_->close(net::close_code::no_hello, "no hello");
  });
}

bool session_base::is_one_too_many() {
  if (++before_hello_ <= before_hello_max) return false;
  ++host_.counters->closed_flooding;
  if (peer_) peer_->close(net::close_code::flooding, "too much was sent before hello; come back in a minute");
  return true;
}

void session_base::on_change(change_ptr const& c) {
  if (!peer_ || !concerned_by(*c)) return;
  if (in_command_) deferred_.push_back(c);
  else show(*c);
}

void session_base::on_new_epoch() {
  if (peer_) peer_->close(net::close_code::internal, "the store may have lost its last messages; come back");
}

void session_base::show_deferred() {
  in_command_ = false;
  auto const waiting = std::exchange(deferred_, {});
  for (auto const& c : waiting)
    if (peer_) show(*c);
}

boost::asio::awaitable<void> session_base::read_on(std::shared_ptr<session_base> self, office& o, conversation_id c) {
  auto& d = o.shared;
  while (self->peer_ && self->peer_->is_writable()) {
    auto known = co_await d.repo.load(c);
    auto const* position = self->shown_up_to(c);
    if (!position) break;
    result<page_read> page{page_read{}};
    if (known) {
      if ((*known)->end <= *position) {
        self->caught_up(*known);
        break;
      }
      page_wish wish;
      wish.after = *position;
      wish.limit = 100;
      auto const who = self->reads_as();
      std::function<bool(std::uint64_t)> const nothing_hidden;
      std::function<bool(log_message const&)> const skip_own = [&self](log_message const& m) { return self->own(m); };
      page = co_await read_page(o, *known, wish, who, nothing_hidden, skip_own);
    }
    if (!page || page->last_seq == 0) {
      bool const slept = co_await d.clk.sleep_for(milliseconds{500});
      if (!slept) break;
      continue;
    }
    auto* at = self->shown_up_to(c);
    if (!at) break;  // taken away meanwhile
    for (auto& f : page->page.messages) self->send(std::move(f));
    *at = std::max(*at, page->last_seq);
  }
  self->stopped_reading(c);
}

wire::frame_limits session_base::frame_limits() const {
  auto const& l = host_.cfg.limits;
  return {static_cast<std::size_t>(l.id_chars), static_cast<std::size_t>(l.text_chars),
          static_cast<std::size_t>(l.field_chars), static_cast<std::size_t>(l.json_depth),
          static_cast<std::size_t>(l.documents)};
}

std::string session_base::new_window_name() {
  std::array<std::uint8_t, 12> bytes{};
  host_.random.fill(bytes);
  return base64url(bytes);
}

}  // namespace sahut
