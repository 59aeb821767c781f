#pragma once
// A lasting connection to Redis: connects, logs in, reconnects with growing pauses, matches replies to commands in
// order.
//
// A command is one round of three steps without a suspension between the first and the last:
//   resp_answer answer;
//   if (auto refused = connection->begin(answer)) co_return *refused;      // unavailable, or full: nothing was sent
//   resp_command(connection->out(), "GET", key);                           // exactly one command
//   co_await connection->finish(answer);
//   if (answer.failed()) …                                                 // unavailable: whether it ran is unknown
// `answer.reply` is valid until the caller's next suspension: the caller is resumed inside the read loop, so commands
// that answers give rise to share one write as well.
//
// When a command's deadline passes the connection is given up: with replies matched by order there is no other way to
// forget one. Everything in flight then fails with `unavailable`.
//
// Deadlines here are on the steady clock, not on the `clock` port: that one is itself fed through this connection.
// Thread: the executor's single thread. Lifetime: shared; `close` ends it, then the loop drains.
#include <boost/asio/async_result.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <chrono>
#include <functional>
#include <memory>
#include <optional>

#include "gateway/store/redis_script.hpp"
#include "gateway/store/redis_url.hpp"
#include "gateway/store/resp_codec.hpp"
#include "routing/ports/random.hpp"

namespace sahut {

struct resp_answer {
  resp_reply const* reply = nullptr;
  bool failed() const { return reply == nullptr; }
};

struct resp_limits {
  std::chrono::milliseconds connect_limit{5000};
  std::chrono::milliseconds command_limit{5000};
  std::size_t in_flight_max = 16384;
  std::size_t unsent_bytes_max = 64u << 20;
  std::chrono::milliseconds back_off_min{50}, back_off_max{2000};  // a life that did work, or lasts the longer one, begins anew
};

struct resp_options {
  resp_limits limits;
  std::string client_name = "sahut";
  std::vector<redis_script const*> scripts;  // loaded at every connect; must outlive the connection
  // Told on every change; `why` holds no data of citizens.
  std::function<void(bool up, std::string_view why)> on_state;
  // The login was refused for another reason than the last time: the password, or what the user may do.
  std::function<void(std::string_view why)> on_refused;
  // If set and false, commands are refused as unavailable: the server stands, but may not be used. Any thread.
  std::function<bool()> usable;
  // If set, the connection is a subscriber: after the login every reply comes here and `begin`/`finish` are not for
  // use; commands are appended to `out()` while `ready()`, followed by `flush()`.
  std::function<void(resp_reply const&)> on_push;
};

class resp_connection {
 public:
  using handler = typename boost::asio::async_result<boost::asio::use_awaitable_t<>, void()>::handler_type;

  virtual ~resp_connection() = default;

  virtual void start() = 0;
  virtual void close() = 0;
  virtual bool ready() const = 0;
  // Error: unavailable, with the last reason.
  virtual boost::asio::awaitable<result<void>> until_ready(std::chrono::milliseconds limit) = 0;

  virtual std::optional<error> begin(resp_answer& answer) = 0;
  virtual std::string& out() = 0;
  auto finish(resp_answer& answer) {
    return boost::asio::async_initiate<boost::asio::use_awaitable_t<> const, void()>(
        [this, &answer](handler h) { wait(answer, std::move(h)); }, boost::asio::use_awaitable);
  }
  virtual void flush() = 0;
  // Gives this life of the connection up, as a passed deadline does.
  virtual void give_up(std::string_view why) = 0;

  virtual std::uint64_t writes() const = 0;  // in all lives, for tests and metrics
  virtual std::size_t in_flight() const = 0;

 protected:
  virtual void wait(resp_answer& answer, handler h) = 0;
};

std::shared_ptr<resp_connection> create_resp_connection(boost::asio::any_io_executor executor, redis_url url,
                                                        resp_options options, random_source& random);

// What an error reply means: unavailable (OOM, MISCONF, READONLY, LOADING, …: nothing was written), internal (anything
// else: a fault of ours). In our words, which may go to clients, never the server's.
error error_of(resp_reply const& reply);
// What an operator can do about an error that `error_of` made; empty: nothing is known.
std::string_view advice_on(std::string_view detail);
bool is_about_login(std::string_view detail);  // name, password or rights: waiting mends nothing
inline error lost_reply() { return {errc::unavailable, "", "the store's reply was lost; the outcome is unknown"}; }

}  // namespace sahut
