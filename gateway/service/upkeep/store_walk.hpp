#pragma once
// A look at every record of the store, for an operator's commands: some at a time, with pauses in which chat goes on, and
// a second in all, so that the command can say how far it is and goes on from there.
#include "gateway/service/core/store_part.hpp"
#include "routing/ports/clock.hpp"
#include "routing/ports/store.hpp"

namespace sahut {

inline constexpr std::size_t walk_batch = 128;
inline constexpr milliseconds walk_between_batches{5};
inline constexpr milliseconds walk_slice{1000};

using record_look = std::function<boost::asio::awaitable<result<void>>(std::string key)>;

// From `cursor` (empty: the beginning). Where to go on; empty: every record that was there all the time was looked at, most
// of them once. Error: the first that a look gave, or the store's.
boost::asio::awaitable<result<std::string>> walk_records(store& s, clock& clk, std::string cursor, record_look const& look);
inline boost::asio::awaitable<result<std::string>> walk_records(store_part const& of, std::string cursor, record_look const& look) {
  return walk_records(of.st, of.clk, std::move(cursor), look);
}

}  // namespace sahut
