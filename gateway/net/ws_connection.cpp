#include "gateway/net/ws_connection.hpp"

#include <algorithm>
#include <array>
#include <boost/asio/as_tuple.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/beast/websocket/stream.hpp>

namespace sahut::net {
namespace {

namespace beast = boost::beast;
namespace websocket = beast::websocket;
using handshake_request = beast::http::request<beast::http::string_body>;
constexpr auto as_result = asio::as_tuple(asio::use_awaitable);

// Beast reads frames, unmasks, checks UTF-8 and answers pings. Data frames, our pings and our close frames are written
// past it, straight into the transport's queue: a server's frame is a short header before the payload, and so a send
// costs no asynchronous operation and all sends of one turn leave together.
class ws_connection final : public connection,
                            public peer,
                            public transport::observer,
                            public std::enable_shared_from_this<ws_connection> {
 public:
  ws_connection(std::shared_ptr<core> c, std::shared_ptr<transport> t, ws_start start)
      : peer(std::move(c)),
        transport_(std::move(t)),
        stream_(transport_layer(transport_)),
        start_(std::move(start)),
        last_heard_(core_->now),
        deadline_(core_->now + core_->limits.header_time) {
    transport_->observe(this);
    ++core_->stats.websockets_open;
    ++core_->stats.upgrades;
  }

  ~ws_connection() {
    transport_->observe(nullptr);
    transport_->abort();
    release_count();
    --core_->stats.websockets_open;
  }

  asio::awaitable<void> run(std::unique_ptr<handshake_request> request);

  // connection
  void send(std::string frame) override {
    if (closing_ || transport_->has_overflowed()) return;
    transport_->output().append_text_frame(std::move(frame));
    frame_queued();
  }
  void send(std::shared_ptr<std::string const> frame) override {
    if (closing_ || transport_->has_overflowed()) return;
    transport_->output().append_text_frame(std::move(frame));
    frame_queued();
  }
  std::size_t queued_bytes() const override { return transport_->output().size(); }
  bool is_writable() const override { return !closing_ && queued_bytes() < core_->limits.high_water; }
  bool is_open() const override { return !closing_; }
  std::string const& remote_address() const override { return start_.remote_address; }
  asio::any_io_executor executor() const override { return transport_->get_executor(); }
  void close(std::uint16_t code, std::string_view reason) override {
    if (closing_) return;
    if (!transport_->is_sealed()) {
      transport_->output().append_close_frame(code, reason);
      transport_->output_grew();
      transport_->seal();
    }
    begin_closing(code);
  }

  // peer
  void sweep(steady_time now) override;
  void drain() override { close(close_code::draining, "draining"); }
  void abort() override {
    transport_->abort();
    begin_closing(close_code::abnormal);
  }

  // transport::observer
  void output_progressed() override {
    if (transport_->is_broken()) return begin_closing(close_code::abnormal);
    if (was_full_ && !closing_ && queued_bytes() <= core_->limits.low_water) {
      was_full_ = false;
      if (start_.speaker) start_.speaker->writable();
    }
  }
  void output_overflowed() override { close_stuck(); }

 private:
  // The first bytes of a message land here; only what does not fit costs memory, and only while it is handled.
  using small_buffer = std::array<char, 256>;

  void frame_queued() {
    ++core_->stats.frames_out;
    if (queued_bytes() >= core_->limits.high_water) was_full_ = true;
    transport_->output_grew();
  }
  asio::awaitable<bool> handshake(handshake_request const& request);
  void open();
  asio::awaitable<void> read_messages();
  void failed(std::string_view where, std::string_view what);
  void begin_closing(std::uint16_t code);
  void close_stuck();
  void release_count() {
    if (start_.counted) core_->settings.counts->websockets.remove(start_.address);
    start_.counted = false;
  }
  void heard() {
    last_heard_ = core_->now;
    ping_sent_ = false;
  }

  std::shared_ptr<transport> transport_;
  websocket::stream<transport_layer, false> stream_;
  ws_start start_;
  steady_time last_heard_;  // of the last bytes of a message, or control frame
  steady_time deadline_;    // of the handshake, the pong, the closing
  bool ping_sent_ = false, closing_ = false, was_full_ = false, opened_ = false, handling_ = false;
  small_buffer small_;
};

asio::awaitable<void> ws_connection::run(std::unique_ptr<handshake_request> request) {
  auto const keep = shared_from_this();
  bool const accepted = co_await handshake(*request);
  request.reset();
  if (accepted) {
    if (start_.refusal)
      close(start_.refusal->code, start_.refusal->reason);
    else if (!closing_)
      open();
    co_await read_messages();
    // What Beast itself closed with: a broken frame, or too large a one.
    if (auto const code = transport_->close_code_written(); code != 0 && !closing_) {
      ++core_->stats.closed_protocol;
      begin_closing(code);
    }
    begin_closing(close_code::abnormal);
    transport_->shutdown_when_flushed();
    co_await transport_->linger();
  }
  begin_closing(close_code::abnormal);
  transport_->abort();
}

asio::awaitable<bool> ws_connection::handshake(handshake_request const& request) {
  stream_.read_message_max(core_->limits.frame_bytes);
  stream_.control_callback([this](websocket::frame_type kind, beast::string_view) {
    heard();
    if (kind != websocket::frame_type::close) return;
    // Before Beast answers it, so that no data frame follows that answer.
    auto const code = static_cast<std::uint16_t>(stream_.reason().code);
    begin_closing(code == 0 ? close_code::no_status : code);
  });
  auto const* subprotocol = &start_.subprotocol;
  stream_.set_option(websocket::stream_base::decorator([subprotocol](websocket::response_type& response) {
    response.erase(beast::http::field::server);
    if (!subprotocol->empty()) response.set(beast::http::field::sec_websocket_protocol, *subprotocol);
  }));
  auto const [ec] = co_await stream_.async_accept(request, as_result);
  co_return !ec;
}

void ws_connection::open() {
  opened_ = true;
  try {
    start_.speaker->opened(shared_from_this());
  } catch (std::exception const& e) {
    failed("session opened", e.what());
  }
}

void ws_connection::failed(std::string_view where, std::string_view what) {
  core_->fault(where, what);
  close(close_code::internal, "internal error");
}

asio::awaitable<void> ws_connection::read_messages() {
  auto const speaker = start_.speaker;  // outlives a text() during which closed() comes
  std::string large;
  for (;;) {
    std::size_t used = 0;
    do {
      if (used == small_.size() && large.empty()) large.assign(small_.data(), used);
      if (used == large.size() && !large.empty())
        large.resize(std::min(std::max<std::size_t>(used * 4, 4096), core_->limits.frame_bytes + 1));
      auto const room = large.empty() ? asio::buffer(small_) + used : asio::buffer(large) + used;
      auto const [ec, n] = co_await stream_.async_read_some(room, as_result);
      if (ec) co_return;
      used += n;
      heard();
      if (!closing_ && stream_.got_binary()) close(close_code::binary, "text frames only");
      if (closing_) used = 0;  // read on, for the peer's close, but keep nothing
    } while (!stream_.is_message_done());
    if (!closing_) {
      ++core_->stats.frames_in;
      core_->stats.frame_bytes_in += used;
      handling_ = true;
      try {
        co_await speaker->text(std::string_view(large.empty() ? small_.data() : large.data(), used));
      } catch (std::exception const& e) {
        failed("session text", e.what());
      }
      handling_ = false;
      heard();
    }
    if (!large.empty()) std::string().swap(large);  // `= {}` would keep the memory
  }
}

void ws_connection::begin_closing(std::uint16_t code) {
  if (closing_) return;
  closing_ = true;
  deadline_ = core_->now + core_->limits.linger_time;
  release_count();
  if (!opened_) return;
  // Taken out now: session and connection hold each other, and a loop that never runs again must free both.
  asio::post(transport_->get_executor(), [self = shared_from_this(), speaker = std::move(start_.speaker), code] {
    try {
      speaker->closed(code);
    } catch (std::exception const& e) {
      self->core_->fault("session closed", e.what());
    }
  });
}

void ws_connection::close_stuck() {
  if (closing_) return;
  ++core_->stats.closed_stuck;
  // So that a peer who reads again soon learns why. Under TLS a record may be half written, which OpenSSL must finish.
  if (!transport_->is_tls()) transport_->output().drop_unsent_frames();
  close(close_code::stuck, "stuck");
}

void ws_connection::sweep(steady_time now) {
  auto const& limits = core_->limits;
  if (closing_ || !opened_) {
    if (now >= deadline_) transport_->abort();
    return;
  }
  auto& out = transport_->output();
  if (!out.empty() && now - transport_->last_progress() > limits.stuck_after) return close_stuck();
  if (handling_) return;  // we are not listening: its silence is ours
  if (ping_sent_) {
    if (now < deadline_) return;
    ++core_->stats.closed_no_pong;
    close(close_code::no_pong, "no pong");
  } else if (now - last_heard_ >= limits.ping_after) {
    ping_sent_ = true;
    deadline_ = now + limits.pong_within;
    out.append(std::string_view("\x89\x00", 2));
    transport_->output_grew();
  }
}

}  // namespace

void start_websocket(std::shared_ptr<core> c, std::shared_ptr<transport> t, handshake_request handshake,
                     ws_start start) {
  auto const executor = t->get_executor();
  auto connection = std::make_shared<ws_connection>(c, std::move(t), std::move(start));
  asio::co_spawn(executor, connection->run(std::make_unique<handshake_request>(std::move(handshake))),
                 [c = std::move(c)](std::exception_ptr e) {
                   if (!e) return;
                   try {
                     std::rethrow_exception(e);
                   } catch (std::exception const& x) {
                     c->fault("websocket", x.what());
                   }
                 });
}

}  // namespace sahut::net
