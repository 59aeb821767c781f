#pragma once
// One account of a platform on this worker: idle until it wins the account's lease, then journal and outbox run here.
#include "gateway/service/core/desk.hpp"
#include "gateway/service/core/failure_log.hpp"
#include "gateway/service/platform/journal.hpp"
#include "gateway/service/platform/media_fetch.hpp"
#include "gateway/service/platform/operator_wish.hpp"

namespace sahut {

class account_owner {
 public:
  account_owner(desk& d, channel_settings const& account, connector::channel& channel, boost::asio::any_io_executor ex,
                task_group& tasks);

  // The account's due entry has come: nobody owns it, or its owner is late.
  boost::asio::awaitable<void> claim();
  boost::asio::awaitable<void> release();
  // An operator's hand: sends an entry again at once, or drops it. Where another worker owns the account it is asked to,
  // and its answer awaited; where none does, it is done here. Errors: not_found; unavailable after `operator_patience`.
  boost::asio::awaitable<result<void>> retry_or_drop_outgoing(std::uint64_t entry, bool retry);
  static constexpr std::chrono::seconds operator_patience{30};  // longer than a dead owner's term
  void journal_grew() { journal_.nudge(); }
  void outbox_grew() { outbox_.nudge(); }
  // That an officer writes or has read; nothing where another worker owns the account.
  void officer_shows(signal const& s) { signs_.officer_shows(s); }
  void renew(connector::account_settings secrets) {
    channel_.renew(std::move(secrets));
    outbox_.renewed();
  }

  channel_settings const& account() const { return account_; }
  connector::channel& channel() { return channel_; }
  bool owns() const { return lease_.held(); }
  outbox const& sent() const { return outbox_; }
  journal const& received() const { return journal_; }
  passing_signs const& signs() const { return signs_; }

 private:
  boost::asio::awaitable<void> keep_keys();
  boost::asio::awaitable<void> renew_keys();  // once a day: what stays is sealed anew, and old keys go
  // The oldest day whose key the record still needs, if any but today's.
  boost::asio::awaitable<result<std::optional<passing_keys::day_number>>> seal_anew(std::string record, std::string kinds,
                                                                                    passing_keys::day_number today);
  passing_keys::day_number keys_kept_on_ = 0;
  boost::asio::awaitable<void> work();
  boost::asio::awaitable<void> keep_lease();
  boost::asio::awaitable<void> hear_operator();
  boost::asio::awaitable<result<void>> retry_or_drop_unowned(std::uint64_t entry, bool retry);  // our lease, taken for this alone
  boost::asio::awaitable<void> while_owned(boost::asio::awaitable<void> part);

  desk& desk_;
  channel_settings const& account_;
  connector::channel& channel_;
  account_lease lease_;
  outbox outbox_;
  media_fetch files_;
  passing_signs signs_;
  journal journal_;
  operator_wishes wishes_;
  task_group& tasks_;
  failure_log claiming_;  // of taking the account over
  bool working_ = false;
  bool alone_ = false;  // the lease is held for an operator's command, and nothing is sent
};

}  // namespace sahut
