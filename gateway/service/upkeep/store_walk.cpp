#include "gateway/service/upkeep/store_walk.hpp"

#include "gateway/records/keys.hpp"
#include "gateway/service/core/task_group.hpp"

namespace sahut {

boost::asio::awaitable<result<std::string>> walk_records(store& s, clock& clk, std::string cursor, record_look const& look) {
  std::optional<error> fault;
  auto one = [&](std::string key) -> boost::asio::awaitable<void> {
    auto done = co_await look(std::move(key));
    if (!done && !fault) fault = done.error();
  };
  auto const until = clk.now() + walk_slice;
  do {
    auto page = co_await s.scan_keys(std::string(key_space::every), cursor, walk_batch);
    if (!page) co_return page.error();
    task_group looks(co_await boost::asio::this_coro::executor);
    for (auto& key : page->members) looks.add(one(std::move(key)));
    co_await looks.join();
    if (fault) co_return *fault;
    cursor = page->next;
    bool const more = co_await clk.sleep_for(walk_between_batches);
    if (!more) co_return error{errc::unavailable, "", "it is stopping"};
  } while (!cursor.empty() && clk.now() < until);
  co_return cursor;
}

}  // namespace sahut
