#pragma once
// One source of files for good in front of those that come and go with their token.
#include <memory>

#include "connectors/common/media_source.hpp"

namespace sahut::connector {

class renewable_media final : public media_source {
 public:
  boost::asio::awaitable<opened_media> open(attachment of, std::uint64_t bytes_max, milliseconds time_limit) override {
    auto const now = now_;  // kept alive until it has answered
    auto opened = co_await now->open(std::move(of), bytes_max, time_limit);
    co_return opened;
  }
  void become(std::shared_ptr<media_source> next) { now_ = std::move(next); }

 private:
  std::shared_ptr<media_source> now_;
};

}  // namespace sahut::connector
