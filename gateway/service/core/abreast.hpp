#pragma once
// Many reads in few round trips: what is asked in one turn of the loop leaves in one write.
#include "gateway/service/core/task_group.hpp"

#include <boost/asio/this_coro.hpp>

#include <algorithm>

namespace sahut {

inline constexpr std::size_t abreast_most = 128;

// Runs `each(0)` to `each(count - 1)`, at most `abreast_most` at a time. They have all ended when it returns or throws, so they may
// refer to what the caller holds; `each` itself is no coroutine, else it would have to outlive its own call.
template <class Each>
boost::asio::awaitable<void> abreast(std::size_t count, Each each) {
  auto const here = co_await boost::asio::this_coro::executor;
  for (std::size_t from = 0; from < count; from += abreast_most) {
    task_group some(here);
    for (auto i = from; i < std::min(count, from + abreast_most); ++i) some.add(each(i));
    co_await some.join();
    auto const told = co_await boost::asio::this_coro::cancellation_state;
    if (told.cancelled() == boost::asio::cancellation_type::none) continue;
    some.cancel();
    co_await boost::asio::this_coro::reset_cancellation_state();  // else nothing could be awaited any more
    co_await some.join();
    throw boost::system::system_error(boost::asio::error::operation_aborted);
  }
}

// For `each`: what is awaited goes to where the caller wants it.
template <class T>
boost::asio::awaitable<void> into(T& place, boost::asio::awaitable<T> what) {
  auto got = co_await std::move(what);
  place = std::move(got);
}

}  // namespace sahut
