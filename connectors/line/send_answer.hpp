#pragma once
// What an answer of the push call means. Decided on HTTP's status; LINE's words choose only between its two kinds of 429.
// Pure. Source: LINE Messaging API reference, "Send push message", "Status codes", "Retry failed API requests".
#include <string>

#include "connectors/common/send_answer.hpp"

namespace sahut::line {

// `retry_key`: of the call; names what was accepted where LINE gives no id.
sending::outcome read_answer(connector::raw_answer const& answer, std::string const& retry_key);

}  // namespace sahut::line
