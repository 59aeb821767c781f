#include "gateway/store/redis_bus.hpp"

#include <algorithm>
#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>
#include <unordered_map>

namespace sahut {
namespace {

namespace asio = boost::asio;
using boost::system::error_code;

struct listening {
  std::function<void(std::string_view)> on_message;
  std::function<void()> on_ready;
  bool alive = true;
  bool ready = false;
};

class bus final : public redis_bus, public std::enable_shared_from_this<bus> {
 public:
  bus(asio::any_io_executor executor, redis_url url, resp_options options, random_source& random)
      : executor_(executor),
        limit_(options.limits.command_limit),
        url_(std::move(url)),
        options_(std::move(options)),
        random_(random),
        heartbeat_(executor) {}

  void start() override {
    if (connection_ || closed_) return;
    auto options = std::move(options_);
    options.scripts.clear();
    options.on_push = [weak = weak_from_this()](resp_reply const& reply) {
      if (auto self = weak.lock()) self->on_push(reply);
    };
    options.on_state = [weak = weak_from_this(), outer = std::move(options.on_state)](bool up, std::string_view why) {
      if (auto self = weak.lock()) self->on_state(up);
      if (outer) outer(up, why);
    };
    connection_ = create_resp_connection(executor_, url_, std::move(options), random_);
    connection_->start();
  }

  void close() override {
    closed_ = true;
    heartbeat_.cancel();
    if (connection_) connection_->close();
  }

  bool ready() const override { return connection_ && connection_->ready(); }
  void give_up(std::string_view why) override {
    if (connection_) connection_->give_up(why);
  }

  std::unique_ptr<store::subscription> subscribe(std::string channel, std::function<void(std::string_view)> on_message,
                                                 std::function<void()> on_ready) override;

  void end(std::string const& channel, std::shared_ptr<listening> const& one) {
    one->alive = false;
    auto const found = channels_.find(channel);
    if (found == channels_.end()) return;
    std::erase(found->second.listeners, one);
    if (!found->second.listeners.empty()) return;
    channels_.erase(found);
    send("UNSUBSCRIBE", channel);
  }

 private:
  struct channel_state {
    std::vector<std::shared_ptr<listening>> listeners;
    bool confirmed = false;
  };

  void send(std::string_view verb, std::string const& channel) {
    if (!ready() || closed_) return;
    resp_command(connection_->out(), verb, channel);
    connection_->flush();
  }

  void on_state(bool up) {
    for (auto& [name, channel] : channels_) {
      channel.confirmed = false;
      for (auto& one : channel.listeners) one->ready = false;
      if (up) send("SUBSCRIBE", name);
    }
    pong_due_ = false;
    if (up)
      beat();
    else
      heartbeat_.cancel();
  }

  void on_push(resp_reply const& reply) {
    pong_due_ = false;  // whatever comes proves that the peer lives
    if (reply.is_error()) return give_up("the subscriber's command was refused");
    if (reply.type() != resp_reply::kind::array || reply.size() != 3) return;
    auto const found = channels_.find(std::string(reply.text(1)));
    if (found == channels_.end()) return;
    // A callback may end handles or make new ones, this channel's included: it is called on a copy of the list.
    auto const verb = reply.text(0);
    auto const listeners = found->second.listeners;
    if (verb == "message") {
      for (auto const& one : listeners)
        if (one->alive && one->ready && one->on_message) one->on_message(reply.text(2));
    } else if (verb == "subscribe") {
      found->second.confirmed = true;
      for (auto const& one : listeners) make_ready(one);
    }
  }

  static void make_ready(std::shared_ptr<listening> const& one) {
    if (!one->alive) return;
    one->ready = true;
    if (one->on_ready) one->on_ready();
  }

  void beat() {
    heartbeat_.expires_after(limit_);
    heartbeat_.async_wait([weak = weak_from_this()](error_code ec) {
      auto self = weak.lock();
      if (ec || !self || self->closed_ || !self->ready()) return;
      if (self->pong_due_) return self->give_up("no answer to a PING on the subscriber's connection");
      self->pong_due_ = true;
      resp_command(self->connection_->out(), "PING");
      self->connection_->flush();
      self->beat();
    });
  }

  asio::any_io_executor executor_;
  std::chrono::milliseconds limit_;
  redis_url url_;
  resp_options options_;
  random_source& random_;
  std::shared_ptr<resp_connection> connection_;
  std::unordered_map<std::string, channel_state> channels_;
  asio::steady_timer heartbeat_;
  bool pong_due_ = false, closed_ = false;
};

class handle final : public store::subscription {
 public:
  handle(std::weak_ptr<bus> owner, std::string channel, std::shared_ptr<listening> one)
      : owner_(std::move(owner)), channel_(std::move(channel)), one_(std::move(one)) {}
  ~handle() {
    one_->alive = false;
    if (auto owner = owner_.lock()) owner->end(channel_, one_);
  }

 private:
  std::weak_ptr<bus> owner_;
  std::string channel_;
  std::shared_ptr<listening> one_;
};

std::unique_ptr<store::subscription> bus::subscribe(std::string channel,
                                                    std::function<void(std::string_view)> on_message,
                                                    std::function<void()> on_ready) {
  auto one = std::make_shared<listening>();
  one->on_message = std::move(on_message);
  one->on_ready = std::move(on_ready);
  auto& state = channels_[channel];
  state.listeners.push_back(one);
  if (state.listeners.size() == 1) send("SUBSCRIBE", channel);
  // A second handle on a channel that Redis has confirmed already: no confirmation will come for it.
  else if (state.confirmed)
    asio::post(executor_, [one] {
      if (!one->ready) make_ready(one);
    });
  return std::make_unique<handle>(weak_from_this(), std::move(channel), std::move(one));
}

}  // namespace

std::shared_ptr<redis_bus> create_redis_bus(asio::any_io_executor executor, redis_url url, resp_options options,
                                            random_source& random) {
  return std::make_shared<bus>(executor, std::move(url), std::move(options), random);
}

}  // namespace sahut
