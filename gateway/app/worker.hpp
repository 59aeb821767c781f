#pragma once
// One worker: a thread, a single-threaded io_context, its own connections to the store, its own offices and sessions.
// Workers meet only in the store; the one thing they share is what limits count (counts, counters).
#include "config/settings/mail.hpp"
#include "config/settings/settings.hpp"
#include "connectors/common/channel.hpp"
#include "gateway/app/admin.hpp"
#include "gateway/app/configuration_reload.hpp"
#include "gateway/app/media_parts.hpp"
#include "gateway/app/sliding_max.hpp"
#include "gateway/app/status.hpp"
#include "gateway/mail/mailer.hpp"
#include "gateway/net/server.hpp"
#include "gateway/net/static_files.hpp"
#include "gateway/service/platform/mail_notices.hpp"
#include "gateway/service/upkeep/agreement.hpp"
#include "gateway/service/upkeep/backlog.hpp"
#include "gateway/service/core/desk.hpp"
#include "gateway/service/platform/account_watch.hpp"
#include "gateway/sessions/session_host.hpp"
#include "gateway/store/redis_store.hpp"
#include "gateway/store/worker_clock.hpp"

#include <boost/asio/io_context.hpp>

#include <atomic>
#include <map>
#include <future>
#include <thread>

namespace sahut {

// What all workers of a process are given. Outlives them.
struct process_facts {
  settings const* cfg = nullptr;
  mail_settings const* mail = nullptr;  // null: nobody is told by e-mail
  std::vector<office_profile> const* offices = nullptr;
  redis_url store_at;
  vault const* keys = nullptr;
  random_source* random = nullptr;   // thread-safe
  password_hasher* passwords = nullptr;
  std::shared_ptr<net::static_files const> pages;
  std::shared_ptr<media_parts> media;
  std::shared_ptr<net::tls_context const> tls;
  std::shared_ptr<net::shared_counts> counts;
  std::shared_ptr<sahut::process_counters> counters;
  std::string epoch;
  std::string name;                  // unique for this process
  std::atomic<bool>* draining = nullptr;
  std::atomic<bool> const* store_fit = nullptr;   // it answers, and with the settings that were promised
  std::atomic<bool> const* memory_pressure = nullptr;
  std::function<std::string()> store_fault;       // thread-safe; why nothing can be written, empty if it can
  std::function<std::string()> metrics;
  std::function<std::map<account_id, utc_time>()> token_ends;  // as http_facts has it
  operator_hooks hooks;
};

struct worker_figures {  // copied out for /metrics
  net::server_stats net;
  std::uint64_t due_handled = 0;
  milliseconds ticket_lateness{0};                                           // the latest of the last ten minutes
  std::map<account_id, std::pair<bool, std::uint64_t>> account_subscribed;   // where its platform can be asked; and how often that was mended
  std::map<account_id, bool> account_stopped;                                // the platform takes nothing until an operator acts
  std::map<std::pair<account_id, std::string>, std::uint64_t> notices;       // account and reason
  std::map<account_id, std::uint64_t> journal_behind, outbox_pending;  // accounts that this worker owns
  std::map<std::tuple<std::string, account_id, std::string>, std::uint64_t> deliveries;  // channel, account and what became of it
  std::map<std::tuple<account_id, std::string, std::string>, std::uint64_t> passing_signs;  // account, which and what became of it
  std::map<office_id, backlog> waiting;                                      // by office; the first worker's, empty while the store is away
  std::map<office_id, bool> differs;                                         // by office: another daemon means it otherwise
  latency_counts commits;
  std::int64_t clock_ms = 0;
};

class worker {
 public:
  worker(process_facts const& facts, int index);
  ~worker();

  // Starts the thread; returns once the worker serves, or with the reason why it cannot.
  result<void> start(std::uint16_t port, bool with_admin);
  std::uint16_t port() const { return port_; }
  void begin_drain();   // thread-safe; stopped() becomes ready
  void join();
  worker_figures figures() const;
  std::uint64_t turns() const { return turns_; }  // grows as long as the worker's loop goes round
  void set_epoch(std::string epoch);
  // Both thread-safe. The offices' calendars from now on, in the order of process_facts::offices; `then` runs on the
  // worker's thread when it has them. Once all workers do, one of them counts what is open anew.
  void adopt(std::shared_ptr<std::vector<unconfigured> const> found);
  void adopt(std::shared_ptr<std::vector<calendar> const> calendars, std::function<void()> then);
  void count_anew();
  void renew(std::shared_ptr<renewed_settings const> secrets);

 private:
  boost::asio::awaitable<result<void>> serve(std::uint16_t port, bool with_admin);
  boost::asio::awaitable<void> drain();
  boost::asio::awaitable<void> housekeeping();
  boost::asio::awaitable<void> go_round();
  boost::asio::awaitable<void> look_at_offices();
  result<void> serve_metrics();

  process_facts const& facts_;
  settings cfg_;  // this worker's own, since limits change while it runs; its thread alone
  int index_;
  boost::asio::io_context context_{BOOST_ASIO_CONCURRENCY_HINT_UNSAFE_IO};  // sockets are this thread's alone
  task_group tasks_{context_.get_executor()};
  std::unique_ptr<redis_store> store_;
  std::unique_ptr<worker_clock> clock_;
  std::unique_ptr<office_directory> places_;
  std::vector<std::unique_ptr<connector::channel>> channels_;
  worker_media media_;
  std::unique_ptr<mail::mailer> mailer_;
  std::vector<std::unique_ptr<mail_notices>> mailing_;  // in the order of the offices
  std::unique_ptr<session_host> host_;
  std::unique_ptr<net::server> server_, metrics_server_;
  std::unique_ptr<admin_door> admin_;
  std::thread thread_;
  std::uint16_t port_ = 0;
  std::vector<std::unique_ptr<account_watch>> watches_;
  std::map<office_id, backlog> backlogs_;
  std::map<office_id, bool> differs_;
  sliding_max lateness_{std::chrono::minutes{10}};
  std::atomic<std::uint64_t> turns_{0};
  bool closing_ = false;  // the store's connections are closed by us
  mutable std::mutex figures_lock_;
  worker_figures figures_;
};

}  // namespace sahut
