#pragma once
// Many reads of the store begun in one turn of the loop: they leave in one write and cost one way there and back.
#include <boost/asio/awaitable.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <algorithm>
#include <exception>

namespace sahut {

// Calls `one` with 0 … n-1, up to `together` at a time, and returns when all have ended, cancelled or not: what `one` refers to
// need not live longer than this call. The first exception is thrown here.
template <class F>
boost::asio::awaitable<void> each_at_once(std::size_t n, F const& one) {
  constexpr std::size_t together = 512;
  auto const executor = co_await boost::asio::this_coro::executor;
  co_await boost::asio::this_coro::throw_if_cancelled(false);  // whoever awaits this learns of it afterwards
  boost::asio::steady_timer ended(executor);
  std::exception_ptr failed;
  for (std::size_t from = 0; from < n; from += together) {
    auto const to = std::min(n, from + together);
    auto left = to - from;
    for (std::size_t i = from; i < to; ++i)
      boost::asio::co_spawn(executor, one(i), [&left, &failed, &ended](std::exception_ptr e) {
        if (e && !failed) failed = e;
        if (--left == 0) ended.cancel();
      });
    while (left > 0) {
      ended.expires_at(boost::asio::steady_timer::time_point::max());
      boost::system::error_code ignored;
      co_await ended.async_wait(boost::asio::redirect_error(boost::asio::use_awaitable, ignored));
    }
  }
  co_await boost::asio::this_coro::throw_if_cancelled(true);
  if (failed) std::rethrow_exception(failed);
}

}  // namespace sahut
