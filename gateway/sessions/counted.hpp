#pragma once
// What the workers of one process count together: made once, given to every worker's gate. With any number of workers a
// limit is as wide as it says. Thread-safe; other processes count for themselves.
#include "config/settings/limits.hpp"
#include "gateway/net/shared_limits.hpp"

namespace sahut {

struct counted {
  explicit counted(limits const& l)
      : visitor_messages(static_cast<std::uint32_t>(l.visitor_messages_per_minute), std::chrono::minutes{1}),
        visitor_requests(static_cast<std::uint32_t>(l.visitor_requests_per_minute), std::chrono::minutes{1}),
        officer_messages(static_cast<std::uint32_t>(l.officer_messages_per_minute), std::chrono::minutes{1}),
        new_requests(static_cast<std::uint32_t>(l.requests_per_hour_per_address), std::chrono::hours{1}),
        failed_lookups(static_cast<std::uint32_t>(l.failed_lookups_per_minute), std::chrono::minutes{1}),
        failed_logins(static_cast<std::uint32_t>(l.failed_lookups_per_minute), std::chrono::minutes{1}) {}

  net::shared_limiter visitor_messages, visitor_requests;  // a citizen's tabs may sit on different workers
  net::shared_limiter officer_messages;
  net::address_limiter new_requests, failed_lookups, failed_logins;
  net::shared_names officer_windows;
};

}  // namespace sahut
