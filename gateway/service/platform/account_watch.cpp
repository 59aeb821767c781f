#include "gateway/service/platform/account_watch.hpp"

#include "connectors/common/subscription.hpp"
#include "gateway/log/log.hpp"
#include "gateway/records/decimal.hpp"

#include <algorithm>

namespace sahut {
namespace {

using boost::asio::awaitable;

std::string joined(std::vector<std::string> const& lines) {
  std::string out;
  for (auto const& line : lines) (out += out.empty() ? "" : "; ") += line;
  if (out.size() > account_watch::says_bytes_max) out.resize(account_watch::says_bytes_max);
  return out;
}

}  // namespace

awaitable<result<std::optional<account_status>>> read_account_status(desk& d, account_id account) {
  auto look = d.repo.begin_reading(d.forms);
  co_return co_await look.load<account_status>(std::move(account));
}

awaitable<result<std::uint64_t>> journal_backlog(desk& d, account_id account) {
  std::vector<std::string> ends{"n", "cursor"};
  auto fields = co_await d.st.fields(d.space.journal(account), std::move(ends));
  if (!fields) co_return fields.error();
  auto const end = records::decimal_of((*fields)[0]), cursor = records::decimal_of((*fields)[1]);
  co_return end > cursor ? end - cursor : 0;
}

awaitable<void> account_watch::run() {
  while (!desk_.draining) {
    if (!owner_.owns()) {
      ours_ = false;
      now_ = {};
    } else {
      try {
        if (!ours_) ours_ = co_await take_over();
        if (ours_ && desk_.clk.now() >= next_look_) co_await look();
        if (ours_) co_await count();
        if (ours_) co_await write();
      } catch (boost::system::system_error const& e) {
        if (e.code() == boost::asio::error::operation_aborted) throw;
        log::error("account", {{"account", id()}}, "its webhook could not be looked at: {}", e.what());
        next_look_ = desk_.clk.now() + look_every;
      } catch (std::invalid_argument const& e) {  // an address that is none
        log::error("account", {{"account", id()}}, "its webhook could not be looked at: {}", e.what());
        next_look_ = desk_.clk.now() + look_every;
      }
    }
    bool const slept = co_await desk_.clk.sleep_for(step);
    if (!slept) co_return;
  }
}

// What the last owner knew.
awaitable<bool> account_watch::take_over() {
  auto known = co_await read_account_status(desk_, id());
  if (!known) co_return false;
  now_ = known->value_or(account_status{});
  now_.account = id();
  written_ = now_;
  next_look_ = {};
  auto const& ended = owner_.sent().ended();
  auto const at = ended.find(delivery::sent);
  sent_ = at == ended.end() ? 0 : at->second;
  co_return true;
}

awaitable<void> account_watch::look() {
  auto const webhook = owner_.channel().webhook();
  next_look_ = desk_.clk.now() + look_every;
  if (!webhook) {
    now_.subscription = subscription_state::not_asked;
    now_.says.clear();
    co_return;
  }
  auto const address = desk_.cfg.public_url + "/webhooks/" + id();
  auto report = co_await webhook->check(address, call_limit);
  auto const* renewable = dynamic_cast<connector::subscription const*>(webhook.get());
  if (!report.good && renewable && renewable->can_mend()) {
    auto const before = joined(report.lines);
    report = co_await webhook->set_up(address, call_limit);
    if (report.good) {
      ++now_.mended;
      log::warn("account", {{"account", id()}}, "its webhook was not in order and was set up again: {}", before);
    }
  }
  learn(report);
}

void account_watch::learn(connector::setup_report const& report) {
  if (!report.good) next_look_ = desk_.clk.now() + look_again;
  if (report.temporary) return;
  auto says = joined(report.lines);
  auto const was = now_.subscription;
  bool const news = says != now_.says;
  now_.subscription = report.good ? subscription_state::in_order : subscription_state::missing;
  now_.says = std::move(says);
  now_.looked_at = desk_.clk.now();
  if (!report.good && (news || was != subscription_state::missing)) log::warn("account", {{"account", id()}}, "what comes in may be missing: {}", now_.says);
  if (report.good && was == subscription_state::missing) log::info("account", {{"account", id()}}, "the platform brings what comes in again");
}

// What has come and gone since the last look, to the step.
awaitable<void> account_watch::count() {
  std::vector<std::string> end{"n"};
  auto fields = co_await desk_.st.fields(desk_.space.journal(id()), std::move(end));
  if (!fields) co_return;
  auto const received = records::decimal_of(fields->front());
  auto const now = desk_.clk.now();
  if (received > now_.received) now_.last_received = now;
  now_.received = received;
  auto const& ended = owner_.sent().ended();
  auto const at = ended.find(delivery::sent);
  auto const sent = at == ended.end() ? 0 : at->second;
  if (sent > sent_) now_.last_sent = now;
  sent_ = sent;
  now_.trouble = owner_.sent().trouble();
}

awaitable<void> account_watch::write() {
  if (now_ == written_) co_return;
  auto as_written = now_;  // but for what changes all the time
  as_written.last_received = written_.last_received;
  as_written.last_sent = written_.last_sent;
  as_written.looked_at = written_.looked_at;
  as_written.received = written_.received;
  auto const now = desk_.clk.now();
  if (as_written == written_ && now - written_.written_at < write_every) co_return;
  auto next = now_;
  next.written_at = now;
  auto decide = [&](conversation_ptr, records_read& also) -> boost::asio::awaitable<result<std::optional<transition>>> {
    auto known = co_await also.load<account_status>(id());
    if (!known) co_return known.error();
    if (*known) next.newer = (*known)->newer;
    transition t;
    t.also.emplace_back(next);
    co_return std::optional(std::move(t));
  };
  auto const done = co_await desk_.act(command_id(), decide);
  if (!done) co_return;  // at the next step
  now_.written_at = next.written_at;
  now_.newer = next.newer;
  written_ = now_;
}

}  // namespace sahut
