#pragma once
// A sender that can tell whether a part may go before that is committed: its account's budget is spent, its token is to be
// renewed first. The outbox asks it where it is one.
#include "connectors/common/channel_sender.hpp"

#include <optional>

namespace sahut::connector {

class prepared_sender : public channel_sender {
 public:
  // Nothing: the part may go. `later` or `account_stopped`: what stands in its way; nothing was tried.
  virtual boost::asio::awaitable<std::optional<sending::outcome>> prepare(milliseconds time_limit) = 0;
};

}  // namespace sahut::connector
