#pragma once
// The clock port over the store's time. Every worker, process and machine then agrees, whatever their own clocks say.
//
// now() = the store's time at the last good sample + what the *steady* clock has counted since. The local wall clock is
// not used at all, so setting it changes nothing; between samples only the oscillator's drift remains (well under a
// millisecond in 10 s).
//
// A sample is one TIME: the answer is taken to belong to the middle of its round trip. Round trips over
// `round_trip_max` are ignored, unless none better came for `patience`. A step over `step_max` against what we hold is
// not followed: it is told through `on_step` at every sample until it is gone or the daemon is started anew, because
// deadlines that jump by minutes do more harm than ones that are late.
//
// Thread: the worker's. `sleep_until` wakes at least every `sample_every`, to follow the offset.
#include <boost/asio/any_io_executor.hpp>
#include <functional>

#include "routing/ports/clock.hpp"
#include "routing/ports/store.hpp"

namespace sahut {

struct worker_clock_settings {
  milliseconds sample_every{10'000};
  milliseconds round_trip_max{5};
  milliseconds patience{60'000};
  milliseconds step_max{5'000};
  std::function<void(milliseconds step)> on_step;  // positive: the store is ahead of us
};

// What a sample does to the offset. Pure, so that it can be tested without time.
class clock_offset {
 public:
  explicit clock_offset(worker_clock_settings const& s)
      : round_trip_max_(s.round_trip_max), patience_(s.patience), step_max_(s.step_max) {}

  using steady_time = std::chrono::sys_time<std::chrono::microseconds>;  // since the steady clock's own beginning
  enum class verdict { first, followed, ignored, stepped };

  verdict sample(steady_time sent, steady_time received, utc_time store_time);
  bool known() const { return known_; }
  utc_time at(steady_time now) const { return std::chrono::floor<milliseconds>(now + offset_); }
  milliseconds last_step() const { return std::chrono::duration_cast<milliseconds>(last_step_); }

 private:
  std::chrono::microseconds round_trip_max_, patience_, step_max_, offset_{0}, last_step_{0};
  steady_time last_good_{};
  bool known_ = false;
};

class worker_clock : public clock {
 public:
  // The first sample; until it has succeeded `now` throws std::logic_error. Error: the store's.
  virtual boost::asio::awaitable<result<void>> begin() = 0;
  // Samples until `stop` or cancellation; failures of the store are skipped.
  virtual boost::asio::awaitable<void> run() = 0;
  virtual void stop() = 0;
};

// `s` outlives the clock.
std::unique_ptr<worker_clock> create_worker_clock(boost::asio::any_io_executor executor, store& s,
                                                  worker_clock_settings settings);

}  // namespace sahut
