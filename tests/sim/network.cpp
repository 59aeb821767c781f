#include "tests/sim/network.hpp"

namespace sahut::test {

void line::say(std::string frame) {
  if (cut_ || over_) return;
  up_.push_back(std::move(frame));
  if (!std::exchange(carrying_up_, true)) run(carry_up);
}

void line::send(std::string frame) {
  if (!is_open()) return;
  bytes_ += frame.size();
  full_ = full_ || bytes_ >= high_water;
  down_.push_back(std::move(frame));
  if (!std::exchange(carrying_down_, true)) run(carry_down);
}

void line::close(std::uint16_t code, std::string_view) {
  if (!is_open()) return;
  closing_ = code;
  if (!std::exchange(carrying_down_, true)) run(carry_down);
}

// What is queued leaves first, then the close.
boost::asio::awaitable<void> line::carry_down(std::shared_ptr<line> self) {
  while (!self->over_ && !self->down_.empty()) {
    co_await self->time_.sleep_for(self->way());
    if (self->over_ || self->down_.empty()) break;
    auto const frame = std::move(self->down_.front());
    self->down_.pop_front();
    self->bytes_ -= frame.size();
    if (self->client_is_there()) self->client_->on_frame(frame);
    if (self->full_ && self->bytes_ <= low_water) {
      self->full_ = false;
      if (self->is_open()) self->speaker_->writable();
    }
  }
  self->carrying_down_ = false;
  if (!self->closing_ || self->over_) co_return;
  auto const code = *self->closing_;
  self->end(code);
  if (auto* to = std::exchange(self->client_, nullptr); to && !self->cut_) to->on_closed(code);
}

boost::asio::awaitable<void> line::carry_up(std::shared_ptr<line> self) {
  while (!self->over_ && !self->cut_ && !self->up_.empty()) {
    co_await self->time_.sleep_for(self->way());
    if (!self->is_open() || self->cut_ || self->up_.empty()) break;
    auto const frame = std::move(self->up_.front());
    self->up_.pop_front();
    self->speaking_ = true;
    auto const speaker = self->speaker_;
    co_await speaker->text(frame);
    self->speaking_ = false;
  }
  self->carrying_up_ = false;
}

void line::cut(milliseconds noticed) {
  if (cut_ || over_) return;
  cut_ = true;
  up_.clear();
  run([noticed](std::shared_ptr<line> self) { return notice(std::move(self), noticed); });
  if (auto* to = std::exchange(client_, nullptr)) to->on_closed(1006);
}

// Until then the server goes on talking to nobody.
boost::asio::awaitable<void> line::notice(std::shared_ptr<line> self, milliseconds after) {
  co_await self->time_.sleep_for(after);
  self->end(1006);
}

void line::drop_server() {
  end(1006);
  if (auto* to = std::exchange(client_, nullptr); to && !cut_) to->on_closed(1006);
}

void line::end(std::uint16_t code) {
  if (std::exchange(over_, true)) return;
  down_.clear();
  up_.clear();
  bytes_ = 0;
  speaker_->closed(code);
}

}  // namespace sahut::test
