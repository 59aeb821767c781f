#include "gateway/store/resp_connection.hpp"

#include <array>
#include <boost/asio/as_tuple.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/steady_timer.hpp>
#include <deque>

#include "gateway/store/resp_link.hpp"

namespace sahut {
namespace {

namespace asio = boost::asio;
using boost::system::error_code;
using namespace std::chrono_literals;
using steady = std::chrono::steady_clock;
constexpr std::string_view login_not_taken = "the store does not take the name or the password";
constexpr auto tuple = asio::as_tuple(asio::use_awaitable);

class connection final : public resp_connection,
                         public resp_link::listener,
                         public std::enable_shared_from_this<connection> {
 public:
  connection(asio::any_io_executor executor, redis_url url, resp_options options, random_source& random)
      : executor_(executor),
        url_(std::move(url)),
        options_(std::move(options)),
        random_(random),
        deadline_(executor),
        changed_(executor) {
    changed_.expires_at(steady::time_point::max());
    link_ = create_resp_link(executor_, url_, *this);
  }
  ~connection() {
    if (link_) link_->close();
  }

  void start() override {
    if (started_) return;
    started_ = true;
    asio::co_spawn(executor_, run(shared_from_this()), asio::detached);
  }

  void close() override {
    if (closed_) return;
    closed_ = true;
    drop_life("closed");
    changed_.cancel();
    deadline_.cancel();
  }

  bool ready() const override { return state_ == state::ready; }

  asio::awaitable<result<void>> until_ready(std::chrono::milliseconds limit) override {
    auto self = shared_from_this();
    auto const end = steady::now() + limit;
    asio::steady_timer poll(executor_);
    while (!ready()) {
      if (is_about_login(refused_))
        co_return error{errc::bad_field, "redis.password", refused_ + ": " + std::string(advice_on(refused_))};
      if (closed_ || steady::now() >= end) co_return error{errc::unavailable, "", "the store does not answer: " + why_};
      poll.expires_after(5ms);
      co_await poll.async_wait(tuple);
    }
    co_return result<void>{};
  }

  std::optional<error> begin(resp_answer& answer) override {
    answer.reply = nullptr;
    if (state_ != state::ready) return error{errc::unavailable, "", "the store is not connected"};
    if (options_.usable && !options_.usable()) return error{errc::unavailable, "", "the store is not fit to be used"};
    if (in_flight_.size() >= options_.limits.in_flight_max || link_->unsent_bytes() >= options_.limits.unsent_bytes_max)
      return error{errc::full, "", "too much is waiting for the store"};
    return std::nullopt;
  }

  std::string& out() override { return link_->out(); }
  void flush() override { link_->flush_soon(); }
  void give_up(std::string_view why) override { drop_life(why); }
  std::uint64_t writes() const override { return earlier_writes_ + link_->writes(); }
  std::size_t in_flight() const override { return in_flight_.size(); }

 protected:
  void wait(resp_answer& answer, handler h) override {
    // The life may have ended between the command and this wait only if the caller suspended there, which it must not.
    auto const limit = steady::now() + options_.limits.command_limit;
    in_flight_.push_back(entry{&answer, std::move(h), limit});
    if (!deadline_armed_) arm_deadline(limit);
    link_->flush_soon();
  }

 private:
  enum class state { down, logging_in, ready };
  struct entry {
    resp_answer* answer;
    handler resume;
    steady::time_point deadline;
  };

  void on_reply(resp_reply const& reply) override {
    if (state_ == state::ready && options_.on_push) {
      worked_ = true;
      return options_.on_push(reply);
    }
    if (in_flight_.empty()) return drop_life("a reply came that nobody had asked for");
    auto alive = shared_from_this();
    bool const demoted = reply.is_error() && reply.text().starts_with("READONLY");
    worked_ = !demoted && (worked_ || !reply.is_error());
    auto* answer = in_flight_.front().answer;
    auto resume = std::move(in_flight_.front().resume);
    in_flight_.pop_front();
    answer->reply = &reply;
    std::move(resume)();
    if (demoted) drop_life("the server has become a replica");
  }

  void on_down(std::string_view reason) override { drop_life(reason); }

  // Ends this life: the link is closed, everything in flight fails, `run` starts the next one.
  void drop_life(std::string_view why) {
    auto alive = shared_from_this();
    auto const was = state_;
    state_ = state::down;
    if (!why.empty()) why_ = why;
    link_->close();
    auto lost = std::exchange(in_flight_, {});
    if (was == state::ready && options_.on_state) options_.on_state(false, why_);
    while (!lost.empty()) {
      auto resume = std::move(lost.front().resume);
      lost.front().answer->reply = nullptr;
      lost.pop_front();
      std::move(resume)();
    }
    changed_.cancel();
  }

  void arm_deadline(steady::time_point when) {
    deadline_armed_ = true;
    deadline_.expires_at(when);
    deadline_.async_wait([self = shared_from_this()](error_code ec) {
      self->deadline_armed_ = false;
      if (ec || self->closed_ || self->in_flight_.empty()) return;
      auto const next = self->in_flight_.front().deadline;
      if (next <= steady::now())
        self->drop_life("a command's deadline passed");
      else
        self->arm_deadline(next);
    });
  }

  // Sends one command of the login. Null: the life ended.
  asio::awaitable<resp_reply const*> ask(resp_answer& answer) {
    answer.reply = nullptr;
    co_await finish(answer);
    co_return answer.reply;
  }

  asio::awaitable<bool> log_in() {
    resp_answer answer;
    bool authenticating = !url_.password.empty();
    auto refused = [&](resp_reply const* reply) {
      if (reply == nullptr) return true;
      if (!reply->is_error()) return false;
      auto const e = error_of(*reply);
      why_ = e.detail;
      // A server without a password, or a user without one, answers an AUTH in words of its own.
      if (authenticating && e.code == errc::internal) why_ = login_not_taken;
      if (is_about_login(why_) && refused_ != why_ && options_.on_refused) options_.on_refused(why_);
      refused_ = why_;
      return true;
    };
    if (!url_.password.empty()) {
      if (url_.user.empty())
        resp_command(out(), "AUTH", url_.password);
      else
        resp_command(out(), "AUTH", url_.user, url_.password);
      auto const* reply = co_await ask(answer);
      if (refused(reply)) co_return false;
      authenticating = false;
    }
    if (url_.database != 0) {
      resp_command(out(), "SELECT", static_cast<std::uint64_t>(url_.database));
      auto const* reply = co_await ask(answer);
      if (refused(reply)) co_return false;
    }
    resp_command(out(), "CLIENT", "SETNAME", options_.client_name);
    auto const* named = co_await ask(answer);
    if (refused(named)) co_return false;
    resp_command(out(), "PING");
    auto const* pong = co_await ask(answer);
    if (pong == nullptr) co_return false;
    // A full disk answers MISCONF even to PING; reads still work, so the connection is used.
    if (pong->is_error() && !pong->text().starts_with("MISCONF") && refused(pong)) co_return false;
    for (auto const* script : options_.scripts) {
      resp_command(out(), "SCRIPT", "LOAD", script->body);
      auto const* loaded = co_await ask(answer);
      if (loaded == nullptr) co_return false;
    }
    co_return true;
  }

  // A life that did no work is given up as slowly as a login that fails: a replica logs in, too, and refuses then.
  asio::awaitable<void> run([[maybe_unused]] std::shared_ptr<connection> self) {
    auto pause = options_.limits.back_off_min;
    for (bool first = true; !closed_; first = false) {
      if (!first) {
        auto const half = pause / 2;
        changed_.expires_after(half + std::chrono::milliseconds(random_.next() % (half.count() + 1)));
        co_await changed_.async_wait(tuple);
        changed_.expires_at(steady::time_point::max());
        if (closed_) break;
        pause = std::min(pause * 2, options_.limits.back_off_max);
        earlier_writes_ += link_->writes();
        link_ = create_resp_link(executor_, url_, *this);
      }
      auto connected = co_await link_->connect(options_.limits.connect_limit);
      if (!connected) {
        why_ = connected.error().detail;
        link_->close();
        continue;
      }
      if (closed_) break;
      state_ = state::logging_in;
      bool const in = co_await log_in();
      if (closed_) break;
      if (!in || state_ != state::logging_in) {
        drop_life({});
        continue;
      }
      state_ = state::ready;
      refused_.clear();
      worked_ = false;
      auto const since = steady::now();
      if (options_.on_state) options_.on_state(true, "connected");
      while (state_ == state::ready) co_await changed_.async_wait(tuple);
      if (worked_ || steady::now() - since >= options_.limits.back_off_max) pause = options_.limits.back_off_min;
    }
  }

  asio::any_io_executor executor_;
  redis_url url_;
  resp_options options_;
  random_source& random_;
  std::shared_ptr<resp_link> link_;
  std::deque<entry> in_flight_;
  asio::steady_timer deadline_, changed_;
  state state_ = state::down;
  std::string why_ = "not connected yet", refused_;  // refused_: why the last login was, if it was
  std::uint64_t earlier_writes_ = 0;
  bool started_ = false, closed_ = false, deadline_armed_ = false;
  bool worked_ = false;  // this life: something was answered or told, and it was not turned away
};

}  // namespace

std::shared_ptr<resp_connection> create_resp_connection(asio::any_io_executor executor, redis_url url,
                                                        resp_options options, random_source& random) {
  return std::make_shared<connection>(executor, std::move(url), std::move(options), random);
}

namespace {

// What an error's first word means, in our words: they go to clients. Then what an operator does about it.
struct meaning {
  std::string_view word, says, advice;
};
constexpr std::array meanings{
    meaning{"OOM", "the store's memory is full", "raise redis.maxmemory_bytes, or `maxmemory` of a Redis of your own"},
    meaning{"MISCONF", "the store's disk takes no more", "make room on the disk that holds the store's files"},
    meaning{"READONLY", "the store is a replica", "make it the primary again (REPLICAOF NO ONE), or mend redis.url"},
    meaning{"MASTERDOWN", "the store is a replica", "make it the primary again (REPLICAOF NO ONE), or mend redis.url"},
    meaning{"NOREPLICAS", "the store has fewer replicas than it needs to take writes", "bring its replicas back, or lower `min-replicas-to-write`"},
    meaning{"NOAUTH", "the store asks for a password", "set redis.password"},
    meaning{"WRONGPASS", login_not_taken, "mend redis.username and redis.password"},
    meaning{"NOPERM", "the store does not let this user do that", "give redis.username the rights to all keys, channels and commands"},
    meaning{"LOADING", "the store is loading its data", "wait"},
    meaning{"BUSY", "the store is busy with a script", "wait"},
    meaning{"UNKILLABLE", "the store is busy with a script", "wait"},
    meaning{"TRYAGAIN", "the store is moving its data", "wait"},
    meaning{"CLUSTERDOWN", "the store's cluster is down", "a cluster is not supported: mend redis.url"},
};

}  // namespace

error error_of(resp_reply const& reply) {
  auto const text = reply.text();
  auto const word = text.substr(0, text.find(' '));
  for (auto const& m : meanings)
    if (word == m.word) return {errc::unavailable, "", std::string(m.says)};
  return {errc::internal, "", "the store answered with an error"};  // its words may quote what was sent
}

bool is_about_login(std::string_view detail) {
  for (auto const& m : meanings)
    if (detail == m.says) return m.word == "NOAUTH" || m.word == "WRONGPASS" || m.word == "NOPERM";
  return false;
}

std::string_view advice_on(std::string_view detail) {
  for (auto const& m : meanings)
    if (detail == m.says) return m.advice;
  return {};
}

}  // namespace sahut
