#pragma once
// One account of a platform on this worker: idle until it wins the account's lease, then journal and outbox run here.
#include "gateway/service/journal.hpp"

namespace sahut {

class account_owner {
 public:
  account_owner(desk& d, channel_settings const& account, connector::channel& channel, boost::asio::any_io_executor ex,
                task_group& tasks);

  // The account's due entry has come: nobody owns it, or its owner is late.
  boost::asio::awaitable<void> claim();
  boost::asio::awaitable<void> release();
  // An operator's hand: sends an entry again at once, or drops it. unavailable where another worker owns the account.
  boost::asio::awaitable<result<void>> operate_outbox(std::uint64_t entry, bool retry);
  void journal_grew() { journal_.nudge(); }
  void outbox_grew() { outbox_.nudge(); }

  channel_settings const& account() const { return account_; }
  connector::channel& channel() { return channel_; }
  bool owns() const { return lease_.held(); }
  outbox const& sent() const { return outbox_; }
  journal const& received() const { return journal_; }

 private:
  boost::asio::awaitable<void> work();
  boost::asio::awaitable<void> keep_lease();
  boost::asio::awaitable<void> while_owned(boost::asio::awaitable<void> part);

  desk& desk_;
  channel_settings const& account_;
  connector::channel& channel_;
  account_lease lease_;
  outbox outbox_;
  journal journal_;
  task_group& tasks_;
  bool working_ = false;
};

}  // namespace sahut
