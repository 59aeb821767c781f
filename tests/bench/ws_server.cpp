#include "tests/bench/ws_server.hpp"

#include <boost/asio/ip/tcp.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http/read.hpp>
#include <boost/beast/http/string_body.hpp>
#include <boost/beast/websocket.hpp>
#include <deque>

namespace sahut::bench {
namespace {

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace websocket = beast::websocket;
using asio::ip::tcp;
using boost::system::error_code;
using tcp_socket = asio::basic_stream_socket<tcp, asio::io_context::executor_type>;

class peer final : public ws_peer, public std::enable_shared_from_this<peer> {
 public:
  peer(tcp_socket socket, std::shared_ptr<ws_events const> events)
      : ws_(std::move(socket)), events_(std::move(events)) {}

  void begin() {
    beast::http::async_read(ws_.next_layer(), input_, upgrade_,
                            [self = shared_from_this()](error_code ec, std::size_t) {
                              if (!ec) self->accept();
                            });
  }

  std::string_view path() const override {
    std::string_view const target(upgrade_.target().data(), upgrade_.target().size());
    return target.substr(0, target.find('?'));
  }

  void send(std::string frame) override {
    waiting_.push_back(std::move(frame));
    if (waiting_.size() == 1) write();
  }

 private:
  void accept() {
    std::string protocol(upgrade_["Sec-WebSocket-Protocol"]);
    ws_.set_option(websocket::stream_base::decorator([protocol](websocket::response_type& answer) {
      if (!protocol.empty()) answer.set(beast::http::field::sec_websocket_protocol, protocol);
    }));
    ws_.async_accept(upgrade_, [self = shared_from_this()](error_code ec) {
      if (ec) return;
      self->ws_.text(true);
      self->read();
    });
  }
  void read() {
    ws_.async_read(input_, [self = shared_from_this()](error_code ec, std::size_t) {
      if (ec) {
        if (self->events_->on_end) self->events_->on_end(self);
        return;
      }
      auto const data = self->input_.cdata();
      self->events_->on_text(self, {static_cast<char const*>(data.data()), data.size()});
      self->input_.consume(self->input_.size());
      self->read();
    });
  }
  void write() {
    ws_.async_write(asio::buffer(waiting_.front()), [self = shared_from_this()](error_code ec, std::size_t) {
      if (ec) return;
      self->waiting_.pop_front();
      if (!self->waiting_.empty()) self->write();
    });
  }

  websocket::stream<tcp_socket, false> ws_;
  std::shared_ptr<ws_events const> events_;
  beast::flat_buffer input_;
  beast::http::request<beast::http::string_body> upgrade_;
  std::deque<std::string> waiting_;
};

struct listener : std::enable_shared_from_this<listener> {
  asio::basic_socket_acceptor<tcp, asio::io_context::executor_type> acceptor;
  std::shared_ptr<ws_events const> events;

  listener(asio::io_context& io, std::uint16_t port, ws_events given)
      : acceptor(io.get_executor(), tcp::endpoint(asio::ip::address_v4::loopback(), port)),
        events(std::make_shared<ws_events const>(std::move(given))) {
    acceptor.listen(4096);
  }
  void accept() {
    acceptor.async_accept([self = shared_from_this()](error_code ec, tcp_socket socket) {
      if (ec) return;
      socket.set_option(tcp::no_delay(true));
      std::make_shared<peer>(std::move(socket), self->events)->begin();
      self->accept();
    });
  }
};

}  // namespace

void serve_ws(asio::io_context& io, std::uint16_t port, ws_events events) {
  std::make_shared<listener>(io, port, std::move(events))->accept();
}

}  // namespace sahut::bench
