#pragma once
// A channel whose messages do not say what the platform calls their citizen, and whose platform can be asked. On the worker's thread.
#include <boost/asio/awaitable.hpp>
#include <string>

#include "routing/model/time.hpp"

namespace sahut::connector {

class name_source {
 public:
  virtual ~name_source() = default;
  // Empty: the platform says none, could not be asked, or has said so before. Each contact is asked for once, as far as the
  // channel remembers; where the platform was not reached, once more with the next message. Never throws for what it answers.
  virtual boost::asio::awaitable<std::string> name_of(std::string contact, milliseconds time_limit) const = 0;
};

}  // namespace sahut::connector
