// A queue that is moved by the operator, and one that is configured no more.
#include "office_twin.hpp"

#include "routing/engine/conversation/indexes.hpp"
#include "routing/engine/conversation/queue_moved.hpp"

#include <gtest/gtest.h>

using namespace sahut;
using namespace sahut::test;

TEST(a_moved_queue, takes_what_waits_with_its_age_and_deadline_and_officers_read_a_note) {
  office_twin o;
  o.says();
  auto const before = o.c;
  ASSERT_EQ(before.queue, "umum");
  o.now += minutes{10};
  auto const t = on_queue_moved(o.ctx(), before, "umum", "pelan");
  ASSERT_TRUE(t);
  auto const was = places_of(before), is = places_of(*t->after);
  EXPECT_EQ(is.waiting, std::pair(queue_id("pelan"), was.waiting->second));
  EXPECT_EQ(is.due, was.due);
  EXPECT_EQ(t->after->active.front().clock, before.active.front().clock);
  EXPECT_EQ(t->after->active.front().queue, "pelan");
  EXPECT_EQ(t->after->state, before.state);
  ASSERT_TRUE(t->add_note);
  EXPECT_EQ(t->add_note->officer_name, "operator");
  EXPECT_TRUE(t->append.empty()) << "the citizen is told nothing";
}

TEST(a_moved_queue, takes_the_ticket_for_a_unit_and_leaves_the_officer) {
  office_twin o;
  o.says();
  o.claims("sari");
  auto const escalated = on_escalate(o.ctx(), o.c, {"sari", "Sari", {}}, "alasan", "teknis");
  ASSERT_TRUE(escalated);
  auto const t = on_queue_moved(o.ctx(), *escalated->after, "teknis", "ahli");
  ASSERT_TRUE(t);
  EXPECT_EQ(t->after->tickets.front().unit, "ahli");
  EXPECT_EQ(t->after->queue, "umum");
  EXPECT_EQ(t->after->officer, escalated->after->officer);
}

TEST(a_moved_queue, changes_nothing_where_nothing_belongs_to_it) {
  office_twin o;
  o.says();
  EXPECT_FALSE(on_queue_moved(o.ctx(), o.c, "pelan", "umum"));
}

TEST(a_new_request, goes_to_the_first_queue_where_its_own_is_configured_no_more) {
  struct row {
    std::map<queue_id, std::string> names;
    queue_id first;
    queue_id expected;
  };
  for (auto const& r : {row{{}, "", "umum"}, row{{{"umum", ""}, {"lain", ""}}, "lain", "umum"}, row{{{"lain", ""}}, "lain", "lain"}}) {
    office_twin o;
    o.facts.queue_names = r.names;
    o.facts.first_queue = r.first;
    o.says();
    EXPECT_EQ(o.c.queue, r.expected);
    EXPECT_EQ(o.only_active().queue, r.expected);
  }
}
