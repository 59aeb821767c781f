#pragma once
// Blocking work on the disk, done on threads of its own: a worker's loop never waits for a disk. One pool a process.
// Its owner calls `finish()` before it destroys an io_context whose coroutines may wait here.
#include <boost/asio/awaitable.hpp>
#include <boost/asio/thread_pool.hpp>

#include <atomic>
#include <cstddef>
#include <functional>
#include <optional>

#include "routing/model/error.hpp"

namespace sahut::media {

class disk_pool {
 public:
  explicit disk_pool(std::size_t threads = 2, std::size_t waiting_max = 1024) : pool_(threads), waiting_max_(waiting_max) {}
  ~disk_pool() { finish(); }
  // Blocks until all that was given has been done.
  void finish() { pool_.join(); }

  // Runs `work` on a thread of the pool; its result comes back on the caller's executor. A cancellation does not interrupt
  // it, so `work` may refer to the caller's frame. Error full: too many wait.
  template <class T>
  boost::asio::awaitable<result<T>> run(std::function<result<T>()> work) {
    std::optional<result<T>> out;
    std::function<void()> job = [&out, &work] { out.emplace(work()); };
    bool const done = co_await turn(std::move(job));
    if (!done) co_return error{errc::full, "", "too much waits for the disk; try again", 1000};
    co_return std::move(*out);
  }
  // For closing and removing: always taken, nobody waits. `work` owns what it touches.
  void later(std::function<void()> work);

 private:
  boost::asio::awaitable<bool> turn(std::function<void()> job);

  boost::asio::thread_pool pool_;
  std::size_t const waiting_max_;
  std::atomic<std::size_t> waiting_{0};
};

}  // namespace sahut::media
