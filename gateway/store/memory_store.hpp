#pragma once
// The store port in memory: the twin that the Redis implementation is held to, and what the simulation runs on. Same
// checks, same order, same answers; beyond them, hooks that provoke what a real store does only now and then.
// Thread: one. Several simulated nodes share one object. Payloads and `on_ready` are posted to the executor in the
// order of commits. Writing to a key of another kind than before gives `internal` and, unlike in Redis, writes nothing.
#include <boost/asio/any_io_executor.hpp>

#include "routing/ports/store.hpp"

namespace sahut {

class memory_store : public store {
 public:
  enum class fault {
    refuse,      // unavailable; nothing applied
    full,        // full; nothing applied
    lose_reply,  // applied, then unavailable
  };
  // For the next commit that passes the programmer's-fault check; several calls queue up.
  virtual void fail_next_commit(fault f) = 0;
  // Awaited before every call is applied: a place for simulated latency. Empty: none.
  virtual void delay_with(std::function<boost::asio::awaitable<void>()> pause) = 0;
  // Forgets every subscription's readiness and confirms anew, as a reconnect does; payloads under way are lost.
  virtual void break_bus() = 0;
  // The whole state, one line a field, member or counter, sorted; as tests/support/dump_redis gives it for a Redis.
  virtual std::string dump() const = 0;
  virtual std::uint64_t commits() const = 0;  // applied ones
};

// `now` is the store's clock; it moves expiries too.
std::unique_ptr<memory_store> create_memory_store(boost::asio::any_io_executor executor, std::function<utc_time()> now);

// A line of a dump: kind ('h' field, 'z' member, 's' member, 'c' counter, 'x' has an expiry), then its parts, escaped.
std::string dump_line(char kind, std::initializer_list<std::string_view> parts);

}  // namespace sahut
