#pragma once
// What an answer of the send call means. Decided on `code` and `error_subcode`, never on the message's words, and on
// the JSON `error` even where HTTP says 200. Pure. Sources: Meta, Messenger Platform error codes; Graph API error
// handling and rate limits.
#include <string_view>

#include "routing/model/sending.hpp"

namespace sahut::meta {

struct raw_answer {
  int http_status = 0;
  std::string_view body;
  std::string_view retry_after;     // the header's value: seconds, or an HTTP date
  std::string_view app_usage;       // X-App-Usage
  std::string_view business_usage;  // X-Business-Use-Case-Usage
  std::string_view date = {};       // Date: what an HTTP date in Retry-After is counted from
  utc_time now{};                   // ours, where the platform gives none
};

sending::outcome read_answer(raw_answer const& answer);

// How long the platform wants to be left alone, from Retry-After or the usage headers' "estimated time to regain
// access" (minutes); zero if it does not say. At most a day.
milliseconds wished_wait(raw_answer const& answer);

}  // namespace sahut::meta
