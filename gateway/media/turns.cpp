#include "gateway/media/turns.hpp"

#include <algorithm>
#include <boost/asio/as_tuple.hpp>
#include <boost/asio/use_awaitable.hpp>

namespace sahut::media {

boost::asio::awaitable<result<turns::turn>> turns::take(milliseconds limit) {
  if (taken_ < at_once_) {
    ++taken_;
    co_return turn(*this);
  }
  if (queue_.size() >= waiting_) co_return error{errc::unavailable, "", "too many files wait for their turn"};
  waiter me(executor_);
  struct place {  // also left when the coroutine is destroyed while it waits
    turns& of;
    waiter& me;
    ~place() {
      auto const at = std::find(of.queue_.begin(), of.queue_.end(), &me);
      if (at != of.queue_.end()) of.queue_.erase(at);
    }
  } const mine{*this, me};
  queue_.push_back(&me);
  me.wake.expires_after(limit);
  co_await me.wake.async_wait(boost::asio::as_tuple(boost::asio::use_awaitable));
  if (!me.given) co_return error{errc::unavailable, "", "no turn came in time"};
  co_return turn(*this);
}

void turns::give_back() {
  if (queue_.empty()) {
    --taken_;
    return;
  }
  auto* const next = queue_.front();  // the turn goes on to them: nobody may come in between
  queue_.pop_front();
  next->given = true;
  next->wake.cancel();
}

}  // namespace sahut::media
