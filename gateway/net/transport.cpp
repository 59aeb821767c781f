#include "gateway/net/transport.hpp"

#include <openssl/err.h>
#include <sys/socket.h>

#include <array>
#include <boost/asio/as_tuple.hpp>
#include <boost/asio/error.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <cerrno>

namespace sahut::net {
namespace {

constexpr auto as_result = asio::as_tuple(asio::use_awaitable);

// OpenSSL's own socket BIO writes without MSG_NOSIGNAL: a peer that has gone would kill the process.
int bio_write(BIO* bio, char const* data, int size) {
  BIO_clear_retry_flags(bio);
  auto const fd = static_cast<int>(reinterpret_cast<std::intptr_t>(BIO_get_data(bio)));
  auto const n = ::send(fd, data, static_cast<std::size_t>(size), MSG_NOSIGNAL);
  if (n < 0 && (errno == EAGAIN || errno == EINTR)) BIO_set_retry_write(bio);
  return static_cast<int>(n);
}

int bio_read(BIO* bio, char* data, int size) {
  BIO_clear_retry_flags(bio);
  auto const fd = static_cast<int>(reinterpret_cast<std::intptr_t>(BIO_get_data(bio)));
  auto const n = ::recv(fd, data, static_cast<std::size_t>(size), 0);
  if (n < 0 && (errno == EAGAIN || errno == EINTR)) BIO_set_retry_read(bio);
  return static_cast<int>(n);
}

long bio_control(BIO*, int command, long, void*) { return command == BIO_CTRL_FLUSH ? 1 : 0; }

BIO_METHOD* socket_bio() {
  static BIO_METHOD* const method = [] {
    auto* m = BIO_meth_new(BIO_get_new_index() | BIO_TYPE_SOURCE_SINK, "sahut socket");
    BIO_meth_set_write(m, bio_write);
    BIO_meth_set_read(m, bio_read);
    BIO_meth_set_ctrl(m, bio_control);
    return m;
  }();
  return method;
}

SSL* make_ssl(SSL_CTX* context, int fd) {
  SSL* ssl = SSL_new(context);
  BIO* bio = BIO_new(socket_bio());
  BIO_set_data(bio, reinterpret_cast<void*>(static_cast<std::intptr_t>(fd)));
  BIO_set_init(bio, 1);
  SSL_set_bio(ssl, bio, bio);
  SSL_set_accept_state(ssl);
  return ssl;
}

}  // namespace

transport::transport(socket_type socket, SSL_CTX* tls, std::size_t queued_max, std::shared_ptr<counters> counts)
    : socket_(std::move(socket)), counts_(std::move(counts)), queued_max_(queued_max) {
  error_code ignored;
  socket_.non_blocking(true, ignored);
  socket_.set_option(asio::ip::tcp::no_delay(true), ignored);
  if (tls) ssl_ = make_ssl(tls, socket_.native_handle());
}

transport::~transport() {
  if (ssl_) SSL_free(ssl_);
}

asio::awaitable<bool> transport::handshake() {
  if (!ssl_) co_return true;
  auto const keep = shared_from_this();
  while (!broken_) {
    ERR_clear_error();
    int const r = SSL_do_handshake(ssl_);
    if (r == 1) co_return true;
    int const why = SSL_get_error(ssl_, r);
    if (why != SSL_ERROR_WANT_READ && why != SSL_ERROR_WANT_WRITE) break;
    auto const [ec] = co_await socket_.async_wait(
        why == SSL_ERROR_WANT_READ ? socket_type::wait_read : socket_type::wait_write, as_result);
    if (ec) break;
  }
  ERR_clear_error();
  co_return false;
}

std::size_t transport::take_prefix(asio::mutable_buffer buffer) {
  auto const n = asio::buffer_copy(buffer, asio::buffer(prefix_));
  if (n == prefix_.size())
    std::string().swap(prefix_);
  else
    prefix_.erase(0, n);
  return n;
}

std::size_t transport::try_tls_read(asio::mutable_buffer buffer, wants& next, error_code& ec) {
  next = wants::nothing;
  if (broken_) {
    ec = asio::error::operation_aborted;
    return 0;
  }
  ERR_clear_error();
  std::size_t n = 0;
  int const r = SSL_read_ex(ssl_, buffer.data(), buffer.size(), &n);
  if (r == 1) return n;
  switch (SSL_get_error(ssl_, r)) {
    case SSL_ERROR_WANT_READ:
      next = wants::read;
      break;
    case SSL_ERROR_WANT_WRITE:
      next = wants::write;
      break;
    case SSL_ERROR_ZERO_RETURN:
      ec = asio::error::eof;
      break;
    default:
      ec = asio::error::connection_reset;
      break;
  }
  ERR_clear_error();
  return 0;
}

// --- writing ---

void transport::output_grew() {
  if (broken_) return output_.clear();
  if (output_.empty()) return;
  if (!flush_scheduled_ && !waiting_writable_) {
    last_progress_ = std::chrono::steady_clock::now();
    schedule_flush();
  }
  if (output_.size() > queued_max_ && !overflowed_) {
    overflowed_ = true;
    asio::post(get_executor(), [self = shared_from_this()] {
      if (self->observer_) self->observer_->output_overflowed();
    });
  }
}

void transport::note_layer_write(std::string_view frame) {
  if (sealed_) return;
  output_.append(frame);
  if (frame.size() < 2 || frame[0] != static_cast<char>(0x88)) return;
  auto const byte = [&](std::size_t i) { return static_cast<unsigned>(static_cast<unsigned char>(frame[i])); };
  close_code_written_ = static_cast<std::uint16_t>(frame.size() >= 4 ? byte(2) << 8 | byte(3) : 1005u);
  sealed_ = true;
}

void transport::schedule_flush() {
  flush_scheduled_ = true;
  asio::post(get_executor(), [self = shared_from_this()] {
    self->flush_scheduled_ = false;
    self->flush();
  });
}

std::size_t transport::write_pieces(error_code& ec) {
  std::array<std::string_view, 32> pieces;
  auto const count = output_.pieces(pieces.data(), pieces.size());
  ++counts_->writes;
  if (!ssl_) {
    if (count == 1) return socket_.write_some(asio::buffer(pieces[0]), ec);
    std::array<asio::const_buffer, 32> buffers{};
    for (std::size_t i = 0; i < count; ++i) buffers[i] = asio::buffer(pieces[i]);
    return socket_.write_some(buffers, ec);
  }
  ERR_clear_error();
  std::size_t n = 0;
  int const r = SSL_write_ex(ssl_, pieces[0].data(), pieces[0].size(), &n);
  if (r != 1) {
    int const why = SSL_get_error(ssl_, r);
    bool const later = why == SSL_ERROR_WANT_WRITE || why == SSL_ERROR_WANT_READ;
    ec = later ? error_code(asio::error::would_block) : error_code(asio::error::broken_pipe);
    ERR_clear_error();
  }
  return n;
}

void transport::flush() {
  if (waiting_writable_ || broken_) return;
  std::size_t written = 0;
  error_code ec;
  while (!output_.empty()) {
    auto const n = write_pieces(ec);
    if (ec) break;
    output_.consume(n);
    written += n;
    if (written >= 1024 * 1024) {  // let the others have their turn
      schedule_flush();
      break;
    }
  }
  if (written > 0) {
    counts_->bytes_written += written;
    last_progress_ = std::chrono::steady_clock::now();
  }
  if (ec == asio::error::would_block || ec == asio::error::try_again)
    wait_writable();
  else if (ec)
    return broke();
  if (output_.empty() && shutdown_wanted_ && !shutdown_done_) {
    shutdown_done_ = true;
    if (ssl_) {
      ERR_clear_error();
      SSL_shutdown(ssl_);
      ERR_clear_error();
    }
    socket_.shutdown(socket_type::shutdown_send, ec);
  }
  if (written > 0) notify_progress();
}

void transport::wait_writable() {
  waiting_writable_ = true;
  socket_.async_wait(socket_type::wait_write, [self = shared_from_this()](error_code ec) {
    self->waiting_writable_ = false;
    if (self->broken_) return;
    if (ec) return self->broke();
    self->flush();
  });
}

void transport::broke() {
  abort();
  notify_progress();
}

void transport::notify_progress() {
  if (observer_) observer_->output_progressed();
}

void transport::shutdown_when_flushed() {
  sealed_ = true;
  shutdown_wanted_ = true;
  if (!flush_scheduled_ && !waiting_writable_ && !broken_) schedule_flush();
}

asio::awaitable<void> transport::linger() {
  auto const keep = shared_from_this();
  std::array<char, 2048> discarded;
  std::string().swap(prefix_);
  for (;;) {
    auto const [ec, n] = co_await async_read_some(asio::buffer(discarded), as_result);
    if (ec) break;
  }
}

void transport::abort() {
  if (broken_) return;
  broken_ = sealed_ = true;
  output_.clear();
  error_code ignored;
  socket_.close(ignored);
}

}  // namespace sahut::net
