#include "gateway/store/redis_store.hpp"

#include <algorithm>
#include <boost/asio/steady_timer.hpp>
#include <charconv>

#include "gateway/store/commit_codec.hpp"

namespace sahut {
namespace {

namespace asio = boost::asio;
using kind = resp_reply::kind;

constexpr std::size_t fields_max = 2048;
constexpr std::size_t claim_max = 1000;  // bounded by Lua's unpack

error unexpected() { return {errc::internal, "", "the store's answer has another form than expected"}; }

bool is_noscript(resp_reply const& reply) { return reply.is_error() && reply.text().starts_with("NOSCRIPT"); }

std::int64_t integer_in(std::string_view text) {
  std::int64_t n = 0;
  auto const [end, ec] = std::from_chars(text.data(), text.data() + text.size(), n);
  if (ec == std::errc{} && end == text.data() + text.size()) return n;
  return static_cast<std::int64_t>(std::stod(std::string(text)));  // Redis writes large scores as 1e+15 at times
}

std::vector<scored> pairs_of(resp_reply const& reply) {
  std::vector<scored> out;
  out.reserve(reply.size() / 2);
  for (std::size_t i = 0; i + 1 < reply.size(); i += 2)
    out.push_back({std::string(reply.text(i)), integer_in(reply.text(i + 1))});
  return out;
}

class store_over_redis final : public redis_store {
 public:
  store_over_redis(asio::any_io_executor executor, redis_url url, redis_store_options options, random_source& random)
      : executor_(executor) {
    resp_options commands;
    commands.limits = options.limits;
    commands.client_name = options.client_name;
    commands.scripts = {&commit_script(), &claim_script(), &reserve_script(), &scan_script(), &scan_keys_script()};
    commands.on_state = std::move(options.on_state);
    commands.on_refused = std::move(options.on_refused);
    commands.usable = std::move(options.usable);
    connection_ = create_resp_connection(executor, url, std::move(commands), random);
    resp_options wakes;
    wakes.limits = options.limits;
    wakes.client_name = options.client_name + "-bus";
    bus_ = create_redis_bus(executor, std::move(url), std::move(wakes), random);
  }
  ~store_over_redis() { close(); }

  void start() override {
    connection_->start();
    bus_->start();
  }
  void close() override {
    connection_->close();
    bus_->close();
  }
  bool ready() const override { return connection_->ready() && bus_->ready(); }

  asio::awaitable<result<void>> until_ready(std::chrono::milliseconds limit) override {
    auto const end = std::chrono::steady_clock::now() + limit;
    auto up = co_await connection_->until_ready(limit);
    if (!up) co_return up;
    asio::steady_timer poll(executor_);
    while (!bus_->ready()) {
      if (std::chrono::steady_clock::now() >= end)
        co_return error{errc::unavailable, "", "the store's wake connection does not answer"};
      poll.expires_after(std::chrono::milliseconds(5));
      co_await poll.async_wait(asio::use_awaitable);
    }
    co_return result<void>{};
  }

  resp_connection& commands() override { return *connection_; }
  std::shared_ptr<resp_connection> connection() override { return connection_; }
  redis_bus& bus() override { return *bus_; }
  latency_counts const& commit_latency() const override { return latency_; }

  asio::awaitable<result<commit_result>> commit(transaction t) override {
    if (auto fault = fault_of(t)) co_return *fault;
    auto const c = connection_;
    resp_answer answer;
    auto const begun = std::chrono::steady_clock::now();
    for (auto form : {script_form::by_digest, script_form::by_body}) {
      if (auto refused = c->begin(answer)) co_return *refused;
      append_commit(c->out(), t, form);
      co_await c->finish(answer);
      if (answer.failed()) co_return lost_reply();
      if (!is_noscript(*answer.reply)) break;
    }
    latency_.add(std::chrono::steady_clock::now() - begun);
    co_return read_commit_answer(*answer.reply, t);
  }

  asio::awaitable<result<field_values>> fields(std::string key, std::vector<std::string> names) override {
    if (names.empty()) co_return field_values{};
    if (names.size() > fields_max) co_return error{errc::internal, "", "too many fields are asked for at once"};
    auto const c = connection_;
    resp_answer answer;
    if (auto refused = c->begin(answer)) co_return *refused;
    resp_begin(c->out(), 2 + names.size());
    resp_bulk(c->out(), "HMGET");
    resp_bulk(c->out(), key);
    for (auto const& name : names) resp_bulk(c->out(), name);
    co_await c->finish(answer);
    if (answer.failed()) co_return lost_reply();
    auto const& reply = *answer.reply;
    if (reply.is_error()) co_return error_of(reply);
    if (reply.size() != names.size()) co_return unexpected();
    field_values out(names.size());
    for (std::size_t i = 0; i < names.size(); ++i)
      if (reply.type(i) == kind::string) out[i].emplace(reply.text(i));
    co_return out;
  }

  asio::awaitable<result<std::vector<std::pair<std::string, std::string>>>> record(std::string key) override {
    resp_answer answer;
    auto fault = co_await ask(answer, "HGETALL", key);
    if (fault) co_return *fault;
    auto const& reply = *answer.reply;
    std::vector<std::pair<std::string, std::string>> out;
    out.reserve(reply.size() / 2);
    for (std::size_t i = 0; i + 1 < reply.size(); i += 2) out.emplace_back(reply.text(i), reply.text(i + 1));
    std::sort(out.begin(), out.end());
    co_return out;
  }

  asio::awaitable<result<std::vector<scored>>> lowest(std::string sorted_key, std::size_t limit) override {
    if (limit == 0) co_return std::vector<scored>{};
    resp_answer answer;
    auto fault = co_await ask(answer, "ZRANGE", sorted_key, "0", static_cast<std::uint64_t>(limit - 1), "WITHSCORES");
    if (fault) co_return *fault;
    co_return pairs_of(*answer.reply);
  }

  asio::awaitable<result<scan_page>> scan(std::string sorted_key, std::string cursor, std::size_t count) override {
    co_return co_await scan_with(scan_script(), std::move(sorted_key), std::move(cursor), count);
  }

  asio::awaitable<result<scan_page>> scan_keys(std::string prefix, std::string cursor, std::size_t count) override {
    std::string pattern;
    for (char const c : prefix) {
      if (std::string_view("*?[]\\^").find(c) != std::string_view::npos) pattern += '\\';
      pattern += c;
    }
    pattern += '*';
    co_return co_await scan_with(scan_keys_script(), std::move(pattern), std::move(cursor), count);
  }

  asio::awaitable<result<std::optional<std::int64_t>>> score(std::string sorted_key, std::string member) override {
    resp_answer answer;
    auto fault = co_await ask(answer, "ZSCORE", sorted_key, member);
    if (fault) co_return *fault;
    std::optional<std::int64_t> out;
    if (answer.reply->type() == kind::string) out = integer_in(answer.reply->text());
    co_return out;
  }

  asio::awaitable<result<std::uint64_t>> size_of(smaller_than::kind of, std::string key) override {
    using what = smaller_than::kind;
    resp_answer answer;
    std::string_view const command = of == what::sorted_set ? "ZCARD" : of == what::set ? "SCARD" : "HLEN";
    auto fault = co_await ask(answer, command, key);
    if (fault) co_return *fault;
    co_return static_cast<std::uint64_t>(answer.reply->integer());
  }

  asio::awaitable<result<std::vector<std::string>>> members(std::string set_key) override {
    resp_answer answer;
    auto fault = co_await ask(answer, "SMEMBERS", set_key);
    if (fault) co_return *fault;
    std::vector<std::string> out;
    out.reserve(answer.reply->size());
    for (std::size_t i = 0; i < answer.reply->size(); ++i) out.emplace_back(answer.reply->text(i));
    std::sort(out.begin(), out.end());
    co_return out;
  }

  asio::awaitable<result<std::optional<std::uint64_t>>> rank(std::string sorted_key, std::string member) override {
    resp_answer answer;
    auto fault = co_await ask(answer, "ZRANK", sorted_key, member);
    if (fault) co_return *fault;
    std::optional<std::uint64_t> out;
    if (answer.reply->type() == kind::integer) out = static_cast<std::uint64_t>(answer.reply->integer());
    co_return out;
  }

  asio::awaitable<result<std::vector<scored>>> claim_due(std::string sorted_key, utc_time now, std::size_t limit,
                                                         milliseconds hold) override {
    if (limit == 0) co_return std::vector<scored>{};
    resp_answer answer;
    auto const from = to_millis(now), until = to_millis(now + hold);
    auto const most = static_cast<std::uint64_t>(std::min(limit, claim_max));
    auto fault = co_await ask_script(answer, claim_script(), sorted_key, from, most, until);
    if (fault) co_return *fault;
    co_return pairs_of(*answer.reply);
  }

  asio::awaitable<result<std::uint64_t>> reserve(std::string counter_key, std::uint64_t count, seconds keep) override {
    if (count == 0 || count > 1'000'000 || keep < seconds{1})
      co_return error{errc::internal, "", "a reservation is out of range"};
    resp_answer answer;
    std::int64_t const kept = keep.count();
    auto fault = co_await ask_script(answer, reserve_script(), counter_key, count, kept);
    if (fault) co_return *fault;
    co_return static_cast<std::uint64_t>(answer.reply->integer()) - count + 1;
  }

  asio::awaitable<result<utc_time>> time() override {
    resp_answer answer;
    auto fault = co_await ask(answer, "TIME");
    if (fault) co_return *fault;
    auto const& reply = *answer.reply;
    if (reply.size() != 2) co_return unexpected();
    co_return from_millis(integer_in(reply.text(0)) * 1000 + integer_in(reply.text(1)) / 1000);
  }

  std::unique_ptr<subscription> subscribe(std::string channel, std::function<void(std::string_view)> on_message,
                                          std::function<void()> on_ready) override {
    return bus_->subscribe(std::move(channel), std::move(on_message), std::move(on_ready));
  }

 private:
  asio::awaitable<result<scan_page>> scan_with(redis_script const& script, std::string key, std::string cursor, std::size_t count) {
    resp_answer answer;
    if (cursor.empty()) cursor = "0";
    auto const size = static_cast<std::uint64_t>(count);
    auto fault = co_await ask_script(answer, script, key, cursor, size);
    if (fault) co_return *fault;
    scan_page page;
    for (std::size_t i = 0; i < answer.reply->size(); ++i) {
      if (i > 0) page.members.emplace_back(answer.reply->text(i));
      else if (answer.reply->text(i) != "0") page.next = answer.reply->text(i);
    }
    co_return page;
  }

  // One command and its reply, which lives until the caller's next await; nothing: there is one, and it is no error.
  template <class... Words>
  asio::awaitable<std::optional<error>> ask(resp_answer& answer, Words const&... words) {
    auto const c = connection_;
    if (auto refused = c->begin(answer)) co_return *refused;
    resp_command(c->out(), words...);
    co_await c->finish(answer);
    if (answer.failed()) co_return lost_reply();
    if (answer.reply->is_error()) co_return error_of(*answer.reply);
    co_return std::nullopt;
  }
  // The same of a script over one key; it is sent whole where the server does not know it.
  template <class... Words>
  asio::awaitable<std::optional<error>> ask_script(resp_answer& answer, redis_script const& script, std::string const& key,
                                                   Words const&... words) {
    auto const c = connection_;
    for (bool const known : {true, false}) {
      if (auto refused = c->begin(answer)) co_return *refused;
      resp_command(c->out(), known ? "EVALSHA" : "EVAL", known ? std::string_view(script.sha) : script.body, "1", key, words...);
      co_await c->finish(answer);
      if (answer.failed()) co_return lost_reply();
      if (!is_noscript(*answer.reply)) break;
    }
    if (answer.reply->is_error()) co_return error_of(*answer.reply);
    co_return std::nullopt;
  }

  latency_counts latency_;
  asio::any_io_executor executor_;
  std::shared_ptr<resp_connection> connection_;
  std::shared_ptr<redis_bus> bus_;
};

}  // namespace

std::unique_ptr<redis_store> create_redis_store(asio::any_io_executor executor, redis_url url,
                                                redis_store_options options, random_source& random) {
  return std::make_unique<store_over_redis>(executor, std::move(url), std::move(options), random);
}

}  // namespace sahut
