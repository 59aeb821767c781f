#pragma once
// Waits for a deadline by the injected clock, or for somebody to say that there is work. Single thread.
#include "routing/ports/clock.hpp"

#include <boost/asio/experimental/awaitable_operators.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>

namespace sahut {

class work_signal {
 public:
  explicit work_signal(boost::asio::any_io_executor ex) : timer_(ex, boost::asio::steady_timer::time_point::max()) {}

  void notify() {
    pending_ = true;
    timer_.cancel();
  }

  // At once if notified since the last wait.
  boost::asio::awaitable<void> wait_until(clock& c, utc_time deadline) {
    using namespace boost::asio::experimental::awaitable_operators;
    if (!pending_) {
      auto late = c.sleep_until(deadline);
      auto told = notified();
      co_await (std::move(late) || std::move(told));
    }
    pending_ = false;
  }

 private:
  boost::asio::awaitable<void> notified() {
    timer_.expires_at(boost::asio::steady_timer::time_point::max());
    boost::system::error_code ignored;
    co_await timer_.async_wait(boost::asio::redirect_error(boost::asio::use_awaitable, ignored));
  }

  boost::asio::steady_timer timer_;
  bool pending_ = false;
};

}  // namespace sahut
