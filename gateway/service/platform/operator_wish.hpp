#pragma once
// What an operator asks of an account's owner, where somebody else does the asking: left in the lease's record, seen by the
// owner at its next renewal, answered there. One at a time: a later wish takes the place of an earlier one.
#include "gateway/service/core/store_part.hpp"

namespace sahut {

struct operator_wish {
  std::string id;
  std::uint64_t entry = 0;  // of the outbox
  bool retry = false;       // else: drop
};

class operator_wishes {
 public:
  operator_wishes(store_part const& at, account_id account) : at_(at), account_(std::move(account)) {}

  // Error: unavailable.
  boost::asio::awaitable<result<void>> leave(operator_wish w);
  // Nothing yet, or how it went.
  boost::asio::awaitable<std::optional<result<void>>> answer_to(std::string id);
  boost::asio::awaitable<std::optional<operator_wish>> waiting();
  boost::asio::awaitable<void> answer(operator_wish w, result<void> outcome);
  // It is no longer to be carried out.
  boost::asio::awaitable<void> withdraw(operator_wish w);

 private:
  store_part const& at_;
  account_id account_;
};

}  // namespace sahut
