#pragma once
// The tokens of a platform's account that are renewed with a refresh token of one use. Sealed, as every record.
#include "gateway/records/record_form.hpp"

namespace sahut {

struct account_token {
  account_id account;         // the channel's id
  std::string begun_with;     // digest of the configured refresh token that these come from; another one there begins anew
  std::string access_token, refresh_token;
  utc_time renew_at{}, expires_at{};  // 0: the platform did not say
  std::string newer{};
  bool operator==(account_token const&) const = default;
};
template <class A>
void describe(A& a, account_token& v) { a(1, v.account), a(2, v.begun_with), a(3, v.access_token), a(4, v.refresh_token), a(5, v.renew_at), a(6, v.expires_at); }
template <>
struct record_form<account_token> {
  static constexpr std::string_view kind = "account-token";
  static std::string const& id(account_token const& t) { return t.account.text(); }
  static std::vector<record_place> places(account_token const&) { return {}; }
};

}  // namespace sahut
