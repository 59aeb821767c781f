#pragma once
// The port through which a file that came with a message is fetched from its platform. One object an account and worker; used
// on that worker's thread alone; must outlive every pending call.
#include <boost/asio/awaitable.hpp>

#include <memory>
#include <variant>

#include "routing/model/message.hpp"
#include "routing/ports/bytes.hpp"

namespace sahut::connector {

// Why there is no file now, or never. `reason` is one of the words that attachment::reason takes.
struct media_failure {
  bool for_good = false;
  std::string reason;
  milliseconds after{};  // when to ask again, as the platform said; 0: the caller's back-off
};

using opened_media = std::variant<std::unique_ptr<byte_source>, media_failure>;

class media_source {
 public:
  virtual ~media_source() = default;
  // Finds the file that `of` names and begins to read it: status and declared size are known to be well when it is given.
  // Reading ends in an error when it grows beyond `bytes_max`, stalls, or breaks off. The bytes are as the platform sends
  // them: nothing is believed of them.
  virtual boost::asio::awaitable<opened_media> open(attachment of, std::uint64_t bytes_max, milliseconds time_limit) = 0;
};

}  // namespace sahut::connector
