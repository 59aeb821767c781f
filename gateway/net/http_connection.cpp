#include "gateway/net/http_connection.hpp"

#include <algorithm>
#include <boost/asio/as_tuple.hpp>
#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>

#include "gateway/net/ascii.hpp"
#include "gateway/net/http_exchange.hpp"
#include "gateway/net/http_head.hpp"
#include "gateway/net/problem.hpp"
#include "gateway/net/ws_connection.hpp"

namespace sahut::net {
namespace {

constexpr auto as_result = asio::as_tuple(asio::use_awaitable);
constexpr std::size_t read_piece = 4096;

ip_address to_ip(asio::ip::address const& a) {
  ip_address out;
  out.bytes = a.is_v4() ? asio::ip::make_address_v6(asio::ip::v4_mapped, a.to_v4()).to_bytes() : a.to_v6().to_bytes();
  return out;
}

bool is_safe_field(std::string_view s) {
  return s.find_first_of(std::string_view("\r\n\0", 3)) == std::string_view::npos;
}

// RFC 9110, 9.3.7 and 15.5.6: what a path takes is told to whoever asks, and to whoever asked for something else.
http_reply tell_methods(std::string_view method, std::string allow) {
  http_reply reply;
  if (method == "OPTIONS") reply.status = 204;
  else reply = problem(405, "method_not_allowed", "This resource does not know that method.");
  reply.headers.emplace_back("Allow", std::move(allow));
  return reply;
}

bool is_bodiless(int status) { return status == 204 || status == 304; }

bool has_field(http_reply const& reply, std::string_view name) {
  for (auto const& [n, v] : reply.headers)
    if (iequals(n, name)) return true;
  return false;
}

}  // namespace

void http_connection::start(std::shared_ptr<core> c, transport::socket_type socket) {
  error_code ec;
  auto const remote = socket.remote_endpoint(ec);
  auto const address = ec ? ip_address{} : to_ip(remote.address());
  auto const share = c->limits.connections_per_address;
  // Far over its share: not even read. A little over it is told so in serve_one().
  bool const flood =
      share != 0 && !c->trusted.contains(address) && c->settings.counts->http.reaches(address, 4 * share + 65);
  if (ec || flood || c->peers.size() >= c->limits.connections) {
    ++c->stats.refused;
    return;
  }
  ++c->stats.accepted;
  auto const tls = c->settings.tls ? c->settings.tls->native() : nullptr;
  auto t = std::make_shared<transport>(std::move(socket), tls, c->limits.queued_bytes_max, c->written);
  auto self = std::make_shared<http_connection>(std::move(c), std::move(t), address);
  auto& signal = self->cancel_;
  auto const executor = self->transport_->get_executor();
  asio::co_spawn(executor, self->serve(), asio::bind_cancellation_slot(signal.slot(), [self](std::exception_ptr e) {
                   if (!e) return;
                   try {
                     std::rethrow_exception(e);
                   } catch (std::exception const& x) {
                     self->core_->fault("http connection", x.what());
                   }
                 }));
}

http_connection::http_connection(std::shared_ptr<core> c, std::shared_ptr<transport> t, ip_address address)
    : peer(std::move(c)), transport_(std::move(t)), address_(address), wake_(transport_->get_executor()) {
  transport_->observe(this);
  ++core_->stats.http_open;
  if (!core_->trusted.contains(address_)) {
    counted_ = true;
    core_->settings.counts->http.add(address_);
  }
}

http_connection::~http_connection() {
  if (counted_) core_->settings.counts->http.remove(address_);
  --core_->stats.http_open;
  if (upgraded_) return;
  transport_->observe(nullptr);
  transport_->abort();
}

void http_connection::enter(phase p, milliseconds time) {
  phase_ = p;
  deadline_ = std::chrono::steady_clock::now() + time;
}

void http_connection::sweep(steady_time now) {
  if (!transport_->output().empty()) {
    if (now - transport_->last_progress() > core_->limits.stuck_after) return transport_->abort();
    if (phase_ == phase::streaming) return;
    if (phase_ == phase::lingering || phase_ == phase::writing) {
      deadline_ = now + core_->limits.linger_time;
      return;
    }
  }
  if (now >= stalled_at_) {
    stalled_at_ = steady_time::max();
    stalled_ = true;
    asio::post(transport_->get_executor(), [self = shared_from_this()] { self->cancel_read_.emit(asio::cancellation_type::terminal); });
  }
  if (now < deadline_) return;
  if (phase_ == phase::lingering || phase_ == phase::handshake) return transport_->abort();
  if (timed_out_) return;
  timed_out_ = true;
  cancel_wait();
}

void http_connection::cancel_wait() {
  asio::post(transport_->get_executor(),
             [self = shared_from_this()] { self->cancel_.emit(asio::cancellation_type::terminal); });
}

void http_connection::drain() {
  if (phase_ == phase::idle) cancel_wait();
  if (phase_ == phase::handshake) abort();
}

void http_connection::abort() {
  transport_->abort();
  if (phase_ == phase::handling || phase_ == phase::streaming) cancel_wait();
  wake_.cancel();
}

void http_connection::output_progressed() { wake_.cancel(); }

asio::awaitable<void> http_connection::serve() {
  auto const keep = shared_from_this();
  enter(phase::handshake, core_->limits.handshake_time);
  bool more = co_await transport_->handshake();
  enter(phase::idle, core_->limits.header_time);
  while (more) {
    more = co_await serve_one();
    enter(phase::idle, core_->limits.idle_time);
  }
  if (upgraded_) co_return;
  co_await asio::this_coro::reset_cancellation_state();
  // Closing with unread bytes would reset the connection and take our last reply with it.
  enter(phase::lingering, core_->limits.linger_time);
  transport_->shutdown_when_flushed();
  co_await transport_->linger();
}

asio::awaitable<bool> http_connection::read_more() {
  auto const before = in_.size();
  in_.resize(before + (phase_ == phase::body ? body_piece : read_piece));
  auto const [ec, n] =
      co_await transport_->async_read_some(asio::buffer(in_.data() + before, in_.size() - before), as_result);
  in_.resize(before + n);
  co_return !ec && !timed_out_;
}

asio::awaitable<bool> http_connection::read_head(std::size_t& head_bytes) {
  for (;;) {
    while (in_.starts_with("\r\n")) in_.erase(0, 2);  // RFC 9112 §2.2
    if (!in_.empty() && phase_ == phase::idle) enter(phase::head, core_->limits.header_time);
    head_bytes = head_end(in_);
    if (head_bytes != std::string::npos || in_.size() > core_->limits.head_bytes) co_return true;
    if (in_.empty() && core_->draining) co_return false;
    bool const more = co_await read_more();
    if (!more) co_return false;
  }
}

bool http_connection::parse_head(exchange& x, std::size_t head_bytes) {
  auto const& limits = core_->limits;
  std::string_view const head = std::string_view(in_).substr(0, head_bytes);
  auto const refuse = [&](int status, std::string_view code, std::string_view detail) {
    x.reply = problem(status, code, detail);
    return false;
  };
  if (head_bytes > limits.head_bytes) return refuse(431, "too_long", "The request's head is too large.");
  if (auto const fault = fault_in_head(head)) return refuse(400, "bad_request", *fault);
  x.parser.header_limit(static_cast<std::uint32_t>(limits.head_bytes + 1));
  x.parser.body_limit(boost::none);
  error_code ec;
  x.parser.put(asio::buffer(head), ec);
  if (ec || !x.parser.is_header_done()) return refuse(400, "bad_request", "The head cannot be parsed.");
  auto const& message = x.parser.get();
  auto& request = x.request;
  std::size_t fields = 0;
  for (auto const& field : message) {
    if (++fields > limits.head_fields) return refuse(431, "too_long", "There are too many header fields.");
    request.headers.add(std::string(field.name_string()), std::string(field.value()));
  }
  x.minor = message.version() == 10 ? 0 : 1;
  request.method = std::string(message.method_string());
  request.target = std::string(message.target());
  x.head_only = request.method == "HEAD";
  if (auto const fault = fault_in_fields(request.headers, x.minor)) return refuse(400, "bad_request", *fault);
  if (request.target.size() > limits.target_bytes) return refuse(414, "too_long", "The target is too long.");
  auto target = parse_target(request.target);
  if (!target) return refuse(400, "bad_request", "The target cannot be understood.");
  request.path = std::move(target->path);
  request.query = std::move(target->query);
  auto const& told = core_->settings.on_untrusted_forwarding;
  if (told && request.headers.count("X-Forwarded-For") > 0 && !core_->trusted.contains(address_) &&
      core_->settings.counts->forwarding_peers.is_new(counted_as(address_).near))
    told(address_);
  x.client = client_address(address_, request.headers, core_->trusted);
  request.remote_address = x.client.to_string();
  request.secure = transport_->is_tls() ||
                   (core_->trusted.contains(address_) && iequals(request.headers.get("X-Forwarded-Proto"), "https"));
  x.keep_alive = x.minor == 1 && !request.headers.has_token("Connection", "close") && !core_->draining;
  in_.erase(0, head_bytes);
  return true;
}

bool http_connection::admit_body(exchange& x, route const& r) {
  auto const stop = [&x](int status, std::string_view code, std::string_view detail) {
    x.keep_alive = false;  // what follows would be read as the next request
    x.reply = problem(status, code, detail);
    return false;
  };
  if (auto const length = x.parser.content_length(); length && *length > r.body_limit)
    return stop(413, "too_long", body_too_large);
  auto const expectations = x.request.headers.count("Expect");
  if (expectations > 1 || (expectations == 1 && !iequals(x.request.headers.get("Expect"), "100-continue")))
    return stop(417, "bad_request", "The only expectation understood is 100-continue.");
  x.expects = expectations == 1 && x.minor == 1;
  return true;
}

void http_connection::tell_continue() {
  if (!in_.empty()) return;  // it did not wait
  transport_->output().append(std::string_view("HTTP/1.1 100 Continue\r\n\r\n"));
  transport_->output_grew();
}

asio::awaitable<bool> http_connection::read_body(exchange& x, route const& r) {
  auto const stop = [&x](int status, std::string_view code, std::string_view detail) {
    x.keep_alive = false;  // what follows would be read as the next request
    x.reply = problem(status, code, detail);
    return false;
  };
  if (!admit_body(x, r)) co_return false;
  if (x.expects && !x.parser.is_done()) tell_continue();
  enter(phase::body, core_->limits.body_time);
  x.parser.body_limit(r.body_limit);
  x.parser.eager(true);
  while (!x.parser.is_done()) {
    if (!in_.empty()) {
      error_code ec;
      auto const used = x.parser.put(asio::buffer(in_), ec);
      in_.erase(0, used);
      if (ec == http::error::body_limit) co_return stop(413, "too_long", body_too_large);
      if (ec && ec != http::error::need_more) co_return stop(400, "bad_request", "The body's framing is broken.");
      if (!x.charge(x.parser.get().body().size())) co_return stop(503, "unavailable", "There are too many large bodies at once.");
      if (x.parser.is_done()) break;
      // An unfinished chunk header or trailer is all that may stay unused.
      if (used == 0 && in_.size() > core_->limits.head_bytes)
        co_return stop(400, "bad_request", "A chunk's header is too long.");
    }
    bool const more = co_await read_more();
    if (!more) {
      if (timed_out_) co_await asio::this_coro::reset_cancellation_state();
      if (timed_out_) co_return stop(408, "bad_request", "The body did not arrive in time.");
      transport_->abort();
      co_return stop(400, "bad_request", "The body is incomplete.");
    }
  }
  x.request.body = std::move(x.parser.get().body());
  co_return true;
}

asio::awaitable<void> http_connection::run_handler(exchange& x, route const& r, byte_source* body) {
  enter(phase::handling, r.time_limit);
  bool failed = false;
  try {
    auto task = body ? r.stream_handler(std::move(x.request), *body) : r.handler(std::move(x.request));
    x.reply = co_await std::move(task);
  } catch (std::exception const& e) {
    failed = true;
    if (!timed_out_) core_->fault(r.path, e.what());
  }
  co_await asio::this_coro::reset_cancellation_state();
  if (timed_out_) {
    x.keep_alive = false;
    if (failed) x.reply = problem(503, "unavailable", "The answer took too long.");
  } else if (failed) {
    x.reply = problem(500, "internal", "Something went wrong here.");
  }
}

bool http_connection::upgrade(exchange& x, upgrade_route const& u) {
  auto& headers = x.request.headers;
  auto const refuse_plainly = [&x](int status, std::string_view code, std::string_view detail) {
    x.keep_alive = false;
    x.reply = problem(status, code, detail);
    return false;
  };
  if (x.request.method != "GET" && !x.head_only) {
    x.keep_alive = x.keep_alive && x.parser.is_done();
    x.reply = tell_methods(x.request.method, "GET, HEAD, OPTIONS");
    return false;
  }
  if (x.minor == 0 || x.head_only || !headers.has_token("Connection", "upgrade") ||
      !headers.has_token("Upgrade", "websocket")) {
    refuse_plainly(426, "upgrade_required", "A WebSocket is spoken here.");
    x.reply.headers.emplace_back("Upgrade", "websocket");
    return false;
  }
  if (headers.count("Sec-WebSocket-Version") != 1 || headers.get("Sec-WebSocket-Version") != "13") {
    refuse_plainly(426, "upgrade_required", "WebSocket version 13 is spoken here.");
    x.reply.headers.emplace_back("Upgrade", "websocket");
    x.reply.headers.emplace_back("Sec-WebSocket-Version", "13");
    return false;
  }
  if (!x.parser.is_done() || headers.count("Sec-WebSocket-Key") != 1 || headers.get("Sec-WebSocket-Key").size() != 24 ||
      headers.count("Origin") > 1)
    return refuse_plainly(400, "bad_request", "This is no proper WebSocket handshake.");
  if (core_->draining) return refuse_plainly(503, "unavailable", "The server is going down.");

  ws_start start;
  start.address = x.client;
  start.remote_address = x.request.remote_address;
  upgrade_request request;
  for (auto value : headers.all("Sec-WebSocket-Protocol"))
    for (auto name : split_list(value)) request.subprotocols.emplace_back(name);
  if (!request.subprotocols.empty()) start.subprotocol = request.subprotocols.front();
  auto const share = core_->limits.connections_per_address;
  auto& counts = core_->settings.counts->websockets;
  if (share != 0 && counts.reaches(x.client, share)) {
    start.refusal = refuse{close_code::too_many_connections, "too many connections"};
  } else {
    request.path = std::move(x.request.path);
    request.query = std::move(x.request.query);
    request.origin = std::string(headers.get("Origin"));
    request.headers = std::move(headers);
    request.remote_address = x.request.remote_address;
    request.secure = x.request.secure;
    try {
      auto answer = u.handler(std::move(request));
      if (auto* a = std::get_if<accept>(&answer)) {
        start.speaker = std::move(a->speaker);
        start.subprotocol = std::move(a->subprotocol);
      } else {
        start.refusal = std::get<refuse>(std::move(answer));
      }
    } catch (std::exception const& e) {
      core_->fault(u.path, e.what());
      return refuse_plainly(500, "internal", "Something went wrong here.");
    }
    counts.add(x.client);
    start.counted = true;
  }
  upgraded_ = true;
  transport_->put_back(in_);
  transport_->observe(nullptr);
  // Several Connection lines are one list (RFC 9110, 5.3). It was read above; Beast would read its first line alone, and refuse.
  auto handshake = x.parser.release();
  handshake.set(http::field::connection, "Upgrade");
  handshake.set(http::field::upgrade, "websocket");
  start_websocket(core_, transport_, std::move(handshake), std::move(start));
  return true;
}

asio::awaitable<bool> http_connection::serve_one() {
  timed_out_ = false;
  exchange x(*core_);
  x.parser.eager(false);
  std::size_t head_bytes = 0;
  bool const arrived = co_await read_head(head_bytes);
  if (timed_out_) co_await asio::this_coro::reset_cancellation_state();
  if (!arrived) {
    if (!timed_out_ || in_.empty()) co_return false;
    x.reply = problem(408, "bad_request", "The request did not arrive in time.");
  } else if (parse_head(x, head_bytes)) {
    ++core_->stats.requests;
    auto const share = core_->limits.connections_per_address;
    std::string allow;
    auto const* wanted = core_->find_upgrade(x.request.path);
    if (wanted) {
      if (upgrade(x, *wanted)) co_return false;
    } else if (counted_ && share != 0 && core_->settings.counts->http.reaches(address_, share + 1)) {
      x.keep_alive = false;
      x.reply = problem(429, "rate_limited", "There are too many connections from this address.");
    } else if (auto const* r = core_->find_route(x.request.method, x.request.path, allow)) {
      if (r->stream_handler) {
        if (admit_body(x, *r)) co_await run_stream_handler(x, *r);
      } else {
        bool const whole = co_await read_body(x, *r);
        if (whole) co_await run_handler(x, *r, nullptr);
      }
    } else {
      x.keep_alive = x.keep_alive && x.parser.is_done();
      x.reply = allow.empty() ? problem(404, "not_found", "There is nothing here.") : tell_methods(x.request.method, std::move(allow));
    }
  }
  write_reply(x);
  if (x.reply.stream && !x.head_only && !is_bodiless(x.reply.status)) {
    bool const whole = co_await write_stream(x);
    if (!whole) co_return false;
  }
  bool const room = co_await wait_for_room(core_->limits.high_water);
  co_return room&& x.keep_alive;
}

asio::awaitable<bool> http_connection::wait_for_room(std::size_t queued) {
  while (transport_->output().size() > queued && !transport_->is_broken()) {
    enter(phase_ == phase::streaming ? phase_ : phase::writing, core_->limits.stuck_after);
    wake_.expires_at(core::timer::time_point::max());
    co_await wake_.async_wait(as_result);
  }
  co_return !transport_->is_broken();
}

void http_connection::write_reply(exchange const& x) {
  auto const& reply = x.reply;
  if (reply.status >= 500) ++core_->stats.replies_5xx;
  if (reply.status >= 400 && reply.status < 500) ++core_->stats.replies_4xx;
  std::uint64_t const body_bytes = reply.stream ? reply.stream_bytes : reply.shared_body ? reply.shared_body->size() : reply.body.size();
  bool const bodiless = is_bodiless(reply.status);
  std::string head = "HTTP/1.1 " + std::to_string(reply.status) + " ";
  head += reason_phrase(reply.status);
  head += "\r\n";
  auto const field = [&head](std::string_view name, std::string_view value) {
    ((head += name) += ": ") += value;
    head += "\r\n";
  };
  auto const unless_set = [&](std::string_view name, std::string_view value) {
    if (!has_field(reply, name)) field(name, value);
  };
  if (auto const date = core_->http_date(); !date.empty()) field("Date", date);
  if (!reply.content_type.empty() && is_safe_field(reply.content_type)) field("Content-Type", reply.content_type);
  if (!bodiless) field("Content-Length", std::to_string(body_bytes));
  for (auto const& [name, value] : reply.headers)
    if (is_safe_field(name) && is_safe_field(value)) field(name, value);
  unless_set("X-Content-Type-Options", "nosniff");
  unless_set("Referrer-Policy", "no-referrer");
  unless_set("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'");
  unless_set("Cross-Origin-Resource-Policy", "same-origin");
  unless_set("Cache-Control", "no-store");
  if (x.request.secure || transport_->is_tls()) unless_set("Strict-Transport-Security", "max-age=31536000");
  if (!x.keep_alive) field("Connection", "close");
  head += "\r\n";
  auto& out = transport_->output();
  out.append(std::string_view(head));
  if (!bodiless && !x.head_only && body_bytes > 0 && !reply.stream) {
    if (reply.shared_body)
      out.append(reply.shared_body);
    else
      out.append(std::string(reply.body));
  }
  transport_->output_grew();
}

}  // namespace sahut::net
