#include "gateway/service/time/sweeper.hpp"

#include "gateway/log/log.hpp"
#include "gateway/records/decimal.hpp"
#include "gateway/service/people/attended.hpp"
#include "gateway/service/core/newer_kinds.hpp"
#include "gateway/service/core/task_group.hpp"
#include "routing/engine/conversation/indexes.hpp"
#include "routing/engine/conversation/officer.hpp"
#include "routing/engine/conversation/passage.hpp"
#include "routing/engine/conversation/reminders.hpp"

#include <boost/asio/redirect_error.hpp>

namespace sahut {
namespace {

constexpr std::string_view conversation_kinds = "chlnstw";
constexpr std::chrono::minutes looked_at_again{1};
constexpr std::chrono::minutes late_from{1};  // what is less says nothing but that the store was busy

}  // namespace

sweeper::sweeper(desk& d, matcher& m, presences& p, std::function<boost::asio::awaitable<void>(std::string)> claim_account)
    : desk_(d), matcher_(m), presences_(p), claim_account_(std::move(claim_account)) {}

boost::asio::awaitable<result<std::size_t>> sweeper::sweep_once() {
  auto const now = desk_.clk.now();
  // A worker that slept, or a store that took no writes, may be the reason why leases look expired.
  if (last_sweep_ != utc_time{} && now - last_sweep_ > std::chrono::seconds{5})
    presences_.trust_leases_from(now + desk_.cfg.officers.lease);

  auto claimed = co_await desk_.st.claim_due(desk_.space.due(), now, static_cast<std::size_t>(desk_.cfg.limits.due_batch), hold);
  if (!claimed) co_return claimed.error();
  last_sweep_ = now;
  task_group batch(co_await boost::asio::this_coro::executor, desk_.tasks);
  auto const count = claimed->size();
  for (auto& entry : *claimed) batch.add(handle(std::move(entry)));
  co_await batch.join();
  handled += count;
  co_return count;
}

boost::asio::awaitable<void> sweeper::run() {
  for (;;) {
    auto some = co_await sweep_once();
    if (some && *some == static_cast<std::size_t>(desk_.cfg.limits.due_batch)) continue;
    auto const rest = some ? idle : milliseconds{500};
    bool const more = co_await desk_.clk.sleep_for(rest);
    if (!more) co_return;
  }
}

boost::asio::awaitable<void> sweeper::handle(scored entry) {
  auto const& m = entry.member;
  if (m == matcher::due_member()) {
    (void)co_await matcher_.match_all();
    co_await put_off(m, rematch);
  } else if (m.starts_with("p|")) {
    co_await presences_.on_due(m.substr(2));
  } else if (m.starts_with("a|")) {
    auto const account = m.substr(2);
    if (desk_.cfg.channel(account)) co_await claim_account_(account);
    else co_await put_off(m, foreign_account);  // configured here no more, but perhaps for another daemon
  } else if (m.starts_with("r|")) {
    co_await record_due(m);
  } else if (m.size() > 2 && m[1] == '|' && conversation_kinds.find(m[0]) != conversation_kinds.npos) {
    co_await conversation_due(m, m[0]);
  } else {
    ++newer_kinds_of_this_process().due;
    co_await put_off(m, looked_at_again);
  }
}

// "r|<kind>|…": the kind's own handler moves or removes it with the record that it belongs to.
boost::asio::awaitable<void> sweeper::record_due(std::string member) {
  auto const rest = std::string_view(member).substr(2);
  auto const handler = record_handlers_.find(rest.substr(0, rest.find('|')));
  if (handler == record_handlers_.end()) {
    ++newer_kinds_of_this_process().due;
    co_await put_off(std::move(member), looked_at_again);
    co_return;
  }
  co_await handler->second(member);
}

boost::asio::awaitable<void> sweeper::put_off(std::string member, milliseconds by) {
  transaction t;
  t.operations.push_back(sorted_add{desk_.space.due(), std::move(member), to_millis(desk_.clk.now() + by)});
  (void)co_await desk_.st.commit(std::move(t));
}

boost::asio::awaitable<void> sweeper::conversation_due(std::string member, char kind) {
  auto& d = desk_;
  auto const rest = std::string_view(member).substr(2);
  auto const bar = rest.find('|');
  conversation_id const of = std::string(rest.substr(0, bar));
  std::uint32_t ordinal = 0;
  if (bar != rest.npos) ordinal = static_cast<std::uint32_t>(records::decimal(rest.substr(bar + 1)));

  bool nothing = false;
  auto decide = [this, &d, kind, ordinal, &nothing](conversation_ptr base, records_read&) -> boost::asio::awaitable<result<std::optional<transition>>> {
    std::optional<transition> t;
    if (kind == 't') t = on_ticket_due(d.at_now(), base->record, ordinal);
    else if (kind == 'l') t = on_ticket_late(d.at_now(), base->record, ordinal);
    else if (kind == 'n') t = on_reminder_due(d.at_now(), base->record, ordinal);
    else if (kind == 's') t = on_silence_due(d.at_now(), base->record, ordinal);
    else if (kind == 'w') t = on_warning_due(d.at_now(), base->record);
    else if (kind == 'h') {
      auto there = co_await presences_.find(base->record.officer);
      if (!there) co_return there.error();
      bool const is_there = there->record.state == presence::available && !is_gone(attended(*there), d.clk.now());
      t = on_handover_due(d.at_now(), base->record, is_there);
    } else if (kind == 'c') t = on_close_due(d.at_now(), base->record);
    nothing = !t;
    co_return t;
  };
  auto done = co_await d.act(of, command_id(), decide);
  if (!done && done.error().code == errc::internal) {  // its record cannot be read: it takes no place in every batch
    co_await put_off(std::move(member), looked_at_again);
    co_return;
  }
  if (!done && done.error().code != errc::not_found) co_return;  // it stays due, and is tried again
  if (done && !nothing) {
    if (kind == 't' && done->now && !done->now->record.tickets.empty()) {
      auto const& tk = done->now->record.tickets.back();
      auto const late = tk.issued_at - tk.due_at;
      worst_lateness = std::max(worst_lateness, late);
      if (late >= late_from)
        log::warn("due", {{"office", d.profile.settings->id}, {"conversation", of}, {"request", std::to_string(ordinal)}},
                  "a ticket was issued {} s after its time: the daemon or its store was away", late.count() / 1000);
    }
    co_return;
  }
  // The record knows of nothing due now under this entry: what it says is what the due set must hold.
  utc_time at{};
  if (done && done->now)
    for (auto const& p : places_of(done->now->record).due)
      if (p.member == member) at = p.at;
  transaction t;
  t.records.emplace_back();  // on condition that the record still says so: else it stays due and is looked at again
  t.records.front().key = d.space.conversation(conversation_id(rest.substr(0, bar)));
  t.records.front().if_version = done && done->now ? done->now->version : 0;
  if (at == utc_time{}) t.operations.push_back(sorted_remove{d.space.due(), std::move(member)});
  else t.operations.push_back(sorted_add{d.space.due(), std::move(member), to_millis(std::max(at, d.clk.now() + hold))});
  (void)co_await d.st.commit(std::move(t));
}

}  // namespace sahut
