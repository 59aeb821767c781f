#pragma once
// A port: looks through a file for malware. Whoever cannot ask must not take the file.
#include <string>
#include <variant>

#include "routing/ports/bytes.hpp"

namespace sahut::media {

struct clean {};
struct infected {
  std::string name;  // of what was found, as the scanner calls it: printable ASCII, at most 128 characters
};
using verdict = std::variant<clean, infected>;

class scanner {
 public:
  virtual ~scanner() = default;
  // Reads the plain bytes to their end, or as far as the scanner wants them. Errors: `unavailable` when the scanner gave no
  // verdict; `too_long` when it takes no file of this length; and what the source says. One worker's thread.
  virtual boost::asio::awaitable<result<verdict>> scan(byte_source& plain) = 0;
};

}  // namespace sahut::media
