#include "gateway/media/disk_pool.hpp"

#include <boost/asio/async_result.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <memory>

namespace sahut::media {

namespace asio = boost::asio;

asio::awaitable<bool> disk_pool::turn(std::function<void()> job) {
  if (waiting_.fetch_add(1) >= waiting_max_) {
    --waiting_;
    co_return false;
  }
  auto const home = co_await asio::this_coro::executor;
  auto const begin = [&](auto handler) {
    auto shared = std::make_shared<decltype(handler)>(std::move(handler));
    asio::post(pool_, [this, &job, shared = std::move(shared), home]() mutable {
      job();
      --waiting_;
      // The coroutine's frame belongs to its loop: the last reference to the handler goes there with it.
      asio::post(home, [shared = std::move(shared)] { (*shared)(true); });
    });
  };
  co_return co_await asio::async_initiate<asio::use_awaitable_t<> const, void(bool)>(begin, asio::use_awaitable);
}

void disk_pool::later(std::function<void()> work) { asio::post(pool_, std::move(work)); }

}  // namespace sahut::media
