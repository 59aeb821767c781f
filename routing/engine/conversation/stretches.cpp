#include "routing/engine/conversation/stretches.hpp"

#include <algorithm>

namespace sahut {
namespace {

template <class F>
void each_request(conversation const& c, F f) {
  for (auto const* list : {&c.past, &c.active})
    for (auto const& r : *list) f(r);
}

bool may_leave(conversation const& c, request const& r) {
  auto const of_it = [&](ticket const& tk) { return tk.open() && tk.request == r.ordinal; };
  return r.earlier_answers.empty() && std::none_of(c.tickets.begin(), c.tickets.end(), of_it);
}

// Whether a request that is still in the body begins between two places of the log.
bool between(conversation const& c, std::uint64_t first, std::uint64_t second) {
  bool found = false;
  each_request(c, [&](request const& r) { found = found || (r.first_seq > first && r.first_seq < second); });
  return found;
}

void join_into(earlier_part& first, earlier_part const& second) {
  for (auto const& q : second.queues)
    if (std::find(first.queues.begin(), first.queues.end(), q) == first.queues.end()) first.queues.push_back(q);
  first.restricted = first.restricted || second.restricted;
  first.newer += second.newer;
}

// Neighbours of one queue are one part. Beyond the bound the oldest neighbours are, whatever their queues: shown to fewer,
// never to more.
void shorten(conversation& c) {
  auto& parts = c.earlier;
  for (std::size_t i = 0; i + 1 < parts.size();) {
    bool const same = parts[i].queues == parts[i + 1].queues && parts[i].restricted == parts[i + 1].restricted;
    bool const alike = same || parts.size() > earlier_parts_max;
    if (!alike || between(c, parts[i].first_seq, parts[i + 1].first_seq)) {
      ++i;
      continue;
    }
    join_into(parts[i], parts[i + 1]);
    parts.erase(parts.begin() + static_cast<std::ptrdiff_t>(i) + 1);
  }
}

}  // namespace

std::optional<std::uint64_t> last_seq_of(conversation const& c, request const& r) {
  std::optional<std::uint64_t> last;
  auto const ends_before = [&](std::uint64_t first_seq) {
    if (first_seq > r.first_seq && (!last || first_seq - 1 < *last)) last = first_seq - 1;
  };
  each_request(c, [&](request const& other) { ends_before(other.first_seq); });
  for (auto const& part : c.earlier) ends_before(part.first_seq);
  return last;
}

request const* request_at(conversation const& c, std::uint64_t seq) {
  request const* found = nullptr;
  each_request(c, [&](request const& r) {
    if (r.first_seq && r.first_seq <= seq && (!found || r.first_seq > found->first_seq)) found = &r;
  });
  for (auto const& part : c.earlier)
    if (found && part.first_seq > found->first_seq && part.first_seq <= seq) return nullptr;
  return found;
}

std::vector<request> take_older(conversation& c) {
  auto ended = static_cast<std::size_t>(std::count_if(c.tickets.begin(), c.tickets.end(), [](ticket const& tk) { return !tk.open(); }));
  std::erase_if(c.tickets, [&](ticket const& tk) { return !tk.open() && tk.earlier_answers.empty() && ended > recent_tickets_max && ended-- > 0; });

  std::vector<request> left;
  while (c.past.size() > recent_requests_max) {
    auto const it = std::find_if(c.past.begin(), c.past.end(), [&](request const& r) { return may_leave(c, r); });
    if (it == c.past.end()) break;
    auto r = std::move(*it);
    c.past.erase(it);
    r.last_seq = last_seq_of(c, r).value_or(0);
    earlier_part part;
    if (!r.queue.empty()) part.queues.push_back(r.queue);
    part.first_seq = r.first_seq;
    part.received = r.clock.received;
    part.restricted = r.restricted;
    auto const later = [&](earlier_part const& p) { return p.first_seq > part.first_seq; };
    c.earlier.insert(std::find_if(c.earlier.begin(), c.earlier.end(), later), std::move(part));
    left.push_back(std::move(r));
  }
  if (!left.empty()) shorten(c);
  return left;
}

}  // namespace sahut
