#pragma once
// One sender for good in front of those that come and go with their secrets, behind a guard of the account's token.
#include "connectors/common/prepared_sender.hpp"
#include "connectors/common/token_life.hpp"

#include <memory>

namespace sahut::connector {

class guarded_sender final : public prepared_sender {
 public:
  boost::asio::awaitable<std::optional<sending::outcome>> prepare(milliseconds time_limit) override {
    auto const now = now_;  // kept alive until it has answered
    std::optional<sending::outcome> hindrance;
    if (guard_) hindrance = co_await guard_->prepare(time_limit);
    if (!hindrance) hindrance = co_await now->prepare(time_limit);
    co_return hindrance;
  }
  boost::asio::awaitable<sending::outcome> send(sending::part part, milliseconds time_limit) override {
    auto const now = now_;
    auto outcome = co_await now->send(std::move(part), time_limit);
    co_return guard_ ? guard_->seen(std::move(outcome)) : std::move(outcome);
  }
  boost::asio::awaitable<sending::outcome> send_file(sending::part part, byte_source& file, milliseconds time_limit) override {
    auto const now = now_;
    auto outcome = co_await now->send_file(std::move(part), file, time_limit);
    co_return guard_ ? guard_->seen(std::move(outcome)) : std::move(outcome);
  }
  passing_traits shows() const override { return now_->shows(); }
  boost::asio::awaitable<sending::outcome> show(passing_sign sign, milliseconds time_limit) override {
    auto const now = now_;
    auto outcome = co_await now->show(std::move(sign), time_limit);
    co_return guard_ ? guard_->seen(std::move(outcome)) : std::move(outcome);
  }
  void become(std::shared_ptr<prepared_sender> next) { now_ = std::move(next); }
  void guard_with(std::unique_ptr<token_guard> guard) { guard_ = std::move(guard); }

 private:
  std::shared_ptr<prepared_sender> now_;
  std::unique_ptr<token_guard> guard_;
};

}  // namespace sahut::connector
