#pragma once
// Looks through the store for what the configuration does not name: at the start, after a queue was moved, and every hour.
#include "gateway/service/core/unconfigured.hpp"
#include "gateway/store/worker_clock.hpp"

#include <atomic>
#include <functional>
#include <memory>
#include <mutex>

namespace sahut {

class unconfigured_watch {
 public:
  static constexpr std::chrono::seconds every{3600};
  using list = std::vector<unconfigured>;

  // `hand_out` is told of every look's outcome, on the thread of run().
  unconfigured_watch(settings const& cfg, std::function<void(std::shared_ptr<list const>)> hand_out)
      : cfg_(cfg), hand_out_(std::move(hand_out)) {}

  // Until cancelled. What is found new is logged.
  boost::asio::awaitable<void> run(store& s, boost::asio::any_io_executor executor);

  // Any thread.
  void look_soon() { soon_ = true; }
  list found() const;

 private:
  boost::asio::awaitable<result<list>> look(store& s, clock& clk);
  void say(list const& now);

  settings const& cfg_;
  std::function<void(std::shared_ptr<list const>)> hand_out_;
  std::atomic<bool> soon_{false};
  mutable std::mutex lock_;
  list found_;
};

}  // namespace sahut
