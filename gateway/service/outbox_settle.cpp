// What settles an entry from outside the sending itself: an operator's hand, and the platform's echo.
#include "gateway/service/outbox.hpp"
#include "routing/engine/conversation/remarks.hpp"

#include <algorithm>
#include <charconv>

namespace sahut {
namespace {

std::uint64_t integer(std::string_view s) {
  std::uint64_t v = 0;
  std::from_chars(s.data(), s.data() + s.size(), v);
  return v;
}

}  // namespace

boost::asio::awaitable<result<void>> outbox::operate(std::uint64_t k, bool retry) {
  (void)co_await read_new();
  auto const it = entries_.find(k);
  if (it == entries_.end() || it->second.busy) co_return error{errc::not_found, "", "there is no such entry, or it is being sent now"};
  bool done = false;
  if (retry) {
    for (auto& part : it->second.entry.parts)
      if (part.state != part_state::sent) part.state = part_state::waiting;
    it->second.entry.next_at = desk_.clk.now();
    it->second.unknown_since = {};
    it->second.held_after = {};
    it->second.entry.held = false;
    paused_until_ = {};
    agent_refused_ = false;
    done = co_await save(k);
    work_.notify();
  } else {
    done = co_await finish(k, delivery::failed, "dibatalkan oleh pengelola");
  }
  if (!done) co_return error{errc::unavailable, "", "the store did not take it; try again"};
  co_return result<void>{};
}

boost::asio::awaitable<outbox::whose> outbox::reconcile(conversation_id here, std::string token, std::string recipient, std::string text,
                                               std::string external_id, bool surely_ours) {
  auto const now = desk_.clk.now();
  bool const read = co_await read_new();
  if (!read) co_return whose::later;
  for (auto& [k, p] : entries_) {
    if (p.entry.recipient != recipient) continue;
    for (std::size_t i = 0; i < p.entry.parts.size(); ++i) {
      auto const& part = p.entry.parts[i];
      if (part.state == part_state::sent && part.external_id == external_id) co_return whose::later;  // being written
      bool const under_way = part.state == part_state::sending || part.state == part_state::unknown;
      bool const same = !token.empty() ? part.token == token
                                       : under_way && part.text == text && now - part.sent_at < echo_match_age;
      if (!same) continue;
      // Accepted already, and its platform id not in the store yet: that commit is under way.
      if (part.state == part_state::sent) co_return part.external_id == external_id ? whose::later : whose::ours;
      auto const key = k;
      bool const taken = co_await accept_part(key, i, std::move(external_id));
      co_return taken ? whose::ours : whose::later;
    }
  }
  // Ours, and no longer pending here: its token names the message (given up as unknown, or an echo told twice).
  auto const first = token.find('/');
  auto const second = first == token.npos ? token.npos : token.find('/', first + 1);
  if (second != token.npos && token.compare(0, first, here) == 0) {
    auto const seq = integer(std::string_view(token).substr(first + 1, second - first - 1));
    auto& d = desk_;
    bool written_here = false;  // else another application's metadata only looks like ours
    auto const digest = d.repo.digest_of("external", external_id);
    auto decide = [&d, seq, &external_id, &digest,
                   &written_here](conversation_ptr base) -> boost::asio::awaitable<result<std::optional<transition>>> {
      written_here = false;
      if (seq == 0 || seq > base->end) co_return std::optional<transition>{};
      auto page = co_await d.repo.read_log(base, seq, seq);
      if (!page) co_return page.error();
      if (page->messages.empty() || !goes_to_platform(base->record, page->messages.front())) co_return std::optional<transition>{};
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
  }
  co_return surely_ours ? whose::ours : whose::not_ours;
}

}  // namespace sahut
