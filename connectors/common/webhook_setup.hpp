#pragma once
// A platform that can be told, and asked, where it brings what comes in. For an operator. Used on one worker's thread.
#include <boost/asio/awaitable.hpp>
#include <string>
#include <string_view>
#include <vector>

#include "routing/model/time.hpp"

namespace sahut::connector {

struct setup_report {
  bool good = false;
  bool temporary = false;          // not good, and may be good in a moment: the platform was not reached
  std::vector<std::string> lines;  // a fact each, in words; never a secret
};

class webhook_setup {
 public:
  virtual ~webhook_setup() = default;
  // Tells the platform `address`, and by what its bodies are proved; then looks whether it took it.
  virtual boost::asio::awaitable<setup_report> set_up(std::string address, milliseconds time_limit) = 0;
  // How it stands with `address` there.
  virtual boost::asio::awaitable<setup_report> check(std::string address, milliseconds time_limit) = 0;
};

// A platform's own words, fit for a line: printable, without what could move a terminal's cursor, not too long.
std::string in_quotes(std::string_view words);

}  // namespace sahut::connector
