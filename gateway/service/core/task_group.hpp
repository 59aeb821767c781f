#pragma once
// Coroutines that belong together: all are awaited, none is detached. Single thread.
#include <boost/asio/awaitable.hpp>
#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/experimental/awaitable_operators.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <exception>
#include <functional>
#include <map>
#include <memory>
#include <vector>

namespace sahut {

class task_group {
 public:
  // `within`: what runs here runs there as well, so that cancelling and awaiting the outer group includes it.
  explicit task_group(boost::asio::any_io_executor ex, task_group* within = nullptr) : state_(std::make_shared<state>(ex)) {
    if (within) state_->outer = within->state_;
  }

  // An exception of a task is kept and rethrown by join(); where nobody joins, `throw_at_once` lets it out of the loop.
  void add(boost::asio::awaitable<void> task) {
    auto const signal = std::make_shared<boost::asio::cancellation_signal>();
    auto const id = state_->begin(signal);
    auto const outer_id = state_->outer ? state_->outer->begin(signal) : 0;
    boost::asio::co_spawn(state_->executor, std::move(task),
                          boost::asio::bind_cancellation_slot(signal->slot(), [s = state_, id, outer_id](std::exception_ptr e) {
                            if (s->outer) s->outer->end(outer_id, nullptr);
                            s->end(id, std::move(e));
                          }));
  }
  std::size_t running() const { return state_->tasks.size(); }
  void throw_at_once() { state_->throws_at_once = true; }

  // Ends every task at its next wait. What they refer to must live until join() returns.
  void cancel() {
    std::vector<std::shared_ptr<boost::asio::cancellation_signal>> signals;
    for (auto const& [id, signal] : state_->tasks) signals.push_back(signal);
    state_->cancelled = true;
    for (auto const& signal : signals) signal->emit(boost::asio::cancellation_type::terminal);
  }

  boost::asio::awaitable<void> join() {
    auto s = state_;
    while (!s->tasks.empty()) {
      s->done.expires_at(boost::asio::steady_timer::time_point::max());
      boost::system::error_code ignored;
      co_await s->done.async_wait(boost::asio::redirect_error(boost::asio::use_awaitable, ignored));
      auto const told = co_await boost::asio::this_coro::cancellation_state;
      if (!s->tasks.empty() && told.cancelled() != boost::asio::cancellation_type::none) co_return;
    }
    if (s->failed) std::rethrow_exception(std::exchange(s->failed, nullptr));
  }

 private:
  struct state {
    explicit state(boost::asio::any_io_executor ex) : executor(ex), done(ex) {}

    std::uint64_t begin(std::shared_ptr<boost::asio::cancellation_signal> signal) {
      tasks.emplace(++last_id, std::move(signal));
      return last_id;
    }
    void end(std::uint64_t id, std::exception_ptr e) {
      tasks.erase(id);
      if (tasks.empty()) done.cancel();
      if (!e || (cancelled && is_cancellation(e))) return;
      if (throws_at_once) std::rethrow_exception(e);
      if (!failed) failed = e;
    }
    static bool is_cancellation(std::exception_ptr const& e) {
      try {
        std::rethrow_exception(e);
      } catch (boost::system::system_error const& x) {
        return x.code() == boost::asio::error::operation_aborted;
      } catch (...) {
        return false;
      }
    }

    boost::asio::any_io_executor executor;
    boost::asio::steady_timer done;
    std::map<std::uint64_t, std::shared_ptr<boost::asio::cancellation_signal>> tasks;
    std::uint64_t last_id = 0;
    std::shared_ptr<state> outer;
    bool throws_at_once = false, cancelled = false;
    std::exception_ptr failed;
  };
  std::shared_ptr<state> state_;
};

}  // namespace sahut
