#include "gateway/service/platform/account_lease.hpp"

#include "gateway/records/decimal.hpp"

namespace sahut {

boost::asio::awaitable<result<bool>> account_lease::claim() {
  if (held()) co_return co_await renew();
  auto const key = at_.space.lease(account_);
  std::vector<std::string> names{"v"};
  auto fields = co_await at_.st.fields(key, std::move(names));
  if (!fields) co_return fields.error();
  if (held()) co_return co_await renew();  // claimed here meanwhile
  auto const version = records::decimal_of(fields->front());
  auto const until = at_.clk.now() + term;
  transaction t;
  t.records.emplace_back();
  auto& r = t.records.front();
  r.key = key;
  r.if_version = version;
  r.new_version = true;
  r.set.emplace_back("h", worker_);
  t.operations.push_back(sorted_add{at_.space.due(), due::print(due::account_lease{account_}), to_millis(until)});
  auto done = co_await at_.st.commit(std::move(t));
  if (!done) co_return done.error();
  if (!std::holds_alternative<committed>(*done)) co_return false;
  fence_ = version + 1;
  until_ = until;
  co_return true;
}

boost::asio::awaitable<result<bool>> account_lease::renew() {
  if (!held()) {  // what ran under the former term has ended, or is about to
    lost();
    co_return false;
  }
  auto const until = at_.clk.now() + term;
  transaction t;
  t.conditions.push_back(fence());
  t.operations.push_back(sorted_add{at_.space.due(), due::print(due::account_lease{account_}), to_millis(until)});
  auto done = co_await at_.st.commit(std::move(t));
  if (!done) co_return done.error();
  if (!std::holds_alternative<committed>(*done)) {
    lost();
    co_return false;
  }
  until_ = until;
  co_return true;
}

boost::asio::awaitable<result<void>> account_lease::commit(transaction t) {
  t.conditions.push_back(fence());
  auto done = co_await at_.st.commit(std::move(t));
  if (!done) co_return done.error();
  if (!std::holds_alternative<committed>(*done)) {
    lost();
    co_return not_owner();
  }
  co_return result<void>{};
}

boost::asio::awaitable<result<bool>> account_lease::running() {
  auto entry = due::print(due::account_lease{account_});
  auto until = co_await at_.st.score(at_.space.due(), std::move(entry));
  if (!until) co_return until.error();
  co_return until->has_value() && **until > to_millis(at_.clk.now());
}

boost::asio::awaitable<void> account_lease::release() {
  if (!fence_) co_return;
  transaction t;
  t.conditions.push_back(fence());
  t.operations.push_back(sorted_add{at_.space.due(), due::print(due::account_lease{account_}), to_millis(at_.clk.now())});
  lost();
  (void)co_await at_.st.commit(std::move(t));
}

}  // namespace sahut
