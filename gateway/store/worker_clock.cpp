#include "gateway/store/worker_clock.hpp"

#include <algorithm>
#include <boost/asio/as_tuple.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <stdexcept>

namespace sahut {
namespace {

namespace asio = boost::asio;
constexpr auto tuple = asio::as_tuple(asio::use_awaitable);

clock_offset::steady_time steady_now() {
  return clock_offset::steady_time(
      std::chrono::duration_cast<std::chrono::microseconds>(std::chrono::steady_clock::now().time_since_epoch()));
}

class clock_over_store final : public worker_clock {
 public:
  clock_over_store(asio::any_io_executor executor, store& s, worker_clock_settings settings)
      : executor_(executor), store_(s), settings_(std::move(settings)), offset_(settings_), pause_(executor) {}

  utc_time now() const override {
    if (!offset_.known()) throw std::logic_error("the clock is read before its first sample");
    return offset_.at(steady_now());
  }

  asio::awaitable<bool> sleep_until(utc_time when) override {
    asio::steady_timer timer(executor_);
    for (auto left = when - now(); left > milliseconds{0}; left = when - now()) {
      timer.expires_after(std::min<milliseconds>(left, settings_.sample_every));
      auto [ec] = co_await timer.async_wait(tuple);
      if (ec) co_return false;
    }
    co_return true;
  }

  asio::awaitable<result<void>> begin() override {
    auto taken = co_await take();
    co_return taken;
  }

  asio::awaitable<void> run() override {
    while (!stopped_) {
      pause_.expires_after(settings_.sample_every);
      auto [ec] = co_await pause_.async_wait(tuple);
      if (ec || stopped_) break;
      (void)co_await take();
    }
  }

  void stop() override {
    stopped_ = true;
    pause_.cancel();
  }

 private:
  asio::awaitable<result<void>> take() {
    auto const sent = steady_now();
    auto there = co_await store_.time();
    if (!there) co_return there.error();
    if (offset_.sample(sent, steady_now(), *there) == clock_offset::verdict::stepped && settings_.on_step)
      settings_.on_step(offset_.last_step());
    co_return result<void>{};
  }

  asio::any_io_executor executor_;
  store& store_;
  worker_clock_settings settings_;
  clock_offset offset_;
  asio::steady_timer pause_;
  bool stopped_ = false;
};

}  // namespace

clock_offset::verdict clock_offset::sample(steady_time sent, steady_time received, utc_time store_time) {
  auto const round_trip = received - sent;
  bool const good = round_trip <= round_trip_max_;
  if (known_ && !good && received - last_good_ < patience_) return verdict::ignored;
  auto const fresh = store_time - (sent + round_trip / 2);
  if (known_ && std::chrono::abs(fresh - offset_) > step_max_) {
    last_step_ = fresh - offset_;
    return verdict::stepped;
  }
  bool const first = !known_;
  known_ = true;
  offset_ = fresh;
  last_good_ = received;
  return first ? verdict::first : verdict::followed;
}

std::unique_ptr<worker_clock> create_worker_clock(asio::any_io_executor executor, store& s,
                                                  worker_clock_settings settings) {
  return std::make_unique<clock_over_store>(executor, s, std::move(settings));
}

}  // namespace sahut
