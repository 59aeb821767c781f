// reference_webhook PORT REDIS_SOCKET SECRET KIND: POST with the platform's proof (webhook_kinds.hpp), compared in constant time -> one script (SET NX as dedupe, XADD as journal) -> 200 after Redis's reply. Nothing is done with
// what was stored. One thread, one loop.
#include <hiredis/hiredis.h>
#include <openssl/crypto.h>

#include <boost/asio/ip/tcp.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http/read.hpp>
#include <boost/beast/http/string_body.hpp>
#include <boost/beast/http/write.hpp>
#include <cstdlib>

#include "tests/bench/frame_fields.hpp"
#include "tests/bench/redis_pipe.hpp"
#include "tests/bench/webhook_kinds.hpp"

namespace {

using namespace sahut::bench;
namespace asio = boost::asio;
namespace http = boost::beast::http;
using asio::ip::tcp;
using boost::system::error_code;
using tcp_socket = asio::basic_stream_socket<tcp, asio::io_context::executor_type>;

constexpr std::string_view script = R"(
if not redis.call('SET', KEYS[1], '1', 'NX', 'EX', 691200) then return 0 end
redis.call('XADD', KEYS[2], '*', 'body', ARGV[1])
return 1
)";

struct shared_parts {
  redis_pipe redis;
  std::string digest, secret;
  webhook_kind const* kind = nullptr;
};

bool authentic(std::string_view body, std::string_view header, shared_parts const& parts) {
  auto const expected = proof_of(*parts.kind, body, parts.secret);
  return header.size() == expected.size() && CRYPTO_memcmp(expected.data(), header.data(), expected.size()) == 0;
}

class connection : public std::enable_shared_from_this<connection> {
 public:
  connection(tcp_socket socket, shared_parts& parts) : socket_(std::move(socket)), parts_(parts) {}

  void read() {
    request_ = {};
    http::async_read(socket_, input_, request_, [self = shared_from_this()](error_code ec, std::size_t) {
      if (!ec) self->store();
    });
  }

 private:
  void store() {
    std::string_view const body = request_.body();
    auto const given = request_[{parts_.kind->header.data(), parts_.kind->header.size()}];
    if (!authentic(body, {given.data(), given.size()}, parts_)) return answer(http::status::unauthorized);
    std::string once = "once:";
    once += field_of(body, parts_.kind->id);
    std::array<std::string_view, 6> const words{"EVALSHA", parts_.digest, "2", once, "journal", body};
    parts_.redis.send(words, [self = shared_from_this()](redisReply const&) { self->answer(http::status::ok); });
  }
  void answer(http::status status) {
    answer_ = {status, 11};
    answer_.keep_alive(request_.keep_alive());
    answer_.prepare_payload();
    http::async_write(socket_, answer_, [self = shared_from_this()](error_code ec, std::size_t) {
      if (!ec && self->request_.keep_alive()) self->read();
    });
  }

  tcp_socket socket_;
  shared_parts& parts_;
  boost::beast::flat_buffer input_;
  http::request<http::string_body> request_;
  http::response<http::string_body> answer_;
};

void accept(asio::basic_socket_acceptor<tcp, asio::io_context::executor_type>& acceptor, shared_parts& parts) {
  acceptor.async_accept([&](error_code ec, tcp_socket socket) {
    if (ec) return;
    socket.set_option(tcp::no_delay(true));
    std::make_shared<connection>(std::move(socket), parts)->read();
    accept(acceptor, parts);
  });
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 5) return 64;
  asio::io_context io(1);
  shared_parts parts{{io, argv[2]}, {}, argv[3], webhook_kind_of(argv[4])};
  if (!parts.kind) return 64;
  parts.digest = parts.redis.load_script(script);
  io.restart();
  asio::basic_socket_acceptor<tcp, asio::io_context::executor_type> acceptor(
      io.get_executor(),
      tcp::endpoint(asio::ip::address_v4::loopback(), static_cast<std::uint16_t>(std::atoi(argv[1]))));
  accept(acceptor, parts);
  io.run();
}
