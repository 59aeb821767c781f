// Where the reply window is shut: the message template that asks the citizen to open it, and what statuses tell later.
#include "gateway/service/platform/outbox.hpp"

#include "connectors/common/retry_policy.hpp"
#include "gateway/log/log.hpp"
#include "routing/engine/texts/delivery_reasons.hpp"

#include <algorithm>
#include <utility>

namespace sahut {
namespace {

using why = texts::delivery_reason;
constexpr std::size_t expected_most = 1000;

}  // namespace

// The template, not the entry's own text: that waits. That it is about to go is written first, so that the account's next owner
// knows of it: it waits for the status, and asks once more only where none comes.
boost::asio::awaitable<void> outbox::ask_to_reopen(std::uint64_t k, attempt a, std::string number) {
  auto* p = find(k);
  if (!p || p->leaving) co_return;
  p->entry.held = true;
  p->entry.asking_after = a.spoke_at;
  p->entry.next_at = desk_.clk.now() + echo_match_age;
  auto const begun = co_await save(k);
  p = find(k);
  if (!p || p->leaving) co_return;
  if (!kept(begun) || lease_.left() <= request_time()) {
    p->entry.asking_after = {};
    p->entry.next_at = desk_.clk.now() + std::chrono::seconds{1};
    co_return;
  }
  sending::part part;
  part.recipient = p->entry.recipient;
  part.what = sending::message_template{std::move(number)};
  part.metadata = template_token(p->entry);
  auto outcome = co_await sender_.send(std::move(part), request_time());
  p = find(k);
  if (!p || p->leaving) co_return;
  auto& e = p->entry;
  auto const now = desk_.clk.now();
  std::string reason(text_of(why::asked));
  e.next_at = now + held_look;
  bool asked = false, over = true;  // whether it is known to have gone, or never will; whether nothing of it is open
  if (std::holds_alternative<sending::accepted>(outcome)) {
    trouble_.clear();
    stops_ = 0;
    e.attempts = 0;
    asked = true;
  } else if (auto* wait = std::get_if<sending::later>(&outcome)) {
    auto const after = connector::next_wait(static_cast<int>(++e.attempts), outcome, desk_.random.next());
    e.next_at = now + after.value_or(held_look);
    if (wait->whole_account) paused_until_ = std::max(paused_until_, e.next_at);
    reason = wait->reason.empty() ? std::string(text_of(why::held)) : std::move(wait->reason);
  } else if (auto* no = std::get_if<sending::refused>(&outcome)) {  // not again before the citizen has written
    asked = true;
    reason = std::move(no->reason);
    log::error("outbox", {{"office", desk_.profile.settings->id}, {"account", account_.id}, {"entry", std::to_string(k)}},
               "the message template that asks the citizen to write was refused: {}", reason);
  } else if (auto* stop = std::get_if<sending::account_stopped>(&outcome)) {
    e.asking_after = {};
    co_await on_stopped(k, a, std::move(*stop));
    co_return;
  } else {  // told by its status, else asked once more
    e.next_at = now + echo_match_age;
    asked = ++e.retold >= retold_most;
    over = asked;
    reason = std::string(text_of(why::held));
  }
  if (asked) e.asked_after = a.spoke_at;
  if (over) e.asking_after = {};
  e.reason = reason;
  auto const saved = co_await save(k);
  if (kept(saved)) co_await annotate(k, delivery::pending, std::move(reason));
}

boost::asio::awaitable<void> outbox::template_told(std::string token, bool arrived, std::string reason) {
  auto const read = co_await read_new();
  (void)reading_.went_well(read);
  for (auto& [k, p] : entries_) {
    if (token != template_token(p.entry)) continue;
    auto const key = k;
    if (!p.busy && p.entry.asking_after != utc_time{}) {
      p.entry.asked_after = std::exchange(p.entry.asking_after, utc_time{});
      auto const saved = co_await save(key);
      (void)kept(saved);
    }
    auto words = arrived ? std::string(text_of(why::asked)) : std::move(reason);
    co_await tell_why(key, std::move(words));
    co_return;
  }
}

boost::asio::awaitable<result<void>> outbox::refuse_later(conversation_id here, late_refusal what) {
  auto const read = co_await read_new();
  if (!read) co_return read.error();
  for (auto& [k, p] : entries_) {
    auto& e = p.entry;
    if (p.leaving || e.conversation != here || e.seq != what.seq) continue;
    auto const part = std::find_if(e.parts.begin(), e.parts.end(), [&](outbox_part const& one) { return one.external_id == what.of; });
    if (part == e.parts.end()) co_return result<void>{};  // it was refused before, and has been put back since
    auto const key = k;
    if (!what.shut_since || !e.human) co_return co_await finish(key, delivery::failed, std::move(what.reason));  // the other parts would tell half of it
    part->state = part_state::waiting;
    part->external_id.clear();
    p.held_after = std::max(p.held_after, *what.shut_since);
    co_return co_await save(key);
  }
  co_return result<void>{};
}

void outbox::expect_shut(conversation_id here, std::uint64_t seq, utc_time spoke_at) {
  if (expected_shut_.size() >= expected_most) expected_shut_.clear();
  expected_shut_.insert_or_assign({std::move(here), seq}, spoke_at);
}

void outbox::stand_still(sending::account_stopped const& why) {
  paused_until_ = std::max(paused_until_, desk_.clk.now() + stopped_pause);
  if (trouble_ != why.reason)
    for (auto const& [k, p] : entries_) untold_.insert(untold_.end(), k);
  trouble_ = why.reason;
  ++stops_;
  log::error("outbox", {{"office", desk_.profile.settings->id}, {"account", account_.id}}, "nothing can be sent for {} s: {}",
             std::chrono::duration_cast<std::chrono::seconds>(stopped_pause).count(), why.reason);
}

}  // namespace sahut
