#include "gateway/app/metrics.hpp"

#include "gateway/media/file_counts.hpp"
#include "gateway/service/core/newer_kinds.hpp"
#include "gateway/service/core/unreadable.hpp"
#include "gateway/service/platform/mail_counts.hpp"

#include <prometheus/counter.h>
#include <prometheus/gauge.h>
#include <prometheus/histogram.h>
#include <prometheus/registry.h>
#include <prometheus/text_serializer.h>

#include <sys/resource.h>
#include <time.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>

namespace sahut {
namespace {

// What Prometheus' own clients say of every process, under their names.
struct process_seen {
  double cpu_seconds = 0, resident_bytes = 0, open_files = 0, most_files = 0;
};

process_seen look_at_process() {
  process_seen p;
  timespec used{};
  if (::clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &used) == 0) p.cpu_seconds = static_cast<double>(used.tv_sec) + static_cast<double>(used.tv_nsec) / 1e9;
  double whole = 0, resident = 0;
  std::ifstream("/proc/self/statm") >> whole >> resident;
  p.resident_bytes = resident * static_cast<double>(::sysconf(_SC_PAGESIZE));
  std::error_code ec;
  for (std::filesystem::directory_iterator i("/proc/self/fd", ec), end; !ec && i != end; i.increment(ec)) ++p.open_files;
  rlimit l{};
  if (::getrlimit(RLIMIT_NOFILE, &l) == 0) p.most_files = static_cast<double>(l.rlim_cur);
  return p;
}

double in_seconds(milliseconds m) { return static_cast<double>(m.count()) / 1000; }

}  // namespace

std::string exposition(std::vector<std::unique_ptr<worker>> const& workers, daemon_figures const& whole) {
  prometheus::Registry registry;
  auto const set = [&](char const* name, char const* help, prometheus::Labels labels, double value) {
    prometheus::BuildGauge().Name(name).Help(help).Register(registry).Add(labels).Set(value);
  };
  auto const count = [&](char const* name, char const* help, prometheus::Labels labels, double value) {
    prometheus::BuildCounter().Name(name).Help(help).Register(registry).Add(labels).Increment(value);
  };
  set("sahut_build_info", "1, with the version that runs", {{"version", SAHUT_VERSION}}, 1);
  auto const process = look_at_process();
  count("process_cpu_seconds_total", "Processor time used, in user and kernel mode", {}, process.cpu_seconds);
  set("process_resident_memory_bytes", "Memory held, the embedded store's not counted", {}, process.resident_bytes);
  set("process_open_fds", "Descriptors open now", {}, process.open_files);
  set("process_max_fds", "Descriptors that may be open", {}, process.most_files);
  set("sahut_store_memory_ratio", "Used part of the memory that the store may use", {}, whole.memory_fraction);
  set("sahut_store_fit", "1 while the store answers with the promised durability", {}, whole.store_fit);
  set("sahut_records_unreadable", "Records or messages met that cannot be read and are passed over; sahutctl unreadable lists all", {}, static_cast<double>(unreadable_of_this_process().count()));
  auto const newer = [&](char const* what, std::uint64_t times) {
    count("sahut_newer_kinds_total", "Deadlines and wake-ups met that only a newer build knows; left as they are", {{"what", what}}, static_cast<double>(times));
  };
  newer("due", newer_kinds_of_this_process().due);
  newer("wake", newer_kinds_of_this_process().wake);
  auto const outcome = [&](char const* name, char const* help, char const* how, std::uint64_t times) {
    count(name, help, {{"outcome", how}}, static_cast<double>(times));
  };
  auto const& files = media::files_of_this_process();
  constexpr auto scans = "Files that were given to the scanner, by what it found";
  outcome("sahut_file_scans_total", scans, "clean", files.clean);
  outcome("sahut_file_scans_total", scans, "infected", files.infected);
  outcome("sahut_file_scans_total", scans, "not_scanned", files.not_scanned);
  constexpr auto small = "Pictures that were kept, by what became of their preview";
  outcome("sahut_previews_total", small, "made", files.preview_made);
  outcome("sahut_previews_total", small, "none", files.no_preview);
  outcome("sahut_previews_total", small, "failed", files.preview_failed);
  auto const& mails = mails_of_this_process();
  constexpr auto letters = "Letters to citizens, each time one was given to the mail server, by what became of it";
  outcome("sahut_mail_notices_total", letters, "sent", mails.sent);
  outcome("sahut_mail_notices_total", letters, "failed", mails.failed);
  outcome("sahut_mail_notices_total", letters, "put_off", mails.put_off);
  set("sahut_draining", "1 while this daemon drains", {}, whole.draining);
  set("process_start_time_seconds", "When the process started, since 1970", {}, whole.started_at);
  set("sahut_configuration_last_reload_successful", "0 if the configuration or a calendar was faulty when it was last read again, and nothing was taken over", {}, whole.last_reload_good);
  count("sahut_log_lines_dropped_total", "Log lines lost because nobody read the log", {}, static_cast<double>(whole.log_lines_dropped));
  auto const commits = [&](latency_counts const& l, prometheus::Labels const& labels) {
    auto& h = prometheus::BuildHistogram()
                  .Name("sahut_store_commit_duration_seconds")
                  .Help("How long the store took to answer a transaction")
                  .Register(registry)
                  .Add(labels, prometheus::Histogram::BucketBoundaries(latency_counts::bounds.begin(), latency_counts::bounds.end()));
    h.ObserveMultiple(std::vector<double>(l.counts.begin(), l.counts.end()), l.sum);
  };
  auto const waiting = [&](office_id const& id, backlog const& b) {
    auto const& office = id.text();
    prometheus::Labels const here{{"office", office}};
    for (auto const& q : b.queues) {
      prometheus::Labels const of{{"office", office}, {"queue", q.id.text()}};
      set("sahut_queue_waiting_conversations", "Conversations that wait for an officer", of, static_cast<double>(q.waiting));
      set("sahut_queue_oldest_waiting_seconds", "How long the first of them has waited; 0 if none waits", of, in_seconds(q.oldest));
      set("sahut_tickets_open", "Tickets without an answer", of, static_cast<double>(q.tickets));
      set("sahut_tickets_overdue", "Open tickets whose answer was due", of, static_cast<double>(q.tickets_late));
      set("sahut_tickets_due_soon", "Open tickets whose answer is due within a working day", of, static_cast<double>(q.tickets_near));
      set("sahut_tickets_unowned", "Open tickets that no officer has", of, static_cast<double>(q.tickets_unowned));
    }
    for (auto const& [state, n] : b.officers)
      set("sahut_officers", "Accounts that may handle conversations, by presence", {{"office", office}, {"state", std::string(name_of(state))}}, static_cast<double>(n));
    set("sahut_requests_due_soon", "Requests that become a ticket within five minutes unless they are answered", here, static_cast<double>(b.due_soon));
    set("sahut_conversations_unanswered", "Conversations with an open request, waiting or with an officer", here, static_cast<double>(b.unanswered));
  };
  std::map<std::tuple<std::string, account_id, std::string>, std::uint64_t> deliveries;
  std::map<std::tuple<account_id, std::string, std::string>, std::uint64_t> signs;
  std::map<account_id, std::uint64_t> behind, pending;
  std::map<account_id, bool> stopped;
  std::map<account_id, std::pair<bool, std::uint64_t>> subscribed;
  std::map<std::pair<account_id, std::string>, std::uint64_t> notices;
  for (std::size_t i = 0; i < workers.size(); ++i) {
    auto const f = workers[i]->figures();
    prometheus::Labels const w{{"worker", std::to_string(i)}};
    set("sahut_websockets_open", "WebSockets open now", w, static_cast<double>(f.net.websockets_open));
    set("sahut_http_connections_open", "HTTP connections open now", w, static_cast<double>(f.net.http_open));
    count("sahut_http_requests_total", "HTTP requests answered", w, static_cast<double>(f.net.requests));
    count("sahut_http_replies_4xx_total", "Replies that blame the client", w, static_cast<double>(f.net.replies_4xx));
    count("sahut_http_replies_5xx_total", "Replies that blame us", w, static_cast<double>(f.net.replies_5xx));
    count("sahut_connections_refused_total", "Connections not taken: too many together, or from one address", w, static_cast<double>(f.net.refused));
    count("sahut_frames_in_total", "WebSocket frames received", w, static_cast<double>(f.net.frames_in));
    count("sahut_frames_out_total", "WebSocket frames sent", w, static_cast<double>(f.net.frames_out));
    count("sahut_closed_stuck_total", "WebSockets closed because their peer took nothing", w, static_cast<double>(f.net.closed_stuck));
    count("sahut_due_handled_total", "Entries of the due set handled", w, static_cast<double>(f.due_handled));
    set("sahut_ticket_lateness_max_seconds", "The latest automatic ticket of the last ten minutes", w, in_seconds(f.ticket_lateness));
    commits(f.commits, w);
    for (auto const& [office, b] : f.waiting) waiting(office, b);
    for (auto const& [office, so] : f.differs)
      set("sahut_configuration_differs", "1 while another daemon on this store has other queues, channels or calendar for the office", {{"office", office.text()}}, so);
    for (auto const& [what, n] : f.deliveries) deliveries[what] += n;
    for (auto const& [what, n] : f.passing_signs) signs[what] += n;
    for (auto const& [account, n] : f.journal_behind) behind[account] += n;
    for (auto const& [account, n] : f.outbox_pending) pending[account] += n;
    for (auto const& [account, so] : f.account_stopped) stopped[account] = stopped[account] || so;
    for (auto const& [account, so] : f.account_subscribed) subscribed[account] = so;
    for (auto const& [about, n] : f.notices) notices[about] += n;
  }
  for (auto const& [account, n] : behind)
    set("sahut_journal_behind_entries", "Webhook bodies not yet worked on, by the account's owner", {{"account", account.text()}}, static_cast<double>(n));
  for (auto const& [account, n] : pending)
    set("sahut_outbox_pending_entries", "Messages not yet handed to the platform, by the account's owner", {{"account", account.text()}}, static_cast<double>(n));
  for (auto const& [account, so] : stopped)
    set("sahut_account_stopped", "1 while the platform takes nothing and an operator must act: token, permission, block", {{"account", account.text()}}, so);
  for (auto const& [account, so] : subscribed) {
    set("sahut_account_subscribed", "1 while the platform says that it brings what comes in; asked by the account's owner", {{"account", account.text()}}, so.first);
    count("sahut_account_resubscriptions_total", "How often an account's webhook was found out of order and set up again", {{"account", account.text()}}, static_cast<double>(so.second));
  }
  for (auto const& [what, n] : deliveries)
    count("sahut_deliveries_total", "Messages to a platform that left the outbox, by what became of them",
          {{"channel", std::get<0>(what)}, {"account", std::get<1>(what).text()}, {"outcome", std::get<2>(what)}}, static_cast<double>(n));
  for (auto const& [what, n] : signs)
    count("sahut_passing_signs_total", "Typing and read marks for citizens at a platform, by what became of them",
          {{"account", std::get<0>(what).text()}, {"sign", std::get<1>(what)}, {"outcome", std::get<2>(what)}}, static_cast<double>(n));
  for (auto const& [about, n] : notices)
    count("sahut_channel_notices_total", "Events of a platform that concern no message here, by reason", {{"account", about.first.text()}, {"reason", about.second}}, static_cast<double>(n));
  return prometheus::TextSerializer().Serialize(registry.Collect());
}

std::string guard_exposition(process_counters& c, std::vector<channel_settings> const& channels) {
  prometheus::Registry registry;
  auto const count = [&](char const* name, char const* help, prometheus::Labels labels, std::uint64_t value) {
    prometheus::BuildCounter().Name(name).Help(help).Register(registry).Add(labels).Increment(static_cast<double>(value));
  };
  count("sahut_sign_ins_total", "Sign-ins that succeeded", {}, c.sign_ins_done);
  count("sahut_login_failures_total", "Sign-ins with a wrong name, password or code", {}, c.sign_ins_wrong);
  count("sahut_login_limited_total", "Sign-ins refused unread: too many failed before", {}, c.sign_ins_limited);
  count("sahut_number_failures_total", "Look-ups of a ticket's number with a wrong number or secret", {}, c.numbers_wrong);
  count("sahut_closed_flooding_total", "Citizens' WebSockets closed because they went on after being told of a limit", {}, c.closed_flooding);
  for (auto const& channel : channels)
    count("sahut_bad_signatures_total", "Webhook bodies without the platform's signature", {{"account", channel.id.text()}}, c.bad_signatures.count(channel.id.text()));
  return prometheus::TextSerializer().Serialize(registry.Collect());
}

std::string calendar_exposition(std::vector<std::pair<office_id, std::int64_t>> const& days_left) {
  prometheus::Registry registry;
  auto& days = prometheus::BuildGauge().Name("sahut_calendar_data_seconds").Help("Time until the office's calendar knows no more holidays, in whole days; below 0 it has ended").Register(registry);
  for (auto const& [office, left] : days_left) days.Add({{"office", office.text()}}).Set(static_cast<double>(left) * 86'400);
  return prometheus::TextSerializer().Serialize(registry.Collect());
}

std::string unconfigured_exposition(std::vector<unconfigured> const& found) {
  prometheus::Registry registry;
  auto& all = prometheus::BuildGauge().Name("sahut_unconfigured").Help("What the store holds under a name that is not configured; sahutctl status names the way out").Register(registry);
  for (auto const& u : found) {
    auto const set = [&](char const* holds, std::uint64_t n) {
      if (n) all.Add({{"kind", std::string(name_of(u.what))}, {"office", u.office.text()}, {"id", u.id}, {"holds", holds}}).Set(static_cast<double>(n));
    };
    set("waiting", u.waiting);
    set("tickets", u.ticketed);
    set("conversations", u.conversations);
    set("logins", u.logins);
    set("entries", u.entries);
  }
  return prometheus::TextSerializer().Serialize(registry.Collect());
}

}  // namespace sahut
