#pragma once
// A letter, and what became of it. Plain values.
#include <string>
#include <variant>

#include "routing/model/time.hpp"

namespace sahut::mail {

struct letter {
  std::string to;             // an address
  std::string subject, text;  // UTF-8; lines end with \n
  std::string id;             // letters, digits, -, _ and .: names this letter, the same at every try
  utc_time at{};
};

struct sent {};
struct later {         // not now
  std::string reason;  // for an operator: no address and no text
  bool perhaps_sent = false;  // the server had all of it, and its answer did not come
};
struct refused {       // never, to this address
  std::string reason;
};
using outcome = std::variant<sent, later, refused>;

}  // namespace sahut::mail
