#include "gateway/service/platform/passing_signs.hpp"

#include "gateway/log/log.hpp"
#include "gateway/service/core/task_group.hpp"
#include "routing/engine/conversation/reply_window.hpp"

#include <algorithm>

namespace sahut {
namespace {

using kind = passing_sign::kind;

constexpr milliseconds look_again{100};  // while the outbox sends

kind kind_of(signal const& s) { return s.what == signal::kind::typing ? kind::typing : kind::read; }

}  // namespace

std::string_view name_of(passing_signs::end how) {
  constexpr std::string_view names[] = {"shown", "failed", "paused", "full", "late", "unknown", "shut"};
  return names[static_cast<std::size_t>(how)];
}

passing_signs::passing_signs(desk& d, channel_settings const& account, connector::channel_sender& sender, account_lease& lease, outbox const& sent,
                             boost::asio::any_io_executor ex)
    : desk_(d), account_(account), channel_(d.profile.facts.channels.of(account.kind)), sender_(sender), lease_(lease), sent_(sent), executor_(ex), work_(ex) {}

passing_signs::noted& passing_signs::note_of(conversation_id const& id) {
  auto [at, is_new] = noted_.try_emplace(id);
  if (is_new) {
    at->second.place = order_.insert(order_.end(), id);
    if (noted_.size() > conversations_max) {
      noted_.erase(order_.front());
      order_.pop_front();
    }
  } else {
    order_.splice(order_.end(), order_, at->second.place);
  }
  return at->second;
}

void passing_signs::citizen_spoke(conversation_id const& in, std::uint64_t seq, std::string read_by) {
  auto const can = sender_.shows();
  if (can.typing == shown_by::nothing && can.reading == shown_by::nothing) return;
  auto& n = note_of(in);
  n.newest = std::max(n.newest, seq);
  if (read_by.empty() || read_by.size() > word_bytes_max) return;
  bool const known = std::any_of(n.words.begin(), n.words.end(), [&](auto const& w) { return w.first == seq; });
  if (known) return;
  n.words.emplace_back(seq, std::move(read_by));
  std::sort(n.words.begin(), n.words.end());
  if (n.words.size() > words_max) n.words.pop_front();
}

void passing_signs::officer_shows(signal const& s) {
  auto const can = sender_.shows();
  bool const any = can.typing != shown_by::nothing || can.reading != shown_by::nothing;
  if (!any || !lease_.held() || desk_.draining) return;
  auto const what = kind_of(s);
  auto& n = note_of(s.conversation);
  if (what == kind::read) n.read_to = std::max(n.read_to, s.seq);  // also what typing is told by
  if (can.of(what) == shown_by::nothing) return;
  auto const now = desk_.clk.now();
  bool const told = what == kind::typing ? now < n.typing_again_at : s.seq <= n.read_told;
  if (told) return;
  auto const same = std::find_if(waiting_.begin(), waiting_.end(), [&](auto const& w) { return w.what == what && w.of == s.conversation; });
  waiting_sign const sign{what, s.conversation, s.officer, s.seq, now};
  if (same != waiting_.end()) *same = sign;
  else if (waiting_.size() >= waiting_max) drop(what, end::full);
  else waiting_.push_back(sign);
  work_.notify();
}

std::optional<passing_signs::waiting_sign> passing_signs::next_to_show(utc_time now, utc_time& wake_at) {
  std::erase_if(waiting_, [&](auto const& w) {
    bool const late = now - w.at >= (w.what == kind::typing ? typing_lives : read_lives);
    if (late) drop(w.what, end::late);
    return late;
  });
  if (waiting_.empty()) return std::nullopt;
  if (now < paused_until_ || sent_.stands_still()) {
    for (auto const& w : waiting_) drop(w.what, end::paused);
    waiting_.clear();
    return std::nullopt;
  }
  auto const from = sent_.sending() > 0 ? now + look_again : next_at_;
  if (now < from) {
    wake_at = std::min(wake_at, from);
    return std::nullopt;
  }
  auto next = std::move(waiting_.front());
  waiting_.pop_front();
  next_at_ = now + milliseconds{1000} / std::max<std::int64_t>(1, account_.sends_per_second / share);
  return next;
}

boost::asio::awaitable<void> passing_signs::run() {
  task_group shows(executor_, desk_.tasks);
  while (lease_.held()) {
    utc_time wake_at = desk_.clk.now() + std::chrono::seconds{1};
    while (!desk_.draining && shows.running() < at_once) {
      auto next = next_to_show(desk_.clk.now(), wake_at);
      if (!next) break;
      shows.add(show(std::move(*next)));
    }
    co_await work_.wait_until(desk_.clk, wake_at);
  }
  co_await shows.join();
  waiting_.clear();
  noted_.clear();
  order_.clear();
}

std::optional<passing_sign> passing_signs::sign_of(waiting_sign const& s, known_conversation const& now) {
  auto const& c = now.record;
  bool const theirs = c.account == account_.id && c.officer == s.by && !c.officer.empty() && !c.standby && !c.blocked_at && !c.recipient.empty();
  if (!theirs) return std::nullopt;
  waiting_text as_text;
  as_text.human = true;
  as_text.last_citizen_at = c.last_citizen_at;
  if (departure_of(channel_, as_text, desk_.clk.now()) != departure::as_response) {
    drop(s.what, end::shut);
    return std::nullopt;
  }
  auto& n = note_of(s.of);
  passing_sign out{s.what, c.recipient, {}};
  auto const by = sender_.shows().of(s.what);
  auto const read_to = s.what == kind::read ? s.seq : n.read_to;
  if (by == shown_by::message) {
    for (auto const& [seq, word] : n.words)
      if (seq <= read_to) out.message = word;
    if (out.message.empty()) {
      drop(s.what, end::unknown);
      return std::nullopt;
    }
  } else if (s.what == kind::read) {  // it would cover all that came: what is not read yet is waited for
    bool const all = n.newest ? read_to >= n.newest : read_to >= now.end;
    if (!all) return std::nullopt;
  }
  if (s.what == kind::typing) n.typing_again_at = desk_.clk.now() + typing_every;
  if (s.what == kind::read || by == shown_by::message) n.read_told = std::max(n.read_told, read_to);
  return out;
}

boost::asio::awaitable<void> passing_signs::show(waiting_sign s) {
  conversation_id const of = s.of;
  auto const known = co_await desk_.repo.load(of);
  if (!known) {
    drop(s.what, end::failed);
    co_return;
  }
  auto sign = sign_of(s, **known);
  if (sign) {
    auto outcome = co_await sender_.show(std::move(*sign), time_limit);
    settle(s, std::move(outcome));
  }
  work_.notify();
}

void passing_signs::settle(waiting_sign const& s, sending::outcome outcome) {
  auto const now = desk_.clk.now();
  if (std::holds_alternative<sending::accepted>(outcome)) return drop(s.what, end::shown);
  drop(s.what, end::failed);
  if (auto const* wait = std::get_if<sending::later>(&outcome)) {
    if (wait->whole_account) pause(wait->after, wait->reason);
    else note_of(s.of).typing_again_at = now + std::max(wait->after, milliseconds{pause_min});
  } else if (auto const* stop = std::get_if<sending::account_stopped>(&outcome)) {
    pause(outbox::stopped_pause, stop->reason);
  } else {
    note_of(s.of).typing_again_at = now + refused_pause;
  }
}

// Of these alone: the outbox finds out for itself.
void passing_signs::pause(milliseconds at_least, std::string_view reason) {
  auto const until = desk_.clk.now() + std::max(at_least, milliseconds{pause_min});
  if (until <= paused_until_) return;
  bool const news = paused_until_ <= desk_.clk.now();
  paused_until_ = until;
  if (news) log::info("account", {{"office", desk_.profile.settings->id}, {"account", account_.id}}, "typing and reading are not shown for a while: {}", reason);
}

}  // namespace sahut
