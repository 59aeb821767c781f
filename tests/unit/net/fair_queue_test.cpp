#include "gateway/net/fair_queue.hpp"

#include <gtest/gtest.h>

#include <vector>

namespace sahut::net {
namespace {

using queue = fair_queue<std::string>;

std::vector<std::string> rest_of(queue& q) {
  std::vector<std::string> all;
  while (auto next = q.pop()) all.push_back(*next);
  EXPECT_EQ(q.size(), 0u);
  return all;
}

TEST(fair_queue, addresses_take_turns_and_each_keeps_its_order) {
  queue q;
  for (char const* name : {"a1", "a2", "a3"}) q.push(counted_as("192.0.2.1"), name, 100);
  for (char const* name : {"b1", "b2"}) q.push(counted_as("192.0.2.2"), name, 100);
  q.push(counted_as("192.0.2.3"), "c1", 100);
  EXPECT_EQ(rest_of(q), (std::vector<std::string>{"a1", "b1", "c1", "a2", "b2", "a3"}));
}

TEST(fair_queue, the_64s_of_a_48_share_its_turn) {
  queue q;
  for (char const* name : {"p1", "p2"}) q.push(counted_as("2001:db8:1:1::1"), name, 100);
  for (char const* name : {"q1", "q2"}) q.push(counted_as("2001:db8:1:2::1"), name, 100);
  for (char const* name : {"o1", "o2", "o3"}) q.push(counted_as("2001:db8:2:1::1"), name, 100);
  EXPECT_EQ(rest_of(q), (std::vector<std::string>{"p1", "o1", "q1", "o2", "p2", "o3", "q2"}));
}

TEST(fair_queue, who_floods_gives_way_to_others) {
  struct {
    char const* flood;
    char const* other;
    char const* what;
  } const cases[] = {
      {"192.0.2.1", "192.0.2.2", "IPv4 neighbours"},
      {"2001:db8:1:1::1", "2001:db8:2:1::1", "two /48s"},
      {"2001:db8:1:1::1", "2001:db8:1:2::1", "two /64s of one /48"},
  };
  for (auto const& c : cases) {
    queue q;
    for (int i = 0; i < 4; ++i) EXPECT_FALSE(q.push(counted_as(c.flood), "f" + std::to_string(i), 4)) << c.what;
    EXPECT_EQ(q.push(counted_as(c.flood), "f4", 4), "f4") << c.what;
    EXPECT_EQ(q.push(counted_as(c.other), "o", 4), "f3") << c.what;
    EXPECT_EQ(q.size(), 4u);
    q.pop();
    EXPECT_EQ(q.pop(), "o") << c.what;
  }
}

TEST(fair_queue, a_48_of_many_64s_is_one_of_many) {
  queue q;
  for (int i = 0; i < 4; ++i) q.push(counted_as("2001:db8:1:" + std::to_string(i) + "::1"), "f" + std::to_string(i), 4);
  EXPECT_EQ(q.push(counted_as("192.0.2.1"), "o1", 4).value_or("").front(), 'f');
  EXPECT_EQ(q.push(counted_as("192.0.2.1"), "o2", 4).value_or("").front(), 'f');
  EXPECT_EQ(q.push(counted_as("192.0.2.1"), "o3", 4), "o3") << "as many as the others: who comes last gives way";
}

TEST(fair_queue, without_room_nothing_is_taken) {
  queue q;
  EXPECT_EQ(q.push(counted_as("192.0.2.1"), "a", 0), "a");
  EXPECT_EQ(q.size(), 0u);
  EXPECT_FALSE(q.pop());
}

}  // namespace
}  // namespace sahut::net
