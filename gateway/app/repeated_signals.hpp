#pragma once
// SIGTERM and SIGINT that come while the daemon drains: the second is answered with a word, the third ends the process at
// once. The embedded store is then told by the kernel that its parent is gone, and ends by itself, last.
// A thread of its own, since the main thread waits for the workers meanwhile. Made before the first signal is awaited, so that
// no signal ever meets the system's default.
#include <boost/asio/io_context.hpp>
#include <boost/asio/signal_set.hpp>

#include <thread>

namespace sahut {

class repeated_signals {
 public:
  static constexpr int exit_forced = 75;  // EX_TEMPFAIL: nothing acknowledged is lost, but clients were not told

  repeated_signals();
  ~repeated_signals();
  repeated_signals(repeated_signals const&) = delete;

 private:
  void listen();
  boost::asio::io_context context_{1};
  boost::asio::signal_set signals_;
  int heard_ = 0;
  std::thread thread_;
};

}  // namespace sahut
