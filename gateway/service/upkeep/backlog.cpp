#include "gateway/service/upkeep/backlog.hpp"

#include "gateway/service/people/attended.hpp"
#include "routing/engine/rights/rights.hpp"

#include <algorithm>

namespace sahut {
namespace {

boost::asio::awaitable<result<backlog::queue>> look_at_queue(desk& d, queue_id id) {
  backlog::queue q;
  auto const now = d.clk.now();
  auto waiting = co_await d.st.size_of(smaller_than::kind::sorted_set, d.space.waiting(id));
  if (!waiting) co_return waiting.error();
  q.waiting = *waiting;
  auto first = co_await d.st.lowest(d.space.waiting(id), 1);
  if (!first) co_return first.error();
  if (!first->empty()) q.oldest = std::max(milliseconds{0}, now - from_millis(first->front().score));
  auto tickets = co_await d.st.size_of(smaller_than::kind::sorted_set, d.space.ticketed(id));
  if (!tickets) co_return tickets.error();
  q.tickets = *tickets;
  auto next = co_await d.st.lowest(d.space.ticketed(id), 1);
  if (!next) co_return next.error();
  auto const late = [now](scored const& s) { return s.score < to_millis(now); };
  if (!next->empty() && late(next->front())) {
    auto first_ones = co_await d.st.lowest(d.space.ticketed(id), backlog::counted_most);
    if (!first_ones) co_return first_ones.error();
    q.tickets_late = static_cast<std::uint64_t>(std::count_if(first_ones->begin(), first_ones->end(), late));
  }
  q.id = std::move(id);
  co_return q;
}

}  // namespace

boost::asio::awaitable<result<backlog>> look_at_backlog(desk& d, users& accounts, presences& present) {
  backlog b;
  for (auto const& q : d.profile.settings->queues) {
    auto one = co_await look_at_queue(d, q.id);
    if (!one) co_return one.error();
    b.unanswered += one->waiting;
    b.queues.push_back(std::move(*one));
  }
  for (auto const& id : d.queue_ids()) {  // those that only the store still knows: whoever waits there waits all the same
    if (d.has_queue(id)) continue;
    auto waiting = co_await d.st.size_of(smaller_than::kind::sorted_set, d.space.waiting(id));
    if (!waiting) co_return waiting.error();
    b.unanswered += *waiting;
  }
  for (auto const state : {presence::offline, presence::away, presence::available}) b.officers[state] = 0;
  auto everyone = co_await accounts.list();
  if (!everyone) co_return everyone.error();
  for (auto const& a : *everyone) {
    auto load = co_await d.st.size_of(smaller_than::kind::set, d.space.load(a.name));
    if (!load) co_return load.error();
    b.unanswered += *load;
    if (!may(a, deed::handle)) continue;
    auto known = co_await present.find(a.name);
    if (!known) co_return known.error();
    ++b.officers[is_gone(attended(*known), d.clk.now()) ? presence::offline : known->record.state];
  }
  auto due = co_await d.st.lowest(d.space.due(), backlog::counted_most);
  if (!due) co_return due.error();
  auto const until = to_millis(d.clk.now() + backlog::soon);
  b.due_soon = static_cast<std::uint64_t>(
      std::count_if(due->begin(), due->end(), [until](scored const& s) { return s.member.starts_with("t|") && s.score <= until; }));
  co_return b;
}

}  // namespace sahut
