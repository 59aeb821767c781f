// Whose turn it is, and what is told and done while the others wait.
#include "gateway/service/platform/outbox.hpp"

#include "routing/engine/conversation/reply_window.hpp"
#include "routing/engine/conversation/ticket_words.hpp"
#include "routing/engine/texts/delivery_reasons.hpp"

#include <algorithm>
#include <utility>

namespace sahut {
namespace {

using why = texts::delivery_reason;
constexpr std::size_t sends_at_once = 8;

}  // namespace

milliseconds outbox::request_time() const {
  return std::min(desk_.cfg.limits.outbox_request_time, account_lease::term - account_lease::renewal - std::chrono::seconds{1});
}

void outbox::look_at_window(std::uint64_t k, pending_entry& p, utc_time now) {
  auto const known = desk_.repo.cached(p.entry.conversation);
  auto const spoke_at = known ? known->record.last_citizen_at : utc_time{};
  waiting_text text;
  text.last_citizen_at = spoke_at;
  text.refused_after = p.held_after;
  if (departure_of(channel_, text, now) != departure::as_response) return;
  p.entry.held = false;
  p.entry.next_at = now;
  p.as_agent = false;
  if (!trouble_.empty()) untold_.insert(k);
}

std::optional<std::uint64_t> outbox::next_to_send(utc_time now, utc_time& wake_at) {
  if (auto const from = std::max(paused_until_, next_send_at_); now < from) {
    wake_at = std::min(wake_at, from);
    return std::nullopt;
  }
  std::map<std::string_view, std::string_view> waits;  // recipients whose later entries wait, and what for
  for (auto& [k, p] : entries_) {
    auto& e = p.entry;
    if (auto const before = waits.find(e.recipient); before != waits.end()) {
      bool const to_be_told = !before->second.empty() && !p.busy && !p.leaving && !e.held && e.unknown_since == utc_time{} &&
                              e.reason != before->second && now - e.created_at >= told_after;
      if (to_be_told) behind_.emplace(k, before->second);
      continue;
    }
    if (e.unknown_since != utc_time{} && !p.busy) {
      auto const passed_at = e.unknown_since + passed_after;
      if (now >= passed_at) continue;
      waits.emplace(e.recipient, text_of(why::behind_unknown));
      wake_at = std::min(wake_at, passed_at);
      continue;
    }
    auto& what_for = waits[e.recipient];
    if (p.busy || p.leaving) continue;
    if (e.held) look_at_window(k, p, now);
    if (e.next_at <= now) return k;
    what_for = text_of(why::behind_waiting);
    wake_at = std::min(wake_at, e.next_at);
  }
  return std::nullopt;
}

boost::asio::awaitable<void> outbox::run() {
  task_group sends(executor_, desk_.tasks);
  while (lease_.held()) {
    auto const found = co_await read_new();
    bool const read = reading_.went_well(found);
    co_await decide_unknown();
    co_await tell_why_they_wait();
    utc_time wake_at = desk_.clk.now() + std::chrono::seconds{1};
    while (read && !desk_.draining && sends.running() < sends_at_once && lease_.left() > request_time()) {
      auto const k = next_to_send(desk_.clk.now(), wake_at);
      if (!k) break;
      entries_.at(*k).busy = true;
      next_send_at_ = std::max(next_send_at_, desk_.clk.now()) + milliseconds{1000 / account_.sends_per_second};
      sends.add(send_next_part(*k));
    }
    co_await work_.wait_until(desk_.clk, wake_at);
  }
  co_await sends.join();
}

boost::asio::awaitable<void> outbox::decide_unknown() {
  auto const now = desk_.clk.now();
  auto const may_retell = [](outbox_entry const& e) { return !e.ticket.empty() && e.retold < retold_most; };
  auto const all = std::vector(unknown_.begin(), unknown_.end());
  for (auto const k : all) {
    auto* const p = find(k);
    if (!p || p->entry.unknown_since == utc_time{}) {  // its echo came
      unknown_.erase(k);
      continue;
    }
    auto& e = p->entry;
    auto const wait = may_retell(e) ? desk_.cfg.limits.outbox_echo_wait : milliseconds{echo_match_age};
    // What was delivered while nobody owned the account is read first: the echo may be among it.
    if (p->busy || p->leaving || now <= std::max(e.unknown_since + wait, taken_at_ + passed_after)) continue;
    if (may_retell(e)) {
      for (auto& part : e.parts)
        if (part.state == part_state::unknown) part.state = part_state::waiting;
      e.retold++;
      e.unknown_since = {};
      if (!trouble_.empty()) untold_.insert(k);
      auto const saved = co_await save(k);
      (void)kept(saved);
    } else if (!e.ticket.empty()) {  // told with the citizen's next message
      auto const done = co_await finish(k, delivery::failed, std::string(text_of(why::never_confirmed)));
      (void)kept(done);
    } else {  // it stays `unknown` for the officer, who decides; what follows may go on
      auto const done = co_await finish(k, delivery::unknown, std::string());
      (void)kept(done);
    }
  }
}

boost::asio::awaitable<void> outbox::tell_why(std::uint64_t k, std::string reason) {
  auto* const p = find(k);
  if (!p || p->busy || p->leaving || p->entry.reason == reason) co_return;
  p->entry.reason = reason;
  auto const saved = co_await save(k);
  if (kept(saved)) co_await annotate(k, delivery::pending, std::move(reason));
}

boost::asio::awaitable<void> outbox::tell_why_they_wait() {
  auto const behind = std::exchange(behind_, {});
  for (auto const& [k, what_for] : behind) {
    if (!lease_.held()) co_return;
    std::string words(what_for);
    co_await tell_why(k, std::move(words));
  }
  if (trouble_.empty()) untold_.clear();
  auto const untold = std::vector(untold_.begin(), untold_.end());
  for (auto const k : untold) {
    auto const* const p = find(k);
    if (p && p->busy) continue;
    untold_.erase(k);
    if (!p || p->entry.held || p->entry.unknown_since != utc_time{}) continue;
    if (trouble_.empty() || !lease_.held()) co_return;
    auto words = trouble_;
    co_await tell_why(k, std::move(words));
  }
}

}  // namespace sahut
