#pragma once
// How often a key (an address, a visitor) may do something: n at once, refilled evenly over the window (the generic
// cell rate algorithm). Pure: the caller gives `now`, which may stand still but not go back. Memory is bounded: over
// keys_max the key that was quiet longest is forgotten.
#include <chrono>
#include <list>
#include <string>
#include <string_view>
#include <unordered_map>

namespace sahut::net {

class rate_limiter {
 public:
  using time_point = std::chrono::sys_time<std::chrono::milliseconds>;
  struct verdict {
    bool allowed = true;
    std::chrono::milliseconds retry_after{0};  // until one would be allowed
    explicit operator bool() const { return allowed; }
  };

  // `limit` 0: no limit.
  rate_limiter(std::uint32_t limit, std::chrono::milliseconds window, std::size_t keys_max = 65'536);

  verdict take(std::string_view key, time_point now);         // counts if allowed
  verdict check(std::string_view key, time_point now) const;  // counts nothing
  void give_back(std::string_view key, time_point now);       // one that was taken: only failures are to count
  // From `now` on. What was taken and is not yet back stays taken, as many as the new limit has at most.
  void set_limit(std::uint32_t limit, time_point now);
  std::size_t keys() const { return entries_.size(); }

 private:
  void count(std::string_view key, time_point now);
  void take_limit(std::uint32_t limit);

  using microseconds = std::chrono::microseconds;
  using micro_time = std::chrono::sys_time<microseconds>;
  struct entry {
    std::string key;
    micro_time full_again;  // when the key's whole allowance is back
  };
  std::uint32_t limit_ = 0;
  microseconds per_one_{}, window_{};
  std::size_t keys_max_;
  std::list<entry> by_use_;  // the quietest first
  std::unordered_map<std::string_view, std::list<entry>::iterator> entries_;
  std::chrono::milliseconds const whole_window_;
};

}  // namespace sahut::net
