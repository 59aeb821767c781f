#include "connectors/common/http_client.hpp"

#include <algorithm>
#include <boost/asio/as_tuple.hpp>
#include <boost/asio/connect.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/ssl.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>
#include <boost/beast/core.hpp>
#include <boost/beast/http.hpp>
#include <boost/beast/ssl.hpp>
#include <deque>

namespace sahut::connector {
namespace {

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace http = beast::http;
using asio::ip::tcp;
using boost::system::error_code;
using steady = std::chrono::steady_clock;

constexpr auto as_value = asio::as_tuple(asio::use_awaitable);
using secure_stream = beast::ssl_stream<beast::tcp_stream>;

struct connection {
  std::variant<beast::tcp_stream, secure_stream> stream;
  beast::flat_buffer buffer;
  steady::time_point idle_since{};

  template <class... Args>
  explicit connection(Args&&... args) : stream(std::forward<Args>(args)...) {}
  beast::tcp_stream& lowest() {
    return std::visit([](auto& s) -> beast::tcp_stream& { return beast::get_lowest_layer(s); }, stream);
  }
  void close() {
    error_code ignored;
    lowest().socket().close(ignored);
  }
  // True if the other side has closed it or has sent what nobody asked for.
  bool is_stale() {
    error_code ec;
    auto& socket = lowest().socket();
    if (!socket.is_open() || buffer.size() > 0) return true;
    socket.non_blocking(true, ec);
    char byte;
    socket.receive(asio::buffer(&byte, 1), tcp::socket::message_peek, ec);
    return ec != asio::error::would_block;
  }
};

bool is_clean(std::string_view s) {
  return std::none_of(s.begin(), s.end(), [](unsigned char c) { return c < 0x20 || c == 0x7F; });
}

class beast_client final : public http_client {
 public:
  explicit beast_client(http_client_settings settings)
      : settings_(std::move(settings)), base_(parse_http_base(settings_.base)), tls_(asio::ssl::context::tls_client) {
    tls_.set_options(asio::ssl::context::default_workarounds | asio::ssl::context::no_sslv2 |
                     asio::ssl::context::no_sslv3 | asio::ssl::context::no_tlsv1 | asio::ssl::context::no_tlsv1_1);
    tls_.set_verify_mode(asio::ssl::verify_peer);
    if (!base_.secure) return;
    tls_.set_default_verify_paths();
    if (!settings_.certificates_file.empty()) tls_.load_verify_file(settings_.certificates_file);
  }

  asio::awaitable<http_result> post(std::string target, http_headers headers, std::string body,
                                    milliseconds time_limit) override {
    headers.emplace_back("Content-Length", std::to_string(body.size()));
    return exchange(written_out("POST", target, headers, body), time_limit);
  }
  asio::awaitable<http_result> put(std::string target, http_headers headers, std::string body,
                                   milliseconds time_limit) override {
    headers.emplace_back("Content-Length", std::to_string(body.size()));
    return exchange(written_out("PUT", target, headers, body), time_limit);
  }
  asio::awaitable<http_result> get(std::string target, http_headers headers, milliseconds time_limit) override {
    return exchange(written_out("GET", target, headers, {}), time_limit);
  }

 private:
  asio::awaitable<http_result> exchange(std::string request, milliseconds time_limit) {
    auto const deadline = steady::now() + time_limit;
    if (request.empty()) co_return http_failure{false, "malformed request"};
    if (open_ >= settings_.open_max) co_return http_failure{false, "too many requests at one time"};
    ++open_;
    struct leave {
      std::size_t& n;
      ~leave() { --n; }
    } const on_exit{open_};

    std::unique_ptr<connection> link = take_idle();
    if (!link) {
      auto const failure = co_await connect(link, deadline);
      if (!failure.empty()) co_return http_failure{false, failure};
    }

    link->lowest().expires_at(std::min(deadline, steady::now() + settings_.write_limit));
    std::size_t sent = 0;
    error_code ec;
    if (auto* plain = std::get_if<beast::tcp_stream>(&link->stream))
      std::tie(ec, sent) = co_await asio::async_write(*plain, asio::buffer(request), as_value);
    else
      std::tie(ec, sent) =
          co_await asio::async_write(std::get<secure_stream>(link->stream), asio::buffer(request), as_value);
    if (ec) {
      link->close();
      // What the stream did not take cannot have arrived, and a request without its end is none.
      co_return http_failure{sent >= request.size(), "writing failed"};
    }

    link->lowest().expires_at(deadline);
    http_result answer = http_failure{true, "no answer"};
    bool reusable = false;
    if (auto* plain = std::get_if<beast::tcp_stream>(&link->stream))
      co_await read(*plain, link->buffer, answer, reusable);
    else
      co_await read(std::get<secure_stream>(link->stream), link->buffer, answer, reusable);
    if (reusable)
      keep(std::move(link));
    else
      link->close();
    co_return answer;
  }

  // Empty if something in it could break out of its line.
  std::string written_out(std::string_view method, std::string_view target, http_headers const& headers, std::string_view body) const {
    bool const target_ok =
        !target.empty() && target.front() == '/' && is_clean(target) && target.find(' ') == target.npos;
    if (!target_ok) return {};
    std::string out = std::string(method) + " " + base_.path + std::string(target) + " HTTP/1.1\r\nHost: " + base_.authority +
                      "\r\nConnection: keep-alive\r\nAccept-Encoding: identity\r\n";
    for (auto const& [name, value] : headers) {
      if (name.empty() || !is_clean(name) || !is_clean(value) || name.find_first_of(": ") != name.npos) return {};
      out += name + ": " + value + "\r\n";
    }
    (out += "\r\n") += body;
    return out;
  }

  std::unique_ptr<connection> take_idle() {
    while (!idle_.empty()) {
      auto link = std::move(idle_.back());
      idle_.pop_back();
      bool const fresh = steady::now() - link->idle_since <= settings_.idle_age_max;
      if (fresh && !link->is_stale()) return link;
      link->close();
    }
    return nullptr;
  }

  void keep(std::unique_ptr<connection> link) {
    link->lowest().expires_never();
    link->idle_since = steady::now();
    idle_.push_back(std::move(link));
    if (idle_.size() > settings_.idle_max) {
      idle_.front()->close();
      idle_.pop_front();
    }
  }

  struct lookup {
    explicit lookup(asio::any_io_executor const& ex) : resolver(ex), done(ex) {}
    tcp::resolver resolver;
    asio::steady_timer done;
    tcp::resolver::results_type found;
    bool finished = false;
  };

  // A name server may take long and cannot be interrupted: the wait ends in time, the look-up by itself.
  asio::awaitable<tcp::resolver::results_type> resolve(steady::time_point until) {
    auto const state = std::make_shared<lookup>(co_await asio::this_coro::executor);
    state->done.expires_at(until);
    state->resolver.async_resolve(base_.host, base_.port,
                                  [state](error_code const& ec, tcp::resolver::results_type found) {
                                    if (!ec) state->found = std::move(found);
                                    state->finished = true;
                                    state->done.cancel();
                                  });
    if (!state->finished) co_await state->done.async_wait(as_value);
    co_return state->found;
  }

  // The empty string, or why there is no connection.
  asio::awaitable<std::string_view> connect(std::unique_ptr<connection>& link, steady::time_point deadline) {
    auto const until = std::min(deadline, steady::now() + settings_.connect_limit);
    auto const addresses = co_await resolve(until);
    if (addresses.empty()) co_return "the host's name was not resolved";

    auto const executor = co_await asio::this_coro::executor;
    if (base_.secure)
      link = std::make_unique<connection>(std::in_place_type<secure_stream>, executor, tls_);
    else
      link = std::make_unique<connection>(std::in_place_type<beast::tcp_stream>, executor);
    link->lowest().expires_at(until);
    auto const [connect_ec, endpoint] = co_await link->lowest().async_connect(addresses, as_value);
    if (connect_ec) co_return "no connection";
    error_code ignored;
    link->lowest().socket().set_option(tcp::no_delay(true), ignored);

    if (auto* secure = std::get_if<secure_stream>(&link->stream)) {
      error_code not_a_name;
      asio::ip::make_address(base_.host, not_a_name);
      if (not_a_name && !SSL_set_tlsext_host_name(secure->native_handle(), base_.host.c_str())) co_return "no TLS";
      secure->set_verify_callback(asio::ssl::host_name_verification(base_.host));
      auto const [tls_ec] = co_await secure->async_handshake(asio::ssl::stream_base::client, as_value);
      if (tls_ec) {
        link->close();
        co_return "the TLS handshake failed";
      }
    }
    co_return std::string_view{};
  }

  template <class Stream>
  asio::awaitable<void> read(Stream& stream, beast::flat_buffer& buffer, http_result& answer, bool& reusable) {
    for (int informational = 0; informational < 4; ++informational) {
      http::response_parser<http::string_body> parser;
      parser.body_limit(settings_.response_bytes_max);
      parser.header_limit(static_cast<std::uint32_t>(settings_.response_header_bytes_max));
      auto const [ec, bytes] = co_await http::async_read(stream, buffer, parser, as_value);
      if (ec) {
        answer = http_failure{true, ec == beast::error::timeout ? "no answer in time" : "the answer broke off"};
        co_return;
      }
      auto& message = parser.get();
      if (message.result_int() >= 100 && message.result_int() < 200) continue;
      http_response out;
      out.status = static_cast<int>(message.result_int());
      for (auto const& field : message)
        out.headers.emplace_back(std::string(field.name_string()), std::string(field.value()));
      reusable = parser.keep_alive();
      out.body = std::move(message.body());
      answer = std::move(out);
      co_return;
    }
  }

  http_client_settings settings_;
  http_base base_;
  asio::ssl::context tls_;
  std::deque<std::unique_ptr<connection>> idle_;
  std::size_t open_ = 0;
};

}  // namespace

std::unique_ptr<http_client> create_http_client(http_client_settings settings) {
  return std::make_unique<beast_client>(std::move(settings));
}

}  // namespace sahut::connector
