#pragma once
// Whether all daemons on one store mean the same office: each tells a digest of its queues, channels and calendar, and
// compares. One that differs would assign, count and route by other rules.
#include "gateway/service/core/desk.hpp"

namespace sahut {

class agreement {
 public:
  explicit agreement(desk& d) : desk_(d) {}

  // Tells what is configured here and looks at what others told since this began.
  boost::asio::awaitable<void> compare();
  bool differs() const { return differs_; }
  static constexpr std::string_view difference = "another daemon on this store has other queues, channels or calendar for it: compare the configurations";

  static constexpr std::chrono::seconds forgotten_after{45};
  static constexpr std::size_t daemons_most = 256;

 private:
  desk& desk_;
  utc_time begun_{};
  bool differs_ = false;
};

}  // namespace sahut
