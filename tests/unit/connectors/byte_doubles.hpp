#pragma once
// Sources and sinks of bytes for tests, and a server whose every connection a test writes by hand.
#include <boost/asio/as_tuple.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/read.hpp>
#include <boost/asio/read_until.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>
#include <cstring>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "routing/ports/bytes.hpp"

namespace sahut::test {

namespace asio = boost::asio;
using asio::ip::tcp;
inline constexpr auto as_value = asio::as_tuple(asio::use_awaitable);

// What lies at `at` of an endless pattern: letters that repeat in a way no power of two fits.
inline std::string_view pattern(std::uint64_t at, std::size_t n) {
  static std::string const block = [] {
    std::string s;
    for (int i = 0; i < 26 * 16 * 1024; ++i) s += static_cast<char>('a' + i * 31 % 26);
    return s;
  }();
  return std::string_view(block).substr(at % 26, n);
}

// `size` bytes of a pattern, at most `piece` at a time; at `fails_at` an error.
struct pattern_source final : byte_source {
  explicit pattern_source(std::uint64_t n, std::uint64_t fails = UINT64_MAX) : size(n), fails_at(fails) {}
  std::uint64_t size, fails_at, given = 0;
  std::size_t piece = SIZE_MAX, largest_read = 0;
  boost::asio::awaitable<result<std::size_t>> read(std::span<std::byte> into) override {
    largest_read = std::max(largest_read, into.size());
    if (given >= fails_at) co_return error{errc::unavailable, "", "the storage is away"};
    auto const n = static_cast<std::size_t>(std::min({std::uint64_t{into.size()}, size - given, std::uint64_t{piece}, std::uint64_t{256 * 1024}, fails_at - given}));
    std::memcpy(into.data(), pattern(given, n).data(), n);
    given += n;
    co_return n;
  }
};

// Reads a source to its end; counts, and looks whether it is the pattern.
struct read_through {
  std::uint64_t bytes = 0;
  bool is_pattern = true;
  std::optional<error> failed;
};
inline boost::asio::awaitable<read_through> read_all(byte_source& source, std::size_t piece = 64 * 1024) {
  read_through out;
  std::vector<std::byte> into(piece);
  for (;;) {
    auto const n = co_await source.read(into);
    if (!n) {
      out.failed = n.error();
      co_return out;
    }
    if (*n == 0) co_return out;
    out.is_pattern = out.is_pattern && std::memcmp(into.data(), pattern(out.bytes, *n).data(), *n) == 0;
    out.bytes += *n;
  }
}

// Every connection is given to `talk`, which the test writes.
struct hand_server {
  using talk_function = std::function<asio::awaitable<void>(tcp::socket&)>;
  hand_server(asio::io_context& io, talk_function t, std::string const& address = "127.0.0.1")
      : acceptor_(io, {asio::ip::make_address(address), 0}), talk_(std::move(t)) {
    asio::co_spawn(io, accept_all(), asio::detached);
  }
  std::uint16_t port() const { return acceptor_.local_endpoint().port(); }
  std::string base() const { return "http://127.0.0.1:" + std::to_string(port()); }
  void stop() { acceptor_.close(); }
  int connections = 0;

 private:
  asio::awaitable<void> accept_all() {
    for (;;) {
      auto [ec, socket] = co_await acceptor_.async_accept(as_value);
      if (ec) co_return;
      ++connections;
      auto const ex = co_await asio::this_coro::executor;
      asio::co_spawn(ex, [](talk_function* talk, tcp::socket s) -> asio::awaitable<void> { co_await (*talk)(s); }(&talk_, std::move(socket)), asio::detached);
    }
  }
  tcp::acceptor acceptor_;
  talk_function talk_;
};

// A request's head, with what came behind it left in `rest`.
inline asio::awaitable<std::string> read_head(tcp::socket& s, std::string& rest) {
  auto const [ec, n] = co_await asio::async_read_until(s, asio::dynamic_buffer(rest), "\r\n\r\n", as_value);
  std::string head = ec ? std::string() : rest.substr(0, n);
  if (!ec) rest.erase(0, n);
  co_return head;
}
inline asio::awaitable<bool> write_text(tcp::socket& s, std::string text) {
  auto const [ec, n] = co_await asio::async_write(s, asio::buffer(text), as_value);
  co_return !ec;
}

}  // namespace sahut::test
