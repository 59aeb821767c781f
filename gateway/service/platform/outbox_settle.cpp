// What settles an entry from outside the sending itself: an operator's hand, and the platform's echo.
#include "gateway/service/platform/outbox.hpp"

#include "gateway/records/decimal.hpp"
#include "routing/engine/conversation/remarks.hpp"
#include "routing/engine/texts/delivery_reasons.hpp"

namespace sahut {

void outbox::renewed() {
  if (stops_ == 0 && trouble_.empty()) return;
  paused_until_ = {};
  stops_ = 0;
  agent_refused_ = false;
  for (auto& [k, p] : entries_)
    if (!p.busy) p.entry.next_at = std::min(p.entry.next_at, desk_.clk.now());
  work_.notify();
}

boost::asio::awaitable<result<void>> outbox::retry_or_drop(std::uint64_t k, bool retry) {
  auto done = co_await read_new();
  if (!done) co_return done;
  if (unreadable_.contains(k)) {
    if (retry) co_return error{errc::not_found, "", "this entry cannot be read, so it can only be dropped"};
    co_return co_await drop_unreadable(k);
  }
  auto* const p = find(k);
  if (!p || p->busy || p->leaving) co_return error{errc::not_found, "", "there is no such entry, or it is being sent now"};
  if (retry) {
    for (auto& part : p->entry.parts)
      if (part.state != part_state::sent) part.state = part_state::waiting;
    p->entry.next_at = desk_.clk.now();
    p->entry.unknown_since = {};
    p->entry.held = false;
    p->held_after = {};
    p->entry.asking_after = p->entry.asked_after = {};
    p->entry.reason.clear();
    paused_until_ = {};
    stops_ = 0;
    agent_refused_ = false;
    done = co_await save(k);
    work_.notify();
  } else {
    done = co_await finish(k, delivery::failed, std::string(text_of(texts::delivery_reason::withdrawn)));
  }
  co_return done;
}

// By its token where it has one; else by its words, while they are young.
outbox::echoed_part outbox::part_of_echo(std::string_view token, std::string_view recipient, std::string_view text,
                                         std::string_view external_id) const {
  auto const now = desk_.clk.now();
  echoed_part found;
  std::size_t alike = 0;
  bool one_is_being_sent = false;
  for (auto const& [k, p] : entries_) {
    if (p.entry.recipient != recipient) continue;
    for (std::size_t i = 0; i < p.entry.parts.size(); ++i) {
      auto const& part = p.entry.parts[i];
      if (part.state == part_state::sent && part.external_id == external_id) return {whose::later, {}};  // being written
      if (!token.empty()) {
        if (part.token != token) continue;
        // Accepted already under another id: an echo told twice.
        if (part.state == part_state::sent) return {whose::ours, {}};
        return {whose::ours, std::pair(k, i)};
      }
      bool const under_way = part.state == part_state::sending || part.state == part_state::unknown;
      if (!under_way || part.text != text || now - part.sent_at >= echo_match_age) continue;
      if (!alike++) found = {whose::ours, std::pair(k, i)};
      one_is_being_sent = one_is_being_sent || part.state == part_state::sending;
    }
  }
  if (alike > 1 && one_is_being_sent) return {whose::later, {}};  // its answer will say which of them this is
  return found;
}

boost::asio::awaitable<outbox::whose> outbox::reconcile(conversation_id here, std::string token, std::string recipient, std::string text,
                                               std::string external_id, bool surely_ours) {
  auto const read = co_await read_new();
  if (!reading_.went_well(read)) co_return whose::later;
  auto const found = part_of_echo(token, recipient, text, external_id);
  if (found.at) {
    auto const [k, part] = *found.at;
    auto const taken = co_await accept_part(k, part, std::move(external_id));
    co_return kept(taken) ? whose::ours : whose::later;
  }
  if (found.verdict != whose::not_ours) co_return found.verdict;
  auto const given_up = co_await reconcile_given_up(std::move(here), std::move(token), std::move(external_id));
  if (given_up != whose::not_ours) co_return given_up;
  co_return surely_ours ? whose::ours : whose::not_ours;
}

// Ours, and no longer pending here: its token names the message (given up as unknown, or an echo told twice).
boost::asio::awaitable<outbox::whose> outbox::reconcile_given_up(conversation_id here, std::string token, std::string external_id) {
  auto const first = token.find('/');
  auto const second = first == token.npos ? token.npos : token.find('/', first + 1);
  if (second == token.npos || token.compare(0, first, here) != 0) co_return whose::not_ours;
  auto const seq = records::decimal(std::string_view(token).substr(first + 1, second - first - 1));
  auto& d = desk_;
  bool written_here = false;  // else another application's metadata only looks like ours
  auto const digest = d.repo.digest_of("external", external_id);
  auto decide = [&d, seq, &external_id, &digest,
                 &written_here, &channel = channel_](conversation_ptr base, records_read&) -> boost::asio::awaitable<result<std::optional<transition>>> {
    written_here = false;
    if (seq == 0 || seq > base->end) co_return std::optional<transition>{};
    auto page = co_await d.repo.read_log(base, seq, seq);
    if (!page) co_return page.error();
    if (page->messages.empty() || !goes_to_platform(channel, page->messages.front())) co_return std::optional<transition>{};
    written_here = true;
    auto const& noted = page->noted.front();
    auto t = on_part_accepted(d.at_now(), base->record, seq, noted, digest, noted.state == delivery::unknown, page->messages.front().at);
    t.external_ids.emplace_back(external_id, seq);
    co_return std::optional(std::move(t));
  };
  transaction extra;
  extra.conditions.push_back(lease_.fence());
  auto done = co_await d.act(here, command_id(), decide, std::move(extra));
  if (done && written_here) co_return whose::ours;
  if (!done && (done.error().code == errc::unavailable || done.error().code == errc::full)) co_return whose::later;
  co_return whose::not_ours;
}

}  // namespace sahut
