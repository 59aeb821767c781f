#pragma once
// Coroutines that belong together: all are awaited, none is detached. Single thread.
#include <boost/asio/awaitable.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/experimental/awaitable_operators.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <exception>
#include <functional>
#include <memory>

namespace sahut {

class task_group {
 public:
  explicit task_group(boost::asio::any_io_executor ex) : state_(std::make_shared<state>(ex)) {}

  // An exception of a task is kept and rethrown by join().
  void add(boost::asio::awaitable<void> task) {
    ++state_->running;
    boost::asio::co_spawn(state_->executor, std::move(task), [s = state_](std::exception_ptr e) {
      if (e && !s->failed) s->failed = e;
      if (--s->running == 0) s->done.cancel();
    });
  }
  std::size_t running() const { return state_->running; }

  boost::asio::awaitable<void> join() {
    auto s = state_;
    while (s->running) {
      s->done.expires_at(boost::asio::steady_timer::time_point::max());
      boost::system::error_code ignored;
      co_await s->done.async_wait(boost::asio::redirect_error(boost::asio::use_awaitable, ignored));
      if (s->running && (co_await boost::asio::this_coro::cancellation_state).cancelled() != boost::asio::cancellation_type::none)
        co_return;
    }
    if (s->failed) std::rethrow_exception(std::exchange(s->failed, nullptr));
  }

 private:
  struct state {
    explicit state(boost::asio::any_io_executor ex) : executor(ex), done(ex) {}
    boost::asio::any_io_executor executor;
    boost::asio::steady_timer done;
    std::size_t running = 0;
    std::exception_ptr failed;
  };
  std::shared_ptr<state> state_;
};

}  // namespace sahut
