#include "gateway/media/clamd_scanner.hpp"

#include <algorithm>
#include <array>
#include <boost/asio/as_tuple.hpp>
#include <boost/asio/connect.hpp>
#include <boost/asio/generic/stream_protocol.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/local/stream_protocol.hpp>
#include <boost/asio/read.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>
#include <stdexcept>
#include <vector>

#include "connectors/common/outgoing.hpp"
#include "gateway/media/storage.hpp"
#include "gateway/media/turns.hpp"

namespace sahut::media {
namespace {

namespace asio = boost::asio;
using boost::system::error_code;
constexpr auto tuple = asio::as_tuple(asio::use_awaitable);
constexpr std::size_t reply_bytes_most = 1024;
constexpr std::size_t name_chars_most = 128;

error no_verdict(std::string why) { return {errc::unavailable, "", "the scanner gave no verdict: " + std::move(why)}; }

// The socket, and a clock that closes it. The clock's handler may run after the link has gone.
struct link {
  explicit link(asio::any_io_executor const& ex) : socket(std::make_shared<socket_type>(ex)), clock(ex) {}
  ~link() { stop(); }
  using socket_type = asio::generic::stream_protocol::socket;

  void within(milliseconds limit) {
    clock.expires_after(limit);
    clock.async_wait([s = socket](error_code ec) {
      if (ec) return;
      error_code ignored;
      s->close(ignored);
    });
  }
  void stop() {
    clock.cancel();
    error_code ignored;
    socket->close(ignored);
  }

  std::shared_ptr<socket_type> socket;
  asio::steady_timer clock;
};

std::string printable(std::string_view name) {
  std::string out(name.substr(0, name_chars_most));
  std::replace_if(out.begin(), out.end(), [](unsigned char c) { return c < 0x20 || c > 0x7E; }, '?');
  return out;
}

// "stream: OK", "stream: NAME FOUND", "INSTREAM size limit exceeded. ERROR".
result<verdict> read_reply(std::string_view reply) {
  constexpr std::string_view begin = "stream: ", found = " FOUND";
  while (reply.ends_with('\n') || reply.ends_with('\0')) reply.remove_suffix(1);
  if (reply == "stream: OK") return verdict(clean{});
  if (reply.starts_with(begin) && reply.ends_with(found) && reply.size() > begin.size() + found.size())
    return verdict(infected{printable(reply.substr(begin.size(), reply.size() - begin.size() - found.size()))});
  if (reply.starts_with("INSTREAM size limit exceeded"))
    return error{errc::too_long, "", "the scanner takes no file this long; raise StreamMaxLength in clamd.conf to the largest file that is taken here"};
  if (reply.empty()) return no_verdict("it closed the connection, or took too long");
  return no_verdict("it said \"" + printable(reply) + "\"");
}

class clamd final : public scanner {
 public:
  clamd(asio::any_io_executor ex, clamd_settings settings, clamd_address where)
      : executor_(ex), settings_(std::move(settings)), where_(std::move(where)), turns_(ex, settings_.at_once, settings_.waiting) {}

  asio::awaitable<result<verdict>> scan(byte_source& plain) override {
    auto const turn = co_await turns_.take(settings_.turn_limit);
    if (!turn) co_return turn.error();
    link to(executor_);
    auto const connected = co_await connect(to);
    if (!connected) co_return connected.error();
    auto const given = co_await give(to, plain);
    if (!given) co_return given.error();
    auto const reply = co_await take_reply(to);
    co_return read_reply(reply);
  }

 private:
  asio::awaitable<result<void>> connect(link& to) {
    std::vector<asio::generic::stream_protocol::endpoint> places;
    if (where_.socket.empty()) {
      auto const addresses = co_await connector::resolve(where_.host, where_.port, std::chrono::steady_clock::now() + settings_.connect_limit);
      for (auto const& a : addresses) places.emplace_back(a.endpoint());
    } else {
      places.emplace_back(asio::local::stream_protocol::endpoint(where_.socket));
    }
    for (auto const& place : places) {
      to.within(settings_.connect_limit);
      auto const [ec] = co_await to.socket->async_connect(place, tuple);
      if (!ec) co_return result<void>{};
      error_code ignored;
      to.socket->close(ignored);
    }
    co_return no_verdict("there is no connection to " + settings_.address);
  }

  // False: clamd takes no more, and its reply says why.
  asio::awaitable<bool> write(link& to, std::array<asio::const_buffer, 2> what) {
    to.within(settings_.step_limit);
    auto const [ec, n] = co_await asio::async_write(*to.socket, what, tuple);
    co_return !ec;
  }

  asio::awaitable<result<void>> give(link& to, byte_source& plain) {
    static constexpr std::string_view command("zINSTREAM", 10);  // with its zero
    std::array<asio::const_buffer, 2> out{asio::buffer(command), asio::const_buffer()};
    auto more = co_await write(to, out);
    std::vector<std::byte> piece(piece_bytes);
    while (more) {
      to.clock.cancel();  // how long the source takes is the source's affair
      auto const read = co_await plain.read(piece);
      if (!read) co_return read.error();
      auto const n = static_cast<std::uint32_t>(*read);
      std::array<unsigned char, 4> const length{static_cast<unsigned char>(n >> 24), static_cast<unsigned char>(n >> 16),
                                                static_cast<unsigned char>(n >> 8), static_cast<unsigned char>(n)};
      out = {asio::buffer(length), asio::buffer(piece.data(), n)};
      error_code ec;
      bool const spoke = to.socket->available(ec) > 0;  // before the end: it takes no more
      more = false;
      if (!spoke) more = co_await write(to, out);
      if (n == 0) break;
    }
    co_return result<void>{};
  }

  // Up to its zero, its end or the bound, whichever is first.
  asio::awaitable<std::string> take_reply(link& to) {
    std::string reply(reply_bytes_most, '\0');
    std::size_t have = 0;
    to.within(settings_.verdict_limit);
    while (have < reply.size()) {
      auto const [ec, n] = co_await to.socket->async_read_some(asio::buffer(reply.data() + have, reply.size() - have), tuple);
      auto const end = reply.find('\0', have);
      have += n;
      if (n > 0 && end < have) {
        reply.resize(end);
        co_return reply;
      }
      if (ec) co_return std::string();  // half a reply is none
    }
    co_return "a reply without an end";
  }

  asio::any_io_executor executor_;
  clamd_settings settings_;
  clamd_address where_;
  turns turns_;
};

}  // namespace

result<clamd_address> parse_clamd_address(std::string_view text) {
  static error const wrong{errc::bad_field, "", "must be unix:/path/of/clamd.ctl or host:port"};
  constexpr std::string_view by_path = "unix:";
  if (text.starts_with(by_path)) {
    text.remove_prefix(by_path.size());
    if (!text.starts_with('/')) return wrong;
    if (text.size() > 107) return error{errc::bad_field, "", "a socket's path has at most 107 characters"};
    return clamd_address{std::string(text), {}, {}};
  }
  auto const colon = text.rfind(':');
  if (colon == text.npos || colon == 0) return wrong;
  auto host = text.substr(0, colon);
  auto const port = text.substr(colon + 1);
  bool const number = !port.empty() && port.size() <= 5 && port.find_first_not_of("0123456789") == port.npos &&
                      std::stoul(std::string(port)) - 1 < 65535;
  if (!number) return wrong;
  if (host.starts_with('[') && host.ends_with(']')) host = host.substr(1, host.size() - 2);
  if (host.empty() || host.find_first_of("/@[] ") != host.npos) return wrong;
  return clamd_address{{}, std::string(host), std::string(port)};
}

std::unique_ptr<scanner> create_clamd_scanner(asio::any_io_executor ex, clamd_settings settings) {
  auto where = parse_clamd_address(settings.address);
  if (!where) throw std::invalid_argument(settings.address + " " + where.error().detail);
  return std::make_unique<clamd>(std::move(ex), std::move(settings), std::move(*where));
}

}  // namespace sahut::media
