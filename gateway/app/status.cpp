#include "gateway/app/status.hpp"

#include "gateway/app/calendar_reload.hpp"
#include "gateway/app/limits.hpp"
#include "gateway/service/platform/account_listing.hpp"
#include "gateway/service/platform/account_watch.hpp"
#include "gateway/service/upkeep/agreement.hpp"
#include "gateway/service/upkeep/backlog.hpp"
#include "gateway/service/core/unreadable.hpp"
#include "gateway/wire/json_writer.hpp"

#include <iomanip>
#include <sstream>

namespace sahut {
namespace {

// Of the one store that all offices lie in.
std::string_view epoch_of(session_host const& g) { return g.offices.empty() ? std::string_view() : g.offices.front()->shared.place.epoch; }

using boost::asio::awaitable;

constexpr int exit_temporary = 75;

std::string at_text(utc_time at) {
  std::string text;
  wire::append_rfc3339(text, at);
  return text;
}

struct account_state {
  account_id id;
  std::uint64_t waiting = 0;
  account_status stands;  // as its owner saw it last
};
struct office_state {
  office_id id;
  backlog waits;
  std::vector<account_state> accounts;
};

awaitable<result<office_state>> look_at(office& o) {
  office_state s;
  s.id = o.shared.profile.settings->id;
  auto waits = co_await look_at_backlog(o.shared, o.accounts_of_officers, o.presence_side);
  if (!waits) co_return waits.error();
  s.waits = std::move(*waits);
  for (auto const& a : o.accounts()) {
    account_state one;
    one.id = a->account().id;
    auto waiting = co_await outbox_size(o.shared, one.id);
    if (!waiting) co_return waiting.error();
    one.waiting = *waiting;
    auto stands = co_await read_account_status(o.shared, one.id);
    if (!stands) co_return stands.error();
    if (*stands) one.stands = std::move(**stands);
    s.accounts.push_back(std::move(one));
  }
  co_return s;
}

std::vector<std::string> warnings_of(session_host& g, std::optional<daemon_status> const& d, std::vector<office_state> const& offices) {
  std::vector<std::string> out;
  if (d) {
    if (!d->store_fault.empty()) out.push_back("store: " + d->store_fault);
    for (auto const& [office, days] : d->calendar_days)
      if (days < calendar_reload::ends_soon_days)
        out.push_back("office " + office.text() + (days < 0 ? ": its calendar's data has ended" : ": its calendar's data ends in " + std::to_string(days) + " day(s)") +
                      "; deadlines after it know no holidays");
    if (!d->last_reload_good)
      out.emplace_back("configuration: faulty when it was last read again; what was in force stays. sahutctl reload names the faults");
    if (nearly_full(d->memory_ratio, g.cfg.limits)) out.push_back("store: its memory is nearly full; new conversations of the web chat are turned away");
    if (auto const n = unreadable_of_this_process().count())
      out.push_back("store: " + std::to_string(n) + " record(s) or message(s) met that cannot be read; sahutctl unreadable lists them");
    for (auto const& office : d->differs)
      out.push_back("office " + office.text() + ": " + std::string(agreement::difference));
    for (auto const& u : d->unconfigured) out.push_back(to_line(u));
    if (d->log_lines_dropped) out.push_back("log: " + std::to_string(d->log_lines_dropped) + " line(s) were lost because nobody read the log");
    out.insert(out.end(), d->endings.begin(), d->endings.end());
  }
  for (auto const& o : g.offices)
    for (auto const& a : o->accounts())
      if (a->owns() && !a->sent().trouble().empty()) out.push_back("account " + a->account().id + ": " + a->sent().trouble());
  for (auto const& o : offices)
    for (auto const& a : o.accounts)
      if (a.stands.subscription == subscription_state::missing) out.push_back("account " + a.id + ": what comes in may be missing: " + a.stands.says);
  for (auto const& o : offices)
    for (auto const& q : o.waits.queues) {
      if (q.tickets_unowned) out.push_back("queue " + o.id.text() + '/' + q.id.text() + ": " + std::to_string(q.tickets_unowned) + " ticket(s) have no officer");
      if (q.tickets_late) out.push_back("queue " + o.id.text() + '/' + q.id.text() + ": " + std::to_string(q.tickets_late) + " ticket(s) are overdue");
      if (q.waiting && o.waits.officers.at(presence::available) == 0)
        out.push_back("queue " + o.id.text() + '/' + q.id.text() + ": " + std::to_string(q.waiting) + " wait and no officer of the office is available");
    }
  return out;
}

std::string outbox_of(account_state const& a) {
  wire::json_writer w;
  w.begin_object().field("account", a.id).field("outbox", a.waiting);
  if (a.stands.subscription != subscription_state::not_asked) w.field("subscribed", a.stands.subscription == subscription_state::in_order);
  return w.end_object().take();
}

std::string json_of(session_host& g, std::optional<daemon_status> const& d, std::vector<office_state> const& offices, std::vector<std::string> const& warnings) {
  wire::json_writer w;
  w.begin_object().field("version", SAHUT_VERSION).field("daemon", d.has_value());
  w.field("store", g.cfg.redis.embedded() ? "embedded" : "redis").field("epoch", epoch_of(g));
  if (d) {
    w.field("up_since", d->started_at).field("store_writable", d->store_fault.empty());
    w.field("store_memory_percent", static_cast<std::int64_t>(d->memory_ratio * 100)).field("log_lines_dropped", d->log_lines_dropped);
  }
  w.begin_array("offices");
  for (auto const& o : offices) {
    wire::json_writer x;
    x.begin_object().field("office", o.id).field("unanswered", o.waits.unanswered).field("due_soon", o.waits.due_soon);
    x.begin_object("officers");
    for (auto const& [state, n] : o.waits.officers) x.field(name_of(state), n);
    x.end_object().begin_array("queues");
    for (auto const& q : o.waits.queues) {
      wire::json_writer y;
      y.begin_object().field("queue", q.id).field("waiting", q.waiting).field("oldest_seconds", std::int64_t{q.oldest.count() / 1000});
      x.element_raw(y.field("tickets", q.tickets).field("tickets_overdue", q.tickets_late).field("tickets_due_soon", q.tickets_near).field("tickets_unowned", q.tickets_unowned).end_object().take());
    }
    x.end_array().begin_array("accounts");
    for (auto const& a : o.accounts) x.element_raw(outbox_of(a));
    x.end_array();
    if (d)
      for (auto const& [office, days] : d->calendar_days)
        if (office == o.id) x.field("calendar_days", days);
    w.element_raw(x.end_object().take());
  }
  w.end_array().begin_array("warnings");
  for (auto const& line : warnings) w.element(line);
  return w.end_array().end_object().take() + "\n";
}

std::string page_of(session_host& g, std::optional<daemon_status> const& d, std::vector<office_state> const& offices, std::vector<std::string> const& warnings) {
  std::ostringstream to;
  to << "sahut " SAHUT_VERSION << (d ? ", up since " + at_text(d->started_at) : std::string(", no daemon runs here")) << "\n";
  to << "store " << (g.cfg.redis.embedded() ? "embedded" : "redis") << ", epoch " << epoch_of(g);
  if (d) to << ", " << static_cast<int>(d->memory_ratio * 100) << " % of its memory";
  to << "\n";
  if (!warnings.empty()) to << "\n";
  for (auto const& line : warnings) to << "warning: " << line << "\n";
  for (auto const& o : offices) {
    to << "\noffice " << o.id << ": " << o.waits.unanswered << " unanswered, " << o.waits.due_soon << " due within 5 min; officers";
    for (auto const state : {presence::available, presence::away, presence::offline}) to << ' ' << o.waits.officers.at(state) << ' ' << name_of(state);
    to << "\n";
    for (auto const& q : o.waits.queues)
      to << "  queue " << std::left << std::setw(16) << q.id << " " << q.waiting << " waiting, oldest " << q.oldest.count() / 1000 << " s; " << q.tickets
         << " ticket(s), " << q.tickets_late << " overdue\n";
    for (auto const& a : o.accounts) to << "  account " << std::left << std::setw(14) << a.id << " " << a.waiting << " to be sent\n";
    if (d)
      for (auto const& [office, days] : d->calendar_days)
        if (office == o.id) to << "  calendar data " << (days < 0 ? "ended " + std::to_string(-days) + " day(s) ago" : "for " + std::to_string(days) + " day(s)") << "\n";
  }
  return to.str();
}

}  // namespace

awaitable<admin_answer> tell_status(session_host& g, std::optional<daemon_status> daemon, bool as_json) {
  std::vector<office_state> offices;
  for (auto& o : g.offices) {
    auto one = co_await look_at(*o);
    if (!one) {
      auto const why = daemon && !daemon->store_fault.empty() ? daemon->store_fault : one.error().detail;
      co_return admin_answer{exit_temporary, "", "the store cannot be read: " + why + "\n"};
    }
    offices.push_back(std::move(*one));
  }
  auto const warnings = warnings_of(g, daemon, offices);
  admin_answer a;
  a.out = as_json ? json_of(g, daemon, offices, warnings) : page_of(g, daemon, offices, warnings);
  co_return a;
}

}  // namespace sahut
