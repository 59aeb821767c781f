#pragma once
// The main thread's eye on the store: is it the one that was, is it strong enough, does it take writes, how full is it.
// Once a second it counts one on in the store; what it reached is remembered in the data directory, so that a store
// which comes back with less is found out. See gateway/store/durability.hpp.
#include "config/settings/settings.hpp"
#include "gateway/store/durability.hpp"
#include "gateway/store/redis_store.hpp"

#include <atomic>
#include <functional>
#include <memory>
#include <mutex>

namespace sahut {

class store_watch {
 public:
  // All outlive it.
  store_watch(settings const& cfg, boost::asio::any_io_executor executor, random_source& random)
      : cfg_(cfg), executor_(executor), random_(random) {}
  ~store_watch() { close(); }

  // Whether the operator confirms that a store was lost, replaced or set back. Counts for the start alone.
  static bool confirmed();

  // Connects and looks at the server for the first time. `used_key`: see epoch_settings.
  void connect(redis_url url);
  boost::asio::awaitable<result<void>> first_look(std::string used_key);
  redis_store& store() { return *store_; }
  void close();

  // Until cancelled. `on_epoch` is told of a new one.
  boost::asio::awaitable<void> run(std::function<void(std::string const&)> on_epoch);
  // When nothing is written any more: what the store reached is remembered. Under everysec only `ended_well` may do so.
  boost::asio::awaitable<result<void>> last_count();
  void ended_well();

  std::string const& epoch() const { return epoch_; }  // the main thread's
  // The rest is thread-safe.
  std::atomic<bool> const& fit() const { return fit_; }            // it is the one that was, and keeps what it promises
  std::atomic<bool> const& nearly_full() const { return nearly_full_; }
  double memory_fraction() const { return memory_; }
  std::string fault() const;  // why nothing can be written, for the operator; empty: all is well

 private:
  boost::asio::awaitable<result<void>> check_server();
  boost::asio::awaitable<void> look_at_server(std::function<void(std::string const&)> const& on_epoch);
  boost::asio::awaitable<void> count();
  boost::asio::awaitable<void> look_at_promise();
  void remember(std::uint64_t count);
  void write_count(std::uint64_t count);
  void say_fault(std::string fault);

  settings const& cfg_;
  boost::asio::any_io_executor executor_;
  random_source& random_;
  std::unique_ptr<redis_store> store_;
  std::string epoch_, marker_, used_key_;
  bool accept_ = false, closing_ = false;
  bool count_unwritten_ = false;  // said already
  std::uint64_t reached_ = 0, waiting_ = 0;  // counts: the store's, and the one that is remembered once it is old enough
  std::chrono::steady_clock::time_point waiting_since_{}, written_at_{};
  mutable std::mutex lock_;
  std::string fault_;
  std::atomic<double> memory_{0};
  std::atomic<bool> fit_{false}, nearly_full_{false}, look_again_{false};
};

}  // namespace sahut
