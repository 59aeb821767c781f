#include "gateway/net/shared_limits.hpp"

#include <functional>
#include <limits>

namespace sahut::net {
namespace {

std::uint32_t by_48(std::uint32_t bound) {
  constexpr auto most = std::numeric_limits<std::uint32_t>::max();
  return bound > most / wide_bound_times ? most : bound * wide_bound_times;
}

}  // namespace

shared_limiter::shared_limiter(std::uint32_t limit, std::chrono::milliseconds window, std::size_t keys_max)
    : unlimited_(limit == 0) {
  for (auto& s : shards_) s = std::make_unique<shard>(rate_limiter(limit, window, keys_max / shards));
}

shared_limiter::shard& shared_limiter::of(std::string_view key) {
  return *shards_[std::hash<std::string_view>{}(key) % shards];
}

rate_limiter::verdict shared_limiter::take(std::string_view key, time_point now) {
  if (unlimited_) return {};
  auto& s = of(key);
  std::lock_guard const hold(s.lock);
  return s.limiter.take(key, now);
}

void shared_limiter::give_back(std::string_view key, time_point now) {
  if (unlimited_) return;
  auto& s = of(key);
  std::lock_guard const hold(s.lock);
  s.limiter.give_back(key, now);
}

void shared_limiter::set_limit(std::uint32_t limit, time_point now) {
  unlimited_ = limit == 0;
  for (auto& s : shards_) {
    std::lock_guard const hold(s->lock);
    s->limiter.set_limit(limit, now);
  }
}

address_limiter::address_limiter(std::uint32_t limit, std::chrono::milliseconds window)
    : near_(limit, window), wide_(by_48(limit), window) {}

address_limiter::verdict address_limiter::take(counted_address const& who, time_point now) {
  auto const near = near_.take(who.near, now);
  if (!near || who.wide.empty()) return near;
  auto const wide = wide_.take(who.wide, now);
  if (!wide) near_.give_back(who.near, now);
  return wide;
}

void address_limiter::give_back(counted_address const& who, time_point now) {
  near_.give_back(who.near, now);
  if (!who.wide.empty()) wide_.give_back(who.wide, now);
}

void address_limiter::set_limit(std::uint32_t limit, time_point now) {
  near_.set_limit(limit, now);
  wide_.set_limit(by_48(limit), now);
}

bool shared_once::is_new(std::string const& name) {
  std::lock_guard const hold(lock_);
  return met_.size() < most_ && met_.insert(name).second;
}

bool shared_names::add(std::string const& name, std::size_t most) {
  std::lock_guard const hold(lock_);
  auto const at = counts_.find(name);
  if (most > 0 && at != counts_.end() && at->second >= most) return false;
  if (at == counts_.end()) counts_.emplace(name, 1);
  else ++at->second;
  return true;
}

void shared_names::remove(std::string const& name) {
  std::lock_guard const hold(lock_);
  auto const at = counts_.find(name);
  if (at != counts_.end() && --at->second == 0) counts_.erase(at);
}

void shared_names::forget(std::string const& name) {
  std::lock_guard const hold(lock_);
  counts_.erase(name);
}

std::size_t shared_names::count(std::string const& name) {
  std::lock_guard const hold(lock_);
  auto const at = counts_.find(name);
  return at == counts_.end() ? 0 : at->second;
}

}  // namespace sahut::net
