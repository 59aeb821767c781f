#pragma once
// The store port over Redis 7: one connection for commands, one for the wake bus, both this worker's own.
// Thread: the executor's single thread. Lifetime: `close`, then let the loop drain, then destroy.
#include "gateway/store/latency.hpp"
#include "gateway/store/redis_bus.hpp"
#include "gateway/store/resp_connection.hpp"
#include "routing/ports/store.hpp"

namespace sahut {

struct redis_store_options {
  resp_limits limits;
  std::string client_name = "sahut";
  // The command connection came up or went down. After it came up the run id may be another one: see durability.hpp.
  std::function<void(bool up, std::string_view why)> on_state;
  std::function<void(std::string_view why)> on_refused;  // see resp_options; of the command connection
  std::function<bool()> usable;  // see resp_options
};

class redis_store : public store {
 public:
  virtual void start() = 0;
  virtual void close() = 0;
  virtual bool ready() const = 0;
  // Both connections stand. Error: unavailable.
  virtual boost::asio::awaitable<result<void>> until_ready(std::chrono::milliseconds limit) = 0;
  // For what is not the port's: settings, information, health. Commands through it are not domain writes.
  virtual resp_connection& commands() = 0;
  virtual std::shared_ptr<resp_connection> connection() = 0;  // the same, to be kept
  virtual redis_bus& bus() = 0;
  virtual latency_counts const& commit_latency() const = 0;  // of transactions that were answered
};

// `random` outlives the store.
std::unique_ptr<redis_store> create_redis_store(boost::asio::any_io_executor executor, redis_url url,
                                                redis_store_options options, random_source& random);

}  // namespace sahut
