#include "gateway/service/platform/account_owner.hpp"

#include "gateway/log/log.hpp"
#include "gateway/service/platform/token_keeper.hpp"

namespace sahut {

account_owner::account_owner(desk& d, channel_settings const& account, connector::channel& channel,
                             boost::asio::any_io_executor ex, task_group& tasks)
    : desk_(d),
      account_(account),
      channel_(channel),
      lease_(d, d.worker, account.id),
      outbox_(d, account, channel.sender(), lease_, ex),
      files_(d, account, channel.media(), lease_, ex),
      signs_(d, account, channel.sender(), lease_, outbox_, ex),
      journal_(d, account, channel, lease_, outbox_, files_, signs_, ex),
      wishes_(d, account.id),
      tasks_(tasks),
      claiming_("account", "taking it over", d.profile.settings->id, account.id) {
  if (auto* const holder = dynamic_cast<connector::token_holder*>(&channel)) holder->guard_with(std::make_unique<token_keeper>(d, account.id, *holder));
}

boost::asio::awaitable<void> account_owner::claim() {
  if (desk_.draining) co_return;
  if (working_ && !lease_.held()) co_return;  // the former term is still being wound up
  auto const claimed = co_await lease_.claim();
  bool const asked = claiming_.went_well(claimed);
  if (!asked || !*claimed || working_) co_return;
  working_ = true;
  tasks_.add(work());
}

boost::asio::awaitable<void> account_owner::release() {
  // What is on its way is awaited, so that its outcome is written under our own lease.
  auto const patience = desk_.clk.now() + desk_.cfg.limits.drain_time;
  while (lease_.held() && outbox_.sending() && desk_.clk.now() < patience) co_await desk_.clk.sleep_for(milliseconds{50});
  co_await lease_.release();
}

boost::asio::awaitable<result<void>> account_owner::retry_or_drop_outgoing(std::uint64_t entry, bool retry) {
  operator_wish wish{desk_.worker + '.' + std::to_string(desk_.random.next()), entry, retry};
  bool asked = false;
  auto outcome = result<void>(error{errc::unavailable, "", "the account's owner does not answer; try again"});
  for (auto const end = desk_.clk.now() + operator_patience; desk_.clk.now() < end;) {
    if (!alone_ && outbox_.taken_over()) {
      outcome = co_await outbox_.retry_or_drop(entry, retry);
      break;
    }
    auto owned = co_await lease_.running();
    if (!owned) {
      outcome = owned.error();
      break;
    }
    result<bool> claimed = false;
    if (!*owned && !working_) claimed = co_await lease_.claim();
    if (!claimed) {
      outcome = claimed.error();
      break;
    }
    if (*claimed && !working_) {  // else the sweep was faster, and this worker owns the account for good
      outcome = co_await retry_or_drop_unowned(entry, retry);
      break;
    }
    if (!asked) {
      auto left = co_await wishes_.leave(wish);
      if (!left) co_return left.error();
      asked = true;
    }
    auto answer = co_await wishes_.answer_to(wish.id);
    if (answer) co_return *answer;
    bool const slept = co_await desk_.clk.sleep_for(milliseconds{100});
    if (!slept) break;
  }
  if (asked) co_await wishes_.withdraw(wish);
  co_return outcome;
}

boost::asio::awaitable<result<void>> account_owner::retry_or_drop_unowned(std::uint64_t entry, bool retry) {
  struct both {
    bool &working, &alone;
    both(bool& w, bool& a) : working(w), alone(a) { working = alone = true; }
    ~both() { working = alone = false; }
  } const here(working_, alone_);
  auto done = co_await outbox_.take_over();
  if (done) done = co_await outbox_.retry_or_drop(entry, retry);
  co_await lease_.release();
  co_return done;
}

boost::asio::awaitable<void> account_owner::hear_operator() {
  auto wish = co_await wishes_.waiting();
  if (!wish) co_return;
  auto outcome = co_await outbox_.retry_or_drop(wish->entry, wish->retry);
  bool const settled = outcome || outcome.error().code == errc::not_found;  // else it is tried again at the next renewal
  if (settled) co_await wishes_.answer(std::move(*wish), std::move(outcome));
}

boost::asio::awaitable<void> account_owner::keep_lease() {
  while (lease_.held()) {
    bool const slept = co_await desk_.clk.sleep_for(account_lease::renewal);
    if (!slept) co_return;
    auto const renewed = co_await lease_.renew();
    bool const lost = renewed ? !*renewed : !lease_.held();
    if (lost) co_return;
    co_await hear_operator();
  }
}

// Beside the renewals: a large outbox takes longer to seal anew than a term lasts.
boost::asio::awaitable<void> account_owner::keep_keys() {
  while (lease_.held()) {
    bool const slept = co_await desk_.clk.sleep_for(account_lease::renewal);
    if (!slept) co_return;
    co_await renew_keys();
  }
}

boost::asio::awaitable<void> account_owner::while_owned(boost::asio::awaitable<void> part) {
  try {
    co_await std::move(part);
  } catch (...) {
    lease_.lost();  // the other parts end as well
    throw;
  }
  lease_.lost();  // a term that lapsed is not renewed over a part that has ended
}

boost::asio::awaitable<void> account_owner::work() {
  struct ended {
    bool& flag;
    ~ended() { flag = false; }
  } at_end{working_};
  auto const taken = co_await outbox_.take_over();
  bool const whole = claiming_.went_well(taken);
  if (!whole) {
    lease_.lost();
    co_return;
  }
  log::info("account", {{"account", account_.id}}, "owned by this worker");
  task_group parts(co_await boost::asio::this_coro::executor, &tasks_);
  parts.add(keep_lease());
  parts.add(while_owned(keep_keys()));
  parts.add(while_owned(outbox_.run()));
  parts.add(while_owned(signs_.run()));
  parts.add(while_owned(journal_.run()));
  parts.add(while_owned(files_.run()));
  co_await parts.join();
  log::info("account", {{"account", account_.id}}, "given up by this worker");
}

}  // namespace sahut
