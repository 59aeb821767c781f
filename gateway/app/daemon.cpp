#include "gateway/app/daemon.hpp"

#include "gateway/store/base64url.hpp"
#include "config/settings/changes.hpp"
#include "config/settings/token_ends.hpp"
#include "gateway/app/configured_traits.hpp"
#include "gateway/app/credential_faults.hpp"
#include "gateway/app/data_dir_lock.hpp"
#include "gateway/app/endings.hpp"
#include "gateway/app/http_api.hpp"
#include "gateway/app/limits.hpp"
#include "gateway/app/log_queue.hpp"
#include "gateway/app/metrics.hpp"
#include "gateway/app/password_pool.hpp"
#include "gateway/app/repeated_signals.hpp"
#include "gateway/app/service_manager.hpp"
#include "gateway/app/store_access.hpp"
#include "gateway/app/store_watch.hpp"
#include "gateway/app/worker.hpp"
#include "gateway/app/unconfigured_watch.hpp"
#include "gateway/log/log.hpp"
#include "gateway/service/upkeep/rewrap.hpp"
#include "gateway/store/embedded_server.hpp"
#include "gateway/store/small_file.hpp"
#include "gateway/store/system_random.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/signal_set.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <cerrno>
#include <csignal>
#include <sys/stat.h>
#include <sys/resource.h>
#include <unistd.h>

namespace sahut {
namespace {

constexpr int exit_unavailable = 69, exit_broken = 70, exit_config = 78;

class daemon_process {
 public:
  explicit daemon_process(loaded_configuration c) : configuration_(std::move(c)) { loops_.throw_at_once(); }

  int run() {
    auto const& cfg = configuration_.settings;
    raise_descriptor_limit();
    std::signal(SIGPIPE, SIG_IGN);
    std::signal(SIGHUP, SIG_IGN);  // until there is something that can read its calendars again
    ::umask(077);  // whatever the shell's: what lies in data_dir is this user's alone, the embedded store's files as well
    std::error_code ec;
    std::filesystem::create_directories(cfg.data_dir, ec);
    if (ec)
      return fail({errc::bad_field, "data_dir",
                   cfg.data_dir.string() + " cannot be made: " + ec.message() + "; make it, or name a folder that this user may make"});
    if (auto const free_port = net::probe_port(to_string(cfg.listen)); !free_port) return fail(free_port.error());
    if (cfg.metrics && cfg.metrics_listen)
      if (auto const free_port = net::probe_port(to_string(*cfg.metrics_listen)); !free_port)
        return fail({free_port.error().code, "metrics.listen", free_port.error().detail});
    std::filesystem::permissions(cfg.data_dir, std::filesystem::perms::owner_all, ec);  // where it is somebody else's, the lock says so
    if (auto r = data_dir_.take(cfg.data_dir); !r) return fail(r.error());
    make_profiles();
    if (auto r = open_store(); !r) return fail(r.error());
    if (auto r = open_keys(); !r) return fail(r.error());
    if (auto r = prepare_store(); !r) return fail(r.error());
    if (auto r = load_pages(); !r) return fail(r.error());
    if (cfg.tls) {
      auto tls = net::tls_context::load(cfg.tls->certificate.string(), cfg.tls->key.string());
      if (!tls) return fail(tls.error());
      facts_.tls = *tls;
      endings_.certificate((*tls)->expires_at());
    }
    if (auto r = start_workers(); !r) return fail(r.error());
    bool const whole = serve_until_signalled();
    return shut_down(whole);
  }

 private:
  static void raise_descriptor_limit() {
    rlimit l{};
    if (::getrlimit(RLIMIT_NOFILE, &l) == 0) {
      l.rlim_cur = l.rlim_max;
      ::setrlimit(RLIMIT_NOFILE, &l);
    }
  }

  int fail(error const& e) {
    log::critical("daemon", {}, "{}{}", e.path.empty() ? "" : e.path + ": ", e.detail);
    if (auto const full = full_disk(configuration_.settings.data_dir.string()); !full.empty()) log::critical("store", {}, "{}", full);
    workers_.clear();
    watch_.reset();
    if (embedded_) embedded_->stop();
    return e.code == errc::bad_field ? exit_config : e.code == errc::internal ? exit_broken : exit_unavailable;
  }

  void make_profiles() {
    auto const& cfg = configuration_.settings;
    for (std::size_t i = 0; i < cfg.offices.size(); ++i) {
      auto const& o = cfg.offices[i];
      office_profile p;
      p.settings = &o;
      p.facts = {o.id, o.code, o.name, o.complaint, o.texts.controller_name, o.texts.privacy_url, o.texts.retention_days,
                 o.texts.time_separator, cfg.public_url, nullptr, o.texts.survey_url, {}};
      p.facts.channels = traits_as_configured(cfg);
      for (auto const& to : o.redirects) p.facts.redirects.push_back({to.name, to.contact});
      p.adopt(configuration_.calendars[i]);
      profiles_.push_back(std::move(p));
    }
  }

  result<void> open_store() {
    auto const& cfg = configuration_.settings;
    auto const& r = cfg.redis;
    if (r.embedded()) {
      embedded_settings e;
      e.data_dir = cfg.data_dir.string();
      e.durability = durability_of(r);
      e.memory_bytes_max = static_cast<std::uint64_t>(r.maxmemory_bytes);
      if (auto const* limit = std::getenv("SAHUT_TEST_STORE_FILE_LIMIT")) e.file_size_limit = std::strtoull(limit, nullptr, 10);
      e.cut_confirmed = store_watch::confirmed();
      e.on_event = [](std::string_view what) { log::info("store", {}, "{}", what); };
      e.on_error = [](std::string_view what) { log::error("store", {}, "{}", what); };
      e.on_warning = [](std::string_view what) { log::warn("store", {}, "{}", what); };
      auto server = start_embedded_server(std::move(e));
      if (!server) return server.error();
      embedded_ = std::move(*server);
      url_ = embedded_->url();
      return {};
    }
    url_ = address_of(r);
    return {};
  }

  result<void> open_keys() {
    auto const& cfg = configuration_.settings;
    if (cfg.keys) {
      auto ring = keyring_of(*cfg.keys);
      if (!ring) return ring.error();
      ring_ = std::move(*ring);
      return {};
    }
    // A new key opens nothing that was sealed before: only a folder that never served gets one. It has another name until
    // the store has its marker, so a master.key tells that there was a store.
    auto const file = cfg.data_dir / "master.key", new_file = cfg.data_dir / "master.key.new";
    std::error_code ec;
    bool const used = std::filesystem::exists(file, ec), begun = std::filesystem::exists(new_file, ec);
    if (!used && !begun && std::filesystem::exists(cfg.data_dir / "store.marker", ec))
      return error{errc::bad_field, "keys",
                   file.string() + " is missing, and without it nothing in this folder's store can be read: put it back from where you keep it, "
                   "or name it in [keys]; to begin anew, move data_dir away"};
    auto key = used ? read_master_key_file(file.string()) : read_or_create_master_key_file(new_file.string(), random_);
    if (!key) return key.error();
    if (used) used_key_ = file.string();
    else new_key_ = new_file;
    ring_ = std::make_unique<keyring>(std::move(*key));
    return {};
  }

  result<void> keep_new_key() {
    if (new_key_.empty()) return {};
    auto const file = configuration_.settings.data_dir / "master.key";
    std::error_code ec;
    std::filesystem::rename(new_key_, file, ec);
    if (ec) return error{errc::bad_field, "data_dir", new_key_.string() + " can't be renamed to " + file.string() + ": " + ec.message()};
    sync_folder(configuration_.settings.data_dir.string());
    return {};
  }

  // Runs a coroutine of the main thread to its end.
  template <class T>
  result<T> now(boost::asio::awaitable<result<T>> task) {
    std::optional<result<T>> outcome;
    std::exception_ptr broken;
    boost::asio::co_spawn(context_, std::move(task), [&](std::exception_ptr e, result<T> r) {
      broken = e;
      outcome = std::move(r);
    });
    context_.restart();
    while (!outcome && context_.run_one()) {
    }
    if (broken) std::rethrow_exception(broken);
    return std::move(*outcome);
  }

  boost::asio::awaitable<result<void>> first_look() {
    auto fit = co_await watch_->first_look(used_key_);
    if (!fit) co_return fit.error();
    if (auto kept = keep_new_key(); !kept) co_return kept.error();
    if (std::getenv("SAHUT_ACCEPT_LOST_KEYS")) {
      auto given_up = co_await give_up_lost_keys(watch_->store(), *ring_);
      if (!given_up) co_return given_up.error();
    }
    auto root = co_await open_digest_root(watch_->store(), *ring_, random_);
    if (!root) co_return error{root.error().path == "keys" ? errc::bad_field : root.error().code, root.error().path, root.error().detail};
    auto fitting = co_await try_master_keys(watch_->store(), *ring_);
    if (!fitting) co_return fitting;
    vault_ = std::make_unique<vault>(*ring_, *root);
    co_return result<void>{};
  }

  result<void> prepare_store() {
    watch_ = std::make_unique<store_watch>(configuration_.settings, context_.get_executor(), random_);
    watch_->connect(url_);
    if (!embedded_) log::info("store", {}, "waiting for the store at {}", to_string(configuration_.settings.redis));
    return now(first_look());
  }

  result<void> load_pages() {
    std::filesystem::path folder;
    if (auto const* named = std::getenv("SAHUT_WEB_DIR")) {
      folder = named;
    } else {
      std::error_code ec;
      auto const self = std::filesystem::read_symlink("/proc/self/exe", ec);
      for (auto const& candidate : {self.parent_path().parent_path() / "web", self.parent_path().parent_path() / "share/sahut/web"})
        if (std::filesystem::is_directory(candidate, ec)) {
          folder = candidate;
          break;
        }
    }
    if (folder.empty()) {
      log::warn("daemon", {}, "no pages are served: build them into build/web, or name their folder in SAHUT_WEB_DIR");
      return {};
    }
    net::static_settings s;
    s.folder = folder.string();
    auto const& cfg = configuration_.settings;
    // The widget and console open WebSockets to this very host; older browsers do not count that as 'self'.
    auto const host = cfg.public_url.substr(cfg.public_url.find("://") + 3);
    auto const scheme = cfg.public_url.starts_with("https") ? "wss://" : "ws://";
    s.page_policy = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; "
                    "connect-src 'self' " + std::string(scheme) + host +
                    "; base-uri 'none'; form-action 'self'; frame-ancestors 'none'";
    s.values = page_values(cfg);
    auto files = net::static_files::load(std::move(s));
    if (!files) return files.error();
    facts_.pages = *files;
    return {};
  }

  result<void> start_workers() {
    auto const& cfg = configuration_.settings;
    passwords_ = std::make_unique<password_pool>(static_cast<std::size_t>(cfg.limits.concurrent_logins), static_cast<std::size_t>(cfg.limits.waiting_logins));
    facts_.cfg = &cfg;
    if (auto media = media_parts::open(cfg.media, cfg.data_dir); !media) return media.error();
    else facts_.media = std::move(*media);
    if (configuration_.mail) facts_.mail = &*configuration_.mail;
    endings_.tokens(token_ends(settings_by_path(cfg.file, current_environment())));
    facts_.offices = &profiles_;
    facts_.store_at = url_;
    facts_.keys = vault_.get();
    facts_.random = &random_;
    facts_.passwords = passwords_.get();
    facts_.counters = std::make_shared<process_counters>(cfg.limits);
    facts_.counts = std::make_shared<net::shared_counts>(random_.next());
    facts_.epoch = watch_->epoch();
    facts_.name = url_safe_name();
    facts_.draining = &draining_;
    facts_.store_fit = &watch_->fit();
    facts_.memory_pressure = &watch_->nearly_full();
    facts_.store_fault = [this] { return watch_->fault(); }, facts_.token_ends = [this] { return endings_.tokens(); };
    facts_.hooks = {[this] { return reload_calendars(); }, [this] { return reload_all(); }, [this] { return status(); }, [this] { unconfigured_.look_soon(); }};
    facts_.metrics = [this] {
      daemon_figures f;
      f.memory_fraction = watch_->memory_fraction();
      f.store_fit = watch_->fit() && watch_->fault().empty();
      f.draining = draining_.load();
      f.log_lines_dropped = log_lines_dropped();
      f.last_reload_good = configuration_in_force_.last_was_good();
      f.started_at = static_cast<double>(to_millis(started_at_)) / 1000;
      return exposition(workers_, f) + guard_exposition(*facts_.counters, configuration_.settings.channels) + calendar_exposition(calendars_.days_left(wall_clock())) + endings_.exposition() +
             credential_faults_of_this_process().exposition() + unconfigured_exposition(unconfigured_.found());
    };
    hang_up_.emplace(context_, SIGHUP);  // before anybody can see that this daemon serves: what is asked from then on is kept
    std::uint16_t port = cfg.listen.port;
    for (int i = 0; i < cfg.workers; ++i) {
      workers_.push_back(std::make_unique<worker>(facts_, i));
      if (auto r = workers_.back()->start(port, i == 0); !r) {
        workers_.pop_back();
        stop_workers();
        return r;
      }
      port = workers_.front()->port();
    }
    auto at = cfg.listen;
    at.port = port;
    log::info("daemon", {}, "sahutd serves {} with {} worker(s), epoch {}", to_string(at), cfg.workers, watch_->epoch());
    return {};
  }

  std::string url_safe_name() {
    std::array<std::uint8_t, 6> b{};
    random_.fill(b);
    return base64url(b);
  }

  // Every worker takes the calendars on its own thread; when the last one has them, the first counts for all.
  void hand_out(std::shared_ptr<std::vector<calendar> const> calendars) {
    auto const left = std::make_shared<std::atomic<std::size_t>>(workers_.size());
    for (auto& w : workers_)
      w->adopt(calendars, [this, left] {
        if (--*left == 0) workers_.front()->count_anew();
      });
  }

  calendar_outcome reload_calendars() {
    if (!serving_) return {{"the daemon is starting or stopping"}, {}};
    return calendars_.run();
  }

  calendar_outcome reload_all() {
    if (!serving_) return {{"the daemon is starting or stopping"}, {}};
    return configuration_in_force_.run();
  }

  void hand_out(std::shared_ptr<renewed_settings const> next) {
    if (next->tls) endings_.certificate(next->tls->expires_at());
    endings_.tokens(next->token_ends);
    endings_.log(wall_clock());
    facts_.counters->take(next->limits, wall_clock());
    boost::asio::post(context_, [this, next] { configuration_.settings.limits.maxmemory_percent = next->limits.maxmemory_percent; });
    for (auto& w : workers_) w->renew(next);
  }

  daemon_status status() {
    daemon_status s;
    s.started_at = started_at_;
    s.store_fault = watch_->fault();
    s.memory_ratio = watch_->memory_fraction();
    s.log_lines_dropped = log_lines_dropped();
    s.calendar_days = calendars_.days_left(wall_clock());
    s.endings = endings_.warnings(wall_clock());
    s.last_reload_good = configuration_in_force_.last_was_good();
    s.unconfigured = unconfigured_.found();
    for (auto& w : workers_)
      for (auto const& [office, so] : w->figures().differs)
        if (so) s.differs.insert(office);
    return s;
  }

  static utc_time wall_clock() { return std::chrono::floor<milliseconds>(std::chrono::system_clock::now()); }

  // Once a day for each office whose calendar has ended or soon will.
  boost::asio::awaitable<void> watch_calendars() {
    constexpr std::chrono::hours once_a_day{24};
    boost::asio::steady_timer timer(context_);
    for (;;) {
      endings_.log(wall_clock());
      calendars_.log_ends(wall_clock());
      timer.expires_after(once_a_day);
      co_await timer.async_wait(boost::asio::use_awaitable);
    }
  }

  boost::asio::awaitable<void> reload_on_hang_up() {
    for (;;) {
      co_await hang_up_->async_wait(boost::asio::use_awaitable);
      (void)reload_all();
    }
  }

  boost::asio::awaitable<void> note_length() {
    constexpr std::chrono::milliseconds often{100};
    boost::asio::steady_timer timer(context_);
    for (;;) {
      embedded_->note_length();
      timer.expires_after(often);
      co_await timer.async_wait(boost::asio::use_awaitable);
    }
  }

  // Said as long as this thread and every worker's go round.
  boost::asio::awaitable<void> tell_alive(std::chrono::milliseconds every) {
    constexpr std::chrono::seconds standstill{10};
    boost::asio::steady_timer timer(context_);
    struct seen {
      std::uint64_t turns = 0;
      std::chrono::steady_clock::time_point at = std::chrono::steady_clock::now();
    };
    std::vector<seen> workers(workers_.size());
    for (;;) {
      auto const now = std::chrono::steady_clock::now();
      bool whole = true;
      for (std::size_t i = 0; i < workers.size(); ++i) {
        auto const turns = workers_[i]->turns();
        if (turns != workers[i].turns) workers[i] = {turns, now};
        whole = whole && now - workers[i].at < standstill;
      }
      if (whole) manager_.alive();
      timer.expires_after(every);
      co_await timer.async_wait(boost::asio::use_awaitable);
    }
  }

  // False if a loop of this thread broke.
  bool serve_until_signalled() {
    serving_ = true;
    context_.restart();
    later_signals_.emplace();
    boost::asio::signal_set signals(context_, SIGTERM, SIGINT);
    signals.async_wait([this](boost::system::error_code ec, int) {
      if (!ec) context_.stop();
    });
    if (embedded_) {
      loops_.add(embedded_->supervise());
      loops_.add(note_length());
    }
    loops_.add(watch_->run([this](std::string const& epoch) {
      for (auto& w : workers_) w->set_epoch(epoch);
    }));
    loops_.add(unconfigured_.run(watch_->store(), context_.get_executor()));
    loops_.add(reload_on_hang_up());
    if (auto const every = manager_.alive_every()) loops_.add(tell_alive(*every));
    manager_.ready("serving");
    loops_.add(watch_calendars());
    bool whole = true;
    try {
      context_.run();
    } catch (std::exception const& e) {
      log::critical("daemon", {}, "the main thread broke: {}", e.what());
      whole = false;
    }
    serving_ = false;
    return whole;
  }

  // On the loop: cancelled from outside, a task could have ended before its cancellation is carried out.
  boost::asio::awaitable<result<void>> end_loops() {
    if (embedded_) embedded_->stop_supervising();
    loops_.cancel();
    co_await loops_.join();
    co_return result<void>{};
  }

  void stop_workers() {
    draining_ = true;
    for (auto& w : workers_) w->begin_drain();
    for (auto& w : workers_) w->join();
    if (passwords_) passwords_->finish();
    if (facts_.media) facts_.media->finish();
    workers_.clear();
  }

  int shut_down(bool whole) {
    log::info("daemon", {}, "draining");
    manager_.stopping();
    stop_workers();
    (void)now(end_loops());
    (void)now(watch_->last_count());
    watch_->close();
    if (embedded_ && !embedded_->stop()) log::warn("store", {}, "the embedded store had to be killed");
    else if (embedded_) {
      embedded_->note_length();
      watch_->ended_well();
    }
    log::info("daemon", {}, "stopped");
    return whole ? 0 : exit_broken;
  }

  utc_time const started_at_ = wall_clock();
  service_manager manager_ = service_manager::from_environment();
  loaded_configuration configuration_;
  system_random random_;
  boost::asio::io_context context_{1};
  task_group loops_{context_.get_executor()};
  std::vector<office_profile> profiles_;
  calendar_reload calendars_{configuration_.settings, configuration_.calendars,
                             [this](std::shared_ptr<std::vector<calendar> const> c) { hand_out(std::move(c)); }};
  configuration_reload configuration_in_force_{configuration_.settings, current_environment(), calendars_,
                                                [this](std::shared_ptr<renewed_settings const> s) { hand_out(std::move(s)); }};
  endings endings_;
  unconfigured_watch unconfigured_{configuration_.settings, [this](auto const& found) {
    for (auto& w : workers_) w->adopt(found);
  }};
  std::unique_ptr<embedded_server> embedded_;
  redis_url url_;
  std::unique_ptr<keyring> ring_;
  std::unique_ptr<store_watch> watch_;
  std::string used_key_;
  std::filesystem::path new_key_;
  std::unique_ptr<vault> vault_;
  std::unique_ptr<password_pool> passwords_;
  process_facts facts_;
  std::vector<std::unique_ptr<worker>> workers_;
  std::optional<repeated_signals> later_signals_;
  std::optional<boost::asio::signal_set> hang_up_;  // waits until it is listened to
  data_dir_lock data_dir_;
  std::atomic<bool> serving_{false}, draining_{false};
};

}  // namespace

int run_daemon(loaded_configuration configuration) {
  daemon_process d(std::move(configuration));
  return d.run();
}

}  // namespace sahut
