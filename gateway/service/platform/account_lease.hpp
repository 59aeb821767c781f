#pragma once
// One owner at a time for an account's journal and outbox: a lease in the due set, with a fencing number that every
// commit of the owner carries as a condition. An owner that lost its lease can write nothing any more.
#include "gateway/service/core/store_part.hpp"

namespace sahut {

class account_lease {
 public:
  account_lease(store_part const& at, std::string worker, std::string account) : at_(at), worker_(std::move(worker)), account_(std::move(account)) {}

  // True if this worker is now the owner (or was already).
  boost::asio::awaitable<bool> claim();
  // False if the lease is lost.
  boost::asio::awaitable<bool> renew();
  // Lets others have it at once.
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
  // Commits what has no other condition than the fence. False: it was not written; the lease is lost if it was in the way.
  boost::asio::awaitable<bool> commit(transaction t);

  // A holder has at least `term - renewal` left while it renews in time: longer than a request to a platform may take.
  static constexpr milliseconds term{20'000}, renewal{4'000};

 private:
  store_part const& at_;
  std::string worker_;
  std::string account_;
  std::uint64_t fence_ = 0;
  utc_time until_{};
};

}  // namespace sahut
