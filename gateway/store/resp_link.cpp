#include "gateway/store/resp_link.hpp"

#include <array>
#include <boost/asio/as_tuple.hpp>
#include <boost/asio/connect.hpp>
#include <boost/asio/generic/stream_protocol.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/local/stream_protocol.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/ssl.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>
#include <optional>
#include <stdexcept>

namespace sahut {
namespace {

namespace asio = boost::asio;
using boost::system::error_code;
using stream_socket = asio::generic::stream_protocol::socket;
constexpr auto tuple = asio::as_tuple(asio::use_awaitable);

asio::ssl::context make_tls(redis_url const& url) {
  asio::ssl::context tls(asio::ssl::context::tls_client);
  error_code ec;
  SSL_CTX_set_min_proto_version(tls.native_handle(), TLS1_2_VERSION);
  if (url.ca_file.empty())
    tls.set_default_verify_paths(ec);
  else
    tls.load_verify_file(url.ca_file, ec);
  if (!ec && !url.certificate_file.empty()) tls.use_certificate_chain_file(url.certificate_file, ec);
  if (!ec && !url.key_file.empty()) tls.use_private_key_file(url.key_file, asio::ssl::context::pem, ec);
  if (ec) throw std::runtime_error("redis.url: the TLS files can't be used: " + ec.message());
  tls.set_verify_mode(url.verify ? asio::ssl::verify_peer : asio::ssl::verify_none);
  if (url.verify) tls.set_verify_callback(asio::ssl::host_name_verification(url.host));
  return tls;
}

error unreachable(std::string_view what, error_code ec) {
  return error{errc::unavailable, "", std::string(what) + ": " + ec.message()};
}

class link final : public resp_link, public std::enable_shared_from_this<link> {
 public:
  link(asio::any_io_executor executor, redis_url const& url, listener& owner)
      : executor_(executor), url_(url), owner_(&owner), socket_(executor), resolver_(executor), limit_(executor) {
    if (url.how == redis_url::transport::tls) tls_context_.emplace(make_tls(url));
  }

  asio::awaitable<result<void>> connect(std::chrono::milliseconds limit) override {
    auto self = shared_from_this();
    limit_.expires_after(limit);
    limit_.async_wait([self](error_code ec) {
      if (ec) return;
      self->resolver_.cancel();
      error_code ignored;
      self->socket_.close(ignored);
    });
    auto connected = co_await open();
    limit_.cancel();
    if (!connected) co_return connected.error();
    if (closed_ || !socket_.is_open())
      co_return error{errc::unavailable, "", "connecting took too long or was cancelled"};
    read();
    co_return result<void>{};
  }

  std::string& out() override { return out_; }

  void flush_soon() override {
    if (flush_posted_ || writing_ || closed_) return;
    flush_posted_ = true;
    asio::post(executor_, [self = shared_from_this()] {
      self->flush_posted_ = false;
      self->write();
    });
  }

  std::size_t unsent_bytes() const override { return out_.size() + in_write_.size(); }
  std::uint64_t writes() const override { return writes_; }

  void close() override {
    if (closed_) return;
    closed_ = true;
    owner_ = nullptr;
    limit_.cancel();
    resolver_.cancel();
    error_code ignored;
    socket_.close(ignored);
  }

 private:
  asio::awaitable<result<void>> open() {
    if (url_.how == redis_url::transport::unix_socket) {
      auto const endpoint = asio::generic::stream_protocol::endpoint(asio::local::stream_protocol::endpoint(url_.path));
      auto [ec] = co_await socket_.async_connect(endpoint, tuple);
      if (ec) co_return unreachable("connect", ec);
      co_return result<void>{};
    }
    auto [resolve_ec, found] = co_await resolver_.async_resolve(url_.host, url_.port, tuple);
    if (resolve_ec) co_return unreachable("resolve", resolve_ec);
    error_code last = asio::error::host_not_found;
    for (auto const& entry : found) {
      if (closed_) break;
      error_code ignored;
      socket_.close(ignored);
      auto const endpoint = asio::generic::stream_protocol::endpoint(entry.endpoint());
      auto [ec] = co_await socket_.async_connect(endpoint, tuple);
      last = ec;
      if (!ec) break;
    }
    if (last) co_return unreachable("connect", last);
    error_code ignored;
    socket_.set_option(asio::ip::tcp::no_delay(true), ignored);
    socket_.set_option(asio::socket_base::keep_alive(true), ignored);
    if (tls_context_) {
      tls_.emplace(socket_, *tls_context_);
      if (!SSL_set_tlsext_host_name(tls_->native_handle(), url_.host.c_str()))
        co_return error{errc::internal, "", "the TLS library refuses the host's name"};
      auto [ec] = co_await tls_->async_handshake(asio::ssl::stream_base::client, tuple);
      if (ec) co_return unreachable("TLS handshake", ec);
    }
    co_return result<void>{};
  }

  void write() {
    if (writing_ || closed_ || out_.empty()) return;
    writing_ = true;
    ++writes_;
    in_write_.swap(out_);
    auto done = [self = shared_from_this()](error_code ec, std::size_t) {
      self->writing_ = false;
      self->in_write_.clear();
      if (ec) return self->fail("write: " + ec.message());
      self->write();
    };
    if (tls_)
      asio::async_write(*tls_, asio::buffer(in_write_), std::move(done));
    else
      asio::async_write(socket_, asio::buffer(in_write_), std::move(done));
  }

  void read() {
    auto done = [self = shared_from_this()](error_code ec, std::size_t n) {
      if (self->closed_) return;
      if (ec) return self->fail("read: " + ec.message());
      self->reader_.feed({self->in_.data(), n});
      while (!self->closed_) {
        auto const* reply = self->reader_.next();
        if (reply == nullptr) break;
        self->owner_->on_reply(*reply);
      }
      if (self->closed_) return;
      if (self->reader_.failed()) return self->fail("what came is not RESP");
      self->read();
    };
    if (tls_)
      tls_->async_read_some(asio::buffer(in_), std::move(done));
    else
      socket_.async_read_some(asio::buffer(in_), std::move(done));
  }

  void fail(std::string const& reason) {
    auto* owner = owner_;
    if (closed_) return;
    close();
    owner->on_down(reason);
  }

  asio::any_io_executor executor_;
  redis_url url_;
  listener* owner_;
  stream_socket socket_;
  asio::ip::tcp::resolver resolver_;
  asio::steady_timer limit_;
  std::optional<asio::ssl::context> tls_context_;
  std::optional<asio::ssl::stream<stream_socket&>> tls_;
  resp_reader reader_;
  std::array<char, 32 * 1024> in_;
  std::string out_, in_write_;
  std::uint64_t writes_ = 0;
  bool flush_posted_ = false, writing_ = false, closed_ = false;
};

}  // namespace

std::shared_ptr<resp_link> create_resp_link(asio::any_io_executor executor, redis_url const& url,
                                            resp_link::listener& listener) {
  return std::make_shared<link>(executor, url, listener);
}

}  // namespace sahut
