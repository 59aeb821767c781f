#include "gateway/service/backlog.hpp"

#include "gateway/service/authority.hpp"
#include "gateway/service/each_at_once.hpp"

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

struct account_seen {
  result<std::uint64_t> load = error{errc::unavailable, "", "this daemon is draining"};
  std::optional<presence> state;  // of who may handle conversations
  std::optional<error> fault;
};

boost::asio::awaitable<account_seen> look_at_account(desk& d, presences& present, user_account const& a) {
  account_seen seen;
  auto load = co_await d.st.size_of(smaller_than::kind::set, d.space.load(a.name));
  seen.load = std::move(load);
  if (!seen.load || a.disabled || !may(a.role, deed::handle)) co_return seen;
  auto known = co_await present.find(a.name);
  if (!known) {
    seen.fault = known.error();
    co_return seen;
  }
  bool const gone = known->record.gone_at || known->lease_end <= d.clk.now();
  seen.state = gone ? presence::offline : known->record.state;
  co_return seen;
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
  for (auto const state : {presence::offline, presence::away, presence::available}) b.officers[state] = 0;
  auto everyone = co_await accounts.list();
  if (!everyone) co_return everyone.error();
  std::vector<account_seen> seen(everyone->size());
  auto const look = [&d, &present, &everyone, &seen](std::size_t i) -> boost::asio::awaitable<void> {
    auto one = co_await look_at_account(d, present, (*everyone)[i]);
    seen[i] = std::move(one);
  };
  co_await each_at_once(seen.size(), look);
  for (auto& one : seen) {
    if (!one.load) co_return one.load.error();
    b.unanswered += *one.load;
    if (one.fault) co_return *one.fault;
    if (one.state) ++b.officers[*one.state];
  }
  auto due = co_await d.st.lowest(d.space.due(), backlog::counted_most);
  if (!due) co_return due.error();
  auto const until = to_millis(d.clk.now() + backlog::soon);
  b.due_soon = static_cast<std::uint64_t>(
      std::count_if(due->begin(), due->end(), [until](scored const& s) { return s.member.starts_with("t|") && s.score <= until; }));
  co_return b;
}

}  // namespace sahut
