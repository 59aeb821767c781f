#pragma once
// Whether all daemons on one store mean the same office: each tells a digest of its queues, channels and calendar, and
// compares. One that differs would assign, count and route by other rules.
#include "gateway/service/core/desk.hpp"

namespace sahut {

class agreement {
 public:
  // `office` and `at` outlive it; `worker`: how this one is known among all.
  agreement(office_profile const& office, store_part const& at, std::string worker) : office_(office), at_(at), worker_(std::move(worker)) {}

  // Tells what is configured here and looks at what others told since this began.
  boost::asio::awaitable<void> compare();
  bool differs() const { return differs_; }
  static constexpr std::string_view difference = "another daemon on this store has other queues, channels or calendar for it: compare the configurations";

  static constexpr std::chrono::seconds forgotten_after{45};
  static constexpr std::size_t daemons_most = 256;

 private:
  office_profile const& office_;
  store_part const& at_;
  std::string worker_;
  utc_time begun_{};
  bool differs_ = false;
};

}  // namespace sahut
