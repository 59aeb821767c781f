#pragma once
// What an answer of the push call means. Decided on HTTP's status; LINE's words choose only between its two kinds of 429.
// Pure. Source: LINE Messaging API reference, "Send push message", "Status codes", "Retry failed API requests".
#include <string>
#include <string_view>

#include "routing/model/sending.hpp"

namespace sahut::line {

struct raw_answer {
  int http_status = 0;
  std::string_view body;
  std::string_view retry_after = {};  // the header's value
};

// `retry_key`: of the call; names what was accepted where LINE gives no id.
sending::outcome read_answer(raw_answer const& answer, std::string const& retry_key);

}  // namespace sahut::line
