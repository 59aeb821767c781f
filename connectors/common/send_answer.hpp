#pragma once
// What the answers of all platforms' send calls have in common. Pure but for the clock in `answer_of`; any thread.
#include <string>
#include <string_view>

#include "routing/model/sending.hpp"

namespace sahut::connector {

struct http_response;
struct http_failure;

struct raw_answer {
  int http_status = 0;
  std::string_view body;
  std::string_view retry_after = {};  // the header's value: seconds, or an HTTP date
  std::string_view date = {};         // Date: what an HTTP date is counted from
  utc_time now{};                     // ours, where the answer has no date
};
// Refers to the response.
raw_answer answer_of(http_response const& response);

// What a call that got no answer means for the part that it was for. `sends`: it would have brought the part to the citizen, so
// nothing is known of one that was written. `whom` was not reached: the next part would not reach it either.
sending::outcome outcome_of(http_failure const& failure, bool sends = true, std::string_view whom = "Platform");

// Of a call that sends nothing, so that its answer names nothing either: whatever was taken is `accepted`.
inline sending::outcome taken_without_id(sending::outcome outcome, int http_status) {
  bool const taken = http_status >= 200 && http_status < 300 && std::holds_alternative<sending::unknown>(outcome);
  if (taken) return sending::accepted{};
  return outcome;
}

// How long Retry-After asks to wait, a day at most; zero where it does not say.
milliseconds wished_wait(std::string_view retry_after, std::string_view date = {}, utc_time now = {});
milliseconds up_to_a_day(double ms);

// `reason (detail)`, for an officer.
std::string with_detail(std::string_view reason, std::string_view detail);
std::string with_status(std::string_view reason, int http_status);

}  // namespace sahut::connector
