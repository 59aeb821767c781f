#include "tests/unit/net/test_server.hpp"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <sstream>
#include <stdexcept>
#include <thread>

#include "gateway/net/problem.hpp"

namespace sahut::test {
namespace {

namespace asio = boost::asio;
using namespace net;

asio::awaitable<http_reply> text_reply(std::string body) {
  http_reply r;
  r.content_type = "text/plain";
  r.body = std::move(body);
  co_return r;
}

asio::awaitable<http_reply> wait_for_ever(http_request) {
  asio::steady_timer timer(co_await asio::this_coro::executor, asio::steady_timer::time_point::max());
  co_await timer.async_wait(asio::use_awaitable);
  co_return http_reply{};
}

asio::awaitable<http_reply> throws(http_request) {
  throw std::runtime_error("on purpose");
  co_return http_reply{};
}

struct shared_state {
  seen all;
  std::vector<std::shared_ptr<asio::steady_timer>> held;
};

class scripted_session final : public session {
 public:
  explicit scripted_session(std::shared_ptr<shared_state> s) : state_(std::move(s)) {}
  ~scripted_session() override { ++state_->all.destroyed; }

  void opened(std::shared_ptr<connection> peer) override {
    ++state_->all.opened;
    state_->all.remote_addresses.push_back(peer->remote_address());
    peer_ = std::move(peer);
  }

  asio::awaitable<void> text(std::string_view frame) override {
    state_->all.texts.emplace_back(frame);
    std::istringstream in{std::string(frame)};
    std::string word;
    std::size_t n = 0, bytes = 0;
    in >> word;
    if (word == "echo") {
      peer_->send(std::string(frame.substr(5)));
    } else if (word == "burst") {
      in >> n >> bytes;
      for (std::size_t i = 0; i < n; ++i) peer_->send(std::string(bytes, 'b'));
    } else if (word == "close") {
      in >> n;
      peer_->close(static_cast<std::uint16_t>(n), "as asked");
      peer_->close(4999, "the first one stands");
      peer_->send(std::string("after the close"));
    } else if (word == "throw") {
      throw std::runtime_error("on purpose");
    } else if (word == "hold") {
      auto timer = std::make_shared<asio::steady_timer>(peer_->executor(), asio::steady_timer::time_point::max());
      state_->held.push_back(timer);
      co_await timer->async_wait(asio::as_tuple(asio::use_awaitable));
    } else if (word == "release") {
      for (auto const& t : state_->held) t->cancel();
      state_->held.clear();
    } else if (word == "queued") {
      state_->all.queued.push_back(peer_->queued_bytes());
    } else if (word == "fill") {
      in >> left_;
      fill();
    }
  }

  void writable() override {
    ++state_->all.writables;
    fill();
  }

  void closed(std::uint16_t code) override {
    state_->all.closes.push_back(code);
    peer_ = nullptr;
  }

 private:
  void fill() {
    while (left_ > 0 && peer_ && peer_->is_writable()) {
      auto const n = std::min<std::size_t>(left_, 16000);
      peer_->send(std::make_shared<std::string const>(n, 'f'));
      left_ -= n;
      state_->all.queued.push_back(peer_->queued_bytes());
    }
  }
  std::shared_ptr<shared_state> state_;
  std::shared_ptr<connection> peer_;
  std::size_t left_ = 0;
};

std::vector<route> make_routes(std::vector<route> routes) {
  using methods = std::vector<std::string>;
  auto const add = [&](methods m, std::string path, http_handler h) -> route& {
    route r;
    r.methods = std::move(m);
    r.path = std::move(path);
    r.handler = std::move(h);
    routes.push_back(std::move(r));
    return routes.back();
  };
  add({"GET"}, "/", [](http_request) { return text_reply("home"); });
  add({"GET", "POST"}, "/echo", [](http_request r) { return text_reply(std::move(r.body)); }).body_limit = 1000;
  add({"POST"}, "/large", [](http_request r) { return text_reply(std::to_string(r.body.size())); }).body_limit = 4
                                                                                                                 << 20;
  add({"GET"}, "/who", [](http_request r) { return text_reply(r.remote_address + (r.secure ? " secure" : "")); });
  add({"GET"}, "/slow", wait_for_ever).time_limit = std::chrono::milliseconds(100);
  add({"GET"}, "/throws", throws);
  add({"GET"}, "/below/", [](http_request r) { return text_reply(std::move(r.path)); }).prefix = true;
  add({"GET"}, "/things/{id}", [](http_request r) { return text_reply("thing " + r.path); });
  add({"POST"}, "/things/{id}/parts", [](http_request r) { return text_reply("part " + r.path); });
  auto& some = add({"GET"}, "/some/", [](http_request r) { return text_reply(std::move(r.path)); });
  some.prefix = true;
  some.knows = [](std::string_view path) { return path == "/some/thing"; };
  add({"GET"}, "/bytes",
      [](http_request r) { return text_reply(std::string(std::stoul(std::string(query_value(r.query, "n"))), 'x')); });
  return routes;
}

}  // namespace

server_settings quick_settings() {
  server_settings s;
  s.limits.sweep_every = std::chrono::milliseconds(10);
  s.limits.linger_time = std::chrono::milliseconds(500);
  return s;
}

struct test_server::parts {
  parts(server_settings settings, std::vector<route> more)
      : state(std::make_shared<shared_state>()), server(context, std::move(settings), make_routes(std::move(more)), upgrades()) {}
  std::vector<upgrade_route> upgrades() {
    return {{"/ws",
             [s = state](upgrade_request r) -> upgrade_answer {
               if (r.subprotocols.size() > 0 && r.subprotocols[0] != "test.v1")
                 return refuse{3500, "unknown subprotocol"};
               return accept{std::make_shared<scripted_session>(s), r.subprotocols.empty() ? "" : r.subprotocols[0]};
             }},
            {"/ws/refused", [](upgrade_request) -> upgrade_answer {
               return refuse{3500, "not authenticated"};
             }}};
  }
  asio::io_context context{1};
  std::shared_ptr<shared_state> state;
  net::server server;
  std::promise<void> finished;
  std::thread thread;
};

test_server::test_server(server_settings settings, std::vector<route> more) {
  if (settings.limits.sweep_every == net_limits{}.sweep_every) {
    auto const quick = quick_settings();
    settings.limits.sweep_every = quick.limits.sweep_every;
    settings.limits.linger_time = quick.limits.linger_time;
  }
  auto late = std::make_shared<std::weak_ptr<shared_state>>();
  settings.on_fault = [late](std::string_view where, std::string_view what) {
    if (auto const s = late->lock()) s->all.faults.push_back(std::string(where) + ": " + std::string(what));
  };
  parts_ = std::make_unique<parts>(std::move(settings), std::move(more));
  *late = parts_->state;
  if (auto const started = parts_->server.start(); !started) throw std::runtime_error(started.error().detail);
  port_ = parts_->server.local_port();
  asio::co_spawn(parts_->context, parts_->server.finished(),
                 [p = parts_.get()](std::exception_ptr) { p->finished.set_value(); });
  parts_->thread = std::thread([p = parts_.get()] { p->context.run(); });
}

test_server::~test_server() {
  parts_->context.stop();
  parts_->thread.join();
}

void test_server::in_loop(std::function<void()> const& f) {
  std::promise<void> done;
  asio::post(parts_->context, [&] {
    f();
    done.set_value();
  });
  done.get_future().wait();
}

net::server_stats test_server::stats() {
  net::server_stats s;
  in_loop([&] { s = parts_->server.stats(); });
  return s;
}

seen test_server::look() {
  seen s;
  in_loop([&] { s = parts_->state->all; });
  return s;
}

namespace {
template <class Predicate>
bool poll(Predicate const& holds) {
  auto const until = std::chrono::steady_clock::now() + std::chrono::seconds(5);
  while (std::chrono::steady_clock::now() < until) {
    if (holds()) return true;
    std::this_thread::sleep_for(std::chrono::milliseconds(5));  // and looks again, five seconds at most
  }
  return false;
}
}  // namespace

bool test_server::wait_for(std::function<bool(seen const&)> const& what) {
  return poll([&] { return what(look()); });
}

bool test_server::wait_for_stats(std::function<bool(net::server_stats const&)> const& what) {
  return poll([&] { return what(stats()); });
}

void test_server::drain() {
  in_loop([&] { parts_->server.drain(); });
}

bool test_server::finished(std::chrono::milliseconds wait) {
  return parts_->finished.get_future().wait_for(wait) == std::future_status::ready;
}

}  // namespace sahut::test
