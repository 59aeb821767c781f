#pragma once
// What the workers of one process count together, so that a bound means the same with one worker and with many: how
// often a key may do something, and how many of a name's windows are open. Any thread; nothing waits while it holds a
// lock. Other processes count for themselves.
#include <array>
#include <atomic>
#include <map>
#include <memory>
#include <mutex>
#include <set>

#include "gateway/net/address.hpp"
#include "gateway/net/rate_limiter.hpp"

namespace sahut::net {

// A rate_limiter in shards: two workers meet at a lock only if their keys fall on one shard, for a hash look-up.
class shared_limiter {
 public:
  using time_point = rate_limiter::time_point;
  using verdict = rate_limiter::verdict;

  shared_limiter(std::uint32_t limit, std::chrono::milliseconds window, std::size_t keys_max = 65'536);
  verdict take(std::string_view key, time_point now);
  void give_back(std::string_view key, time_point now);
  void set_limit(std::uint32_t limit, time_point now);  // from now on

 private:
  static constexpr std::size_t shards = 16;
  struct alignas(64) shard {
    explicit shard(rate_limiter l) : limiter(std::move(l)) {}
    std::mutex lock;
    rate_limiter limiter;
  };
  shard& of(std::string_view key);
  std::atomic<bool> unlimited_;
  std::array<std::unique_ptr<shard>, shards> shards_;
};

// How often an address may do something: the bound for each IPv4 address and each /64, ten times it for each /48.
class address_limiter {
 public:
  using time_point = rate_limiter::time_point;
  using verdict = rate_limiter::verdict;

  address_limiter(std::uint32_t limit, std::chrono::milliseconds window);
  verdict take(counted_address const& who, time_point now);
  void give_back(counted_address const& who, time_point now);
  void set_limit(std::uint32_t limit, time_point now);

 private:
  shared_limiter near_, wide_;
};

// What was met already, up to a bound: for words that are said once each.
class shared_once {
 public:
  explicit shared_once(std::size_t most) : most_(most) {}
  bool is_new(std::string const& name);  // false for good once `most` are known

 private:
  std::size_t const most_;
  std::mutex lock_;
  std::set<std::string> met_;
};

class shared_names {
 public:
  // Counts one more unless there are `most` already; 0: no limit.
  bool add(std::string const& name, std::size_t most);
  void remove(std::string const& name);
  std::size_t count(std::string const& name);
  void forget(std::string const& name);

 private:
  std::mutex lock_;
  std::map<std::string, std::size_t, std::less<>> counts_;
};

}  // namespace sahut::net
