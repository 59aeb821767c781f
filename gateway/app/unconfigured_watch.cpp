#include "gateway/app/unconfigured_watch.hpp"

#include "gateway/log/log.hpp"
#include "gateway/service/upkeep/store_walk.hpp"

#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <algorithm>

namespace sahut {

unconfigured_watch::list unconfigured_watch::found() const {
  std::lock_guard const hold(lock_);
  return found_;
}

boost::asio::awaitable<result<unconfigured_watch::list>> unconfigured_watch::look(store& s, clock& clk) {
  unconfigured_search search(cfg_, s);
  record_look one = [&](std::string key) { return search.look(std::move(key)); };
  std::string cursor;
  do {
    auto next = co_await walk_records(s, clk, std::move(cursor), one);
    if (!next) co_return next.error();
    cursor = std::move(*next);
  } while (!cursor.empty());
  co_return search.found();
}

// A count that has changed is no news: what is new, or holds something of another sort, is.
void unconfigured_watch::say(list const& now) {
  auto const before = found();
  for (auto const& u : now) {
    auto const known = std::find_if(before.begin(), before.end(), [&](auto const& b) { return b.what == u.what && b.office == u.office && b.id == u.id; });
    if (known == before.end()) log::warn("configuration", {{"office", u.office}}, "{}", to_line(u));
  }
}

boost::asio::awaitable<void> unconfigured_watch::run(store& s, boost::asio::any_io_executor executor) {
  constexpr std::chrono::milliseconds often{500};
  boost::asio::steady_timer timer(executor);
  auto const clk = create_worker_clock(executor, s, {});
  auto next = std::chrono::steady_clock::now();
  for (;;) {
    if (std::chrono::steady_clock::now() >= next || soon_.exchange(false)) {
      result<list> now = list();
      auto begun = co_await clk->begin();
      if (begun) now = co_await look(s, *clk);
      if (begun && now) {
        say(*now);
        {
          std::lock_guard const hold(lock_);
          found_ = *now;
        }
        hand_out_(std::make_shared<list const>(std::move(*now)));
        next = std::chrono::steady_clock::now() + every;
      }
    }
    timer.expires_after(often);
    co_await timer.async_wait(boost::asio::use_awaitable);
  }
}

}  // namespace sahut
