#include "gateway/app/store_watch.hpp"

#include "gateway/app/credential_faults.hpp"
#include "gateway/app/limits.hpp"
#include "gateway/app/store_access.hpp"
#include "gateway/log/log.hpp"
#include "gateway/store/append_only_file.hpp"
#include "gateway/store/small_file.hpp"

#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <cstdlib>

namespace sahut {
namespace {

using namespace std::chrono_literals;
using steady = std::chrono::steady_clock;
constexpr auto between_files = 2s;
constexpr auto everysec_age = 5s;  // Redis lets a write wait for the disk for two

}  // namespace

bool store_watch::confirmed() { return std::getenv("SAHUT_ACCEPT_EMPTY_STORE") != nullptr; }

void store_watch::connect(redis_url url) {
  redis_store_options options;
  options.client_name = "sahut-main";
  options.on_state = [this](bool up, std::string_view why) {
    if (closing_) return;
    if (up) {
      look_again_ = true;
    } else {
      fit_ = false;
      say_fault("the store does not answer: " + std::string(why));
    }
  };
  options.on_refused = [this](std::string_view why) {
    if (closing_) return;
    credential_faults_of_this_process().note(credential::redis_password, {{"setting", "redis.password"}}, std::string(why) + ": " + std::string(advice_on(why)));
    say_fault("the store does not answer: " + std::string(why));
  };
  store_ = create_redis_store(executor_, std::move(url), std::move(options), random_);
  store_->start();
}

void store_watch::close() {
  closing_ = true;
  if (store_) store_->close();
}

boost::asio::awaitable<result<void>> store_watch::first_look(std::string used_key) {
  used_key_ = std::move(used_key);
  accept_ = confirmed();
  auto ready = co_await store_->until_ready(30s);
  if (!ready) co_return ready.error();
  auto fit = co_await check_server();
  if (!fit) co_return fit.error();
  accept_ = false;
  used_key_.clear();  // from now on the marker's file tells
  look_again_ = false;
  fit_ = true;
  co_return result<void>{};
}

boost::asio::awaitable<result<void>> store_watch::check_server() {
  auto facts = co_await read_server_facts(store_->connection());
  if (!facts) co_return facts.error();
  if (auto weak = weaker_than(*facts, durability_of(cfg_.redis))) co_return *weak;
  auto const folder = cfg_.data_dir.string();
  epoch_settings e;
  e.marker_file = (cfg_.data_dir / "store.marker").string();
  e.count_file = (cfg_.data_dir / "store.count").string();
  e.used_key = used_key_;
  e.cut = pending_cut(folder);
  e.accept_empty_store = accept_;
  bool const cut = !e.cut.empty();
  auto opened = co_await open_epoch(*store_, store_->connection(), facts->run_id, durability_of(cfg_.redis), std::move(e), random_);
  if (!opened) co_return opened.error();
  if (cut) forget_cut(folder);
  memory_ = facts->memory_fraction();
  nearly_full_ = sahut::nearly_full(memory_, cfg_.limits);
  epoch_ = opened->epoch;
  marker_ = opened->marker;
  if (opened->fresh) waiting_ = 0;
  co_return result<void>{};
}

boost::asio::awaitable<void> store_watch::run(std::function<void(std::string const&)> on_epoch) {
  constexpr auto tick = 100ms;
  constexpr int ticks_between_looks = 10;
  boost::asio::steady_timer timer(executor_);
  for (int ticks = 1;; ++ticks) {
    timer.expires_after(tick);
    co_await timer.async_wait(boost::asio::use_awaitable);
    bool const look = ticks % ticks_between_looks == 0;
    if (!store_->ready()) continue;
    // At once after it came back; then, while it is not fit, once a second.
    if (look_again_.exchange(false) || (look && !fit_)) co_await look_at_server(on_epoch);
    if (!look) continue;
    if (fit_) co_await count();
    co_await look_at_promise();
  }
}

boost::asio::awaitable<void> store_watch::look_at_server(std::function<void(std::string const&)> const& on_epoch) {
  auto const before = epoch_;
  auto looked = co_await check_server();
  if (!looked) {
    fit_ = false;
    say_fault("the store is not fit to be used: " + looked.error().detail);
    co_return;
  }
  if (before != epoch_) {
    log::warn("store", {}, "the store may have lost its last writes: a new epoch {} begins", epoch_);
    on_epoch(epoch_);
  }
  fit_ = true;
  co_await count();
}

boost::asio::awaitable<void> store_watch::count() {
  auto record = epoch_settings{}.record;
  auto marker = marker_;
  auto counted = co_await count_on(*store_, std::move(record), std::move(marker));
  if (!counted) {
    auto const& detail = counted.error().detail;
    auto const advice = advice_on(detail);
    say_fault("the store takes no writes: " + detail + (advice.empty() ? "" : " (" + std::string(advice) + ")"));
  } else if (!*counted) {
    fit_ = false;
    look_again_ = true;
  } else {
    say_fault({});
    remember(**counted);
  }
}

void store_watch::remember(std::uint64_t count) {
  reached_ = count;
  auto const now = steady::now();
  if (durability_of(cfg_.redis) == durability_class::fsync) {
    if (now - written_at_ >= between_files) write_count(count);
    return;
  }
  if (waiting_ != 0 && now - waiting_since_ < everysec_age) return;
  if (waiting_ != 0) write_count(waiting_);
  waiting_ = count;
  waiting_since_ = now;
}

void store_watch::write_count(std::uint64_t count) {
  written_at_ = steady::now();
  auto const folder = cfg_.data_dir.string();
  auto const written = remember_count((cfg_.data_dir / "store.count").string(), marker_, count);
  if (!written && !count_unwritten_) {
    auto const full = full_disk(folder);
    log::error("store", {}, "how far the store has come can't be remembered: {}{}", written.error().detail, full.empty() ? "" : "; " + full);
  }
  count_unwritten_ = !written;
}

boost::asio::awaitable<result<void>> store_watch::last_count() {
  if (!fit_ || !store_->ready()) co_return result<void>{};
  co_await count();
  if (durability_of(cfg_.redis) == durability_class::fsync && reached_ != 0 && fault().empty()) write_count(reached_);
  co_return result<void>{};
}

void store_watch::ended_well() {
  if (reached_ != 0) write_count(reached_);
}

// Somebody may change the server's settings while it runs.
boost::asio::awaitable<void> store_watch::look_at_promise() {
  auto facts = co_await read_server_facts(store_->connection());
  if (!facts) co_return;
  auto const weak = weaker_than(*facts, durability_of(cfg_.redis));
  if (weak && fit_) {
    fit_ = false;
    say_fault("the store is not fit to be used: " + weak->detail);
  }
  memory_ = facts->memory_fraction();
  bool const before = nearly_full_;
  nearly_full_ = sahut::nearly_full(memory_, cfg_.limits);
  if (before != nearly_full_)
    log::warn("store", {}, "memory {}: new conversations are {}", nearly_full_ ? "is nearly full" : "has room again", nearly_full_ ? "refused" : "welcome");
}

std::string store_watch::fault() const {
  std::string fault;
  {
    std::lock_guard const held(lock_);
    fault = fault_;
  }
  if (fault.empty() || !cfg_.redis.embedded()) return fault;
  auto const full = full_disk(cfg_.data_dir.string());  // the log's other lines name it once
  return full.empty() ? fault : full + " (" + fault + ")";
}

// Said when it changes, not each time it is found.
void store_watch::say_fault(std::string fault) {
  {
    std::lock_guard const held(lock_);
    if (fault == fault_) return;
    fault_ = fault;
  }
  if (fault.empty()) log::warn("store", {}, "the store takes writes again");
  else log::error("store", {}, "{}; nothing new is acknowledged until it does", fault);
}

}  // namespace sahut
