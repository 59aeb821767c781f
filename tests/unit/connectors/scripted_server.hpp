#pragma once
// A server on a loopback port that does to each request what the next line of its script says. Runs in the caller's
// io_context; plain TCP, or TLS with a given context.
#include <algorithm>
#include <boost/asio/as_tuple.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/ssl.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <deque>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace sahut::test {

namespace asio = boost::asio;

struct scripted_server {
  struct step {
    enum class what { answer, close_unread, close_unanswered, silence } act = what::answer;
    std::string bytes;  // written as they are
    bool then_close = false;
  };

  explicit scripted_server(asio::io_context& io, asio::ssl::context* tls = nullptr)
      : acceptor_(io, {asio::ip::address_v4::loopback(), 0}), tls_(tls) {
    asio::co_spawn(io, accept_all(), asio::detached);
  }
  std::string base(std::string const& host = "127.0.0.1") const {
    return (tls_ ? "https://" : "http://") + host + ":" + std::to_string(acceptor_.local_endpoint().port()) + "/v25.0";
  }
  void stop() { acceptor_.close(); }

  std::deque<step> script;
  std::vector<std::string> requests;  // head and body, as they came
  int connections = 0;

 private:
  static constexpr auto as_value = asio::as_tuple(asio::use_awaitable);

  asio::awaitable<void> accept_all() {
    for (;;) {
      auto [ec, socket] = co_await acceptor_.async_accept(as_value);
      if (ec) co_return;
      ++connections;
      auto const ex = co_await asio::this_coro::executor;
      asio::co_spawn(ex, talk(std::move(socket)), asio::detached);
    }
  }
  asio::awaitable<void> talk(asio::ip::tcp::socket socket) {
    if (!tls_) co_return co_await serve(socket);
    asio::ssl::stream<asio::ip::tcp::socket> secure(std::move(socket), *tls_);
    auto const [ec] = co_await secure.async_handshake(asio::ssl::stream_base::server, as_value);
    if (!ec) co_await serve(secure);
  }
  template <class Stream>
  asio::awaitable<void> serve(Stream& stream) {
    std::string in;
    for (;;) {
      if (!script.empty() && script.front().act == step::what::close_unread) {
        script.pop_front();
        co_return;
      }
      char chunk[4096];
      auto const [ec, n] = co_await stream.async_read_some(asio::buffer(chunk), as_value);
      if (ec) co_return;
      in.append(chunk, n);
      auto const head = in.find("\r\n\r\n");
      if (head == in.npos) continue;
      auto const told = in.find("Content-Length: ");
      auto const length = told < head ? std::stoul(in.substr(told + 16)) : 0;
      if (in.size() < head + 4 + length) continue;
      requests.push_back(in.substr(0, head + 4 + length));
      in.erase(0, head + 4 + length);
      step now;
      if (!script.empty()) {
        now = script.front();
        script.pop_front();
      }
      if (now.act == step::what::close_unanswered) co_return;
      if (now.act == step::what::silence) continue;
      auto const [write_ec, written] = co_await asio::async_write(stream, asio::buffer(now.bytes), as_value);
      if (write_ec || now.then_close) co_return;
    }
  }

  asio::ip::tcp::acceptor acceptor_;
  asio::ssl::context* tls_;
};

inline std::string http_answer(int status, std::string const& body, std::string const& headers = "") {
  return "HTTP/1.1 " + std::to_string(status) + " X\r\nContent-Type: application/json\r\n" + headers +
         "Content-Length: " + std::to_string(body.size()) + "\r\n\r\n" + body;
}

// Runs a coroutine to its end and gives its value.
template <class T>
T wait_for(asio::io_context& io, asio::awaitable<T> task) {
  std::optional<T> out;
  std::exception_ptr failed;
  asio::co_spawn(io, std::move(task), [&](std::exception_ptr e, T value) {
    failed = e;
    out.emplace(std::move(value));
  });
  io.restart();
  while (!out && io.run_one() > 0) {
  }
  if (failed) std::rethrow_exception(failed);
  return std::move(out.value());
}

}  // namespace sahut::test
