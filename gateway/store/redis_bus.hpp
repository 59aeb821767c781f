#pragma once
// The wake bus over Redis pub/sub, on a connection of its own. After every (re)subscription that Redis has confirmed,
// `on_ready` is called on all handles of the channel; payloads follow it. A PING every few seconds finds a dead peer.
// Thread: the executor's single thread. Handles may be destroyed at any time, also inside their own callbacks, and may
// outlive the bus.
#include "gateway/store/resp_connection.hpp"
#include "routing/ports/store.hpp"

namespace sahut {

class redis_bus {
 public:
  virtual ~redis_bus() = default;
  virtual void start() = 0;
  virtual void close() = 0;
  virtual bool ready() const = 0;
  virtual void give_up(std::string_view why) = 0;
  virtual std::unique_ptr<store::subscription> subscribe(std::string channel,
                                                         std::function<void(std::string_view)> on_message,
                                                         std::function<void()> on_ready) = 0;
};

// `options.on_push` and `options.scripts` are the bus's own. The limit on a command is the limit on a PING's answer.
std::shared_ptr<redis_bus> create_redis_bus(boost::asio::any_io_executor executor, redis_url url, resp_options options,
                                            random_source& random);

}  // namespace sahut
