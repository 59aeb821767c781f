#include "gateway/service/account_owner.hpp"

#include <spdlog/spdlog.h>

namespace sahut {

account_owner::account_owner(desk& d, channel_settings const& account, connector::channel& channel,
                             boost::asio::any_io_executor ex, task_group& tasks)
    : desk_(d),
      account_(account),
      channel_(channel),
      lease_(d, account.id),
      outbox_(d, account, channel.sender(), lease_, ex),
      journal_(d, account, channel, lease_, outbox_, ex),
      tasks_(tasks) {}

boost::asio::awaitable<void> account_owner::claim() {
  if (desk_.draining) co_return;
  if (working_ && !lease_.held()) co_return;  // the former term is still being wound up
  if (!co_await lease_.claim() || working_) co_return;
  working_ = true;
  tasks_.add(work());
}

boost::asio::awaitable<void> account_owner::release() {
  // What is on its way is awaited, so that its outcome is written under our own lease.
  auto const patience = desk_.clk.now() + desk_.cfg.limits.drain_time;
  while (lease_.held() && outbox_.sending() && desk_.clk.now() < patience) co_await desk_.clk.sleep_for(milliseconds{50});
  co_await lease_.release();
}

boost::asio::awaitable<result<void>> account_owner::operate_outbox(std::uint64_t entry, bool retry) {
  if (!lease_.held()) co_return error{errc::unavailable, "", "another worker owns this account; try again there"};
  co_return co_await outbox_.operate(entry, retry);
}

boost::asio::awaitable<void> account_owner::keep_lease() {
  while (lease_.held()) {
    if (!co_await desk_.clk.sleep_for(account_lease::renewal)) co_return;
    if (!co_await lease_.renew()) co_return;
  }
}

boost::asio::awaitable<void> account_owner::work() {
  using namespace boost::asio::experimental::awaitable_operators;
  struct ended {
    bool& flag;
    ~ended() { flag = false; }
  } at_end{working_};
  if (!co_await outbox_.take_over()) {
    lease_.lost();
    co_return;
  }
  spdlog::info("account {}: owned by this worker", account_.id);
  co_await (keep_lease() && outbox_.run() && journal_.run());
  spdlog::info("account {}: given up by this worker", account_.id);
}

}  // namespace sahut
