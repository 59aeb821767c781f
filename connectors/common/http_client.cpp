#include "connectors/common/http_client.hpp"

#include <algorithm>
#include <boost/asio/this_coro.hpp>
#include <boost/beast/http.hpp>
#include <deque>

#include "connectors/common/http_link.hpp"
#include "connectors/common/outgoing.hpp"

namespace sahut::connector {
namespace {

namespace http = beast::http;

constexpr auto as_value = asio::as_tuple(asio::use_awaitable);
constexpr std::size_t body_piece = 64 * 1024;
constexpr int interim_answers_max = 4;

bool is_clean(std::string_view s) {
  return std::none_of(s.begin(), s.end(), [](unsigned char c) { return c < 0x20 || c == 0x7F; });
}

bool is_interim(int status) { return status >= 100 && status < 200; }

// The connections that wait for the next request, and how many requests there are.
class link_pool {
 public:
  explicit link_pool(http_client_settings const& s) : idle_max_(s.idle_max), open_max_(s.open_max), idle_age_max_(s.idle_age_max) {}

  // One request's share; empty if too many are under way.
  static std::shared_ptr<void> enter(std::shared_ptr<link_pool> pool) {
    if (pool->open_ >= pool->open_max_) return nullptr;
    ++pool->open_;
    auto* const raw = pool.get();
    return {raw, [pool = std::move(pool)](void*) { --pool->open_; }};
  }

  std::unique_ptr<http_link> take_idle() {
    while (!idle_.empty()) {
      auto link = std::move(idle_.back());
      idle_.pop_back();
      bool const fresh = steady::now() - link->idle_since <= idle_age_max_;
      if (fresh && !link->is_stale()) return link;
      link->close();
    }
    return nullptr;
  }

  void keep(std::unique_ptr<http_link> link) {
    link->lowest().expires_never();
    link->idle_since = steady::now();
    idle_.push_back(std::move(link));
    if (idle_.size() > idle_max_) {
      idle_.front()->close();
      idle_.pop_front();
    }
  }

 private:
  std::deque<std::unique_ptr<http_link>> idle_;
  std::size_t open_ = 0;
  std::size_t const idle_max_, open_max_;
  milliseconds const idle_age_max_;
};

using streamed_parser = http::response_parser<http::buffer_body>;

template <class Stream>
asio::awaitable<void> read_some(Stream& stream, http_link& link, streamed_parser& parser, error_code& ec) {
  std::size_t bytes = 0;
  std::tie(ec, bytes) = co_await http::async_read_some(stream, link.buffer, parser, as_value);
}

asio::awaitable<void> read_some(http_link& link, streamed_parser& parser, error_code& ec) {
  if (auto* plain = std::get_if<beast::tcp_stream>(&link.stream))
    co_await read_some(*plain, link, parser, ec);
  else
    co_await read_some(std::get<secure_stream>(link.stream), link, parser, ec);
}

// An answer's body as it comes. It holds its connection and its request's share until the end.
class streamed_body final : public byte_source {
 public:
  streamed_body(std::shared_ptr<link_pool> pool, std::shared_ptr<void> share, std::unique_ptr<http_link> link,
                std::unique_ptr<streamed_parser> parser, http_stream_request const& q, steady::time_point deadline, bool reusable)
      : pool_(std::move(pool)), share_(std::move(share)), link_(std::move(link)), parser_(std::move(parser)),
        left_(q.response_bytes_max), stall_(q.stall_limit), deadline_(deadline), reusable_(reusable) {
    parser_->eager(true);
    leave_at_end();
    auto const declared = parser_->content_length();
    if (link_ && declared && *declared > left_) fail(errc::too_long, "the answer is larger than is taken here");
  }

  asio::awaitable<result<std::size_t>> read(std::span<std::byte> into) override {
    while (link_) {
      auto const now = steady::now();
      if (now >= deadline_) co_return fail(errc::unavailable, "the answer lasts too long");
      link_->lowest().expires_at(std::min(deadline_, now + stall_));
      auto& body = parser_->get().body();
      body.data = into.data();
      body.size = into.size();
      body.more = true;
      error_code ec;
      co_await read_some(*link_, *parser_, ec);
      auto const n = into.size() - body.size;
      if (ec && ec != http::error::need_buffer)
        co_return fail(errc::unavailable, ec == beast::error::timeout ? "the answer stalls" : "the answer broke off");
      if (n > left_) co_return fail(errc::too_long, "the answer is larger than is taken here");
      left_ -= n;
      leave_at_end();
      if (n > 0) co_return n;
    }
    if (failed_) co_return *failed_;
    co_return std::size_t{0};
  }

 private:
  error fail(errc code, char const* why) {
    link_.reset();
    share_.reset();
    failed_ = error{code, "", why};
    return *failed_;
  }
  void leave_at_end() {
    if (!parser_->is_done()) return;
    if (reusable_ && parser_->keep_alive()) pool_->keep(std::move(link_));
    link_.reset();
    share_.reset();
  }

  std::shared_ptr<link_pool> pool_;
  std::shared_ptr<void> share_;
  std::unique_ptr<http_link> link_;  // until the end, or the failure
  std::unique_ptr<streamed_parser> parser_;
  std::uint64_t left_;
  milliseconds const stall_;
  steady::time_point const deadline_;
  bool const reusable_;
  std::optional<error> failed_;
};

class beast_client final : public http_client {
 public:
  explicit beast_client(http_client_settings settings)
      : settings_(std::move(settings)), base_(parse_http_base(settings_.base)),
        tls_(base_.secure ? create_client_tls(settings_.certificates_file) : asio::ssl::context(asio::ssl::context::tls_client)), pool_(std::make_shared<link_pool>(settings_)) {}

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

  asio::awaitable<http_stream_result> stream(http_stream_request q) override {
    auto const deadline = steady::now() + q.time_limit;
    if (q.body || q.method == "POST" || q.method == "PUT") q.headers.emplace_back("Content-Length", std::to_string(q.body ? q.body_bytes : 0));
    auto const head = written_out(q.method, q.target, q.headers, {});
    if (head.empty() || !is_method(q.method)) co_return http_failure{false, "malformed request"};
    auto share = link_pool::enter(pool_);
    if (!share) co_return http_failure{false, too_many};
    auto link = pool_->take_idle();
    if (!link) {
      auto const failure = co_await connect(link, deadline);
      if (!failure.empty()) co_return http_failure{false, failure};
    }

    link->lowest().expires_at(std::min(deadline, steady::now() + q.stall_limit));
    error_code ec;
    co_await link->write(asio::buffer(head), ec);
    if (ec) co_return http_failure{false, writing_failed};
    bool whole = true;
    if (q.body) {
      auto const failure = co_await write_body(*link, q, deadline, ec);
      // Whoever answers before it has read everything may close at once: its answer is there all the same.
      if (!failure.empty() && (!ec || ec == beast::error::timeout)) co_return http_failure{false, failure};
      whole = failure.empty();
    }

    link->lowest().expires_at(std::min(deadline, steady::now() + q.answer_limit));
    auto parser = std::make_unique<streamed_parser>();
    for (int interim = 0; interim < interim_answers_max; ++interim) {
      if (interim > 0) parser = std::make_unique<streamed_parser>();
      parser->body_limit(boost::none);  // the body counts for itself
      parser->header_limit(static_cast<std::uint32_t>(settings_.response_header_bytes_max));
      parser->skip(q.method == "HEAD");
      ec = {};
      while (!ec && !parser->is_header_done()) co_await read_some(*link, *parser, ec);
      if (ec && !whole) co_return http_failure{false, writing_failed};
      if (ec) co_return http_failure{true, ec == beast::error::timeout ? "no answer in time" : "the answer broke off"};
      if (!is_interim(static_cast<int>(parser->get().result_int()))) break;
    }
    http_stream_response out;
    out.status = static_cast<int>(parser->get().result_int());
    if (is_interim(out.status)) co_return http_failure{whole, "no answer"};
    for (auto const& field : parser->get()) out.headers.emplace_back(std::string(field.name_string()), std::string(field.value()));
    if (auto const declared = parser->content_length()) out.body_bytes = *declared;
    out.body = std::make_unique<streamed_body>(pool_, std::move(share), std::move(link), std::move(parser), q, deadline, whole);
    co_return out;
  }

 private:
  static constexpr std::string_view too_many = "too many requests at one time", writing_failed = "writing failed";

  static bool is_method(std::string_view m) { return m == "GET" || m == "HEAD" || m == "POST" || m == "PUT" || m == "DELETE"; }

  // The empty string, or why it is not written; with `ec` if the connection is the reason.
  asio::awaitable<std::string_view> write_body(http_link& link, http_stream_request& q, steady::time_point deadline, error_code& ec) {
    std::vector<std::byte> piece(static_cast<std::size_t>(std::min<std::uint64_t>(body_piece, q.body_bytes)));
    for (auto left = q.body_bytes; left > 0;) {
      auto const want = static_cast<std::size_t>(std::min<std::uint64_t>(piece.size(), left));
      auto const got = co_await q.body->read(std::span(piece).first(want));
      if (!got || *got == 0) co_return body_unreadable;
      auto const now = steady::now();
      if (now >= deadline) co_return "the request took too long";
      link.lowest().expires_at(std::min(deadline, now + q.stall_limit));
      co_await link.write(asio::buffer(piece.data(), *got), ec);
      if (ec) co_return writing_failed;
      left -= *got;
    }
    co_return std::string_view{};
  }

  asio::awaitable<std::string_view> connect(std::unique_ptr<http_link>& link, steady::time_point deadline) {
    auto const until = std::min(deadline, steady::now() + settings_.connect_limit);
    return open_link(link, base_, tls_, settings_.may_connect, until);
  }

  asio::awaitable<http_result> exchange(std::string request, milliseconds time_limit) {
    auto const deadline = steady::now() + time_limit;
    if (request.empty()) co_return http_failure{false, "malformed request"};
    auto const share = link_pool::enter(pool_);
    if (!share) co_return http_failure{false, too_many};

    auto link = pool_->take_idle();
    if (!link) {
      auto const failure = co_await connect(link, deadline);
      if (!failure.empty()) co_return http_failure{false, failure};
    }

    link->lowest().expires_at(std::min(deadline, steady::now() + settings_.write_limit));
    error_code ec;
    auto const sent = co_await link->write(asio::buffer(request), ec);
    if (ec) {
      link->close();
      // What the stream did not take cannot have arrived, and a request without its end is none.
      co_return http_failure{sent >= request.size(), writing_failed};
    }

    link->lowest().expires_at(deadline);
    http_result answer = http_failure{true, "no answer"};
    bool reusable = false;
    if (auto* plain = std::get_if<beast::tcp_stream>(&link->stream))
      co_await read(*plain, link->buffer, answer, reusable);
    else
      co_await read(std::get<secure_stream>(link->stream), link->buffer, answer, reusable);
    if (reusable)
      pool_->keep(std::move(link));
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

  template <class Stream>
  asio::awaitable<void> read(Stream& stream, beast::flat_buffer& buffer, http_result& answer, bool& reusable) {
    for (int interim = 0; interim < interim_answers_max; ++interim) {
      http::response_parser<http::string_body> parser;
      parser.body_limit(settings_.response_bytes_max);
      parser.header_limit(static_cast<std::uint32_t>(settings_.response_header_bytes_max));
      auto const [ec, bytes] = co_await http::async_read(stream, buffer, parser, as_value);
      if (ec) {
        answer = http_failure{true, ec == beast::error::timeout ? "no answer in time" : "the answer broke off"};
        co_return;
      }
      auto& message = parser.get();
      if (is_interim(static_cast<int>(message.result_int()))) continue;
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
  std::shared_ptr<link_pool> pool_;
};

}  // namespace

std::unique_ptr<http_client> create_http_client(http_client_settings settings) {
  return std::make_unique<beast_client>(std::move(settings));
}

}  // namespace sahut::connector
