// One part on its way: whether it may go and under which permission, its request, and what the answer means for its entry.
// After every wait the entry is looked up again: its echo, an operator or a new term may have taken it away.
#include "gateway/service/platform/outbox.hpp"

#include "connectors/common/prepared_sender.hpp"
#include "connectors/common/retry_policy.hpp"
#include "gateway/media/files.hpp"
#include "gateway/service/core/media_link.hpp"
#include "routing/engine/conversation/reopening.hpp"
#include "routing/engine/conversation/ticket_words.hpp"
#include "routing/engine/texts/delivery_reasons.hpp"
#include "gateway/log/log.hpp"

#include <algorithm>

namespace sahut {
namespace {

using why = texts::delivery_reason;
constexpr int accept_attempts = 20;
constexpr milliseconds accept_pause{500};

std::size_t first_open_part(outbox_entry const& e) {
  std::size_t i = 0;
  while (i < e.parts.size() && e.parts[i].state == part_state::sent) ++i;
  return i;
}

}  // namespace

boost::asio::awaitable<void> outbox::send_next_part(std::uint64_t k) {
  struct release {
    outbox& o;
    std::uint64_t k;
    release(outbox& of, std::uint64_t entry) : o(of), k(entry) { ++o.sending_; }
    ~release() {
      --o.sending_;
      if (auto* const p = o.find(k)) p->busy = false;
      o.work_.notify();
    }
  } at_end(*this, k);

  auto const chosen = co_await choose_part(k);
  if (!chosen) co_return;
  auto const a = *chosen;
  if (auto* const careful = dynamic_cast<connector::prepared_sender*>(&sender_)) {
    auto hindrance = co_await careful->prepare(request_time());
    auto const* const p = find(k);
    if (!p) co_return;
    auto const attempts = p->entry.attempts;  // nothing was tried, so none is counted
    if (auto* wait = hindrance ? std::get_if<sending::later>(&*hindrance) : nullptr) co_await on_later(k, a, std::move(*wait));
    else if (auto* stop = hindrance ? std::get_if<sending::account_stopped>(&*hindrance) : nullptr) co_await on_stopped(k, a, std::move(*stop));
    if (auto* const still = find(k)) still->entry.attempts = attempts;
    if (hindrance) co_return;
  }
  bool const begun = co_await begin_part(k, a);
  if (!begun) co_return;
  auto const& e = entries_.at(k).entry;
  sending::part part;
  part.recipient = e.recipient;
  part.metadata = e.parts[a.part].token;
  part.under = a.under;
  sending::outcome outcome;
  if (e.parts[a.part].file) {
    auto const file = *e.parts[a.part].file;
    outcome = co_await send_file(std::move(part), file);
  } else {
    part.what = sending::text{e.parts[a.part].text};
    outcome = co_await sender_.send(std::move(part), request_time());
  }

  auto const* const p = find(k);  // its echo may have been faster than the answer
  if (!p || p->entry.parts[a.part].state == part_state::sent) co_return;
  if (auto* ok = std::get_if<sending::accepted>(&outcome)) co_await on_accepted(k, a, std::move(ok->external_id));
  else if (auto* wait = std::get_if<sending::later>(&outcome)) co_await on_later(k, a, std::move(*wait));
  else if (auto* no = std::get_if<sending::refused>(&outcome)) co_await on_refused(k, a, std::move(*no));
  else if (auto* stop = std::get_if<sending::account_stopped>(&outcome)) co_await on_stopped(k, a, std::move(*stop));
  else co_await on_unknown(k, a);
}

// Nothing was written where the file cannot be opened.
boost::asio::awaitable<sending::outcome> outbox::send_file(sending::part part, attachment file) {
  result<std::unique_ptr<byte_source>> opened = error{errc::not_found, "", "there is no storage"};
  if (desk_.files) opened = co_await desk_.files->open(file.object, file.key);
  if (!opened) {
    sending::outcome outcome;
    if (opened.error().code == errc::not_found || opened.error().code == errc::internal) outcome = sending::refused{std::string(text_of(why::file_gone)), false};
    else outcome = sending::later{milliseconds{0}, false, std::string(text_of(why::file_unreachable))};
    co_return outcome;
  }
  sending::file what{file.kind, file.name, file.type, file.bytes, {}};
  if (channel_.media_by_link) what.link = media_link(desk_, file.media, desk_.clk.now() + link_lasts);
  part.what = std::move(what);
  co_return co_await sender_.send_file(std::move(part), **opened, file_time);
}

// Nothing: it does not go now, or not at all.
boost::asio::awaitable<std::optional<outbox::attempt>> outbox::choose_part(std::uint64_t k) {
  auto* p = find(k);
  if (!p) co_return std::nullopt;
  // Whatever fails from here on is tried again a moment later, not at once.
  auto const was_held = p->entry.held;
  p->entry.next_at = desk_.clk.now() + std::chrono::seconds{1};
  conversation_id const of = p->entry.conversation;
  auto loaded = co_await desk_.repo.load(of);
  p = find(k);
  if (!loaded || !p) co_return std::nullopt;
  auto const& c = (*loaded)->record;
  auto& e = p->entry;
  auto const now = desk_.clk.now();

  if (!e.ticket.empty()) {
    auto const tk = std::find_if(c.tickets.begin(), c.tickets.end(), [&](ticket const& t) { return t.number == e.ticket; });
    if (tk != c.tickets.end() && is_needless(*tk, e.seq)) {
      auto const done = co_await finish(k, delivery::failed, std::string(text_of(why::needless)));
      (void)kept(done);
      co_return std::nullopt;
    }
  }
  attempt a;
  a.spoke_at = c.last_citizen_at;
  waiting_text text;
  text.human = e.human;
  text.human_agent = may_as_agent();
  text.response_refused = p->as_agent;
  text.last_citizen_at = a.spoke_at;
  text.refused_after = p->held_after;
  auto const goes = departure_of(channel_, text, now);
  if (goes == departure::never) {
    auto const done = co_await finish(k, delivery::failed, std::string(text_of(why::window_closed)));
    (void)kept(done);
    co_return std::nullopt;
  }
  held_text held;
  held.has_template = has_template();
  held.asked = e.asked_after != utc_time{} && a.spoke_at <= e.asked_after;
  if (asks_to_reopen(goes, held)) {
    auto number = number_answered_by(c, e.seq);
    a.part = first_open_part(e);
    if (a.part < e.parts.size()) co_await ask_to_reopen(k, a, std::move(number));
    co_return std::nullopt;
  }
  if (goes == departure::held) {
    e.held = true;
    e.next_at = now + held_look;
    if (was_held) co_return std::nullopt;
    auto const saved = co_await save(k);
    if (kept(saved))
      co_await annotate(k, delivery::pending, std::string(text_of(why::held)));
    co_return std::nullopt;
  }
  if (goes == departure::as_human_agent) a.under = sending::permission::human_agent;
  a.part = first_open_part(e);
  if (a.part == e.parts.size()) {
    auto const done = co_await finish(k, delivery::sent, std::string());
    (void)kept(done);
    co_return std::nullopt;
  }
  co_return a;
}

// Commits that the request is about to be made. False: it must not be made.
boost::asio::awaitable<bool> outbox::begin_part(std::uint64_t k, attempt a) {
  auto* p = find(k);
  if (!p || p->leaving) co_return false;
  p->entry.held = false;
  p->entry.parts[a.part].state = part_state::sending;
  p->entry.parts[a.part].sent_at = desk_.clk.now();
  auto const written = co_await save(k);
  bool const saved = kept(written);
  p = find(k);
  if (!p || p->entry.parts[a.part].state == part_state::sent) co_return false;  // an earlier attempt's echo came after all
  if (saved && lease_.left() > request_time()) co_return true;
  p->entry.parts[a.part].state = part_state::waiting;
  if (saved) {  // else the next owner would take it for sent
    auto const taken_back = co_await save(k);
    (void)kept(taken_back);
  }
  co_return false;
}

boost::asio::awaitable<void> outbox::on_accepted(std::uint64_t k, attempt a, std::string external_id) {
  trouble_.clear();
  stops_ = 0;
  for (int i = 1;; ++i) {
    auto const taken = co_await accept_part(k, a.part, external_id);
    if (kept(taken)) co_return;
    if (i == accept_attempts || !lease_.held()) break;
    bool const slept = co_await desk_.clk.sleep_for(accept_pause);  // the store did not take it: it was sent, all the same
    if (!slept) break;
  }
  co_await on_unknown(k, a);
}

boost::asio::awaitable<void> outbox::on_later(std::uint64_t k, attempt a, sending::later outcome) {
  auto& e = entries_.at(k).entry;
  e.parts[a.part].state = part_state::waiting;
  connector::retry_limits limits;
  limits.attempts_max = static_cast<int>(desk_.cfg.limits.outbox_attempts);
  auto const after = connector::next_wait(static_cast<int>(++e.attempts), outcome, desk_.random.next(), limits);
  if (!after) {
    auto const done = co_await finish(k, delivery::failed, std::string(text_of(why::kept_refusing)));
    (void)kept(done);
    co_return;
  }
  auto const now = desk_.clk.now();
  e.next_at = now + *after;
  if (outcome.whole_account) paused_until_ = std::max(paused_until_, now + *after);
  bool const news = !outcome.reason.empty() && e.reason != outcome.reason;
  if (news) {
    e.reason = outcome.reason;
    log::warn("outbox", {{"office", desk_.profile.settings->id}, {"account", account_.id}, {"entry", std::to_string(k)}}, "a sending failed and will be tried again: {}",
              outcome.reason);
  }
  auto const saved = co_await save(k);
  if (kept(saved) && news) co_await annotate(k, delivery::pending, std::move(outcome.reason));
}

// Until the citizen writes again: only that opens the platform's window.
boost::asio::awaitable<void> outbox::hold(std::uint64_t k, attempt a, std::string reason) {
  auto& p = entries_.at(k);
  p.entry.held = true;
  p.as_agent = false;
  p.held_after = a.spoke_at;
  p.entry.reason = reason;
  p.entry.next_at = desk_.clk.now() + (has_template() ? milliseconds{0} : held_look);
  auto const saved = co_await save(k);
  if (kept(saved)) co_await annotate(k, delivery::pending, std::move(reason));
}

boost::asio::awaitable<void> outbox::on_refused(std::uint64_t k, attempt a, sending::refused outcome) {
  auto& p = entries_.at(k);
  auto& e = p.entry;
  e.parts[a.part].state = part_state::waiting;
  e.reason = outcome.reason;
  if (!outcome.window_closed || !e.human) {
    e.parts[a.part].state = part_state::failed;
    auto const done = co_await finish(k, delivery::failed, std::move(outcome.reason));
    (void)kept(done);
  } else if (a.under == sending::permission::response && may_as_agent()) {
    p.as_agent = true;
    e.next_at = desk_.clk.now();
    auto const saved = co_await save(k);
    (void)kept(saved);
  } else {
    co_await hold(k, a, std::move(outcome.reason));
  }
}

boost::asio::awaitable<void> outbox::on_stopped(std::uint64_t k, attempt a, sending::account_stopped outcome) {
  auto& e = entries_.at(k).entry;
  e.parts[a.part].state = part_state::waiting;
  if (outcome.permission && a.under == sending::permission::human_agent) {  // the rest of the account can send
    agent_refused_ = agent_refused_ || !outcome.doubtful;
    log::error("outbox", {{"office", desk_.profile.settings->id}, {"account", account_.id}}, "not allowed to answer as a human agent: {}", outcome.reason);
    co_await hold(k, a, std::move(outcome.reason));
    co_return;
  }
  // What may concern this part alone lets another entry try first, soon; the second in a row is the account's trouble.
  auto const now = desk_.clk.now();
  milliseconds pause = stopped_pause;
  if (outcome.doubtful) pause = std::min(pause, milliseconds{doubtful_pause} * (1 << std::min(stops_, 10u)));
  ++stops_;
  paused_until_ = std::max(paused_until_, now + pause);
  e.next_at = now + (outcome.doubtful ? 2 * pause : pause);
  e.reason = outcome.reason;
  if (!outcome.doubtful || stops_ > 1) {
    if (trouble_ != outcome.reason)
      for (auto const& [other, p] : entries_) untold_.insert(untold_.end(), other);
    trouble_ = outcome.reason;
  }
  log::error("outbox", {{"office", desk_.profile.settings->id}, {"account", account_.id}}, "nothing can be sent for {} s: {}",
             std::chrono::duration_cast<std::chrono::seconds>(pause).count(), outcome.reason);
  auto const saved = co_await save(k);
  if (kept(saved)) co_await annotate(k, delivery::pending, std::move(outcome.reason));
}

boost::asio::awaitable<void> outbox::on_unknown(std::uint64_t k, attempt a) {
  auto* const p = find(k);
  if (!p || p->entry.parts[a.part].state == part_state::sent) co_return;
  if (may_repeat(p->entry) && static_cast<std::int64_t>(p->entry.attempts) + 1 < desk_.cfg.limits.outbox_attempts) {
    sending::later again;
    again.reason = text_of(why::repeated);
    co_await on_later(k, a, std::move(again));
    co_return;
  }
  p->entry.parts[a.part].state = part_state::unknown;
  p->entry.unknown_since = desk_.clk.now();
  unknown_.insert(k);
  auto const saved = co_await save(k);
  if (kept(saved)) co_await annotate(k, delivery::unknown, std::string());
}

}  // namespace sahut
