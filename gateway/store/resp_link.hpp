#pragma once
// One connected socket to Redis, from connect to close: TCP, TLS or Unix. It coalesces: what is appended to `out()`
// during one turn of the loop leaves in one write. It knows nothing of commands; replies are handed on in the order of
// arrival. Thread: the executor's single thread. Lifetime: held by its owner and by its own handlers, until `close`.
#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <chrono>
#include <functional>
#include <memory>

#include "gateway/store/redis_url.hpp"
#include "gateway/store/resp_codec.hpp"

namespace sahut {

class resp_link {
 public:
  struct listener {
    virtual void on_reply(resp_reply const& reply) = 0;
    // The socket is of no use any more; told once, and never after `close`. `reason` holds no data.
    virtual void on_down(std::string_view reason) = 0;

   protected:
    ~listener() = default;
  };

  virtual ~resp_link() = default;

  // Resolves, connects and, under TLS, verifies. Nothing is read before it has succeeded. Error: unavailable.
  virtual boost::asio::awaitable<result<void>> connect(std::chrono::milliseconds limit) = 0;
  // Whole commands are appended here, followed by `flush_soon`.
  virtual std::string& out() = 0;
  virtual void flush_soon() = 0;
  virtual std::size_t unsent_bytes() const = 0;
  virtual std::uint64_t writes() const = 0;  // how many write operations were begun
  virtual void close() = 0;                  // idempotent; the listener is not called again
};

// Throws std::runtime_error if the certificate files of `url` can't be read.
std::shared_ptr<resp_link> create_resp_link(boost::asio::any_io_executor executor, redis_url const& url,
                                            resp_link::listener& listener);

}  // namespace sahut
