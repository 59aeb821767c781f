// Bodies that are too large for the memory: in as the handler asks for them, out as the client takes them.
#include <boost/asio/as_tuple.hpp>
#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/beast/http/buffer_body.hpp>

#include "gateway/net/http_exchange.hpp"
#include "gateway/net/problem.hpp"

namespace sahut::net {
namespace {

constexpr auto as_result = asio::as_tuple(asio::use_awaitable);
constexpr std::size_t queued_of_stream = 64 * 1024;  // more is read from a source only once no more than this waits

}  // namespace

class http_connection::streamed_body final : public byte_source {
 public:
  streamed_body(http_connection& owner, exchange& x, route const& r) : owner_(owner), expects_(x.expects), parser_(std::move(x.parser)) {
    parser_.body_limit(r.body_limit);
    parser_.eager(true);
  }

  asio::awaitable<result<std::size_t>> read(std::span<std::byte> into) override {
    if (failed_) co_return *failed_;
    if (expects_ && !parser_.is_done()) owner_.tell_continue();
    expects_ = false;
    for (;;) {
      auto const n = parse(into);
      if (!n || *n > 0 || parser_.is_done()) co_return n;
      bool const more = co_await receive(into.size());
      if (!more) co_return *failed_;
    }
  }

  bool is_whole() {
    if (!failed_ && !parser_.is_done()) parse({});  // a chunked body's end may lie there unread
    return parser_.is_done();
  }
  bool is_broken() const { return failed_.has_value(); }
  http_reply reply() const { return problem(status_, status_ == 413 ? "too_long" : "bad_request", failed_->detail); }

 private:
  error fail(int status, errc code, std::string_view why) {
    status_ = status;
    failed_ = error{code, "", std::string(why)};
    return *failed_;
  }

  result<std::size_t> parse(std::span<std::byte> into) {
    auto& in = owner_.in_;
    auto& body = parser_.get().body();
    body.data = into.data();
    body.size = into.size();
    body.more = true;
    while (!in.empty() && !parser_.is_done()) {
      error_code ec;
      auto const used = parser_.put(asio::buffer(in), ec);
      in.erase(0, used);
      if (ec == http::error::body_limit) return fail(413, errc::too_long, body_too_large);
      if (ec && ec != http::error::need_more && ec != http::error::need_buffer)
        return fail(400, errc::bad_field, "The body's framing is broken.");
      // An unfinished chunk header or trailer is all that may stay unused.
      if (ec == http::error::need_more && in.size() > owner_.core_->limits.head_bytes)
        return fail(400, errc::bad_field, "A chunk's header is too long.");
      if (ec || used == 0) break;
    }
    return into.size() - body.size;
  }

  // No more than is asked for at once, so that what waits in between stays small.
  asio::awaitable<bool> receive(std::size_t wanted) {
    auto& in = owner_.in_;
    auto const before = in.size();
    in.resize(before + std::clamp<std::size_t>(wanted, 4096, body_piece));
    owner_.stalled_ = false;
    owner_.stalled_at_ = std::chrono::steady_clock::now() + owner_.core_->limits.stuck_after;
    // Cancelled by who cancels the handler, and by the sweep when nothing comes: then the handler lives on and sees an error.
    auto& signal = owner_.cancel_read_;
    auto state = co_await asio::this_coro::cancellation_state;
    auto outer = state.slot();
    if (outer.is_connected()) outer.assign([&signal](asio::cancellation_type type) { signal.emit(type); });
    auto token = asio::bind_cancellation_slot(signal.slot(), as_result);
    auto const [ec, n] = co_await owner_.transport_->async_read_some(asio::buffer(in.data() + before, in.size() - before), token);
    if (outer.is_connected()) outer.clear();
    owner_.stalled_at_ = steady_time::max();
    in.resize(before + n);
    if (!ec) co_return true;
    bool const late = owner_.stalled_ || owner_.timed_out_;
    fail(late ? 408 : 400, errc::unavailable, late ? "The body did not arrive in time." : "The body is incomplete.");
    if (!late) owner_.transport_->abort();
    co_return false;
  }

  http_connection& owner_;
  bool expects_;
  http::request_parser<http::buffer_body> parser_;
  int status_ = 0;
  std::optional<error> failed_;
};

asio::awaitable<void> http_connection::run_stream_handler(exchange& x, route const& r) {
  streamed_body body(*this, x, r);
  co_await run_handler(x, r, &body);
  if (body.is_broken()) x.reply = body.reply();
  if (!body.is_whole()) x.keep_alive = false;
}

asio::awaitable<bool> http_connection::write_stream(exchange const& x) {
  auto& out = transport_->output();
  std::vector<std::byte> piece(static_cast<std::size_t>(std::min<std::uint64_t>(body_piece, x.reply.stream_bytes)));
  enter(phase::streaming, core_->limits.stuck_after);
  try {
    for (auto left = x.reply.stream_bytes; left > 0;) {
      bool const room = co_await wait_for_room(queued_of_stream);
      if (!room) co_return false;
      enter(phase::streaming, core_->limits.stuck_after);
      auto const want = static_cast<std::size_t>(std::min<std::uint64_t>(piece.size(), left));
      auto const n = co_await x.reply.stream->read(std::span(piece).first(want));
      if (!n || *n == 0) break;
      out.append(std::string_view(reinterpret_cast<char const*>(piece.data()), *n));
      transport_->output_grew();
      left -= *n;
      if (left == 0) co_return true;
    }
  } catch (std::exception const& e) {
    if (!timed_out_ && !transport_->is_broken()) core_->fault("streamed reply", e.what());
  }
  if (x.reply.stream_bytes == 0) co_return true;
  transport_->abort();
  co_return false;
}

}  // namespace sahut::net
