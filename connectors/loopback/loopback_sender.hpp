#pragma once
// A sender for development: remembers what it was given, and hands it to an observer. No network.
#include <functional>
#include <memory>
#include <vector>

#include "connectors/common/channel_sender.hpp"

namespace sahut::loopback {

class loopback_sender : public connector::channel_sender {
 public:
  // What was given so far, oldest first; at most the last 1,000.
  virtual std::vector<sending::part> const& sent() const = 0;
};

// Every send is accepted as "loopback-1", "loopback-2", …; `observer` may be empty.
std::unique_ptr<loopback_sender> create_loopback_sender(connector::text_limit text,
                                                        std::function<void(sending::part const&)> observer = {});

}  // namespace sahut::loopback
