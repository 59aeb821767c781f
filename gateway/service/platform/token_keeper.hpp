#pragma once
// Keeps an account's token good: renews it before it ends or once the platform refuses it. Only the account's
// owner sends, and a new pair is stored in one transaction, on condition that nobody else stored one since it was read, before
// it is used: two owners, or one that is killed, never use up each other's refresh tokens unseen.
#include "connectors/common/token_life.hpp"
#include "gateway/records/account_token_form.hpp"
#include "gateway/service/core/desk.hpp"

namespace sahut {

class token_keeper final : public connector::token_guard {
 public:
  token_keeper(desk& d, account_id account, connector::token_holder& holder) : desk_(d), account_(std::move(account)), holder_(holder) {}

  boost::asio::awaitable<std::optional<sending::outcome>> prepare(milliseconds time_limit) override;
  sending::outcome seen(sending::outcome outcome) override;

  // Before its end, at most; of a short-lived token the last quarter of its life.
  static constexpr std::chrono::minutes renewed_before{5};
  static constexpr std::chrono::seconds store_pause{1};
  static constexpr std::chrono::seconds try_again_after{30};  // while the old token is still good

 private:
  boost::asio::awaitable<std::optional<sending::outcome>> make_ready(std::shared_ptr<connector::token_life> life, milliseconds time_limit);
  boost::asio::awaitable<std::optional<sending::outcome>> renew(std::shared_ptr<connector::token_life> life, milliseconds time_limit);
  // False: another owner stored a pair meanwhile. unavailable: whether it was stored is unknown.
  boost::asio::awaitable<result<bool>> keep(account_token next, std::string instead_of);
  boost::asio::awaitable<result<std::optional<account_token>>> read();
  bool take(connector::token_life& life, account_token const& t);  // false: it is the one that was refused
  std::string digest_of(connector::token_life const& life) const;

  desk& desk_;
  account_id account_;
  connector::token_holder& holder_;
  std::string begun_with_;       // of the token in use; empty: there is none
  std::string in_use_;
  utc_time renew_at_{};          // the epoch: not before it is refused
  utc_time expires_at_{};
  bool untried_ = false;         // the token in use is new, and nothing was accepted under it yet
  bool renewing_ = false;
  std::optional<account_token> unstored_;  // given by the platform, and not stored yet: nothing else renews the account
  std::string unstored_after_;             // the refresh token that it was got for
};

}  // namespace sahut
