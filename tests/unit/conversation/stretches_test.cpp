// Whose a stretch of the log is, and what leaves a record's body: nothing that was promised is ever lost.
#include "routing/engine/conversation/stretches.hpp"
#include "tests/unit/conversation/office_twin.hpp"

#include <gtest/gtest.h>

namespace sahut::test {
namespace {

request ended(std::uint32_t ordinal, queue_id queue = "umum") {
  request r;
  r.ordinal = ordinal;
  r.reference = request_reference("REF-" + std::to_string(ordinal));
  r.queue = std::move(queue);
  r.first_seq = ordinal * 10;
  r.clock.received = from_millis(ordinal * 1000);
  r.ended = outcome::answered;
  r.answer_seq = r.first_seq + 1;
  return r;
}

conversation with_ended(std::uint32_t count) {
  conversation c;
  c.id = "PRI-1";
  for (std::uint32_t n = 1; n <= count; ++n) c.past.push_back(ended(n));
  c.requests = count;
  return c;
}

ticket of_request(std::uint32_t ordinal, bool open) {
  ticket tk;
  tk.number = ticket_number("ESK-" + std::to_string(ordinal));
  tk.request = ordinal;
  if (!open) tk.closed_at = from_millis(1);
  return tk;
}

std::vector<std::uint32_t> ordinals(std::vector<request> const& list) {
  std::vector<std::uint32_t> out;
  for (auto const& r : list) out.push_back(r.ordinal);
  return out;
}

constexpr auto body = static_cast<std::uint32_t>(recent_requests_max);

}  // namespace

TEST(old_requests, leave_the_body_oldest_first_and_know_where_their_stretch_ends) {
  auto c = with_ended(body + 3);
  auto const left = take_older(c);
  EXPECT_EQ(ordinals(left), (std::vector<std::uint32_t>{1, 2, 3}));
  EXPECT_EQ(c.past.size(), recent_requests_max);
  EXPECT_EQ(c.past.front().ordinal, 4u);
  EXPECT_EQ(left[0].last_seq, 19u);
  EXPECT_EQ(left[2].last_seq, 39u);
  EXPECT_TRUE(take_older(c).empty()) << "once";
}

TEST(old_requests, stay_as_long_as_something_may_still_happen_to_them) {
  auto c = with_ended(body + 3);
  c.past[0].earlier_answers = {11};        // an answer is on its way
  c.tickets = {of_request(2, true)};       // its ticket is open
  EXPECT_EQ(ordinals(take_older(c)), (std::vector<std::uint32_t>{3, 4, 5}));
  c.past[0].earlier_answers.clear();
  c.tickets[0].closed_at = from_millis(1);
  c.past.push_back(ended(body + 4));
  c.past.push_back(ended(body + 5));
  EXPECT_EQ(ordinals(take_older(c)), (std::vector<std::uint32_t>{1, 2}));
}

TEST(old_requests, leave_behind_whose_their_stretch_was_one_part_for_neighbours_of_one_queue) {
  auto c = with_ended(body + 5);
  c.past[2].queue = "pelan";
  take_older(c);
  ASSERT_EQ(c.earlier.size(), 3u);
  EXPECT_EQ(c.earlier[0].queues, (std::vector<queue_id>{"umum"}));
  EXPECT_EQ(c.earlier[0].first_seq, 10u);
  EXPECT_EQ(c.earlier[1].queues, (std::vector<queue_id>{"pelan"}));
  EXPECT_EQ(c.earlier[1].first_seq, 30u);
  EXPECT_EQ(c.earlier[2].first_seq, 40u);
}

TEST(old_requests, beyond_the_bound_count_as_one_part_that_only_who_serves_all_of_it_sees) {
  auto const parts = static_cast<std::uint32_t>(earlier_parts_max);
  conversation c;
  for (std::uint32_t n = 1; n <= parts + body + 9; ++n) {
    c.past.push_back(ended(n, n % 2 ? queue_id("umum") : queue_id("pelan")));
    take_older(c);
    ASSERT_LE(c.earlier.size(), earlier_parts_max);
  }
  EXPECT_EQ(c.earlier[0].first_seq, 10u);
  EXPECT_EQ(std::set<queue_id>(c.earlier[0].queues.begin(), c.earlier[0].queues.end()), (std::set<queue_id>{"pelan", "umum"}));
  EXPECT_EQ(c.earlier.back().queues.size(), 1u);
}

TEST(old_tickets, that_ended_are_named_no_more_but_open_ones_always_are) {
  conversation c;
  c.tickets.push_back(of_request(1, true));
  for (std::uint32_t n = 2; n <= recent_tickets_max + 4; ++n) c.tickets.push_back(of_request(n, false));
  c.tickets.push_back(of_request(90, true));
  take_older(c);
  EXPECT_EQ(c.tickets.size(), recent_tickets_max + 2);
  EXPECT_EQ(c.tickets.front().number, "ESK-1");
  EXPECT_EQ(c.tickets[1].number, "ESK-5");
  EXPECT_EQ(c.tickets.back().number, "ESK-90");
}

TEST(a_stretch, ends_before_the_next_request_wherever_that_lies) {
  auto c = with_ended(3);
  EXPECT_EQ(last_seq_of(c, c.past[0]), 19u);
  EXPECT_EQ(last_seq_of(c, c.past[2]), std::nullopt);
  c.active.push_back(ended(4));
  EXPECT_EQ(last_seq_of(c, c.past[2]), 39u);
  c.earlier = {{{"umum"}, 15, {}, {}}};
  EXPECT_EQ(last_seq_of(c, c.past[0]), 14u);
}

TEST(a_message, belongs_to_the_newest_request_that_it_did_not_come_before) {
  auto c = with_ended(2);
  c.active.push_back(ended(3));
  struct row { std::uint64_t seq; std::uint32_t ordinal; };
  for (auto const& r : {row{9, 0}, row{10, 1}, row{19, 1}, row{20, 2}, row{30, 3}, row{900, 3}}) {
    auto const* found = request_at(c, r.seq);
    EXPECT_EQ(found ? found->ordinal : 0, r.ordinal) << r.seq;
  }
}

}  // namespace sahut::test
