#include "gateway/app/worker.hpp"

#include "connectors/registry.hpp"
#include "gateway/app/http_api.hpp"
#include "gateway/app/limits.hpp"
#include "gateway/log/log.hpp"
#include "gateway/mail/smtp_client.hpp"
#include "gateway/sessions/upgrade.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/use_future.hpp>

namespace sahut {
namespace {

mail::smtp_settings smtp_settings_of(mail_settings const& from) {
  mail::smtp_settings s;
  s.host = from.host;
  s.port = from.port;
  s.tls_at_once = from.tls_at_once;
  s.from = {from.from, from.from_name};
  s.user = from.user;
  s.password = from.password.reveal();
  s.certificates_file = from.ca_file.string();
  return s;
}

}  // namespace

worker::worker(process_facts const& facts, int index) : facts_(facts), cfg_(*facts.cfg), index_(index) { tasks_.throw_at_once(); }

worker::~worker() { join(); }

result<void> worker::start(std::uint16_t port, bool with_admin) {
  std::promise<result<void>> started;
  auto outcome = started.get_future();
  boost::asio::co_spawn(context_, serve(port, with_admin), [&started](std::exception_ptr e, result<void> r) {
    if (e) {
      try {
        std::rethrow_exception(e);
      } catch (std::exception const& x) {
        r = error{errc::internal, "", x.what()};
      }
    }
    started.set_value(std::move(r));
  });
  thread_ = std::thread([this] {
    auto const work = boost::asio::make_work_guard(context_);
    context_.run();
  });
  auto r = outcome.get();
  if (!r) {
    begin_drain();
    join();
  }
  return r;
}

boost::asio::awaitable<result<void>> worker::serve(std::uint16_t port, bool with_admin) {
  auto const& cfg = cfg_;
  auto const name = facts_.name + "." + std::to_string(index_);
  redis_store_options options;
  options.client_name = "sahut-" + name;
  options.limits = store_limits_of(cfg.limits);
  options.usable = [fit = facts_.store_fit] { return fit->load(); };  // neither another store nor one of which the epoch is not known yet
  options.on_state = [this, name](bool up, std::string_view why) {
    if (closing_) return;
    if (up) log::info("store", {{"worker", name}}, "the store answers");
    else log::warn("store", {{"worker", name}}, "the store is away: {}", why);
  };
  store_ = create_redis_store(context_.get_executor(), facts_.store_at, std::move(options), *facts_.random);
  store_->start();
  auto ready = co_await store_->until_ready(std::chrono::seconds{30});
  if (!ready) co_return ready.error();

  worker_clock_settings clock_settings;
  clock_settings.on_step = [name](milliseconds step) {
    log::error("store", {{"worker", name}}, "the store's clock stepped by {} ms and is not followed; check the machine's time", step.count());
  };
  clock_ = create_worker_clock(context_.get_executor(), *store_, std::move(clock_settings));
  auto ticking = co_await clock_->begin();
  if (!ticking) co_return ticking.error();
  tasks_.add(clock_->run());

  media_ = facts_.media->for_worker(context_.get_executor(), *clock_, *facts_.random);
  places_ = std::make_unique<office_directory>(
      office_place{*store_, *clock_, *facts_.keys, facts_.epoch, [this] { return store_->ready() && *facts_.store_fit; }});
  host_ = std::make_unique<session_host>(cfg, *clock_, *facts_.random, context_.get_executor(), facts_.counters);
  if (facts_.mail) mailer_ = mail::create_smtp_client(context_.get_executor(), smtp_settings_of(*facts_.mail));
  for (auto const& profile : *facts_.offices) {
    std::vector<std::pair<channel_settings const*, connector::channel*>> of_office;
    for (auto const& c : cfg.channels) {
      if (c.office != profile.settings->id) continue;
      channels_.push_back(connector::create_channel(c.kind, account_settings_of(c)));
      of_office.emplace_back(&c, channels_.back().get());
    }
    auto o = std::make_unique<office>(cfg, profile, *places_, *facts_.random, std::move(of_office), name,
                                      context_.get_executor());
    mailing_.push_back(std::make_unique<mail_notices>(o->shared, mailer_.get()));
    o->sweep.on_record_due(std::string(mail_notices::kind), [mailing = mailing_.back().get()](std::string id) { return mailing->on_due(std::move(id)); });
    if (cfg.workers == 1 && cfg.redis.embedded()) o->shared.repo.nobody_else();
    o->shared.files = media_.files.get();
    auto started = co_await o->start(index_ == 0 && cfg.redis.embedded());  // one daemon a data directory, and this its first worker
    if (!started) co_return started.error();
    if (index_ == 0) o->count_anew(false);
    host_->offices.push_back(std::move(o));
  }

  http_facts http;
  http.passwords = facts_.passwords;
  http.pages = facts_.pages;
  http.why_not_ready = [this]() -> not_ready {
    if (*facts_.draining) return {"draining", "this daemon is draining"};
    if (auto fault = facts_.store_fault(); !fault.empty()) return {"store", std::move(fault)};
    auto const& offices = host_->offices;
    if (std::all_of(offices.begin(), offices.end(), [](auto const& o) { return o->shared.place.fit(); })) return {};
    return {"store", "the store does not answer, or was not looked at yet"};
  };
  http.metrics = facts_.metrics;
  http.token_ends = facts_.token_ends;
  net::server_settings server_settings;
  auto at = cfg.listen;
  at.port = port;
  server_settings.listen = to_string(at);
  server_settings.reuse_port = cfg.workers > 1;
  server_settings.tls = facts_.tls;
  server_settings.limits = net_limits_of(cfg.limits);
  server_settings.trusted_proxies = cfg.limits.trusted_proxies;
  server_settings.counts = facts_.counts;
  server_settings.date_clock = [this] { return std::chrono::system_clock::to_time_t(std::chrono::system_clock::time_point(clock_->now().time_since_epoch())); };
  server_settings.on_untrusted_forwarding = [](net::ip_address const& peer) {
    // A proxy of one's own is named in full, of a stranger only the network.
    static auto const own = net::network_list::parse({"127.0.0.0/8", "10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "::1", "fc00::/7", "fe80::/10"});
    auto const text = peer.to_string();
    log::warn("net", {{"from", own->contains(peer) ? text : net::logged_network(text)}},
              "a peer sends X-Forwarded-For and is not in limits.trusted_proxies: all who come through it count as one address. "
                 "If it is your proxy, name it there; else nothing is to be done");
  };
  server_settings.on_fault = [name](std::string_view where, std::string_view what) {
    log::error("net", {{"worker", name}, {"where", where}}, "{}", what);
  };
  std::vector<net::upgrade_route> upgrades{
      {"/ws/visitor", [this](net::upgrade_request r) { return accept_visitor(*host_, r); }},
      {"/ws/officer", [this](net::upgrade_request r) { return accept_officer(*host_, r); }},
  };
  server_ = std::make_unique<net::server>(context_, std::move(server_settings), http_routes(*host_, std::move(http)), std::move(upgrades));
  auto listening = server_->start();
  if (!listening) co_return listening.error();
  port_ = server_->local_port();
  if (index_ == 0 && cfg.metrics && cfg.metrics_listen) {
    auto apart = serve_metrics();
    if (!apart) co_return apart.error();
  }
  if (with_admin) {
    admin_ = std::make_unique<admin_door>(*host_, *facts_.passwords, facts_.hooks, (cfg.data_dir / "admin.sock").string());
    auto open = admin_->open(context_);
    if (!open) co_return open.error();
  }
  for (auto& o : host_->offices)
    for (auto const& a : o->accounts()) {
      watches_.push_back(std::make_unique<account_watch>(o->shared, *a));
      tasks_.add(watches_.back()->run());
    }
  if (index_ == 0) tasks_.add(look_at_offices());
  if (index_ == 0) tasks_.add(look_at_storage(*media_.objects, cfg_.media));
  tasks_.add(housekeeping());
  tasks_.add(go_round());
  co_return result<void>{};
}

result<void> worker::serve_metrics() {
  net::server_settings s;
  s.listen = to_string(*cfg_.metrics_listen);
  s.limits = net_limits_of(cfg_.limits);
  std::vector<net::route> routes;
  routes.push_back(metrics_route(facts_.metrics));
  metrics_server_ = std::make_unique<net::server>(context_, std::move(s), std::move(routes), std::vector<net::upgrade_route>{});
  auto listening = metrics_server_->start();
  if (!listening) return error{listening.error().code, "metrics.listen", listening.error().detail};
  auto at = *cfg_.metrics_listen;
  at.port = metrics_server_->local_port();
  log::info("metrics", {}, "metrics are served on {}", to_string(at));
  return {};
}

// One worker for all: the store says the same to each.
boost::asio::awaitable<void> worker::look_at_offices() {
  std::vector<agreement> agreements;
  for (auto& o : host_->offices) agreements.emplace_back(o->shared.profile, o->shared, o->shared.worker);
  while (!*facts_.draining) {
    std::map<office_id, backlog> seen;
    for (auto& o : host_->offices) {
      auto one = co_await look_at_backlog(o->shared, o->accounts_of_officers, o->presence_side);
      if (one) seen[o->shared.profile.settings->id] = std::move(*one);
    }
    backlogs_ = std::move(seen);
    for (std::size_t i = 0; i < agreements.size(); ++i) {
      if (!cfg_.redis.embedded()) co_await agreements[i].compare();
      differs_[host_->offices[i]->shared.profile.settings->id] = agreements[i].differs();
    }
    bool const more = co_await clock_->sleep_for(std::chrono::seconds{5});
    if (!more) co_return;
  }
}

boost::asio::awaitable<void> worker::housekeeping() {
  while (!*facts_.draining) {
    worker_figures f;
    f.net = server_->stats();
    f.clock_ms = to_millis(clock_->now());
    for (auto& o : host_->offices) {
      o->shared.memory_pressure = *facts_.memory_pressure;
      f.due_handled += o->sweep.handled;
      auto const late = std::exchange(o->sweep.worst_lateness, milliseconds{0});
      if (late > milliseconds{0}) lateness_.note(clock_->now(), late);
      for (auto const& a : o->accounts()) {
        auto const& account = a->account();
        for (auto const& [reason, n] : a->received().notices()) f.notices[{account.id, reason}] = n;
        for (auto const& [how, n] : a->sent().ended())
          f.deliveries[{std::string(name_of(account.kind)), account.id, std::string(name_of(how))}] = n;
        for (auto const& [which, n] : a->signs().ended())
          f.passing_signs[{account.id, std::string(name_of(which.first)), std::string(name_of(which.second))}] = n;
        if (a->owns()) {
          f.journal_behind[a->account().id] = a->received().behind();
          f.outbox_pending[a->account().id] = a->sent().pending();
          f.account_stopped[a->account().id] = !a->sent().trouble().empty();
        }
      }
    }
    for (auto const& watch : watches_)
      if (auto const& s = watch->status(); s.subscription != subscription_state::not_asked) f.account_subscribed[s.account] = {s.subscription == subscription_state::in_order, s.mended};
    f.ticket_lateness = lateness_.value(clock_->now());
    f.waiting = backlogs_;
    f.differs = differs_;
    f.commits = store_->commit_latency();
    {
      std::lock_guard const hold(figures_lock_);
      figures_ = std::move(f);
    }
    bool const more = co_await clock_->sleep_for(std::chrono::seconds{1});
    if (!more) co_return;
  }
}

boost::asio::awaitable<void> worker::go_round() {
  boost::asio::steady_timer timer(context_);  // real time: the store's clock may stand still
  for (;;) {
    ++turns_;
    timer.expires_after(std::chrono::milliseconds{500});
    co_await timer.async_wait(boost::asio::use_awaitable);
  }
}

worker_figures worker::figures() const {
  std::lock_guard const hold(figures_lock_);
  return figures_;
}

void worker::set_epoch(std::string epoch) {
  boost::asio::post(context_, [this, e = std::move(epoch)] {
    if (!host_) return;
    places_->begin_epoch(e);
    for (auto& o : host_->offices) o->shared.begin_epoch();
  });
}

void worker::adopt(std::shared_ptr<std::vector<calendar> const> calendars, std::function<void()> then) {
  boost::asio::post(context_, [this, calendars = std::move(calendars), then = std::move(then)] {
    if (host_)
      for (std::size_t i = 0; i < host_->offices.size() && i < calendars->size(); ++i) host_->offices[i]->adopt((*calendars)[i]);
    then();
  });
}

void worker::adopt(std::shared_ptr<std::vector<unconfigured> const> found) {
  boost::asio::post(context_, [this, found = std::move(found)] {
    if (!host_) return;
    for (auto& o : host_->offices) o->adopt(*found);
  });
}

void worker::renew(std::shared_ptr<renewed_settings const> next) {
  boost::asio::post(context_, [this, next = std::move(next)] {
    cfg_.limits = next->limits;
    for (auto* server : {server_.get(), metrics_server_.get()})
      if (server) server->renew_limits(net_limits_of(cfg_.limits), next->trusted_proxies);
    if (server_ && next->tls) server_->renew_tls(next->tls);
    if (!host_) return;
    for (auto& o : host_->offices)
      for (auto const& a : o->accounts())
        if (auto const it = next->accounts.find(a->account().id); it != next->accounts.end()) a->renew(it->second);
  });
}

void worker::count_anew() {
  boost::asio::post(context_, [this] {
    if (!host_) return;
    for (auto& o : host_->offices) o->count_anew(true);
  });
}

void worker::begin_drain() {
  boost::asio::co_spawn(context_, drain(), [this](std::exception_ptr e) {
    if (e) std::rethrow_exception(e);
    context_.stop();
  });
}

boost::asio::awaitable<void> worker::drain() {
  if (admin_) admin_->close();
  if (server_) server_->drain();
  if (metrics_server_) metrics_server_->drain();
  if (host_)
    for (auto& o : host_->offices) co_await o->stop();
  if (server_) co_await server_->finished();
  if (metrics_server_) co_await metrics_server_->finished();
  if (admin_) co_await admin_->finished();
  if (host_) {
    host_->tasks.cancel();
    co_await host_->tasks.join();
  }
  tasks_.cancel();
  co_await tasks_.join();
  closing_ = true;
  if (store_) store_->close();
}

void worker::join() {
  if (thread_.joinable()) thread_.join();
}

}  // namespace sahut
