#pragma once
// The two implementations of the store port behind one face, so that one test runs against either.
#include <boost/asio/io_context.hpp>

#include "gateway/store/memory_store.hpp"
#include "gateway/store/redis_store.hpp"
#include "gateway/store/system_random.hpp"
#include "tests/support/dump_redis.hpp"
#include "tests/support/redis_server.hpp"
#include "tests/support/run_now.hpp"

namespace sahut::test {

struct store_under_test {
  virtual ~store_under_test() = default;
  virtual store& get() = 0;
  virtual std::string dump() = 0;

  boost::asio::io_context io{1};
};

struct twin_under_test final : store_under_test {
  std::unique_ptr<memory_store> made = create_memory_store(
      io.get_executor(), [] { return std::chrono::floor<milliseconds>(std::chrono::system_clock::now()); });
  store& get() override { return *made; }
  std::string dump() override { return made->dump(); }
};

struct redis_under_test final : store_under_test {
  redis_server server;
  system_random random;
  std::unique_ptr<redis_store> made;

  redis_under_test() {
    made = create_redis_store(io.get_executor(), parse_redis_url(server.url()).value(), {}, random);
    made->start();
    if (!run_now(io, made->until_ready(std::chrono::seconds(10)))) throw std::runtime_error("no connection to Redis");
  }
  ~redis_under_test() override {
    made->close();
    io.restart();
    io.run_for(std::chrono::seconds(2));
  }
  store& get() override { return *made; }
  std::string dump() override {
    // The dump has a connection of its own: whatever the store does with its own is not disturbed.
    auto c = create_resp_connection(io.get_executor(), parse_redis_url(server.url()).value(), {}, random);
    c->start();
    if (!run_now(io, c->until_ready(std::chrono::seconds(10)))) throw std::runtime_error("no connection to Redis");
    auto text = run_now(io, dump_redis(c));
    c->close();
    return text;
  }
};

}  // namespace sahut::test
