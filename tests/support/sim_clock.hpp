#pragma once
// Simulated time for whole nodes: one thread, one io_context, no wall clock. Waiting coroutines lie in a queue ordered by
// (instant, order of arrival); the driver lets everything that can run, run, and then moves the time to the next of them.
// The same seed and the same calls therefore give the same run, handler by handler.
#include "routing/ports/clock.hpp"
#include "routing/ports/random.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <exception>
#include <map>
#include <optional>
#include <random>
#include <stdexcept>

namespace sahut::test {

class sim_time final : public clock {
 public:
  explicit sim_time(utc_time start) : now_(start) {}

  boost::asio::io_context io{1};

  utc_time now() const override { return now_; }

  boost::asio::awaitable<bool> sleep_until(utc_time when) override {
    auto const executor = co_await boost::asio::this_coro::executor;
    if (when <= now_) {
      co_await boost::asio::post(executor, boost::asio::use_awaitable);
      co_return true;
    }
    waiter self(*this, when, executor);
    boost::system::error_code ignored;
    co_await self.timer.async_wait(boost::asio::redirect_error(boost::asio::use_awaitable, ignored));
    co_return self.fired;
  }

  // Everything that can run without time passing.
  void settle() {
    std::size_t ran = 0;
    io.restart();
    while (auto const some = io.poll()) {
      ran += some;
      if (ran > handlers_at_one_instant_max) throw std::runtime_error("something runs in circles while no time passes");
      io.restart();
    }
  }
  // The next instant at which something waits; nothing: nobody waits.
  std::optional<utc_time> next() const {
    if (waiting_.empty()) return std::nullopt;
    return waiting_.begin()->first.first;
  }
  void run_until(utc_time end) {
    settle();
    while (next() && *next() <= end) step();
    now_ = std::max(now_, end);
    settle();
  }
  void run_for(milliseconds d) { run_until(now_ + d); }
  // The time moves without anybody having been able to run: a machine that slept.
  void jump(milliseconds d) {
    now_ += d;
    while (next() && *next() <= now_) fire();
    settle();
  }

  // Runs `what` to its end, letting time pass. Throws when more than `limit` passes.
  template <class T>
  T run(boost::asio::awaitable<T> what, milliseconds limit = std::chrono::minutes{5}) {
    std::optional<T> out;
    std::exception_ptr thrown;
    bool done = false;
    boost::asio::co_spawn(io, std::move(what), [&](std::exception_ptr e, T value) {
      done = true;
      thrown = e;
      if (!e) out.emplace(std::move(value));
    });
    finish(done, limit);
    if (thrown) std::rethrow_exception(thrown);
    return std::move(*out);
  }
  void run(boost::asio::awaitable<void> what, milliseconds limit = std::chrono::minutes{5}) {
    std::exception_ptr thrown;
    bool done = false;
    boost::asio::co_spawn(io, std::move(what), [&](std::exception_ptr e) {
      done = true;
      thrown = e;
    });
    finish(done, limit);
    if (thrown) std::rethrow_exception(thrown);
  }

 private:
  static constexpr std::size_t handlers_at_one_instant_max = 500'000;

  struct waiter {
    waiter(sim_time& t, utc_time when, boost::asio::any_io_executor ex)
        : of(t), timer(ex, boost::asio::steady_timer::time_point::max()), key(when, ++t.arrivals_) {
      of.waiting_.emplace(key, this);
    }
    ~waiter() { of.waiting_.erase(key); }
    waiter(waiter const&) = delete;
    waiter& operator=(waiter const&) = delete;
    sim_time& of;
    boost::asio::steady_timer timer;
    std::pair<utc_time, std::uint64_t> key;
    bool fired = false;
  };

  void fire() {
    auto* const first = waiting_.begin()->second;
    waiting_.erase(waiting_.begin());
    first->fired = true;
    first->timer.cancel();
  }
  void step() {
    now_ = std::max(now_, waiting_.begin()->first.first);
    fire();
    settle();
  }
  void finish(bool const& done, milliseconds limit) {
    auto const give_up = now_ + limit;
    settle();
    while (!done) {
      if (!next()) throw std::runtime_error("a coroutine waits for something that will never happen");
      if (*next() > give_up) throw std::runtime_error("a coroutine did not end in its time");
      step();
    }
  }

  utc_time now_;
  std::uint64_t arrivals_ = 0;
  std::map<std::pair<utc_time, std::uint64_t>, waiter*> waiting_;
};

// Reproducible, and no secret.
class seeded_random final : public random_source {
 public:
  explicit seeded_random(std::uint64_t seed) : engine_(seed) {}
  void fill(std::span<std::uint8_t> bytes) override {
    for (auto& b : bytes) b = static_cast<std::uint8_t>(engine_());
  }
  std::uint64_t below(std::uint64_t n) { return n ? engine_() % n : 0; }
  bool one_in(std::uint64_t n) { return n && below(n) == 0; }
  bool chance(double p) { return static_cast<double>(engine_() >> 11) * 0x1.0p-53 < p; }
  milliseconds between(milliseconds a, milliseconds b) {
    return a + milliseconds{static_cast<std::int64_t>(below(static_cast<std::uint64_t>((b - a).count()) + 1))};
  }

 private:
  std::mt19937_64 engine_;
};

}  // namespace sahut::test
