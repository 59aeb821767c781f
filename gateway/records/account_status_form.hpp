#pragma once
// How an account at a platform stands, as its owner saw it last: for whoever asks on another worker.
#include "gateway/records/record_form.hpp"

namespace sahut {

// Whether a platform brings an account what comes in, as it said last.
enum class subscription_state : std::uint8_t { not_asked, in_order, missing };

namespace records {
template <> inline constexpr auto last_known<subscription_state> = subscription_state::missing;
template <> inline constexpr std::optional<subscription_state> stands_for_later<subscription_state> = subscription_state::not_asked;
}  // namespace records

struct account_status {
  account_id account;                      // the channel's id
  utc_time written_at{};
  utc_time last_received{}, last_sent{};   // something came from the platform, something of ours was taken; 0: never yet
  std::string trouble;                     // why it sends nothing; empty: it does
  subscription_state subscription = subscription_state::not_asked;
  std::string says;                        // the same in words
  utc_time looked_at{};                    // when it said so
  std::uint64_t mended = 0;                // how often it was subscribed again
  std::uint64_t received = 0;              // webhook bodies, ever
  std::string newer{};
  bool operator==(account_status const&) const = default;
};
template <class A>
void describe(A& a, account_status& v) {
  a(1, v.account), a(2, v.written_at), a(3, v.last_received), a(4, v.last_sent), a(5, v.trouble), a(6, v.subscription), a(7, v.says), a(8, v.looked_at), a(9, v.mended), a(10, v.received);
}
template <>
struct record_form<account_status> {
  static constexpr std::string_view kind = "account-status";
  static std::string const& id(account_status const& s) { return s.account.text(); }
  static std::vector<record_place> places(account_status const&) { return {}; }
};

}  // namespace sahut
