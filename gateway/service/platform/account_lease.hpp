#pragma once
// One owner at a time for an account's journal and outbox: a lease in the due set, with a fencing number that every
// commit of the owner carries as a condition. An owner that lost its lease can write nothing any more.
#include "gateway/service/core/store_part.hpp"

namespace sahut {

class account_lease {
 public:
  account_lease(store_part const& at, std::string worker, account_id account) : at_(at), worker_(std::move(worker)), account_(std::move(account)) {}

  // Whether this worker is now the owner (or was already); false: another one was faster. Error: unavailable.
  boost::asio::awaitable<result<bool>> claim();
  // False: the lease is lost. Error: the store is away, and the lease runs on until its end.
  boost::asio::awaitable<result<bool>> renew();
  // Lets others have it at once; where that cannot be written they wait for the term's end.
  boost::asio::awaitable<void> release();

  // Whether anyone's term runs, this worker's included. Error: unavailable.
  boost::asio::awaitable<result<bool>> running();

  bool held() const { return fence_ != 0 && at_.clk.now() < until_; }
  milliseconds left() const { return fence_ ? until_ - at_.clk.now() : milliseconds{0}; }
  void lost() { fence_ = 0; }
  // To be added to every transaction of the owner.
  condition fence() const { return field_is{at_.space.lease(account_), "v", std::to_string(fence_)}; }
  // Of this term; another one for every term.
  std::uint64_t number() const { return fence_; }
  // Commits what has no other condition than the fence. Errors: the store's; `not_owner`, and then the lease is lost.
  boost::asio::awaitable<result<void>> commit(transaction t);
  static error not_owner() { return {errc::unavailable, "", "the account belongs to another worker now"}; }

  // A holder has at least `term - renewal` left while it renews in time: longer than a request to a platform may take.
  static constexpr milliseconds term{20'000}, renewal{4'000};

 private:
  store_part const& at_;
  std::string worker_;
  account_id account_;
  std::uint64_t fence_ = 0;
  utc_time until_{};
};

}  // namespace sahut
