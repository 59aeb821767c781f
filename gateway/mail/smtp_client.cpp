#include "gateway/mail/smtp_client.hpp"

#include <array>
#include <boost/asio/as_tuple.hpp>
#include <boost/asio/connect.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/ssl.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>

#include "connectors/common/outgoing.hpp"
#include "gateway/mail/smtp_dialogue.hpp"

namespace sahut::mail {
namespace {

namespace asio = boost::asio;
using asio::ip::tcp;
using boost::system::error_code;
using steady = std::chrono::steady_clock;
constexpr auto tuple = asio::as_tuple(asio::use_awaitable);

// The stream, and a clock that ends whatever it waits for. The clock's handler may run after the link has gone.
struct link {
  link(asio::any_io_executor const& ex, asio::ssl::context& tls, steady::time_point whole)
      : stream(std::make_shared<asio::ssl::stream<tcp::socket>>(ex, tls)), clock(ex), last(whole) {}
  ~link() {
    clock.cancel();
    error_code ignored;
    stream->next_layer().close(ignored);
  }
  void within(milliseconds limit) {
    clock.expires_at(std::min(last, steady::now() + limit));
    clock.async_wait([s = stream](error_code ec) {
      if (ec) return;
      error_code ignored;
      s->next_layer().close(ignored);
    });
  }
  asio::awaitable<bool> encrypt(std::string const& host) {
    if (!connector::expect_host(*stream, host)) co_return false;
    auto const [ec] = co_await stream->async_handshake(asio::ssl::stream_base::client, tuple);
    encrypted = !ec;
    co_return encrypted;
  }
  asio::awaitable<bool> write(std::string const& bytes) {
    auto const out = asio::buffer(bytes);
    error_code ec;
    std::size_t n = 0;
    if (encrypted) std::tie(ec, n) = co_await asio::async_write(*stream, out, tuple);
    else std::tie(ec, n) = co_await asio::async_write(stream->next_layer(), out, tuple);
    co_return !ec;
  }
  // False: no whole reply came.
  asio::awaitable<bool> read(smtp_reader& in) {
    std::array<char, 2048> piece;
    auto state = in.next();
    while (state == smtp_reader::state::more) {
      auto const into = asio::buffer(piece);
      error_code ec;
      std::size_t n = 0;
      if (encrypted) std::tie(ec, n) = co_await stream->async_read_some(into, tuple);
      else std::tie(ec, n) = co_await stream->next_layer().async_read_some(into, tuple);
      if (ec) co_return false;
      state = in.feed(std::string_view(piece.data(), n));
    }
    co_return state == smtp_reader::state::whole;
  }

  std::shared_ptr<asio::ssl::stream<tcp::socket>> stream;
  asio::steady_timer clock;
  steady::time_point last;
  bool encrypted = false;
};

class client final : public mailer {
 public:
  client(asio::any_io_executor ex, smtp_settings settings)
      : executor_(std::move(ex)), settings_(std::move(settings)), tls_(connector::create_client_tls(settings_.certificates_file)) {}

  asio::awaitable<outcome> send(letter what) override {
    auto composed = compose(what, settings_.from);
    if (!composed) co_return refused{composed.error().path + " " + composed.error().detail};
    auto const domain = settings_.from.address.substr(settings_.from.address.rfind('@') + 1);
    smtp_login login{settings_.user, settings_.password};
    smtp_envelope envelope{settings_.from.address, what.to, std::move(*composed)};
    smtp_dialogue dialogue(is_ascii(domain) ? domain : "localhost", settings_.tls_at_once, std::move(login), std::move(envelope));
    link to(executor_, tls_, steady::now() + settings_.whole_limit);
    bool const connected = co_await connect(to);
    if (!connected) co_return later{"there is no connection to " + settings_.host};
    if (settings_.tls_at_once) {
      bool const encrypted = co_await to.encrypt(settings_.host);
      if (!encrypted) co_return no_tls();
    }
    auto const how = co_await talk(to, dialogue);
    co_return how;
  }

 private:
  later no_tls() const { return later{"the TLS handshake failed; is the server's certificate of " + settings_.host + " and trusted?"}; }

  asio::awaitable<bool> connect(link& to) {
    auto const addresses = co_await connector::resolve(settings_.host, std::to_string(settings_.port), steady::now() + settings_.connect_limit);
    if (addresses.empty()) co_return false;
    to.within(settings_.connect_limit);
    auto const [ec, where] = co_await asio::async_connect(to.stream->next_layer(), addresses, tuple);
    co_return !ec;
  }

  asio::awaitable<outcome> talk(link& to, smtp_dialogue& dialogue) {
    smtp_reader in;
    for (;;) {
      to.within(settings_.answer_limit);
      bool const answered = co_await to.read(in);
      if (!answered) co_return dialogue.on_lost("the server ended the connection, or did not answer in time");
      auto step = dialogue.on_reply(in.take());
      if (std::holds_alternative<smtp_dialogue::encrypt>(step)) {
        // What came unencrypted behind that reply was perhaps put there by somebody else.
        if (in.anything_left()) co_return later{"the server spoke before TLS had begun"};
        bool const encrypted = co_await to.encrypt(settings_.host);
        if (!encrypted) co_return no_tls();
        step = dialogue.on_encrypted();
      }
      if (auto* end = std::get_if<smtp_dialogue::end>(&step)) {
        if (end->polite) {
          to.within(milliseconds{2'000});
          std::string const quit = "QUIT\r\n";
          (void)co_await to.write(quit);
        }
        co_return std::move(end->how);
      }
      auto const bytes = std::move(std::get<smtp_dialogue::write>(step).bytes);
      bool const written = co_await to.write(bytes);
      if (!written) co_return dialogue.on_lost("the connection broke");
    }
  }

  asio::any_io_executor executor_;
  smtp_settings settings_;
  asio::ssl::context tls_;
};

}  // namespace

std::unique_ptr<mailer> create_smtp_client(asio::any_io_executor ex, smtp_settings settings) {
  return std::make_unique<client>(std::move(ex), std::move(settings));
}

}  // namespace sahut::mail
