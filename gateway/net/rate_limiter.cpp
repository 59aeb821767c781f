#include "gateway/net/rate_limiter.hpp"

#include <algorithm>

namespace sahut::net {

rate_limiter::rate_limiter(std::uint32_t limit, std::chrono::milliseconds window, std::size_t keys_max)
    : keys_max_(std::max<std::size_t>(keys_max, 1)), whole_window_(window) {
  take_limit(limit);
}

void rate_limiter::set_limit(std::uint32_t limit, time_point now) {
  auto const before = per_one_;
  take_limit(limit);
  if (limit == 0) return;
  for (auto& e : by_use_) {
    auto left = std::max(e.full_again - micro_time(now), microseconds(0));
    if (before.count()) left = std::chrono::duration_cast<microseconds>(left * (static_cast<double>(per_one_.count()) / static_cast<double>(before.count())));
    e.full_again = now + std::min(left, window_);
  }
}

void rate_limiter::take_limit(std::uint32_t limit) {
  limit_ = limit;
  per_one_ = limit == 0 ? microseconds(0) : std::max(microseconds(1), microseconds(whole_window_) / limit);
  window_ = per_one_ * limit;
}

rate_limiter::verdict rate_limiter::check(std::string_view key, time_point now) const {
  if (limit_ == 0) return {};
  auto const found = entries_.find(key);
  if (found == entries_.end()) return {};
  auto const earliest = found->second->full_again + per_one_ - window_;
  if (earliest <= now) return {};
  return {false, std::chrono::ceil<std::chrono::milliseconds>(earliest - now)};
}

void rate_limiter::count(std::string_view key, time_point now) {
  if (limit_ == 0) return;
  auto const found = entries_.find(key);
  if (found != entries_.end()) {
    auto const e = found->second;
    e->full_again = std::min<micro_time>(std::max<micro_time>(e->full_again, now) + per_one_, now + window_);
    by_use_.splice(by_use_.end(), by_use_, e);
    return;
  }
  // What has its whole allowance back is as if it had never come.
  while (!by_use_.empty() && (by_use_.front().full_again <= now || entries_.size() >= keys_max_)) {
    entries_.erase(by_use_.front().key);
    by_use_.pop_front();
  }
  by_use_.push_back({std::string(key), now + per_one_});
  entries_.emplace(by_use_.back().key, std::prev(by_use_.end()));
}

void rate_limiter::give_back(std::string_view key, time_point now) {
  auto const found = entries_.find(key);
  if (found == entries_.end()) return;
  auto& full_again = found->second->full_again;
  full_again = std::max<micro_time>(full_again - per_one_, now);
}

rate_limiter::verdict rate_limiter::take(std::string_view key, time_point now) {
  auto const v = check(key, now);
  if (v.allowed) count(key, now);
  return v;
}

}  // namespace sahut::net
