#pragma once
// Asks an account's platform now and then whether it still brings what comes in, has it put right where that can be asked for,
// and writes down how the account stands. Works while this worker owns the account, beside its messages and never in their way.
#include "gateway/records/account_status_form.hpp"
#include "gateway/service/platform/account_owner.hpp"

namespace sahut {

class account_watch {
 public:
  account_watch(desk& d, account_owner& account) : desk_(d), owner_(account) {}

  // Until the daemon drains or the coroutine is cancelled. Whatever goes wrong here is logged, and tried again.
  boost::asio::awaitable<void> run();

  // Of the last look; `not_asked` while another worker owns the account.
  account_status const& status() const { return now_; }

  static constexpr std::chrono::minutes look_every{10};   // Meta gives up on an application after an hour
  static constexpr std::chrono::minutes look_again{1};    // while it is not in order, or the platform did not answer
  static constexpr std::chrono::seconds call_limit{10};
  static constexpr std::chrono::seconds write_every{30};  // of what changes with each message
  static constexpr std::chrono::seconds step{5};
  static constexpr std::size_t says_bytes_max = 2000;

 private:
  boost::asio::awaitable<bool> take_over();
  boost::asio::awaitable<void> look();
  boost::asio::awaitable<void> count();
  boost::asio::awaitable<void> write();
  void learn(connector::setup_report const& report);
  account_id const& id() const { return owner_.account().id; }

  desk& desk_;
  account_owner& owner_;
  account_status now_, written_;
  utc_time next_look_{};
  std::uint64_t sent_ = 0;  // of this owner, as counted last
  bool ours_ = false;
};

// As its owner has written it; nothing: no owner has yet.
boost::asio::awaitable<result<std::optional<account_status>>> read_account_status(desk& d, account_id account);
// How many bodies of its platform are not worked on yet. unavailable
boost::asio::awaitable<result<std::uint64_t>> journal_backlog(desk& d, account_id account);

}  // namespace sahut
