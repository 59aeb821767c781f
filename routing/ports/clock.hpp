#pragma once
// Every instant and every wait comes through this port, so that a whole node can be run under a simulated clock.
#include "routing/model/time.hpp"

#include <boost/asio/awaitable.hpp>

namespace sahut {

class clock {
 public:
  virtual ~clock() = default;
  // The store's time as this worker knows it (design: one clock for every worker, process and machine).
  virtual utc_time now() const = 0;
  // Waits until `when` by this clock. False if the wait was cancelled through the coroutine's cancellation slot.
  virtual boost::asio::awaitable<bool> sleep_until(utc_time when) = 0;
  boost::asio::awaitable<bool> sleep_for(milliseconds d) { return sleep_until(now() + d); }
};

}  // namespace sahut
