#pragma once
// Runs a coroutine to its end on an io_context and gives its value: `auto v = run_now(io, store.time());`
#include <boost/asio/awaitable.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <chrono>
#include <exception>
#include <functional>
#include <optional>
#include <stdexcept>

namespace sahut::test {

template <class T>
T run_now(boost::asio::io_context& io, boost::asio::awaitable<T> what) {
  std::optional<T> out;
  std::exception_ptr thrown;
  bool done = false;
  boost::asio::co_spawn(io, std::move(what), [&](std::exception_ptr e, T value) {
    done = true;
    thrown = e;
    if (!e) out.emplace(std::move(value));
  });
  io.restart();
  auto const give_up = std::chrono::steady_clock::now() + std::chrono::seconds(60);
  while (!done && std::chrono::steady_clock::now() < give_up) io.run_one_for(std::chrono::seconds(1));
  if (!done) throw std::runtime_error("a coroutine did not end within a minute");
  if (thrown) std::rethrow_exception(thrown);
  return std::move(*out);
}

inline void run_now(boost::asio::io_context& io, boost::asio::awaitable<void> what) {
  auto whole = [](boost::asio::awaitable<void> inner) -> boost::asio::awaitable<bool> {
    co_await std::move(inner);
    co_return true;
  };
  run_now<bool>(io, whole(std::move(what)));
}

// Runs the loop until `holds()`; false if it does not within `limit`.
inline bool run_until(boost::asio::io_context& io, std::function<bool()> const& holds,
                      std::chrono::milliseconds limit = std::chrono::seconds(20)) {
  io.restart();
  auto const give_up = std::chrono::steady_clock::now() + limit;
  while (!holds()) {
    if (std::chrono::steady_clock::now() > give_up) return false;
    io.run_one_for(std::chrono::milliseconds(20));
    if (io.stopped()) io.restart();
  }
  return true;
}

}  // namespace sahut::test
