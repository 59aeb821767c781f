#pragma once
// Keys for what only passes through an account: journal bodies and outbox entries. One random key an account and day
// (UTC), wrapped under the master key in a record of the account, held in memory by its day. What is sealed names it:
//
//   0x31 | day since 1970, 4 bytes, the high one first | sealed value (store/sealing.hpp)
//
// A key is dropped once it is `kept` old and nothing lies under it any more; the account's owner seals anew what stays
// longer. What is left of an entry in a copy of the store then opens no more, whoever has the master key.
// One per office and worker; single thread.
#include <map>

#include "gateway/records/keys.hpp"
#include "gateway/service/core/vault.hpp"

namespace sahut {

class passing_keys {
 public:
  using day_number = std::int64_t;
  static constexpr std::chrono::days kept{8};
  static day_number day_of(utc_time t) { return std::chrono::floor<std::chrono::days>(t).time_since_epoch().count(); }

  // What the wrapped key of a day is bound to, in the account's record of keys.
  static std::string place_of(std::string const& record, day_number day) { return record + '|' + std::to_string(day); }

  passing_keys(store& s, vault const& v, random_source& random, key_space space)
      : store_(s), vault_(v), random_(random), space_(std::move(space)) {}

  // When it returns the day's key is held; the first to ask on a day makes it. At once if it is held already. Where the
  // day's key lies there and cannot be opened, the next day's is made early: nothing is written over.
  // unavailable.
  boost::asio::awaitable<result<void>> ready(account_id account, utc_time now);
  // Under the newest key that is held; `ready` has been awaited before.
  std::string seal(account_id const& account, std::string_view plain, std::string_view place) const;

  // Before values are opened that another worker may have sealed: reads the keys again if one of them is not held.
  boost::asio::awaitable<result<void>> learn_for(account_id account, field_values const& sealed);
  // What cannot be opened, damaged or of a master key that is lost, is left: what lies under the other days is read.
  boost::asio::awaitable<result<void>> learn(account_id account);
  // internal: altered, another place, or its key is not held.
  result<std::string> open(account_id const& account, std::string_view sealed, std::string_view place) const;
  static std::optional<day_number> sealed_on(std::string_view sealed);

  // Forgets, for good, the keys that are `kept` old and older than the oldest still in use. `fence`: of the owner.
  boost::asio::awaitable<result<void>> drop(account_id account, utc_time now, std::optional<day_number> oldest_used,
                                            condition fence);

 private:
  struct held {
    std::uint64_t version = 0;
    std::map<day_number, data_key> by_day;  // null: it lies there and does not open
  };

  store& store_;
  vault const& vault_;
  random_source& random_;
  key_space space_;
  std::map<account_id, held, std::less<>> accounts_;
};

}  // namespace sahut
