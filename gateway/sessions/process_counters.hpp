#pragma once
// What the workers of one process count together: made once, given to every worker's session_host. With any number of workers a
// limit is as wide as it says. Thread-safe; other processes count for themselves.
#include "config/settings/limits.hpp"
#include "gateway/net/guarded_attempts.hpp"

#include <atomic>

namespace sahut {

struct process_counters {
  explicit process_counters(limits const& l)
      : visitor_messages(static_cast<std::uint32_t>(l.visitor_messages_per_minute), std::chrono::minutes{1}),
        visitor_requests(static_cast<std::uint32_t>(l.visitor_requests_per_minute), std::chrono::minutes{1}),
        officer_messages(static_cast<std::uint32_t>(l.officer_messages_per_minute), std::chrono::minutes{1}),
        new_requests(static_cast<std::uint32_t>(l.requests_per_hour_per_address), std::chrono::hours{1}),
        uploads(static_cast<std::uint32_t>(l.uploads_per_hour_per_address), std::chrono::hours{1}),
        numbers(of_secrets(l)),
        sign_ins(of_secrets(l)) {}

  // Rates that have changed while the daemon runs.
  void take(limits const& l, utc_time now) {
    visitor_messages.set_limit(static_cast<std::uint32_t>(l.visitor_messages_per_minute), now);
    visitor_requests.set_limit(static_cast<std::uint32_t>(l.visitor_requests_per_minute), now);
    officer_messages.set_limit(static_cast<std::uint32_t>(l.officer_messages_per_minute), now);
    new_requests.set_limit(static_cast<std::uint32_t>(l.requests_per_hour_per_address), now);
    uploads.set_limit(static_cast<std::uint32_t>(l.uploads_per_hour_per_address), now);
    for (auto* secrets : {&numbers, &sign_ins}) secrets->set_per_minute(static_cast<std::uint32_t>(l.failed_lookups_per_minute), now);
  }

  net::shared_limiter visitor_messages, visitor_requests;  // a citizen's tabs may sit on different workers
  net::shared_limiter officer_messages;
  net::address_limiter new_requests;
  net::address_limiter uploads;   // of citizens
  net::guarded_attempts numbers, sign_ins;  // at a ticket's secret, at a password
  net::shared_names officer_windows;

  // For the metrics, since the start.
  std::atomic<std::uint64_t> sign_ins_done{0}, sign_ins_wrong{0}, sign_ins_limited{0}, numbers_wrong{0}, closed_flooding{0};
  net::shared_names bad_signatures;  // by channel
  net::address_limiter refusals_told{10, std::chrono::minutes{1}};  // lines of the security log
  net::shared_names bad_signatures_in_row;  // by channel, since the last good one

 private:
  static net::guarded_attempts::settings of_secrets(limits const& l) {
    net::guarded_attempts::settings s;
    s.per_minute = static_cast<std::uint32_t>(l.failed_lookups_per_minute);
    s.longest = l.failed_wait_time;
    return s;
  }
};

}  // namespace sahut
