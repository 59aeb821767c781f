#pragma once
// Messages at a fixed rate whatever the server does: latency counts from the instant a message was meant to be sent, so
// a stall is paid by every message that it held up (no coordinated omission).
#include <cstdint>
#include <functional>
#include <string_view>
#include <vector>

#include "tests/bench/event_loop.hpp"
#include "tests/bench/samples.hpp"

namespace sahut::bench {

struct flight {  // seconds since the run's origin; 0: not yet
  double intended = 0, acked = 0, received = 0;
};

class open_loop {
 public:
  explicit open_loop(event_loop& loop) : loop_(loop), origin_(steady::now()) {}

  // Calls `send(k)` with k rising over all runs; `before` at the end of the warm-up, `after` at the end of sending.
  // Then waits until everything of this run has come back, at most `drain`.
  struct plan {
    double rate = 0, seconds = 0, warm_up = 0;
    std::chrono::milliseconds drain{5'000};
    bool wants_received = true;
    std::function<void()> before, after;
  };
  struct outcome {
    samples acked, received;  // of what was sent after the warm-up
    std::size_t sent = 0;     // after the warm-up
    double seconds = 0;
  };
  outcome run(plan const& p, std::function<void(std::uint64_t)> const& send);

  void on_acked(std::uint64_t k) { stamp(k, &flight::acked, acks_); }
  void on_received(std::uint64_t k) { stamp(k, &flight::received, receipts_); }
  std::uint64_t next() const { return flights_.size(); }

 private:
  double now() const { return std::chrono::duration<double>(steady::now() - origin_).count(); }
  void stamp(std::uint64_t k, double flight::*when, std::uint64_t& counter);

  event_loop& loop_;
  steady::time_point origin_;
  std::vector<flight> flights_;
  std::uint64_t acks_ = 0, receipts_ = 0, repeated_ = 0;
};

// The number behind `opening` in a frame; false if there is none.
bool number_after(std::string_view frame, std::string_view opening, std::uint64_t& out);

}  // namespace sahut::bench
