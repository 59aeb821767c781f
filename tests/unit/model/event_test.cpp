#include "routing/model/event.hpp"

#include <gtest/gtest.h>

#include <set>

using namespace sahut;

namespace {

template <class E>
void every_name_is_read_back(E last, auto const& parse) {
  std::set<std::string_view> seen;
  for (std::size_t i = 0; i <= static_cast<std::size_t>(last); ++i) {
    auto const value = static_cast<E>(i);
    auto const name = name_of(value);
    EXPECT_FALSE(name.empty()) << i;
    EXPECT_TRUE(seen.insert(name).second) << name << " stands for two";
    EXPECT_EQ(parse(name), value) << name;
  }
  EXPECT_FALSE(parse(""));
  EXPECT_FALSE(parse("something_newer"));
}

}  // namespace

TEST(an_events_words, of_kinds_are_read_back) { every_name_is_read_back(last_event_kind, event_kind_of); }
TEST(an_events_words, of_actors_are_read_back) { every_name_is_read_back(actor_kind::the_operator, actor_kind_of); }
TEST(an_events_words, of_facts_are_read_back) { every_name_is_read_back(last_fact_name, fact_name_of); }
TEST(an_events_words, stand_in_the_order_of_their_enumerators) {
  EXPECT_EQ(name_of(event_kind::note_added), "note_added");
  EXPECT_EQ(name_of(event_kind::deadline_near), "deadline_near");
  EXPECT_EQ(name_of(event_kind::deadline_recomputed), "deadline_recomputed");
  EXPECT_EQ(name_of(event_kind::delivery_changed), "delivery_changed");
  EXPECT_EQ(name_of(event_kind::released), "released");
  EXPECT_EQ(name_of(fact_name::seq), "seq");
  EXPECT_EQ(name_of(fact_name::unit), "unit");
  EXPECT_EQ(name_of(fact_name::revision), "revision");
}
