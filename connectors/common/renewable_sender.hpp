#pragma once
// One sender for good in front of those that come and go with their token.
#include "connectors/common/channel_sender.hpp"

#include <memory>

namespace sahut::connector {

class renewable_sender final : public channel_sender {
 public:
  boost::asio::awaitable<sending::outcome> send(sending::part part, milliseconds time_limit) override {
    auto const now = now_;  // kept alive until it has answered
    auto outcome = co_await now->send(std::move(part), time_limit);
    co_return outcome;
  }
  boost::asio::awaitable<sending::outcome> send_file(sending::part part, byte_source& file, milliseconds time_limit) override {
    auto const now = now_;
    auto outcome = co_await now->send_file(std::move(part), file, time_limit);
    co_return outcome;
  }
  passing_traits shows() const override { return now_->shows(); }
  boost::asio::awaitable<sending::outcome> show(passing_sign sign, milliseconds time_limit) override {
    auto const now = now_;
    auto outcome = co_await now->show(std::move(sign), time_limit);
    co_return outcome;
  }
  void become(std::shared_ptr<channel_sender> next) { now_ = std::move(next); }

 private:
  std::shared_ptr<channel_sender> now_;
};

}  // namespace sahut::connector
