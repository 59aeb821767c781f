#include "gateway/service/upkeep/backlog.hpp"

#include "gateway/service/core/abreast.hpp"
#include "gateway/service/people/attended.hpp"
#include "routing/engine/conversation/reminders.hpp"
#include "routing/engine/rights/rights.hpp"

#include <algorithm>

namespace sahut {
namespace {

using boost::asio::awaitable;

awaitable<result<backlog::queue>> look_at_queue(desk& d, queue_id id) {
  backlog::queue q;
  auto const now = d.clk.now();
  auto const waiting_at = d.space.waiting(id), ticketed_at = d.space.ticketed(id), unowned_at = d.space.list("unowned:" + id.text());
  std::string const* const counted[] = {&waiting_at, &ticketed_at, &unowned_at};
  result<std::uint64_t> sizes[] = {error{}, error{}, error{}};
  result<std::vector<scored>> firsts[] = {error{}, error{}};
  auto const one = [&](std::size_t i) {
    return i < 3 ? into(sizes[i], d.st.size_of(smaller_than::kind::sorted_set, *counted[i])) : into(firsts[i - 3], d.st.lowest(*counted[i - 3], 1));
  };
  co_await abreast(5, one);
  for (auto const& s : sizes)
    if (!s) co_return s.error();
  for (auto const& f : firsts)
    if (!f) co_return f.error();
  q.waiting = *sizes[0];
  if (!firsts[0]->empty()) q.oldest = std::max(milliseconds{0}, now - from_millis(firsts[0]->front().score));
  q.tickets = *sizes[1];
  q.tickets_unowned = *sizes[2];
  auto const& hours = d.profile.hours;
  auto const late = [now](scored const& s) { return s.score < to_millis(now); };
  auto const near_or_late = [&](scored const& s) { return late(s) || working_day_before(hours, from_millis(s.score)).value_or(now) <= now; };
  if (!firsts[1]->empty() && near_or_late(firsts[1]->front())) {
    auto first_ones = co_await d.st.lowest(ticketed_at, backlog::counted_most);
    if (!first_ones) co_return first_ones.error();
    // Ascending: what is near begins where what is late ends.
    auto const not_late = std::partition_point(first_ones->begin(), first_ones->end(), late);
    auto const far = std::partition_point(not_late, first_ones->end(), near_or_late);
    q.tickets_late = static_cast<std::uint64_t>(not_late - first_ones->begin());
    q.tickets_near = static_cast<std::uint64_t>(far - not_late);
  }
  q.id = std::move(id);
  co_return q;
}

// Every queue's, and of those that only the store still knows who waits there: he waits all the same.
awaitable<std::optional<error>> look_at_queues(desk& d, backlog& b) {
  std::vector<queue_id> known, others;
  for (auto const& q : d.profile.settings->queues) known.push_back(q.id);
  for (auto const& id : d.queue_ids())
    if (!d.has_queue(id)) others.push_back(id);
  std::vector<result<backlog::queue>> looked(known.size(), error{});
  std::vector<result<std::uint64_t>> waiting(others.size(), error{});
  auto const one = [&](std::size_t i) {
    if (i < known.size()) return into(looked[i], look_at_queue(d, known[i]));
    return into(waiting[i - known.size()], d.st.size_of(smaller_than::kind::sorted_set, d.space.waiting(others[i - known.size()])));
  };
  co_await abreast(known.size() + others.size(), one);
  for (auto& q : looked) {
    if (!q) co_return q.error();
    b.unanswered += q->waiting;
    b.queues.push_back(std::move(*q));
  }
  for (auto const& n : waiting) {
    if (!n) co_return n.error();
    b.unanswered += *n;
  }
  co_return std::nullopt;
}

awaitable<std::optional<error>> look_at_officers(desk& d, users& accounts, presences& present, backlog& b) {
  for (auto const state : {presence::offline, presence::away, presence::available}) b.officers[state] = 0;
  auto everyone = co_await accounts.list();
  if (!everyone) co_return everyone.error();
  auto const n = everyone->size();
  std::vector<result<std::uint64_t>> loads(n, error{});
  std::vector<result<presences::known>> known(n, error{});
  auto const one = [&](std::size_t i) {
    auto const& name = (*everyone)[i % n].name;
    return i < n ? into(loads[i], d.st.size_of(smaller_than::kind::set, d.space.load(name))) : into(known[i - n], present.find(name));
  };
  co_await abreast(2 * n, one);
  for (std::size_t i = 0; i < n; ++i) {
    if (!loads[i]) co_return loads[i].error();
    b.unanswered += *loads[i];
    if (!may((*everyone)[i], deed::handle)) continue;
    if (!known[i]) co_return known[i].error();
    ++b.officers[is_gone(attended(*known[i]), d.clk.now()) ? presence::offline : known[i]->record.state];
  }
  co_return std::nullopt;
}

awaitable<std::optional<error>> look_at_due(desk& d, backlog& b) {
  auto due = co_await d.st.lowest(d.space.due(), backlog::counted_most);
  if (!due) co_return due.error();
  auto const until = to_millis(d.clk.now() + backlog::soon);
  b.due_soon = static_cast<std::uint64_t>(std::count_if(due->begin(), due->end(), [until](scored const& s) {
    auto const item = due::parse(s.member);
    auto const* step = item ? std::get_if<due::step>(&*item) : nullptr;
    return step && step->what.kind == due_kind::ticket && s.score <= until;
  }));
  co_return std::nullopt;
}

}  // namespace

awaitable<result<backlog>> look_at_backlog(desk& d, users& accounts, presences& present) {
  backlog b;
  std::optional<error> failed[3];
  auto const one = [&](std::size_t i) {
    return into(failed[i], i == 0 ? look_at_queues(d, b) : i == 1 ? look_at_officers(d, accounts, present, b) : look_at_due(d, b));
  };
  co_await abreast(3, one);
  for (auto const& f : failed)
    if (f) co_return *f;
  co_return b;
}

}  // namespace sahut
