#pragma once
// The port through which the owner of an account's outbox sends. One object an account and worker; used on that
// worker's thread alone; must outlive every pending send.
#include <boost/asio/awaitable.hpp>

#include "routing/model/passing.hpp"
#include "routing/model/sending.hpp"
#include "routing/ports/bytes.hpp"

namespace sahut::connector {

class channel_sender {
 public:
  virtual ~channel_sender() = default;

  // Tries once, within `time_limit`. Never throws for what can go wrong in operation. `later` with a wait of zero
  // leaves the wait to the retry policy. `unknown` also when cancelled or out of time after the request was written.
  virtual boost::asio::awaitable<sending::outcome> send(sending::part part, milliseconds time_limit) = 0;

  // The same of a part that is a file; `file` gives its bytes and outlives the call. Only asked of a channel whose traits take files.
  virtual boost::asio::awaitable<sending::outcome> send_file(sending::part part, byte_source& file, milliseconds time_limit);

  // What it can show of what passes, and that shown, once: only asked for what the traits have. The outcome is as of a part,
  // `accepted` without an id.
  virtual passing_traits shows() const { return {}; }
  virtual boost::asio::awaitable<sending::outcome> show(passing_sign sign, milliseconds time_limit);
};

}  // namespace sahut::connector
