#include "gateway/service/time/sweeper.hpp"

#include "gateway/log/log.hpp"
#include "gateway/service/people/attended.hpp"
#include "gateway/service/core/newer_kinds.hpp"
#include "gateway/service/core/task_group.hpp"
#include "routing/engine/conversation/indexes.hpp"
#include "routing/engine/conversation/officer.hpp"
#include "routing/engine/conversation/due_steps.hpp"
#include "routing/engine/conversation/reminders.hpp"

#include <boost/asio/redirect_error.hpp>

namespace sahut {
namespace {

constexpr std::chrono::minutes looked_at_again{1};
constexpr std::chrono::minutes late_from{1};  // what is less says nothing but that the store was busy

}  // namespace

sweeper::sweeper(desk& d, matcher& m, presences& p, std::function<boost::asio::awaitable<void>(account_id)> claim_account)
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
  auto what = due::parse(entry.member);
  if (!what) {  // of a newer build
    ++newer_kinds_of_this_process().due;
    co_await put_off(std::move(entry.member), looked_at_again);
    co_return;
  }
  auto handling = std::visit([this](auto& x) { return handle_item(std::move(x)); }, *what);
  co_await std::move(handling);
}

boost::asio::awaitable<void> sweeper::handle_item(due::matching what) {
  (void)co_await matcher_.match_all();
  auto entry = due::print(what);
  co_await put_off(std::move(entry), rematch);
}

boost::asio::awaitable<void> sweeper::handle_item(due::attendance what) { return presences_.on_due(std::move(what.officer)); }

boost::asio::awaitable<void> sweeper::handle_item(due::account_lease what) {
  auto entry = due::print(what);
  if (desk_.cfg.channel(what.account)) co_await claim_account_(what.account);
  else co_await put_off(std::move(entry), foreign_account);  // configured here no more, but perhaps for another daemon
}

// The kind's own handler moves or removes the entry with the record that it belongs to.
boost::asio::awaitable<void> sweeper::handle_item(due::record what) {
  auto const handler = record_handlers_.find(what.kind);
  if (handler == record_handlers_.end()) {
    ++newer_kinds_of_this_process().due;
    auto entry = due::print(what);
    co_await put_off(std::move(entry), looked_at_again);
    co_return;
  }
  co_await handler->second(std::move(what.id));
}

boost::asio::awaitable<void> sweeper::put_off(std::string member, milliseconds by) {
  transaction t;
  t.operations.push_back(sorted_add{desk_.space.due(), std::move(member), to_millis(desk_.clk.now() + by)});
  (void)co_await desk_.st.commit(std::move(t));
}

boost::asio::awaitable<result<std::optional<transition>>> sweeper::decide(conversation const& c, due_step what) {
  auto const now = desk_.at_now();
  switch (what.kind) {
    case due_kind::ticket: co_return on_ticket_due(now, c, what.ordinal);
    case due_kind::lateness: co_return on_ticket_late(now, c, what.ordinal);
    case due_kind::reminder: co_return on_reminder_due(now, c, what.ordinal);
    case due_kind::silence: co_return on_silence_due(now, c, what.ordinal);
    case due_kind::warning: co_return on_warning_due(now, c);
    case due_kind::closing: co_return on_close_due(now, c);
    case due_kind::handover: break;
  }
  auto there = co_await presences_.find(c.officer);
  if (!there) co_return there.error();
  bool const is_there = there->record.state == presence::available && !is_gone(attended(*there), desk_.clk.now());
  co_return on_handover_due(desk_.at_now(), c, is_there);
}

boost::asio::awaitable<void> sweeper::handle_item(due::step what) {
  bool nothing = false;
  auto decide_it = [this, step = what.what, &nothing](conversation_ptr base, records_read&) -> boost::asio::awaitable<result<std::optional<transition>>> {
    auto t = co_await decide(base->record, step);
    nothing = t && !*t;
    co_return t;
  };
  auto done = co_await desk_.act(what.of, command_id(), decide_it);
  if (!done && done.error().code == errc::internal) {  // its record cannot be read: it takes no place in every batch
    auto entry = due::print(what);
    co_await put_off(std::move(entry), looked_at_again);
    co_return;
  }
  if (!done && done.error().code != errc::not_found) co_return;  // it stays due, and is tried again
  if (done && !nothing) {
    if (done->now) note_lateness(done->now->record, what.what);
    co_return;
  }
  co_await set_right(std::move(what), done);
}

void sweeper::note_lateness(conversation const& now, due_step what) {
  if (what.kind != due_kind::ticket || now.tickets.empty()) return;
  auto const& tk = now.tickets.back();
  auto const late = tk.issued_at - tk.due_at;
  worst_lateness = std::max(worst_lateness, late);
  if (late >= late_from)
    log::warn("due", {{"office", desk_.profile.settings->id}, {"conversation", now.id}, {"request", std::to_string(what.ordinal)}},
              "a ticket was issued {} s after its time: the daemon or its store was away", late.count() / 1000);
}

// The record knows of nothing due now under this entry: what it says is what the due set must hold.
boost::asio::awaitable<void> sweeper::set_right(due::step what, result<stored_change> const& done) {
  auto& d = desk_;
  utc_time at{};
  if (done && done->now)
    for (auto const& p : places_of(done->now->record).due)
      if (p.what == what.what) at = p.at;
  auto member = due::print(what);
  transaction t;
  t.records.emplace_back();  // on condition that the record still says so: else it stays due and is looked at again
  t.records.front().key = d.space.conversation(what.of);
  t.records.front().if_version = done && done->now ? done->now->version : 0;
  if (at == utc_time{}) t.operations.push_back(sorted_remove{d.space.due(), std::move(member)});
  else t.operations.push_back(sorted_add{d.space.due(), std::move(member), to_millis(std::max(at, d.clk.now() + hold))});
  (void)co_await d.st.commit(std::move(t));
}

}  // namespace sahut
