#include "gateway/app/direct_commands.hpp"

#include "gateway/store/base64url.hpp"
#include "connectors/registry.hpp"
#include "gateway/app/configured_traits.hpp"
#include "gateway/app/limits.hpp"
#include "gateway/app/password_pool.hpp"
#include "gateway/app/store_access.hpp"
#include "gateway/store/durability.hpp"
#include "gateway/store/redis_store.hpp"
#include "gateway/store/system_random.hpp"
#include "gateway/store/worker_clock.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>

#include <array>
#include <filesystem>
#include <optional>

namespace sahut {
namespace {

using boost::asio::awaitable;

constexpr int exit_unreachable = 69, exit_bad_config = 78;
constexpr std::chrono::seconds connect_limit{5};

// One command's own small worker: connections, a clock, offices that are never started.
class direct_run {
 public:
  direct_run(loaded_configuration const& c, std::vector<std::string> command, std::string input)
      : configuration_(c), command_(std::move(command)), input_(std::move(input)) {}

  admin_answer run() {
    std::exception_ptr broken;
    boost::asio::co_spawn(context_, perform(), [&](std::exception_ptr e) {
      broken = e;
      if (store_) store_->close();
      context_.stop();
    });
    context_.run();
    if (broken) std::rethrow_exception(broken);
    return std::move(answer_);
  }

 private:
  awaitable<void> perform() {
    auto open = co_await open_store();
    if (!open) {
      answer_ = refused(open.error());
      co_return;
    }
    make_offices();
    answer_ = co_await run_admin_command(*host_, passwords_, std::move(command_), std::move(input_));
    for (auto& o : host_->offices) co_await o->stop();
    host_->tasks.cancel();
    co_await host_->tasks.join();
    tasks_.cancel();
    co_await tasks_.join();
  }

  static admin_answer refused(error const& e) {
    auto const where = e.path.empty() ? std::string("redis.url") : e.path;
    return {e.code == errc::bad_field ? exit_bad_config : exit_unreachable, "", "sahutctl: " + where + ": " + e.detail + "\n"};
  }

  awaitable<result<void>> open_store() {
    auto const& cfg = configuration_.settings;
    if (!cfg.keys) co_return error{errc::bad_field, "keys", "needed with this store"};
    auto ring = keyring_of(*cfg.keys);
    if (!ring) co_return ring.error();
    ring_ = std::move(*ring);
    redis_store_options options;
    options.client_name = "sahutctl";
    options.limits = store_limits_of(cfg.limits);
    store_ = create_redis_store(context_.get_executor(), address_of(cfg.redis), std::move(options), random_);
    store_->start();
    auto ready = co_await store_->until_ready(connect_limit);
    if (!ready) co_return ready.error();
    auto fit = co_await check_server();
    if (!fit) co_return fit.error();
    auto root = co_await open_digest_root(*store_, *ring_, random_);
    if (!root && root.error().path == "keys") co_return error{errc::bad_field, "keys", root.error().detail};
    if (!root) co_return root.error();
    vault_ = std::make_unique<vault>(*ring_, *root);
    clock_ = create_worker_clock(context_.get_executor(), *store_, worker_clock_settings());
    auto ticking = co_await clock_->begin();
    if (!ticking) co_return ticking.error();
    tasks_.add(clock_->run());
    co_return result<void>{};
  }

  // As the daemon looks at it, so that a store which no daemon has met yet becomes Sahut's here.
  awaitable<result<void>> check_server() {
    auto const& cfg = configuration_.settings;
    auto const durability = durability_of(cfg.redis);
    auto facts = co_await read_server_facts(store_->connection());
    if (!facts) co_return facts.error();
    if (changes_something(command_))
      if (auto weak = weaker_than(*facts, durability)) co_return *weak;
    epoch_settings e;
    std::error_code ec;
    if (std::filesystem::is_directory(cfg.data_dir, ec)) {
      e.marker_file = (cfg.data_dir / "store.marker").string();
      e.count_file = (cfg.data_dir / "store.count").string();
    }
    auto epoch = co_await open_epoch(*store_, store_->connection(), facts->run_id, durability, std::move(e), random_);
    if (!epoch) co_return epoch.error();
    epoch_ = epoch->epoch;
    co_return result<void>{};
  }

  void make_offices() {
    auto const& cfg = configuration_.settings;
    std::array<std::uint8_t, 6> unique{};
    random_.fill(unique);
    auto const name = "ctl-" + base64url(unique);
    host_ = std::make_unique<session_host>(cfg, *clock_, random_, context_.get_executor());
    places_ = std::make_unique<office_directory>(office_place{*store_, *clock_, *vault_, epoch_, [this] { return store_->ready(); }});
    for (std::size_t i = 0; i < cfg.offices.size(); ++i) {
      office_profile profile;
      profile.settings = &cfg.offices[i];
      profile.facts.id = cfg.offices[i].id;
      profile.facts.code = cfg.offices[i].code;
      profile.facts.name = cfg.offices[i].name;
      profile.facts.channels = traits_as_configured(cfg);
      profile.adopt(configuration_.calendars[i]);
      std::vector<std::pair<channel_settings const*, connector::channel*>> of_office;
      for (auto const& c : cfg.channels) {
        if (c.office != cfg.offices[i].id) continue;
        connector::account_settings m;
        m.account = c.account;
        m.options = c.options;
        m.api_base = c.api_base;
        channels_.push_back(connector::create_channel(c.kind, std::move(m)));
        of_office.emplace_back(&c, channels_.back().get());
      }
      host_->offices.push_back(std::make_unique<office>(cfg, profile, *places_, random_, std::move(of_office),
                                                        name, context_.get_executor()));
    }
  }

  loaded_configuration const& configuration_;
  std::vector<std::string> command_;
  std::string input_;
  admin_answer answer_;
  system_random random_;
  boost::asio::io_context context_{1};
  task_group tasks_{context_.get_executor()};
  password_pool passwords_{1, 1};
  std::unique_ptr<keyring> ring_;
  std::unique_ptr<redis_store> store_;
  std::unique_ptr<vault> vault_;
  std::unique_ptr<worker_clock> clock_;
  std::unique_ptr<office_directory> places_;
  std::string epoch_;
  std::vector<std::unique_ptr<connector::channel>> channels_;
  std::unique_ptr<session_host> host_;
};

}  // namespace

admin_answer run_directly(loaded_configuration const& configuration, std::vector<std::string> command, std::string input) {
  direct_run one(configuration, std::move(command), std::move(input));
  return one.run();
}

}  // namespace sahut
