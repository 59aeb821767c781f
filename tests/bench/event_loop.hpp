#pragma once
// The load generator's loop: epoll on one thread, level-triggered. Nothing here is shared between threads.
#include <chrono>
#include <cstdint>
#include <vector>

namespace sahut::bench {

using steady = std::chrono::steady_clock;

class io_handler {
 public:
  virtual ~io_handler() = default;
  virtual void on_events(std::uint32_t events) = 0;
};

class event_loop {
 public:
  event_loop();
  ~event_loop();
  event_loop(event_loop const&) = delete;
  event_loop& operator=(event_loop const&) = delete;

  void watch(int fd, std::uint32_t events, io_handler& handler);
  void change(int fd, std::uint32_t events, io_handler& handler);
  void forget(int fd, io_handler& handler);

  // Serves what is ready; waits for it until `until`, and spins through the last millisecond so that an instant is met.
  void turn(steady::time_point until);
  // Turns until `holds()` or the limit; whether it held.
  template <class F>
  bool run_until(F holds, std::chrono::milliseconds limit) {
    auto const give_up = steady::now() + limit;
    while (!holds()) {
      auto const now = steady::now();
      if (now >= give_up) return false;
      turn(now + std::chrono::milliseconds(5));
    }
    return true;
  }

  std::vector<char>& scratch() { return scratch_; }  // for reading; free again after each handler

 private:
  int fd_;
  std::vector<char> scratch_;
  std::vector<io_handler*> gone_;  // in this turn
};

}  // namespace sahut::bench
