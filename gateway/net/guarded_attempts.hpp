#pragma once
// Who may try a secret (a password, a ticket's secret), and when. After some failures each further attempt waits, longer
// each time and never longer than `longest`; an attempt with the right secret gets in once its wait is over. What waits is
// one subject from one network, so that strangers who fail elsewhere keep nobody out: how long it waits grows with its own
// failures and, where the subject was never reached from that network, with those of all such networks together. Counted
// from an attempt's beginning, so that many at once are slowed as well; what did not fail is forgotten. Any thread.
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>

#include "gateway/net/shared_limits.hpp"

namespace sahut::net {

class guarded_attempts {
 public:
  using time_point = rate_limiter::time_point;
  using milliseconds = std::chrono::milliseconds;
  struct settings {
    std::uint32_t per_minute = 10;  // failures of one address, as address_limiter counts; 0: no limit
    milliseconds longest{30'000};   // that an attempt waits; 0: none does
    std::size_t keys_max = 65'536;  // what is remembered of each kind; over it what was quiet longest is forgotten
  };
  static constexpr std::uint32_t free_failures = 5, spray_times = 10;
  static constexpr milliseconds first_wait{1'000}, forgotten_every{600'000};  // one failure is forgotten each time

  // One attempt. Ask begin(); wait as long as it says, then go_on(); then say how it ended. What says nothing is withdrawn.
  class attempt {
   public:
    // `subject` is what the secret is of; empty: none, and only the address counts.
    attempt(guarded_attempts& of, std::string_view subject, counted_address who);
    attempt(attempt const&) = delete;
    attempt& operator=(attempt const&) = delete;
    ~attempt();
    struct verdict {
      bool allowed = true;
      milliseconds wait{0}, retry_after{0};
    };
    verdict begin(time_point now);
    void go_on(time_point now);  // after the wait
    void succeeded();
    void failed() { state_ = state::settled; }

   private:
    friend class guarded_attempts;
    enum class state { outside, waiting, trying, settled };
    guarded_attempts& of_;
    std::string subject_, from_;
    counted_address who_;
    address_limiter* counted_ = nullptr;
    time_point now_{};
    bool known_ = false;
    state state_ = state::outside;
  };

  explicit guarded_attempts(settings s);
  void set_per_minute(std::uint32_t failures, time_point now);  // from now on

 private:
  struct record {
    std::uint32_t failures = 0;
    time_point last{}, rest_until{};
    bool awaited = false;  // somebody waits for rest_until
  };
  // Bounded: over keys_max what was quiet longest is forgotten.
  template <class V>
  class memory {
   public:
    explicit memory(std::size_t most) : most_(most == 0 ? 1 : most) {}
    V* find(std::string_view key) {
      auto const at = by_key_.find(key);
      return at == by_key_.end() ? nullptr : &at->second->second;
    }
    V& use(std::string_view key) {
      if (auto const at = by_key_.find(key); at != by_key_.end()) {
        by_use_.splice(by_use_.end(), by_use_, at->second);
        return at->second->second;
      }
      while (by_use_.size() >= most_) {
        by_key_.erase(by_use_.front().first);
        by_use_.pop_front();
      }
      by_use_.emplace_back(std::string(key), V{});
      by_key_.emplace(by_use_.back().first, std::prev(by_use_.end()));
      return by_use_.back().second;
    }
    void forget(std::string_view key) {
      auto const at = by_key_.find(key);
      if (at == by_key_.end()) return;
      auto const entry = at->second;
      by_key_.erase(at);
      by_use_.erase(entry);
    }

   private:
    using entries = std::list<std::pair<std::string, V>>;
    std::size_t most_;
    entries by_use_;  // the quietest first
    std::unordered_map<std::string_view, typename entries::iterator> by_key_;
  };

  milliseconds wait_after(std::uint32_t failures) const;
  void fade(record& r, time_point now) const;
  void count(attempt& a, time_point now);    // a failure, until it is known that it is none
  void take_back(attempt& a, bool all);

  settings const settings_;
  address_limiter by_address_, spray_;
  std::mutex lock_;
  memory<record> subjects_, pairs_;
  memory<char> known_;  // pairs that succeeded once: failures of others cannot push them out
};

}  // namespace sahut::net
