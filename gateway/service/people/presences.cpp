#include "gateway/service/people/presences.hpp"

#include "gateway/records/fields.hpp"
#include "gateway/records/model_fields.hpp"
#include "gateway/service/people/attended.hpp"
#include "gateway/service/core/unreadable.hpp"
#include "routing/engine/conversation/officer.hpp"

#include <charconv>

namespace sahut {
namespace {

std::int64_t integer(std::string_view s) {
  std::int64_t v = 0;
  std::from_chars(s.data(), s.data() + s.size(), v);
  return v;
}

// An id is recognised on the day of its use and the day after, wherever in a day it falls.
constexpr seconds ids_kept = std::chrono::days{2};

error reused() { return {errc::id_reused, "id", "this id was used before for something else; use a new one"}; }

}  // namespace

boost::asio::awaitable<result<presences::known>> presences::find(officer_id who) {
  auto fields = co_await desk_.st.record(desk_.space.presence(who));
  if (!fields) co_return fields.error();
  known k;
  for (auto const& [name, value] : *fields) {
    if (name == "v") k.version = static_cast<std::uint64_t>(integer(value));
    else if (name == "r") {
      auto read = records::decode<presence_record>(value);
      if (read) k.record = std::move(*read);
      else unreadable_of_this_process().note(desk_.space.presence(who), "an officer's presence: offline until it is set anew");
    }
    else if (name.starts_with("w:")) {
      auto const end = k.leases[name] = from_millis(integer(value));
      k.lease_end = std::max(k.lease_end, end);
    }
  }
  co_return k;
}

boost::asio::awaitable<result<presences::written>> presences::write(officer_id who, known before, presence_record after, transaction more) {
  transaction t = std::move(more);
  if (t.records.empty()) t.records.emplace_back();
  auto& r = t.records.front();
  r.key = desk_.space.presence(who);
  r.if_version = before.version;
  r.new_version = true;
  r.set.emplace_back("r", records::encode(after));
  bool const is_available = after.state == presence::available && !after.gone_at;
  if (is_available) t.operations.push_back(set_add{desk_.space.available(), who.text()});
  else t.operations.push_back(set_remove{desk_.space.available(), who.text()});
  if (is_available) t.operations.push_back(sorted_add{desk_.space.due(), "q", 0, sorted_add::when::always});
  auto done = co_await desk_.st.commit(std::move(t));
  if (!done) co_return done.error();
  if (auto const* dup = std::get_if<duplicate>(&*done)) {
    if (!dup->same_content) co_return reused();
    co_return written::before;
  }
  if (auto const* lost = std::get_if<conflict>(&*done)) {
    if (lost->why == conflict::what::condition)
      co_return error{errc::rate_limited, "", "presence was changed too often today", 60 * 60 * 1000};
    co_return written::conflict;
  }
  if (is_available) desk_.nudge_match();
  co_return written::done;
}

boost::asio::awaitable<result<presence_record>> presences::arrive(officer_id who) {
  for (int attempt = 0; attempt < 8; ++attempt) {
    auto now_known = co_await find(who);
    if (!now_known) co_return now_known.error();
    auto after = now_known->record;
    auto const now = desk_.clk.now();
    if (!stays_as_it_was(attended(*now_known), now, desk_.cfg.officers.grace)) after.state = presence::away;
    if (after.state == presence::offline) after.state = presence::away;
    after.gone_at.reset();
    transaction t;
    t.records.emplace_back();
    auto const until = now + desk_.cfg.officers.lease;
    t.records.front().set.emplace_back("w:" + desk_.worker, std::to_string(to_millis(until)));
    t.operations.push_back(sorted_add{desk_.space.due(), due::print(due::attendance{who}), to_millis(until)});
    auto outcome = co_await write(who, *now_known, after, std::move(t));
    if (!outcome) co_return outcome.error();
    if (*outcome == written::done) co_return after;
  }
  co_return error{errc::unavailable, "", "presence keeps changing; try again", 500};
}

boost::asio::awaitable<result<void>> presences::renew(officer_id who) {
  auto now_known = co_await find(who);
  if (!now_known) co_return now_known.error();
  if (now_known->record.gone_at) {
    auto back = co_await arrive(std::move(who));
    if (!back) co_return back.error();
    co_return result<void>{};
  }
  auto const until = desk_.clk.now() + desk_.cfg.officers.lease;
  transaction t;
  t.records.emplace_back();
  t.records.front().key = desk_.space.presence(who);
  t.records.front().set.emplace_back("w:" + desk_.worker, std::to_string(to_millis(until)));
  auto const how = now_known->record.state == presence::offline ? sorted_add::when::if_absent : sorted_add::when::only_later;
  t.operations.push_back(sorted_add{desk_.space.due(), due::print(due::attendance{who}), to_millis(until), how});
  auto done = co_await desk_.st.commit(std::move(t));
  if (!done) co_return done.error();
  co_return result<void>{};
}

boost::asio::awaitable<result<void>> presences::leave(officer_id who) {
  for (int attempt = 0; attempt < 8; ++attempt) {
    auto now_known = co_await find(who);
    if (!now_known) co_return now_known.error();
    auto const now = desk_.clk.now();
    bool elsewhere = false;
    for (auto const& [name, end] : now_known->leases)
      if (name != "w:" + desk_.worker && end > now) elsewhere = true;
    transaction t;
    t.records.emplace_back();
    t.records.front().remove.push_back("w:" + desk_.worker);
    auto after = now_known->record;
    if (!elsewhere) {
      after.gone_at = now;
      t.operations.push_back(sorted_add{desk_.space.due(), due::print(due::attendance{who}), to_millis(now + desk_.cfg.officers.grace)});
    }
    auto outcome = co_await write(who, *now_known, after, std::move(t));
    if (!outcome) co_return outcome.error();
    if (*outcome == written::done) co_return result<void>{};
  }
  co_return error{errc::unavailable, "", "presence keeps changing; try again", 500};
}

boost::asio::awaitable<result<presence_record>> presences::set(officer_id who, std::string once, std::string fingerprint,
                                                               presence state, std::optional<std::uint32_t> capacity) {
  auto const today = std::chrono::floor<std::chrono::days>(desk_.clk.now()).time_since_epoch().count();
  std::vector<std::string> names{"d" + once};
  auto yesterdays = co_await desk_.st.fields(desk_.space.commands(who, today - 1), std::move(names));
  if (!yesterdays) co_return yesterdays.error();
  if (auto const& used = yesterdays->front()) {
    if (used->substr(used->find(':') + 1) != fingerprint) co_return reused();
    auto now_known = co_await find(who);
    if (!now_known) co_return now_known.error();
    co_return now_known->record;
  }
  auto const most = static_cast<std::uint64_t>(desk_.cfg.limits.presence_changes_per_day);
  for (int attempt = 0; attempt < 8; ++attempt) {
    auto now_known = co_await find(who);
    if (!now_known) co_return now_known.error();
    auto after = now_known->record;
    after.state = state;
    after.capacity = capacity.value_or(0);
    transaction t;
    t.records.resize(2);
    auto& ids = t.records[1];
    ids.key = desk_.space.commands(who, today);
    ids.once = once;
    ids.fingerprint = fingerprint;
    if (most > 0) t.conditions.push_back(smaller_than{smaller_than::kind::record, ids.key, most});
    t.operations.push_back(expire{ids.key, ids_kept});
    if (state == presence::offline)
      t.operations.push_back(sorted_add{desk_.space.due(), due::print(due::attendance{who}), to_millis(desk_.clk.now() + seconds{1})});
    auto outcome = co_await write(who, *now_known, after, std::move(t));
    if (!outcome) co_return outcome.error();
    if (*outcome == written::conflict) continue;
    if (*outcome == written::before) after = now_known->record;
    if (after.state == presence::offline) (void)co_await give_back(who);  // what fails now is done when the entry is due
    co_return after;
  }
  co_return error{errc::unavailable, "", "presence keeps changing; try again", 500};
}

boost::asio::awaitable<result<void>> presences::give_back(officer_id who) {
  auto held = co_await desk_.st.members(desk_.space.load(who));
  if (!held) co_return held.error();
  result<void> all;
  for (auto& id : *held) {
    auto decide = [this, &who](conversation_ptr base, records_read&) -> boost::asio::awaitable<result<std::optional<transition>>> {
      auto t = on_officer_gone(desk_.at_now(), base->record, who);
      if (t && base->record.handed.until) t->add_note = handover_note(base->record, desk_.clk.now());
      co_return t;
    };
    auto done = co_await desk_.act(conversation_id(std::move(id)), command_id(), decide);
    bool const over = done || done.error().code == errc::not_found || done.error().code == errc::internal;  // one that cannot be read holds nobody up
    if (!over) all = done.error();
  }
  co_return all;
}

boost::asio::awaitable<void> presences::on_due(officer_id who) {
  auto const reschedule = [this, &who](utc_time at) -> boost::asio::awaitable<void> {
    transaction t;
    t.operations.push_back(sorted_add{desk_.space.due(), due::print(due::attendance{who}), to_millis(at)});
    (void)co_await desk_.st.commit(std::move(t));
  };
  auto now_known = co_await find(who);
  if (!now_known) co_return;  // it stays due
  if (now_known->record.state == presence::offline) {
    auto const all = co_await give_back(who);
    if (!giving_back_.went_well(all)) co_return;
  }
  auto const now = desk_.clk.now();
  attendance_terms const terms{desk_.cfg.officers.lease, desk_.cfg.officers.grace, trusted_from_};
  auto const due = on_attendance_due(attended(*now_known), now, terms);
  if (due.then == attendance_due::what::look_again) co_return co_await reschedule(due.at);

  auto after = now_known->record;
  after.gone_at = due.gone_at;
  if (due.then == attendance_due::what::in_grace) {
    transaction t;
    t.operations.push_back(sorted_add{desk_.space.due(), due::print(due::attendance{who}), to_millis(due.at)});
    (void)co_await write(who, *now_known, after, std::move(t));
    co_return;
  }
  auto const given_back = co_await give_back(who);
  if (!giving_back_.went_well(given_back)) co_return;  // it stays due
  after.state = presence::offline;
  transaction t;
  t.operations.push_back(sorted_remove{desk_.space.due(), due::print(due::attendance{who})});
  t.records.emplace_back();
  for (auto const& [name, _] : now_known->leases) t.records.front().remove.push_back(name);  // of workers that are no more
  (void)co_await write(who, *now_known, after, std::move(t));
  auto const nothing_left = co_await give_back(who);  // handed over while the entry was still there
  if (!giving_back_.went_well(nothing_left)) co_await reschedule(now + seconds{1});
}

}  // namespace sahut
