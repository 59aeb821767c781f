#pragma once
// One accepted socket, plain or TLS at run time, under both HTTP and WebSocket. Reading is asynchronous and unbuffered;
// writing only queues: what is queued in one turn of the loop leaves in one system call. Private to gateway/net.
#include <openssl/ssl.h>

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/append.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/basic_stream_socket.hpp>
#include <boost/asio/bind_executor.hpp>
#include <boost/asio/buffer.hpp>
#include <boost/asio/compose.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/post.hpp>
#include <boost/beast/core/role.hpp>
#include <chrono>
#include <memory>
#include <string>

#include "gateway/net/output_queue.hpp"

namespace sahut::net {

namespace asio = boost::asio;
using boost::system::error_code;
using steady_time = std::chrono::steady_clock::time_point;

class transport : public std::enable_shared_from_this<transport> {
 public:
  using executor_type = asio::io_context::executor_type;
  using socket_type = asio::basic_stream_socket<asio::ip::tcp, executor_type>;

  // Calls come from the loop, never from within a call to the transport.
  class observer {
   public:
    virtual void output_progressed() = 0;  // bytes left the queue, or it was thrown away because the socket broke
    virtual void output_overflowed() = 0;  // more than the hard bound is queued; once

   protected:
    ~observer() = default;
  };

  // `bytes_written` and `writes` count for the owner; they and `queued_max` outlive the transport.
  struct counters {
    std::uint64_t bytes_written = 0, writes = 0;
  };
  transport(socket_type socket, SSL_CTX* tls, std::size_t queued_max, std::shared_ptr<counters> counts);
  ~transport();

  void observe(observer* o) { observer_ = o; }
  executor_type get_executor() { return socket_.get_executor(); }
  bool is_tls() const { return ssl_ != nullptr; }
  asio::awaitable<bool> handshake();  // true at once without TLS

  // Bytes that an earlier reader took too many: they are read first.
  void put_back(std::string_view bytes) { prefix_.assign(bytes); }
  template <class Buffers, class Token>
  auto async_read_some(Buffers const& buffers, Token&& token);

  // Writers append to output() and call output_grew() once afterwards. A sealed transport takes no more (a close frame
  // or the last reply was queued).
  output_queue& output() { return output_; }
  void output_grew();
  void seal() { sealed_ = true; }
  bool is_sealed() const { return sealed_; }
  bool is_broken() const { return broken_; }
  bool has_overflowed() const { return overflowed_; }
  // The code of the close frame that Beast has written by itself; 0 if none.
  std::uint16_t close_code_written() const { return close_code_written_; }
  void note_layer_write(std::string_view frame);
  // When the queue last went from empty to not empty, or shrank.
  steady_time last_progress() const { return last_progress_; }

  void shutdown_when_flushed();  // seals as well
  // Reads and discards until the peer's end or an error; for after shutdown_when_flushed(). abort() ends it.
  asio::awaitable<void> linger();
  void abort();  // closes the socket now; what is pending ends with operation_aborted

 private:
  enum class wants { nothing, read, write };
  template <class Self>
  void continue_tls_read(Self& self, asio::mutable_buffer buffer);
  std::size_t try_tls_read(asio::mutable_buffer buffer, wants& next, error_code& ec);
  std::size_t take_prefix(asio::mutable_buffer buffer);
  void schedule_flush();
  void flush();
  std::size_t write_pieces(error_code& ec);
  void wait_writable();
  void broke();
  void notify_progress();

  socket_type socket_;
  SSL* ssl_ = nullptr;
  std::shared_ptr<counters> counts_;
  observer* observer_ = nullptr;
  output_queue output_;
  std::string prefix_;
  std::size_t const queued_max_;
  steady_time last_progress_{};
  std::uint16_t close_code_written_ = 0;
  bool flush_scheduled_ = false, waiting_writable_ = false;
  bool sealed_ = false, shutdown_wanted_ = false, shutdown_done_ = false, broken_ = false, overflowed_ = false;
};

// What Beast's websocket::stream is built over: it shares the transport with the connection that writes data frames
// past Beast. A write through here is one of Beast's own control frames or its handshake, and is queued whole.
class transport_layer {
 public:
  using executor_type = transport::executor_type;
  explicit transport_layer(std::shared_ptr<transport> t) : transport_(std::move(t)) {}
  executor_type get_executor() { return transport_->get_executor(); }
  transport& get() const { return *transport_; }

  template <class Buffers, class Token>
  auto async_read_some(Buffers const& buffers, Token&& token) {
    return transport_->async_read_some(buffers, std::forward<Token>(token));
  }

  template <class Buffers, class Token>
  auto async_write_some(Buffers const& buffers, Token&& token) {
    return asio::async_initiate<Token, void(error_code, std::size_t)>(
        [t = transport_.get()](auto handler, Buffers const& b) {
          std::size_t total = 0;
          for (auto i = asio::buffer_sequence_begin(b); i != asio::buffer_sequence_end(b); ++i) {
            asio::const_buffer const part(*i);
            total += part.size();
            t->note_layer_write(std::string_view(static_cast<char const*>(part.data()), part.size()));
          }
          t->output_grew();
          auto const ec = t->is_broken() ? error_code(asio::error::broken_pipe) : error_code();
          asio::post(t->get_executor(), asio::append(std::move(handler), ec, total));
        },
        token, buffers);
  }

 private:
  std::shared_ptr<transport> transport_;
};

// Beast's way of ending a connection: the connection itself flushes, shuts down and lingers.
template <class Handler>
void async_teardown(boost::beast::role_type, transport_layer& layer, Handler&& handler) {
  asio::post(layer.get_executor(), asio::append(std::forward<Handler>(handler), error_code()));
}
inline void beast_close_socket(transport_layer& layer) { layer.get().abort(); }

template <class Self>
void transport::continue_tls_read(Self& self, asio::mutable_buffer buffer) {
  wants next = wants::nothing;
  error_code ec;
  auto const n = try_tls_read(buffer, next, ec);
  if (next == wants::nothing) return self.complete(ec, n);
  socket_.async_wait(next == wants::read ? socket_type::wait_read : socket_type::wait_write, std::move(self));
}

template <class Buffers, class Token>
auto transport::async_read_some(Buffers const& buffers, Token&& token) {
  return asio::async_initiate<Token, void(error_code, std::size_t)>(
      [this](auto handler, Buffers const& b) {
        asio::mutable_buffer first;
        for (auto i = asio::buffer_sequence_begin(b); i != asio::buffer_sequence_end(b) && first.size() == 0; ++i)
          first = asio::mutable_buffer(*i);
        if (!prefix_.empty() || first.size() == 0) {
          auto const n = take_prefix(first);
          asio::post(get_executor(), asio::append(std::move(handler), error_code(), n));
          return;
        }
        if (!ssl_) return socket_.async_read_some(b, std::move(handler));
        // The posted first step keeps the completion out of the initiating call.
        asio::async_compose<decltype(handler), void(error_code, std::size_t)>(
            [t = shared_from_this(), first, started = false](auto& self, error_code ec = {}, std::size_t = 0) mutable {
              if (ec) return self.complete(ec, 0);
              if (!started) {
                started = true;
                return asio::post(t->get_executor(), std::move(self));
              }
              auto& owner = *t;  // `self` is moved from with the lambda inside, `t` with it
              auto const keep = t;
              owner.continue_tls_read(self, first);
            },
            handler, socket_);
      },
      token, buffers);
}

}  // namespace sahut::net
