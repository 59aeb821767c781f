#include "gateway/service/authority.hpp"

#include "routing/engine/conversation/indexes.hpp"

#include <algorithm>

namespace sahut {

bool may(role r, deed d) {
  switch (r) {
    case role::officer: return d == deed::read_conversations || d == deed::handle || d == deed::file_notes;
    case role::coordinator:
    case role::superior: return d != deed::manage_accounts;
    case role::auditor: return d == deed::read_conversations || d == deed::supervise;
    case role::administrator: return d == deed::manage_accounts;
    case role::office_head: return false;
  }
  return false;
}

bool serves(user_account const& u, queue_id const& queue) {
  return u.queues.empty() || std::find(u.queues.begin(), u.queues.end(), queue) != u.queues.end();
}

namespace {
bool for_their_unit(user_account const& u, ticket const& tk) {
  return tk.open() && !tk.unit.empty() && std::find(u.queues.begin(), u.queues.end(), tk.unit) != u.queues.end();
}
}  // namespace

bool works_for(user_account const& u, conversation const& c) {
  return std::any_of(c.tickets.begin(), c.tickets.end(), [&](ticket const& tk) { return for_their_unit(u, tk); });
}

bool sees(user_account const& u, conversation const& c) {
  if (u.disabled || u.office != c.office || c.is_new() || !may(u.role, deed::read_conversations)) return false;
  auto const* left = left_with(c);
  return serves(u, c.queue) || c.officer == u.name || works_for(u, c) || (left && *left == u.name);
}

hidden_parts::hidden_parts(user_account const& u, conversation const& c) {
  std::vector<request const*> all;
  for (auto const* list : {&c.past, &c.active})
    for (auto const& r : *list) all.push_back(&r);
  std::stable_sort(all.begin(), all.end(), [](auto const* a, auto const* b) { return a->first_seq < b->first_seq; });
  for (std::size_t i = 0; i + 1 < all.size(); ++i) {
    auto const& r = *all[i];
    auto const& next = *all[i + 1];
    if (r.ended == outcome::none || r.queue.empty() || serves(u, r.queue)) continue;
    if (std::any_of(c.tickets.begin(), c.tickets.end(), [&](auto const& tk) { return tk.request == r.ordinal && for_their_unit(u, tk); }))
      continue;
    bool const oldest = i == 0;
    parts_.push_back({oldest ? 1 : r.first_seq, next.first_seq - 1, oldest ? utc_time::min() : r.clock.received, next.clock.received});
  }
}

bool hidden_parts::message(std::uint64_t seq) const {
  return std::any_of(parts_.begin(), parts_.end(), [seq](part const& p) { return seq >= p.from && seq <= p.to; });
}

bool hidden_parts::note(utc_time at) const {
  return std::any_of(parts_.begin(), parts_.end(), [at](part const& p) { return at >= p.since && at < p.until; });
}

}  // namespace sahut
